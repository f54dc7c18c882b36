"""A peer: the fastest known maker of static sites, given the same questionnaire, clients, styles and scripts.

Its pages say the same in both languages and weigh about the same, but check nothing, score nothing and know no
second look at what they hold. What all clients share is cached for the whole build (``partialCached``), as its own
documentation advises.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from bench.measure import ROOT, run

_CONFIG = """baseURL = "/"
disableKinds = ["taxonomy", "term", "home", "RSS", "sitemap", "section", "404", "robotsTXT"]
[markup.goldmark.renderer]
unsafe = false
"""
_PAGE = """<!DOCTYPE html><html lang="nl"><head><meta charset="utf-8"><title>{{ .Title }}</title>
<style>:root{--brand:{{ .Params.primary | safeCSS }};--accent:{{ .Params.accent | safeCSS }}}</style>
{{ partialCached "part.html" "head.html" "head" }}</head><body><h1>{{ .Title }}</h1><p>{{ .Params.consultant }}</p>
{{ partialCached "body.html" (dict "q" .Site.Data.questionnaire "t" .Site.Data.questionnaire) "en" }}
{{ partialCached "body.html" (dict "q" .Site.Data.questionnaire "t" .Site.Data.nl) "nl" }}
<footer>{{ .Title }}, {{ .Params.consultant }}</footer>
{{ partialCached "part.html" "tail.html" "tail" }}</body></html>
"""
_PART = "{{ readFile . | safeHTML }}"
_BODY = """{{ $t := .t }}<p>{{ .t.purpose | markdownify }}</p>
{{ range .q.dimensions }}<section id="{{ .id }}"><h2>{{ .title }}</h2><p>{{ .lede | markdownify }}</p>
{{ range .questions }}{{ $own := . }}{{ with $t.questions }}{{ with index . $own.id }}{{ $own = . }}{{ end }}{{ end }}
<fieldset><legend>{{ $own.title }}</legend><p>{{ $own.text | markdownify }}</p>
{{ $id := .id }}{{ range $i, $a := $own.anchors }}<div class="opt"><input type="radio" name="{{ $id }}"
id="{{ $id }}-{{ $i }}" value="{{ add $i 1 }}"><label for="{{ $id }}-{{ $i }}">{{ $a | markdownify }}</label>
</div>{{ end }}
<details><summary>Help</summary>{{ $own.help | markdownify }}<ul>{{ range $own.evidence }}<li>{{ . }}</li>{{ end }}</ul>
<p>{{ $own.ask }}</p></details><textarea name="note-{{ $id }}"></textarea></fieldset>{{ end }}</section>{{ end }}
{{ range .q.roadmap.steps }}<section id="{{ .id }}"><h2>{{ .title }}</h2>
{{ range .actions }}<h3>{{ .title }}</h3><p>{{ .owner }}</p><p>{{ .text | markdownify }}</p>{{ end }}</section>{{ end }}
"""


def site(place: Path) -> Path:
    """A Hugo site beside a workspace with the same clients, and the styles and scripts of one of its pages."""
    folder = place / "hugo"
    page = next((place / "output").rglob("index.html")).read_bytes()
    layouts = folder / "layouts"
    files = {
        "config.toml": _CONFIG,
        "layouts/_default/single.html": _PAGE,
        "layouts/partials/part.html": _PART,
        "layouts/partials/body.html": _BODY,
        "head.html": "".join(re.findall(r"<style>.*?</style>", page.decode(), re.DOTALL)),
        "tail.html": "".join(re.findall(r"<script.*?</script>", page.decode(), re.DOTALL)),
    }
    layouts.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    (folder / "data").mkdir(exist_ok=True)
    for name in ("questionnaire", "nl"):
        shutil.copy(ROOT / "questionnaires" / "cx-maturity" / f"{name}.yaml", folder / "data")
    for client in (place / "clients").iterdir():
        text = (client / "client.yaml").read_text("utf-8")
        name, primary, accent = (_given(text, key) for key in ("name", "primary", "accent"))
        matter = f"---\ntitle: {name}\nprimary: {primary}\naccent: {accent}\nconsultant: {name}\n---\n"
        (folder / "content").mkdir(exist_ok=True)
        (folder / "content" / f"{client.name}.md").write_text(matter, "utf-8")
    return folder


def _given(text: str, key: str) -> str:
    found = re.search(rf"^\s*{key}:\s*(.+)$", text, re.MULTILINE)
    return found[1] if found else '""'


def build(folder: Path) -> float:
    """Wall seconds of a full build."""
    shutil.rmtree(folder / "public", ignore_errors=True)
    return run(["hugo", "--quiet"], folder)


def installed() -> bool:
    """Whether there is a peer to compare with."""
    return shutil.which("hugo") is not None
