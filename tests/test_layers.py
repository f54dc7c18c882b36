"""Modules import only downwards, heavy packages have one door each, and only the command line prints."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from conftest import ROOT

PACKAGE = ROOT / "cxassess"

LAYERS: tuple[tuple[str, ...], ...] = (
    ("", "errors", "model", "i18n", "business_fields", "messages", "messages_nl", "colour", "publickey", "yaml_words"),
    ("source", "resources", "signature", "kept", "notices"),
    ("validation", "keyring", "folder", "raster", "frame"),
    ("logo",),
    ("questionnaire_file",),
    ("questionnaire", "questionnaire_rules", "business_rules", "translation", "catalogue", "client", "practice",
     "response", "response_groups", "theme", "theme_check", "sealed"),
    ("plan", "plan_compiler"),
    ("scoring", "scoring_result", "scoring_means", "scoring_levels", "scoring_order", "explanation", "charts",
     "planner", "planner_problem", "planner_search", "business_case", "business_charts", "together", "groups", "since"),
    ("texts", "report", "report_words", "report_measures", "report_reasons", "report_profile", "report_roadmap",
     "story", "document", "document_summary", "planner_view", "business_words", "business_figures", "business_form",
     "business_view", "together_view", "groups_view", "since_view"),
    ("markup", "render", "page_check", "wording"),
    ("page_client", "shape"),
    ("page",),
    ("hosted", "bundle"),
    ("exporters", "exporters.sandbox", "exporters.csv", "exporters.json", "exporters.pictures", "exporters.defaults",
     "exporters.tagging",
     "exporters.typefaces", "exporters.embedded", "exporters.numbers", "exporters.roadmap", "exporters.workers"),
    ("exporters.typesetter",),
    ("exporters.archive",),
    ("exporters.pdf",),
    ("exporters.html", "exporters.summary", "exporters.images"),
    ("exporters.word_tree", "exporters.word_styles", "exporters.word"),
    ("printing",),
    ("library", "remembered", "output", "manifest", "build"),
    ("scored",),
    ("earlier",),
    ("reporting", "checking"),
    ("commands", "scaffold", "schemas", "serving"),
    ("terminal",),
    ("questions", "spoken"),
    ("cli",),
    ("__main__",),
)  # fmt: skip
LEVEL = {name: i for i, layer in enumerate(LAYERS) for name in layer}

DOORS = {
    "yaml": {"source"},
    "pydantic": {"validation", "questionnaire_file", *LAYERS[5]},
    "jinja2": {"render"},
    "markdown": {"markup"},
    "nh3": {"markup"},
    "pickle": {"kept"},
    "markupsafe": {"markup", "render", "page", "page_client"},
    "weasyprint": {"exporters.typesetter", "exporters.tagging", "exporters.numbers"},
    "pikepdf": {"exporters.embedded"},
    "openpyxl": {"exporters.roadmap"},
    "cryptography": {"keyring", "sealed"},
    "pydyf": {"exporters.tagging", "exporters.archive"},
    "cssselect2": {"exporters.pdf"},
    "fontTools": {"exporters.typefaces"},
    "click": {"cli", "spoken", "terminal", "questions"},
    "PIL": {"raster"},
    "docx": {"exporters.word", "exporters.word_styles"},
    "pypdfium2": {"exporters.images"},
    "tinyhtml5": {"exporters.word_tree"},
}
LAZY = {("errors", "messages")}
"""An error knows its message, but only when it has to be told."""


def modules() -> dict[str, Path]:
    """Every module by its name below the package."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        found[".".join(part for part in parts if part != "__init__")] = path
    return found


@cache
def tree(name: str) -> ast.Module:
    return ast.parse(modules()[name].read_text("utf-8"))


def imports(name: str, *, inside: bool = True) -> Iterator[str]:
    """Everything that a module imports, ``from x import y`` as both ``x`` and ``x.y``."""
    nodes = ast.walk(tree(name)) if inside else at_import(tree(name))
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} has a relative import"
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def at_import(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of a module that run when it is imported."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        yield child
        yield from at_import(child)


def own(name: str, *, inside: bool = True) -> set[str]:
    """The package's modules that a module imports."""
    known = {f"cxassess.{module}": module for module in modules() if module}
    return {known[found] for found in imports(name, inside=inside) if found in known}


def test_every_module_has_a_layer() -> None:
    assert set(modules()) == set(LEVEL)


@pytest.mark.parametrize("name", sorted(LEVEL))
def test_a_module_imports_nothing_of_a_higher_layer(name: str) -> None:
    higher = {other for other in own(name) if LEVEL[other] > LEVEL[name]}
    assert higher == set()


@pytest.mark.parametrize("layer", range(len(LAYERS)))
def test_modules_of_a_layer_do_not_import_each_other_in_a_circle(layer: int) -> None:
    known = {
        name: {o for o in own(name) if LEVEL[o] == layer and (name, o) not in LAZY} for name in LAYERS[layer]
    }
    while free := [name for name, needs in known.items() if not needs]:
        for name in free:
            del known[name]
        for needs in known.values():
            needs.difference_update(free)
    assert known == {}


def test_errors_know_messages_only_when_told() -> None:
    assert "messages" in own("errors")
    assert own("errors", inside=False) == set()


@pytest.mark.parametrize("package", sorted(DOORS))
def test_a_package_has_one_door(package: str) -> None:
    users = {name for name in modules() if package in {found.partition(".")[0] for found in imports(name)}}
    assert users, f"nothing imports {package}: is the door still needed?"
    assert users <= DOORS[package]


def test_everything_else_that_is_imported_comes_with_python() -> None:
    allowed = {*DOORS, "cxassess", *sys.stdlib_module_names}
    for name in modules():
        strangers = {found.partition(".")[0] for found in imports(name)} - allowed
        assert strangers == set(), name


def test_weasyprint_is_loaded_only_when_a_report_is_made() -> None:
    assert not any(found.startswith("weasyprint") for found in imports("exporters.pdf", inside=False))
    for name in modules():
        is_printer = name.startswith("exporters.") or name == "printing"
        assert is_printer or "exporters.pdf" not in own(name)
    assert not any(found.startswith("exporters.") for found in own("printing", inside=False))


@pytest.mark.parametrize("name", sorted(DOORS["cryptography"]))
def test_cryptography_is_loaded_only_when_a_key_is_made_or_a_file_opened(name: str) -> None:
    assert not any(found.startswith("cryptography") for found in imports(name, inside=False))


def test_the_command_line_loads_nothing_but_errors_at_first() -> None:
    assert own("cli", inside=False) == {"errors", "spoken", "terminal"}
    assert own("spoken", inside=False) == {"terminal"}
    assert own("terminal", inside=False) == {"errors"}
    for name in ("cli", "spoken", "terminal"):
        assert {found.partition(".")[0] for found in imports(name, inside=False)} <= {
            "click", "cxassess", "__future__", *sys.stdlib_module_names,
        }  # fmt: skip


@pytest.mark.parametrize("name", sorted(set(LEVEL) - {"terminal"}))
def test_only_the_terminal_module_prints_and_exits(name: str) -> None:
    asking = {"print", "input", "exit", "quit", "breakpoint"}
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in asking, f"{name}:{node.lineno}"
        if isinstance(node, ast.Attribute):
            text = ast.unparse(node)
            loud = {"sys.stdout", "sys.stderr", "sys.exit", "os._exit"}
            if name in ("exporters.sandbox", "exporters.workers"):
                loud.remove("os._exit")  # it ends a copy of this process
            assert text not in loud, f"{name}:{node.lineno}"


def test_nothing_reads_the_network_or_runs_programs() -> None:
    never = {
        "socket",
        "ssl",
        "http",
        "urllib",
        "requests",
        "subprocess",
        "ftplib",
        "smtplib",
        "ctypes",
    }
    may = {
        "exporters.typesetter": {"ctypes"},  # there it keeps programs from being run
        "serving": {"http", "subprocess"},  # answers this computer alone, and runs this program
    }
    for name in modules():
        found = {found.partition(".")[0] for found in imports(name)}
        assert found & never <= may.get(name, set()), name
    assert not any(found.startswith("http.client") for found in imports("serving"))


def test_nothing_evaluates_text() -> None:
    for name in modules():
        for node in ast.walk(tree(name)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in ("eval", "exec", "compile", "__import__"), f"{name}:{node.lineno}"
