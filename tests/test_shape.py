"""Many clients share a shape; what is remembered of one must never show in the page of another."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import bundled, bundled_plan, default_theme, demo_client

from cxassess import page, page_client, render
from cxassess.frame import frame_of
from cxassess.model import Client
from cxassess.page_client import Memory
from cxassess.shape import Shape, join

SHARED: Memory = {}
WORDS = st.sampled_from(["", "Jo", "Ann & Co", "a<b", 'say "x"'])


@cache
def shape() -> Shape:
    """The demo client's shape, used again and again."""
    return page.make_shape(
        bundled(), bundled_plan(), default_theme(), page_client.cut(frame_of(bundled()), demo_client())
    )


def page_with(memory: Memory, client: Client) -> bytes:
    """The page of a client, with what is remembered of clients before."""
    return join(shape(), page_client.own(shape(), default_theme(), frame_of(bundled()), client, memory))


@st.composite
def clients(draw: st.DrawFn) -> Client:
    """Clients that may differ from the demo's in all that a page shows of a client."""
    names = {name: draw(WORDS) for name in ("consultant", "contact", "edition")}
    introduction = draw(
        st.dictionaries(st.sampled_from(["nl", "en"]), st.sampled_from(["Hello **you**", "Other"]))
    )
    return replace(
        demo_client(),
        **names,
        name=draw(WORDS.filter(bool)),
        short=draw(WORDS.filter(bool)),
        introduction=introduction,
        groups=draw(st.sampled_from([(), ("Board",), ("Board", "Service")])),
        due=draw(st.sampled_from(["", "2026-12-31", "2027-01-02"])),
        brand=replace(demo_client().brand, primary=draw(st.sampled_from(["#0B3D4C", "#7A1F5C"])), logo=None),
    )


@settings(max_examples=40, deadline=None)
@given(st.lists(clients(), min_size=2, max_size=6))
def test_pages_do_not_depend_on_the_clients_before(several: list[Client]) -> None:
    for client in several:
        assert page_with(SHARED, client) == page_with({}, client)


def test_a_text_that_several_clients_share_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    memory: Memory = {}
    made: list[str] = []
    call = render.call

    def noted(macros: object, name: str, *values: object) -> str:
        made.append(name)
        return call(macros, name, *values)

    monkeypatch.setattr(render, "call", noted)
    page_with(memory, demo_client())
    before = len(made)
    page_with(memory, replace(demo_client(), name="Another"))
    assert set(made[before:]) == {"logo", "made"}


def test_what_is_remembered_has_a_limit() -> None:
    memory: Memory = {}
    for i in range(3 * page_client._MANY):
        page_with(memory, replace(demo_client(), name=f"Client {i}"))
    assert 0 < max(len(texts.known) for texts in memory.values()) <= page_client._MANY
