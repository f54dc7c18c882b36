"""Pydantic's findings as problems with a place, in our own words; and the field types we share."""

from __future__ import annotations

import copy
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Annotated, Any, TypeVar, get_args

# Pydantic would look for plugins among all installed packages: a tenth of the time of a small build.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from cxassess.errors import InvalidInput, Place, Problem
from cxassess.source import Document, Path_

LINE_LENGTH = 400
TEXT_LENGTH = 4000

# Control characters, and the two private-use characters that mark client values while a page is assembled.
_CONTROL: dict[int, str | None] = {
    **dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(127, 160), 0xE000, 0xE001)),
    **dict.fromkeys((0x85, 0x2028, 0x2029), " "),
}
_RESERVED = {"con", "prn", "aux", "nul", *(f"{n}{i}" for n in ("com", "lpt") for i in range(10))}


class FileModel(BaseModel):
    """A part of a file: unknown keys are refused, values are never coerced between types."""

    # Built when first used: a command starts sooner, and a part is built once, inside its whole.
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


def clean(text: str) -> str:
    """The text in normal form, without control characters and outer spaces."""
    return unicodedata.normalize("NFC", text).translate(_CONTROL).strip()


def clean_value(value: object) -> object:
    """Like :func:`clean`, for a value that may not be a text; before validation."""
    return clean(value) if isinstance(value, str) else value


def as_text(value: object) -> object:
    """Numbers stand for themselves where text is asked (``version: 1.0``)."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return getattr(value, "text", str(value))
    return clean_value(value)


def _fraction(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError("number")
    exact = Fraction(str(value))
    if exact.denominator > 1 and (exact * 1000).denominator > 1:
        raise ValueError("decimals")
    return exact


def _slug(value: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", value) or value in _RESERVED:
        raise ValueError("slug")
    return value


Line = Annotated[str, BeforeValidator(as_text), Field(min_length=1, max_length=LINE_LENGTH)]
"""One line of text."""
Prose = Annotated[str, BeforeValidator(clean_value), Field(min_length=1, max_length=TEXT_LENGTH)]
"""A longer text, with Markdown."""
Optional_ = Annotated[str, BeforeValidator(as_text), Field(max_length=LINE_LENGTH)]
"""One line of text that may be empty."""
Currency = Annotated[str, BeforeValidator(clean_value), Field(pattern=r"^[^\s\d.,{}<>&-]{1,5}$")]
"""What stands before an amount: a sign or letters."""
Slug = Annotated[str, Field(min_length=1, max_length=60), AfterValidator(_slug)]
"""An id: small letters, digits and single hyphens, starting with a letter."""
Language = Annotated[str, Field(pattern=r"^[a-z]{2}$")]
Weight = Annotated[
    Fraction, BeforeValidator(_fraction, json_schema_input_type=float), Field(ge=0, le=1000, strict=False)
]
Number = Annotated[
    Fraction,
    BeforeValidator(_fraction, json_schema_input_type=float),
    Field(ge=-10000, le=10000, strict=False),
]
Days = Annotated[
    Fraction, BeforeValidator(_fraction, json_schema_input_type=float), Field(ge=0, le=10000, strict=False)
]
"""Person-days in a quarter."""
Amount = Annotated[
    Fraction,
    BeforeValidator(_fraction, json_schema_input_type=float),
    Field(ge=0, le=100_000, strict=False),
]
Percent = Annotated[
    Fraction, BeforeValidator(_fraction, json_schema_input_type=float), Field(ge=0, le=100, strict=False)
]

ModelT = TypeVar("ModelT", bound=FileModel)

_CURLY = ("“", "”", "„", "‘", "’")
_OPTIONS = 40
_EXAMPLES = {
    r"^#[0-9A-Fa-f]{6}$": '"#1D4E5F"',
    r"^[a-z]{2}$": "nl",
    r"^[A-Za-z0-9._-]+\.woff2$": "text.woff2",
    r"^[A-Za-z0-9._-]+\.(woff2|ttf)$": "text.ttf",
    r"^[1-9]00$": '"400"',
    r"^\d{3}( \d{3})?$": '"400 700"',
    r"^[a-z-]+$": "fill",
    r"^[^\s\d.,{}<>&-]{1,5}$": "€",
    r"^[0-9A-F]{4}( [0-9A-F]{4}){4}$": "3F2A 91C0 77DE 0B4C A1E8",
    r"^(\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?)?$": "2027-03-02T09:18:30Z",
}
"""For every form that a value can have, one that has it."""
_SIMPLE = {
    "missing": "key-missing",
    "string_type": "not-text",
    "int_type": "not-whole-number",
    "int_from_float": "not-whole-number",
    "float_type": "not-number",
    "bool_type": "not-bool",
    "list_type": "not-list",
    "tuple_type": "not-list",
    "dict_type": "not-mapping",
    "mapping_type": "not-mapping",
    "model_type": "not-mapping",
    "model_attributes_type": "not-mapping",
    "string_too_short": "empty-text",
    "fraction_type": "not-number",
}


def validate(
    model: type[ModelT], doc: Document, rules: Callable[[Document], list[Problem]] | None = None
) -> ModelT:
    """The document as a model, or all that is wrong with it: its syntax, its values and its ``rules``.

    ``rules`` look at the raw data and so must bear anything; they run whether or not the values are
    right, because a consultant wants to hear all mistakes at once.

    Errors:
        InvalidInput: with every problem and its place.
    """
    problems = list(doc.problems)
    result = None
    if doc.data is None and not problems:
        raise InvalidInput([Problem("file-empty", Place(doc.file))])
    try:
        result = model.model_validate(doc.data)
    except ValidationError as error:
        found = _problems(error, model, doc)
        # A yes that should be true needs no quotes: told once.
        told = {problem.place for problem in found if problem.code == "not-bool"}
        problems = [p for p in problems if p.code != "yaml-trap" or p.place not in told] + found
    if rules is not None:
        problems += rules(doc)
    if problems or result is None:
        raise InvalidInput(problems)
    return result


def sound_part(
    model: type[ModelT], data: Any, stand_in: Mapping[str, Any]
) -> tuple[ModelT, frozenset[str]] | None:
    """The model of data without what is wrong in it, and its keys that were left; None where nothing can be made.

    What must be there and is not, or is wrong, is taken from ``stand_in``.
    """
    rest = sound_data(model, data, stand_in)
    return None if rest is None else (model.model_validate({**stand_in, **rest}), frozenset(rest))


def sound_data(model: type[FileModel], data: Any, stand_in: Mapping[str, Any]) -> dict[str, Any] | None:
    """The data without what is wrong in it for a model; ``stand_in`` gives what must be there. None as above."""
    if not isinstance(data, dict):
        return None
    rest = copy.deepcopy(data)
    for _ in range(9):  # what is taken out may be needed by something else
        try:
            model.model_validate({**stand_in, **rest})
        except ValidationError as error:
            for item in error.errors(include_url=False):
                _take_out(rest, tuple(item["loc"]))
        else:
            return rest
    return None


def _take_out(data: Any, path: tuple[Any, ...]) -> None:
    """Remove the part that a location of pydantic means, or the nearest above it that is a key."""
    found: tuple[Any, Any] | None = None
    for step in path:
        if isinstance(data, dict) and step in data:
            found, data = (data, step), data[step]
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
    if found:
        found[0].pop(found[1], None)


def _problems(error: ValidationError, model: type[BaseModel], doc: Document) -> list[Problem]:
    found: dict[tuple[object, ...], Problem] = {}
    for item in error.errors(include_url=False):
        path = _existing(tuple(item["loc"]), doc.data)
        problem = _problem(item, path, model, doc)
        found.setdefault((problem.place, problem.code), problem)
    return list(found.values())


def _problem(item: Any, path: Path_, model: type[BaseModel], doc: Document) -> Problem:
    kind, context = item["type"], item.get("ctx", {})
    if kind in ("too_short", "too_long") and isinstance(item["input"], str):
        kind = f"string_{kind}"
    name = str(item["loc"][-1]) if item["loc"] else ""
    if kind == "extra_forbidden":
        known = _fields_at(model, tuple(item["loc"][:-1]))
        above = _parent_of(name, model) if len(item["loc"]) == 1 else None
        if above:
            at = doc.place(tuple(item["loc"]), key=True)
            return Problem("unknown-key-under", at, {"name": name[:60], "above": above})
        return unknown("unknown-key", doc, tuple(item["loc"]), name, known, key=True)
    if kind == "missing":
        return Problem("key-missing", doc.place(path), {"key": name})
    name = _named(item["loc"])
    if kind == "value_error":
        reason = str(context.get("error", ""))
        codes = {
            "slug": "not-slug",
            "number": "not-number",
            "decimals": "too-many-decimals",
            "date": "not-date",
            "id": "wrong-form",
            "public-key": "not-public-key",
            "base64": "sealed-damaged",
        }
        code = codes.get(reason, "invalid-value")
        values = {"key": name, "value": _short(item["input"]), "why": reason}
        if code == "wrong-form":
            values["example"] = clean(str(item["input"]))[:60]
        return Problem(code, doc.place(path), values)
    if kind in ("literal_error", "enum"):
        expected = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        return unknown("not-one-of", doc, path, _short(item["input"]), expected)
    if kind == "string_type" and item["input"] is None:
        return Problem("empty-text", doc.place(path), {"key": name})
    if kind in _SIMPLE and not item["loc"]:
        return Problem("not-keys", doc.place(path))
    if kind in _SIMPLE:
        return Problem(_SIMPLE[kind], doc.place(path), {"key": name, "value": _short(item["input"])})
    if kind == "string_too_long":
        return Problem("text-too-long", doc.place(path), {"key": name, "limit": context["max_length"]})
    if kind == "string_pattern_mismatch":
        given = _short(item["input"])
        if given[:1] in _CURLY:
            return Problem("curly-quotes", doc.place(path), {"key": name})
        example = _EXAMPLES.get(context.get("pattern", ""), "text")
        return Problem("wrong-form", doc.place(path), {"key": name, "value": given, "example": example})
    if kind in ("greater_than_equal", "less_than_equal", "greater_than", "less_than"):
        bound = next(iter(context.values()))
        code = "too-small" if kind.startswith("greater") else "too-large"
        return Problem(code, doc.place(path), {"key": name, "bound": str(bound)})
    if kind in ("too_short", "too_long"):
        bound = context.get("min_length", context.get("max_length"))
        code = "too-few-items" if kind == "too_short" else "too-many-items"
        return Problem(code, doc.place(path), {"key": name, "bound": bound})
    return Problem("invalid-value", doc.place(path), {"key": name, "why": item["msg"], "value": ""})


def unknown(
    code: str, doc: Document, path: Path_, name: str, known: Iterable[str], *, key: bool = False
) -> Problem:
    """A problem about a name that nothing has, with the nearest known one as a hint."""
    return unknown_at(code, doc.place(path, key=key), name, known)


def unknown_at(code: str, place: Place, name: str, known: Iterable[str]) -> Problem:
    """Like :func:`unknown`, for a place that is known already."""
    import difflib  # only for what is wrong

    options = sorted(known)
    near = difflib.get_close_matches(name, options, n=1, cutoff=0.6)
    shown = [*options[:_OPTIONS], *([f"… (+{len(options) - _OPTIONS})"] if len(options) > _OPTIONS else [])]
    values: dict[str, object] = {"name": name[:60], "options": ", ".join(shown) or "–"}
    if near:
        return Problem(f"{code}-near", place, {**values, "near": near[0]})
    return Problem(code, place, values)


def _existing(path: tuple[Any, ...], data: Any) -> Path_:
    """The part of a pydantic location that is a path in the data (union tags fall out)."""
    result: list[str | int] = []
    for step in path:
        if isinstance(data, Mapping) and step in data:
            data = data[step]
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            continue
        result.append(step)
    return tuple(result)


def _named(path: tuple[Any, ...]) -> str:
    """The key that a person wrote for a location: that of the list for one of its items, of the group for a name."""
    names = [step for step in path if isinstance(step, str)]
    if names[-1:] == ["[key]"]:
        names = names[:-2]
    return names[-1] if names else ""


def _parent_of(name: str, model: type[BaseModel]) -> str | None:
    """The key at the top under which a name belongs."""
    for key, field in model.model_fields.items():
        annotation = field.annotation
        if (
            isinstance(annotation, type)
            and issubclass(annotation, BaseModel)
            and name in annotation.model_fields
        ):
            return key
    return None


def _fields_at(model: type[BaseModel], path: tuple[Any, ...]) -> list[str]:
    """The field names of the model that a location leads to."""
    current: Any = model
    for step in path:
        models = _models_in(current.model_fields[step].annotation) if _has(current, step) else []
        if models:
            current = models[0]
    return [field.alias or name for name, field in current.model_fields.items()]


def _has(model: Any, step: object) -> bool:
    return isinstance(step, str) and step in model.model_fields


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models_in(part)]


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:59] + "…"
