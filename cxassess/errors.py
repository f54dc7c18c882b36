"""One family of errors, each with a place, a message and the way to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby

UNREADABLE = frozenset(
    {
        *("file-missing", "file-is-folder", "file-unreadable", "file-too-large", "not-utf8", "check-unknown"),
        *("too-deep", "too-many-values", "yaml-syntax", "yaml-second-document", "yaml-anchor", "yaml-tag"),
        *("yaml-tab", "yaml-blank", "yaml-colon", "yaml-value-colon", "yaml-open-quote", "yaml-after-quote"),
        *("yaml-bracket", "yaml-sign", "yaml-backslash", "yaml-indent", "file-empty", "file-other"),
        *("json-syntax", "json-refused", "json-twice", "json-encoding", "response-format"),
        *("sealed-damaged", "pdf-unreadable", "pdf-foreign", "pdf-without-answers"),
    }
)
"""Codes of problems for which a file is refused as it stands, before anything in it is judged."""


MOST = 200
"""Problems of one file that are shown at once; nobody mends more before running again."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands: a file, and a line and column that count from one."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: a code from :mod:`cxassess.messages`, its place and its values."""

    code: str
    place: Place
    values: Mapping[str, object] = field(default_factory=dict)

    def text(self, lang: str = "en") -> str:
        """The place, what is wrong and how to mend it, in one line."""
        from cxassess.messages import message, printable

        return f"{printable(self.place)}: {message(self.code, self.values, lang)}"


class CxassessError(Exception):
    """The one family of errors that the command line turns into a message."""

    def texts(self, lang: str = "en") -> list[str]:
        """The messages, one line each."""
        raise NotImplementedError


class InvalidInput(CxassessError):
    """Input that cannot be used, with all its problems in the order of their places."""

    def __reduce__(self) -> tuple[type[InvalidInput], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=_by_place))
        super().__init__("\n".join(self.texts()))

    def texts(self, lang: str = "en") -> list[str]:
        """The messages, one line each; of a file with a flood of problems the first and a count."""
        lines = []
        for file, found in groupby(self.problems, key=lambda problem: problem.place.file):
            problems = list(found)
            lines += [problem.text(lang) for problem in problems[:MOST]]
            if len(problems) > MOST:
                more = {"count": len(problems) - MOST}
                lines.append(Problem("said-more", Place(file), more).text(lang))
        return lines


class CommandError(CxassessError):
    """A command that cannot go on, for a reason that has no place in a file."""

    def __reduce__(self) -> tuple[object, ...]:
        return _command_error, (self.code, dict(self.values))

    def __init__(self, code: str, **values: object) -> None:
        self.code, self.values = code, values
        super().__init__(self.texts()[0])

    def texts(self, lang: str = "en") -> list[str]:
        """The message, in one line."""
        from cxassess.messages import message

        return [message(self.code, self.values, lang)]


def _command_error(code: str, values: dict[str, object]) -> CommandError:
    return CommandError(code, **values)


def _by_place(problem: Problem) -> tuple[str, int, int, str]:
    place = problem.place
    return place.file, place.line or 0, place.column or 0, problem.code
