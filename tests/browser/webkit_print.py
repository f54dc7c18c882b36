"""Prints what WebKitGTK shows: its driver has no command for that, its library has.

/usr/bin/python3 webkit_print.py URL STEPS: STEPS is JSON, a list of scripts with the files to print into. Each script
runs in the page and may be a promise. Needs Debian's python3-gi and gir1.2-webkit2-4.1, so it runs in the system's
Python and imports nothing of ours.
"""

from __future__ import annotations

import json
import sys

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import GLib, Gtk, WebKit2  # noqa: E402

MARGIN = 12  # mm
PATIENCE = 120  # s
READY = "document.documentElement.matches('.js') && document.querySelector('.view.on') !== null"


class Printer:
    """One page, and what is left to print of it."""

    def __init__(self, url: str, steps: list[list[str]]) -> None:
        self.steps = steps
        self.view = WebKit2.WebView.new_with_context(WebKit2.WebContext.new_ephemeral())
        self.view.get_settings().set_print_backgrounds(False)
        self.window = Gtk.OffscreenWindow()
        self.window.set_default_size(1280, 900)
        self.window.add(self.view)
        self.window.show_all()
        self.view.load_uri(url)
        self.wait()

    def run(self, script: str, then: object) -> None:
        """Run the body of an asynchronous function in the page."""
        self.view.call_async_javascript_function(script, -1, None, None, None, None, then)

    def wait(self) -> bool:
        self.run(f"return {READY}", self.look)
        return False

    def look(self, view: object, result: object) -> None:
        try:
            ready = self.view.call_async_javascript_function_finish(result).to_boolean()
        except GLib.Error:
            ready = False  # the page is not there yet
        if ready:
            self.next()
        else:
            GLib.timeout_add(100, self.wait)

    def next(self) -> None:
        if not self.steps:
            Gtk.main_quit()
            return
        script, self.target = self.steps.pop(0)
        # Two frames, so that what the script changed has been laid out.
        frames = "await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        self.run(f"{script}; {frames}; return true", self.print)

    def print(self, view: object, result: object) -> None:
        self.view.call_async_javascript_function_finish(result)
        settings = Gtk.PrintSettings.new()
        settings.set_printer("Print to File")
        settings.set(Gtk.PRINT_SETTINGS_OUTPUT_URI, GLib.filename_to_uri(self.target))
        settings.set(Gtk.PRINT_SETTINGS_OUTPUT_FILE_FORMAT, "pdf")
        sheet = Gtk.PageSetup.new()
        sheet.set_paper_size(Gtk.PaperSize.new("iso_a4"))
        for side in ("top", "bottom", "left", "right"):
            getattr(sheet, f"set_{side}_margin")(MARGIN, Gtk.Unit.MM)
        self.job = WebKit2.PrintOperation.new(self.view)
        self.job.set_print_settings(settings)
        self.job.set_page_setup(sheet)
        self.job.connect("finished", lambda _: self.next())
        self.job.connect("failed", lambda _, error: self.fail(error.message))
        self.job.print_()

    def fail(self, why: str) -> bool:
        self.why = why
        Gtk.main_quit()
        return False


printer = Printer(sys.argv[1], json.loads(sys.argv[2]))
GLib.timeout_add_seconds(PATIENCE, printer.fail, "not in time")
Gtk.main()
sys.exit(getattr(printer, "why", None))
