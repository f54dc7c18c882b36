"""All that page and report may say about a result: words and numbers, formatted, as one tree of texts.

``browser/view.js`` builds the same tree in the page; a browser test compares the two for many responses. Each
part of the tree has a module here and a script there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cxassess import report_measures, report_profile, report_reasons, report_roadmap
from cxassess.report_words import Setting, Tree, Words
from cxassess.scoring_result import Result

__all__ = ["Setting", "Tree", "build", "groups"]


def build(texts: Mapping[str, Any], result: Result, setting: Setting) -> Tree:
    """The tree of one result; ``texts`` as :func:`cxassess.texts.script_texts` gives them."""
    words = Words(texts, result, setting)
    return {
        "applies": words.applies,
        "head": report_measures.head(words),
        "level": report_measures.level(words),
        "stairs": report_measures.stairs(words),
        "index": report_measures.index(words),
        "why": report_reasons.why(words),
        "profile": report_profile.profile(words),
        "bars": report_profile.bars(words),
        "lenses": report_profile.lenses(words),
        "certainty": report_profile.certainty(words),
        "roadmap": report_roadmap.roadmap(words),
    }


def groups(texts: Mapping[str, Any], result: Result, setting: Setting) -> list[Tree]:
    """The row of every group, also of those below another, which only the report shows."""
    words = Words(texts, result, setting)
    return [report_profile.bar_row(words, name) for name in result.scores if name.startswith("dimension:")]
