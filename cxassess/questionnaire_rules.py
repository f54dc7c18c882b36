"""What must hold between the parts of a questionnaire file, checked on its raw data.

Raw, because one wrong value elsewhere must not hide these problems: every rule bears missing and
mistyped parts and simply says nothing about them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cxassess.business_rules import business_rules
from cxassess.errors import Problem
from cxassess.i18n import names_in
from cxassess.source import Document, Path_
from cxassess.validation import unknown

BUILT_IN_TERMS = frozenset({"organisation"})

Entry = tuple[Path_, dict[str, Any]]


def rules(doc: Document) -> list[Problem]:
    """All problems between the parts of a questionnaire."""
    if not isinstance(doc.data, dict):
        return []
    parts = _Parts(doc.data)
    return [
        *_unique_ids(doc, parts),
        *_groups(doc, parts),
        *_answers(doc, parts),
        *_references(doc, parts),
        *_levels(doc, parts),
        *_actions(doc, parts),
        *_cycles(doc, parts),
        *_terms(doc),
        *_business_case(doc, parts),
    ]


class _Parts:
    """The entries of a raw questionnaire, each with its path."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        self.dimensions = list(_dimensions(data, ()))
        self.questions = [q for path, d in self.dimensions for q in _entries(d, path, "questions")]
        roadmap = _mapping(data, "roadmap")
        self.steps = list(_entries(roadmap, ("roadmap",), "steps"))
        self.actions = [a for path, s in self.steps for a in _entries(s, path, "actions")]
        self.lists = {
            name: list(_entries(data, (), name)) for name in ("tags", "lenses", "profile", "sectors")
        }
        levels = _mapping(data, "levels")
        self.rule = levels.get("rule", "staged")
        self.levels = list(_entries(levels, ("levels",), "names"))
        self.numbers = [level.get("number") for _, level in self.levels]
        whole = [number for number in self.numbers if isinstance(number, int)]
        self.first: int = whole[0] if whole else 0
        self.last: int | None = whole[-1] if whole else None
        self.scales = _mapping(data, "scales")


def _mapping(data: dict[str, Any], key: str) -> dict[str, Any]:
    value = data.get(key)
    return value if isinstance(value, dict) else {}


def _entries(holder: Any, path: Path_, key: str) -> Iterator[Entry]:
    items = holder.get(key) if isinstance(holder, dict) else None
    for i, item in enumerate(items if isinstance(items, list) else ()):
        if isinstance(item, dict):
            yield (*path, key, i), item


def _dimensions(holder: Any, path: Path_) -> Iterator[Entry]:
    for inner, dimension in _entries(holder, path, "dimensions"):
        yield inner, dimension
        yield from _dimensions(dimension, inner)


def _ids(entries: list[Entry]) -> set[str]:
    return {str(entry["id"]) for _, entry in entries if isinstance(entry.get("id"), str)}


def _strings(entry: dict[str, Any], key: str) -> list[tuple[int, str]]:
    items = entry.get(key)
    return [(i, x) for i, x in enumerate(items if isinstance(items, list) else ()) if isinstance(x, str)]


def _business_case(doc: Document, parts: _Parts) -> Iterator[Problem]:
    figures = list(_entries(parts.data, (), "figures"))
    known = {
        "sectors": _ids(parts.lists["sectors"]),
        "actions": _ids(parts.actions),
        "figures": _ids(figures),
    }
    hidden = _ids([pair for pair in figures if pair[1].get("status") == "unverified"])
    return business_rules(doc, known, hidden)


def _unique_ids(doc: Document, parts: _Parts) -> Iterator[Problem]:
    figures = list(_entries(parts.data, (), "figures"))
    for entries in (
        parts.dimensions,
        parts.questions,
        parts.steps,
        parts.actions,
        figures,
        *parts.lists.values(),
    ):
        seen: dict[str, Path_] = {}
        for path, entry in entries:
            name = entry.get("id")
            if not isinstance(name, str):
                continue
            if name in seen:
                line = doc.place((*seen[name], "id")).line
                yield Problem("duplicate-id", doc.place((*path, "id")), {"id": name, "line": line})
            seen.setdefault(name, path)


def _groups(doc: Document, parts: _Parts) -> Iterator[Problem]:
    for path, dimension in parts.dimensions:
        both = [key for key in ("dimensions", "questions") if dimension.get(key)]
        if len(both) != 1:
            code = "dimension-both" if both else "dimension-empty"
            yield Problem(code, doc.place((*path, "id")), {"id": dimension.get("id", "?")})
    for holder, path in [(parts.data, ()), *((d, p) for p, d in parts.dimensions)]:
        for key in ("dimensions", "questions"):
            group = list(_entries(holder, path, key))
            weights = [entry.get("weight", 1) for _, entry in group]
            if group and all(weight == 0 for weight in weights):
                yield Problem("weights-zero", doc.place((*path, key)), {"id": holder.get("id", "?")})


def _answers(doc: Document, parts: _Parts) -> Iterator[Problem]:
    for path, question in parts.questions:
        given = [key for key in ("anchors", "options", "scale") if question.get(key) is not None]
        name = question.get("id", "?")
        if len(given) != 1:
            code = "answers-several" if given else "answers-missing"
            yield Problem(code, doc.place((*path, "id")), {"id": name, "given": ", ".join(given)})
        if isinstance(scale := question.get("scale"), str) and scale not in parts.scales:
            yield unknown("unknown-scale", doc, (*path, "scale"), scale, set(parts.scales))
        anchors = question.get("anchors")
        if isinstance(anchors, list) and parts.rule == "staged" and parts.levels:
            if len(anchors) != len(parts.levels):
                values = {"id": name, "count": len(anchors), "levels": len(parts.levels)}
                yield Problem("anchors-count", doc.place((*path, "anchors")), values)
        yield from _options(doc, parts, question, path)
    for name, scale in parts.scales.items():
        yield from _options(doc, parts, scale, ("scales", name))


def _options(doc: Document, parts: _Parts, holder: Any, path: Path_) -> Iterator[Problem]:
    options = list(_entries(holder, path, "options"))
    seen: set[str] = set()
    last: float | None = None
    for i, (inner, option) in enumerate(options):
        value = str(option.get("value"))
        if value in seen or value in ("dont-know", "not-applicable"):
            yield Problem("duplicate-option", doc.place((*inner, "value")), {"value": value[:60]})
        seen.add(value)
        points = option.get("points", i + 1)
        if isinstance(points, bool) or not isinstance(points, (int, float)):
            continue
        if last is not None and points <= last:
            yield Problem("options-order", doc.place((*inner, "points")), {"value": value[:60]})
        last = points
    yield from _option_levels(doc, parts, options)
    if parts.rule == "staged" and options and len(options) != len(parts.levels):
        for inner, option in options:
            if option.get("level") is None:
                values = {"value": str(option.get("value"))[:60]}
                yield Problem("option-level-missing", doc.place((*inner, "value")), values)


def _option_levels(doc: Document, parts: _Parts, options: list[Entry]) -> Iterator[Problem]:
    """Levels that are given must rise within the levels there are, up to the highest."""
    numbers = [number for number in parts.numbers if isinstance(number, int)]
    given = [(path, option) for path, option in options if isinstance(option.get("level"), int)]
    if parts.rule != "staged" or not numbers or not given:
        return
    last = numbers[0]
    for path, option in given:
        level = option["level"]
        if not last <= level <= numbers[-1]:
            values = {"value": str(option.get("value"))[:60], "first": numbers[0], "last": numbers[-1]}
            yield Problem("option-level", doc.place((*path, "level")), values)
        last = max(last, level)
    if options[-1][1].get("level", numbers[-1]) != numbers[-1] and not given[-1][1]["level"] > numbers[-1]:
        path = given[-1][0]
        yield Problem("option-level-top", doc.place((*path, "level")), {"last": numbers[-1]})


def _references(doc: Document, parts: _Parts) -> Iterator[Problem]:
    tags, steps = _ids(parts.lists["tags"]), _ids(parts.steps)
    choices = {
        str(p.get("id")): _ids(list(_entries(p, path, "choices"))) for path, p in parts.lists["profile"]
    }
    choices["sector"] = _ids(parts.lists["sectors"])
    for path, question in parts.questions:
        for key, known, code in (("tags", tags, "unknown-tag"), ("steps", steps, "unknown-step")):
            for i, name in _strings(question, key):
                if name not in known:
                    yield unknown(code, doc, (*path, key, i), name, known)
        when = _mapping(question, "when")
        for name in when:
            at = (*path, "when", name)
            if name not in choices:
                yield unknown("unknown-profile", doc, at, name, set(choices), key=True)
                continue
            for i, value in _strings(when, name):
                if value not in choices[name]:
                    yield unknown("unknown-choice", doc, (*at, i), value, choices[name])
    for path, lens in parts.lists["lenses"]:
        for i, name in _strings(lens, "tags"):
            if name not in tags:
                yield unknown("unknown-tag", doc, (*path, "tags", i), name, tags)


def _levels(doc: Document, parts: _Parts) -> Iterator[Problem]:
    last: int | None = None
    bound: float | None = None
    for i, (path, level) in enumerate(parts.levels):
        number, threshold = level.get("number"), level.get("threshold")
        if isinstance(number, int) and last is not None and number != last + 1:
            yield Problem("levels-order", doc.place((*path, "number")), {"number": number, "after": last})
        last = number if isinstance(number, int) else last
        if parts.rule != "thresholds" or i == 0:
            continue
        if threshold is None:
            yield Problem("threshold-missing", doc.place(path), {"number": number})
        elif isinstance(threshold, (int, float)):
            if bound is not None and threshold <= bound:
                yield Problem("thresholds-order", doc.place((*path, "threshold")), {"number": number})
            bound = threshold


def _actions(doc: Document, parts: _Parts) -> Iterator[Problem]:
    questions, actions = _ids(parts.questions), _ids(parts.actions)
    starts = {str(a.get("id")): _start(a.get("horizon")) for _, a in parts.actions}
    for path, action in parts.actions:
        for key, known, code in (
            ("questions", questions, "unknown-question"),
            ("needs", actions, "unknown-action"),
        ):
            for i, name in _strings(action, key):
                if name not in known:
                    yield unknown(code, doc, (*path, key, i), name, known)
        lifts = action.get("lifts")
        if isinstance(lifts, dict):
            low, high = lifts.get("from"), lifts.get("to")
            if isinstance(low, int) and isinstance(high, int) and low >= high:
                yield Problem("lifts-order", doc.place((*path, "lifts")), {"low": low, "high": high})
            elif isinstance(high, int) and parts.rule == "staged" and isinstance(parts.last, int):
                if not parts.first <= (low if isinstance(low, int) else high) < high <= parts.last:
                    values = {
                        "level": high if high > parts.last else low,
                        "first": parts.first,
                        "last": parts.last,
                    }
                    yield Problem("target-level", doc.place((*path, "lifts")), values)
        days = action.get("days")
        if isinstance(days, list) and len(days) == 2 and all(isinstance(d, (int, float)) for d in days):
            if days[0] > days[1] or days[0] <= 0:
                yield Problem("days-order", doc.place((*path, "days")), {"low": days[0], "high": days[1]})
        for i, name in _strings(action, "needs"):
            own, other = _start(action.get("horizon")), starts.get(name)
            if own is not None and other is not None and other > own:
                yield Problem("needs-later", doc.place((*path, "needs", i)), {"name": name})


def _start(horizon: object) -> int | None:
    digits = str(horizon).partition("-")[0].rstrip("+")
    return int(digits) if digits.isdecimal() and len(digits) < 3 else None


def _cycles(doc: Document, parts: _Parts) -> Iterator[Problem]:
    needs = {
        str(action.get("id")): [name for _, name in _strings(action, "needs")] for _, action in parts.actions
    }
    paths = {str(action.get("id")): path for path, action in parts.actions}
    state: dict[str, str] = {}
    for start in needs:
        if start in state:
            continue
        trail = [(start, iter(needs[start]))]
        state[start] = "open"
        while trail:
            name, rest = trail[-1]
            following = next(rest, None)
            if following is None:
                state[name] = "done"
                trail.pop()
            elif state.get(following) == "open":
                names = [step for step, _ in trail]
                ring = " → ".join([*names[names.index(following) :], following])
                yield Problem("needs-cycle", doc.place((*paths[name], "needs")), {"ring": ring})
            elif following in needs and following not in state:
                state[following] = "open"
                trail.append((following, iter(needs[following])))


def _terms(doc: Document) -> Iterator[Problem]:
    terms = doc.data.get("terms")
    known = {str(name) for name in terms} if isinstance(terms, dict) else set()
    sectors = _ids(list(_entries(doc.data, (), "sectors")))
    for name, by_sector in terms.items() if isinstance(terms, dict) else ():
        if not isinstance(by_sector, dict):
            continue
        if "default" not in by_sector:
            yield Problem("term-default", doc.place(("terms", name), key=True), {"name": name})
        for sector in by_sector:
            if sector != "default" and sector not in sectors:
                known_sectors = {"default", *sectors}
                yield unknown("unknown-sector", doc, ("terms", name, sector), sector, known_sectors, key=True)
    yield from unknown_terms(doc, known)


def unknown_terms(doc: Document, known: set[str]) -> Iterator[Problem]:
    """A problem for every ``{name}`` in a text that no term explains."""
    for path, text in strings_in(doc.data, ()):
        for name in sorted(names_in(text) - known - BUILT_IN_TERMS):
            yield unknown("unknown-term", doc, path, name, known | BUILT_IN_TERMS)


def strings_in(data: Any, path: Path_) -> Iterator[tuple[Path_, str]]:
    """All texts in a tree with their paths."""
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from strings_in(value, (*path, key))
    elif isinstance(data, list):
        for i, value in enumerate(data):
            yield from strings_in(value, (*path, i))
