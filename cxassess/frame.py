"""What a client can refer to in its questionnaire, and so all of it on which the client's own part of a page depends.

A client is checked against this and nothing else: while it stays the same, a question may change without any client
being read again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cxassess.model import Questionnaire, Text, owners
from cxassess.signature import digest


@dataclass(frozen=True, slots=True)
class Frame:
    """The names in a questionnaire that a client may use; ``leads`` are the owners of each action."""

    id: str
    languages: tuple[str, ...]
    sectors: tuple[str, ...]
    levels: tuple[int, int]
    dimensions: tuple[str, ...]
    terms: Mapping[str, Mapping[str, Text]]
    profile: Mapping[str, tuple[str, ...]]
    leads: Mapping[str, tuple[str, ...]]

    @property
    def digest(self) -> str:
        """A short text that differs when anything in it does."""
        return digest(repr(self))


def frame_of(questionnaire: Questionnaire) -> Frame:
    """The frame of a questionnaire."""
    levels = questionnaire.levels.items
    return Frame(
        id=questionnaire.id,
        languages=tuple(questionnaire.languages),
        sectors=tuple(sector.value for sector in questionnaire.sectors),
        levels=(levels[0].number, levels[-1].number),
        dimensions=tuple(dimension.id for dimension in questionnaire.dimensions),
        terms=questionnaire.terms,
        profile={
            asked.id: tuple(choice.value for choice in asked.choices) for asked in questionnaire.profile
        },
        leads=owners(questionnaire),
    )
