"""What a report shows of several respondents: where they differ most, and how often each answer was chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cxassess import i18n, together
from cxassess.model import DONT_KNOW, Response, Said

Tree = dict[str, Any]
MOST = 20
"""Questions in the table; on one page."""


def build(texts: Mapping[str, Any], phrases: Mapping[str, str], response: Response, lang: str) -> Tree:
    """The page on differences; not ``shown`` for one respondent, or where too few answered any question."""
    return _View(texts, phrases, response, lang).tree()


def chosen(question: Mapping[str, Any], phrases: Mapping[str, str], response: Response) -> str:
    """How often each answer to one question was chosen, as a sentence; empty where too few answered it."""
    said = response.said.get(question["id"])
    counts = [] if said is None else _counts(question, said)
    if said is None or sum(counts) < together.FEWEST:  # whatever a file says
        return ""
    listed = [
        i18n.fill(phrases["together.chosen_times"], {"n": n, "count": count})
        for n, count in enumerate(counts, 1)
        if count
    ]
    if said.dont_know:
        listed.append(i18n.fill(phrases["together.chosen_unknown"], {"count": said.dont_know}))
    return i18n.fill(phrases["together.chosen"], {"list": ", ".join(listed)})


def _counts(question: Mapping[str, Any], said: Said) -> list[int]:
    return [said.counts.get(option["value"], 0) for option in question["options"]]


class _View:
    def __init__(
        self, texts: Mapping[str, Any], phrases: Mapping[str, str], response: Response, lang: str
    ) -> None:
        self.texts, self.phrases, self.response, self.lang = texts, phrases, response, lang
        self.known = [
            (view, question, said, agreed)
            for view in texts["views"]
            for question in view["questions"]
            if (said := response.said.get(question["id"])) is not None
            and sum(_counts(question, said)) >= together.FEWEST
            and (agreed := together.agreement(_counts(question, said))) is not None
        ]

    def tree(self) -> Tree:
        listed = sorted(self.known, key=lambda one: one[3])[:MOST]
        columns = max((len(question["options"]) for _, question, _, _ in listed), default=0)
        return {
            "shown": bool(self.known),
            "title": self.title(),
            "columns": [str(i + 1) for i in range(columns)],
            "rows": [
                self.row(view["title"], question, said, columns) | {"agreement": self.number(agreed)}
                for view, question, said, agreed in listed
            ],
            "more": self.say("more", n=len(listed)) if len(listed) < len(self.known) else "",
            "about": self.say("agreement_about", limit=self.number(together.AGREE)),
            "few": self.say("few", n=together.FEWEST) if 1 < self.response.people < together.FEWEST else "",
        }

    def say(self, key: str, **values: object) -> str:
        return i18n.fill(self.phrases[f"together.{key}"], {"people": self.response.people, **values})

    def number(self, value: float) -> str:
        return i18n.number(value, self.lang, 2)

    def title(self) -> str:
        apart = sum(agreed < together.AGREE for *_, agreed in self.known)
        if not apart:
            return self.say("title_same")
        return self.say("title_one" if apart == 1 else "title_some", n=apart, total=len(self.known))

    def row(self, topic: str, question: Mapping[str, Any], said: Said, columns: int) -> Tree:
        """A cell for each answer, the darker the larger their share, and one for don't know."""
        counts = _counts(question, said)
        middle = self.response.answers[question["id"]].value
        cells = [
            {
                "text": str(count) if count else "",
                "look": f"heat-{round(4 * count / sum(counts))}" if count else "",
                "middle": option["value"] == middle,
            }
            for option, count in zip(question["options"], counts, strict=True)
        ]
        return {
            "title": question["title"],
            "topic": topic,
            "cells": cells,
            "rest": columns - len(cells),
            "unknown": str(said.dont_know) if said.dont_know else "",
            "unknown_middle": middle == DONT_KNOW,
        }
