"""Another language of a page is a list of words, or the whole of it where it is built differently."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT
from samples import page_of

from cxassess import theme, wording
from cxassess.library import Library
from cxassess.resources import Workspace

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Every text and attribute of a page in its other language, also in templates; after a walk through all its views.
READ = """async (walks) => {
  const [start, ...views] = [...document.querySelectorAll('#app .view')].map((view) => view.dataset.view);
  for (const view of walks ? [...views, start] : []) {
    const there = new Promise((done) => addEventListener('hashchange', done, {once: true}));
    location.hash = `#/${view}`;
    await there;
  }
  const all = [];
  const read = (node) => {
    if (node instanceof Text) all.push(node.data.trim());
    else for (const one of node.attributes ?? []) all.push(`${one.name}=${one.value}`);
    for (const child of (node.content ?? node).childNodes) read(child);
  };
  document.querySelector('[data-do=language]').click();
  read(document.getElementById('app'));
  return all.filter(Boolean);
}"""


@pytest.mark.parametrize(
    ("first", "other", "words"),
    [
        ("<p>Ja</p>\n<p>3</p>", "<p>Yes</p>\n<p>3</p>", ["Yes", 0]),
        ("<p>a <b>b</b> c</p>", "<p>x <b>y</b> z &amp; q</p>", ["x ", "y", " z & q"]),
        ('<i data-title="Een" aria-label="Twee">', '<i data-title="One" aria-label="Two">', ["Two", "One"]),
        ("<p>a<p>b", "<p>a b", None),
        ("<p id=a>a", "<p id=b>a", None),
        ("<p>a</p>", "<p></p>", None),
        ("<p>\ue000made:nl\ue001</p>", "<p> \ue000made:en\ue001</p>", ["\ue000made:en\ue001"]),
        ("<p>\ue000made:nl\ue001</p>a", "<p>\ue000made:nl\ue001</p>b", ["b"]),
    ],
)
def test_words_of_markup(first: str, other: str, words: list[str] | None) -> None:
    assert wording.of_markup(first, other) == words


@pytest.mark.parametrize(
    ("first", "other", "words"),
    [
        ({"a": "een", "b": [1, "x"]}, {"a": "one", "b": [1, "x"]}, ["one", 0]),
        ({"a": "een"}, {"b": "one"}, None),
        ({"a": None}, {"a": "one"}, None),
        (["a"], ["a", "b"], None),
        ({"a": 1}, {"a": 2}, None),
        ({"2": "a"}, {"2": "b"}, None),
    ],
)
def test_words_of_data(first: object, other: object, words: list[str] | None) -> None:
    """Names that are numbers have no order of ours in a script."""
    assert wording.of_data(first, other) == words


def demo_page() -> str:
    """The demo client's page, Dutch first."""
    library = Library(Workspace(ROOT / "demo"))
    client, asked, _ = library.client("meridiaan")
    assert client.languages == ("nl", "en")
    look = theme.read(Workspace(ROOT), "default")
    return page_of(asked, library.plan(asked), look, client)


def test_the_second_language_of_the_demo_page_is_a_list_of_words() -> None:
    html = demo_page()
    data = json.loads(re.search(r'id="cx-words">(.*?)</script>', html)[1])  # type: ignore[index]
    assert 'id="lang-en"' not in html
    assert isinstance(data["texts"]["en"], list)
    assert len(data["words"]["en"]) > 500
    assert not re.search("[\ue000\ue001]", html)


def test_a_language_that_is_built_differently_is_carried_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "of_markup", lambda first, other: None)
    monkeypatch.setattr(wording, "of_data", lambda first, other: None)
    html = demo_page()
    data = json.loads(re.search(r'id="cx-words">(.*?)</script>', html)[1])  # type: ignore[index]
    assert html.count('<template id="lang-en">') == 1
    assert data["texts"]["en"]["title"]
    assert data["words"] == {}


def test_words_put_in_read_as_the_language_carried_whole(
    chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the script makes of a list is, text for text, what the other way of carrying a language gives."""

    def read(name: str, *, walks: bool = False) -> list[str]:
        path = tmp_path / f"{name}.html"
        path.write_text(demo_page(), "utf-8")
        tab = chromium.new_page()
        tab.goto(path.as_uri())
        tab.wait_for_selector(".js .view.on")
        found = list(tab.evaluate(READ, walks))
        tab.close()
        return found

    listed, walked = read("listed"), read("walked", walks=True)
    monkeypatch.setattr(wording, "of_markup", lambda first, other: None)
    monkeypatch.setattr(wording, "of_data", lambda first, other: None)
    whole = read("whole")
    assert len(whole) > 2500
    assert "Your name" in whole
    assert listed == whole
    assert walked == whole, "what was filled in the first language leaves no trace in the other"
