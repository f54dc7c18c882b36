"""What every score must obey, whatever the questionnaire and the answers (drawn by Hypothesis)."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from random_models import Kind, Rule, random_questionnaire, random_response

from cxassess.explanation import Wish, fewest
from cxassess.model import NOT_APPLICABLE, Answer, Question, Questionnaire, Response
from cxassess.plan import AnswerOp, ScoringPlan, StagedOp
from cxassess.plan_compiler import compile_plan
from cxassess.scoring import score
from cxassess.scoring_levels import levels_of, staged_level
from cxassess.scoring_result import Result

RULES: list[Rule] = ["staged", "thresholds"]

relaxed = settings(
    derandomize=True,
    deadline=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)


@dataclass(frozen=True, slots=True)
class Case:
    """One drawn questionnaire and response; ``rng`` makes the further choices of a test."""

    questionnaire: Questionnaire
    plan: ScoringPlan
    response: Response
    rng: random.Random

    def score(self, changes: Mapping[str, str] | None = None) -> Result:
        """The result with some answers changed."""
        changed = {name: Answer(value) for name, value in (changes or {}).items()}
        return score(self.plan, replace(self.response, answers={**self.response.answers, **changed}))

    def question(self, name: str) -> Question:
        return next(question for question in self.questionnaire.questions() if question.id == name)

    def pick(self, names: Iterable[str]) -> str:
        """One of the names; the example does not count where there is none."""
        found = list(names)
        assume(found)
        return self.rng.choice(found)


def cases(rule: Rule | None = None, tidy: bool = False) -> st.SearchStrategy[Case]:
    """Cases from a seed; ``size`` comes first, so that what fails shrinks to few questions."""

    def make(size: int, seed: int) -> Case:
        rng = random.Random(seed)
        questionnaire = random_questionnaire(rng, Kind(size, rule, tidy))
        return Case(questionnaire, compile_plan(questionnaire), random_response(rng, questionnaire), rng)

    return st.builds(make, st.integers(1, 4), st.integers(0, 2**32))


def unknown(result: Result) -> list[str]:
    """The applicable questions without an answer."""
    return [n for n, given_ in result.answers.items() if given_.applicable and given_.state != "answered"]


def answered(result: Result) -> list[str]:
    return [name for name, given_ in result.answers.items() if given_.state == "answered"]


@pytest.mark.parametrize("rule", RULES)
def test_a_better_answer_never_lowers_anything(rule: Rule) -> None:
    """Not a score, not a bound, not a level, not even in the last bit of a double."""

    @relaxed
    @given(cases(rule))
    def check(case: Case) -> None:
        before = case.score()
        name = case.pick(answered(before))
        options = [option.value for option in case.question(name).options]
        higher = options[options.index(str(before.answers[name].value)) + 1 :]
        after = case.score({name: case.pick(higher)})
        for old, new in zip(before.scores.values(), after.scores.values(), strict=True):
            for field in ("score", "lower", "upper", "level", "level_optimistic"):
                was, is_ = getattr(old, field), getattr(new, field)
                assert (was is None) == (is_ is None), (old.id, field)
                assert was is None or is_ >= was, (old.id, field)

    check()


@pytest.mark.parametrize("rule", RULES)
def test_bounds_hold_for_every_completion(rule: Rule) -> None:
    """However the unknown answers turn out, scores and levels stay within what was said before."""

    @relaxed
    @given(cases(rule))
    def check(case: Case) -> None:
        before = case.score()
        missing = unknown(before)
        assume(missing)
        for draw in (lambda o: o[0], lambda o: o[-1], case.rng.choice, case.rng.choice):
            after = case.score({name: draw(case.question(name).options).value for name in missing})
            for old, new in zip(before.scores.values(), after.scores.values(), strict=True):
                if new.score is not None:
                    assert old.lower is not None and old.upper is not None, old.id
                    assert old.lower - 1e-9 <= new.score <= old.upper + 1e-9, old.id
                if old.level is not None and old.level_optimistic is not None:
                    assert new.level is not None, old.id
                    assert old.level <= new.level <= old.level_optimistic, old.id

    check()


@relaxed
@given(cases())
def test_bounds_are_reached(case: Case) -> None:
    """The lowest and highest completion give the bounds themselves: they are no wider than needed."""
    before = case.score()
    for index, field in ((0, "lower"), (-1, "upper")):
        after = case.score({n: case.question(n).options[index].value for n in unknown(before)})
        for old, new in zip(before.scores.values(), after.scores.values(), strict=True):
            if new.score is not None:
                assert new.score == pytest.approx(getattr(old, field), abs=1e-9), old.id


@relaxed
@given(cases())
def test_not_applicable_stays_within_its_dimensions(case: Case) -> None:
    """Dimensions that do not contain the question are the same in every field."""
    before = case.score()
    name = case.pick(n for n in answered(before) + unknown(before) if case.question(n).not_applicable)
    after = case.score({name: NOT_APPLICABLE})
    for dimension in case.questionnaire.walk():
        key = f"dimension:{dimension.id}"
        if name not in {question.id for question in dimension.all_questions()}:
            assert after.scores[key] == before.scores[key]


def lifted(case: Case, wishes: Iterable[Wish]) -> Result:
    """The result when every wish is granted, by the lowest answer that grants it."""
    return case.score(
        {
            wish.question: next(
                option.value
                for option in case.question(wish.question).options
                if (option.level or 0) >= wish.level
            )
            for wish in wishes
        }
    )


@pytest.mark.parametrize("rule", RULES)
def test_the_fewest_answers_lift_to_the_level(rule: Rule) -> None:
    """Granting exactly these wishes brings the group, or the whole, to the level asked for."""

    @relaxed
    @given(cases(rule, tidy=True))
    def check(case: Case) -> None:
        before = case.score()
        levels = {name: out.level for name, out in before.scores.items() if out.level is not None}
        name = case.pick(name for name, level in levels.items() if level < case.plan.last)
        for wanted in range(levels[name] + 1, case.plan.last + 1):
            wishes = fewest(before, name, wanted)
            if wishes is None:
                continue
            reached = lifted(case, wishes).scores[name].level
            assert reached is not None and reached >= wanted
            assert len({wish.question for wish in wishes}) == len(wishes)

    check()


def small_groups(case: Case, result: Result) -> list[StagedOp]:
    """The staged groups with a level below the highest and at most six questions that apply."""
    return [
        op
        for op in case.plan.operations
        if isinstance(op, StagedOp)
        and (result.scores[op.id].level or op.last) < op.last
        and len(levels_of(result, op.of, op.first)) <= 6
    ]


@relaxed
@given(cases("staged", tidy=True))
def test_no_smaller_set_of_answers_lifts_a_staged_group(case: Case) -> None:
    """Brute force: every smaller set, raised as high as it goes, stays below the level."""
    result = case.score()
    groups = small_groups(case, result)
    assume(groups)
    for op in groups:
        levels = levels_of(result, op.of, op.first)
        for wanted in range((result.scores[op.id].level or op.first) + 1, op.last + 1):
            wishes = fewest(result, op.id, wanted)
            most = len(levels) + 1 if wishes is None else len(wishes)
            for size in range(most):
                for chosen in combinations(levels, size):
                    assert staged_level(op, {**levels, **dict.fromkeys(chosen, op.last)}) < wanted, chosen


@relaxed
@given(cases("staged", tidy=True))
def test_no_wish_asks_for_more_than_needed(case: Case) -> None:
    """Each wish of a staged group, granted one answer lower than asked, leaves the level unreached."""
    result = case.score()
    groups = small_groups(case, result)
    assume(groups)
    for op in groups:
        levels = levels_of(result, op.of, op.first)
        wanted = (result.scores[op.id].level or op.first) + 1
        granted = {wish.question: wish.level for wish in fewest(result, op.id, wanted) or ()}
        for name, level in granted.items():
            answer = next(o for o in result.plan.operations if isinstance(o, AnswerOp) and o.id == name)
            below = [option.level for option in answer.options if option.level < level]
            less = {**levels, **granted, name: max([levels[name], *below])}
            assert staged_level(op, less) < wanted, name


def brute_force(case: Case, result: Result, name: str, wanted: int, most: int) -> bool:
    """Whether fewer than ``most`` answers, each at its highest, lift a group by trying all sets."""
    known = {op.id for op in case.plan.operations if isinstance(op, AnswerOp)}
    names = [n for n in known if result.answers[n].applicable]
    highest = {n: case.question(n).options[-1].value for n in names}
    for chosen in combinations(sorted(names), most - 1) if most else ():
        level = case.score({n: highest[n] for n in chosen}).scores[name].level
        if level is not None and level >= wanted:
            return True
    return False


@pytest.mark.parametrize("rule", RULES)
def test_no_smaller_set_of_answers_lifts_the_whole(rule: Rule) -> None:
    """The same by brute force through the scoring itself, for questionnaires of up to eight questions."""

    @settings(relaxed, max_examples=150)
    @given(cases(rule, tidy=True))
    def check(case: Case) -> None:
        assume(sum(1 for _ in case.questionnaire.questions()) <= 8)
        result = case.score()
        level = result.scores["overall"].level
        assume(level is not None and level < case.plan.last)
        assert level is not None
        wishes = fewest(result, "overall", level + 1)
        if wishes is not None:
            assert not brute_force(case, result, "overall", level + 1, len(wishes))

    check()
