"""What the commands do, without printing: each returns what there is to say."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cxassess import client as clients
from cxassess import keyring, model, output, render, scoring, sealed, texts, theme
from cxassess import report as views
from cxassess import response as responses
from cxassess.build import Builder, Library
from cxassess.errors import CommandError, CxassessError, InvalidInput, Place, Problem
from cxassess.exporters import csv, embedded, json
from cxassess.resources import Workspace, bundled


@dataclass(frozen=True, slots=True)
class Scored:
    """One response with its result."""

    name: str
    questionnaire: model.Questionnaire
    client: model.Client
    response: model.Response
    result: scoring.Result
    notes: tuple[Problem, ...]

    @property
    def lang(self) -> str:
        """The language it was filled in, where the questionnaire still has it."""
        lang = self.response.lang
        return lang if lang in self.client.languages else self.client.languages[0]


def demo(target: Path) -> list[Path]:
    """Site and report of the bundled demo client; the files made."""
    workspace = Workspace(bundled("demo"))
    made: list[Path] = []
    for slug in workspace.client_names():
        summary = Builder(workspace, target).build([slug])
        if summary.errors:
            raise summary.errors[0]
        made.append(target / slug / "index.html")
        files = response_files(workspace, slug)[:1]
        paths, _ = report(workspace, slug, files, None, target)
        made += paths
    return made


def response_files(workspace: Workspace, slug: str) -> list[Path]:
    """The response files in a client's folder, sorted by name."""
    return sorted((workspace.clients / slug / "responses").glob("*.json"))


def score(
    workspace: Workspace, files: Iterable[Path], slug: str | None, keys: keyring.Keys | None = None
) -> tuple[list[Scored], list[CxassessError]]:
    """All responses that can be scored, and what is wrong with the others."""
    library, keys = Library(workspace), keys or keyring.Keys(workspace.root / keyring.FOLDER)
    known: dict[str, tuple[model.Client, model.Questionnaire]] = {}
    scored, errors = [], []
    for path in files:
        try:
            scored.append(_scored(library, known, path, slug, keys))
        except CxassessError as error:
            errors.append(error)
    return scored, errors


def _scored(
    library: Library,
    known: dict[str, tuple[model.Client, model.Questionnaire]],
    path: Path,
    slug: str | None,
    keys: keyring.Keys,
) -> Scored:
    is_pdf = embedded.is_pdf(path)
    doc = embedded.document(path, str(path)) if is_pdf else sealed.document(path, str(path), keys)
    file = responses.parse(doc)
    name = slug or file.client
    if slug is not None and slug not in library.workspace.client_names():
        raise CommandError("no-client", name=slug, options=", ".join(library.workspace.client_names()[:12]))
    is_client = clients.is_slug(name) and (library.workspace.clients / name / "client.yaml").is_file()
    key = name if is_client else f"{file.questionnaire.id}/{name}"
    if key not in known:
        if is_client:
            found, chosen, _ = library.client(name)
        else:
            chosen = library.questionnaire(file.questionnaire.id, doc.place(("questionnaire", "id")))
            found = nobody(chosen, file.client)
        known[key] = found, chosen
    found, chosen = known[key]
    problems = responses.check(file, doc, chosen)
    if problems:
        raise InvalidInput(problems)
    response = responses.build(file, chosen, found)
    result = scoring.score(library.plan(chosen), response)
    notes = tuple(responses.notes(file, doc, chosen, found.slug))
    return Scored(str(path), chosen, found, response, result, notes)


def nobody(chosen: model.Questionnaire, name: str) -> model.Client:
    """Stands in for a client that is not in this workspace; called what the response calls it."""
    brand = model.Brand(clients.PRIMARY, clients.ACCENT, None, 0, 0)
    title = name or chosen.short_title[chosen.languages[0]]
    return model.Client(
        slug="", name=title, short=title, languages=chosen.languages, questionnaire=chosen.id, theme="default",
        brand=brand, sector=None, terms={}, introduction={}, groups=(), targets={}, profile={}, consultant="",
        contact="", edition="", due="", capacity=None,
    )  # fmt: skip


def view(entry: Scored) -> views.Tree:
    """The words and numbers of one result, the same as on the page."""
    spoken = texts.phrases(entry.lang)
    words = texts.term_values(entry.questionnaire, entry.client, entry.lang)
    local = texts.local(entry.questionnaire, entry.lang, {**words, "organisation": entry.client.short})
    setting = views.Setting(entry.lang, entry.client.short, entry.response.saved, entry.response.decisions)
    return views.build(texts.script_texts(local, spoken), entry.result, setting)


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
    parts += ["\n".join(block) for block in (why, lift) if block[0]]
    return "\n\n".join(parts)


def as_json(scored: Sequence[Scored]) -> str:
    """One result as an object, several as a list."""
    data = [json.result_data(entry.questionnaire, entry.result, _origin(entry)) for entry in scored]
    return json.dumps(data[0] if len(data) == 1 else data)


def _origin(entry: Scored) -> dict[str, Any]:
    response = entry.response
    return {
        "file": Path(entry.name).name,
        "client": response.client,
        "respondent": response.respondent.id,
        "group": response.respondent.group,
        "saved": response.saved,
        "unknown_answers": sorted(response.unknown),
    }


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


@dataclass(frozen=True, slots=True)
class Printing:
    """How a report is made: its forms, with notes, for archives, and with the answers as a file inside.

    ``attach`` is None where the file decides: answers that came encrypted are not put into an open file.
    """

    forms: Sequence[str] = ("pdf",)
    notes: bool = True
    archive: bool = False
    attach: bool | None = None


def report(
    workspace: Workspace,
    slug: str | None,
    files: Sequence[Path],
    lang: str | None,
    target: Path,
    keys: keyring.Keys | None = None,
    how: Printing | None = None,
) -> tuple[list[Path], list[Problem]]:
    """The report of one response in its forms; the files made and notes. Without a client the file names it."""
    files = list(files) or (response_files(workspace, slug) if slug else [])
    if not files:
        raise CommandError("no-responses", name=slug, folder=workspace.clients / str(slug) / "responses")
    if len(files) > 1:
        raise CommandError("several-responses", count=len(files))
    library = Library(workspace)
    keys = keys or keyring.Keys(workspace.root / keyring.FOLDER)
    entry = _scored(library, {}, files[0], slug, keys)
    slug = entry.client.slug
    if not slug:
        raise CommandError(
            "no-client", name=entry.client.name, options=", ".join(workspace.client_names()[:12])
        )
    chosen = lang or entry.client.languages[0]
    _check_language(entry.questionnaire, chosen)
    from cxassess import printing

    how = how or Printing()
    attach = how.attach if how.attach is not None else not _was_sealed(files[0])
    response = entry.response if how.notes else entry.response.without_notes()
    look = library.theme(entry.client.theme)
    work = printing.Work(
        entry.questionnaire, look, entry.client, response, entry.result, chosen,
        inside=_inside(entry, response if attach else None), archive=how.archive,
    )  # fmt: skip
    made = printing.files(work, how.forms)
    for name, content in made.items():
        output.write(target, f"{slug}/{name}", content)
    return [target / str(slug) / name for name in made], list(entry.notes)


def _was_sealed(path: Path) -> bool:
    return not embedded.is_pdf(path) and sealed.is_sealed(sealed.read(path, str(path)))


def _inside(entry: Scored, response: model.Response | None) -> dict[str, str]:
    """The files inside a report: the result, and the response where it may be."""
    origin = {key: value for key, value in _origin(entry).items() if key != "file"}
    result = json.dumps(json.result_data(entry.questionnaire, entry.result, origin))
    given = {embedded.RESPONSE: json.dumps(json.response_data(response))} if response else {}
    return {**given, embedded.RESULT: result}


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

    found = [file] if file else response_files(workspace, slug)
    if not found:
        raise CommandError("no-responses", name=slug, folder=workspace.clients / slug / "responses")
    if len(found) > 1:
        raise CommandError("several-responses", count=len(found))
    keys = keys or keyring.Keys(workspace.root / keyring.FOLDER)
    entry = _scored(Library(workspace), {}, found[0], slug, keys)
    chosen = lang or entry.client.languages[0]
    _check_language(entry.questionnaire, chosen)
    words = texts.term_values(entry.questionnaire, entry.client, chosen)
    local = texts.local(entry.questionnaire, chosen, {**words, "organisation": entry.client.short})
    script = texts.script_texts(local, texts.phrases(chosen))
    setting = views.Setting(chosen, entry.client.short, entry.response.saved, entry.response.decisions)
    capacity = planner_problem.capacity_for(entry.client, entry.questionnaire, entry.response)
    schedule = planner.plan_actions(entry.result, entry.response, capacity)
    tree = planner_view.build(script, entry.result, schedule, setting)
    plan = exporter.Plan(script, entry.result, schedule, entry.response, slug, entry.client.short, tree)
    return exporter.dumps(plan, form), list(entry.notes)


def _check_language(questionnaire: model.Questionnaire, lang: str) -> None:
    if lang not in questionnaire.languages:
        options = ", ".join(questionnaire.languages)
        values = {"name": lang, "questionnaire": questionnaire.id, "options": options}
        raise InvalidInput([Problem("language-unknown", Place("--language"), values)])


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
        things += [("response", file) for file in response_files(workspace, slug)]
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
