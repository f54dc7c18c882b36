"""Themes: the bundled ones are complete, one template or a few rules can be changed, and mistakes are told."""

from __future__ import annotations

import gzip
import re
from functools import cache
from pathlib import Path

import pytest
from conftest import ROOT
from reports import PLAIN, case
from samples import (
    CLIENT,
    bundled,
    bundled_plan,
    cx,
    demo_client,
    make_response,
    page_of,
    v1_answers,
    workspace,
    write,
)
from test_colour import too_faint
from test_docs import write_examples

from cxassess import colour, page_client, scoring, theme
from cxassess.errors import InvalidInput
from cxassess.exporters import embedded, pdf
from cxassess.page_check import leaks
from cxassess.resources import Workspace

BUNDLED = sorted(path.name for path in (ROOT / "themes").iterdir() if path.is_dir())
OWN = "format: cxassess.theme/1\nname: own\nextends: {}\n"


@cache
def look(name: str) -> theme.Theme:
    return theme.read(Workspace(ROOT), name)


def html_page(chosen: theme.Theme) -> bytes:
    """The demo page with a theme, checked as before it is written."""
    content = page_of(bundled(), bundled_plan(), chosen, demo_client())
    page_client.refuse(leaks(content))
    return content.encode()


def report(chosen: theme.Theme, lang: str = "en") -> str:
    response = make_response(v1_answers())
    result = scoring.score(bundled_plan(), response)
    return pdf.report_html(bundled(), chosen, demo_client(), response, result, lang)


def own(folder: Path, parent: str = "default", more: str = "") -> theme.Theme:
    """A theme of a workspace, with files that are there already."""
    write(folder / "themes" / "own" / "theme.yaml", OWN.format(parent) + more)
    return theme.read(Workspace(folder), "own")


# ---- The bundled themes --------------------------------------------------------------------------------


def test_there_are_two_themes_that_differ_in_more_than_colour() -> None:
    assert BUNDLED == ["default", "plain"]
    default, plain = look("default"), look("plain")
    assert {font.path.name for font in default.fonts} & {font.path.name for font in plain.fonts} == set()
    covers = [
        report(chosen).partition('<section class="cover">')[2].partition("</section>")[0]
        for chosen in (default, plain)
    ]
    assert ('class="band"' in covers[0], 'class="band"' in covers[1]) == (False, True)
    assert "grid-area" in plain.added("page-more.css") and default.added("page-more.css") == ""


@pytest.mark.parametrize("name", ["demo plain", "spoke-and-saddle"], ids=["nl", "en"])
def test_the_second_theme_prints_without_a_warning(name: str) -> None:
    """A warning would have stopped the printing; the demo's report has its files inside."""
    content = case(name)
    assert name in {"demo plain", *PLAIN}
    assert 12 <= embedded.pages(content) <= 28
    assert len(content) < 320_000


def test_the_second_theme_makes_a_page_no_heavier_than_the_first() -> None:
    weights = {name: len(gzip.compress(html_page(look(name)), 9)) for name in BUNDLED}
    assert weights["plain"] <= weights["default"]


@pytest.mark.parametrize("name", BUNDLED)
@pytest.mark.parametrize(
    ("primary", "accent"), [("#0B3D4C", "#D9512C"), ("#FFFF00", "#000000"), ("#0000FF", "#00FF00")]
)
def test_every_colour_of_a_theme_can_be_read(name: str, primary: str, accent: str) -> None:
    chosen = look(name)
    assert too_faint({**chosen.tokens, **colour.palette(primary, accent)}) == []
    assert too_faint({**chosen.dark, **colour.night(primary, accent, chosen.dark["paper"])}) == []
    assert set(chosen.dark) == set(chosen.tokens)


@pytest.mark.parametrize("name", BUNDLED)
def test_typefaces_come_with_their_licence(name: str) -> None:
    folder = ROOT / "themes" / name / "fonts"
    text = (folder / "OFL.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in text
    files = {file.name for file in folder.iterdir()} - {"OFL.txt"}
    assert len(files) > 4
    assert {name for name in files if name not in text} == set()
    listed = re.search(r"license-files = (.*)", (ROOT / "pyproject.toml").read_text("utf-8"))
    assert listed and f"themes/{name}/fonts/OFL.txt" in listed[1]


# ---- Themes of one's own -------------------------------------------------------------------------------


def test_the_worked_example_of_the_document_works(tmp_path: Path) -> None:
    """Three lines are a theme; then some rules are added, and the cover is another one."""
    space = write_examples(tmp_path)
    chosen = theme.read(space, "quiet")
    html = report(chosen)
    assert "Made for Meridiaan Verzekeringen" in html and 'class="wheel"' not in html
    assert html.partition("</section>")[2] == report(look("default")).partition("</section>")[2]
    style = pdf.style_sheet(chosen, demo_client())
    assert style.index("font-size: 34pt") > style.index(".cover-title{")
    assert embedded.pages(pdf.pdf(html, chosen, demo_client())) > 10


def test_a_page_template_can_be_replaced_alone(tmp_path: Path) -> None:
    start = '<section class="view" id="view-start" data-view="start" data-title="x"><h1>Hello there</h1></section>'
    write(tmp_path / "themes/own/templates/page/start.html.j2", start)
    write(tmp_path / "themes/own/css/page-more.css", "h1 { color: var(--ok) }")
    html = html_page(own(tmp_path, "plain")).decode()
    assert "Hello there" in html and 'id="view-check"' in html
    assert html.index("h1{color:var(--ok)") > html.index("grid-area")


def test_what_a_theme_adds_comes_after_what_its_parents_add(tmp_path: Path) -> None:
    write(tmp_path / "themes/own/css/report-more.css", "h1 { color: #123456 }")
    added = own(tmp_path, "plain", "office: {heading: Arial}\n")
    assert added.added("report-more.css").index("@page cover") < added.added("report-more.css").index(
        "#123456"
    )
    assert (added.office.heading, added.office.text) == ("Arial", "Calibri")
    assert look("plain").office.heading == "Calibri"


# ---- Mistakes ------------------------------------------------------------------------------------------

WRONG = {
    "key": ("colour: red\n", "", "themes/own/theme.yaml:4:1", "“colour” is not a key here"),
    "font": (
        "fonts:\n  - {family: A, file: a.woff2, weight: '400'}\n", "",
        "themes/own/theme.yaml:5:23", "no file “fonts/a.woff2”",
    ),
    "office": ("office: {title: Arial}\n", "", "themes/own/theme.yaml:4:10", "“title” is not a key here"),
    "grammar": ("", "<p>\n{% if x %}</p>\n", "themes/own/templates/report/cover.html.j2:", "does not work"),
    "name": ("", "<p>\n{{ veiw.head }}</p>\n", "themes/own/templates/report/cover.html.j2:2", "'veiw' is undefined"),
    "value": ("", "{{ view.hed.title }}\n", "themes/own/templates/report/cover.html.j2:1", "no attribute 'hed'"),
    "include": ("", '{% include "report/side.html.j2" %}\n', "themes/own", "no file “templates/report/side.html.j2”"),
}  # fmt: skip


@pytest.mark.parametrize("kind", WRONG)
def test_a_mistake_in_a_theme_is_told_with_its_place(tmp_path: Path, kind: str) -> None:
    more, cover, place, said = WRONG[kind]
    if cover:
        write(tmp_path / "themes/own/templates/report/cover.html.j2", cover)
    with pytest.raises(InvalidInput) as caught:
        report(own(tmp_path, "default", more))
    assert len(caught.value.problems) == 1
    text = caught.value.texts()[0]
    assert text.startswith(place) and said in text


def test_a_style_sheet_cannot_end_its_element(tmp_path: Path) -> None:
    write(tmp_path / "themes/own/css/report-more.css", "h1::after { content: '</style>' }")
    with pytest.raises(InvalidInput, match="contains “</”"):
        pdf.style_sheet(own(tmp_path), demo_client())


def test_check_finds_mistakes_in_the_grammar_of_templates(tmp_path: Path) -> None:
    workspace(tmp_path, {"acme": CLIENT})
    write(tmp_path / "themes/own/theme.yaml", OWN.format("default"))
    cover = write(tmp_path / "themes/own/templates/report/cover.html.j2", "<p>\n{{ logo }</p>\n")
    done = cx("check", "themes/own", cwd=tmp_path)
    assert done.exit_code == 1 and "themes/own/templates/report/cover.html.j2:2" in done.stderr
    cover.write_text("<p>{{ logo }}</p>\n", "utf-8")
    assert cx("check", "themes/own", cwd=tmp_path).exit_code == 0


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        (
            "css/report-more.css",
            "/* { */\nh1 { color: red\n",
            "css/report-more.css:2:4: the brace “{” has no partner",
        ),
        ("css/page-more.css", "a { b: c } }\n", "css/page-more.css:1:12: the brace “}” has no partner"),
        (
            "css/page-more.css",
            "\na { background: url(x.png) }",
            "css/page-more.css:2:17: “url(x.png)” would load",
        ),
        (
            "theme.yaml",
            "paint: {own: {fill: brnad}}\n",
            "theme.yaml:4:21: there is no colour “brnad”. Did you mean",
        ),
        (
            "theme.yaml",
            "paint: {ownn: {fill: brand}}\n",
            "theme.yaml:4:9: no part of a chart is called “ownn”",
        ),
        (
            "theme.yaml",
            "paint: {bar: {fil: brand}}\n",
            "theme.yaml:4:15: “fil” is not a key here. Did you mean “fill”",
        ),
    ],
)
def test_a_slip_in_a_theme_is_told_on_its_line(tmp_path: Path, file: str, text: str, said: str) -> None:
    own = OWN.format("default")
    write(tmp_path / "themes" / "own" / "theme.yaml", own)
    write(tmp_path / "themes" / "own" / file, own + text if file == "theme.yaml" else text)
    result = cx("check", "themes/own", cwd=tmp_path)
    assert (result.exit_code, result.stderr.startswith(f"themes/own/{said}")) == (1, True), result.stderr


def test_a_sound_theme_with_additions_passes(tmp_path: Path) -> None:
    write(
        tmp_path / "themes" / "own" / "theme.yaml", OWN.format("default") + "paint: {own: {fill: '#123'}}\n"
    )
    style = "a::before { content: '{'; background: url(data:image/png;base64,AA) } /* url(x) } */"
    write(tmp_path / "themes" / "own" / "css" / "page-more.css", style)
    assert cx("check", "themes/own", cwd=tmp_path).exit_code == 0
