"""Pictures of every view of the demo page, filled with the demo's answers; for looking at, and for the README.

python scripts/screenshots.py FOLDER            every view at 1280, 390 and 320 pixels
python scripts/screenshots.py FOLDER --readme   and the three in docs/images/
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PIL import Image
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from conftest import CHROMIUM, CHROMIUM_ARGS  # noqa: E402

from cxassess.build import Builder  # noqa: E402
from cxassess.resources import Workspace  # noqa: E402

DEMO = ROOT / "demo"
ANSWERS = DEMO / "clients" / "meridiaan" / "responses" / "1-directie.json"
PICTURES = ROOT / "docs" / "images"
WIDTHS = (1280, 390, 320)
HEIGHTS = {1280: 900, 390: 844, 320: 640}
LIMIT = 250_000
CROP = 1400
EMPTY = ("start", "questions", "result", "roadmap", "business")
FULL = ("start", "questions", "q/vision", "q/ownership", "check", "result", "roadmap", "business")


def load(page: Page) -> None:
    """Open the demo's answers the way a user does, and put its messages away."""
    page.set_input_files("#file", ANSWERS)
    page.click("#dialog [value=yes]")
    page.click("#notice [data-do=dismiss]")


def opened(browser: Browser, address: str, width: int, scheme: Literal["light", "dark"] = "light") -> Page:
    """The page in a window of its own; an error in its script ends this program."""
    page = browser.new_page(viewport={"width": width, "height": HEIGHTS[width]}, color_scheme=scheme)

    def stop(error: object) -> None:
        sys.exit(f"The page's script fails: {error}")

    page.on("pageerror", stop)
    page.goto(address)
    page.wait_for_selector(".view.on")
    return page


def show(page: Page, view: str) -> None:
    """Go to a view and wait until it stands."""
    page.evaluate("(view) => { location.hash = `#/${view}`; document.activeElement?.blur(); }", view)
    page.wait_for_function("(view) => document.querySelector('.view.on').dataset.view === view", arg=view)
    page.evaluate("document.fonts.ready")
    # Pictures are of a page at rest, which has nothing left to save.
    page.wait_for_function("() => !document.querySelector('#save use[href=\"#i-disk\"]')")


def take(page: Page, folder: Path, name: str) -> None:
    """One picture of the whole view, from its top."""
    page.evaluate("document.activeElement?.blur(), scrollTo(0, 0)")
    page.screenshot(path=folder / f"{name}.png", full_page=True)
    print(folder / f"{name}.png")


def views(page: Page, folder: Path, width: int) -> None:
    """Every view empty and full, and the states in between."""
    for view in EMPTY:
        show(page, view)
        take(page, folder, f"{width}-empty-{view}")
    page.set_input_files("#file", ANSWERS)
    page.wait_for_selector("#dialog[open]")
    page.screenshot(path=folder / f"{width}-dialog.png")
    page.click("#dialog [value=no]")
    load(page)
    for view in FULL:
        show(page, view)
        take(page, folder, f"{width}-{view.replace('/', '-')}")
    show(page, "q/vision")
    page.evaluate("document.querySelectorAll('.view.on details').forEach((one) => (one.open = true))")
    take(page, folder, f"{width}-open-topic")
    show(page, "roadmap")
    page.evaluate("document.querySelectorAll('.view.on details').forEach((one) => (one.open = true))")
    take(page, folder, f"{width}-open-roadmap")
    show(page, "q/purpose")
    page.evaluate("document.querySelector('#q-purpose-room input[value=not-applicable]').click()")
    page.click(".view.on [data-do=next]")
    take(page, folder, f"{width}-missing-reason")
    page.evaluate("document.querySelector('[data-do=language]').click()")
    for view in ("start", "result"):
        show(page, view)
        take(page, folder, f"{width}-english-{view}")


def picture(page: Page, view: str, name: str) -> None:
    """The top of a view as a small file."""
    show(page, view)
    page.evaluate("document.activeElement?.blur(), scrollTo(0, 0)")
    raw = page.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": 1280, "height": CROP})
    image = Image.open(io.BytesIO(raw)).convert("RGB")
    PICTURES.mkdir(parents=True, exist_ok=True)
    target = PICTURES / f"{name}.png"
    image.save(target, optimize=True)
    for colours in (256, 128, 64):
        if target.stat().st_size < LIMIT:
            break
        image.quantize(colours, dither=Image.Dither.NONE).save(target, optimize=True)
    print(target, target.stat().st_size)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--readme", action="store_true", help="write those of the README too")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as site, sync_playwright() as driver:
        summary = Builder(Workspace(DEMO), Path(site)).build(["meridiaan"])
        if summary.errors:
            raise summary.errors[0]
        address = (Path(site) / "meridiaan" / "index.html").as_uri()
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=CHROMIUM_ARGS)
        for width in WIDTHS:
            page = opened(browser, address, width)
            views(page, options.folder, width)
            page.close()
        page = opened(browser, address, WIDTHS[0], "dark")
        load(page)
        for view in FULL:
            show(page, view)
            take(page, options.folder, f"dark-{view.replace('/', '-')}")
        page.close()
        if options.readme:
            page = opened(browser, address, WIDTHS[0])
            load(page)
            for view, name in (("result", "result"), ("q/journey", "questions"), ("roadmap", "roadmap")):
                picture(page, view, name)
        browser.close()


if __name__ == "__main__":
    main()
