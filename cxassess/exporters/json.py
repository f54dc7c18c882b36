"""A result as JSON: ``cxassess.result/1``, the one document of which every other output is a view."""

from __future__ import annotations

import json as _json
from collections.abc import Mapping
from typing import Any

from cxassess.explanation import explain
from cxassess.model import Answer, Dimension, Estimate, Groups, Questionnaire, Response
from cxassess.scoring_result import Result, Score

FORMAT = "cxassess.result/1"


def result_data(questionnaire: Questionnaire, result: Result, response: Mapping[str, Any]) -> dict[str, Any]:
    """The result as plain data; scores are unrounded doubles 0-100, or null with a ``reason``."""
    return {
        "format": FORMAT,
        "questionnaire": {
            "id": questionnaire.id,
            "version": questionnaire.version,
            "digest": questionnaire.digest,
        },
        "response": dict(response),
        "overall": _score(result, "overall"),
        "equal_weights": result.scores["equal"].score,
        "dimensions": [_dimension(result, dimension) for dimension in questionnaire.dimensions],
        "tags": {
            tag.id: _score(result, f"tag:{tag.id}")
            for tag in questionnaire.tags
            if f"tag:{tag.id}" in result.scores
        },
        "steps": {
            step.id: _score(result, f"step:{step.id}")
            for step in questionnaire.steps
            if f"step:{step.id}" in result.scores
        },
        "ranking": [name.removeprefix("dimension:") for name in result.ranking],
        "actions": [
            {"id": name.removeprefix("action:"), "gain": result.actions[name].gain} for name in result.order
        ],
    }


def response_data(response: Response) -> dict[str, Any]:
    """A response as the file that the page downloads; notes on questions that are no longer asked stay out."""
    respondent = response.respondent
    known = {name: _answer(answer) for name, answer in response.answers.items()}
    unknown = {name: {"value": answer.value} for name, answer in response.unknown.items()}
    case = response.business_case
    capacity = None if response.capacity is None else float(response.capacity)
    inputs = {
        name: {"low": number.low, "base": number.base, "high": number.high, "source": number.source}
        for name, number in case.inputs.items()
    }
    said = {
        name: {
            "counts": dict(said.counts),
            "dont_know": said.dont_know,
            "not_applicable": said.not_applicable,
        }
        for name, said in response.said.items()
    }
    return {
        "format": "cxassess.response/1",
        "questionnaire": {
            "id": response.questionnaire,
            "version": response.version,
            "digest": response.digest,
        },
        "client": response.client,
        "respondent": {"id": respondent.id, "group": respondent.group, "name": respondent.name},
        "lang": response.lang,
        "started": response.started,
        "saved": response.saved,
        "profile": dict(response.profile),
        "answers": known | unknown,
        "targets": dict(response.targets),
        "decisions": {
            name: {"status": d.status, "owner": d.owner, "quarter": d.quarter}
            for name, d in response.decisions.items()
        },
        **({} if capacity is None else {"capacity": capacity}),
        **({"business_case": {"inputs": inputs, "lines": dict(case.lines)}} if inputs or case.lines else {}),
        **({"people": response.people, "said": said} if response.people > 1 else {}),
        **groups_data(response.groups),
    }


def groups_data(groups: Groups | None) -> dict[str, Any]:
    """Groups of people side by side as plain data under their key; nothing where none may be shown."""
    if groups is None:
        return {}
    people = [
        {"name": name, "people": count} for name, count in zip(groups.names, groups.people, strict=True)
    ]
    topics = {
        name: {
            "means": list(topic.means),
            "gap": topic.gap
            and {
                "high": topic.gap.high,
                "low": topic.gap.low,
                "g": _estimate(topic.gap.g),
                "delta": _estimate(topic.gap.delta),
                "clear": topic.gap.clear,
            },
        }
        for name, topic in groups.topics.items()
    }
    return {"groups": {"shown": people, "more": groups.more, "topics": topics}}


def _estimate(one: Estimate | None) -> dict[str, float] | None:
    return None if one is None else {"value": one.value, "low": one.low, "high": one.high}


def _answer(answer: Answer) -> dict[str, Any]:
    more = {"note": answer.note, "basis": answer.basis, "reason": answer.reason}
    return {"value": answer.value, **{key: text for key, text in more.items() if text}}


def dumps(data: object) -> str:
    """Plain data as readable JSON with a last newline."""
    return _json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _dimension(result: Result, dimension: Dimension) -> dict[str, Any]:
    data = _score(result, f"dimension:{dimension.id}")
    if dimension.dimensions:
        data["dimensions"] = [_dimension(result, child) for child in dimension.dimensions]
    return data


def _score(result: Result, name: str) -> dict[str, Any]:
    found: Score = result.scores[name]
    data: dict[str, Any] = {
        "id": name.partition(":")[2] or name,
        **{
            key: getattr(found, key)
            for key in ("score", "lower", "upper", "coverage", "reason", "level", "level_optimistic")
        },
        **{
            key: getattr(found, key)
            for key in ("target", "gap", "answered", "dont_know", "open", "applicable", "total")
        },
    }
    explanation = explain(result, name) if found.level is not None else None
    if explanation is not None:
        data["lift"] = [{"question": wish.question, "level": wish.level} for wish in explanation.lift]
    return data
