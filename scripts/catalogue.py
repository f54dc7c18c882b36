"""Compile the Dutch help texts: every .po file under cxassess/locale/ to the .mo file that gettext reads.

python scripts/catalogue.py
"""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parent.parent / "cxassess" / "locale"


def main() -> None:
    for source in sorted(LOCALE.rglob("*.po")):
        target = source.with_suffix(".mo")
        with source.open("rb") as text, target.open("wb") as file:
            write_mo(file, read_po(text, abort_invalid=True))
        print(target)


if __name__ == "__main__":
    main()
