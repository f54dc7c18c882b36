"""Three browser engines behind one small interface.

Chromium and Firefox ESR run through Playwright, WebKitGTK through Selenium in a display without a screen.
An :class:`Engine` is one page with its own storage. Expressions for :meth:`Engine.js` are JavaScript expressions; they
may be promises, and ``args`` in them holds the further arguments.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import time
import warnings
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conftest import CHROMIUM, CHROMIUM_ARGS, require

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Playwright

NAMES = ("chromium", "firefox", "webkit")
FIREFOX = Path("/usr/bin/firefox-esr")
WEBKIT_DRIVER = Path("/usr/bin/WebKitWebDriver")
MINI_BROWSER = "libwebkit2gtk-4.1-0", "webkit2gtk-4.1/MiniBrowser"
XVFB = Path("/usr/bin/Xvfb")
WIDTH, HEIGHT = 1280, 900

# Automation switches the strict origin policy off; users have it on.
FIREFOX_PREFS: dict[str, str | float | bool] = {
    "security.fileuri.strict_origin_policy": True,
    "browser.download.alwaysOpenPanel": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    # What a browser does at its start besides showing a page: processes for pages to come, reports, news, updates.
    "dom.ipc.processPrelaunch.enabled": False,
    "dom.ipc.processCount": 1,
    "toolkit.telemetry.enabled": False,
    "toolkit.telemetry.unified": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "datareporting.healthreport.uploadEnabled": False,
    "app.normandy.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.safebrowsing.downloads.enabled": False,
    "browser.newtabpage.enabled": False,
    "browser.newtab.preload": False,
    "browser.startup.page": 0,
    "browser.region.update.enabled": False,
    "browser.search.update": False,
    "browser.pagethumbnails.capturing_disabled": True,
    "extensions.update.enabled": False,
    "extensions.systemAddon.update.enabled": False,
    "services.settings.server": "data:,",
}

# Everything that a browser would write into its console, kept inside the page.
_LISTEN = """(() => {
  if (globalThis.heard) return;
  const heard = globalThis.heard = [];
  for (const name of ['log', 'info', 'warn', 'error', 'debug']) {
    const old = console[name];
    console[name] = (...all) => { heard.push(`${name}: ${all.join(' ')}`); old.apply(console, all); };
  }
  addEventListener('error', (event) => heard.push(`error: ${event.message}`), true);
  addEventListener('unhandledrejection', (event) => heard.push(`rejection: ${event.reason}`));
  document.addEventListener('securitypolicyviolation', (event) =>
    heard.push(`policy: ${event.violatedDirective} ${event.blockedURI}`));
})()"""


def until(holds: Callable[[], Any], seconds: float = 10, what: str = "") -> Any:
    """What ``holds`` returns as soon as that is something; fails after so many seconds."""
    end = time.monotonic() + seconds
    while True:
        found = holds()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {what or holds}")
        time.sleep(0.05)


class Engine(ABC):
    """One page in one browser."""

    def __init__(self, name: str, downloads: Path) -> None:
        self.name, self.downloads = name, downloads
        downloads.mkdir(parents=True, exist_ok=True)

    # ---- What each engine does in its own way -----------------------------------------------------------

    @abstractmethod
    def go(self, url: str) -> None:
        """Load an address."""

    @abstractmethod
    def reload(self) -> None:
        """Load the page again, as the user's button does."""

    @abstractmethod
    def js(self, expression: str, *args: Any) -> Any:
        """The value of an expression in the page."""

    @abstractmethod
    def press(self, *keys: str) -> None:
        """Press keys one after another, by their names in KeyboardEvent.key."""

    @abstractmethod
    def type(self, text: str) -> None:
        """Type a text where the focus is."""

    @abstractmethod
    def resize(self, width: int, height: int = HEIGHT) -> None:
        """Give the page another size."""

    @abstractmethod
    def choose_file(self, path: Path) -> None:
        """Choose a file in the page's file field."""

    @abstractmethod
    def close(self) -> None:
        """End the page, and the browser if it is this page's own."""

    @abstractmethod
    def new_tab(self) -> Engine:
        """Another page beside this one, with the same storage."""

    def pdf(self) -> bytes | None:
        """The page printed on A4; nothing where the engine cannot."""
        return None

    def _arrived(self, before: set[Path]) -> Path | None:
        """The file that was not there before, once it is whole."""
        found = {path for path in saved(self.downloads) if path.stat().st_size} - before
        if not found or any(self.downloads.glob("*.part")):
            return None
        return found.pop()

    # ---- What they share --------------------------------------------------------------------------------

    @property
    def console(self) -> list[str]:
        """What the console shows."""
        return list(self.js("globalThis.heard ?? []"))

    @property
    def requests(self) -> list[str]:
        """The addresses that the page loaded, apart from its own."""
        return list(self.js("performance.getEntriesByType('resource').map((entry) => entry.name)"))

    def open(self, path: Path, place: str = "#/start") -> None:
        """Open a page of ours and wait until it works."""
        self.go(f"{path.as_uri()}{place}")
        self.wait_for("document.documentElement.matches('.js, .plain') && document.querySelector('.view.on')")

    def show(self, place: str) -> None:
        """Go to a view by the address; the focus is where the page puts it."""
        self.js("void (location.hash = args[0])", place)
        self.wait_for(
            "((view) => args[0] === view || args[0].startsWith(`${view}/`))"
            "(document.querySelector('.view.on')?.dataset.view)",
            place[2:],
        )

    def wait_for(self, condition: str, *args: Any, seconds: float = 10) -> None:
        """Wait until an expression holds."""
        until(lambda: self.js(f"Boolean({condition})", *args), seconds, f"{condition} {args or ''}")

    def text(self, css: str) -> str:
        """The visible text of the first element that a selector finds."""
        return " ".join(self.js("document.querySelector(args[0])?.innerText ?? ''", css).split())

    def click(self, css: str) -> None:
        """Click the first visible element that a selector finds."""
        found = "[...document.querySelectorAll(args[0])].find((one) => one.checkVisibility())"
        self.js(f"((one) => {{ one.focus({{preventScroll: true}}); one.click(); }})({found})", css)

    def focused(self, css: str) -> bool:
        """Whether the element with the focus fits a selector."""
        return bool(self.js("Boolean(document.activeElement?.matches(args[0]))", css))

    def tab_to(self, css: str, most: int = 40) -> None:
        """Press Tab until an element has the focus."""
        for _ in range(most):
            self.press("Tab")
            if self.focused(css):
                return
        here = self.js("document.activeElement?.outerHTML.slice(0, 200)")
        raise AssertionError(f"{self.name}: {css} is not among the next {most} stops; the focus is on {here}")

    def download(self, act: Callable[[], None]) -> Path:
        """The file that an action makes the browser save."""
        before = set(saved(self.downloads))
        act()
        return Path(until(lambda: self._arrived(before), 15, "download"))

    def answers(self) -> dict[str, str]:
        """The chosen answers that the form shows, of all views that were shown."""
        script = "[...document.querySelectorAll('.ans input:checked, .alt input:checked')]"
        return dict(self.js(f"{script}.map((input) => [input.name, input.value])"))


# ---- Chromium and Firefox -------------------------------------------------------------------------------

_KEYS = {"Space": " "}


class PlaywrightEngine(Engine):
    """A page of Playwright's."""

    def __init__(self, name: str, context: BrowserContext, downloads: Path, arrivals: Path | None) -> None:
        super().__init__(name, downloads)
        self.context = context
        self.arrivals = arrivals
        self.said: list[str] = []
        self.asked: list[str] = []
        context.add_init_script(_LISTEN)
        self.page: Page = context.pages[0] if context.pages else context.new_page()
        self._listen()

    def _listen(self) -> None:
        self.page.set_default_timeout(15000)
        self.page.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        self.page.on("request", lambda request: self.asked.append(request.url))

    def _free(self, name: str) -> str:
        used = len([*self.downloads.glob("*.json")])
        return f"{used}-{name}" if (self.downloads / name).exists() else name

    def go(self, url: str) -> None:
        self.page.goto(url)

    def reload(self) -> None:
        self.page.reload()

    def js(self, expression: str, *args: Any) -> Any:
        return self.page.evaluate(f"(args) => ({expression})", list(args))

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(_KEYS.get(key, key))

    def type(self, text: str) -> None:
        # Key by key at first; the rest at once, as from an input method, because it takes a fraction of the time.
        self.page.keyboard.type(text[:8])
        if text[8:]:
            self.page.keyboard.insert_text(text[8:])

    def resize(self, width: int, height: int = HEIGHT) -> None:
        self.page.set_viewport_size({"width": width, "height": height})

    def choose_file(self, path: Path) -> None:
        self.page.set_input_files("#file", path)

    def download(self, act: Callable[[], None]) -> Path:
        if self.arrivals is None:
            with self.page.expect_download() as event:
                act()
            path = self.downloads / self._free(event.value.suggested_filename)
            event.value.save_as(path)
            return path
        # Playwright hears of no download in this Firefox, but the file arrives in the browser's folder.
        for old in self.arrivals.glob("*.*"):
            old.unlink()
        act()
        seen: list[dict[Path, int]] = []
        path = until(lambda: self._whole(seen), 15, "download")
        return Path(shutil.move(path, self.downloads / self._free(path.name)))

    def _whole(self, seen: list[dict[Path, int]]) -> Path | None:
        """The file that arrived, once it has been the same for a while: it comes under another name and grows."""
        assert self.arrivals is not None
        try:
            seen.append({path: path.stat().st_size for path in saved(self.arrivals)})
        except FileNotFoundError:  # it has just got its name
            return None
        if any(self.arrivals.glob("*.part")) or seen[-3:] != [seen[-1]] * 3:
            return None
        return next((path for path, size in seen[-1].items() if size), None)

    def new_tab(self) -> PlaywrightEngine:
        other = object.__new__(PlaywrightEngine)
        other.__dict__.update(self.__dict__, said=[], asked=[], page=self.context.new_page())
        other._listen()
        return other

    def close_tab(self) -> None:
        """Close this page only."""
        self.page.close()

    def pdf(self) -> bytes | None:
        return self.page.pdf(format="A4", prefer_css_page_size=True)

    @property
    def console(self) -> list[str]:
        return [*self.said, *super().console]

    @property
    def requests(self) -> list[str]:
        return [*self.asked, *super().requests]

    def close(self) -> None:
        with contextlib.suppress(Exception):
            self.context.close()


def saved(folder: Path) -> list[Path]:
    """The files of a folder that a page can make."""
    return [path for path in folder.iterdir() if path.suffix in (".json", ".csv", ".ics")]


def launch_firefox(playwright: Playwright, arrivals: Path, prefs: dict[str, Any] | None = None) -> Browser:
    """Debian's Firefox ESR, which saves downloads in a folder; ``prefs`` on top of ours."""
    path = require(FIREFOX, "firefox-esr")
    wanted = {**FIREFOX_PREFS, **(prefs or {})}
    return playwright.firefox.launch(
        channel="moz-firefox", executable_path=path, firefox_user_prefs=wanted, downloads_path=arrivals
    )


def persistent(
    playwright: Playwright, name: str, profile: Path, folder: Path, cookies: bool = True
) -> PlaywrightEngine:
    """A browser process of its own that keeps its storage in a folder; without cookies it refuses all storage."""
    size: Any = {"width": WIDTH, "height": HEIGHT}
    if name == "chromium":
        path = require(CHROMIUM, "chromium")
        if not cookies:
            (profile / "Default").mkdir(parents=True)
            blocked = {"profile": {"default_content_setting_values": {"cookies": 2}}}
            (profile / "Default" / "Preferences").write_text(json.dumps(blocked), "utf-8")
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=path, args=CHROMIUM_ARGS, viewport=size
        )
        return PlaywrightEngine(name, context, folder, None)
    path = require(FIREFOX, "firefox-esr")
    arrivals = folder / "arrivals"
    arrivals.mkdir(parents=True, exist_ok=True)
    context = playwright.firefox.launch_persistent_context(
        profile, channel="moz-firefox", executable_path=path, viewport=size, downloads_path=arrivals,
        firefox_user_prefs={**FIREFOX_PREFS, **({} if cookies else {"network.cookie.cookieBehavior": 2})},
    )  # fmt: skip
    return PlaywrightEngine(name, context, folder, arrivals)


def processes_of(profile: Path) -> list[int]:
    """The processes that were started with a profile folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if str(profile).encode() in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
    return sorted(found)


def kill(profile: Path) -> None:
    """End the browser of a profile as a crash would: at once, all its processes."""
    for process in processes_of(profile):
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


def crash(engine: PlaywrightEngine, profile: Path) -> None:
    """End a browser as a crash would, and clear away what would keep it from starting again."""
    kill(profile)
    engine.close()
    until(lambda: not processes_of(profile), 10, "the end of the browser")
    for lock in ("SingletonLock", "SingletonCookie", "SingletonSocket", "lock", ".parentlock"):
        with contextlib.suppress(FileNotFoundError):
            (profile / lock).unlink()


# ---- WebKitGTK ------------------------------------------------------------------------------------------


class WebKitEngine(Engine):
    """A page of WebKitGTK's own small browser; a driven one forgets everything when its process ends."""

    def __init__(self, display: str, folder: Path, shared: Any = None, dark: bool = False) -> None:
        super().__init__("webkit", folder / "home")
        self.driver = shared or self._launch(display, folder, dark)
        self.window = self.driver.at = self.driver.current_window_handle
        if not shared:
            self.resize(WIDTH)

    def _launch(self, display: str, folder: Path, dark: bool) -> Any:
        from selenium import webdriver
        from selenium.webdriver.webkitgtk.options import Options
        from selenium.webdriver.webkitgtk.service import Service

        options = Options()
        options.binary_location = mini_browser()
        options.add_argument("--automation")
        folders = {
            f"XDG_{kind}_HOME": str(folder / kind.lower()) for kind in ("DATA", "CACHE", "CONFIG", "STATE")
        }
        env = {
            **os.environ,
            **folders,
            "DISPLAY": display,
            "HOME": str(self.downloads),
            "GSETTINGS_BACKEND": "memory",
            # Without a graphics card it would paint through a software one without a pause, on all cores.
            "WEBKIT_DISABLE_COMPOSITING_MODE": "1",
            **({"GTK_THEME": "Adwaita:dark"} if dark else {}),
        }
        service = Service(require(WEBKIT_DRIVER, "webkit2gtk-driver"), env=env)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # Selenium's own, within itself
            driver = webdriver.WebKitGTK(options=options, service=service)
        driver.set_script_timeout(30)
        return driver

    def _here(self) -> Any:
        # The driver is asked nothing for what is known here: each question is a way there and back.
        if self.driver.at != self.window:
            self.driver.switch_to.window(self.window)
            self.driver.at = self.window
        return self.driver

    def go(self, url: str) -> None:
        self._here().get(url)
        self.js(_LISTEN)

    def reload(self) -> None:
        self._here().refresh()

    def js(self, expression: str, *args: Any) -> Any:
        script = f"""const args = [...arguments], done = args.pop();
            new Promise((resolve) => resolve({expression}))
              .then((value) => done([value === undefined ? null : value]), (error) => done(String(error)));"""
        found = self._here().execute_async_script(script, *args)
        if isinstance(found, str):
            raise AssertionError(f"{expression}: {found}")
        return found[0]

    def _actions(self) -> Any:
        from selenium.webdriver.common.action_chains import ActionChains

        return ActionChains(self._here(), duration=0)

    def press(self, *keys: str) -> None:
        from selenium.webdriver.common.keys import Keys

        named = {
            "Tab": Keys.TAB, "Space": Keys.SPACE, "Enter": Keys.ENTER, "Escape": Keys.ESCAPE,
            "ArrowDown": Keys.ARROW_DOWN, "ArrowUp": Keys.ARROW_UP, "Home": Keys.HOME, "End": Keys.END,
        }  # fmt: skip
        for key in keys:
            chain = self._actions()
            if key.startswith("Shift+"):
                chain.key_down(Keys.SHIFT).send_keys(named[key[6:]]).key_up(Keys.SHIFT).perform()
            else:
                chain.send_keys(named.get(key, key)).perform()

    def type(self, text: str) -> None:
        self._actions().send_keys(text).perform()

    def resize(self, width: int, height: int = HEIGHT) -> None:
        self._here().set_window_size(width, height + 40)

    def choose_file(self, path: Path) -> None:
        self._here().find_element("css selector", "#file").send_keys(str(path))

    def download(self, act: Callable[[], None]) -> Path:
        # WebKitGTK saves nothing under a name that is there already, so what arrived goes to a folder of its own.
        path = super().download(act)
        folder = self.downloads / f"download-{len([*self.downloads.glob('download-*')])}"
        folder.mkdir()
        return Path(shutil.move(path, folder / path.name))

    def new_tab(self) -> WebKitEngine:
        self._here().switch_to.new_window("tab")
        return WebKitEngine("", self.downloads.parent, self.driver)

    def close_tab(self) -> None:
        """Close this page only."""
        self._here().close()
        self.driver.at = self.driver.window_handles[0]
        self.driver.switch_to.window(self.driver.at)

    def close(self) -> None:
        with contextlib.suppress(Exception):
            self.driver.quit()


def mini_browser() -> str:
    """WebKitGTK's browser; it lies in a folder named after the machine's architecture."""
    found = sorted(Path("/usr/lib").glob(f"*/{MINI_BROWSER[1]}"))
    return require(found[0] if found else Path("/usr/lib") / MINI_BROWSER[1], MINI_BROWSER[0])


@contextlib.contextmanager
def display() -> Iterator[str]:
    """A display without a screen, on a free number."""
    require(XVFB, "xvfb")
    read, write = os.pipe()
    command = [str(XVFB), "-displayfd", str(write), "-screen", "0", "1600x1400x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read) as pipe:
            yield f":{pipe.readline().strip()}"
    finally:
        server.terminate()
        server.wait(10)
