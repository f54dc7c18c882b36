"""The report as PDF: tagged and titled, the words of the view, whatever the answers, and nothing from outside."""

from __future__ import annotations

import itertools
import logging
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from conftest import ROOT
from reports import case, once, opened, printed, small_place, structure
from samples import (
    CLIENT,
    bundled,
    bundled_plan,
    default_theme,
    demo_client,
    make_response,
    python,
    response_data,
    v1_answers,
    workspace,
    write,
)

from cxassess import report, scoring, texts, theme
from cxassess.document import NOTE_SHOWN
from cxassess.errors import CommandError
from cxassess.exporters import pdf, typefaces
from cxassess.model import Answer, Client, Response
from cxassess.resources import Workspace

SECRET = "the-secret-of-this-computer"
PAGE = '<html lang="en"><head><title>x</title></head><body>{}</body></html>'
PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)


def view(response: Response, lang: str, client: Client) -> report.Tree:
    """What the report has to say."""
    words = texts.term_values(bundled(), client, lang)
    local = texts.local(bundled(), lang, {**words, "organisation": client.short})
    script = texts.script_texts(local, texts.phrases(lang))
    result = scoring.score(bundled_plan(), response)
    return report.build(script, result, report.Setting(lang, client.short, response.saved))


def letters_of(content: bytes) -> str:
    """The text between the heads and the feet of the pages, without spaces: lines and pages may break a word."""
    inner = ["-x", "0", "-y", "58", "-W", "596", "-H", "738"]
    done = subprocess.run(
        ["pdftotext", "-raw", *inner, "-", "-"], input=content, capture_output=True, check=True
    )
    return "".join(squeezed(done.stdout.decode()).split())


def words_of(content: bytes) -> str:
    """The text of a PDF in the order of reading, as one line."""
    if shutil.which("pdftotext") is None:
        pytest.fail(
            "pdftotext is missing: install the package 'poppler-utils' to run this test", pytrace=False
        )
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=content, capture_output=True, check=True)
    return squeezed(done.stdout.decode())


def squeezed(text: str) -> str:
    return " ".join(text.replace("\u200b", "").split())


@pytest.fixture(scope="module")
def v1() -> Response:
    return make_response(v1_answers())


@pytest.fixture(scope="module")
def v1_pdf(v1: Response) -> bytes:
    return once("v1.pdf", lambda: printed(v1))


@pytest.fixture(scope="module")
def v1_words(v1_pdf: bytes) -> str:
    return words_of(v1_pdf)


# ---- A document that everyone can read ------------------------------------------------------------------


def test_the_report_is_tagged_and_names_its_language_and_title(v1_pdf: bytes) -> None:
    with opened(v1_pdf) as document:
        root = document.Root
        assert root.MarkInfo.Marked
        assert str(root.Lang) == "en"
        assert root.ViewerPreferences.DisplayDocTitle
        assert str(document.docinfo["/Title"]) == "CX maturity report – Meridiaan Verzekeringen"
        assert str(document.docinfo["/Author"]) == "Vos & Verhagen"
        with document.open_metadata() as metadata:
            assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
            assert metadata["{http://purl.org/dc/elements/1.1/}title"] == str(document.docinfo["/Title"])


def test_the_report_has_headings_in_order_tables_and_an_outline(v1_pdf: bytes) -> None:
    with opened(v1_pdf) as document:
        kinds = [str(element.S) for element in structure(document.Root.StructTreeRoot.K)]
        headings = [int(kind[2]) for kind in kinds if re.fullmatch("/H[1-6]", kind)]
        assert headings[0] == 1
        assert all(after - before <= 1 for before, after in itertools.pairwise(headings))
        assert kinds.count("/H1") >= 12
        assert kinds.count("/TH") > 100
        assert "/Outlines" in document.Root
        assert all("/StructParents" in page and page.Tabs == "/S" for page in document.pages)


def test_every_picture_in_the_report_has_words(v1_pdf: bytes) -> None:
    """PDF/UA-1, 7.3: a figure has an alternative, or it is decoration and no figure."""
    with opened(v1_pdf) as document:
        figures = [e for e in structure(document.Root.StructTreeRoot.K) if e.S == "/Figure"]
        assert len(figures) > 20
        assert sum("/Alt" not in figure or not str(figure.Alt) for figure in figures) == 0


def test_every_heading_of_a_table_says_what_it_heads(v1_pdf: bytes) -> None:
    """PDF/UA-1, 7.5."""
    with opened(v1_pdf) as document:
        heads = [e for e in structure(document.Root.StructTreeRoot.K) if e.S == "/TH"]
        assert sum("/Scope" not in head.get("/A", {}) for head in heads) == 0


def test_all_fonts_are_inside(v1_pdf: bytes) -> None:
    with opened(v1_pdf) as document:
        found = [
            o
            for o in document.objects
            if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"
        ]
        names = {str(font.FontName).partition("+")[2] for font in found}
        assert all({"/FontFile2", "/FontFile3"} & set(font.keys()) for font in found)
        assert names
        assert all(name.startswith("Cxassess") for name in names), names


def test_the_report_runs_nothing_and_holds_no_files(v1_pdf: bytes) -> None:
    with opened(v1_pdf) as document:
        for item in document.objects:
            if isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
                assert {"/JS", "/JavaScript", "/Launch", "/EmbeddedFile", "/EF", "/AA"}.isdisjoint(
                    item.keys()
                )


def test_the_report_is_as_large_as_it_should_be(v1_pdf: bytes) -> None:
    with opened(v1_pdf) as document:
        assert 12 <= len(document.pages) <= 24
        sizes = {tuple(round(float(x)) for x in page.mediabox) for page in document.pages}
    assert sizes == {(0, 0, 595, 842)}
    assert len(v1_pdf) < 400_000


# ---- The words of the view ------------------------------------------------------------------------------


def test_the_report_says_level_index_and_headline(v1_words: str, v1: Response) -> None:
    tree = view(v1, "en", demo_client())
    assert tree["head"]["title"].startswith("Level 2: Meridiaan")
    assert v1_words.count(squeezed(tree["head"]["title"])) >= 2
    assert re.search(r"Level 2 ?Aware By chance Aware Structured", v1_words)
    assert re.search(r"Index, from 0 to 100 42 ?of 100 ", v1_words)
    assert squeezed(tree["index"]["text"]) in v1_words
    assert "lies between 39 and 48" in v1_words


def test_the_table_of_the_profile_has_exactly_the_numbers_of_the_view(v1_words: str, v1: Response) -> None:
    profile = view(v1, "en", demo_client())["profile"]
    rows = [
        " ".join(row[name] for name in ("title", "score", "between", "target", "level"))
        for row in [*profile["rows"], profile["total"]]
    ]
    assert rows[0] == "Vision 58 certain 50 Level 3 Structured"
    assert rows[3] == "Voice of the Customer 72 64–75 75 Level 4 Steered"
    assert rows[-1] == "The whole 42 39–48 55 Level 2 Aware"
    assert f"Level {squeezed(' '.join(rows))} " in v1_words


def test_every_title_reason_and_action_is_printed(v1_words: str, v1: Response) -> None:
    tree = view(v1, "en", demo_client())
    for part in ("why", "profile", "bars"):
        assert squeezed(tree[part]["title"]) in v1_words
    assert "20 actions take Meridiaan to level 3 and the index to" in v1_words, "as many as the plan holds"
    for rule in tree["why"]["rules"]:
        assert squeezed(rule["text"]) in v1_words
    for row in tree["bars"]["rows"]:
        assert squeezed(row["reason"]) in v1_words
    actions = [action for step in tree["roadmap"]["steps"] for action in step["actions"]]
    assert len(actions) > 20
    for action in actions:
        assert squeezed(action["title"]) in v1_words


def test_a_topic_begins_with_the_actions_of_the_plan(v1: Response) -> None:
    """In the order of the plan; what the plan leaves out comes last."""
    made, result = theme.read(Workspace(ROOT), "default"), scoring.score(bundled_plan(), v1)
    html = pdf.report_html(bundled(), made, demo_client(), v1, result, "en")
    found = [
        re.findall(r'<td class="n">(\d+|–)</td><th scope="row">', part.partition("</table>")[0])
        for part in html.split("<h2>Actions for this topic</h2>")[1:]
    ]
    assert len(found) == 6 and any("–" in ranks for ranks in found)
    for ranks in found:
        assert ranks == sorted(ranks, key=lambda rank: 100 if rank == "–" else int(rank))


def test_every_question_with_its_answer_is_printed(v1_words: str) -> None:
    given = v1_answers()
    words = texts.term_values(bundled(), demo_client(), "en")
    local = texts.local(bundled(), "en", {**words, "organisation": demo_client().short})
    for question in local["questions"]:
        assert squeezed(question["title"]) in v1_words
        for option in question["options"]:
            if option["value"] == given[question["id"]]:
                assert v1_words.count(squeezed(option["text"])) >= 1, option["text"]


def test_the_report_says_where_it_comes_from(v1_words: str) -> None:
    q = bundled()
    assert f"{q.id} {q.version} ({q.digest})" in v1_words
    assert "5 January 2026" in v1_words
    assert "Vos & Verhagen" in v1_words
    assert "Sam de Vries" in v1_words


# ---- Any answers ----------------------------------------------------------------------------------------


def test_a_report_without_a_single_answer() -> None:
    words = words_of(case("nothing answered"))
    assert "Not enough answers yet for a level" in words
    assert "Of the 42 questions that apply, not one is answered yet." in words
    assert words.count("not enough answers to compare yet") == words.count("Heart and Head:") + 1 == 2
    assert "follows from your answers" not in words and "next step" not in words
    assert not re.search(r"\bLevel [1-5] (By chance|Aware)", words)
    assert "None" not in re.findall(r"\b[A-Z]\w+", words)
    assert "undefined" not in words and "NaN" not in words


def test_a_report_in_which_nothing_applies() -> None:
    """No level, profile or roadmap: a page that says so, and the answers with their reasons."""
    words = words_of(case("nothing applies"))
    assert "There is nothing to measure at Meridiaan" in words
    assert "Check whether it is true that no question applies to you." in words
    assert not re.search("[Nn]ot enough|[Aa]nswer more|not yet known|Roadmap|Topic 1 of", words)
    assert words.lower().count("not applicable") >= 42
    assert "NaN" not in words


LONG_WORD = "Donaudampfschifffahrt" * 250
NOTES = {
    "vision-statements": "One long note. " * 340,
    "vision-known": LONG_WORD[:5000],
    "vision-definition": f"<img src=file:///etc/passwd><img src='file://{Path(__file__)}'>",
    "vision-plan": "<script>alert(1)</script></td></table></section><h1>Forged</h1>",
    "vision-choices": "<link rel=attachment href=file:///etc/passwd><style>*{display:none}</style>",
    "vision-leaders": "{{7*7}} ${7*7} &amp; \u202e abc \u00ad é",
    "vision-current": "![x](file:///etc/passwd) [a](javascript:alert(1))",
}


@pytest.fixture(scope="module")
def noted() -> Response:
    answers: dict[str, Any] = {name: Answer("3", note, "seen") for name, note in NOTES.items()}
    answers["purpose-stated"] = Answer("not-applicable", reason="No reason at all. " * 270)
    return make_response({**v1_answers(), **answers})


@pytest.fixture(scope="module")
def dutch_client() -> Client:
    return replace(demo_client(), languages=("nl",), brand=replace(demo_client().brand, logo=None))


@pytest.fixture(scope="module")
def noted_pdf(noted: Response, dutch_client: Client) -> bytes:
    """A report in Dutch, for a client of one language and without a logo, full of hostile notes."""
    return once("hostile notes.pdf", lambda: printed(noted, "nl", dutch_client))


def test_a_report_in_dutch_for_a_client_of_one_language(
    noted_pdf: bytes, noted: Response, dutch_client: Client
) -> None:
    words = words_of(noted_pdf)
    for row in view(noted, "nl", dutch_client)["profile"]["rows"]:
        assert (
            squeezed(" ".join(row[name] for name in ("title", "score", "between", "target", "level")))
            in words
        )
    assert "5 januari 2026" in words
    assert "Management summary" not in words
    with opened(noted_pdf) as document:
        assert str(document.Root.Lang) == "nl"


def test_long_notes_are_cut_and_the_rest_is_counted(noted_pdf: bytes) -> None:
    words = words_of(noted_pdf)
    shown = words.count("One long note.")
    assert NOTE_SHOWN // 15 - 1 <= shown <= NOTE_SHOWN // 15 + 1
    left = len(NOTES["vision-statements"]) - NOTE_SHOWN
    assert f"{left:,}".replace(",", ".") in words
    assert words.count("No reason at all.") <= NOTE_SHOWN // 18 + 1


def test_a_long_note_takes_the_whole_width_and_a_short_one_stays_beside_its_question() -> None:
    answers = {
        **v1_answers(),
        "vision-plan": Answer("3", "bbb " * 150),
        "vision-known": Answer("3", "ccc " * 151),
    }
    response = make_response(answers)
    result = scoring.score(bundled_plan(), response)
    html = pdf.report_html(bundled(), default_theme(), demo_client(), response, result, "en")
    rows = re.findall(r"<tr.*?</tr>", html[html.index('id="answers"') :], re.DOTALL)
    (short,) = [i for i, row in enumerate(rows) if "bbb" in row]
    (long,) = [i for i, row in enumerate(rows) if "ccc" in row]
    assert "A ranked plan</th>" in rows[short] and "colspan" not in rows[short]
    assert '<td colspan="4">' in rows[long] and "</th>" not in rows[long]
    assert "Staff know the statements</th>" in rows[long - 1]


def test_one_endless_word_stays_on_the_page(noted_pdf: bytes) -> None:
    """All of it that is shown can be read, and nothing stands outside the margins."""
    head = "#VraagScoreAntwoord"  # stands again on the next page, in the midst of the word
    assert LONG_WORD[:NOTE_SHOWN] in letters_of(noted_pdf).replace(head, "")
    done = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=noted_pdf, capture_output=True, check=True)
    edges = [float(x) for x in re.findall(r'<word [^>]*xMax="([\d.]+)"', done.stdout.decode())]
    assert len(edges) > 1000
    assert max(edges) <= 595


@pytest.mark.parametrize(
    "letters", ["Şahin Łódź", "→ ≥ ✓", "non\u2011breaking", "👍 😀", "線", "مرحبا", "a\u2028b\u0085c"]
)
def test_whatever_a_respondent_writes_can_be_printed(letters: str) -> None:
    """No letter of a note or a name may stop the report."""
    html = PAGE.format(f'<p style="font-family:Cxassess Sans">{letters}</p>')
    html = typefaces.printable(html, default_theme())
    assert pdf.pdf(html, default_theme(), demo_client()).startswith(b"%PDF-")


def test_notes_are_printed_as_text_and_fetch_nothing(noted_pdf: bytes, v1_pdf: bytes) -> None:
    letters = letters_of(noted_pdf)
    for note in ("vision-definition", "vision-plan", "vision-choices", "vision-current"):
        assert NOTES[note].replace(" ", "") in letters
    assert "{{7*7}}${7*7}&amp;" in letters
    assert "root:" not in letters
    with opened(noted_pdf) as document:
        kinds = [str(element.S) for element in structure(document.Root.StructTreeRoot.K)]
        assert not [o for o in document.objects if isinstance(o, pikepdf.Dictionary) and "/EF" in o]
    with opened(v1_pdf) as plain:
        assert kinds.count("/H1") == [str(e.S) for e in structure(plain.Root.StructTreeRoot.K)].count("/H1")


# ---- Nothing from outside -------------------------------------------------------------------------------


ASKING = {
    "picture": '<img src="file://{secret}">',
    "picture by its path": '<img src="{secret}">',
    "picture beside": '<img src="secret.png">',
    "attachment": '<link rel="attachment" href="file://{secret}">',
    "attached link": '<a rel="attachment" href="file://{secret}">x</a>',
    "style sheet": '<link rel="stylesheet" href="file://{secret}">',
    "import": '<style>@import url("file://{secret}");</style>',
    "background": '<style>p{{background:url("file://{secret}")}}</style><p>x</p>',
    "typeface": '<style>@font-face{{font-family:x;src:url("file://{secret}")}}p{{font-family:x}}</style><p>x</p>',
    "object": '<object data="file://{secret}"></object>',
    "embed": '<embed src="file://{secret}">',
    "drawn picture": '<svg width="9" height="9"><image href="file://{secret}" width="9" height="9"/></svg>',
    "http": '<img src="http://127.0.0.1:9/x.png">',
    "https": '<img src="https://evil.example/x.png">',
    "ftp": '<img src="ftp://127.0.0.1/x.png">',
}


@pytest.mark.parametrize("name", ASKING)
def test_a_template_or_style_that_asks_for_a_file_is_refused(tmp_path: Path, name: str) -> None:
    secret = write(tmp_path / "secret.png", SECRET)
    body = PAGE.format(ASKING[name].format(secret=secret))
    with pytest.raises(CommandError) as caught:
        pdf.pdf(body, default_theme(), demo_client())
    assert caught.value.code == "pdf-warning"


def test_a_theme_that_asks_for_a_file_is_told_without_a_traceback(tmp_path: Path) -> None:
    small_place(tmp_path, {"first": "2", "second": "1"}, "theme: leaky\n")
    write(
        tmp_path / "themes" / "leaky" / "theme.yaml",
        "format: cxassess.theme/1\nname: leaky\nextends: default\n",
    )
    write(
        tmp_path / "themes" / "leaky" / "css" / "report.css",
        'h1{background:url("https://evil.example/x.png")}',
    )
    done = python("-m", "cxassess", "report", "acme", cwd=tmp_path)
    assert done.returncode == 2
    assert "the PDF was not made" in done.stderr and "evil.example" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_is_inside_the_document_is_not_refused() -> None:
    html = PAGE.format(f'<img src="{PIXEL}" alt="a"><a href="https://example.org">b</a>')
    assert pdf.pdf(html, default_theme(), demo_client()).startswith(b"%PDF-")


def test_any_warning_stops_the_report_and_the_log_is_left_as_it_was() -> None:
    before = logging.getLogger("weasyprint").handlers[:]
    html = PAGE.format("<style>p{no-such-property:1}</style><p>x</p>")
    with pytest.raises(CommandError, match=r"would not be right: .*no-such-property"):
        pdf.pdf(html, default_theme(), demo_client())
    assert logging.getLogger("weasyprint").handlers == before


# ---- Without Pango --------------------------------------------------------------------------------------


def test_without_pango_the_report_names_what_to_install(tmp_path: Path) -> None:
    why = "cannot load library 'libpango-1.0-0': error 2"
    write(tmp_path / "stub" / "weasyprint.py", f"raise OSError({why!r})")
    workspace(tmp_path)
    write(tmp_path / "v1.json", response_data(v1_answers()))
    root = Path(__file__).parent.parent
    for lang, words in (("en", "On Debian and Ubuntu: sudo apt install"), ("nl", "sudo apt install")):
        done = python(
            *("-m", "cxassess", "--lang", lang, "report", "acme", "v1.json"),
            cwd=tmp_path,
            PYTHONPATH=f"{tmp_path / 'stub'}:{root}",
        )
        assert done.returncode == 2
        assert words in done.stderr
        for package in ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "brew install pango"):
            assert package in done.stderr
        assert "Traceback" not in done.stderr
    assert not (tmp_path / "output").exists()


def test_without_pango_everything_else_works(tmp_path: Path) -> None:
    write(tmp_path / "stub" / "weasyprint.py", "raise OSError('cannot load library')")
    workspace(tmp_path, {"acme": CLIENT})
    write(tmp_path / "v1.json", response_data(v1_answers()))
    root = Path(__file__).parent.parent
    for command in (["build"], ["score", "v1.json"]):
        done = python("-m", "cxassess", *command, cwd=tmp_path, PYTHONPATH=f"{tmp_path / 'stub'}:{root}")
        assert (done.returncode, done.stderr) == (0, "" if command == ["build"] else done.stderr)


def test_libraries_are_found_without_running_programs(tmp_path: Path) -> None:
    """Loading WeasyPrint asks neither compiler nor linker where its libraries are."""
    write(
        tmp_path / "look.py",
        "import sys\n"
        "sys.addaudithook(lambda event, args: event == 'subprocess.Popen' and sys.exit('ran ' + str(args[0])))\n"
        "import ctypes.util\n"
        "before = ctypes.util.find_library\n"
        "from cxassess.exporters import typesetter\n"
        "typesetter.load()\n"
        "assert ctypes.util.find_library is before\n"
        "print('loaded')\n",
    )
    done = python(tmp_path / "look.py", cwd=tmp_path, PYTHONPATH=str(Path(__file__).parent.parent))
    assert (done.returncode, done.stdout) == (0, "loaded\n"), done.stderr
