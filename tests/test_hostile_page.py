"""Whatever people write stays text: in the page, in the report, and in the data that the page carries.

Every text of questionnaire, client and response is the same hostile one. The page is then read by a parser that
follows the HTML standard, and must have the very same elements as a page of harmless texts.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element

import pytest
import tinyhtml5
from samples import BUNDLED, DEMO, cx, default_theme, page_of, response_data, workspace, write

from cxassess import client, markup, model, page_check, questionnaire, response, scoring
from cxassess.exporters import pdf
from cxassess.plan_compiler import compile_plan
from cxassess.source import parse_yaml
from cxassess.validation import TEXT_LENGTH

HOSTILE = (
    "</script></style></title></template></textarea></svg><script>alert(1)</script><img src=x onerror=alert(1)>"
    "<iframe src=//evil.example></iframe>\"'` onmouseover=alert(1) style=x &lt;b&gt; &{{7*7}}${7*7}{% raw %}{# x #}"
    " [a](javascript:alert(1)) ![i](https://evil.example/x.png) <a href='javascript:alert(1)'>b</a>"
    " <!-- ]]> <svg onload=alert(1)> \ue000@policy\ue001 \u2028"
)
CLEANED = HOSTILE.replace("\ue000", "").replace("\ue001", "").strip()
HARMLESS = "Harmless words"

TEXT_KEYS = {
    "title", "short_title", "purpose", "name", "description", "about", "lede", "strong", "weak", "text", "help",
    "ask", "what", "owner", "kpi", "first", "caution", "why", "days_note", "claim", "note", "source", "default",
    "b2b", "care", "government", "non-profit", "notice", "volume", "cost",
}  # fmt: skip
LISTS_OF_TEXTS = {"anchors", "evidence", "sources", "seeds"}
OWN = {"format", "id", "version"}


def filled(data: Any, words: str, key: str = "") -> Any:
    """The data of a questionnaire with all its texts replaced."""
    if isinstance(data, dict):
        return {name: filled(value, words, name) for name, value in data.items()}
    if isinstance(data, list):
        return [filled(item, words, key if key in LISTS_OF_TEXTS else "") for item in data]
    return words if isinstance(data, str) and (key in TEXT_KEYS or key in LISTS_OF_TEXTS) else data


@cache
def made(folder: Any, words: str) -> tuple[model.Questionnaire, model.Client]:
    """A questionnaire and a client in which every text is the same."""
    data = parse_yaml((BUNDLED / "questionnaire.yaml").read_bytes(), "f").data
    data = {**filled(data, words), "languages": ["en"]}
    data["dimensions"][0]["questions"][0].pop("anchors")
    options = [{"value": f"{words[:70]} {i}", "text": words} for i in range(1, 6)]
    data["dimensions"][0]["questions"][0]["options"] = options
    write(folder / "cx-maturity" / "questionnaire.yaml", json.dumps(data))
    own = {
        "format": "cxassess.client/1",
        "name": words,
        "short": words,
        "languages": ["en"],
        "sector": "b2c",
        "edition": words,
        "due": "2026-12-31",
        "groups": [words, words + " 2"],
        "terms": {"customers": {"en": words}},
        "introduction": {"en": words},
        "consultant": {"name": words, "contact": words},
    }
    write(folder / "acme" / "client.yaml", json.dumps(own))
    return questionnaire.read(folder / "cx-maturity"), client.read(folder / "acme")[0]


def parsed(text: str) -> list[Element]:
    """All elements as a browser would see them."""
    return list(tinyhtml5.parse(text, namespace_html_elements=False).iter())


def shape_of(elements: list[Element]) -> Counter[str]:
    """How often each kind of element has each set of attributes; what Markdown writes is left out."""
    prose = {"p", "ul", "li", "em", "strong", "code", "a", "br"}
    return Counter(f"{e.tag} {sorted(map(str, e.attrib))}" for e in elements if e.tag not in prose)


def harm(elements: list[Element]) -> Iterator[str]:
    """Everything in a document that could run, load or lead astray."""
    for element in elements:
        tag = str(element.tag).rpartition("}")[2]
        if tag in ("iframe", "object", "embed", "link", "base", "form", "frame", "foreignObject", "math"):
            yield f"<{tag}>"
        for name, value in element.attrib.items():
            if str(name).startswith("on") or (name == "style" and tag != "html"):
                yield f"{name} on <{tag}>"
            if str(name).rpartition("}")[2] in ("href", "src", "srcset", "action", "formaction"):
                if not value.startswith(("#", "data:image/", "data:font/", "mailto:")) and value:
                    yield f"{name}={value[:50]} on <{tag}>"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[model.Questionnaire, model.Client]:
    return made(tmp_path_factory.mktemp("hostile"), HOSTILE)


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> tuple[model.Questionnaire, model.Client]:
    return made(tmp_path_factory.mktemp("harmless"), HARMLESS)


def html_of(given: tuple[model.Questionnaire, model.Client]) -> str:
    asked, own = given
    return page_of(asked, compile_plan(asked), default_theme(), own)


@pytest.fixture(scope="module")
def hostile_page(hostile: tuple[model.Questionnaire, model.Client]) -> str:
    return html_of(hostile)


# ---- The page -------------------------------------------------------------------------------------------


def test_every_text_of_the_questionnaire_is_hostile(
    hostile: tuple[model.Questionnaire, model.Client],
) -> None:
    """The yardstick: a field that the format gains later must be hostile here too."""
    asked, own = hostile
    seen = set(re.findall(r"\{'en': (['\"])(.*?)\1\}", repr(asked), re.DOTALL))
    assert len(seen) == 1
    assert own.name == own.consultant == own.edition == CLEANED
    assert next(asked.questions()).options[0].value.startswith("</script>")


def test_the_page_has_the_elements_of_a_harmless_one(
    hostile_page: str, harmless: tuple[model.Questionnaire, model.Client]
) -> None:
    assert shape_of(parsed(hostile_page)) == shape_of(parsed(html_of(harmless)))


def test_nothing_in_the_page_runs_loads_or_leads_away(hostile_page: str) -> None:
    assert list(harm(parsed(hostile_page))) == []
    assert page_check.leaks(hostile_page) == []


def test_the_page_runs_only_the_script_and_styles_that_its_policy_names(hostile_page: str) -> None:
    elements = parsed(hostile_page)
    (policy,) = (e.get("content") or "" for e in elements if e.get("http-equiv"))
    named = re.findall(r"'sha256-[^']+'", policy)
    scripts = [e for e in elements if e.tag == "script" and e.get("type") != "application/json"]
    styles = [e for e in elements if e.tag == "style"]
    assert (len(scripts), len(styles)) == (1, 2)
    hashes = [
        base64.b64encode(hashlib.sha256((e.text or "").encode()).digest()).decode()
        for e in (*scripts, *styles)
    ]
    assert [f"'sha256-{value}'" for value in hashes] == named
    for part in (
        "default-src 'none'",
        "connect-src 'none'",
        "form-action 'none'",
        "base-uri 'none'",
        "img-src data:",
    ):
        assert part in policy
    assert "unsafe" not in policy


def test_the_data_of_the_page_is_what_was_written(hostile_page: str) -> None:
    carried = {
        str(e.get("id")): json.loads(e.text or "")
        for e in parsed(hostile_page)
        if e.tag == "script" and e.get("type") == "application/json"
    }
    assert set(carried) == {"cx-data", "cx-client"}
    assert carried["cx-client"]["name"] == CLEANED
    assert carried["cx-client"]["consultant"] == CLEANED
    assert carried["cx-data"]["texts"]["en"]["title"] == CLEANED
    answer = next(op for op in carried["cx-data"]["plan"]["operations"] if op["op"] == "answer")
    assert answer["options"][0]["value"] == f"{CLEANED[:70]} 1"


def test_the_words_can_be_read_in_the_page(hostile_page: str) -> None:
    legends = ["".join(e.itertext()) for e in parsed(hostile_page) if e.tag == "legend"]
    shown = [" ".join(text.split()) for text in legends]
    assert sum(" ".join(CLEANED.split()) in text for text in shown) >= 42


def test_templates_do_not_calculate_what_people_write(hostile_page: str) -> None:
    assert "{{7*7}}${7*7}" in hostile_page
    assert not re.search(r"&(?:amp;)?49", hostile_page)


def test_no_mark_of_the_assembly_is_left(hostile_page: str) -> None:
    assert "\ue000" not in hostile_page and "\ue001" not in hostile_page
    assert hostile_page.count("http-equiv") == 1


def test_it_builds_from_the_command_line(tmp_path: Any, hostile: Any) -> None:
    made.__wrapped__(tmp_path / "questionnaires", HOSTILE)
    own = (tmp_path / "questionnaires" / "acme" / "client.yaml").read_text()
    workspace(tmp_path, {"acme": own})
    assert cx("check", "clients/acme", cwd=tmp_path).exit_code == 0
    result = cx("build", cwd=tmp_path)
    assert result.exit_code == 0, result.stderr
    assert (tmp_path / "output" / "acme" / "index.html").read_text("utf-8") == html_of(hostile)


# ---- The report -----------------------------------------------------------------------------------------


def report_of(given: tuple[model.Questionnaire, model.Client], words: str) -> str:
    asked, own = given
    answers = {
        question.id: {"value": question.options[1].value, "note": words}
        for question in list(asked.questions())[1:40]
    }
    answers["vision-statements"] = {"value": "not-applicable", "reason": words}
    answers[words[:60]] = {"value": words[:60]}
    data = response_data(
        answers,
        respondent={"id": words[:60], "group": words, "name": words},
        decisions={words[:60]: {"status": "planned", "owner": words, "quarter": words}},
        client=words[:60],
    )
    given_response = response.build(response.ResponseFile.model_validate(data), asked, own)
    result = scoring.score(compile_plan(asked), given_response)
    return pdf.report_html(asked, default_theme(), own, given_response, result, "en")


def test_the_report_has_the_elements_of_a_harmless_one(
    hostile: tuple[model.Questionnaire, model.Client], harmless: tuple[model.Questionnaire, model.Client]
) -> None:
    bad, good = parsed(report_of(hostile, HOSTILE)), parsed(report_of(harmless, HARMLESS))
    radar_lines = re.compile(r"text|tspan")
    kept = [
        {k: n for k, n in shape_of(e).items() if not radar_lines.match(k.rpartition("}")[2])}
        for e in (bad, good)
    ]
    assert kept[0] == kept[1]
    assert list(harm(bad)) == []
    assert not [e for e in bad if e.tag == "script"]


def test_the_table_of_scores_shows_hostile_titles_as_they_are(tmp_path: Any) -> None:
    workspace(tmp_path)
    write(tmp_path / "r.json", response_data({}, respondent={"id": "=cmd|' /C calc'!A0", "group": HOSTILE}))
    out = cx("score", "--format", "csv", "r.json", cwd=tmp_path).stdout
    assert "'=cmd|" in out
    assert "\n=cmd" not in out and ",=cmd" not in out


# ---- Markdown -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>",
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](java\tscript:alert(1))",
        "[a](data:text/html,<script>alert(1)</script>)",
        "[a](vbscript:x)",
        "[a]: javascript:alert(1)\n\n[a]",
        "![a](https://evil.example/x.png)",
        "![a][b]\n\n[b]: https://evil.example/x.png",
        "<img src=x onerror=alert(1)>",
        "<javascript:alert(1)>",
        '[a](https://x.example "\\" onmouseover=alert(1)")',
        "```\n</code><script>alert(1)</script>\n```",
        "&#60;script&#62;alert(1)&#60;/script&#62;",
        "> <iframe src=//evil.example>",
        "<div markdown=1>*x*</div>",
        "<style>*{display:none}</style>",
        "[" * 1000,
        "> " * 2000 + "x",
        "*" * 4000,
        "[a](" * 500,
    ],
)
def test_markdown_makes_nothing_that_could_do_harm(words: str) -> None:
    elements = parsed(f"<body>{markup.to_html(words)}</body>")
    allowed = {"html", "head", "body", "p", "br", "em", "strong", "ul", "ol", "li", "a", "code", "blockquote"}
    assert {str(e.tag) for e in elements} <= allowed
    for element in elements:
        assert set(element.attrib) <= {"href", "rel", "title"}
        if (href := element.get("href")) is not None:
            assert scheme(href) in ("https", "http", "mailto", "tel", ""), href
            assert element.get("rel") == "noreferrer noopener"


def scheme(href: str) -> str:
    """The scheme that a browser finds in an address: it leaves out tabs and line ends first."""
    found = re.match(r"[\x00-\x20]*([a-z][a-z0-9+.-]*):", re.sub(r"[\t\r\n]", "", href), re.IGNORECASE)
    return found[1].lower() if found else ""


@pytest.mark.parametrize(
    "words", ["<div>hello</div>", "a <b>c</b> d", "<!-- x -->", "<details open>x</details>"]
)
def test_markup_in_markdown_is_shown_as_text(words: str) -> None:
    assert "".join(tinyhtml5.parse(str(markup.to_html(words))).itertext()).strip() == words


HEAVY = [
    "[",
    "*",
    "_",
    "`",
    "<",
    "&",
    "(",
    "!",
    "\\",
    "[x](",
    "[a][",
    "[[a]",
    "![",
    "> ",
    "1. ",
    "***a ",
    "`a",
    "](",
]


@pytest.mark.parametrize("piece", HEAVY)
def test_no_text_of_allowed_length_hangs_markdown(piece: str) -> None:
    text = (piece * TEXT_LENGTH)[:TEXT_LENGTH]
    markup.to_html.cache_clear()
    start = time.process_time()
    markup.to_html(text)
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize("piece", ["[", "[x](", "[a][", "[[a]", "[" * 1000 + "]" * 1000])
def test_brackets_that_cost_too_much_are_plain_text(piece: str) -> None:
    text = (piece * TEXT_LENGTH)[:TEXT_LENGTH]
    assert markup.bracket_work(text) > markup.MOST_BRACKET_WORK
    assert markup.to_html(f"*so* {text}") == f"<p><em>so</em> {text}</p>"


def test_the_work_for_brackets_is_what_is_read_from_each_to_its_end() -> None:
    assert markup.bracket_work("plain (text), no links") == 0
    assert markup.bracket_work("[abc]") == len("abc]")
    assert markup.bracket_work("[abc](def)") == len("abc]") + len("def)")
    assert markup.bracket_work("[a[b]") == len("b]") + len("a[b]")
    assert markup.bracket_work("[abc](def") == len("abc]") + len("def")


def test_a_text_full_of_honest_links_keeps_them() -> None:
    text = "See [us](https://example.org/a/page). " * 100
    assert markup.bracket_work(text) < markup.MOST_BRACKET_WORK / 10
    assert markup.to_html(text).count("<a href=") == 100


def test_a_text_too_deep_for_markdown_spoils_no_other() -> None:
    deep = "1. " * (TEXT_LENGTH // 3)
    assert markup.to_html(deep) == f"<p>{deep}</p>"
    assert markup.to_html("after *this*") == "<p>after <em>this</em></p>"


def test_markdown_keeps_what_it_is_for() -> None:
    html = str(markup.to_html("**Bold** and *soft*\n\n- one\n- two\n\n[link](https://example.org)"))
    assert "<strong>Bold</strong> and <em>soft</em>" in html
    assert "<li>one</li>" in html
    assert '<a href="https://example.org" rel="noreferrer noopener">link</a>' in html


# ---- The check before writing ---------------------------------------------------------------------------

STYLE = "p{background:url(data:image/png;base64,AA==);fill:url(#hatch)}i::after{content:'\\201c src (x)'}"
SCRIPT = 'var a = "<p style=x onclick=y>";'
POLICY = (
    f"default-src 'none'; script-src {page_check.hash_of(SCRIPT)}; style-src {page_check.hash_of(STYLE)}; "
    "img-src data:; font-src data:; connect-src 'none'; form-action 'none'; base-uri 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
SAFE = (
    '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
    f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><title>x</title>'
    f"<style>{STYLE}</style></head><body>"
    '<p>text</p><a href="#/q">a</a><a href="mailto:a@b.example">b</a><a href="tel:+31">c</a>'
    '<a href="https://example.org" rel="noreferrer noopener">d</a><img src="data:image/png;base64,AA==">'
    '<svg fill="url(#hatch)"><use href="#i"/></svg><template><p>x</p></template><script>'
    f'{SCRIPT}</script><script type="application/json" id="d">{{"a":"\\u003c/script>"}}</script>'
    "<!-- BODY --></body></html>"
)


def named(tag: str, text: str) -> str:
    """The safe page with another script or style, and its policy with the hash of that."""
    old = STYLE if tag == "style" else SCRIPT
    return SAFE.replace(page_check.hash_of(old), page_check.hash_of(text)).replace(old, text)


LEAKS = {
    "style sheet": '<link rel="stylesheet" href="https://evil.example/x.css">',
    "connection": '<link rel="preconnect" href="//evil.example">',
    "icon": '<link rel="icon" href="data:image/png;base64,AA==">',
    "base": '<base href="https://evil.example/">',
    "frame": '<iframe src="about:blank"></iframe>',
    "frame with text": '<iframe srcdoc="x"></iframe>',
    "object": '<object data="x"></object>',
    "embed": '<embed src="x">',
    "form": '<form action="https://evil.example"></form>',
    "empty form": "<form></form>",
    "button": '<button formaction="https://evil.example">x</button>',
    "refresh": '<meta http-equiv="refresh" content="0;url=https://evil.example">',
    "cookie": '<meta http-equiv="Set-Cookie" content="a=b">',
    "picture": '<img src="https://evil.example/x.png">',
    "picture without scheme": '<img src="//evil.example/x.png">',
    "picture beside": '<img src="x.png">',
    "picture set": '<img srcset="https://evil.example/x.png 2x">',
    "picture of text": '<img src="data:text/html,x">',
    "input": '<input type="image" src="https://evil.example/x.png">',
    "source": '<picture><source srcset="//evil.example/x"></picture>',
    "sound": '<audio src="x.mp3"></audio>',
    "film": '<video poster="x.png"></video>',
    "background": '<table background="https://evil.example/x.png"></table>',
    "script": '<script src="https://evil.example/x.js"></script>',
    "script link": '<a href="javascript:alert(1)">x</a>',
    "script link, disguised": '<a href=" JaVaScRiPt:alert(1)">x</a>',
    "script link in entities": '<a href="&#106;avascript:alert(1)">x</a>',
    "data link": '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    "link that tells": '<a href="https://example.org">x</a>',
    "ping": '<a href="#x" ping="https://evil.example">x</a>',
    "file link": '<a href="file:///etc/passwd">x</a>',
    "handler": '<p onclick="alert(1)">x</p>',
    "handler in capitals": '<p ONCLICK="alert(1)">x</p>',
    "drawing handler": '<svg onload="alert(1)"></svg>',
    "style attribute": '<p style="color:red">x</p>',
    "drawn style attribute": '<svg><rect style="fill:red"/></svg>',
    "import": '<style>@import "https://evil.example/x.css";</style>',
    "style address": "<style>p{background:url(https://evil.example/x)}</style>",
    "style address in quotes": "<style>p{background:URL( \"//evil.example/x\")}</style>",
    "typeface": "<style>@font-face{src:url('x.woff2')}</style>",
    "drawn style": "<svg><style>rect{fill:url(//evil.example/x#a)}</style></svg>",
    "drawn picture": '<svg><image href="https://evil.example/x.png"/></svg>',
    "drawn use": '<svg><use href="https://evil.example/x.svg#a"/></svg>',
    "drawn link": '<svg><a xlink:href="javascript:alert(1)"><rect/></a></svg>',
    "in a template": '<template><img src="https://evil.example/x.png"></template>',
    "script without a hash": "<script>alert(1)</script>",
    "script in capitals": "<SCRIPT>alert(1)</SCRIPT>",
    "script that does not end": "<script>alert(1)",
    "script that ends oddly": "<script>alert(1)</script >",
    "script that ends itself": "<script/>alert(1)",
    "module": '<script type="module">import "x"</script>',
    "our script as a module": f'<script type="module">{SCRIPT}</script>',
    "import map": '<script type="importmap">{}</script>',
    "speculation": '<script type="speculationrules">{"prefetch":[{"urls":["//evil.example"]}]}</script>',
    "unknown data": '<script type="text/plain">x</script>',
    "data with markup": '<script type="application/json" id="x">"<!--<script>"</script>',
    "style without a hash": "<style>p{color:red}</style>",
    "style for a medium": f'<style media="print">{STYLE}</style>',
    "script in an attribute": '<p title="<script>alert(1)</script>">x</p>',
    "attribute with an end": '<p title=">" onclick="alert(1)">x</p>',
    "attribute twice": '<a href="#x" HREF="https://evil.example">x</a>',
    "animated link": '<svg><a href="#x"><animate attributeName="href" to="javascript:alert(1)"/></a></svg>',
    "set link": '<svg><a href="#x"><set attributeName="href" to="javascript:alert(1)"/></a></svg>',
    "paint": '<svg><rect fill="url(https://evil.example/x.svg#a)"/></svg>',
    "mask": '<svg><rect mask="URL( \'//evil.example/x.svg#a\')"/></svg>',
    "attribution": '<a href="#x" attributionsrc="https://evil.example">x</a>',
    "fenced frame": "<fencedframe></fencedframe>",
    "track": '<track src="x">',
    "second policy": "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src *\">",
}  # fmt: skip


def test_a_safe_page_passes() -> None:
    assert page_check.leaks(SAFE) == []


@pytest.mark.parametrize("name", LEAKS)
def test_each_leak_is_found(name: str) -> None:
    assert page_check.leaks(SAFE.replace("<!-- BODY -->", LEAKS[name]))


STYLE_LEAKS = {
    "import": '@import "https://evil.example/x.css";',
    "import of data": "@import url(data:text/css,p{});",
    "import, escaped": "@\\69mport 'x.css';",
    "namespace": "@namespace url(data:x);",
    "address": "p{background:url(https://evil.example/x)}",
    "address after a space": "p{background:url( x.png)}",
    "address, escaped": "p{background:\\75 rl(//evil.example/x)}",
    "address, escaped by one letter": "p{background:u\\rl(//evil.example/x)}",
    "address behind a comment": "p{background:/**/url(/**/x.png)}",
    "typeface": "@font-face{src:url('x.woff2')}",
    "second address": "@font-face{src:url(data:font/woff2;base64,AA==),url(x.woff2)}",
    "picture set": 'p{background:image-set("x.png" 1x)}',
    "second of a picture set": 'p{background:image-set("data:image/png,x" 1x,"https://evil.example/x" 2x)}',
    "prefixed picture set": "p{background:-webkit-image-set('x.png' 1x)}",
    "address by the new name": 'p{background:src("x.png")}',
    "address in a property": "p{--x:url(x.png);background:var(--x)}",
}  # fmt: skip


@pytest.mark.parametrize("name", STYLE_LEAKS)
def test_each_leak_of_a_style_is_found_also_when_the_policy_names_it(name: str) -> None:
    found = page_check.leaks(named("style", STYLE_LEAKS[name]))
    assert [what for what in found if not what.startswith("style ")] == []
    assert found


@pytest.mark.parametrize(
    "style",
    ["p{background:image-set('data:image/png,x' 1x)}", 'p{fill:url( "#a" )}', "p{content:'image(x)'}"],
)
def test_a_style_that_loads_nothing_passes(style: str) -> None:
    assert page_check.leaks(named("style", style)) == []


def test_a_script_that_could_end_early_is_refused() -> None:
    assert page_check.leaks(named("script", "var a = 1")) == []
    assert page_check.leaks(named("script", "var a = '<!--<script>'"))


LAX = {
    "default": ("default-src 'none'", "default-src 'self'"),
    "no default": ("default-src 'none'; ", ""),
    "script from anywhere": ("script-src ", "script-src * "),
    "unsafe script": ("script-src ", "script-src 'unsafe-inline' "),
    "unsafe eval": ("script-src ", "script-src 'unsafe-eval' "),
    "hashed address": ("script-src ", "script-src 'strict-dynamic' "),
    "a nonce": ("style-src ", "style-src 'nonce-abc' "),
    "unsafe style": ("style-src ", "style-src 'unsafe-inline' "),
    "a hash of nothing here": ("script-src ", f"script-src {page_check.hash_of('x')} "),
    "no script rule": (f"script-src {page_check.hash_of(SCRIPT)}; ", ""),
    "pictures": ("img-src data:", "img-src data: https:"),
    "typefaces": ("font-src data:", "font-src *"),
    "connections": ("connect-src 'none'", "connect-src 'self'"),
    "forms": ("form-action 'none'; ", ""),
    "base": ("base-uri 'none'; ", ""),
    "types": ("trusted-types 'none'", "trusted-types default"),
    "types not required": ("require-trusted-types-for 'script'; ", ""),
    "one more rule": ("connect-src", "script-src-elem *; connect-src"),
    "a worker": ("connect-src", "worker-src 'self'; connect-src"),
    "the first rule counts": ("connect-src", "connect-src *; connect-src"),
}


@pytest.mark.parametrize("name", LAX)
def test_a_policy_that_allows_more_is_refused(name: str) -> None:
    old, new = LAX[name]
    assert old in SAFE
    found = page_check.leaks(SAFE.replace(old, new, 1))
    assert found and all("polic" in what for what in found)


def test_only_a_hosted_page_may_name_its_worker() -> None:
    hosted = SAFE.replace("connect-src", "worker-src 'self'; manifest-src 'self'; connect-src")
    hosted = hosted.replace("trusted-types 'none'", "trusted-types cxassess")
    assert page_check.leaks(hosted, hosted=True) == []
    assert page_check.leaks(hosted)
    assert page_check.leaks(SAFE, hosted=True)


@pytest.mark.parametrize("name", LEAKS)
def test_each_leak_is_found_in_a_part(name: str) -> None:
    assert page_check.part_leaks(f"<p>words</p>{LEAKS[name]}<p>more</p>")


@pytest.mark.parametrize(
    "part", ["<p", "<img src=x", '<p>a</p><a href="#', "<!-- x", "<![CDATA[", "<p title='>'>"]
)
def test_a_part_that_would_swallow_the_page_is_found(part: str) -> None:
    assert page_check.part_leaks(part)


def test_an_ordinary_part_passes() -> None:
    assert (
        page_check.part_leaks('<p>a &lt; b <img src="data:image/png;base64,AA==" alt="A &gt; B"></p><br/>')
        == []
    )


def test_all_leaks_are_told() -> None:
    found = page_check.leaks(
        SAFE.replace("<!-- BODY -->", LEAKS["form"] + LEAKS["picture"] + LEAKS["handler"])
    )
    assert len(found) >= 4  # the form is one for its element and one for its address


@pytest.mark.parametrize(
    "before",
    [
        "<title>first</title>",
        "<script>1</script>",
        "<style>p{}</style>",
        '<meta name="viewport" content="x">',
    ],
)
def test_a_policy_must_come_first(before: str) -> None:
    assert page_check.leaks(SAFE.replace('<meta charset="utf-8">', '<meta charset="utf-8">' + before))


def test_a_page_without_a_policy_is_refused() -> None:
    assert "0 policies instead of one" in page_check.leaks(re.sub("<meta http-equiv[^>]*>", "", SAFE))


def test_a_page_that_leaks_is_not_written(tmp_path: Any) -> None:
    write(
        tmp_path / "themes" / "leaky" / "theme.yaml",
        "format: cxassess.theme/1\nname: leaky\nextends: default\n",
    )
    own = (DEMO.root.parent / "themes" / "default" / "templates" / "page" / "page.html.j2").read_text()
    leaky = own.replace("</body>", '<img src="https://evil.example/x.png"></body>')
    assert leaky != own
    write(tmp_path / "themes" / "leaky" / "templates" / "page" / "page.html.j2", leaky)
    workspace(tmp_path, {"acme": "format: cxassess.client/1\nname: Acme\nlanguages: [en]\ntheme: leaky\n"})
    result = cx("build", cwd=tmp_path)
    assert result.exit_code == 2
    assert "could reach outside: src=https://evil.example/x.png on <img>" in result.stderr
    assert not (tmp_path / "output" / "acme").exists()


@pytest.mark.parametrize("link", ["www.example.org", "//evil.example", "/etc/passwd", "x.html"])
def test_no_page_leaks_although_another_client_was_checked_first(tmp_path: Any, link: str) -> None:
    """Clients of one kind share a page that is checked once; their own words come later."""
    plain = "format: cxassess.client/1\nname: Acme\nlanguages: [en]\n"
    workspace(tmp_path, {"acme": plain, "zenith": plain + f"introduction: {{en: 'See [us]({link}).'}}\n"})
    cx("build", cwd=tmp_path)
    for path in (tmp_path / "output").glob("*/index.html"):
        assert page_check.leaks(path.read_text("utf-8")) == [], path
