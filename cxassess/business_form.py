"""The inputs of a business case as groups and rows, with what should cause each benefit and what others found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cxassess.business_case import Assumptions, Outcome, Work, total
from cxassess.business_fields import DAY_RATE, Field, Line, Setup
from cxassess.business_words import Words
from cxassess.model import Decision
from cxassess.plan import OVERALL
from cxassess.planner import Schedule, person_days_by_year
from cxassess.planner_view import span
from cxassess.scoring_result import Result

Tree = dict[str, Any]
_MONEY_LINES = {"retention", "uplift"}
_CUSTOMER_LINES = {*_MONEY_LINES, "contacts", "complaints"}
YEAR = 4
"""Quarters."""
RANGE = ("low", "base", "high")


def work(texts: Mapping[str, Any], schedule: Schedule) -> list[Work]:
    """The actions of the plan by year: their person-days there, and the least and the most they may take in all."""
    ranges = {f"action:{a['id']}": a["days"] for step in texts["steps"] for a in step["actions"]}
    years = enumerate(person_days_by_year(schedule))
    return [(i, days, *ranges[name]) for i, year in years for name, days in year.actions.items()]


class Form:
    """The form of one business case; ``sources`` are what was said about where a number comes from."""

    def __init__(
        self,
        words: Words,
        setup: Setup,
        given: Assumptions,
        outcome: Outcome,
        result: Result,
        schedule: Schedule,
        decisions: Mapping[str, Decision],
    ) -> None:
        self.words, self.setup, self.given, self.outcome = words, setup, given, outcome
        self.result, self.decisions = result, decisions
        self.known = result.scores[OVERALL].level is not None
        self.placed = {action.id.removeprefix("action:"): action for action in schedule.placed}
        self.first = schedule.first
        self.titles = {a["id"]: a["title"] for step in words.texts["steps"] for a in step["actions"]}

    def groups(self) -> list[Tree]:
        """The groups in the order of the form; a line that is switched off has no rows."""
        say = self.words.say
        lines = [self.line(line) for line in self.setup.lines]
        return [
            self.group("general", say("business.group_general"), self.rows("general")),
            self.group("customers", say("business.group_customers"), self.customers()),
            *lines,
            self.group("costs", say("business.group_costs"), self.rows("costs"), help=self.days()),
        ]

    def group(self, name: str, title: str, rows: Sequence[Tree], **more: Any) -> Tree:
        """A group; everything that only lines have is empty in the others."""
        plain = {
            "help": "",
            "line": False,
            "on": True,
            "actions": [],
            "any": False,
            "warn": "",
            "figures": [],
        }
        ranged = any(row["ranged"] for row in rows)
        found = {
            "id": name,
            "title": title,
            **plain,
            "ranged": ranged,
            "rows": list(rows),
            "notes": False,
            **more,
        }
        return {**found, "shown": found["line"] or bool(rows)}

    def line(self, line: Line) -> Tree:
        on = line.id in self.outcome.switched
        figures = [self.figure(name) for name in line.figures] if on else []
        actions = [self.action(name) for name in line.actions] if on else []
        own = self.words.own.get(line.id)
        none = on and self.known and not any(self.counts(name) for name in line.actions)
        return self.group(
            line.id,
            self.words.line(line.id),
            self.rows(line.id) if on else [],
            help=own.get("help", "") if own else self.words.say(f"line.{line.id}-help"),
            line=True,
            on=on,
            actions=actions,
            any=bool(actions),
            warn=self.words.say("business.no_action") if none else "",
            figures=figures,
            notes=bool(figures),
        )

    def counts(self, name: str) -> bool:
        decision = self.decisions.get(name)
        return name in self.placed or (decision is not None and decision.status == "done")

    def action(self, name: str) -> Tree:
        decision = self.decisions.get(name)
        status = decision.status if decision else ""
        if status in ("done", "no"):
            state = self.words.say(f"roadmap.state_{status}")
        elif name in self.placed:
            start, finish = self.placed[name].start, self.placed[name].finish
            when = span(self.words.texts, self.words.lang, self.first, start, finish)
            state = self.words.say("business.on_roadmap", when=when)
        else:
            useful = f"action:{name}" in self.result.order
            key = "plan.unplanned" if useful else "business.not_needed"
            state = self.words.say(key if self.known else "index.none")
        return {"id": name, "title": self.titles[name], "state": state, "go": self.way_to(name)}

    def way_to(self, name: str) -> str | None:
        """The route of an action in the plan."""
        return f"#/roadmap/{name}" if name in self.placed else None

    def figure(self, name: str) -> Tree:
        found = self.words.texts["business"]["figures"][name]
        source = f"{found['source']} ({found['year']})" if found["year"] else found["source"]
        return {"id": name, "claim": found["claim"], "note": found["note"], "source": source}

    def days(self) -> str:
        """How many person-days the roadmap asks for in these years."""
        low, high = (
            self.words.number(total(self.given.days[case][: self.outcome.years])) for case in ("low", "high")
        )
        key = "business.days" if self.is_paid() else "business.days_out"
        return self.words.say(key, low=high, high=low) if high != "0" else ""

    def is_paid(self) -> bool:
        """Whether the person-days of the plan cost something here."""
        rate = self.given.inputs.get(DAY_RATE)
        return rate is not None and rate.base is not None

    def unsupported(self) -> list[str]:
        """The benefits that count although no action of the plan should cause them; none without a plan."""
        return [
            line.id
            for line in self.setup.lines
            if line.id in self.outcome.active
            and self.placed
            and line.actions
            and not any(self.counts(name) for name in line.actions)
        ]

    def early(self) -> list[str]:
        """The benefits that count in the first year, although none of their actions is ready before the second."""
        ramp = self.given.inputs.get("ramp-1")
        if ramp is None or not ramp.base:
            return []
        return [
            line.id
            for line in self.setup.lines
            if line.id in self.outcome.active
            and (counted := [name for name in line.actions if self.counts(name)])
            and all(name in self.placed and self.placed[name].finish >= YEAR for name in counted)
        ]

    def customers(self) -> list[Tree]:
        """What the lines that are on need to know about customers."""
        on = set(self.outcome.switched)
        money = {"revenue", "margin", "growth"}
        rows = self.rows("customers") if on & _CUSTOMER_LINES else []
        return [row for row in rows if row["id"] not in money or on & _MONEY_LINES]

    def rows(self, group: str) -> list[Tree]:
        """The inputs of a group; those of the ramp stand in one row."""
        found = []
        for field in self.setup.fields:
            if field.group == group and not field.id.startswith("ramp-"):
                found.append(self.row(field))
            elif field.id == "ramp-1" and group == "general":
                found.append(self.ramp())
        return found

    def row(self, field: Field) -> Tree:
        parts = ("base",) if field.single else RANGE
        cells = [self.cell(field.id, part, self.words.say(f"business.{part}")) for part in parts]
        own = "." in field.id
        help_ = "" if own else self.words.say(f"inputhelp.{field.id}", n=self.setup.years)
        return {**self.plain_row(field.id), "help": help_, "ranged": not field.single, "cells": cells}

    def ramp(self) -> Tree:
        cells = [
            self.cell(f"ramp-{year}", "base", self.words.say("business.year", n=year))
            for year in range(1, self.outcome.years + 1)
        ]
        return {
            **self.plain_row("ramp-1"),
            "help": self.words.say("inputhelp.ramp"),
            "ranged": False,
            "cells": cells,
        }

    def plain_row(self, name: str) -> Tree:
        entry = self.given.inputs.get(name)
        return {
            "id": name,
            "label": self.words.label(name),
            "unit": self.words.unit_of(name),
            "key": f"{name}|source",
            "source": entry.source if entry else "",
            "filled": name in self.given.inputs,
        }

    def cell(self, name: str, part: str, label: str) -> Tree:
        """One field: its key for the script, its label, and its value as text; empty where nothing is typed."""
        entry = self.given.inputs.get(name)
        value = getattr(entry, part) if entry else None
        return {
            "id": f"{name}|{part}",
            "label": label,
            "value": "" if value is None else self.words.typed(value),
        }
