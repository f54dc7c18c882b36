"""JSON Schemas of the file formats, for editors that complete and check while one types."""

from __future__ import annotations

from typing import Any

from cxassess.catalogue import SelectionFile
from cxassess.client import ClientFile
from cxassess.practice import PracticeFile
from cxassess.questionnaire_file import QuestionnaireFile
from cxassess.response import ResponseFile
from cxassess.theme import ThemeFile
from cxassess.validation import FileModel

MODELS: dict[str, type[FileModel]] = {
    "questionnaire": QuestionnaireFile,
    "selection": SelectionFile,
    "client": ClientFile,
    "practice": PracticeFile,
    "theme": ThemeFile,
    "response": ResponseFile,
}


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a file format."""
    data = MODELS[name].model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **data}
