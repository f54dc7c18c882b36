"""More that only the report tells: all answers in one picture, strengths, gaps and quotations of each topic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cxassess import i18n
from cxassess.model import Response
from cxassess.plan import MeanOp
from cxassess.scoring_result import Result

Tree = dict[str, Any]
QUOTE = 240
"""Characters of a note that are quoted beside a topic; the appendix has it all."""
MOST = 2
_HALF = 0.5


def filled_in_by(response: Response, phrases: Mapping[str, str]) -> str:
    """How many people, or who, or one person of a group, who does not speak for it; empty where nobody says."""
    if response.people > 1:
        return i18n.fill(phrases["together.people"], {"people": response.people})
    name, group = response.respondent.name, response.respondent.group
    return name or (i18n.fill(phrases["report.one_of"], {"group": group}) if group else "")


def heat(texts: Mapping[str, Any], result: Result) -> Tree:
    """A row for each topic with a cell for each answer, from the first option to the last."""
    rows = [
        {"title": view["title"], "cells": [_cell(question, result) for question in view["questions"]]}
        for view in texts["views"]
    ]
    columns = max((len(row["cells"]) for row in rows), default=0)
    for row in rows:
        row["rest"] = columns - len(row["cells"])
    return {"rows": rows, "columns": [str(i + 1) for i in range(columns)]}


def _cell(question: Mapping[str, Any], result: Result) -> Tree:
    given = result.answers[question["id"]]
    share = _share(question, result)
    marks = {"dont-know": "?", "not-applicable": "–", "hidden": "–", "open": "·"}
    if share is None:
        return {"text": marks[given.state], "look": f"heat-{given.state}"}
    return {"text": str(_position(question, given.value) + 1), "look": f"heat-{round(4 * share)}"}


def _position(question: Mapping[str, Any], value: str | None) -> int:
    return next(i for i, option in enumerate(question["options"]) if option["value"] == value)


def _share(question: Mapping[str, Any], result: Result) -> float | None:
    """How far up its scale an answer stands, 0 to 1; None where there is none."""
    given = result.answers[question["id"]]
    if given.state != "answered":
        return None
    return _position(question, given.value) / max(len(question["options"]) - 1, 1)


def standing(view: Mapping[str, Any], result: Result) -> Tree:
    """The best answers of a topic from half of the scale, and the lowest below its end; at most two of each."""
    shares = [(question, _share(question, result)) for question in view["questions"]]
    known = [(question, share) for question, share in shares if share is not None]
    strong = sorted((pair for pair in known if pair[1] > _HALF), key=lambda pair: -pair[1])[:MOST]
    taken = [question["id"] for question, _ in strong]
    weak = sorted((p for p in known if p[1] < 1 and p[0]["id"] not in taken), key=lambda pair: pair[1])[:MOST]
    return {
        "strong": [{"title": question["title"]} for question, _ in strong],
        "weak": [{"title": question["title"], "text": _aim(question, result)} for question, _ in weak],
    }


def _aim(question: Mapping[str, Any], result: Result) -> str:
    """What to work towards: the next answer, and from below the middle of the scale its middle.

    The answers before the middle describe what goes wrong, so none of them is advice.
    """
    options = question["options"]
    place = _position(question, result.answers[question["id"]].value) + 1
    return str(options[max(place, len(options) // 2)]["text"])


def quotes(view: Mapping[str, Any], response: Response, lang: str, quoted: Any) -> list[Tree]:
    """The first notes of a topic, shortened at a word; ``quoted`` makes a note fit for paper."""
    found = []
    for question in view["questions"]:
        answer = response.answers.get(question["id"])
        if answer is not None and answer.note.strip():
            text = quoted(_shortened(answer.note.strip()))
            found.append({"text": text, "about": question["title"], "lang": other(response, lang)})
    return found[:MOST]


def other(response: Response, lang: str) -> str:
    """The language of the notes, where it is not that of the report."""
    return response.lang if response.lang != lang else ""


def _shortened(note: str) -> str:
    if len(note) <= QUOTE:
        return note
    return (
        note[:QUOTE].rpartition(" ")[0].rstrip(" ,;:.") + " …" if " " in note[:QUOTE] else note[:QUOTE] + "…"
    )


def unknown(texts: Mapping[str, Any], result: Result, state: str, most: int = 60) -> str:
    """The questions in a state as one text: number of topic and question, and title."""
    names = [
        f"{number} {question['title']}"
        for number, question in _numbered(texts)
        if result.answers[question["id"]].state == state
    ]
    return "; ".join(names[:most]) + (" …" if len(names) > most else "")


def _numbered(texts: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every question with its number: that of its topic and its own."""
    for i, view in enumerate(texts["views"], 1):
        for j, question in enumerate(view["questions"], 1):
            yield f"{i}.{j}", question


def question_weights(texts: Mapping[str, Any], phrases: Mapping[str, str], result: Result, lang: str) -> str:
    """The weights of the questions as one text: which have another than most; empty where all are alike."""
    known = {
        name: weight
        for op in result.plan.operations
        if isinstance(op, MeanOp) and op.id.startswith("dimension:")
        for name, weight in zip(op.of, op.weights, strict=True)
    }
    by_weight: dict[float, list[str]] = {}
    for number, question in _numbered(texts):
        by_weight.setdefault(known[question["id"]], []).append(number)
    if len(by_weight) == 1:
        return ""
    usual = max(by_weight, key=lambda weight: len(by_weight[weight]))
    found = [
        i18n.fill(phrases["story.weights_some"], {"n": _weight(weight, lang), "names": ", ".join(numbers)})
        for weight, numbers in by_weight.items()
        if weight != usual
    ]
    return "; ".join([*found, i18n.fill(phrases["story.weights_other"], {"n": _weight(usual, lang)})])


def _weight(value: float, lang: str) -> str:
    return i18n.number(value, lang, 0 if value == int(value) else 2)


def weights(names: Sequence[str], values: Sequence[float], lang: str) -> str:
    """The weights of the topics as one text."""
    pairs = zip(names, values, strict=True)
    return "; ".join(f"{name} {_weight(value, lang)}" for name, value in pairs)
