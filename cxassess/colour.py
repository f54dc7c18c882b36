"""Two brand colours in, a readable palette out.

Contrast is WCAG 2.2 relative luminance (success criteria 1.4.3 and 1.4.11). A brand colour is darkened in small
steps until it reaches its contrast, or lightened for dark grounds; error and warning colours never follow the brand.
"""

from __future__ import annotations

import colorsys
from collections.abc import Mapping
from functools import lru_cache

Rgb = tuple[int, int, int]

_WHITE, _BLACK = (255, 255, 255), (0, 0, 0)
_STEP = 0.02


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    low, high = sorted((_luminance(_rgb(one)), _luminance(_rgb(other))))
    return (high + 0.05) / (low + 0.05)


@lru_cache(maxsize=4096)
def palette(primary: str, accent: str) -> dict[str, str]:
    """The colour tokens for white grounds derived from two brand colours, each ``#RRGGBB``."""
    accented = _rgb(accent)
    brand = _until(_rgb(primary), _WHITE, 7, _BLACK)
    tint = _toned(brand, 0.34, 0.935)
    tokens = {
        "brand": brand,
        "brand-ink": _WHITE,
        "brand-deep": _mix(brand, _BLACK, 0.3),
        "brand-tint": tint,
        "brand-mid": _until(_toned(brand, 0.5, 0.36), _WHITE, 4.5, _BLACK),
        "brand-light": _until(_toned(brand, 0.30, 0.66), brand, 4, _WHITE),
        "accent": _until(accented, _WHITE, 3, _BLACK),
        "accent-ink": _until(accented, tint, 4.5, _BLACK),
        "accent-soft": _until(_mix(accented, _WHITE, 0.5), brand, 4.5, _WHITE),
        "accent-dark": _until(accented, brand, 3, _WHITE),
        "panel": brand,
    }
    return _written(tokens)


@lru_cache(maxsize=4096)
def night(primary: str, accent: str, paper: str) -> dict[str, str]:
    """The same tokens for a dark ground: lines and letters are light, panels stay dark under white letters."""
    ground, accented = _rgb(paper), _rgb(accent)
    tint = _toned(_rgb(primary), 0.34, 0.16)
    brand = _until(_lit(_rgb(primary), ground, 8), tint, 4.5, _WHITE)
    panel = _until(_toned(_rgb(primary), 0.5, 0.19), _WHITE, 9, _BLACK)
    tokens = {
        "brand": brand,
        "brand-ink": ground,
        "brand-deep": _mix(brand, _WHITE, 0.35),
        "brand-tint": tint,
        "brand-mid": _until(_toned(brand, 0.5, 0.5), ground, 4.5, _WHITE),
        "brand-light": _until(_toned(brand, 0.4, 0.58), panel, 4, _WHITE),
        "accent": _until(accented, tint, 3.5, _WHITE),
        "accent-ink": _until(accented, tint, 5, _WHITE),
        "accent-soft": _until(_mix(accented, _WHITE, 0.5), panel, 4.5, _WHITE),
        "accent-dark": _until(accented, panel, 3, _WHITE),
        "panel": panel,
    }
    return _written(tokens)


def properties(tokens: Mapping[str, str]) -> str:
    """Tokens as a style sheet that others can name them from."""
    return ":root{" + "".join(f"--{name}:{value};" for name, value in tokens.items()) + "}"


def _written(tokens: Mapping[str, Rgb]) -> dict[str, str]:
    return {name: "#{:02X}{:02X}{:02X}".format(*colour) for name, colour in tokens.items()}


def _rgb(colour: str) -> Rgb:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mix(one: Rgb, other: Rgb, share: float) -> Rgb:
    rest = 1 - share
    red, green, blue = (round(a * rest + b * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _linear(part: int) -> float:
    share = part / 255
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


_LINEAR = [_linear(part) for part in range(256)]


def _luminance(colour: Rgb) -> float:
    red, green, blue = colour
    return 0.2126 * _LINEAR[red] + 0.7152 * _LINEAR[green] + 0.0722 * _LINEAR[blue]


def _until(colour: Rgb, against: Rgb, ratio: float, towards: Rgb) -> Rgb:
    """The colour, moved towards another just far enough to reach the contrast."""
    bound = _luminance(against) + 0.05
    for step in range(round(1 / _STEP) + 1):
        moved = _mix(colour, towards, step * _STEP) if step else colour
        own = _luminance(moved) + 0.05
        if own >= bound * ratio or bound >= own * ratio:
            return moved
    return towards


def _lit(colour: Rgb, against: Rgb, ratio: float) -> Rgb:
    """The colour in a lighter tone of its own, which stays a colour where mixing with white would make it grey."""
    bound = (_luminance(against) + 0.05) * ratio
    tones = (_toned(colour, 0.5, step / 50) for step in range(20, 50))
    return next((tone for tone in (colour, *tones) if _luminance(tone) + 0.05 >= bound), _WHITE)


def _toned(colour: Rgb, saturation: float, lightness: float) -> Rgb:
    """The same hue with at most this saturation and exactly this lightness (0-1)."""
    red, green, blue = (part / 255 for part in colour)
    hue, _, own = colorsys.rgb_to_hls(red, green, blue)
    red, green, blue = colorsys.hls_to_rgb(hue, lightness, min(own, saturation))
    return round(red * 255), round(green * 255), round(blue * 255)
