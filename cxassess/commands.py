"""What the commands do, without printing: each returns what there is to say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from cxassess import groups_view, keyring, texts, together
from cxassess import report as views
from cxassess.build import Builder
from cxassess.errors import CxassessError, Place, Problem
from cxassess.exporters import csv, json
from cxassess.folder import response_files
from cxassess.library import Library
from cxassess.reporting import as_one, check_language, report
from cxassess.resources import Workspace, bundled
from cxassess.scored import Reader, Scored, join, sources


def demo(target: Path) -> list[Path]:
    """Site and report of the bundled demo client; the files made."""
    workspace = Workspace(bundled("demo"))
    made: list[Path] = []
    for slug in workspace.client_names():
        summary = Builder(workspace, target).build([slug])
        if summary.errors:
            raise summary.errors[0]
        made.append(target / slug / "index.html")
        made += report(workspace, slug, response_files(workspace, slug)[:1], None, target).paths
    return made


def score(
    workspace: Workspace,
    files: Iterable[Path],
    slug: str | None,
    keys: keyring.Keys | None = None,
    *,
    joined: bool = False,
) -> tuple[list[Scored], list[CxassessError]]:
    """All responses that can be scored, and what is wrong with the others; ``joined`` makes one of all.

    Errors:
        CxassessError: they are to be joined, and one cannot be used.
    """
    library = Library(workspace)
    reader = Reader(library, slug, keys)
    if joined:
        return [join(library, reader.all(files))], []
    return reader.each(files)


def view(entry: Scored) -> views.Tree:
    """The words and numbers of one result, the same as on the page."""
    local, spoken = _texts(entry)
    setting = views.Setting(entry.lang, entry.client.short, entry.response.saved, entry.response.decisions)
    return views.build(texts.script_texts(local, spoken), entry.result, setting)


def _texts(entry: Scored) -> tuple[texts.Local, Mapping[str, str]]:
    """The questionnaire in the language of an entry, and its phrases."""
    spoken = together.spoken(texts.phrases(entry.lang), entry.response.people)
    words = texts.term_values(entry.questionnaire, entry.client, entry.lang)
    return texts.local(entry.questionnaire, entry.lang, {**words, "organisation": entry.client.short}), spoken


def as_table(entry: Scored) -> str:
    """One result as text for a terminal."""
    tree = view(entry)
    head = [
        entry.name,
        tree["head"]["title"],
        f"{tree['index']['value']} {tree['index']['from']}. {tree['index']['text']}",
    ]
    if tree["head"]["missing"]:
        head.append(tree["head"]["missing"])
    rows = [
        (row["title"], row["score"], row["between"], row["target"], row["level"])
        for row in [*tree["profile"]["rows"], tree["profile"]["total"]]
    ]
    widths = [max(len(row[i]) for row in rows) for i in range(5)]
    lines = [
        f"{title:<{widths[0]}}  {score:>{widths[1]}}  {between:>{widths[2]}}  {target:>{widths[3]}}  {level}"
        for title, score, between, target, level in rows
    ]
    why = [
        tree["why"]["title"],
        *(f"- {rule['title']}: {rule['mark']}. {rule['text']}" for rule in tree["why"]["rules"]),
    ]
    lift = [
        tree["why"]["lift"]["title"],
        *(f"{row['n']}. {row['title']} ({row['text']})" for row in tree["why"]["lift"]["rows"]),
    ]
    parts = ["\n".join(head), "\n".join(line.rstrip() for line in lines)]
    groups = groups_view.as_lines(groups_view.build(*_texts(entry), entry.response, entry.lang))
    parts += ["\n".join(block) for block in (groups, why, lift) if block and block[0]]
    return "\n\n".join(parts)


def as_json(scored: Sequence[Scored]) -> str:
    """One result as an object, several as a list."""
    data = [json.result_data(entry.questionnaire, entry.result, entry.origin) for entry in scored]
    return json.dumps(data[0] if len(data) == 1 else data)


def as_csv(scored: Sequence[Scored]) -> str:
    """One row for each response: index, bounds, level, and score and level of each dimension."""
    rows = []
    for entry in scored:
        whole = entry.result.scores["overall"]
        row: dict[str, Any] = {
            "file": Path(entry.name).name,
            "client": entry.response.client,
            "group": entry.response.respondent.group,
            "respondent": entry.response.respondent.id,
            "saved": entry.response.saved,
            **{
                key: getattr(whole, key)
                for key in ("score", "lower", "upper", "coverage", "level", "level_optimistic")
            },
        }
        for name in entry.result.plan.dimensions:
            found, short = entry.result.scores[name], name.removeprefix("dimension:")
            row[f"{short} score"], row[f"{short} level"] = found.score, found.level
        rows.append(row)
    return csv.dumps(rows)


def roadmap(
    workspace: Workspace,
    slug: str,
    given: Sequence[Path],
    form: str,
    lang: str | None,
    keys: keyring.Keys | None = None,
    decided: Path | None = None,
) -> tuple[bytes, list[Problem]]:
    """The plan of one response, or of several joined, as a file for other programs; its content and notes."""
    from cxassess import planner, planner_problem, planner_view
    from cxassess.exporters import roadmap as exporter

    library = Library(workspace)
    paths, reader, beside = sources(library, slug, given, keys)
    entry = as_one(library, reader, paths, decided)
    chosen = lang or entry.client.languages[0]
    check_language(entry.questionnaire, chosen)
    words = texts.term_values(entry.questionnaire, entry.client, chosen)
    local = texts.local(entry.questionnaire, chosen, {**words, "organisation": entry.client.short})
    script = texts.script_texts(local, together.spoken(texts.phrases(chosen), entry.response.people))
    setting = views.Setting(chosen, entry.client.short, entry.response.saved, entry.response.decisions)
    capacity = planner_problem.capacity_for(entry.client, entry.questionnaire, entry.response)
    schedule = planner.plan_actions(entry.result, entry.response, capacity)
    tree = planner_view.build(script, entry.result, schedule, setting)
    plan = exporter.Plan(
        script, entry.result, schedule, entry.response, slug, entry.client.short, tree, chosen
    )
    if form == "ics" and not entry.response.saved:
        beside = [*beside, Problem("calendar-empty", Place(entry.name))]
    return exporter.dumps(plan, form), [*beside, *entry.notes]
