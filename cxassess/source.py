"""YAML and JSON text to plain data that knows where it stands; the only door to ``yaml``.

Both readers have limits (size, depth, number of values), so a hostile file costs little and ends in
one clear problem. YAML is read from libyaml's events, not by its loader: no tags, no anchors, no
duplicate keys, and no guessing (``no`` is not false).
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NoReturn

import yaml

from cxassess.errors import InvalidInput, Place, Problem

Path_ = tuple[str | int, ...]

YAML_BYTES = 2_000_000
JSON_BYTES = 1_048_576
DEPTH = 40
NODES = 50_000
KEY_LENGTH = 200

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})$", re.ASCII)
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?$", re.ASCII)
_NOT_NUMBERS = {".nan", ".inf"}
_NULLS = {"", "~", "null", "Null", "NULL"}
_BOOLS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_TRAPS = {"yes", "no", "on", "off"}


class Whole(int):
    """A whole number that remembers how it was written, for where text is asked (``version: 007``)."""

    text: str

    def __new__(cls, text: str) -> Whole:
        number = super().__new__(cls, text)
        number.text = text
        return number


class Decimal_(float):  # noqa: N801 - a float, not decimal.Decimal
    """A number with a point that remembers how it was written (``version: 1.10``)."""

    text: str

    def __new__(cls, text: str) -> Decimal_:
        number = super().__new__(cls, text)
        number.text = text
        return number


@dataclass(slots=True)
class Document:
    """Data with the place of every value and every key.

    ``marks`` and ``keys`` map a path such as ``("dimensions", 0, "title")`` to ``(line, column)``.
    ``problems`` are those after which reading could go on; :func:`cxassess.validation.validate` raises them
    together with its own. ``taken`` maps the paths of values that stand in another document to that document.
    """

    file: str
    data: Any
    marks: dict[Path_, tuple[int, int]] = field(default_factory=dict)
    keys: dict[Path_, tuple[int, int]] = field(default_factory=dict)
    text: str | None = None
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    taken: dict[Path_, Document] = field(default_factory=dict)

    def place(self, path: Path_, *, key: bool = False) -> Place:
        """The place of a value (or of its key), or of the nearest thing above it that has one."""
        for end in range(len(path), 0, -1) if self.taken else ():
            if path[:end] in self.taken:
                return self.taken[path[:end]].place(path, key=key)
        if self.text is not None:  # JSON: found only when a problem has to be told
            self.marks, self.keys, self.text = *_json_marks(self.text), None
        if key and path in self.keys:
            return Place(self.file, *self.keys[path])
        while path and path not in self.marks:
            path = path[:-1]
        line, column = self.marks.get(path, (1, 1))
        return Place(self.file, line, column)

    def over(self, other: Document, groups: Collection[str] = ()) -> Document:
        """This document with what only the other one has; values keep their own file, line and column.

        What is given here comes first, also where it is given as nothing; in ``groups`` that is so for each key inside.
        """
        if not isinstance(self.data, dict):
            return self
        data, taken = dict(self.data), dict(self.taken)
        for key, value in other.data.items():
            own = data.get(key)
            if key not in data:
                data[key], taken[key,] = value, other
            elif key in groups and isinstance(own, dict):
                data[key] = {**value, **own}
                taken |= {(key, name): other for name in value if name not in own}
        return replace(self, data=data, taken=taken)


def read_bytes(path: Path, limit: int, name: str | None = None) -> bytes:
    """The content of a file of at most ``limit`` bytes, or one problem."""
    place = Place(name or str(path))
    try:
        with path.open("rb") as stream:
            content = stream.read(limit + 1)
    except FileNotFoundError:
        raise InvalidInput([Problem("file-missing", place)]) from None
    except IsADirectoryError:
        raise InvalidInput([Problem("file-is-folder", place)]) from None
    except OSError as error:
        raise InvalidInput([Problem("file-unreadable", place, {"why": error.strerror})]) from None
    if len(content) > limit:
        raise InvalidInput([Problem("file-too-large", place, {"limit": _size(limit)})])
    return content


def read_yaml(path: Path, name: str | None = None) -> Document:
    """A YAML file as data with places; raises only for what makes the rest unreadable."""
    return parse_yaml(read_bytes(path, YAML_BYTES, name), name or str(path))


def read_json(path: Path, name: str | None = None, limit: int = JSON_BYTES) -> Document:
    """A JSON file as data with places; all that is wrong with it as one :class:`InvalidInput`."""
    return parse_json(read_bytes(path, limit, name), name or str(path))


def parse_yaml(content: bytes, file: str) -> Document:
    """YAML 1.2 core data; tags, anchors, merge keys and duplicate keys become ``problems``."""
    return _YamlReader(_decode(content, file), file).document()


def parse_json(content: bytes, file: str) -> Document:
    """JSON data without duplicate keys, NaN and infinities."""
    text = _decode(content, file, "json-encoding").removeprefix("\ufeff")
    depth = _json_depth(text)
    if depth > DEPTH:
        raise InvalidInput([Problem("too-deep", Place(file), {"limit": DEPTH})])
    try:
        data = json.loads(text, parse_constant=_no_constant, parse_float=_finite, object_pairs_hook=_unique)
        if "\\ud" in text.lower():
            json.dumps(data, ensure_ascii=False).encode()  # refuses half a surrogate pair
    except json.JSONDecodeError as error:
        place = Place(file, error.lineno, error.colno)
        raise InvalidInput([Problem("json-syntax", place, {"why": error.msg})]) from None
    except _TwiceError as error:
        raise InvalidInput([Problem("json-twice", Place(file), {"key": str(error)})]) from None
    except (_RefusedError, ValueError, RecursionError) as error:
        raise InvalidInput([Problem("json-refused", Place(file), {"what": str(error)})]) from None
    return Document(file, data, text=text)


class _RefusedError(ValueError):
    """JSON that parses but is not accepted."""


class _TwiceError(ValueError):
    """JSON with a key that is given twice."""


def _finite(text: str) -> float:
    number = float(text)
    if number - number != 0:
        raise _RefusedError(text[:60])
    return number


def _no_constant(name: str) -> NoReturn:
    raise _RefusedError(name)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        (twice, _), *_ = Counter(name for name, _ in pairs).most_common(1)
        raise _TwiceError(twice[:60])
    return data


_OTHERS = {
    b"PK\x03\x04": "Word/Excel/ZIP",
    b"\xd0\xcf\x11\xe0": "Word/Excel",
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"\x1f\x8b": "GZIP",
}
"""How files begin that are no text, and what they are."""


def _decode(content: bytes, file: str, code: str = "not-utf8") -> str:
    kind = next((kind for start, kind in _OTHERS.items() if content.startswith(start)), None)
    if kind:
        raise InvalidInput([Problem("file-other", Place(file), {"kind": kind})])
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InvalidInput([Problem(code, Place(file, line))]) from None


def _size(size: int) -> str:
    return f"{size / 1_000_000:g} MB" if size % 1024 else f"{size // 1024} KiB"


class _YamlReader:
    """Builds data from parse events; collects problems and goes on where that is possible."""

    def __init__(self, text: str, file: str) -> None:
        self.doc = Document(file, None)
        self.problems: list[Problem] = []
        self.nodes = 0
        self.text = text
        self.event: Callable[[], Any]

    def document(self) -> Document:
        file = self.doc.file
        try:
            # Straight from the parser: the generator of yaml.parse asks it twice for every event.
            self.event = _LOADER(self.text).get_event
            self.event()  # stream start
            event = self.event()
            if not isinstance(event, yaml.StreamEndEvent):
                self.doc.data = self._value(self.event(), ())
                self.event()  # document end
                extra = self.event()
                if not isinstance(extra, yaml.StreamEndEvent):
                    self._problem("yaml-second-document", extra)
        except yaml.MarkedYAMLError as error:
            self.problems.append(_told(self.text, file, error))
        except yaml.YAMLError as error:
            self.problems.append(Problem("yaml-syntax", Place(file), {"why": str(error).split("\n")[0]}))
        except _StopReadingError:
            pass
        else:
            self.doc.problems = self.problems
            return self.doc
        raise InvalidInput(self.problems)

    def _problem(self, code: str, event: Any, **values: object) -> None:
        mark = event.start_mark
        self.problems.append(Problem(code, Place(self.doc.file, mark.line + 1, mark.column + 1), values))

    def _value(self, event: Any, path: Path_) -> Any:
        self.nodes += 1
        if self.nodes > NODES:
            self._problem("too-many-values", event, limit=NODES)
            raise _StopReadingError
        if len(path) > DEPTH:
            self._problem("too-deep", event, limit=DEPTH)
            raise _StopReadingError
        self.doc.marks[path] = (event.start_mark.line + 1, event.start_mark.column + 1)
        if getattr(event, "anchor", None) is not None:
            self._problem("yaml-anchor", event, name=event.anchor[:60])
            if isinstance(event, yaml.AliasEvent):
                return None
        if getattr(event, "tag", None) is not None and event.tag != "!":
            self._problem("yaml-tag", event, tag=event.tag[:60])
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        return self._mapping(path)

    def _sequence(self, path: Path_) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := self.event(), yaml.SequenceEndEvent):
            items.append(self._value(event, (*path, len(items))))
        return items

    def _mapping(self, path: Path_) -> dict[str, Any]:
        data: dict[str, Any] = {}
        while not isinstance(event := self.event(), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self._problem("yaml-key", event)
                self._value(event, (*path, "?"))
                self._value(self.event(), (*path, "?"))
                continue
            key: str = event.value[:KEY_LENGTH]
            if not event.style and key in _TRAPS:
                self._problem("yaml-trap", event, word=key)
            if "\xa0" in key:
                self._problem("yaml-blank", event)
            inner = (*path, key)
            if key in data:
                first = self.doc.keys[inner][0]
                self._problem("duplicate-key", event, key=key[:60], line=first)
                self._value(self.event(), (*path, "?"))
                continue
            mark: Any = event.start_mark
            self.doc.keys[inner] = (mark.line + 1, mark.column + 1)
            data[key] = self._value(self.event(), inner)
        return data

    def _cut(self, event: Any, text: str) -> None:
        """A note where a value ends at a sign that begins a remark, and no space follows as people leave one."""
        at = event.end_mark.index
        rest = self.text[at : at + 12]
        if rest[:2] == " #" and rest[2:3].strip() and text:
            mark = event.start_mark
            values = {"value": text[:60], "rest": rest.split("\n")[0].strip()}
            self.doc.notes.append(
                Problem("yaml-remark", Place(self.doc.file, mark.line + 1, mark.column + 1), values)
            )

    def _scalar(self, event: Any) -> Any:
        text: str = event.value
        if event.style or event.tag == "!":
            return text
        self._cut(event, text)
        if text in _NULLS:
            return None
        if text in _BOOLS:
            return _BOOLS[text]
        if text.lower() in _TRAPS:
            self._problem("yaml-trap", event, word=text)
        if text.lstrip("+-").lower() in _NOT_NUMBERS or (_FLOAT.match(text) and math.isinf(float(text))):
            self._problem("yaml-not-a-number", event, word=text)
        if _INT.match(text):
            return Whole(text)
        if _FLOAT.match(text):
            return Decimal_(text)
        return text


def _told(text: str, file: str, error: Any) -> Problem:
    """A mistake of syntax, in our own words where it is a usual one."""
    from cxassess import yaml_words

    found = yaml_words.finding(text, error)
    if found:
        code, line, column, values = found
        return Problem(code, Place(file, line, column), values)
    mark = error.problem_mark or error.context_mark
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
    return Problem("yaml-syntax", place, {"why": error.problem or error.context})


class _StopReadingError(Exception):
    """A limit was met; what follows is not read."""


_BRACKETS = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[\]{}]', re.DOTALL)


def _json_depth(text: str) -> int:
    depth = deepest = 0
    for match in _BRACKETS.finditer(text):
        sign = match[0]
        if sign in "[{":
            depth += 1
            deepest = max(deepest, depth)
            if depth > DEPTH:
                break
        elif sign in "]}":
            depth -= 1
    return deepest


_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{},:]|[^\s\[\]{},:"]+')


def _json_marks(text: str) -> tuple[dict[Path_, tuple[int, int]], dict[Path_, tuple[int, int]]]:
    """Places of all values and keys of valid JSON text, found in one pass over its tokens."""
    marks: dict[Path_, tuple[int, int]] = {}
    keys: dict[Path_, tuple[int, int]] = {}
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    line = 0
    stack: list[list[Any]] = []  # [kind, current key or index]
    key_next = False
    for match in _TOKEN.finditer(text):
        token, at = match[0], match.start()
        while line + 1 < len(starts) and starts[line + 1] <= at:
            line += 1
        spot = (line + 1, at - starts[line] + 1)
        if token in "]}":
            stack.pop()
        elif token == ",":
            key_next = stack[-1][0] == "{"
            if not key_next:
                stack[-1][1] += 1
        elif token == ":":
            key_next = False
        elif key_next:
            stack[-1][1] = json.loads(token)
            keys[tuple(level[1] for level in stack)] = spot
        else:
            marks[tuple(level[1] for level in stack)] = spot
            if token in "[{":
                stack.append([token, 0 if token == "[" else None])
                key_next = token == "{"
    return marks, keys
