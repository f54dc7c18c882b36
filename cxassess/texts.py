"""A questionnaire in one language with its terms filled in, and the phrases of page and report.

What comes out is plain data (dicts, lists, texts): the templates read it, and the page carries part of it as
JSON for its own script.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from cxassess import kept, signature
from cxassess.frame import Frame
from cxassess.i18n import fill
from cxassess.model import Action, Client, Dimension, Question, Questionnaire, Step, Text
from cxassess.resources import phrase_files

Local = dict[str, Any]


@cache
def phrases(lang: str) -> Mapping[str, str]:
    """The phrases of page and report in a language: ``group.name`` to text."""
    return kept.once(f"phrases-{lang}", signature.of_program(), lambda: _read(lang))


def _read(lang: str) -> dict[str, str]:
    from cxassess.source import read_yaml

    return {
        f"{group}.{name}": str(text)
        for file in phrase_files(lang)
        for group, entries in read_yaml(file).data.items()
        for name, text in entries.items()
    }


def term_values(questionnaire: Questionnaire | Frame, client: Client, lang: str) -> dict[str, str]:
    """The words that a client's terms stand for: its own, else its sector's, else the default."""
    values = {}
    for name, by_sector in questionnaire.terms.items():
        text = by_sector.get(client.sector or "default") or by_sector["default"]
        own = client.terms.get(name, {})
        values[name] = own.get(lang) or text[lang]
    return values


def local(questionnaire: Questionnaire, lang: str, values: Mapping[str, str]) -> Local:
    """The whole questionnaire in one language; ``values`` fill the ``{names}`` in its texts."""
    return _Localiser(lang, values).questionnaire(questionnaire)


def script_texts(texts: Local, spoken: Mapping[str, str]) -> Local:
    """The part of a language that the page's script needs: names, roadmap texts and all phrases."""
    return {
        "title": texts["title"],
        "levels": texts["levels"],
        "dimensions": {d["id"]: _pick(d, "title", "strong", "weak") for d in texts["all_dimensions"]},
        "questions": {q["id"]: _pick(q, "title", "ask", "number", "view") for q in texts["questions"]},
        "lenses": texts["lenses"],
        "tags": texts["tags"],
        "steps": texts["steps"],
        "phrases": dict(spoken),
        **({"business": texts["business"]} if texts["business"] else {}),
    }


def _pick(entry: Mapping[str, Any], *names: str) -> Local:
    return {name: entry[name] for name in names if entry[name] is not None}


class _Localiser:
    def __init__(self, lang: str, values: Mapping[str, str]) -> None:
        self.lang, self.values = lang, values
        self.number = 0

    def say(self, text: Text) -> str:
        return fill(text[self.lang], self.values)

    def maybe(self, text: Text | None) -> str | None:
        return None if text is None else self.say(text)

    def questionnaire(self, q: Questionnaire) -> Local:
        dimensions = [self._dimension(d) for d in q.dimensions]
        everything = [below for d in dimensions for below in _walk(d)]
        views = [d for d in everything if d["questions"]]
        for i, view in enumerate(views):
            view["view"] = i + 1
            for question in view["questions"]:
                question["view"] = view["id"]
        return {
            "lang": self.lang,
            "id": q.id,
            "version": q.version,
            "digest": q.digest,
            "title": self.say(q.title),
            "short_title": self.say(q.short_title),
            "purpose": self.maybe(q.purpose),
            "notice": self.maybe(q.notice),
            "minutes": list(q.minutes) if q.minutes else None,
            "rule": q.levels.rule,
            "levels": [
                {
                    "number": level.number,
                    "name": self.say(level.name),
                    "description": self.say(level.description),
                }
                for level in q.levels.items
            ],
            "dimensions": dimensions,
            "all_dimensions": everything,
            "views": views,
            "questions": [question for view in views for question in view["questions"]],
            "tags": {tag.id: self.say(tag.title) for tag in q.tags},
            "lenses": [
                {
                    "id": lens.id,
                    "title": self.say(lens.title),
                    "about": self.maybe(lens.about),
                    "tags": list(lens.tags),
                }
                for lens in q.lenses
            ],
            "profile": [
                {
                    "id": p.id,
                    "text": self.say(p.text),
                    "choices": [{"value": c.value, "text": self.say(c.text)} for c in p.choices],
                }
                for p in q.profile
            ],
            "steps": [self._step(i, step) for i, step in enumerate(q.steps)],
            "days_note": self.maybe(q.days_note),
            "figures": [
                {"claim": self.say(f.claim), "note": self.maybe(f.note), "source": f.source, "year": f.year}
                for f in q.figures
                if f.status != "unverified"
            ],
            "business": self._business(q),
        }

    def _business(self, q: Questionnaire) -> Local | None:
        """The words of a business case: its own lines, and what others found, with the caution."""
        if q.business_case is None:
            return None
        lines = q.business_case.lines
        shown = {name for line in lines for name in line.figures}
        return {
            "words": {name: self.values[name] for name in ("customer", "customers") if name in self.values},
            "lines": {
                line.id: {
                    name: self.say(text)
                    for name in ("title", "help", "volume", "cost")
                    if (text := getattr(line, name)) is not None
                }
                for line in lines
                if line.title is not None
            },
            "figures": {
                f.id: {
                    "claim": self.say(f.claim),
                    "note": self.maybe(f.note) or "",
                    "source": f.source,
                    "year": f.year,
                }
                for f in q.figures
                if f.id in shown and f.status != "unverified"
            },
        }

    def _dimension(self, dimension: Dimension) -> Local:
        return {
            "id": dimension.id,
            "title": self.say(dimension.title),
            "lede": self.maybe(dimension.lede),
            "strong": self.maybe(dimension.strong),
            "weak": self.maybe(dimension.weak),
            "view": None,
            "dimensions": [self._dimension(child) for child in dimension.dimensions],
            "questions": [self._question(i, q) for i, q in enumerate(dimension.questions)],
        }

    def _question(self, i: int, question: Question) -> Local:
        return {
            "id": question.id,
            "number": i + 1,
            "title": self.say(question.title),
            "text": self.say(question.text),
            "help": self.maybe(question.help),
            "ask": self.maybe(question.ask),
            "evidence": [self.say(text) for text in question.evidence],
            "gate": question.gate,
            "options": [
                {"value": o.value, "text": self.say(o.text), "level": o.level} for o in question.options
            ],
            "dont_know": question.dont_know,
            "not_applicable": question.not_applicable,
            "when": {name: list(values) for name, values in question.when.items()},
            "view": None,
        }

    def _step(self, i: int, step: Step) -> Local:
        return {
            "id": step.id,
            "number": i + 1,
            "title": self.say(step.title),
            "why": self.maybe(step.why),
            "actions": [self._action(action) for action in step.actions],
        }

    def _action(self, action: Action) -> Local:
        return {
            "id": action.id,
            "title": self.say(action.title),
            "what": self.maybe(action.what),
            "owner": self.say(action.owner),
            "kpi": self.maybe(action.kpi),
            "first": self.maybe(action.first),
            "caution": self.maybe(action.caution),
            "days": [_plain(day) for day in action.days],
            "horizon": action.horizon,
        }


def _walk(dimension: Local) -> list[Local]:
    return [dimension, *(below for child in dimension["dimensions"] for below in _walk(child))]


def _plain(number: Any) -> float:
    return int(number) if number == int(number) else float(number)
