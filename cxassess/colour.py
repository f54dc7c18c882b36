"""Two brand colours in, a readable palette out.

Contrast is WCAG 2.2 relative luminance (success criteria 1.4.3 and 1.4.11). A brand colour is darkened in small
steps until it reaches its contrast; error and warning colours never follow the brand.
"""

from __future__ import annotations

import colorsys
import re
from functools import lru_cache

WHITE, BLACK = "#FFFFFF", "#000000"
_HEX = re.compile(r"#[0-9A-Fa-f]{6}$")
_STEP = 0.02


def is_colour(text: str) -> bool:
    """Whether the text is a colour in the form ``#RRGGBB``."""
    return bool(_HEX.match(text))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@lru_cache(maxsize=4096)
def palette(primary: str, accent: str) -> dict[str, str]:
    """The colour tokens derived from two brand colours, each ``#RRGGBB``."""
    brand = _until(primary, WHITE, 7, BLACK)
    tint = _toned(brand, 0.34, 0.935)
    return {
        "brand": brand,
        "brand-ink": WHITE,
        "brand-deep": _mix(brand, BLACK, 0.3),
        "brand-tint": tint,
        "brand-mid": _until(_toned(brand, 0.5, 0.36), WHITE, 4.5, BLACK),
        "brand-light": _until(_toned(brand, 0.30, 0.66), brand, 4, WHITE),
        "accent": _until(accent, WHITE, 3, BLACK),
        "accent-ink": _until(accent, tint, 4.5, BLACK),
        "accent-soft": _until(_mix(accent, WHITE, 0.5), brand, 4.5, WHITE),
        "accent-dark": _until(accent, brand, 3, WHITE),
    }


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _hex(parts: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{max(0, min(255, round(part))):02X}" for part in parts)


def _mix(one: str, other: str, share: float) -> str:
    a, b = _rgb(one), _rgb(other)
    return _hex(
        (
            a[0] * (1 - share) + b[0] * share,
            a[1] * (1 - share) + b[1] * share,
            a[2] * (1 - share) + b[2] * share,
        )
    )


def _linear(part: int) -> float:
    share = part / 255
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


_LINEAR = [_linear(part) for part in range(256)]


def _luminance(colour: str) -> float:
    red, green, blue = _rgb(colour)
    return 0.2126 * _LINEAR[red] + 0.7152 * _LINEAR[green] + 0.0722 * _LINEAR[blue]


def _until(colour: str, against: str, ratio: float, towards: str) -> str:
    """The colour, moved towards another just far enough to reach the contrast."""
    bound = _luminance(against)
    for step in range(round(1 / _STEP) + 1):
        moved = _mix(colour, towards, step * _STEP)
        low, high = sorted((bound, _luminance(moved)))
        if (high + 0.05) / (low + 0.05) >= ratio:
            return moved
    return towards


def _toned(colour: str, saturation: float, lightness: float) -> str:
    """The same hue with at most this saturation and exactly this lightness (0-1)."""
    red, green, blue = (part / 255 for part in _rgb(colour))
    hue, _, own = colorsys.rgb_to_hls(red, green, blue)
    red, green, blue = colorsys.hls_to_rgb(hue, lightness, min(own, saturation))
    return _hex((red * 255, green * 255, blue * 255))
