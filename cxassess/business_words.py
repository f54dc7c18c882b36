"""Amounts, names and phrases of a business case; ``browser/businesswords.js`` has the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cxassess import i18n
from cxassess.business_fields import DAYS, Field, Setup

TERMS = ("customer", "customers")
NBSP, MINUS = "\u00a0", "\u2212"
THOUSANDS_FROM = 100_000.0
"""Tables are in thousands from here, in millions from ten thousand times as much."""
ROUND_FROM = 10_000.0
"""Amounts in large type are rounded to thousands from here."""


class Words:
    """Says things about a business case in one language and currency."""

    def __init__(self, texts: Mapping[str, Any], lang: str, setup: Setup, currency: str) -> None:
        self.texts, self.lang = texts, lang
        self.currency = currency or setup.currency
        self.fields: Mapping[str, Field] = {field.id: field for field in setup.fields}
        self.own: Mapping[str, Mapping[str, str]] = texts["business"]["lines"]
        own = texts["business"]["words"]
        self.terms = {name: own.get(name) or texts["phrases"][f"business.{name}"] for name in TERMS}
        self.none = self.say("words.none")

    def say(self, key: str, **values: object) -> str:
        """A phrase with its values."""
        return i18n.fill(self.texts["phrases"][key], {**self.terms, **values})

    def join(self, parts: list[str]) -> str:
        """The parts as a phrase."""
        return i18n.join(parts, self.texts["phrases"]["words.and"])

    def number(self, value: float, digits: int = 0) -> str:
        """A number with its decimals."""
        return i18n.number(value, self.lang, digits)

    def typed(self, value: float) -> str:
        """A number as a person types it: at most four decimals, no zeros at the end."""
        digits = 4
        while digits and i18n.fixed(value, digits).endswith("0"):
            digits -= 1
        return i18n.number(value, self.lang, digits)

    def money(self, value: float) -> str:
        """A whole amount with its currency; the minus sign comes first."""
        shown = self.number(value)
        return f"{MINUS}{self.priced(shown[1:])}" if shown.startswith(MINUS) else self.priced(shown)

    def priced(self, shown: str) -> str:
        """A number with the currency before it."""
        return f"{self.currency}{NBSP if self.lang == 'nl' or len(self.currency) > 1 else ''}{shown}"

    def big(self, value: float) -> str:
        """An amount in large type: exact to the thousand is exact enough."""
        return self.money(float(i18n.fixed(value / 1000)) * 1000 if abs(value) >= ROUND_FROM else value)

    def scale(self, values: Sequence[float]) -> float:
        """The unit of a table or chart with these values: 1, a thousand or a million."""
        most = max(abs(value) for value in values)
        if most < THOUSANDS_FROM:
            return 1.0
        return 1000.0 if most < THOUSANDS_FROM * 10_000 else 1e6

    def scaled(self, value: float, scale: float) -> str:
        """A value in that unit."""
        return self.number(value / scale)

    def unit(self, scale: float) -> str:
        """That unit in words."""
        name = "one" if scale == 1 else "thousand" if scale == 1000 else "million"
        return self.say(f"business.unit_{name}", currency=self.currency)

    def after(self, years: float) -> str:
        """When a payback is reached."""
        shown = self.number(years, 1)
        if self.number(years * 10) == "0":
            return self.say("business.at_once")
        return self.say("business.after", n=shown)

    def line(self, name: str) -> str:
        """The title of a benefit line."""
        own = self.own.get(name)
        return own["title"] if own else self.say(f"line.{name}")

    def label(self, name: str) -> str:
        """The label of an input."""
        if name == DAYS:
            return self.say("input.days")
        line, _, part = name.partition(".")
        if part:
            own = self.own[line]
            return own[part] if part in own else self.say("input.own-reduction", line=own["title"])
        return self.say("input.ramp" if name.startswith("ramp-") else f"input.{name}")

    def small(self, name: str) -> str:
        """The label of an input inside a sentence."""
        label = self.label(name)
        return label[0].lower() + label[1:]

    def unit_of(self, name: str) -> str:
        """What an input counts in."""
        kind = self.fields[name].kind
        if kind == "points":
            return self.say("business.unit_points")
        return {"percent": "%", "money": self.currency}.get(kind, "")

    def is_money(self, name: str) -> bool:
        """Whether an input is an amount."""
        return self.fields[name].kind == "money"

    def amount(self, name: str, value: float) -> str:
        """A number with the unit of its input."""
        kind, shown = self.fields[name].kind, self.typed(value)
        if kind == "percent":
            return f"{shown}%"
        if kind == "points":
            return f"{shown} {self.unit_of(name)}"
        return self.priced(shown) if kind == "money" else shown
