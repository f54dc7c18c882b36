"""Everybody can use the page: axe finds nothing in any view and state, keys reach everything, and text reflows.

axe itself comes in through the driver; the page's policy does not let scripts in.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

import pytest

from browser.conftest import RESPONSE, Make, load
from browser.engines import NAMES, Engine, until

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VIEWS = ("start", "questions", "q/vision", "q/results", "check", "result", "roadmap", "business")

# What WCAG 1.4.12 lets a reader set.
SPACING = """(() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets = [sheet];
})()"""


@functools.cache
def axe_source() -> str:
    return AXE.read_text("utf-8")


def install_axe(engine: Engine) -> None:
    """Put axe into the page as a driver can."""
    if engine.name == "webkit":
        engine.driver.execute_script(axe_source() + "; window.axe = axe;")  # type: ignore[attr-defined]
    else:
        engine.page.evaluate(f"() => {{ {axe_source()}; window.axe = axe; }}")  # type: ignore[attr-defined]
    assert engine.js("typeof window.axe.run") == "function"


LOOKS = ("color-contrast", "target-size")
"""The rules that measure colours and boxes, which takes axe more than half of its time."""

# axe walks through all elements, also those of views that are not shown, which takes most of its time. So they are
# taken out while it looks; each view is looked at when it shows.
_ALONE = """(() => {
  const away = [...document.querySelectorAll('.view:not(.on)')].map((view) => [document.createComment(''), view]);
  for (const [place, view] of away) view.replaceWith(place);
  return () => { for (const [place, view] of away) place.replaceWith(view); };
})()"""


def violations(engine: Engine, rule: str = "", whole: bool = False, looks: bool = True) -> list[str]:
    """What axe finds, by all rules, by all but those of looks, or by one; one line for each element.

    It looks at the view that is shown and what surrounds it, or at the whole document.
    """
    found = engine.js(
        f"""((back) => axe.run(document, {{runOnly: args[0], rules: args[1], resultTypes: ['violations']}})
          .then((result) => result.violations.flatMap((one) => one.nodes.map((node) =>
            `${{one.id}}: ${{node.target.join(' ')}}: ${{node.html.slice(0, 160)}}: ${{node.failureSummary ?? ''}}`)))
          .finally(back))({"() => {}" if whole else _ALONE})""",
        {"type": "rule", "values": [rule]} if rule else {"type": "tag", "values": TAGS},
        {} if looks else {name: {"enabled": False} for name in LOOKS},
    )
    return list(found)


def twice(engine: Engine) -> list[str]:
    """Ids that more than one element has."""
    script = """Object.entries(Object.groupBy([...document.querySelectorAll('[id]')], (one) => one.id))
      .filter(([, all]) => all.length > 1).map(([id]) => id)"""
    return list(engine.js(script))


def headings(engine: Engine) -> list[int]:
    """The levels of the headings that a screen reader offers, in order; a dialog has its own."""
    script = "[...document.querySelectorAll('#app :is(h1, h2, h3, h4, h5, h6):not([role=none])')]"
    script += ".filter((one) => one.checkVisibility() && !one.closest('dialog'))"
    return list(engine.js(f"{script}.map((one) => Number(one.localName[1]))"))


def step_into_not_applicable(engine: Engine) -> None:
    """A question that does not apply, without its reason, and the summary of what is missing."""
    engine.show("#/q/purpose/purpose-room")
    engine.js("document.querySelector('#q-purpose-room input[value=not-applicable]').click()")
    engine.click(".view.on [data-do=next]")
    engine.wait_for("document.querySelector('.view.on .errors').checkVisibility()")


def open_help_and_note(engine: Engine) -> None:
    """A topic with everything open."""
    engine.show("#/q/vision")
    engine.js("void document.querySelectorAll('.view.on details').forEach((one) => (one.open = true))")


def open_step(engine: Engine) -> None:
    """The roadmap with all its steps open."""
    engine.show("#/roadmap")
    engine.js("void document.querySelectorAll('.view.on details').forEach((one) => (one.open = true))")


def ask(engine: Engine) -> None:
    """The question before everything is erased."""
    engine.show("#/start")
    engine.click(".foot [data-do=clear]")
    engine.wait_for("document.getElementById('dialog').open")


def stop_asking(engine: Engine) -> None:
    engine.click("#dialog [value=no]")
    engine.wait_for("!document.getElementById('dialog').open")


def ask_who(engine: Engine) -> None:
    """The list of those who fill in here, with two of them."""
    for _ in range(2):
        engine.click(".foot [data-do=people]")
        engine.wait_for("document.getElementById('people').open")
        if engine.js("document.querySelectorAll('#people li').length") == 2:
            return
        engine.click("#people [data-do=newcomer]")
        engine.wait_for("!document.getElementById('people').open")
        engine.show("#/q/vision/vision-known")
        engine.press("3")


def stop_asking_who(engine: Engine) -> None:
    engine.press("Escape")
    engine.wait_for("!document.getElementById('people').open")


def ask_about_file(engine: Engine) -> None:
    """The question before a file comes in beside other answers."""
    engine.choose_file(RESPONSE)
    engine.wait_for("document.querySelector('#dialog[open] [value=fill]')")


def fail_to_save(engine: Engine) -> None:
    """From now on the browser keeps nothing: the loudest state of the page."""
    engine.show("#/q/vision")
    engine.js(
        "void (Storage.prototype.setItem = IDBObjectStore.prototype.put = () => { throw new Error('full') })"
    )
    engine.js("document.querySelector('#q-vision-known .ans input:not(:checked)').click()")
    engine.wait_for("document.querySelector('#alarm .warn')")


def say_something(engine: Engine) -> None:
    """The message after a download, with its button."""
    engine.js("document.querySelector('header [data-do=download]').click()")
    engine.wait_for("document.querySelector('#notice [data-do=dismiss]')")


State = tuple[str, Callable[[Engine], None]]


def go_to(view: str) -> Callable[[Engine], None]:
    return lambda engine: engine.show(f"#/{view}")


EMPTY: list[State] = [(f"{view}, empty", go_to(view)) for view in VIEWS]
FULL: list[State] = [
    ("file opened", lambda engine: load(engine, RESPONSE)),
    *[(f"{view}, full", go_to(view)) for view in VIEWS],
    ("help and note open", open_help_and_note),
    ("a reason is missing", step_into_not_applicable),
    ("check with a missing reason", go_to("check")),
    ("roadmap open", open_step),
    ("dialog", ask),
    ("dialog closed", stop_asking),
    ("who fills in", ask_who),
    ("nobody else", stop_asking_who),
    ("a file beside answers", ask_about_file),
    ("no file", stop_asking),
    ("what is not downloaded", go_to("check")),
    ("message", say_something),
    ("saving fails", fail_to_save),
    ("check, saving fails", go_to("check")),
]

WAYS_OUT = ("dialog closed", "nobody else", "no file")
"""Steps to the next state, which show one that was looked at."""

LOUD = ("a reason is missing", "dialog", "dialog closed", "saving fails")
"""The states with colours that no plain view has, and the way out of the dialog."""


def is_sound(engine: Engine, what: str, whole: bool = False, looks: bool = True) -> list[str]:
    """All that is wrong with the state that is shown."""
    found = [f"{what}: {one}" for one in violations(engine, whole=whole, looks=looks)]
    found += [f"{what}: id {one} twice" for one in twice(engine)]
    levels = headings(engine)
    jumps = [(a, b) for a, b in zip([0, *levels], levels, strict=False) if b > a + 1]
    if levels.count(1) != 1 or jumps:
        found.append(f"{what}: headings {levels}")
    return found


@pytest.mark.parametrize(("name", "lang"), [*((name, "nl") for name in NAMES), ("chromium", "en")])
def test_axe_finds_nothing(name: str, lang: str, make_engine: Make, demo_page: Path) -> None:
    """In every view, empty and full, with everything open, with errors and messages, and with a question on top.

    In English, whose elements are the same, in every full view. Contrast and the size of targets are measured in every
    state in Chromium, and in the others in every full view: the styles are the same in all of them, and test_looks.py
    measures targets in each.
    """
    engine = make_engine(name)
    engine.open(demo_page)
    if lang == "en":
        engine.click("[data-do=language]")
    install_axe(engine)
    found = []
    for what, reach in [*EMPTY, *FULL] if lang == "nl" else FULL[: len(VIEWS) + 1]:
        reach(engine)
        if what in WAYS_OUT:
            continue
        looks = name == "chromium" or what in {f"{view}, full" for view in VIEWS}
        found += is_sound(engine, what, whole=what == "file opened", looks=looks)
    assert not found, "\n".join(found[:20])


GROUNDS = """['html', '.hero', '.foot', '.top', 'dialog'].map((css) => {
  const [r, g, b] = getComputedStyle(document.querySelector(css)).backgroundColor.match(/\\d+/g).map(Number);
  return [css, Math.max(r, g, b)];
})"""


@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing_in_the_dark(name: str, make_engine: Make, demo_page: Path) -> None:
    """On a dark desktop the page is dark, and contrast is measured on the real colours.

    In every view, and in Chromium in the loudest states too: colours come from the same style sheet everywhere. Every
    large ground is dark, form controls follow, and only the logo keeps a light plate. Paper stays light.
    """
    engine = make_engine(name, color_scheme="dark")
    engine.open(demo_page)
    assert engine.js("getComputedStyle(document.documentElement).backgroundColor") == "rgb(17, 25, 31)"
    install_axe(engine)
    found = []
    loud = [state for state in FULL if state[0] in LOUD] if name == "chromium" else []
    assert len(loud) in (0, len(LOUD))
    for what, reach in [*FULL[: len(VIEWS) + 1], *loud]:
        reach(engine)
        if what not in WAYS_OUT:
            found += [f"{what}: {one}" for one in violations(engine, "color-contrast")]
        if what == "file opened":
            engine.click("#notice [data-do=dismiss]")
            has_no_bright_ground(engine)
    assert not found, "\n".join(found[:20])
    if name == "chromium":
        prints_black_on_white(engine)


def has_no_bright_ground(engine: Engine) -> None:
    """On a dark screen."""
    assert all(brightest < 90 for _, brightest in engine.js(GROUNDS)), engine.js(GROUNDS)
    assert engine.js("getComputedStyle(document.documentElement).colorScheme") == "dark"
    plate = "getComputedStyle(document.querySelector('.logo img')).backgroundColor"
    assert engine.js(plate) == "rgb(255, 255, 255)"


def prints_black_on_white(engine: Engine) -> None:
    """Also for those who work in the dark."""
    engine.page.emulate_media(media="print")  # type: ignore[attr-defined]
    ink = "getComputedStyle(document.documentElement).getPropertyValue(args[0])"
    assert engine.js(ink, "--ink").upper() == "#16232D"
    assert engine.js(ink, "--paper").upper() == "#FFFFFF"
    assert engine.js("getComputedStyle(document.documentElement).colorScheme") == "light"


@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing_in_a_second_tab(name: str, make_engine: Make, demo_page: Path) -> None:
    """Read-only is a state of its own."""
    engine = make_engine(name)
    engine.open(demo_page)
    load(engine, RESPONSE)
    other = engine.new_tab()
    other.open(demo_page, "#/q/vision")
    install_axe(other)
    found = is_sound(other, "read-only topic")
    for view in ("start", "check"):
        other.show(f"#/{view}")
        found += is_sound(other, f"read-only {view}")
    assert not found, "\n".join(found[:20])


# ---- Keyboard -------------------------------------------------------------------------------------------

FOCUS = """((one) => {
  if (!one || one === document.body) return null;
  const looks = (of) => { const css = getComputedStyle(of); return [css.outlineStyle !== 'none' &&
    parseFloat(css.outlineWidth) >= 2, css.boxShadow !== 'none'].some(Boolean); };
  const box = one.getBoundingClientRect();
  const near = [one, one.closest('label'), one.closest('summary'), one.closest('.task')].filter(Boolean);
  globalThis.stops ??= [];
  const known = stops.indexOf(one);
  if (known < 0) stops.push(one);
  return {
    known, name: `${one.localName} ${one.id || one.name || one.textContent.trim().slice(0, 30)}`,
    marked: near.some(looks), on: box.bottom > 0 && box.top < innerHeight && box.width > 0,
  };
})(document.activeElement)"""
# WebKit and Firefox scroll a moment after the focus has moved, and forget that when the scroll to the stop before is
# still on its way. Nobody presses Tab as fast as a test, so this waits until the page stands still.
STILL = """(async () => {
  while (globalThis.height !== scrollY) {
    globalThis.height = scrollY;
    for (let i = 0; i < 2; i++) await new Promise((next) => requestAnimationFrame(next));
  }
})()"""
IN_WINDOW = """((box) => box.bottom > 0 && box.top < innerHeight && box.width > 0)(
  document.activeElement.getBoundingClientRect())"""


def test_focus_is_visible_and_free(engine: Engine, demo_page: Path) -> None:
    """Tab goes through each whole view, the focus can be seen at every stop, and nothing holds it."""
    engine.open(demo_page)
    load(engine, RESPONSE)
    for view in ("start", "questions", "q/vision", "check", "result", "roadmap"):
        engine.show(f"#/{view}")
        walk(engine, view)
        if not engine.js("document.hasFocus()"):
            # The walk ended in Firefox's own bars; its driver brings the focus back into no page but a new one.
            engine, left = engine.new_tab(), engine
            left.close_tab()  # type: ignore[attr-defined]
            engine.open(demo_page)


def walk(engine: Engine, view: str) -> None:
    """From the beginning of the page to its last link by Tab."""
    engine.js("(() => { globalThis.stops = []; document.activeElement?.blur(); })()")
    seen = []
    last = None
    for _ in range(160):
        if engine.name != "chromium":
            engine.js(STILL)
        engine.press("Tab")
        here = engine.js(FOCUS)
        if here is None or here["known"] == 0:
            break
        assert here["known"] == -1, f"{view}: the focus is caught at {here}, after {last}"
        assert here["marked"], f"{view}: the focus cannot be seen at {here['name']}"
        if not here["on"]:  # A browser may scroll after it has moved the focus.
            until(lambda: engine.js(IN_WINDOW), what=f"the focus inside the window, at {here['name']}")
        seen.append(here["name"])
        last = here
    else:
        pytest.fail(f"{view}: no end after {seen[-3:]}")
    footer = "[...document.querySelectorAll('.foot .lnk')].pop()"
    assert len(seen) > 10
    assert engine.js(f"stops.includes({footer})"), f"{view}: the last link of the page is not reached"


def test_the_focus_skips_the_header_and_comes_back_from_a_dialog(engine: Engine, demo_page: Path) -> None:
    """The first stop jumps over the header; a dialog takes the focus, and after Escape it is back where it was."""
    engine.open(demo_page, "#/q/vision")
    engine.press("Tab")
    assert engine.focused("a.skip")
    engine.press("Enter")
    engine.tab_to("main *", 1)
    assert engine.js("document.querySelector('.view.on').dataset.view") == "q/vision"
    load(engine, RESPONSE)
    button = ".foot [data-do=clear]"
    engine.js("document.querySelector(args[0]).focus()", button)
    engine.press("Enter")
    engine.wait_for("document.getElementById('dialog').open")
    assert engine.focused("#dialog *")
    for _ in range(4):
        engine.press("Tab")
        assert engine.js("!document.querySelector('main').contains(document.activeElement)")
    engine.press("Escape")
    engine.wait_for("!document.getElementById('dialog').open")
    assert engine.focused(button)


# ---- Narrow windows and other ways of showing -----------------------------------------------------------

OVERFLOW = """((page) => {
  if (page.scrollWidth <= page.clientWidth) return '';
  const wide = [...document.body.querySelectorAll('*')].filter((one) => one.checkVisibility() &&
    one.getBoundingClientRect().right > page.clientWidth + 1 && !one.closest('.scroll, svg, .vh'));
  const names = wide.map((one) => `${one.localName}.${one.className} ${one.textContent.trim().slice(0, 30)}`);
  return `${page.scrollWidth} > ${page.clientWidth}: ${names.slice(0, 3).join('; ')}`;
})(document.documentElement)"""


# Text that a box cuts off; boxes that scroll, drawings and what is only for a screen reader are no such boxes.
CLIPPED = """[...document.querySelectorAll('#app *')].filter((one) => {
  if (!one.checkVisibility() || !one.textContent.trim()) return false;
  if (one.closest('.vh, svg, textarea, select, .hero')) return false;
  const css = getComputedStyle(one);
  const hides = (way) => ['hidden', 'clip'].includes(way);
  return (hides(css.overflowX) && one.scrollWidth > one.clientWidth + 1) ||
    (hides(css.overflowY) && one.scrollHeight > one.clientHeight + 1);
}).map((one) => `${one.localName}.${one.className}: ${one.textContent.trim().slice(0, 40)}`)"""

# Words that stick out of the window, although nothing makes the page wider.
OUTSIDE = """[...document.querySelectorAll('.view.on *')].filter((one) => {
  if (!one.matches('p, h1, h2, h3, label, li, a, button, dd, dt, th, td')) return false;
  if (!one.checkVisibility() || one.closest('.vh, .scroll')) return false;
  const box = one.getBoundingClientRect();
  return box.width > 0 && (box.left < -1 || box.right > document.documentElement.clientWidth + 1);
}).map((one) => `${one.localName}.${one.className}: ${one.textContent.trim().slice(0, 40)}`)"""


def narrow(make_engine: Make, name: str, page: Path, folder: Path) -> Engine:
    """The page 320 pixels wide; in a frame of that width where a window cannot be so narrow."""
    engine = make_engine(name)
    if name != "webkit":
        engine.resize(320, 640)
        engine.open(page)
        return engine
    frame = folder / "frame.html"
    frame.write_text(
        "<!DOCTYPE html><meta charset=utf-8><title>frame</title>"
        f"<iframe src='{page.as_uri()}' width=320 height=640 style='border:0'></iframe>",
        "utf-8",
    )
    engine.go(frame.as_uri())
    engine.driver.switch_to.frame(0)  # type: ignore[attr-defined]
    engine.wait_for("document.querySelector('.view.on')")
    return engine


@pytest.mark.parametrize("name", NAMES)
def test_narrow_windows(name: str, make_engine: Make, demo_page: Path, tmp_path: Path) -> None:
    """At 320 pixels nobody has to scroll sideways, in every view and both languages, also with wider text spacing.

    That is 1280 pixels at 400%; with the text spacing of WCAG and everything open no text is cut off.
    On a phone, whose layout has other elements, axe finds nothing either; targets are large enough there too.
    WebKitGTK's window cannot be so narrow, and axe does not look into its frame.
    """
    engine = narrow(make_engine, name, demo_page, tmp_path)
    assert engine.js("innerWidth") == 320
    load(engine, RESPONSE)
    found = []
    for spacing in (False, True):
        if spacing:
            engine.js(SPACING)
        for lang in ("en", "nl") if spacing else ("nl", "en"):
            if engine.js("document.documentElement.lang") != lang:
                engine.js("document.querySelector('[data-do=language]').click()")
            for view in VIEWS:
                engine.show(f"#/{view}")
                engine.js(
                    "void document.querySelectorAll('.view.on details').forEach((one) => (one.open = true))"
                )
                wide = engine.js(OVERFLOW)
                if wide:
                    found.append(f"{view}, {lang}{', spaced' if spacing else ''}: {wide}")
                if spacing and lang == "nl":
                    found += [f"{view}: {one}" for one in (*engine.js(CLIPPED), *engine.js(OUTSIDE))]
    engine.show("#/start")
    engine.js(
        "void (document.querySelector('.view.on h1').textContent = args[0])",
        f"Waar staat {'Verzekering' * 4}?",
    )
    found += engine.js(OUTSIDE)
    assert not found, "\n".join(found)
    if name != "webkit":
        on_a_phone(engine, demo_page)


def on_a_phone(engine: Engine, page: Path) -> None:
    """Axe in every full view and with the menu open."""
    engine.go("about:blank")
    engine.resize(390, 800)
    engine.open(page)
    install_axe(engine)
    found = []
    for view in VIEWS:
        engine.show(f"#/{view}")
        found += is_sound(engine, view)
    engine.click("[data-do=menu]")
    found += is_sound(engine, "menu")
    assert not found, "\n".join(found[:20])


SHAPES = """[...document.querySelectorAll('.view.on svg')].filter((svg) => svg.checkVisibility())
  .map((svg) => [svg.getAttribute('class'), getComputedStyle(svg).display, svg.getBoundingClientRect().width > 0,
    [...svg.querySelectorAll('rect, path, polygon, circle')].filter((one) => !one.closest('defs, pattern'))
      .filter((one) => { const css = getComputedStyle(one);
        return css.fill !== 'none' || css.stroke !== 'none'; }).length > 0])"""


def test_charts_and_folded_texts_are_there(make_engine: Make, demo_page: Path) -> None:
    """With forced colours and in print every chart is drawn, and the table beside the profile is shown.

    On paper nothing can be opened: the steps of the roadmap stand open, and the header is gone. Only Chromium can
    emulate these media.
    """
    engine = make_engine("chromium")
    engine.open(demo_page)
    load(engine, RESPONSE)
    emulate = engine.page.emulate_media  # type: ignore[attr-defined]
    emulate(forced_colors="active")
    charts_are_drawn(engine)
    emulate(forced_colors="none", media="print")
    charts_are_drawn(engine)
    engine.show("#/roadmap")
    shown = "[...document.querySelectorAll('.view.on .action-title')].every((one) => one.checkVisibility())"
    assert engine.js(shown) and engine.js("document.querySelectorAll('.view.on .action-title').length") > 5
    assert not engine.js("document.querySelector('#nav').checkVisibility()")


def charts_are_drawn(engine: Engine) -> None:
    """Every chart of the result and the roadmap, and the table of the profile."""
    for view, least in (("result", 10), ("roadmap", 3)):
        engine.show(f"#/{view}")
        charts = [one for one in engine.js(SHAPES) if one[0] in ("ruler", "radar", "stairs")]
        assert len(charts) >= least, (view, len(charts))
        assert all(display != "none" and wide and drawn for _, display, wide, drawn in charts), charts
    engine.show("#/result")
    assert engine.js("getComputedStyle(document.querySelector('.prof table')).display") == "table"
    assert engine.js("document.querySelectorAll('.prof tbody tr').length") == 6
