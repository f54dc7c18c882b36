"""Fetches every text in every language, and knows which are missing or belong to nothing."""

from __future__ import annotations

from typing import Any

from cxassess.errors import Problem
from cxassess.model import Text
from cxassess.questionnaire_rules import unknown_terms
from cxassess.source import Document, Path_
from cxassess.validation import TEXT_LENGTH, clean


class Texts:
    """The main document and its translations.

    A translation is a tree of texts keyed by ids (``questions: {ID: {title: …}}``), so that it stays
    right when the order in the main file changes. Every text that is fetched is ticked off; what is
    left over belongs to nothing.
    """

    def __init__(
        self, base: str, doc: Document, translations: dict[str, Document], terms: set[str] | None = None
    ) -> None:
        self.base, self.doc, self.translations = base, doc, translations
        self._found: list[Problem] = []
        self._used: dict[str, set[Path_]] = {lang: set() for lang in translations}
        self._wanted: set[Path_] = set()
        own = doc.data.get("terms") if isinstance(doc.data, dict) else None
        self._terms = {*(terms or ()), *(str(name) for name in (own if isinstance(own, dict) else ()))}

    def get(self, at: Path_, to: Path_) -> Text:
        """The text at a path of the main file and at its path in each translation."""
        texts = {self.base: clean(str(_lookup(self.doc.data, at)))}
        self._wanted.add(to)
        for lang, doc in self.translations.items():
            texts[lang] = self._translated(lang, doc, to)
        return texts

    def maybe(self, at: Path_, to: Path_) -> Text | None:
        """Like :meth:`get`, or None where the main file has no such text."""
        return None if _lookup(self.doc.data, at) is None else self.get(at, to)

    def _translated(self, lang: str, doc: Document, to: Path_) -> str:
        path, value = _resolve(doc.data, to)
        self._used[lang].add(path)
        shown = ".".join(str(step) for step in to)
        if value is None or (isinstance(value, str) and not value.strip()):
            self._found.append(Problem("translation-missing", doc.place(path), {"path": shown, "lang": lang}))
            return ""
        if isinstance(value, (dict, list)):
            self._found.append(Problem("not-text", doc.place(path), {"key": shown, "value": ""}))
            return ""
        if len(str(value)) > TEXT_LENGTH:
            problem = Problem("text-too-long", doc.place(path), {"key": shown, "limit": TEXT_LENGTH})
            self._found.append(problem)
        return clean(str(value))

    def problems(self) -> list[Problem]:
        """All that is wrong with the translations, after every text has been fetched."""
        found = list(self._found)
        for lang, doc in self.translations.items():
            found += doc.problems
            found += self._left_over(lang, doc)
            found += unknown_terms(doc, self._terms)
        return found

    def _left_over(self, lang: str, doc: Document) -> list[Problem]:
        import difflib  # only for what is wrong

        found = []
        for path in _leaves(doc.data, ()):
            if path == ("language",) or path in self._used[lang]:
                continue
            shown = ".".join(str(step) for step in path)
            wanted = sorted(".".join(str(step) for step in want) for want in self._wanted)
            near = difflib.get_close_matches(shown, wanted, n=1, cutoff=0.8)
            code = "translation-unknown-near" if near else "translation-unknown"
            values = {"path": shown, "lang": lang, "near": near[0] if near else ""}
            found.append(Problem(code, doc.place(path, key=True), values))
        if isinstance(doc.data, dict) and doc.data.get("language") != lang:
            found.append(Problem("translation-language", doc.place(("language",)), {"lang": lang}))
        return found


def _lookup(data: Any, path: Path_) -> Any:
    for step in path:
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return None
    return data


def _resolve(data: Any, path: Path_) -> tuple[Path_, Any]:
    """The path as the translation spells it (keys are text there) and the value found, or None."""
    spelled: list[str | int] = []
    for step in path:
        if isinstance(data, list) and isinstance(step, int):
            data = data[step] if step < len(data) else None
        elif isinstance(data, dict):
            step = str(step)
            data = data.get(step)
        else:
            data = None
        spelled.append(step)
    return tuple(spelled), data


def _leaves(data: Any, path: Path_) -> list[Path_]:
    if isinstance(data, dict):
        return [leaf for key, value in data.items() for leaf in _leaves(value, (*path, key))]
    if isinstance(data, list):
        return [leaf for i, value in enumerate(data) for leaf in _leaves(value, (*path, i))]
    return [path]
