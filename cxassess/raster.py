"""Logos as people have them, made into a small PNG: a JPEG, a WebP, a GIF, or a PNG meant for a billboard.

Pillow reads and shrinks them. It comes with WeasyPrint and is loaded only where there is such a logo.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
SIDES = 800, 400
"""Pixels that no picture exceeds: sharp in print on the cover, where a logo is at most 60 mm wide."""
LIGHT = 60_000
"""Bytes above which a picture gets along with 256 colours."""
PIXELS = 24_000_000
"""Pixels that are read at all: as much memory as a page may take."""


class NotReadable(Exception):
    """The content is no whole picture of one of the kinds."""


class TooLarge(Exception):
    """It has more pixels than are read; how many, in words."""


@contextmanager
def _whole() -> Iterator[None]:
    """WeasyPrint lets Pillow take half a picture for a whole one, in this process and from then on; not here."""
    from PIL import ImageFile

    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def fitted(content: bytes, most: int) -> tuple[bytes, int, int]:
    """The picture as a PNG of at most ``most`` bytes and :data:`SIDES` pixels, with its width and height.

    Of several frames it is the first. What a camera turned is turned back; all that is not picture is left out.

    Errors:
        NotReadable: it is damaged or of another kind.
        TooLarge: it has more than :data:`PIXELS`.
    """
    from PIL import Image, ImageOps

    with warnings.catch_warnings(), _whole():
        # Of Pillow: large pictures have their limit here, and odd metadata is left out.
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
                if opened.width * opened.height > PIXELS:
                    raise TooLarge(f"{opened.width} × {opened.height} pixels")
                opened.draft("RGB", SIDES)  # a JPEG can be read smaller
                opened.load()
                picture: Any = ImageOps.exif_transpose(opened)
                if picture.mode not in ("RGB", "RGBA"):
                    picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
        except Image.DecompressionBombError:
            raise TooLarge(f"over {2 * (Image.MAX_IMAGE_PIXELS or 0) // 10**6} million pixels") from None
        except (OSError, SyntaxError, ValueError, ArithmeticError, LookupError):
            # All that Pillow's readers raise on what is no picture; its documentation names only the first.
            raise NotReadable from None
        picture.thumbnail(SIDES, reducing_gap=3.0)
        return _within(picture, most)


def _within(picture: Any, most: int) -> tuple[bytes, int, int]:
    made = _png(picture)
    if len(made) > LIGHT:
        made = _png(_with_few_colours(picture))
    while len(made) > most:
        picture = picture.resize((max(1, picture.width * 3 // 4), max(1, picture.height * 3 // 4)))
        made = _png(_with_few_colours(picture))
    return made, picture.width, picture.height


def _with_few_colours(picture: Any) -> Any:
    from PIL import Image

    # The only way of Pillow's that keeps transparency.
    return picture.quantize(256, method=Image.Quantize.FASTOCTREE)


def _png(picture: Any) -> bytes:
    target = io.BytesIO()
    picture.info.clear()  # colour profiles, comments, places where a photograph was taken
    picture.save(target, "PNG", optimize=True)
    return target.getvalue()
