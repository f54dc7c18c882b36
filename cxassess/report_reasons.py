"""Why a level is no higher, and the shortest way up, in words; ``browser/viewreasons.js`` says the same."""

from __future__ import annotations

from cxassess.explanation import Explanation, Rule, Wish, explain
from cxassess.plan import StagedOp, WeakestOp
from cxassess.report_words import Tree, Words

SHORTEST = 4


def why(words: Words) -> Tree:
    """Why the level is what it is, rule by rule, and the fewest answers that lift it."""
    found = explain(words.result)
    empty: Tree = {"shown": False, "title": "", "lede": "", "rules": [], "lift": lift(words, None)}
    if found is None:
        return empty
    if found.next is None:
        title, lede = words.say("why.title_top"), words.say("why.lede_top")
        return {**empty, "shown": True, "title": title, "lede": lede}
    return {
        "shown": True,
        "title": words.say("why.title", level=found.level, next=found.next),
        "lede": why_lede(words, found),
        "rules": [rule_row(words, rule) for rule in found.rules],
        "lift": lift(words, found),
    }


def why_lede(words: Words, found: Explanation) -> str:
    """What decides the level: a bound, or rules that an average does not satisfy."""
    plan, score = words.plan, words.whole.score or 0.0
    if plan.rule == "thresholds":
        return words.say("why.lede_thresholds", next=found.next)
    levels = plan.last - plan.first
    nearest = plan.first + int(score * levels / 100)
    if nearest > found.level:
        return words.say("why.lede_index", index=words.number(score), nearest=nearest, next=found.next)
    return words.say("why.lede_staged", next=found.next)


def rule_row(words: Words, rule: Rule) -> Tree:
    """A rule of the next level, and whether it is met."""
    title, text = rule_texts(words, rule)
    return {
        "met": rule.met,
        "unmet": not rule.met,
        "mark": words.say("why.met" if rule.met else "why.unmet"),
        "title": title,
        "text": text,
    }


def rule_texts(words: Words, rule: Rule) -> tuple[str, str]:
    """What a rule asks, and what is."""
    values = {"level": rule.level, "share": share(words, rule), "part": part(words, rule)}
    names = words.titles(rule.names)
    if rule.kind == "threshold":
        bound, now = words.number(rule.total), words.number(rule.part)
        return words.say("why.threshold", bound=bound), words.say("why.threshold_now", part=now)
    if rule.kind == "weakest":
        if rule.met:
            now = words.say("why.weakest_met", n=words.number(rule.total))
        else:
            now = words.say("why.weakest_now", names=names, verb=verb(words, rule))
        return words.say("why.weakest", **values), now
    if rule.kind == "gates":
        now = words.say("why.gates_met") if rule.met else words.say("why.gates_now", names=names)
        return words.say("why.gates", **values), now
    return words.say(f"why.{rule.kind}", **values), words.say(f"why.{rule.kind}_now", **values)


def verb(words: Words, rule: Rule) -> str:
    """The verb for one or many topics."""
    return words.say("why.weakest_one" if len(rule.names) == 1 else "why.weakest_many")


def share(words: Words, rule: Rule) -> str:
    """The share in percent that a rule asks for."""
    for op in words.plan.operations:
        if isinstance(op, WeakestOp) and rule.kind == "majority":
            return words.number(100 * op.majority[0] / op.majority[1])
        if isinstance(op, StagedOp) and rule.kind in ("largely", "fully"):
            ratio = op.largely if rule.kind == "largely" else op.fully
            return words.number(100 * ratio[0] / ratio[1])
    return ""


def part(words: Words, rule: Rule) -> str:
    """The share in percent that is reached; told apart from what is asked where the two look the same."""
    if not rule.total:
        return ""
    reached = 100 * rule.part / rule.total
    shown, asked = words.number(reached), share(words, rule)
    if rule.met or shown != asked:
        return shown
    return words.say("why.exactly", part=shown) if reached == float(asked) else words.number(reached, 1)


def lift(words: Words, found: Explanation | None) -> Tree:
    """The fewest answers that lift the level, as a list."""
    if found is None or found.next is None or not found.lift:
        return {"shown": False, "title": "", "rows": [], "more": ""}
    more = len(found.lift) - SHORTEST
    return {
        "shown": True,
        "title": words.say("lift.title_one" if len(found.lift) == 1 else "lift.title", next=found.next),
        "rows": [wish_row(words, i, wish) for i, wish in enumerate(found.lift[:SHORTEST])],
        "more": words.say("lift.more", n=words.number(more)) if more > 0 else "",
    }


def wish_row(words: Words, i: int, wish: Wish) -> Tree:
    """One of these answers: from which to which level."""
    given = words.result.answers[wish.question]
    question = words.question(wish.question)
    values = {"dimension": words.dimension(question["view"])["title"], "level": wish.level}
    known = given.state == "answered"
    return {
        "n": str(i + 1),
        "title": question["title"],
        "text": words.say("lift.from", now=given.level, **values)
        if known
        else words.say("lift.unknown", **values),
        "href": f"#/q/{question['view']}/{wish.question}",
    }


def short_reason(words: Words, name: str) -> str:
    """Why a group is not a level higher, in one sentence."""
    found = explain(words.result, name)
    if found is None:
        return ""
    if found.next is None:
        return words.say("why.short_top")
    rule = next((rule for rule in found.rules if not rule.met), None)
    if rule is None:
        return ""
    kind = "largely" if rule.kind == "fully" else rule.kind
    reason = words.say(
        f"why.short_{kind}",
        level=rule.level,
        share=share(words, rule),
        part=words.number(rule.part) if rule.kind == "threshold" else part(words, rule),
        bound=words.number(rule.total),
        names=words.titles(rule.names, most=2),
        verb=verb(words, rule),
    )
    return words.say("why.short", next=found.next, reason=reason)


def short_lift(words: Words, name: str) -> str:
    """The shortest way up for a group, in one sentence."""
    found = explain(words.result, name)
    if found is None or found.next is None or not found.lift:
        return ""
    wishes = [
        words.say("lift.wish", question=f"“{words.title(wish.question)}”", level=wish.level)
        for wish in found.lift[:3]
    ]
    if len(found.lift) > 3:
        wishes.append(words.more_names(len(found.lift) - 3))
    return words.say("lift.short", next=found.next, wishes=words.join(wishes))
