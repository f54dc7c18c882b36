"""Makes the typefaces of the bundled themes: fewer characters, because every page carries them.

python scripts/fonts.py            writes each theme's NAME.woff2 from its NAME-report.woff2
python scripts/fonts.py FOLDER     first makes those of "plain" anew from the full fonts in FOLDER,
                                   which the Debian packages fonts-inter-variable and fonts-manrope put
                                   in /usr/share/fonts/truetype

What is left out shows in a typeface of the reader's computer. The report keeps more characters: its pages must look
the same on every computer.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

THEMES = Path(__file__).resolve().parent.parent / "themes"
SIGNS = "".join(map(chr, range(32, 127)))
UNSPOKEN = '"#$<=>@[\\]^_`{|}~*'  # the serif stands in headings and sentences
HEADINGS = SIGNS.translate(dict.fromkeys(map(ord, UNSPOKEN)))
LETTERS = "ÄÅÆÇÉËÏÖØÜßàáâäåæçèéêëìíîïñòóôöøùúûüœ"
MARKS = "\u00a0·°×–—‘’“”…€−½"
WEIGHTS = (400, 700)
PAGES = {
    ("default", "serif"): HEADINGS,
    ("default", "sans"): SIGNS,
    ("plain", "heading"): HEADINGS,
    ("plain", "text"): SIGNS,
}
FULL = {"heading": "manrope/Manrope-SemiBold.ttf", "text": "inter-vf/Inter-roman.var.ttf"}
NAMES = {"heading": "Cxassess Plain Heading", "text": "Cxassess Plain Text"}


def options_for(features: list[str]) -> subset.Options:
    options = subset.Options(flavor="woff2", layout_features=features, notdef_outline=True, name_IDs=["*"])
    options.drop_tables += ["BASE", "STAT", "gasp", "DSIG", "meta"]
    return options


def reduce(source: Path, target: Path, characters: str) -> None:
    options = options_for(["kern", "tnum"])
    write(subset.load_font(str(source), options), target, characters, options)


def write(font: TTFont, target: Path, characters: str, options: subset.Options) -> None:
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=characters)
    subsetter.subset(font)
    subset.save_font(font, str(target), options)
    print(f"{target.parent.parent.name}/{target.name}: {target.stat().st_size / 1000:.1f} kB")


def make_report_fonts(folder: Path) -> None:
    """The report's typefaces of "plain": the characters that those of the default theme have, and no more weights."""
    known = TTFont(THEMES / "default" / "fonts" / "sans-report.woff2").getBestCmap()
    for name, path in FULL.items():
        options = options_for(["kern", "ccmp", "locl", "tnum"])
        options.hinting = False
        font = TTFont(folder / path)
        if "fvar" in font:
            instancer.instantiateVariableFont(font, {"wght": WEIGHTS}, inplace=True)
        for record in font["name"].names:
            if record.nameID in (1, 3, 4, 6, 16, 25):
                text = NAMES[name]
                record.string = text.replace(" ", "") if record.nameID in (6, 25) else text
        write(font, THEMES / "plain" / "fonts" / f"{name}-report.woff2", "".join(map(chr, known)), options)


def main() -> None:
    for folder in sys.argv[1:2]:
        make_report_fonts(Path(folder))
    for (theme, name), characters in PAGES.items():
        fonts = THEMES / theme / "fonts"
        reduce(fonts / f"{name}-report.woff2", fonts / f"{name}.woff2", characters + LETTERS + MARKS)


if __name__ == "__main__":
    main()
