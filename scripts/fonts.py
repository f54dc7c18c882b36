"""Makes the typefaces of the default theme.

python scripts/fonts.py        writes themes/default/fonts/{serif,sans}.woff2 from {serif,sans}-source.woff2
python scripts/fonts.py DIR    writes {serif,sans}-{400,600}.ttf from DIR/SourceSerif4-Regular.ttf and so on

The page has few characters, because every page carries them; what is left out shows in a typeface of the reader's
computer. The report has many, because its pages must look the same on every computer: Latin with all its accents,
Greek and Cyrillic. DIR holds the TrueType files of the packages source-serif 4.5.1 and source-sans 3.52.0 (npm).
They are not compressed and have one weight each: unpacking and slicing them would cost a tenth of every report.

Kerning of the page's files is that of the regular weight for all weights, and in the heavier ones a point may lie a
thousandth of the type size beside its place: nobody sees either.
"""

from __future__ import annotations

import io
import sys
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


RANGES = (
    (0x20, 0x24F), (0x2B0, 0x2DD), (0x300, 0x36F), (0x370, 0x3FF), (0x400, 0x45F), (0x490, 0x491), (0x1E00, 0x1EFF),
    (0x2000, 0x206F), (0x2070, 0x209C), (0x20A0, 0x20BF), (0x2100, 0x214F), (0x2150, 0x215F), (0x2190, 0x21FF),
    (0x2200, 0x22FF), (0x25A0, 0x25CF), (0x2713, 0x2717), (0xFB00, 0xFB04), (0xFFFD, 0xFFFD),
)  # fmt: skip
STATIC = {
    "serif": {400: "SourceSerif4-Regular", 600: "SourceSerif4-Semibold"},
    "sans": {400: "SourceSans3-Regular", 600: "SourceSans3-Semibold"},
}


def cut(source: Path, target: Path, family: str) -> None:
    """A typeface of the report: one weight, renamed as its licence asks, without hints and features."""
    options = subset.Options(
        layout_features=["kern", "mark", "mkmk", "ccmp"], notdef_outline=True, hinting=False
    )
    options.drop_tables += ["BASE", "STAT", "gasp", "DSIG"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    font = subset.load_font(str(source), options)
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6, 16):
            record.string = family if record.nameID != 6 else family.replace(" ", "")
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)])
    subsetter.subset(font)
    subset.save_font(font, str(target), options)


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
    if len(sys.argv) > 1:
        for name, files in STATIC.items():
            for weight, file in files.items():
                target = FONTS / f"{name}-{weight}.ttf"
                cut(Path(sys.argv[1]) / f"{file}.ttf", target, f"Cxassess {name.title()}")
                print(f"{target.name}: {target.stat().st_size / 1000:.1f} kB")
        return
    for name, left_out in (("serif", UNSPOKEN), ("sans", UNWRITTEN)):
        signs = SIGNS.translate(dict.fromkeys(map(ord, left_out)))
        target = FONTS / f"{name}.woff2"
        reduce(FONTS / f"{name}-source.woff2", target, signs + LETTERS + MARKS)
        print(f"{target.name}: {target.stat().st_size / 1000:.1f} kB")


if __name__ == "__main__":
    main()
