"""Every pair of brand colours can be read, by day and by night: WCAG 2.2, 4.5 for text and 3 for shapes and edges."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import example, given
from hypothesis import strategies as st
from samples import default_theme

from cxassess import colour

COLOURS = st.builds("#{:02X}{:02X}{:02X}".format, *[st.integers(0, 255)] * 3)
WHITE = "#FFFFFF"

# Each colour of letters with the grounds on which the style sheets put it.
TEXT = {
    "ink": ("paper", "surface", "surface-deep", "brand-tint", "warning-tint", "error-tint"),
    "ink-soft": ("paper", "surface", "surface-deep", "brand-tint"),
    "brand": ("paper", "surface", "brand-tint", "warning-tint"),
    "brand-ink": ("brand", "brand-deep"),
    "brand-mid": ("paper",),
    "accent-ink": ("paper", "surface", "brand-tint"),
    "accent-soft": ("panel",),
    "error": ("paper", "surface", "error-tint"),
    "warning": ("paper", "surface", "warning-tint"),
    "ok": ("paper", "surface"),
    "panel": (WHITE, "#DFE6EA"),
}
SHAPES = {
    "brand": ("paper", "surface", "brand-tint", "surface-deep"),
    "field": ("paper", "surface"),
    "accent": ("paper",),
    "accent-dark": ("panel",),
    "brand-light": ("panel",),
    "ink": ("brand-tint",),
}


def too_faint(tokens: Mapping[str, str]) -> list[str]:
    """The pairs that cannot be told apart well enough."""
    found = []
    for pairs, least in ((TEXT, 4.5), (SHAPES, 3.0)):
        for name, grounds in pairs.items():
            for ground in grounds:
                ratio = colour.contrast(tokens[name], tokens.get(ground, ground))
                if ratio < least:
                    found.append(f"{name} {tokens[name]} on {ground} {tokens.get(ground)}: {ratio:.2f}")
    return found


@given(primary=COLOURS, accent=COLOURS)
@example(primary="#FFFF00", accent="#000000")
@example(primary="#0000FF", accent="#0000FF")
@example(primary="#FFFFFF", accent="#FFFFFF")
@example(primary="#00FF00", accent="#FFFF00")
def test_every_brand_can_be_read_by_day(primary: str, accent: str) -> None:
    assert too_faint({**default_theme().tokens, **colour.palette(primary, accent)}) == []


@given(primary=COLOURS, accent=COLOURS)
@example(primary="#000000", accent="#000000")
@example(primary="#0000FF", accent="#0000FF")
@example(primary="#FFFFFF", accent="#FFFFFF")
@example(primary="#00FF00", accent="#FFFF00")
def test_every_brand_can_be_read_by_night(primary: str, accent: str) -> None:
    dark = default_theme().dark
    assert too_faint({**dark, **colour.night(primary, accent, dark["paper"])}) == []


def test_the_night_has_every_colour_of_the_day() -> None:
    """A token that is missing by night would keep its light value among dark ones."""
    theme = default_theme()
    assert set(theme.dark) == set(theme.tokens)
    assert set(colour.night("#0B3D4C", "#D9512C", theme.dark["paper"])) == set(
        colour.palette("#0B3D4C", "#D9512C")
    )


def test_white_letters_can_be_read_on_every_panel() -> None:
    """Panels stay dark at night, so that one of them does not dazzle."""
    for primary in ("#000000", "#FFFFFF", "#FFFF00", "#0B3D4C"):
        assert colour.contrast(colour.night(primary, "#D9512C", "#11191F")["panel"], WHITE) >= 7
