"""What stands around the questions keeps up while somebody answers."""

from __future__ import annotations

from pathlib import Path

from browser.conftest import RESPONSE, load
from browser.engines import WIDTH, Engine

BARS = "document.querySelectorAll('.view.on .segs > svg').length"
RAIL = "document.querySelectorAll('.view.on .rail > ol > li').length"


def test_progress_stays_and_counts(engine: Engine, demo_page: Path) -> None:
    """The bars and the list of topics are there before and after every kind of change.

    Overview, check and start count the same, before and after an answer is taken back.
    """
    engine.resize(480, 800)
    engine.open(demo_page, "#/check")
    the_way_leads_on(engine)
    engine.open(demo_page, "#/q/vision/vision-known")
    assert (engine.js(BARS), engine.js(RAIL)) == (6, 6)
    for key in ("3", "4", "4"):
        engine.press(key)
        engine.wait_for("document.querySelector('#q-vision-known input:checked')?.value === args[0]", key)
        assert (engine.js(BARS), engine.js(RAIL)) == (6, 6), f"after answer {key}"
    engine.js("void (document.querySelector('#q-vision-known .note').open = true)")
    engine.js("document.getElementById('vision-known.note').focus()")
    engine.type("ab")
    assert (engine.js(BARS), engine.js(RAIL)) == (6, 6), "after a note"
    engine.resize(WIDTH)
    load(engine, RESPONSE)
    engine.show("#/check")
    sums = "[...document.querySelectorAll('.sums dd')].map((one) => one.textContent).join(' ')"
    assert engine.js(sums) == "35 5 2 0 9"
    engine.show("#/q/vision/vision-known")
    engine.click("#q-vision-known [data-do=clear-answer]")
    engine.wait_for("!document.querySelector('#q-vision-known .ans input:checked')")
    engine.show("#/check")
    assert engine.js(sums) == "34 5 2 1 9"
    assert engine.js("document.querySelectorAll('.openlist a').length") == 1
    engine.show("#/questions")
    assert "41" in engine.text(".view.on h1")
    assert engine.text(".view.on .box:last-child .lnk") == "Resultaat tot nu toe bekijken"
    engine.show("#/start")
    assert "41 van de 42" in engine.text(".back")
    assert engine.js("document.querySelector('.wheel .w-n').textContent") == "41"
    a_reason_is_missing(engine)
    a_reload_keeps_the_place(engine)


def the_way_leads_on(engine: Engine) -> None:
    """As long as hardly anything is answered, the first button of every view leads to the questions."""
    for view in ("check", "result", "roadmap"):
        engine.show(f"#/{view}")
        found = "[...document.querySelectorAll('.view.on .btns .btn:not(.ghost)')]"
        shown = f"{found}.filter((one) => one.checkVisibility())"
        texts = engine.js(f"{shown}.map((one) => [one.getAttribute('href'), one.textContent])")
        assert texts == [["#/q/vision", "Beginnen met de vragen"]], view


def a_reload_keeps_the_place(engine: Engine) -> None:
    """Also where the address names a question; a link to the same view begins at its top."""
    engine.show("#/q/results/results-metrics")
    engine.show("#/q/ownership/ownership-culture")
    engine.js("scrollTo(0, 1234)")
    engine.reload()
    engine.wait_for("document.querySelector('.js .view.on') && scrollY === 1234")
    engine.click(".rail a[href='#/q/results']")
    engine.wait_for("document.querySelector('.view.on').id === 'view-q-results' && scrollY === 0")


def a_reason_is_missing(engine: Engine) -> None:
    """Not applicable without a reason is not done: the overview counts it, and the result links to it."""
    engine.show("#/q/ownership/ownership-culture")
    reason = "document.querySelector('#q-ownership-culture .sub .in')"
    engine.js(f"{reason}.focus()")
    engine.js(f"{reason}.select()")
    engine.type(" ")
    engine.wait_for(f"{reason}.value === ' '")
    engine.show("#/questions")
    assert "40" in engine.text(".view.on h1")
    assert "6 van 7, 1 zonder reden" in engine.text(".view.on .tasks > li:nth-of-type(3)")
    engine.show("#/result")
    assert "ontbreekt de reden" in engine.text(".view.on [href='#/check'][data-t=reasons]")
    engine.show("#/check")
    sums = "[...document.querySelectorAll('.sums dd')].map((one) => one.textContent).join(' ')"
    assert engine.js(sums) == "34 5 1 2 9"
