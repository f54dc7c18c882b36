"""The only door to Jinja.

Autoescape is on and undefined names are errors. Templates write every place that depends on a result through
:class:`Fields`: for the report it holds the result, for the page it is empty and leaves named slots that
``browser/report.js`` fills. So both print the same.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup, escape

from cxassess import markup
from cxassess.errors import InvalidInput, Place, Problem
from cxassess.resources import cache_folder

if TYPE_CHECKING:
    from jinja2.bccache import Bucket


class _Bytecode(jinja2.FileSystemBytecodeCache):
    """Compiled templates in the user's cache folder, as far as there is room."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):  # a full disk is no reason to stop
            super().dump_bytecode(bucket)


@cache
def environment(folders: tuple[Path, ...]) -> jinja2.Environment:
    """The one environment for a chain of theme folders; kept, because templates compile once."""
    kept = cache_folder()
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader([folder / "templates" for folder in folders]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        auto_reload=False,
        # A third of the time of building one site would be compiling templates that nobody changed.
        bytecode_cache=_Bytecode(str(kept)) if kept else None,
    )
    env.filters["md"] = markup.to_html
    env.filters["md_inline"] = markup.to_inline_html
    env.filters["unbroken"] = unbroken
    return env


_NEGATIVE = re.compile(r"−[^ ]+")


def unbroken(text: str) -> Markup:
    """A text whose negative amounts stay in one piece; a line may end after a minus sign otherwise."""
    return Markup(_NEGATIVE.sub(r'<span class="nb">\g<0></span>', str(escape(text))))  # noqa: S704 - escaped just before


def template(folders: tuple[Path, ...], name: str) -> jinja2.Template:
    """A compiled template of a theme.

    Errors:
        InvalidInput: missing, or with a mistake in it, with its line.
    """
    try:
        return environment(folders).get_template(name)
    except jinja2.TemplateSyntaxError as error:
        raise InvalidInput([_template_problem(name, error, error.filename, error.lineno)]) from None
    except jinja2.TemplateNotFound as error:
        place = Place(f"themes/{folders[0].name}")
        raise InvalidInput([Problem("theme-file", place, {"name": f"templates/{error.name}"})]) from None


def check(folders: tuple[Path, ...]) -> list[Problem]:
    """Mistakes in the grammar of a theme's own templates, with their lines."""
    base = folders[0] / "templates"
    problems: list[Problem] = []
    for path in sorted(base.rglob("*.j2")):
        try:
            template(folders, path.relative_to(base).as_posix())
        except InvalidInput as error:
            problems += error.problems
    return problems


def render(folders: tuple[Path, ...], name: str, context: Mapping[str, Any]) -> str:
    """A template with its context as text.

    Errors:
        InvalidInput: the template asks for something that is not there.
    """
    chosen = template(folders, name)
    try:
        return chosen.render(context)
    except jinja2.TemplateNotFound as error:
        place = Place(f"themes/{folders[0].name}")
        raise InvalidInput([Problem("theme-file", place, {"name": f"templates/{error.name}"})]) from None
    except (jinja2.TemplateError, KeyError, TypeError, AttributeError) as error:
        # Jinja puts the lines of the template into the traceback; the last of them is where it went wrong.
        lines = [
            (frame.f_code.co_filename, line)
            for frame, line in traceback.walk_tb(error.__traceback__)
            if frame.f_code.co_filename.endswith(".j2")
        ]
        if not lines:
            raise
        raise InvalidInput([_template_problem(name, error, *lines[-1])]) from None


def _template_problem(name: str, error: Exception, file: str | None, line: int | None) -> Problem:
    """What is wrong with a template, at its line, the file shown from ``themes`` on."""
    path = Path(file or name).as_posix()
    _, found, below = path.rpartition("/themes/")
    why = getattr(error, "message", None) or f"{error}"
    return Problem(
        "theme-template", Place(f"themes/{below}" if found else path, line), {"name": name, "why": why}
    )


def call(module: object, name: str, *values: object) -> str:
    """A macro of a template with these values as text.

    Errors:
        InvalidInput: the template has no such macro, or it asks for something that is not there.
    """
    try:
        return str(getattr(module, name)(*values))
    except (jinja2.TemplateError, AttributeError) as error:
        why = f"{name}: {error}"
        raise InvalidInput(
            [Problem("theme-template", Place("page/client.html.j2"), {"name": name, "why": why})]
        ) from None


class Paint:
    """How shapes look: a name for the page's style sheet, or the attributes themselves for the report.

    In the report every drawing has its own hatching, with its own id, because ids must be unique in a document
    and a drawing cannot use what another one defines; :meth:`fresh` starts the next drawing.
    """

    def __init__(self, table: Mapping[str, Mapping[str, str]], colours: Mapping[str, str] | None) -> None:
        self.table, self.colours = table, colours
        self.drawings = 0

    def fresh(self) -> str:
        """What ends the ids of the next drawing; nothing in the page."""
        self.drawings += 1
        return self.ending

    @property
    def ending(self) -> str:
        return "" if self.colours is None else f"-{self.drawings}"

    def __call__(self, name: str) -> Markup:
        if self.colours is None:
            return _attribute("data-p", name)
        return _joined(_attribute(key, self._value(value)) for key, value in self.table[name].items())

    def _value(self, value: str) -> str:
        if value.startswith("url(#"):
            return value[:-1] + self.ending + ")"
        return (self.colours or {}).get(value, value)

    def css(self) -> str:
        """The style sheet that does in the page what the attributes do in the report."""
        rules = []
        for name, look in self.table.items():
            body = "".join(f"{key}:{_css_value(key, value)};" for key, value in look.items())
            rules.append(f'[data-p="{name}"]{{{body}}}')
        return "\n".join(rules)


def _css_value(key: str, value: str) -> str:
    if key in ("fill", "stroke") and value not in ("none", "currentColor") and not value.startswith("url("):
        return f"var(--{value})"
    if key == "font-size":
        return f"{value}px"
    if key == "font-family":
        return f'"{value}",sans-serif'
    return value


def _attribute(name: str, value: object) -> Markup:
    """One attribute; as safe as ``Markup.format`` and several times as fast, which shows in a report of thousands."""
    return Markup(f' {_name(name)}="{escape(value)}"')  # noqa: S704 - both are escaped


@lru_cache(maxsize=256)
def _name(name: str) -> str:
    return str(escape(name))


def _joined(parts: Iterable[Markup]) -> Markup:
    return Markup("".join(parts))  # noqa: S704 - all of it is markup already


class Fields:
    """The places of a template that depend on a result.

    With ``data`` they hold it; without, they are empty slots: ``data-t`` (text), ``data-a`` (attributes),
    ``data-show`` and ``data-list``, whose one row stands in a ``template`` (``defs`` inside a drawing).
    """

    def __init__(self, data: Mapping[str, Any] | None, paint: Paint) -> None:
        self.data, self.paint = data, paint

    def _get(self, path: str) -> Any:
        value: Any = self.data
        for step in path.split("."):
            value = value[step]
        return value

    def t(self, path: str) -> Markup:
        """Attribute of an element whose only content is :meth:`text` of the same path."""
        return Markup("") if self.data is not None else _attribute("data-t", path)

    def text(self, path: str) -> str:
        """The text of a path; empty without data."""
        return "" if self.data is None else str(self._get(path) or "")

    def el(self, tag: str, path: str, css: str = "", **attributes: str) -> Markup:
        """A whole element around one text, hidden when the text is empty."""
        more = _joined(_attribute(k.replace("_", "-"), v) for k, v in attributes.items())
        head = _attribute("class", css) if css else Markup("")
        return Markup("<{0}{1}{2}{3}{4}>{5}</{0}>").format(
            tag, head, more, self.t(path), self.show(path), self.text(path)
        )

    def at(self, **attributes: str) -> Markup:
        """Attributes whose values are paths: ``at(width="bar.lower")``; ``look`` is a path to a paint's name."""
        if self.data is None:
            names = {name: "data-p" if name == "look" else name.replace("_", "-") for name in attributes}
            pairs = " ".join(f"{names[name]}={path}" for name, path in attributes.items())
            return _attribute("data-a", pairs)
        return _joined(self._attribute(name, self._get(path)) for name, path in attributes.items())

    def _attribute(self, name: str, value: Any) -> Markup:
        if name == "look":
            return self.paint(str(value))
        return _attribute(name.replace("_", "-"), _as_browser(value))

    def show(self, path: str) -> Markup:
        """Hide the element when the value of a path is empty or false."""
        if self.data is None:
            return Markup(' data-show="{}" hidden').format(path)
        return Markup("") if self._get(path) else Markup(" hidden")

    def has(self, path: str) -> bool:
        """Whether to write an element at all: always in the page, by its value in the report."""
        return self.data is None or bool(self._get(path))

    def list(self, path: str) -> Markup:
        """Attribute of the element that holds the rows of a path, and nothing else."""
        return Markup("") if self.data is not None else Markup(' data-list="{}"').format(path)

    def rows(self, path: str) -> Iterator[Row]:
        """The rows of a path; in the page one empty row to copy."""
        if self.data is None:
            yield Row(None, self.paint)
            return
        items: Sequence[Mapping[str, Any]] = self._get(path)
        for item in items:
            yield Row(item, self.paint)


def _as_browser(value: Any) -> str:
    """A value as the browser writes it into an attribute."""
    return str(value).lower() if isinstance(value, bool) else str(value)


class Row(Fields):
    """One row of a list; paths start at the row."""

    @property
    def open(self) -> Markup:
        """Before the row, in HTML."""
        return Markup("<template>") if self.data is None else Markup("")

    @property
    def close(self) -> Markup:
        """After the row, in HTML."""
        return Markup("</template>") if self.data is None else Markup("")

    @property
    def defs(self) -> Markup:
        """Before the row, in a drawing."""
        return Markup("<defs>") if self.data is None else Markup("")

    @property
    def end_defs(self) -> Markup:
        """After the row, in a drawing."""
        return Markup("</defs>") if self.data is None else Markup("")
