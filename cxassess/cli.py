"""The command line: its commands and their options.

Everything heavy is imported inside the commands, so that ``--help`` answers at once.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cxassess import __version__, spoken, terminal
from cxassess.errors import UNREADABLE, CommandError, InvalidInput, Problem

if TYPE_CHECKING:
    from cxassess.keyring import Keys
    from cxassess.resources import Workspace
    from cxassess.scored import Scored

_OUTPUT = click.option(
    "--output", "-o", type=click.Path(path_type=Path), default=Path("output"), help="Folder for what is made."
)
_KEY = click.option(
    "--key", type=click.Path(path_type=Path), help="Private key for encrypted files; else those in keys/."
)


@click.group(cls=spoken.Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="cxassess")
@click.option(
    "--lang",
    type=click.Choice(spoken.LANGUAGES),
    expose_value=False,
    help="Language of messages; else your system's.",
)
@click.option("--quiet", "-q", is_flag=True, help="Print only problems.")
@click.option(
    "--verbose", "-v", is_flag=True, help="Show all notes, and technical details of internal errors."
)
def main(quiet: bool, verbose: bool) -> None:
    """Customer-experience maturity self-assessments: an offline page for each client, a report for the board."""
    terminal.STATE.quiet, terminal.STATE.verbose = quiet, verbose


def _workspace() -> Workspace:
    from cxassess.resources import Workspace

    return Workspace(Path.cwd())


@main.command()
@_OUTPUT
@terminal.guarded
def demo(output: Path) -> None:
    """Make the site and the report of the bundled demo client."""
    from cxassess.commands import demo as run

    for path in run(output):
        terminal.say(str(path))


@main.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
@terminal.guarded
def init(folder: Path) -> None:
    """Make a workspace: a folder for your clients."""
    from cxassess.scaffold import init as run

    for path in run(folder):
        terminal.say(str(path))


@main.command()
@click.argument("name", required=False)
@click.option("--languages", help="Languages of the page, the first is the default; else nl,en.")
@click.option("--sector", help="b2c, b2b, care, government or non-profit.")
@click.option("--consultant", help="Your name or your practice's.")
@click.option("--contact", default="", help="Your e-mail address.")
@click.option("--primary", default=None, help="Main colour of the client, #RRGGBB.")
@terminal.guarded
def new(**given: Any) -> None:
    """Make the folder of a new client; asks for what it needs."""
    from cxassess import scaffold

    workspace, wanted = _workspace(), scaffold.Wanted(**given)
    known = scaffold.known_of(workspace)
    if terminal.asks():
        from cxassess import questions

        wanted = questions.of_new(workspace, known, wanted)
    path = scaffold.new(workspace, wanted, known)
    terminal.say(workspace.shown(path))


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@terminal.guarded
def check(paths: tuple[Path, ...]) -> None:
    """Find all problems in questionnaires, themes, clients and responses."""
    from cxassess.checking import check as run

    problems, notes, count = run(_workspace(), paths)
    terminal.notes(notes)
    if problems:
        unreadable = any(problem.code in UNREADABLE for problem in problems)
        terminal.stop(
            InvalidInput(problems).texts(terminal.STATE.lang), code=terminal.USAGE if unreadable else 1
        )
    terminal.tell("said-checked", count=count)


@main.command()
@click.argument("clients", nargs=-1)
@click.option("--force", is_flag=True, help="Build also what has not changed.")
@click.option(
    "--jobs", "-j", type=click.IntRange(1, 64), default=os.cpu_count() or 1, help="Processes at once."
)
@click.option(
    "--hosted", is_flag=True, help="For the web: add what browsers need to keep and install a page."
)
@click.option("--zip", "zipped", is_flag=True, help="Also put each page into a ZIP file, to mail it.")
@_OUTPUT
@terminal.guarded
def build(clients: tuple[str, ...], force: bool, jobs: int, output: Path, **how: bool) -> None:
    """Build the sites of all clients, or of those named."""
    from cxassess import folder, manifest, signature

    workspace = _workspace()
    named = [folder.client_of(workspace, name) for name in clients]
    known = _known(workspace, *named)
    slugs = list(dict.fromkeys(named)) or known
    wrong, beside = folder.strays(workspace, () if clients else ["clients"])
    wrong += folder.misnamed_practice(workspace)
    terminal.notes(beside)
    state = signature.State(workspace)
    if not force:
        # The quick way out: nothing changed, so nothing needs to be loaded.
        kept = manifest.Manifest(output)
        shared = state.build(**how)
        same = kept.there == signature.of_names(known)  # else one is gone: to be forgotten
        if same and all(
            kept.current(slug, signature.of_client(workspace, slug, shared), output) for slug in slugs
        ):
            terminal.tell("said-built", written=0, unchanged=len(slugs))
            _stop_if(wrong)
            return
    import gc

    from cxassess.build import Builder

    # What is read stays: to look for rubbish in it as often as usual finds none.
    gc.set_threshold(50_000, 20, 50)
    with terminal.progress(len(slugs)) as step:
        kind = {"for_web": how["hosted"], "zipped": how["zipped"]}
        made = Builder(workspace, output, force=force, jobs=jobs, state=state, **kind)
        summary = made.build(slugs, step)
    terminal.notes(summary.notes)
    for name in summary.written[:20]:
        terminal.say(str(output / name))
    terminal.tell("said-built", written=len(summary.written), unchanged=summary.unchanged)
    if summary.errors:
        errors = (*summary.errors, InvalidInput(wrong))
        terminal.stop(line for error in errors for line in error.texts(terminal.STATE.lang))
    _stop_if(wrong)


@main.command()
@click.argument("clients", nargs=-1)
@click.option("--port", type=click.IntRange(0, 65535), help="Port on this computer; else 8000 or a free one.")
@click.option("--open/--no-open", "opens", default=True, help="Open the browser, or not.")
@terminal.guarded
def serve(clients: tuple[str, ...], port: int | None, opens: bool) -> None:
    """Show pages in your browser, and follow every change of your files."""
    import webbrowser

    from cxassess import folder, serving

    workspace = _workspace()
    named = list(dict.fromkeys(folder.client_of(workspace, name) for name in clients))
    _known(workspace, *named)
    lang = terminal.STATE.lang
    with serving.ended_well(), serving.serving(workspace, named, port, lang) as (preview, server):
        for line in preview.errors:
            terminal.say(line, error=True)
        terminal.tell("said-preview", address=serving.address(server))
        if opens:
            webbrowser.open(serving.address(server))
        server.serve_forever()


def _stop_if(problems: list[Problem]) -> None:
    if problems:
        raise InvalidInput(problems)


def _known(workspace: Workspace, *slugs: str) -> list[str]:
    """The clients there are; an error where there are none, and then the last are forgotten, or not one of these."""
    from cxassess import folder

    known = workspace.client_names()
    missing = [slug for slug in slugs if slug not in known]
    if not known:
        from cxassess import remembered

        remembered.forget(workspace)
    if missing or not known:
        raise folder.no_client(workspace, missing[0] if missing else "")
    return known


def _keys(workspace: Workspace, key: Path | None) -> Keys:
    from cxassess.keyring import FOLDER, Keys

    return Keys(Path(workspace.shown(workspace.root / FOLDER)), key, terminal.passphrase)


@main.command()
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), default=Path("keys"), help="Folder for the key."
)
@click.option("--passphrase", is_flag=True, help="Protect the key with a passphrase.")
@terminal.guarded
def keygen(output: Path, passphrase: bool) -> None:
    """Make a key pair, so that answers can be encrypted for you."""
    from cxassess.keyring import make

    path, public, name = make(output, terminal.new_passphrase() if passphrase else None)
    terminal.say(str(path))
    click.echo(f'public_key: "{public}"')
    terminal.tell("said-key", name=name)


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table")
@click.option("--client", "slug", help="The client; else the one that the file names.")
@click.option(
    "--together", "joined", is_flag=True, help="Join the files: the middle answer to each question."
)
@_KEY
@terminal.guarded
def score(files: tuple[Path, ...], form: str, slug: str | None, joined: bool, key: Path | None) -> None:
    """Score response files, exactly as the page does."""
    from cxassess import folder
    from cxassess.commands import score as run

    workspace = _workspace()
    scored, errors = run(
        workspace, folder.answers(workspace, files), slug, _keys(workspace, key), joined=joined
    )
    terminal.notes(note for entry in scored for note in entry.notes)
    _print_scores(scored, form)
    if errors:
        terminal.stop(line for error in errors for line in error.texts(terminal.STATE.lang))


def _print_scores(scored: list[Scored], form: str) -> None:
    from cxassess.commands import as_csv, as_json, as_table

    if not scored:
        return
    if form == "json":
        click.echo(as_json(scored), nl=False)
    elif form == "csv":
        click.echo(as_csv(scored), nl=False)
    else:
        click.echo("\n\n".join(as_table(entry) for entry in scored))


@main.command()
@click.argument("slug", metavar="[CLIENT]")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--language", "lang", help="Language of the report; else the client's first.")
@click.option("--format", "form", help="pdf, html or docx, or several: pdf,docx. Else pdf.")
@click.option("--summary", is_flag=True, help="Only a summary on one page, as PDF.")
@click.option(
    "--notes/--no-notes",
    default=None,
    help="Print notes and reasons, or leave them out. Else only those of one respondent are printed.",
)
@click.option("--attach/--no-attach", default=None, help="Put the answers into the PDF as a file, or not.")
@click.option("--archive", is_flag=True, help="Print as PDF/A-3b, for archives.")
@click.option("--each", is_flag=True, help="Make a report of each file; else several are joined in one.")
@click.option(
    "--decisions",
    "decided",
    type=click.Path(path_type=Path),
    help="Of several joined files, the one whose targets, decisions and business case hold.",
)
@click.option(
    "--since",
    multiple=True,
    type=click.Path(path_type=Path),
    help="An earlier measurement to compare with: a file, a report, or a folder of files.",
)
@click.option("--jobs", "-j", type=click.IntRange(1, 64), help="Processes at once, with --each.")
@_KEY
@_OUTPUT
@terminal.guarded
def report(
    slug: str,
    files: tuple[Path, ...],
    lang: str | None,
    form: str | None,
    summary: bool,
    key: Path | None,
    output: Path,
    **how: Any,
) -> None:
    """Make the management report of a client as PDF, HTML or Word.

    Several responses are joined; without files those in the client's folder are taken.
    A response may be inside an earlier report.
    """
    from cxassess import folder
    from cxassess.printing import chosen
    from cxassess.reporting import Printing
    from cxassess.reporting import report as run

    forms = chosen(form, summary=summary, archive=how["archive"])
    workspace = _workspace()
    slug = folder.client_of(workspace, slug)
    known = workspace.client_names()
    client: str | None = slug
    if slug not in known and Path(slug).suffix.lower() in (".pdf", ".json"):
        client, files = None, (Path(slug), *files)
    else:
        _known(workspace, slug)
    made = run(workspace, client, files, lang, output, _keys(workspace, key), Printing(forms, **how))
    terminal.notes(made.notes)
    for path in made.paths:
        terminal.say(str(path))
    if made.errors:
        terminal.stop(
            f"{name}{line}" for name, error in made.errors for line in error.texts(terminal.STATE.lang)
        )


@main.command()
@click.argument("slug", metavar="CLIENT")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(["csv", "xlsx", "ics", "md"]), default="md", help="Kind of file."
)
@click.option("--language", "lang", help="Language of the plan; else the client's first.")
@click.option(
    "--decisions",
    "decided",
    type=click.Path(path_type=Path),
    help="Of several joined files, the one whose targets and decisions hold.",
)
@_KEY
@_OUTPUT
@terminal.guarded
def roadmap(
    slug: str,
    files: tuple[Path, ...],
    form: str,
    lang: str | None,
    decided: Path | None,
    key: Path | None,
    output: Path,
) -> None:
    """Write the plan of a client's response for a spreadsheet, a calendar or a text.

    Several responses are joined; without files those in the client's folder are taken.
    """
    from cxassess import folder
    from cxassess import output as writer
    from cxassess.commands import roadmap as run

    workspace = _workspace()
    slug = folder.client_of(workspace, slug)
    _known(workspace, slug)
    content, notes = run(workspace, slug, files, form, lang, _keys(workspace, key), decided)
    terminal.notes(notes)
    writer.write(output, f"{slug}/roadmap.{form}", content)
    terminal.say(str(output / slug / f"roadmap.{form}"))


@main.command()
@click.argument("name")
@terminal.guarded
def schema(name: str) -> None:
    """Print the JSON Schema of a file format, for your editor."""
    from cxassess.exporters.json import dumps
    from cxassess.schemas import MODELS
    from cxassess.schemas import schema as make

    if name not in MODELS:
        import difflib

        near = difflib.get_close_matches(name, list(MODELS), n=1)
        if near:
            raise CommandError("schema-unknown-near", name=name, near=near[0])
        raise CommandError("schema-unknown", name=name, options=", ".join(MODELS))
    click.echo(dumps(make(name)), nl=False)
