"""Makes the page's typefaces out of the report's: fewer characters, because every page carries them.

python scripts/fonts.py        writes themes/default/fonts/{serif,sans}.woff2 from {serif,sans}-report.woff2

What is left out shows in a typeface of the reader's computer. The report keeps all characters: its pages must look
the same on every computer.
"""

from __future__ import annotations

from pathlib import Path

from fontTools import subset

FONTS = Path(__file__).resolve().parent.parent / "themes" / "default" / "fonts"
SIGNS = "".join(map(chr, range(32, 127)))
UNSPOKEN = '"#$<=>@[\\]^_`{|}~*'  # the serif stands in headings and sentences
LETTERS = "ÄÅÆÇÉËÏÖØÜßàáâäåæçèéêëìíîïñòóôöøùúûüœ"
MARKS = "\u00a0·°×–—‘’“”…€−½"


def reduce(source: Path, target: Path, characters: str) -> None:
    options = subset.Options(flavor="woff2", layout_features=["kern"], notdef_outline=True, name_IDs=["*"])
    options.drop_tables += ["BASE", "STAT", "gasp"]
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=characters)
    subsetter.subset(font)
    subset.save_font(font, str(target), options)


def main() -> None:
    for name, signs in (("serif", SIGNS.translate(dict.fromkeys(map(ord, UNSPOKEN)))), ("sans", SIGNS)):
        target = FONTS / f"{name}.woff2"
        reduce(FONTS / f"{name}-report.woff2", target, signs + LETTERS + MARKS)
        print(f"{target.name}: {target.stat().st_size / 1000:.1f} kB")


if __name__ == "__main__":
    main()
