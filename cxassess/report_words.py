"""Words, names and numbers about one result; ``browser/viewwords.js`` has the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cxassess import i18n
from cxassess.model import Decision
from cxassess.plan import OVERALL
from cxassess.scoring_result import Result, Score

Tree = dict[str, Any]

APART = 5.0
"""Differences in points that a title mentions; smaller ones say little."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What surrounds a result: language, the organisation's short name, when it was saved, and what was decided."""

    lang: str
    organisation: str
    saved: str
    decisions: Mapping[str, Decision] = field(default_factory=dict)


def id_of(name: str) -> str:
    """The id of a dimension by its name in the plan."""
    return name.removeprefix("dimension:")


class Words:
    """Says things about one result, in one language."""

    def __init__(self, texts: Mapping[str, Any], result: Result, setting: Setting) -> None:
        self.texts, self.result, self.setting = texts, result, setting
        self.lang = setting.lang
        self.plan = result.plan
        self.whole = result.scores[OVERALL]
        self.applies = self.whole.applicable > 0
        self.known = [name for name in self.plan.dimensions if result.scores[name].score is not None]

    def say(self, key: str, **values: object) -> str:
        """A phrase with its values."""
        return i18n.fill(self.texts["phrases"][key], values)

    def number(self, value: float, digits: int = 0) -> str:
        """A number with its decimals."""
        return i18n.number(value, self.lang, digits)

    def points(self, value: float) -> str:
        """A number of points; what is printed as 1 is one point."""
        shown = self.number(value)
        return self.say("words.points_one" if shown == "1" else "words.points", n=shown)

    def apart(self, high: float, low: float) -> str:
        """The distance between two numbers as a reader sees them, so that it can be counted after."""
        return self.points(float(i18n.fixed(high)) - float(i18n.fixed(low)))

    def date(self, stamp: str) -> str:
        """The day of a stamp; empty where it is none."""
        return i18n.day(stamp, self.texts["phrases"])

    def join(self, parts: list[str]) -> str:
        """The parts as a phrase."""
        return i18n.join(parts, self.texts["phrases"]["words.and"])

    def dimension(self, name: str) -> Mapping[str, Any]:
        """The texts of a dimension, by its name in the plan or its id."""
        found: Mapping[str, Any] = self.texts["dimensions"][id_of(name)]
        return found

    def question(self, name: str) -> Mapping[str, Any]:
        """The texts of a question."""
        found: Mapping[str, Any] = self.texts["questions"][name]
        return found

    def title(self, name: str) -> str:
        """The title of a group or question by its name in the plan."""
        return str((self.dimension(name) if name.startswith("dimension:") else self.question(name))["title"])

    def titles(self, names: Sequence[str], most: int = 3) -> str:
        """The titles of a few groups or questions as one phrase."""
        shown = [self.title(n) if ":" in n else f"“{self.title(n)}”" for n in names[:most]]
        if len(names) > most:
            shown.append(self.more_names(len(names) - most))
        return self.join(shown)

    def more_names(self, count: int) -> str:
        """How many names a phrase leaves out."""
        return self.say("words.more_names", n=self.number(count))

    def level_name(self, number: int) -> str:
        """The name of a level."""
        return str(next(level["name"] for level in self.texts["levels"] if level["number"] == number))

    def level_text(self, score: Score) -> str:
        """A level with its name, or with what it could become."""
        if score.level is None:
            return ""
        if score.level_optimistic != score.level:
            return self.say("words.level_could", n=score.level, could=score.level_optimistic)
        return self.say("words.level_name", n=score.level, name=self.level_name(score.level))

    def outcome(self, name: str) -> Score:
        """The outcome of a group by its name in the plan."""
        return self.result.scores[name]

    def score(self, name: str) -> float:
        """The score of a group, 0-100; 0 where it has none."""
        return self.outcome(name).score or 0.0

    def score_text(self, score: Score) -> str:
        """A score, or a dash."""
        return self.say("words.none") if score.score is None else self.number(score.score)

    def between(self, score: Score) -> str:
        """The bounds of a score."""
        if score.lower is None or score.upper is None:
            return ""
        low, high = self.number(score.lower), self.number(score.upper)
        if low == high:
            return self.say("words.certain")
        return self.say("words.between", low=low, high=high)

    def target_text(self, score: Score) -> str:
        """The target of a group, or nothing."""
        return "" if score.target is None else self.number(score.target)
