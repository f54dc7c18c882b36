"""The theme format: a folder with tokens, templates, style sheets and fonts, which may extend another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from cxassess.errors import InvalidInput, Place, Problem
from cxassess.resources import Workspace
from cxassess.source import read_bytes, read_yaml
from cxassess.validation import FileModel, Line, Slug, as_text, unknown_at, validate

FORMAT = "cxassess.theme/1"
FILE_BYTES = 1_000_000

Colour = Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]
Look = dict[Annotated[str, Field(pattern=r"^[a-z-]+$")], str | int | float]


FontFile = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]+\.woff2$")]


ReportFile = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]+\.(woff2|ttf)$")]
Weight = Annotated[str, Field(pattern=r"^[1-9]00$")]


class FontEntry(FileModel):
    family: Line
    file: FontFile
    report: FontFile | None = None
    report_weights: dict[Weight, ReportFile] = Field(default_factory=dict, max_length=4)
    weight: Annotated[str, BeforeValidator(as_text), Field(pattern=r"^\d{3}( \d{3})?$")]


class Office(FileModel):
    """Typefaces for Word, which takes them from the reader's computer."""

    heading: Line = "Georgia"
    text: Line = "Calibri"


class ThemeFile(FileModel):
    """``themes/NAME/theme.yaml``."""

    format: Literal["cxassess.theme/1"]
    name: Slug
    extends: Slug | None = None
    tokens: dict[Slug, Colour] = Field(default_factory=dict)
    dark: dict[Slug, Colour] = Field(default_factory=dict)
    fonts: list[FontEntry] = Field(default_factory=list, max_length=8)
    paint: dict[Slug, Look] = Field(default_factory=dict)
    office: Office | None = None


@dataclass(frozen=True, slots=True)
class Font:
    """A typeface: its file for the page, those for the report by weight; ``weight`` as CSS writes it."""

    family: str
    path: Path
    report: Mapping[str, Path]
    weight: str


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme with all it inherits: folders from its own to the last it extends; ``dark`` are tokens by night."""

    name: str
    folders: tuple[Path, ...]
    tokens: Mapping[str, str]
    dark: Mapping[str, str]
    fonts: tuple[Font, ...]
    paint: Mapping[str, Mapping[str, str]]
    office: Office

    def file(self, name: str) -> Path:
        """The first file of this name along the chain.

        Errors:
            InvalidInput: no theme of the chain has it.
        """
        for folder in self.folders:
            if (folder / name).is_file():
                return folder / name
        raise InvalidInput([Problem("theme-file", Place(f"themes/{self.name}"), {"name": name})])

    def style(self, name: str) -> str:
        """A style sheet as text; refused when it could end the element that holds it."""
        return _style(self.file(f"css/{name}"), name)

    def added(self, name: str) -> str:
        """What every theme of the chain adds to the style sheets in a file of this name, the outermost first."""
        paths = [folder / "css" / name for folder in reversed(self.folders)]
        return "\n".join(_style(path, name) for path in paths if path.is_file())


def _style(path: Path, name: str) -> str:
    text = read_bytes(path, FILE_BYTES, path.as_posix()).decode("utf-8")
    if "</" in text:
        raise InvalidInput([Problem("theme-style-close", Place(path.as_posix()), {"name": name})])
    return text


def read(workspace: Workspace, name: str, place: Place | None = None, folder: Path | None = None) -> Theme:
    """The theme of a name (or in a folder), with what it extends; ``place`` is where the name was given.

    Errors:
        InvalidInput: unknown, in a circle, or with wrong values.
    """
    files: list[ThemeFile] = []
    folders: list[Path] = []
    wanted: str | None = name
    place = place or Place(f"themes/{name}")
    while wanted is not None:
        if folders or folder is None:
            folder = workspace.find("themes", wanted, "theme.yaml")
        if folder is None:
            known = workspace.names("themes", "theme.yaml")
            raise InvalidInput([unknown_at("theme-unknown", place, wanted, known)])
        if folder in folders:
            raise InvalidInput([Problem("theme-cycle", place, {"name": wanted})])
        doc = read_yaml(folder / "theme.yaml", f"{workspace.shown(folder)}/theme.yaml")
        file = validate(ThemeFile, doc)
        problems = [
            Problem("theme-file", doc.place(("fonts", i, key)), {"name": f"fonts/{name}"})
            for i, font in enumerate(file.fonts)
            for name, key in {**dict.fromkeys(_report(font).values(), "report"), font.file: "file"}.items()
            if not (folder / "fonts" / name).is_file()
        ]
        if file.name != folder.name:
            values = {"name": file.name, "folder": folder.name}
            problems.append(Problem("name-folder", doc.place(("name",)), values))
        if problems:
            raise InvalidInput(problems)
        place = doc.place(("extends",))
        files.append(file)
        folders.append(folder)
        wanted = file.extends
    tokens: dict[str, str] = {}
    dark: dict[str, str] = {}
    paint: dict[str, Mapping[str, str]] = {}
    fonts: tuple[Font, ...] = ()
    office = Office()
    for file, folder in zip(reversed(files), reversed(folders), strict=True):
        tokens.update(file.tokens)
        dark.update(file.dark)
        paint.update({key: {k: f"{v}" for k, v in look.items()} for key, look in file.paint.items()})
        office = file.office or office
        if file.fonts:
            at = folder / "fonts"
            fonts = tuple(
                Font(f.family, at / f.file, {w: at / name for w, name in _report(f).items()}, f.weight)
                for f in file.fonts
            )
    return Theme(name, tuple(folders), tokens, dark, fonts, paint, office)


def _report(font: FontEntry) -> Mapping[str, str]:
    """The files of the report by weight: one each, or one variable font for both ends of its range."""
    return font.report_weights or dict.fromkeys(font.weight.split(), font.report or font.file)
