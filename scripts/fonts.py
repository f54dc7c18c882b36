"""Makes the typefaces of the bundled themes.

python scripts/fonts.py               writes each theme's NAME.woff2, for pages, from its NAME-source.woff2
python scripts/fonts.py default DIR   writes its {serif,sans}-{400,600}.ttf, for reports, from the typefaces in DIR
python scripts/fonts.py plain DIR     the same for {heading,text}

The page has few characters, because every page carries them; what is left out shows in a typeface of the reader's
computer. The report has many, because its pages must look the same on every computer: Latin with all its accents,
Greek and Cyrillic. Its files are not compressed and have one weight each: unpacking and slicing them would cost a
tenth of every report. DIR holds, for "default", the TrueType files of the packages source-serif 4.5.1 and source-sans
3.52.0 (npm); for "plain", what Debian's fonts-inter-variable and fonts-manrope put in /usr/share/fonts/truetype.

Kerning of the page's files is that of the regular weight for all weights, and in the heavier ones a point may lie
three thousandths of the type size beside its place, in a heading an eighth of a pixel: nobody sees either.
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

THEMES = Path(__file__).resolve().parent.parent / "themes"
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
FULL = {
    "default": {
        "serif-400": "SourceSerif4-Regular.ttf",
        "serif-600": "SourceSerif4-Semibold.ttf",
        "sans-400": "SourceSans3-Regular.ttf",
        "sans-600": "SourceSans3-Semibold.ttf",
    },
    "plain": {
        "heading-600": "manrope/Manrope-SemiBold.ttf",
        "text-400": "inter-vf/Inter-roman.var.ttf",
        "text-600": "inter-vf/Inter-roman.var.ttf",
    },
}
"""The files of the report, and what each is made from; the number is its weight."""
PAGES = {
    ("default", "serif"): UNSPOKEN,
    ("default", "sans"): UNWRITTEN,
    ("plain", "heading"): UNSPOKEN,
    ("plain", "text"): UNWRITTEN,
}
"""The files of the page, and the signs that each goes without."""


def cut(source: Path, target: Path, family: str, weight: int) -> None:
    """A typeface of the report: one weight, renamed as its licence asks, without hints and features."""
    options = subset.Options(
        layout_features=["kern", "mark", "mkmk", "ccmp"], notdef_outline=True, hinting=False
    )
    options.drop_tables += ["BASE", "STAT", "gasp", "DSIG"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    font = subset.load_font(str(source), options)
    if "fvar" in font:
        axes = {axis.axisTag: axis.defaultValue for axis in font["fvar"].axes}
        instancer.instantiateVariableFont(font, {**axes, "wght": weight}, inplace=True)
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
    font = TTFont(source)
    varies = "fvar" in font
    if varies:
        instancer.instantiateVariableFont(font, {"wght": WEIGHTS}, inplace=True)
    font.save(lighter)
    font = subset.load_font(lighter, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=characters)
    subsetter.subset(font)
    if varies:
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
    """Leave out movements of points that follow from their neighbours to within three units."""
    for name, variations in font["gvar"].variations.items():
        points, control = font["glyf"]._getCoordinatesAndControls(name, font["hmtx"].metrics)
        for variation in variations:
            moves = [move and (round(move[0]), round(move[1])) for move in variation.coordinates]
            full = [(round(x), round(y)) for x, y in iup_delta(moves, points, control.endPts)]
            variation.coordinates = iup_delta_optimize(full, points, control.endPts, tolerance=3)


def main() -> None:
    if len(sys.argv) == 3:
        theme, folder = sys.argv[1:]
        for name, file in FULL[theme].items():
            kind, _, weight = name.partition("-")
            target = THEMES / theme / "fonts" / f"{name}.ttf"
            family = " ".join(("Cxassess", *([] if theme == "default" else [theme.title()]), kind.title()))
            cut(Path(folder) / file, target, family, int(weight))
            print(f"{theme}/{target.name}: {target.stat().st_size / 1000:.1f} kB")
        return
    for (theme, name), left_out in PAGES.items():
        fonts = THEMES / theme / "fonts"
        signs = SIGNS.translate(dict.fromkeys(map(ord, left_out)))
        target = fonts / f"{name}.woff2"
        reduce(fonts / f"{name}-source.woff2", target, signs + LETTERS + MARKS)
        print(f"{theme}/{target.name}: {target.stat().st_size / 1000:.1f} kB")


if __name__ == "__main__":
    main()
