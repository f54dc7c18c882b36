"""What the commands do, without printing: each returns what there is to say."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from cxassess import client as clients
from cxassess import groups_view, keyring, render, sealed, texts, theme, together
from cxassess import report as views
from cxassess import response as responses
from cxassess.build import Builder, Library
from cxassess.errors import CommandError, CxassessError, InvalidInput, Place, Problem
from cxassess.exporters import csv, json
from cxassess.reporting import check_language, report
from cxassess.resources import Workspace, bundled
from cxassess.scored import Reader, Scored, files_of, join


def demo(target: Path) -> list[Path]:
    """Site and report of the bundled demo client; the files made."""
    workspace = Workspace(bundled("demo"))
    made: list[Path] = []
    for slug in workspace.client_names():
        summary = Builder(workspace, target).build([slug])
        if summary.errors:
            raise summary.errors[0]
        made.append(target / slug / "index.html")
        made += report(workspace, slug, files_of(workspace, slug)[:1], None, target).paths
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
    file: Path | None,
    form: str,
    lang: str | None,
    keys: keyring.Keys | None = None,
) -> tuple[bytes, list[Problem]]:
    """The plan of one response as a file for other programs; its content and notes."""
    from cxassess import planner, planner_problem, planner_view
    from cxassess.exporters import roadmap as exporter

    found = [file] if file else files_of(workspace, slug)
    if not found:
        raise CommandError("no-responses", name=slug, folder=workspace.clients / slug / "responses")
    if len(found) > 1:
        raise CommandError("several-responses", count=len(found))
    entry = Reader(Library(workspace), slug, keys).one(found[0])
    chosen = lang or entry.client.languages[0]
    check_language(entry.questionnaire, chosen)
    words = texts.term_values(entry.questionnaire, entry.client, chosen)
    local = texts.local(entry.questionnaire, chosen, {**words, "organisation": entry.client.short})
    script = texts.script_texts(local, texts.phrases(chosen))
    setting = views.Setting(chosen, entry.client.short, entry.response.saved, entry.response.decisions)
    capacity = planner_problem.capacity_for(entry.client, entry.questionnaire, entry.response)
    schedule = planner.plan_actions(entry.result, entry.response, capacity)
    tree = planner_view.build(script, entry.result, schedule, setting)
    plan = exporter.Plan(script, entry.result, schedule, entry.response, slug, entry.client.short, tree)
    return exporter.dumps(plan, form), list(entry.notes)


def check(workspace: Workspace, paths: Sequence[Path]) -> tuple[list[Problem], list[Problem], int]:
    """Problems, notes and the number of things looked at; without paths everything in the workspace."""
    library = Library(workspace)
    problems: list[Problem] = []
    notes: list[Problem] = []
    things = []
    for path in paths:
        try:
            things.append(_thing(path))
        except InvalidInput as error:
            problems += error.problems
    if not paths:
        things = _everything(workspace)
    for kind, path in things:
        try:
            found, more = _check_one(library, kind, path)
            problems += found
            notes += more
        except InvalidInput as error:
            problems += error.problems
    return list({problem.text(): problem for problem in problems}.values()), notes, len(things)


def _everything(workspace: Workspace) -> list[tuple[str, Path]]:
    things = [
        ("questionnaire", folder.parent)
        for base in workspace.bases("questionnaires")
        for folder in sorted(base.glob("*/questionnaire.yaml"))
    ]
    things += [
        ("theme", folder.parent)
        for base in workspace.bases("themes")
        for folder in sorted(base.glob("*/theme.yaml"))
    ]
    for slug in workspace.client_names():
        things.append(("client", workspace.clients / slug))
        things += [("response", file) for file in files_of(workspace, slug)]
    return things


def _thing(path: Path) -> tuple[str, Path]:
    path = Path(os.path.abspath(path))  # noqa: PTH100 - resolves no links, only dots
    for kind in ("questionnaire", "client", "theme"):
        if path.name == f"{kind}.yaml":
            return kind, path.parent
        if (path / f"{kind}.yaml").is_file():
            return kind, path
    if path.suffix == ".json":
        return "response", path
    if path.suffix in (".yaml", ".yml") and (path.parent / "questionnaire.yaml").is_file():
        return "questionnaire", path.parent
    if not path.exists():
        raise InvalidInput([Problem("file-missing", Place(path.name))])
    raise InvalidInput([Problem("check-unknown", Place(path.name))])


def _check_one(library: Library, kind: str, path: Path) -> tuple[list[Problem], list[Problem]]:
    if kind == "questionnaire":
        from cxassess import catalogue

        asked = catalogue.read(path, library.workspace.shown(path))
        if asked.id == path.resolve().name:
            return [], []
        at = Place(f"{library.workspace.shown(path)}/questionnaire.yaml")
        return [Problem("name-folder", at, {"name": asked.id, "folder": path.resolve().name})], []
    if kind == "theme":
        look = theme.read(library.workspace, path.name, folder=path)
        return render.check(look.folders), []
    if kind == "client":
        found, doc = clients.read(path, library.workspace.shown(path))
        chosen = library.questionnaire(found.questionnaire, doc.place(("questionnaire",)))
        library.theme(found.theme, doc.place(("theme",)))
        return clients.check(found, doc, chosen), clients.notes(found, doc)
    return _check_response(library, path)


def _check_response(library: Library, path: Path) -> tuple[list[Problem], list[Problem]]:
    doc = sealed.read(path, library.workspace.shown(path))
    if sealed.is_sealed(doc):
        head = sealed.check(doc)
        library.questionnaire(head.questionnaire.id, doc.place(("questionnaire", "id")))
        return [], sealed.notes(head, doc)
    file = responses.parse(doc)
    chosen = library.questionnaire(file.questionnaire.id, doc.place(("questionnaire", "id")))
    return responses.check(file, doc, chosen), responses.notes(file, doc, chosen, "")
