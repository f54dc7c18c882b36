"""What is said about the two measures, level and index; ``browser/viewmeasures.js`` says the same.

The rules for headlines are here and nowhere else: a title claims only what the scores carry.
"""

from __future__ import annotations

from collections.abc import Callable

from cxassess import charts, i18n
from cxassess.plan import EQUAL, MeanOp, ScoringPlan
from cxassess.report_words import APART, Tree, Words, id_of
from cxassess.scoring_result import Score

HALF = 50.0
"""A topic is called strong from half of the ruler, weak below it."""


def head(words: Words) -> Tree:
    """The title of the result, and what stands around it."""
    day = words.date(words.setting.saved)
    lede = "result.lede_none"
    if words.whole.level is not None:
        lede = "result.lede_staged" if words.plan.rule == "staged" else "result.lede_thresholds"
    best, worst = standouts(words)
    return {
        "kicker": words.say("result.kicker_date", date=day) if day else words.say("result.kicker"),
        "title": headline(words),
        "lede": words.say(lede if words.applies else "never.lede"),
        "missing": missing(words),
        "strongest": id_of(best),
        "weakest": id_of(worst),
    }


def headline(words: Words) -> str:
    """A finding, from the strongest and the weakest topic and never beyond them."""
    level = words.whole.level
    values: dict[str, object] = {"n": level, "organisation": words.setting.organisation}
    if not words.applies:
        return words.say("never.title", **values)
    if level is None:
        return words.say("result.title_none")
    best, worst = standouts(words)
    is_strong = best and words.score(best) >= HALF
    is_weak = worst and is_behind(words.plan, words.outcome(worst)) and worst != best
    strong = str(words.dimension(best).get("strong", "")) if is_strong else ""
    weak = str(words.dimension(worst).get("weak", "")) if is_weak else ""
    if strong and weak and words.score(best) - words.score(worst) < APART:
        strong = weak = ""
    if strong and weak:
        return words.say("result.title_both", strong=strong, weak=weak, **values)
    if strong:
        return words.say("result.title_strong", strong=strong, **values)
    if weak:
        return words.say("result.title_weak", weak=weak, **values)
    return words.say("result.title_plain", name=words.level_name(level), **values)


def is_behind(plan: ScoringPlan, score: Score) -> bool:
    """Whether a topic may be called weak: below half of the ruler, and below the middle of the levels.

    A level of at least the middle says that what matters most is there, whatever the score.
    """
    level = plan.first if score.level is None else score.level
    return (score.score or 0.0) < HALF and 2 * (level - plan.first) < plan.last - plan.first


def standouts(words: Words) -> tuple[str, str]:
    """The strongest and the weakest topic by level, and by score within a level; empty names without any.

    Levels first, because scores leave out what is not known: with two answers missing, a weak topic can have
    the higher score.
    """
    return outermost(words, lambda name: (words.outcome(name).level or 0, words.score(name)))


def outermost(words: Words, rank: Callable[[str], tuple[int, float]]) -> tuple[str, str]:
    """The first of the highest and the last of the lowest topics."""
    best = worst = ""
    for name in words.known:
        if not best or rank(name) > rank(best):
            best = name
        if not worst or rank(name) <= rank(worst):
            worst = name
    return best, worst


def missing(words: Words) -> str:
    """Which topics need answers before there is a level."""
    if words.whole.level is not None or not words.applies:
        return ""
    scores = words.result.scores
    names = [n for n in words.plan.dimensions if scores[n].weight and scores[n].score is None]
    means = [op for op in words.plan.operations if isinstance(op, MeanOp) and op.id[:10] == "dimension:"]
    share = means[0].coverage
    return words.say(
        "result.missing_parts",
        names=words.titles(names, most=len(names)),
        coverage=words.number(100 * share[0] / share[1]),
        answers=max(op.answers for op in means),
    )


def level(words: Words) -> Tree:
    """The level: its number, name and meaning, and what it could become."""
    number = words.whole.level
    if number is None:
        return {
            "number": words.say("words.none"),
            "name": words.say("level.none") if words.applies else "",
            "means": words.say("level.range") if words.applies else "",
            "could": "",
        }
    entry = next(entry for entry in words.texts["levels"] if entry["number"] == number)
    could = words.whole.level_optimistic
    return {
        "number": str(number),
        "name": entry["name"],
        "means": words.say("level.means", description=entry["description"]),
        "could": "" if could == number else words.say("level.could", could=could),
    }


def stairs(words: Words) -> Tree:
    """The chart of the levels."""
    levels = words.texts["levels"]
    number = words.whole.level
    alt = words.say("stairs.alt_none", n=len(levels))
    if number is not None:
        alt = words.say("stairs.alt", n=len(levels), level=number, name=words.level_name(number))
    return {"alt": alt, "rows": charts.stairs(levels, number)}


def index(words: Words) -> Tree:
    """The index: its number, how sure it is, and its target."""
    whole = words.whole
    unknown = words.say("index.none") if words.applies else ""
    return {
        "value": words.score_text(whole),
        "from": unknown if whole.score is None else words.say("index.from"),
        "text": index_text(words),
        "equal": equal_text(words),
        "target": "" if whole.target is None else words.say("words.target", n=words.number(whole.target)),
        "bar": charts.bar(whole),
        "target_shown": whole.target is not None,
    }


def index_text(words: Words) -> str:
    """How sure the index is, and what makes it unsure."""
    whole = words.whole
    if whole.lower is None or whole.upper is None:
        return ""
    values = {"low": words.number(whole.lower), "high": words.number(whole.upper)}
    if values["low"] == values["high"] and whole.dont_know + whole.open:
        return words.say("index.hardly")

    def questions(count: int) -> str:
        return words.say("index.open_one") if count == 1 else words.say("index.open", n=words.number(count))

    if whole.dont_know and whole.open:
        unknown = questions(whole.dont_know)
        return words.say("index.unsure", dont_know=unknown, open=questions(whole.open), **values)
    if whole.dont_know:
        times = words.say("words.times_one" if whole.dont_know == 1 else "words.times", n=whole.dont_know)
        unknown = questions(whole.dont_know)
        return words.say("index.unsure_dont_know", times=times, dont_know=unknown, **values)
    if whole.open:
        return words.say("index.unsure_open", open=i18n.capital(questions(whole.open)), **values)
    return words.say("index.sure")


def equal_text(words: Words) -> str:
    """What the index would be if all topics weighed the same."""
    equal, own = words.outcome(EQUAL).score, words.whole.score
    if equal is None or own is None:
        return ""
    far = abs(equal - own) > APART
    return words.say("index.equal_far" if far else "index.equal", n=words.number(equal))
