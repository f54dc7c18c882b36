"""Text with values, numbers and dates, written the same way here and in ``browser/i18n.js``.

Every figure that a reader sees passes through :func:`fixed`, half up, in both engines; that is what
makes the page and the report print the same characters.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

LANGUAGES = ("en", "nl")
"""Languages in which the product itself speaks."""

_DECIMAL = {"en": ".", "nl": ","}
_GROUP = {"en": ",", "nl": "."}
_SLOT = re.compile(r"\{([A-Za-z][A-Za-z0-9_-]*)\}")
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)


def fixed(number: float, digits: int = 0) -> str:
    """The number with exactly ``digits`` decimals and a point, rounded half up away from zero.

    Works on plain doubles below 2**53 / 10**digits, in the same steps as the browser's engine.
    """
    scale = 10**digits
    scaled = math.floor(abs(number) * scale + 0.5)
    whole, part = divmod(int(scaled), scale)
    sign = "-" if number < 0 and scaled else ""
    return f"{sign}{whole}.{part:0{digits}d}" if digits else f"{sign}{whole}"


def number(value: float, lang: str, digits: int = 0) -> str:
    """The number as the language writes it: ``1,234.5`` or ``1.234,5``; a true minus sign."""
    text = fixed(value, digits)
    sign, text = ("\u2212", text[1:]) if text.startswith("-") else ("", text)
    whole, _, part = text.partition(".")
    grouped = re.sub(r"(?<=\d)(?=(\d{3})+$)", _GROUP.get(lang, ","), whole)
    return sign + grouped + (_DECIMAL.get(lang, ".") + part if part else "")


def coordinate(value: float) -> str:
    """A drawing coordinate with at most two decimals and no trailing zeros."""
    text = fixed(value, 2).rstrip("0").rstrip(".")
    return text if text not in ("-0", "") else "0"


def fill(text: str, values: Mapping[str, object]) -> str:
    """The text with every ``{name}`` that has a value replaced; ``{Name}`` gets a capital."""

    def put(match: re.Match[str]) -> str:
        name = match[1]
        if name in values:
            return str(values[name])
        lower = name[0].lower() + name[1:]
        if lower in values:
            return capital(str(values[lower]))
        return match[0]

    return _SLOT.sub(put, text)


def names_in(text: str) -> set[str]:
    """The names between braces in a text, with a small first letter."""
    return {match[1][0].lower() + match[1][1:] for match in _SLOT.finditer(text)}


def capital(text: str) -> str:
    """The text with a capital first letter; Dutch writes “Eén”, and no accent on that capital."""
    return "E" + text[1:] if text.startswith("één") else text[:1].upper() + text[1:]


def join(parts: list[str], word: str) -> str:
    """``a``, ``a and b``, ``a, b and c``; ``word`` is the language's "and"."""
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + f" {word} " + parts[-1]


def date(stamp: str, months: list[str], pattern: str) -> str:
    """The day of an ISO time as ``pattern`` says (``{day} {month} {year}``); empty if it is none."""
    found = _DATE.match(stamp)
    if not found or not 1 <= int(found[2]) <= 12:
        return ""
    return fill(pattern, {"day": int(found[3]), "month": months[int(found[2]) - 1], "year": found[1]})


def day(stamp: str, phrases: Mapping[str, str]) -> str:
    """The day of an ISO time as the language of these phrases writes it; empty if it is none."""
    return date(stamp, phrases["dates.months"].split(" "), phrases["dates.pattern"])
