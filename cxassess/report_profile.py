"""What is said about the topics, the second readings and the answers; ``browser/viewprofile.js`` says the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cxassess import charts
from cxassess.report_measures import outermost, standouts
from cxassess.report_reasons import short_lift, short_reason
from cxassess.report_words import APART, Tree, Words, id_of
from cxassess.scoring_result import Score

UNEVEN = 25.0
"""Distance between best and worst topic from which the profile is called uneven."""
LONGEST = 12
CLOSE = 0.5
"""Points to a target that nobody sees."""


def profile(words: Words) -> Tree:
    """The radar and its table."""
    title, lede = profile_words(words)
    scores = [words.outcome(name) for name in words.plan.dimensions]
    names = [words.title(name) for name in words.plan.dimensions]
    shown = [words.score_text(score) for score in scores]
    targets = any(score.target is not None for score in scores)
    pairs = [words.say("profile.alt_value", title=t, score=s) for t, s in zip(names, shown, strict=True)]
    return {
        "title": title,
        "lede": lede,
        "alt": words.say("profile.alt", n=len(names), values=", ".join(pairs)),
        "radar": charts.radar(scores, names, shown),
        "rows": [profile_row(words, t, s, targets) for t, s in zip(names, scores, strict=True)],
        "total": profile_row(words, words.say("profile.whole"), words.whole, targets),
        "targets": targets,
    }


def profile_words(words: Words) -> tuple[str, str]:
    """Title and lede: how far the topics lie apart."""
    applying = [name for name in words.plan.dimensions if words.outcome(name).weight]
    if len(words.known) < max(2, len(applying)):
        return words.say("profile.title_none"), words.say("profile.lede_none")
    best, worst = outermost(words, lambda name: (0, words.score(name)))
    lede = words.say("profile.lede", points=words.apart(words.score(best), words.score(worst)))
    if words.score(best) - words.score(worst) < UNEVEN:
        return words.say("profile.title_even"), lede
    if (best, worst) != standouts(words) or shared(words, best) or shared(words, worst):
        return words.say("profile.title_apart"), lede  # scores and levels disagree, or there are several
    return words.say("profile.title_uneven", strong=words.title(best), weak=words.title(worst)), lede


def shared(words: Words, name: str) -> bool:
    """Whether another topic has the same score to a reader."""
    shown = words.score_text(words.outcome(name))
    return sum(words.score_text(words.outcome(other)) == shown for other in words.known) > 1


def profile_row(words: Words, title: str, score: Score, targets: bool) -> Tree:
    """A row of that table."""
    return {
        "targets": targets,
        "title": title,
        "score": words.score_text(score),
        "between": words.between(score),
        "target": words.target_text(score),
        "level": words.level_text(score),
    }


def bars(words: Words) -> Tree:
    """The topics one by one, those that matter most first."""
    ranking = words.result.ranking
    targets = any(words.outcome(name).target is not None for name in ranking)
    lede = words.say("bars.lede_target" if targets else "bars.lede_plain")
    return {
        "title": bars_title(words, targets),
        "lede": lede if words.known else "",
        "rows": [bar_row(words, name) for name in ranking],
    }


def bars_title(words: Words, targets: bool) -> str:
    """Which topics are behind their targets."""
    scores = [words.outcome(name) for name in words.result.ranking]
    behind = [score for score in scores if (score.gap or 0.0) >= CLOSE and not is_reached(words, score)]
    first, second, third = [words.title(score.id) for score in behind[:3]] + [""] * (3 - len(behind[:3]))
    if third and words.number(behind[1].gap or 0.0) == words.number(behind[2].gap or 0.0):
        return words.say("bars.title_many", n=words.number(len(behind)))
    if second:
        return words.say("bars.title_two", first=first, second=second)
    if first:
        return words.say("bars.title_one", first=first)
    if targets and words.whole.score is not None and not any(half_reached(words, score) for score in scores):
        return words.say("bars.title_reached")
    return words.say("bars.title_plain")


def bar_row(words: Words, name: str) -> Tree:
    """A topic: score, level, gap, and why it is no higher."""
    score = words.outcome(name)
    return {
        "id": id_of(name),
        "title": words.title(name),
        "level": words.level_text(score),
        "score": words.score_text(score),
        "between": words.between(score),
        "gap": gap_text(words, score),
        "reason": short_reason(words, name),
        "lift": short_lift(words, name),
        "bar": charts.bar(score),
    }


def gap_text(words: Words, score: Score) -> str:
    """How far a topic is from its target."""
    if score.target is None:
        return words.say("bars.no_target")
    target = words.number(score.target)
    if score.gap is None:
        return words.say("words.target", n=target)
    if is_reached(words, score):
        return words.say("bars.gap_level", level=score.target_level)
    if half_reached(words, score):
        return words.say("bars.gap_points", target=target, level=score.target_level)
    if score.gap < CLOSE:
        return words.say("bars.gap_reached", target=target)
    return words.say("bars.gap_to", points=words.points(score.gap), target=target)


def is_reached(words: Words, score: Score) -> bool:
    """Whether the level that is aimed at is there, as the plan counts it, whatever the score."""
    return (
        words.plan.rule == "staged"
        and score.target_level is not None
        and score.level is not None
        and score.level >= score.target_level
    )


def half_reached(words: Words, score: Score) -> bool:
    """Whether the points of a target are there, and its level is not."""
    near = score.gap is not None and score.gap < CLOSE and score.target_level is not None
    return words.plan.rule == "staged" and near and not is_reached(words, score)


def lenses(words: Words) -> list[Tree]:
    """The second readings: the same answers, grouped otherwise."""
    return [lens_row(words, lens) for lens in words.texts["lenses"]]


def lens_row(words: Words, lens: Mapping[str, Any]) -> Tree:
    """One second reading."""
    tags = [tag for tag in lens["tags"] if f"tag:{tag}" in words.result.scores]
    scores = {tag: words.outcome(f"tag:{tag}") for tag in tags}
    names = {tag: words.texts["tags"][tag] for tag in tags}
    rows = [
        {"title": names[tag], "score": words.score_text(scores[tag]), "bar": charts.bar(scores[tag])}
        for tag in tags
    ]
    return {
        "title": lens_title(words, names, scores),
        "about": lens.get("about") or "",
        "reading": words.say("lenses.reading"),
        "rows": rows,
    }


def lens_title(words: Words, names: Mapping[str, str], scores: Mapping[str, Score]) -> str:
    """Which part of a second reading is ahead."""
    known = {tag: score.score for tag, score in scores.items() if score.score is not None}
    if len(known) < len(scores) or len(known) < 2:
        return words.say("lenses.none", names=words.join(list(names.values())))
    first = max(known, key=lambda tag: known[tag])
    last = min(known, key=lambda tag: known[tag])
    apart = known[first] - known[last]
    if len(known) > 2:
        if apart < APART:
            return words.say("lenses.even", names=words.join(list(names.values())))
        others = sorted(known.values())[1:-1]
        ahead, behind = known[first] - others[-1] >= APART, others[0] - known[last] >= APART
        if not (ahead or behind):
            return words.say("lenses.apart", first=names[first], last=names[last])
        key = "strongest" if ahead and behind else "ahead_of_all" if ahead else "behind_all"
        return words.say(f"lenses.{key}", first=names[first], last=names[last])
    if apart < APART:
        one, two = names.values()
        return words.say("lenses.balance", first=one, second=two)
    other = next(tag for tag in known if tag != first)
    points = words.apart(known[first], known[other])
    return words.say("lenses.ahead", first=names[first], second=names[other], points=points)


def certainty(words: Words) -> Tree:
    """How much was answered, and who may know the rest."""
    answers = words.result.answers.items()
    unknown = [name for name, given in answers if given.state in ("dont-know", "open")]
    more = len(unknown) - LONGEST
    return {
        "text": certainty_text(words),
        "rows": [unknown_row(words, name) for name in unknown[:LONGEST]],
        "more": words.say("certainty.more", n=words.number(more)) if more > 0 else "",
    }


def certainty_text(words: Words) -> str:
    """How many questions are answered, of those that apply."""
    whole = words.whole
    if not words.applies:
        return words.say("never.certain", n=words.number(len(words.result.answers)))
    return words.say(
        "certainty.text" if whole.answered else "certainty.text_none",
        answered=words.number(whole.answered),
        applicable=words.number(whole.applicable),
        coverage=words.number(100 * (whole.coverage or 0.0)),
    )


def unknown_row(words: Words, name: str) -> Tree:
    """A question without an answer that counts."""
    question = words.question(name)
    state = words.result.answers[name].state
    ask = question.get("ask")
    return {
        "title": question["title"],
        "dimension": words.dimension(question["view"])["title"],
        "state": words.say("certainty.dont_know" if state == "dont-know" else "certainty.open"),
        "ask": words.say("certainty.ask", who=ask) if ask else "",
        "href": f"#/q/{question['view']}/{name}",
    }
