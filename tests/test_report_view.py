"""What the view says about a result: never more than the scores carry, and in whole sentences.

The rules for titles live in ``report_measures.py``; ``test_view_parity.py`` holds the page to the same words.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

import pytest
from conftest import ROOT
from random_models import (
    make_dimension,
    make_levels,
    make_options,
    make_question,
    make_questionnaire,
    make_response,
    text,
)
from test_view_parity import LANGUAGES, likely_response

from cxassess import i18n, questionnaire, report, texts
from cxassess.model import (
    DONT_KNOW,
    NOT_APPLICABLE,
    Action,
    Decision,
    Dimension,
    Lens,
    Questionnaire,
    Step,
    Tag,
)
from cxassess.plan_compiler import compile_plan
from cxassess.report_measures import headline as headline_of
from cxassess.report_words import Words
from cxassess.scoring import score
from cxassess.scoring_result import Result

OPTIONS = make_options([Fraction(i) for i in range(5)], range(1, 6))
ORGANISATION = "Meridiaan"
SHORT = {"dk": DONT_KNOW, "na": NOT_APPLICABLE}

Answers = Mapping[str, str]
"""Answers by topic, in one text: ``1 2 3 dk na open``, one for each question."""


def said(key: str, **values: object) -> str:
    """An English phrase."""
    return i18n.fill(texts.phrases("en")[key], values)


def topics(answers: Answers, *, silent: Sequence[str] = ()) -> tuple[Dimension, ...]:
    """A topic for each text, with phrases for titles except where ``silent``, and a question per answer."""
    return tuple(
        replace(
            make_dimension(
                name,
                weight=Fraction(1),
                questions=[make_question(f"{name}-{i}", OPTIONS) for i in range(len(given.split()))],
            ),
            title=text(name.capitalize()),
            strong=None if name in silent else text(f"shines in {name}"),
            weak=None if name in silent else text(f"lags in {name}"),
        )
        for name, given in answers.items()
    )


@dataclass(frozen=True, slots=True)
class Told:
    """A questionnaire with topics of our own, answered: its result and its tree."""

    answers: Answers
    asked: Questionnaire | None = None
    targets: Mapping[str, int] = field(default_factory=dict)
    decisions: Mapping[str, str] = field(default_factory=dict)
    saved: str = ""

    def result(self) -> Result:
        given = {
            f"{name}-{i}": SHORT.get(value, value)
            for name, values in self.answers.items()
            for i, value in enumerate(values.split())
            if value != "open"
        }
        decisions = {name: Decision(status) for name, status in self.decisions.items()}  # type: ignore[arg-type]
        response = make_response(given, targets=self.targets, decisions=decisions)
        return score(compile_plan(self.questionnaire()), response)

    def questionnaire(self) -> Questionnaire:
        return self.asked or make_questionnaire(topics(self.answers), make_levels(1, 5))

    def tree(self, lang: str = "en") -> report.Tree:
        local = texts.local(self.questionnaire(), lang, {"organisation": ORGANISATION})
        spoken = texts.script_texts(local, texts.phrases(lang))
        return report.build(spoken, self.result(), report.Setting(lang, ORGANISATION, self.saved))


def headline(answers: Answers, **changes: Any) -> str:
    """The title of a result with these answers."""
    return str(Told(answers, **changes).tree()["head"]["title"])


# ---- The headline ---------------------------------------------------------------------------------------

FIFTY = "3 3 3 3"
BELOW = "2 3 3 3"
"""Just below half of the ruler, at the middle of the levels."""
LOW = "2 2 3 4 2 4"
"""Less far below half, and at level 2."""


@pytest.mark.parametrize(
    ("answers", "strong", "weak"),
    [
        pytest.param({"a": "5 5 5 5", "b": "1 1 1 1"}, "a", "b", id="both"),
        pytest.param({"a": "1 1 1 1", "b": "4 4 4 4", "c": "5 5 5 5"}, "c", "a", id="both, in any order"),
        pytest.param({"a": FIFTY, "b": BELOW}, "a", "", id="exactly half is strong, and level 3 is not weak"),
        pytest.param(
            {"a": "4 4 4 4", "b": LOW}, "a", "b", id="below half and below the middle level is weak"
        ),
        pytest.param({"a": FIFTY, "b": FIFTY}, "a", "", id="half is not weak"),
        pytest.param({"a": "5 5 5 5", "b": "4 4 4 4"}, "a", "", id="nothing is weak where all is well"),
        pytest.param({"a": BELOW, "b": "1 1 1 1"}, "", "b", id="nothing is strong below half"),
        pytest.param({"a": "2 2 2 2", "b": "2 2 2 2", "c": BELOW}, "", "b", id="the last of the weakest"),
        pytest.param(
            {"a": "4 4 4 4", "b": "5 5 5 5", "c": "5 5 5 5"}, "b", "", id="the first of the strongest"
        ),
        pytest.param({"a": "1 1 1 1"}, "", "", id="one topic has no contrast, so is not called weak"),
        pytest.param({"a": "5 5 5 5"}, "a", "", id="one strong topic"),
        pytest.param({"a": "na na na na", "b": "1 1 1 1", "c": "2 2 2 2"}, "", "b", id="what does not apply"),
        pytest.param({"a": "5 5 5 5 dk", "b": "1 1 1 1 open"}, "a", "b", id="unknown answers do not count"),
    ],
)
def test_headline_claims_what_the_scores_carry(answers: Answers, strong: str, weak: str) -> None:
    """The strongest topic only from half of the ruler, the weakest only below it."""
    told = Told(answers)
    level = told.result().scores["overall"].level
    assert level is not None
    values = {"n": level, "organisation": ORGANISATION, "name": f"Level {level}"}
    values |= {"strong": f"shines in {strong}", "weak": f"lags in {weak}"}
    kind = {(1, 1): "both", (1, 0): "strong", (0, 1): "weak", (0, 0): "plain"}[bool(strong), bool(weak)]
    assert told.tree()["head"]["title"] == said(f"result.title_{kind}", **values)


@pytest.mark.parametrize(
    ("silent", "kind"), [(["a"], "weak"), (["b"], "strong"), (["a", "b"], "plain"), (["c"], "both")]
)
def test_headline_leaves_out_what_has_no_phrase(silent: list[str], kind: str) -> None:
    """A topic without phrases is passed over, and no other takes its place."""
    answers = {"a": "5 5 5 5", "b": "1 1 1 1", "c": FIFTY}
    asked = make_questionnaire(topics(answers, silent=silent), make_levels(1, 5))
    values = {"strong": "shines in a", "weak": "lags in b", "n": 2, "name": "Level 2"}
    title = headline(answers, asked=asked)
    assert title == said(f"result.title_{kind}", organisation=ORGANISATION, **values)
    assert "in c" not in title


def test_headline_without_level_claims_nothing() -> None:
    """One topic is excellent, but another has too few answers: no level, no finding."""
    assert headline({"a": "5 5 5 5", "b": "1 open open open"}) == said("result.title_none")
    assert headline({"a": "open open", "b": "dk dk"}) == said("result.title_none")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_bundled_headlines_never_say_too_much(lang: str) -> None:
    """For hundreds of responses: every topic that a title names is the best or worst by level and score, on its
    side of half, and two of them are clearly apart."""
    asked = questionnaire.read(ROOT / "questionnaires" / "cx-maturity")
    plan = compile_plan(asked)
    words = {name: by_sector["default"][lang] for name, by_sector in asked.terms.items()}
    local = texts.local(asked, lang, {**words, "organisation": ORGANISATION})
    spoken = texts.script_texts(local, texts.phrases(lang))
    phrases = {
        (kind, name): entry[kind]
        for name, entry in spoken["dimensions"].items()
        for kind in ("strong", "weak")
    }
    assert not [(a, b) for a in phrases.values() for b in phrases.values() if a is not b and a in b]
    rng = random.Random(23)
    seen = set()
    for _ in range(400):
        response = likely_response(rng, asked)
        result = score(plan, response)
        words = Words(spoken, result, report.Setting(lang, ORGANISATION, ""))
        title = headline_of(words)
        topics = {d.id: result.scores[f"dimension:{d.id}"] for d in asked.dimensions}
        ranks = {
            name: (topic.level, topic.score) for name, topic in topics.items() if topic.score is not None
        }
        named = {key for key, phrase in phrases.items() if phrase in title}
        kinds = sorted(kind for kind, _ in named)
        seen.add(tuple(kinds))
        assert len(set(kinds)) == len(kinds) and len({name for _, name in named}) == len(named)
        for kind, name in named:
            _, own = ranks[name]
            if kind == "strong":
                assert own >= 50 and ranks[name] == max(ranks.values())
            else:
                assert own < 50 and ranks[name] == min(ranks.values())
        if len(named) == 2:
            (_, one), (_, other) = (ranks[name] for _, name in named)
            assert abs(one - other) >= 5
        level = result.scores["overall"].level
        assert (level is None) == (title == spoken["phrases"]["result.title_none"])
        if level is not None:
            assert str(level) in title
            best, (low, worst) = max(ranks.values())[1], min(ranks.values())
            weak = worst < 50 and low < 3
            close = best >= 50 and weak and best - worst < 5
            assert ("strong" in kinds) == (best >= 50 and not close)
            assert ("weak" in kinds) == (weak and not close)
    assert seen == {(), ("strong",), ("weak",), ("strong", "weak")}


# ---- Too little to say ----------------------------------------------------------------------------------


def test_low_coverage_says_so_and_claims_nothing() -> None:
    """Topics with too few answers are named with what they need; no level, index or roadmap is shown."""
    tree = Told(
        {"a": "5 5 5 5", "b": "1 open open open", "c": "dk dk dk dk"}, saved="2026-03-09T10:00"
    ).tree()
    missing = said("result.missing_parts", names="B and C", coverage=70, answers=4)
    assert tree["head"]["missing"] == missing
    assert tree["head"]["lede"] == said("result.lede_none")
    assert tree["head"]["kicker"] == said("result.kicker_date", date="9 March 2026")
    assert (tree["level"]["number"], tree["level"]["name"]) == ("–", said("level.none"))
    assert tree["level"]["could"] == ""
    assert (tree["index"]["value"], tree["index"]["from"]) == ("–", said("index.none"))
    assert tree["index"]["bar"]["tick_display"] == "none"
    assert tree["index"]["equal"] == ""
    assert not any(row["on"] for row in tree["stairs"]["rows"])
    assert tree["stairs"]["alt"] == said("stairs.alt_none", n=5)
    assert tree["why"]["shown"] is False and tree["why"]["lift"]["shown"] is False
    assert tree["profile"]["title"] == said("profile.title_none")
    assert tree["profile"]["radar"]["own"] == "" and tree["profile"]["radar"]["band"] != ""
    assert [row["score"] for row in tree["profile"]["rows"]] == ["100", "–", "–"]
    assert [row["between"] for row in tree["profile"]["rows"]] == ["certain", "0–75", "0–100"]
    assert tree["roadmap"]["title"] == said("roadmap.title_early")
    assert tree["roadmap"]["first_shown"] is False and tree["roadmap"]["first"] == []


@pytest.mark.parametrize("answers", [{"a": "na na na na", "b": "na"}, {"a": "na"}])
def test_where_nothing_applies_nothing_more_is_asked(answers: Answers) -> None:
    """No level is promised, no answer asked for and no action offered: there is nothing to measure."""
    tree = Told(answers).tree()
    for part in ("head", "roadmap"):
        assert tree[part]["title"] == said("never.title", organisation=ORGANISATION)
        assert tree[part]["lede"] == said("never.lede")
    count = sum(len(values.split()) for values in answers.values())
    assert tree["certainty"]["text"] == said("never.certain", n=count)
    assert tree["applies"] is False
    assert (tree["level"]["name"], tree["level"]["means"], tree["index"]["from"]) == ("", "", "")
    assert tree["head"]["missing"] == ""
    assert re.search(r"\b(yet|enough)\b", json.dumps([tree[name] for name in SHOWN_ALWAYS])) is None


def test_where_nothing_is_answered_nothing_is_called_an_answer() -> None:
    """The roadmap says how it counts, instead of naming an order that follows from answers."""
    tree = Told({"a": "open open open open", "b": "dk dk dk dk"}).tree()
    assert tree["applies"] is True
    assert tree["head"]["title"] == said("result.title_none")
    assert tree["certainty"]["text"] == said("certainty.text_none", applicable=8)
    assert tree["bars"]["lede"] == "", "nothing is sorted"
    assert tree["roadmap"]["lede"] == said("roadmap.lede_none")
    early = roadmap(THREE, "open open open dk")
    assert early["title"] == said("roadmap.title_early")
    assert early["lede"] == said("roadmap.lede_early") and early["steps"][0]["any"]


SHOWN_ALWAYS = ("head", "level", "stairs", "index", "why", "certainty")


def test_range_shows_what_could_still_be() -> None:
    """Even without a score the range is there, and says why it is wide."""
    tree = Told({"a": "5 5 open open", "b": "1 1 1 dk"}).tree()
    values = {"dont_know": said("index.open_one"), "open": said("index.open", n=2), "low": 25, "high": 63}
    assert tree["index"]["text"] == said("index.unsure", **values)


def test_nothing_missing_where_nothing_applies() -> None:
    """Whoever marks all as not applicable is not asked for more answers."""
    tree = Told({"a": "na na na na", "b": "na na na na"}).tree()
    assert tree["head"]["missing"] == ""
    assert tree["index"]["text"] == ""
    assert [row["between"] for row in tree["profile"]["rows"]] == ["", ""]
    assert tree["certainty"]["rows"] == []


def test_what_does_not_apply_is_not_missing() -> None:
    """Only topics that apply need answers."""
    tree = Told({"a": "na na na na", "b": "3 open open open"}).tree()
    assert tree["head"]["missing"] == said("result.missing_parts", names="B", coverage=70, answers=4)


def test_enough_answers_need_no_excuse() -> None:
    """With a level nothing is missing; what it could be is said where answers are unknown."""
    sure = Told({"a": "3 3 3 3 3 3 3", "b": FIFTY}).tree()
    doubtful = Told({"a": "3 3 3 3 3 dk dk", "b": FIFTY}).tree()
    assert sure["head"]["missing"] == doubtful["head"]["missing"] == ""
    assert (sure["level"]["number"], sure["level"]["could"]) == ("3", "")
    assert sure["index"]["text"] == said("index.sure")
    assert doubtful["level"]["number"] == "2"
    assert doubtful["level"]["could"] == said("level.could", could=3)
    assert doubtful["profile"]["rows"][0]["level"] == said("words.level_could", n=2, could=3)


def test_unknown_answers_are_listed_up_to_twelve() -> None:
    """Don't know and open, in the order of the questions, each with its address; the rest as a number."""
    tree = Told({"a": "dk 3 open na " + "3 " * 8, "b": "dk " * 11 + "3 3"}).tree()
    rows = tree["certainty"]["rows"]
    assert [row["href"] for row in rows[:3]] == ["#/q/a/a-0", "#/q/a/a-2", "#/q/b/b-0"]
    assert [row["state"] for row in rows[:2]] == [said("certainty.dont_know"), said("certainty.open")]
    assert len(rows) == 12
    assert tree["certainty"]["more"] == said("certainty.more", n=1)
    assert "1 questions" not in tree["certainty"]["more"]


# ---- One or many ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "key", "values"),
    [
        ("dk 4 4 4 4 4 4 4", "index.unsure_dont_know", {"times": "once", "low": 66, "high": 78}),
        ("dk dk 4 4 4 4 4 4", "index.unsure_dont_know", {"times": "2 times", "low": 56, "high": 81}),
        ("4 4 4 4", "index.sure", {}),
    ],
)
def test_unknown_answers_are_counted_in_words(answers: str, key: str, values: dict[str, object]) -> None:
    """Once, or so many times."""
    assert Told({"a": answers}).tree()["index"]["text"] == said(key, **values)


def test_open_questions_are_one_or_several() -> None:
    """One question, or so many questions; never ``1 questions``."""
    one = Told({"a": "open 4 4 4 4 4 4 4"}).tree()["index"]["text"]
    two = Told({"a": "open open 4 4 4 4 4 4"}).tree()["index"]["text"]
    both = Told({"a": "open dk 4 4 4 4 4 4"}).tree()["index"]["text"]
    assert said("index.open_one") in one.lower() and "one questions" not in one.lower()
    assert "2 questions" in two and "66 and 78" in one and "56 and 81" in two
    question = said("index.open_one")
    assert both == said("index.unsure", dont_know=question, open=question, low=56, high=81)


def test_a_narrow_range_is_not_called_a_range() -> None:
    """Where both bounds print the same, no ``between 74 and 74``."""
    assert Told({"a": "4 " * 400 + "dk"}).tree()["index"]["text"] == said("index.hardly")


@pytest.mark.parametrize(
    ("points", "shown"), [(0.4, "0 points"), (0.5, "1 point"), (1.49, "1 point"), (1.5, "2 points")]
)
def test_points_follow_the_printed_number(points: float, shown: str) -> None:
    """What is printed as 1 is one point, whatever stands behind it."""
    words = Words(
        texts.script_texts(texts.local(Told({"a": FIFTY}).questionnaire(), "en", {}), texts.phrases("en")),
        Told({"a": FIFTY}).result(),
        report.Setting("en", ORGANISATION, ""),
    )
    assert words.points(points) == shown


def test_shortest_way_is_one_answer_or_several() -> None:
    """The title counts; at most four answers are listed, and the rest as a number."""
    one = Told({"a": "3 3 3 1"}).tree()["why"]
    many = Told({"a": "1 1 1 1 1 1 1 1 1 1"}).tree()["why"]
    assert one["lift"]["title"] == said("lift.title_one", next=3)
    assert [row["text"] for row in one["lift"]["rows"]] == [said("lift.from", dimension="A", now=1, level=2)]
    assert one["lift"]["more"] == ""
    assert len(many["lift"]["rows"]) == 4
    assert many["lift"]["title"] == said("lift.title", next=2)
    assert many["lift"]["more"] == said("lift.more", n=2)
    assert [row["n"] for row in many["lift"]["rows"]] == ["1", "2", "3", "4"]
    assert many["lift"]["rows"][0]["href"] == "#/q/a/a-0"


def test_topics_below_are_counted_by_their_verb() -> None:
    """One topic is, several are below a level."""
    one = Told({"a": "3 3 3 3", "b": "3 3 3 3", "c": "1 1 1 1"}).tree()["why"]["rules"]
    two = Told({"a": "3 3 3 3", "b": "1 1 1 1", "c": "1 1 1 1", "d": "3 3 3 3", "e": "3 3 3 3"}).tree()[
        "why"
    ]["rules"]
    assert one[1]["text"] == said("why.weakest_now", verb="is", names="C")
    assert two[1]["text"] == said("why.weakest_now", verb="are", names="B and C")
    assert (one[1]["met"], one[1]["unmet"], one[1]["mark"]) == (False, True, said("why.unmet"))


def test_top_level_needs_no_next() -> None:
    """At the highest level there is no way up, and none is shown."""
    why = Told({"a": "5 5 5 5", "b": "5 5 5 5"}).tree()["why"]
    assert (why["shown"], why["title"], why["rules"]) == (True, said("why.title_top"), [])
    assert why["lift"] == {"shown": False, "title": "", "rows": [], "more": ""}


# ---- Distance to the target -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "target", "gap"),
    [
        pytest.param("3 3 3 3", None, "no target set", id="no target"),
        pytest.param("3 3 3 3", 4, "25 points to target 75", id="points"),
        pytest.param("4 4 4 4", 4, "target level 4 reached", id="exactly"),
        pytest.param("5 5 5 5", 4, "target level 4 reached", id="beyond"),
        pytest.param("3 4 4 4", 4, "target level 4 reached", id="the level, though not the points"),
        pytest.param("1 5 5 5 5", 4, "75 reached, level 4 not yet", id="the points, though not the level"),
        pytest.param("3 open open open", 4, "target 75", id="target, but no score"),
        pytest.param("1 " * 26 + "5 " * 74, 4, "1 point to target 75", id="one point"),
        pytest.param("1 " * 51 + "5 " * 149, 4, "1 point to target 75", id="half a point rounds up"),
        pytest.param("1 " * 127 + "5 " * 373, 4, "75 reached, level 4 not yet", id="less than half a point"),
    ],
)
def test_gap_in_words(answers: str, target: int | None, gap: str) -> None:
    """How far a topic is from its target, in words that fit the number."""
    row = Told({"a": answers}, targets={"a": target} if target else {}).tree()["bars"]["rows"][0]
    assert row["gap"] == gap


@pytest.mark.parametrize(
    ("answers", "targets", "title", "order"),
    [
        pytest.param(
            {"a": "1 1 1 1", "b": "2 2 2 2", "c": FIFTY}, "444", ("title_two", "A", "B"), "abc", id="two"
        ),
        pytest.param({"a": FIFTY, "b": "1 1 1 1"}, "34", ("title_one", "B", ""), "ba", id="one"),
        pytest.param({"a": FIFTY, "b": "4 4 4 4"}, "33", ("title_reached", "", ""), "ab", id="reached"),
        pytest.param({"a": "4 4 4 4", "b": FIFTY}, "", ("title_plain", "", ""), "ba", id="none set"),
    ],
)
def test_bars_lead_with_the_biggest_step(
    answers: Answers, targets: str, title: tuple[str, str, str], order: str
) -> None:
    """The title names what is furthest behind; the rows follow the same order."""
    wanted = {name: int(level) for name, level in zip(answers, targets, strict=False)}
    bars = Told(answers, targets=wanted).tree()["bars"]
    key, first, second = title
    assert bars["title"] == said(f"bars.{key}", first=first, second=second)
    assert [row["id"] for row in bars["rows"]] == list(order)
    assert bars["lede"] == said("bars.lede_target" if targets else "bars.lede_plain")


@pytest.mark.parametrize(
    ("a", "b", "uneven"), [("5 5 5 5", "1 1 1 1", True), ("4 4 4 4", FIFTY, True), ("4 4 4 3", FIFTY, False)]
)
def test_profile_is_uneven_from_a_quarter_of_the_ruler(a: str, b: str, uneven: bool) -> None:
    """Exactly 25 points is uneven; less is not."""
    profile = Told({"a": a, "b": b}).tree()["profile"]
    expected = said("profile.title_uneven", strong="A", weak="B") if uneven else said("profile.title_even")
    assert profile["title"] == expected


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param({"a": "5 5 5 5", "b": "1 1 1 1", "c": "1 1 1 1"}, id="two are weakest"),
        pytest.param({"a": "5 5 5 5", "b": "5 5 5 5", "c": "1 1 1 1"}, id="two are strongest"),
        pytest.param(
            {"a": "5 5 5 5", "b": "2 2 2 2 2", "c": "1 1 1 5 5"},
            id="the lowest score is not the lowest level",
        ),
    ],
)
def test_profile_names_nobody_where_there_is_no_one(answers: Answers) -> None:
    """A title that names one topic names the one that every page calls strongest or weakest."""
    assert Told(answers).tree()["profile"]["title"] == said("profile.title_apart")


def test_nothing_is_said_of_a_profile_of_which_a_part_is_unknown() -> None:
    """Two topics that are even say nothing of a third without answers; one that does not apply is no part."""
    profile = Told({"a": "3 3 3 3", "b": "3 3 3 3", "c": "open open open open"}).tree()["profile"]
    assert (profile["title"], profile["lede"]) == (said("profile.title_none"), said("profile.lede_none"))
    profile = Told({"a": "3 3 3 3", "b": "3 3 3 3", "c": "na na na na"}).tree()["profile"]
    assert profile["title"] == said("profile.title_even")


def test_distances_can_be_counted_from_what_is_printed() -> None:
    """37.5 and 31.25 are printed as 38 and 31, so they are 7 points apart and not 6."""
    profile = Told({"a": "3 2 3 2", "b": "3 2 2 2"}).tree()["profile"]
    assert [row["score"] for row in profile["rows"]] == ["38", "31"]
    assert profile["lede"] == said("profile.lede", points="7 points")


def test_many_topics_just_as_far_from_their_targets_are_counted() -> None:
    told = Told({"a": "2 2 2 2", "b": "3 3 3 3", "c": "3 3 3 3"}, targets={"a": 4, "b": 4, "c": 4})
    assert told.tree()["bars"]["title"] == said("bars.title_many", n="3")


def test_a_level_is_expected_only_from_an_index_that_has_reached_it() -> None:
    """With 48 nobody expects level 3; with 50 somebody may."""
    below, at = (Told({"a": f"1 1 1 1 {rest}"}) for rest in ("5 5 5 4", "5 5 5 5"))
    assert below.result().scores["overall"].level == at.result().scores["overall"].level == 1
    assert below.tree()["why"]["lede"] == said("why.lede_index", index="47", nearest="2", next="2")
    assert at.tree()["why"]["lede"] == said("why.lede_index", index="50", nearest="3", next="2")


@pytest.mark.parametrize(
    ("answers", "tags", "title"),
    [
        ("4 4 3 3", "xxyy", ("ahead", {"first": "X", "second": "Y", "points": "25 points"})),
        ("3 3 4 4", "xxyy", ("ahead", {"first": "Y", "second": "X", "points": "25 points"})),
        ("4 4 4 4", "xxyy", ("balance", {"first": "X", "second": "Y"})),
        ("4 3 2", "xyz", ("strongest", {"first": "X", "last": "Z"})),
        ("4 2 2", "xyz", ("ahead_of_all", {"first": "X"})),
        ("4 4 2", "xyz", ("behind_all", {"last": "Z"})),
        ("4 4 2 2", "wxyz", ("apart", {"first": "W", "last": "Y"})),
        ("3 3 3", "xyz", ("even", {"names": "X, Y and Z"})),
        ("3 dk 3", "xyz", ("none", {"names": "X, Y and Z"})),
        ("3 3 3", "xxx", ("none", {"names": "X"})),
    ],
)
def test_lens_compares_only_what_is_known(answers: str, tags: str, title: tuple[str, dict[str, str]]) -> None:
    """A lead is claimed from five points, and never where a part has no score."""
    plain = topics({"a": answers})[0]
    questions = [replace(q, tags=(tag,)) for q, tag in zip(plain.questions, tags, strict=True)]
    asked = make_questionnaire(
        [replace(plain, questions=tuple(questions))],
        make_levels(1, 5),
        tags=tuple(Tag(name, text(name.upper())) for name in sorted(set(tags))),
        lenses=(Lens("l", text("Lens"), None, tuple(sorted(set(tags)))),),
    )
    lens = Told({"a": answers}, asked=asked).tree()["lenses"][0]
    assert lens["title"] == said(f"lenses.{title[0]}", **title[1])
    assert [row["title"] for row in lens["rows"]] == [name.upper() for name in sorted(set(tags))]


def test_bars_title_fits_their_order() -> None:
    """Rows sorted by distance to the target stand under a title that says nothing about scores."""
    bars = Told({"a": "5 5 5 5", "b": "4 4 4 4", "c": "3 open open open"}, targets={"a": 3}).tree()["bars"]
    assert [row["id"] for row in bars["rows"]][:2] == ["a", "b"]
    assert bars["title"] == said("bars.title_plain")
    assert "score" not in bars["title"].lower()


# ---- The roadmap ----------------------------------------------------------------------------------------


def action(name: str, question: int, days: tuple[str, str] = ("2", "4"), **changes: Any) -> Action:
    """An action that lifts one question of topic ``a`` from level 1 to 3."""
    plain = Action(
        id=name,
        title=text(name.capitalize()),
        what=None,
        lifts_from=1,
        lifts_to=3,
        questions=(f"a-{question}",),
        needs=(),
        days=(Fraction(days[0]), Fraction(days[1])),
        horizon="0-3",
        owner=text("Board"),
        kpi=None,
        first=text(f"Begin {name}"),
        caution=None,
    )
    return replace(plain, **changes)


def roadmap(actions: Mapping[str, Sequence[Action]], answers: str = "1 1 1 1", **changes: Any) -> report.Tree:
    """The roadmap of steps with these actions; every question of topic ``a`` counts for step ``one``."""
    plain = topics({"a": answers})[0]
    questions = tuple(replace(question, steps=("one",)) for question in plain.questions)
    asked = make_questionnaire(
        [replace(plain, questions=questions)],
        make_levels(1, 5),
        steps=tuple(
            Step(name, text(name.capitalize()), None, tuple(those)) for name, those in actions.items()
        ),
    )
    tree: report.Tree = Told({"a": answers}, asked=asked, **changes).tree()["roadmap"]
    return tree


def ranks(tree: report.Tree) -> dict[str, list[tuple[str, str]]]:
    """Per step the actions with their rank, in the order shown."""
    return {step["id"]: [(row["id"], row["rank"]) for row in step["actions"]] for step in tree["steps"]}


THREE = {
    "one": [action("slow", 0, ("10", "10")), action("fast", 1)],
    "two": [action("best", 2, ("1", "1"), needs=("slow",))],
}


def test_roadmap_puts_first_what_brings_most_per_day() -> None:
    """By gain per day, but never before what an action needs."""
    tree = roadmap(THREE)
    assert ranks(tree) == {"one": [("slow", "1"), ("fast", "3")], "two": [("best", "2")]}
    assert tree["title"] == said("roadmap.title", n=3, organisation=ORGANISATION)
    assert [step["count"] for step in tree["steps"]] == [
        said("roadmap.actions", n=2),
        said("roadmap.actions_one"),
    ]
    assert tree["steps"][1]["actions"][0]["needs"] == "Slow"
    assert [(row["n"], row["first"]) for row in tree["first"]] == [
        ("1", "Begin slow"),
        ("2", "Begin best"),
        ("3", "Begin fast"),
    ]


def test_roadmap_shows_at_most_three_beginnings() -> None:
    """Only actions that have one, in the order of the roadmap."""
    actions = [action(f"x{i}", i, (str(i + 1), str(i + 1))) for i in range(4)]
    actions[1] = replace(actions[1], first=None)
    shown = roadmap({"one": actions})["first"]
    assert [row["title"] for row in shown] == ["X0", "X2", "X3"]
    actions.append(action("x4", 4, ("9", "9")))
    shown = roadmap({"one": actions}, "1 1 1 1 1")["first"]
    assert [row["title"] for row in shown] == ["X0", "X2", "X3"]


def test_done_actions_leave_the_roadmap() -> None:
    """What is done or declined is neither listed nor waited for; what is planned stays."""
    tree = roadmap(THREE, decisions={"slow": "done", "fast": "no", "best": "planned"})
    assert ranks(tree) == {"one": [], "two": [("best", "1")]}
    assert tree["title"] == said("roadmap.title_one", organisation=ORGANISATION)
    assert tree["steps"][0]["count"] == said("roadmap.actions_none")
    assert tree["steps"][0]["any"] is False and tree["steps"][1]["any"] is True
    assert tree["steps"][1]["actions"][0]["needs"] == ""


def test_an_action_may_only_make_others_possible() -> None:
    """It brings no points itself, and says so, but stands before what needs it."""
    actions = [action("brings", 0, needs=("opens",)), action("opens", 1, lifts_from=2)]
    shown = {row["id"]: row for row in roadmap({"one": actions})["steps"][0]["actions"]}
    assert list(shown) == ["opens", "brings"]
    assert shown["opens"]["gain"] == said("roadmap.gain_none")
    assert shown["brings"]["gain"] == said("roadmap.gain", n="12.5")
    assert (shown["opens"]["needs"], shown["brings"]["needs"]) == ("", "Opens")


def test_nothing_left_to_do() -> None:
    """At the top no action is left, and the title says so."""
    tree = roadmap(THREE, "5 5 5 5")
    assert ranks(tree) == {"one": [], "two": []}
    assert tree["title"] == said("roadmap.title_none", organisation=ORGANISATION)
    assert tree["lede"] == said("roadmap.lede_none")
    assert tree["first_shown"] is False


@pytest.mark.parametrize(
    ("answers", "decisions"),
    [("na na na na", {}), ("1 1 1 1", {"slow": "no", "fast": "no", "best": "no"})],
    ids=["nothing applies", "all declined"],
)
def test_an_empty_roadmap_is_not_called_finished(answers: str, decisions: Mapping[str, str]) -> None:
    """Actions that were declined, or of which nothing is known, are not called in place."""
    tree = roadmap(THREE, answers, decisions=decisions)
    assert ranks(tree) == {"one": [], "two": []}
    assert "in place" not in tree["lede"]


def test_readiness_is_the_score_of_the_step() -> None:
    """A step with questions shows how far it is; one without says that it is not known."""
    one, two = roadmap(THREE, "1 2 3 4")["steps"]
    assert (one["ready"], one["bar"]["tick"]) == (said("roadmap.ready", n="38"), "37.5%")
    assert (two["ready"], two["bar"]["tick_display"]) == (said("roadmap.ready_none"), "none")


@pytest.mark.parametrize(
    ("horizon", "key", "months"),
    [
        ("0-3", "now", "0–3"),
        ("0-12", "now", "0–12"),
        ("1-3", "next", "1–3"),
        ("3-6", "next", "3–6"),
        ("5-7", "next", "5–7"),
        ("6-12", "later", "6–12"),
        ("12-24", "later", "12–24"),
        ("12+", "after", "12"),
    ],
)
def test_horizon_in_words(horizon: str, key: str, months: str) -> None:
    """Now from month 0, next before month 6, then later; open ends come after."""
    row = roadmap({"one": [action("x", 0, horizon=horizon)]})["steps"][0]["actions"][0]
    assert row["when"] == said(f"roadmap.horizon_{key}", months=months)


@pytest.mark.parametrize(
    ("days", "shown"),
    [
        (("1", "1"), "1 day"),
        (("2", "2"), "2 days"),
        (("1", "3"), "1 to 3 days"),
        (("0.5", "1"), "0.5 to 1 days"),
        (("2.5", "2.5"), "2.5 days"),
        (("1000", "1500"), "1,000 to 1,500 days"),
    ],
)
def test_effort_in_words(days: tuple[str, str], shown: str) -> None:
    """A range of days, one number where both ends are the same, and one day is a day."""
    tree = roadmap({"one": [action("x", 0, days)]})
    assert tree["steps"][0]["actions"][0]["days"] == shown
    assert tree["first"][0]["meta"] == said("roadmap.meta", owner="Board", days=shown)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_bundled_roadmap_keeps_its_order(lang: str) -> None:
    """For many responses: ranks run from one, rise within a step, and nothing stands before what it needs."""
    asked = questionnaire.read(ROOT / "questionnaires" / "cx-maturity")
    plan = compile_plan(asked)
    words = {name: by_sector["default"][lang] for name, by_sector in asked.terms.items()}
    spoken = texts.script_texts(
        texts.local(asked, lang, {**words, "organisation": ORGANISATION}), texts.phrases(lang)
    )
    needs = {a.id: a.needs for a in asked.actions()}
    rng = random.Random(29)
    lengths = set()
    for _ in range(60):
        result = score(plan, likely_response(rng, asked))
        tree = report.build(spoken, result, report.Setting(lang, ORGANISATION, ""))["roadmap"]
        rank = {row["id"]: int(row["rank"]) for step in tree["steps"] for row in step["actions"]}
        assert sorted(rank.values()) == list(range(1, len(result.order) + 1))
        for step in tree["steps"]:
            own = [int(row["rank"]) for row in step["actions"]]
            assert own == sorted(own) and step["any"] == bool(own)
        assert all(rank[need] < rank[name] for name in rank for need in needs[name] if need in rank)
        lengths.add(len(rank))
    assert len(lengths) > 5
