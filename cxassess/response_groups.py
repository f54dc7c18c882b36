"""Groups of people in a response file: what they may say, and whether it fits together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from cxassess import model
from cxassess.errors import Problem
from cxassess.source import Document
from cxassess.validation import FileModel, Line

Few = Annotated[int, Field(ge=5, le=100_000)]
"""People of a group that is shown."""
Points = Annotated[int, Field(ge=0, le=100)]
Place = Annotated[int, Field(ge=0, le=5)]


class ShownEntry(FileModel):
    name: Line
    people: Few


class EstimateEntry(FileModel):
    value: float
    low: float
    high: float


class GapEntry(FileModel):
    high: Place
    low: Place
    g: EstimateEntry | None = None
    delta: EstimateEntry
    clear: bool


class ComparedEntry(FileModel):
    means: list[Points | None] = Field(max_length=6)
    gap: GapEntry | None = None


class GroupsEntry(FileModel):
    shown: list[ShownEntry] = Field(min_length=2, max_length=6)
    more: Annotated[int, Field(ge=0, le=100_000)] = 0
    topics: dict[Annotated[str, Field(min_length=1, max_length=80)], ComparedEntry] = Field(max_length=200)


def check(file: GroupsEntry | None, people: int, doc: Document) -> Iterator[Problem]:
    """What does not fit together: more people than there are or a few left over, means and differences of no group."""
    if file is None:
        return
    left = people - sum(one.people for one in file.shown)
    names = {one.name.casefold() for one in file.shown}
    if left < 0 or 0 < left < 5 or len(names) < len(file.shown):
        yield Problem("response-groups", doc.place(("groups", "shown")))
    for name, topic in file.topics.items():
        if len(topic.means) != len(file.shown) or not _fits(topic):
            yield Problem("response-groups", doc.place(("groups", "topics", name)))


def _fits(topic: ComparedEntry) -> bool:
    """Whether the difference is one between two means that are there, and is there where they are."""
    known = [mean for mean in topic.means if mean is not None]
    if topic.gap is None:
        return len(known) < 2
    ends = [topic.means[i] if i < len(topic.means) else None for i in (topic.gap.high, topic.gap.low)]
    return topic.gap.high != topic.gap.low and len(known) > 1 and ends == [max(known), min(known)]


def build(file: GroupsEntry | None, questionnaire: model.Questionnaire) -> model.Groups | None:
    """The groups, on the topics that the questionnaire has."""
    if file is None:
        return None
    known = {dimension.id for dimension in questionnaire.dimensions}
    return model.Groups(
        tuple(one.name for one in file.shown),
        tuple(one.people for one in file.shown),
        {
            name: model.Compared(tuple(topic.means), _gap(topic.gap))
            for name, topic in file.topics.items()
            if name in known
        },
        file.more,
    )


def _gap(file: GapEntry | None) -> model.Gap | None:
    if file is None:
        return None
    g = None if file.g is None else _estimate(file.g)
    return model.Gap(file.high, file.low, g, _estimate(file.delta), file.clear)


def _estimate(file: EstimateEntry) -> model.Estimate:
    return model.Estimate(file.value, file.low, file.high)
