"""Makes the page's typefaces out of the report's: smaller, because every page carries them.

python scripts/fonts.py        writes themes/default/fonts/{serif,sans}.woff2 from {serif,sans}-report.woff2

Kerning is that of the regular weight for all weights, and in the heavier ones a point may lie a thousandth of the type
size beside its place: nobody sees either. A character that is left out shows in a typeface of the reader's computer.
The report keeps all: its pages must look the same on every computer.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer
from fontTools.varLib.iup import iup_delta, iup_delta_optimize

FONTS = Path(__file__).resolve().parent.parent / "themes" / "default" / "fonts"
SIGNS = "".join(map(chr, range(32, 127)))
UNSPOKEN = '"#$<=>@[\\]^_`{|}~*'  # the serif stands in headings and sentences
UNWRITTEN = "[\\]^`{|}~"
LETTERS = "ÄÇÉËÏÖÜßàáâäçèéêëíîïñóôöùúûü"
WEIGHTS = (400, 600)  # the page has no heavier one
MARKS = "\u00a0·°×–—‘’“”…€−½"


def reduce(source: Path, target: Path, characters: str) -> None:
    options = subset.Options(flavor="woff2", layout_features=["kern"], notdef_outline=True, name_IDs=["*"])
    options.drop_tables += ["BASE", "STAT", "gasp"]
    lighter = io.BytesIO()
    instancer.instantiateVariableFont(TTFont(source), {"wght": WEIGHTS}).save(lighter)
    font = subset.load_font(lighter, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=characters)
    subsetter.subset(font)
    _fix_kerning(font)
    _round_weights(font)
    subset.save_font(font, str(target), options)


def _fix_kerning(font: TTFont) -> None:
    """Drop how kerning changes with the weight: a third of the table."""
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for table in (getattr(one, "ExtSubTable", one) for one in lookup.SubTable):
            table.ensureDecompiled(recurse=True)
            for name in ("ValueFormat", "ValueFormat1", "ValueFormat2"):
                if hasattr(table, name):
                    setattr(table, name, getattr(table, name) & 0xF)
            for value in _values(table):
                vars(value).pop("XAdvDevice", None)
                vars(value).pop("XPlaDevice", None)
    font["GDEF"].table.VarStore = None
    font["GDEF"].table.Version = 0x00010000


def _values(table: object) -> Iterator[object]:
    """Every amount by which a table of the kerning moves letters."""
    pairs = [pair for group in getattr(table, "PairSet", ()) for pair in group.PairValueRecord]
    pairs += [pair for group in getattr(table, "Class1Record", ()) for pair in group.Class2Record]
    single = getattr(table, "Value", None)
    yield from (value for pair in pairs for value in (pair.Value1, pair.Value2) if value)
    yield from single if isinstance(single, list) else [single] if single else []


def _round_weights(font: TTFont) -> None:
    """Leave out movements of points that follow from their neighbours to within one unit."""
    for name, variations in font["gvar"].variations.items():
        points, control = font["glyf"]._getCoordinatesAndControls(name, font["hmtx"].metrics)
        for variation in variations:
            moves = [move and (round(move[0]), round(move[1])) for move in variation.coordinates]
            full = [(round(x), round(y)) for x, y in iup_delta(moves, points, control.endPts)]
            variation.coordinates = iup_delta_optimize(full, points, control.endPts, tolerance=1)


def main() -> None:
    for name, left_out in (("serif", UNSPOKEN), ("sans", UNWRITTEN)):
        signs = SIGNS.translate(dict.fromkeys(map(ord, left_out)))
        target = FONTS / f"{name}.woff2"
        reduce(FONTS / f"{name}-report.woff2", target, signs + LETTERS + MARKS)
        print(f"{target.name}: {target.stat().st_size / 1000:.1f} kB")


if __name__ == "__main__":
    main()
