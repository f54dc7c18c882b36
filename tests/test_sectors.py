"""The questionnaire in the words of every sector: what is put in for ``{customer}`` must fit where it stands.

All texts are rendered in both languages for every sector, for no sector, and for a client with words of its own.
Each trap below is a pattern that no text may match. A pattern knows ``ONE`` and ``MANY``, the words of that client
for one person and for several.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from typing import Any

import pytest
from samples import BUNDLED, bundled, demo_client

from cxassess import catalogue, scaffold, texts
from cxassess.i18n import fill
from cxassess.model import Client, Questionnaire

LANGUAGES = ("en", "nl")
OWN_TERMS = {
    "customer": {"en": "patient", "nl": "patiënt"},
    "customers": {"en": "patients", "nl": "patiënten"},
}
CLIENTS: dict[str, Client] = {
    **{s.value: replace(demo_client(), sector=s.value, terms={}) for s in bundled().sectors},
    "none": replace(demo_client(), sector=None, terms={}),
    "own-terms": replace(demo_client(), sector="care", terms=OWN_TERMS),
}
SHORT = "Meridiaan"

LABELS = {"ask", "customer", "customers", "evidence", "kpi", "strong", "weak"}
"""Texts that go on after something else, so they begin with a small letter."""
CODES = {"digest", "horizon", "id", "lang", "rule", "source", "value", "version", "view"}
"""Fields that nobody reads as text; lists of ids below the top are left out too."""


@dataclass(frozen=True)
class Rendered:
    """A text as a reader sees it, with its place and the name of its field."""

    place: str
    field: str
    text: str


@cache
def every_questionnaire() -> tuple[Questionnaire, ...]:
    """The bundled questionnaires; all have the same terms."""
    folders = sorted(BUNDLED.parent.iterdir())
    return tuple(bundled() if folder == BUNDLED else catalogue.read(folder) for folder in folders)


def walk(value: Any, place: str = "", field: str = "") -> Iterator[Rendered]:
    """Every text below; ids and other codes are left out."""
    if isinstance(value, str):
        if field not in CODES:
            yield Rendered(place, field, value.replace("*", ""))
    elif isinstance(value, Mapping):
        here = f"{place}/{value['id']}" if "id" in value else place
        for name, inner in value.items():
            if name not in ("tags", "when") or not place:
                yield from walk(inner, f"{here}/{name}", str(name))
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner, place, field)


@cache
def rendered(name: str, lang: str) -> tuple[Rendered, ...]:
    """All texts of all bundled questionnaires for a client in a language."""
    found: list[Rendered] = []
    for one in every_questionnaire():
        words = texts.term_values(one, CLIENTS[name], lang)
        found += walk(texts.local(one, lang, {**words, "organisation": SHORT}))
    return tuple({(one.field, one.text): one for one in reversed(found)}.values())[::-1]


def terms(name: str, lang: str) -> tuple[str, str]:
    """The client's words for one and for several."""
    values = texts.term_values(bundled(), CLIENTS[name], lang)
    return values["customer"], values["customers"]


def templates(value: Any, place: str = "") -> Iterator[tuple[str, Mapping[str, str]]]:
    """Every text of the questionnaire before anything is filled in."""
    if isinstance(value, Mapping):
        if set(value) == set(LANGUAGES):
            yield place, value
    elif is_dataclass(value):
        for field in fields(value):
            inner = f"{place}/{getattr(value, 'id', '')}/{field.name}"
            yield from () if field.name == "terms" else templates(getattr(value, field.name), inner)
    elif isinstance(value, tuple):
        for one in value:
            yield from templates(one, place)


TEMPLATES = [found for one in every_questionnaire() for found in templates(one)]

every_client = pytest.mark.parametrize("name", CLIENTS)
every_language = pytest.mark.parametrize("lang", LANGUAGES)

# -- Patterns -------------------------------------------------------------------------------------------------

NUMBERS = {
    "en": "two|three|four|five|six|seven|eight|nine|ten|[2-9]|[0-9]{2,}",
    "nl": "twee|drie|vier|vijf|zes|zeven|acht|negen|tien|[2-9]|[0-9]{2,}",
}
BEFORE = {
    "en": "about|after|among|and|around|as|at|before|behind|between|by|for|from|how|in|into|like|many|of|on|or"
    "|than|that|through|to|towards|what|when|where|which|who|with|without",
    "nl": "aan|aantal|achter|als|bij|dan|dat|door|en|groep|groepen|hoe|in|met|na|naar|naast|namens|of|om|onder"
    "|op|over|per|rond|samen|sinds|soorten|tegen|tot|tussen|uit|van|via|volgens|voor|wat|waar|wanneer|zonder",
}
"""After these words a term is no subject (or not surely), so the verb that follows may belong elsewhere."""

SINGULAR_VERBS = {
    "en": "asks|becomes|belongs|calls|comes|does|expects|experiences|feels|finds|gets|gives|goes|has|hears|helps|is"
    "|keeps|knows|leaves|looks|makes|meets|needs|notices|pays|rates|reads|responds|says|sees|stays|takes|talks"
    "|tells|thinks|uses|visits|wants|was|writes",
    "nl": "beleeft|betaalt|blijft|denkt|doet|ervaart|geeft|gebruikt|gaat|had|heeft|hoort|is|kan|kent|kiest|komt"
    "|krijgt|leest|mag|maakt|merkt|mocht|moet|neemt|ontmoet|praat|reageert|schrijft|spreekt|stopt|telt|vertelt"
    "|vertrekt|vindt|voelt|vraagt|was|weet|werd|wil|wordt|zag|zal|zegt|ziet|zoekt|zou",
}
PLURAL_VERBS = {
    "en": "are|ask|become|belong|call|come|do|expect|feel|find|get|give|go|have|hear|help|keep|know|leave|look|make"
    "|meet|need|notice|pay|read|respond|say|see|stay|take|talk|tell|think|use|visit|want|were|write",
    "nl": "betalen|blijven|denken|doen|ervaren|geven|gebruiken|gaan|hadden|hebben|horen|kennen|kiezen|komen|krijgen"
    "|kunnen|lezen|maken|merken|mochten|moesten|moeten|mogen|nemen|ontmoeten|praten|reageren|schrijven|spreken"
    "|stoppen|tellen|vertellen|vertrekken|vinden|voelen|vragen|waren|weten|werden|willen|worden|zagen|zeggen"
    "|zien|zijn|zoeken|zouden|zullen",
}
NOT_AFTER = {
    lang: "".join(rf"(?<!\b{word} )(?<!\b{word} {the} )" for word in BEFORE[lang].split("|"))
    for lang, the in (("en", "the"), ("nl", "de"))
}

ANYWHERE: dict[str, str] = {
    "braces": r"[{}]",
    "two spaces": r"\s{2,}|[\t\n]|\u00a0",
    "space at an end": r"^\s|\s$",
    "space before a sign": r" [,.;:?!)]",
    "no space after a sign": r"[a-z][,;?!](?=\w)|[a-zé]\.(?=[A-ZÉ])",
    "two signs": r"[,;:.?!][,;:.]",
    "capital inside a sentence": r"(?<=[a-zé,;] )(?:CapitalONE|CapitalMANY)\b",
    "small letter after a full stop": r"[.?!][’”')]? [a-zéë]",
}
TRAPS: dict[str, dict[str, str]] = {
    "en": {
        "one with the plural": r"\b(?:a|an|another|each|either|every|neither|much|one|this)"
        r"(?: (?!(?:day|week|month|quarter|time|year)\b)\w+)? MANY\b",
        "many with the singular": rf"\b(?:{NUMBERS['en']}|both|few|many|more|most|several|some|these|those)"
        r"(?: \w+ing| \w+ed)? ONE\b",
        "plural with a singular verb": rf"{NOT_AFTER['en']}\bMANY (?:{SINGULAR_VERBS['en']})\b",
        "singular with a plural verb": rf"\b(?:a|each|every|the)(?: \w+)? ONE (?:{PLURAL_VERBS['en']})\b",
        "who has": r"\bMANY who (?:has|is|was|does|wants|needs)\b",
        "a before a vowel": r"\ba (?!(?:eu|one\b|once\b|uni[^nm]|use|usual|usable|utility)\w*)[aeiou]",
        "an before a consonant": r"\ban (?!(?:heir|honest|honou?r|hour)\w*|HR\b|MT\b|NPS\b)[^aeiouAEIOU\W]",
        "two plurals of one": r"\bMANYe?s\b|\bMANY MANY\b",
        "possessive": r"\b(?:ONE|MANY)['’]|s['’]s\b",
        "glued": r"\bONE(?!s\b)[\w-]|\bMANY[\w-]|-(?:ONE|MANY)\b",
        "their in the singular": r"\b(?:ONE|MANY) (?:his|her|its)\b",
        "as an adjective": r"\bONE (?:care|contact|data|feedback|focus|goal|group|journey|measure|need|opinion"
        r"|question|rating|satisfaction|score|service|story|survey|target|view)s?\b",
    },
    "nl": {
        "het-word": r"\b(?:dat|dit|elk|het|ieder|menig|ons|welk|zo'n soort)(?: (?!een\b|de\b|deze|die|geen\b|onze\b"
        r"|elke\b|iedere\b|mijn\b|uw\b)\w+)? ONE\b",
        "het-word with the plural": r"\b(?:dit|een|elk|elke|het|ieder|iedere|menig|ons|welk)(?: \w+e)? MANY\b",
        "many with the singular": rf"\b(?:{NUMBERS['nl']}|alle|beide|enkele|meer|meerdere|veel|verschillende|weinig)"
        r"(?: \w+e)? ONE\b",
        "adjective without e": r"\b(?:de|deze|die|een|onze) (?:boos|gemiddeld|goed|kwetsbaar|lastig|nieuw|vast) "
        r"(?:ONE|MANY)\b",
        "plural with a singular verb": rf"{NOT_AFTER['nl']}\bMANY (?:{SINGULAR_VERBS['nl']})\b",
        "singular with a plural verb": rf"(?<!van )(?<!voor )(?<!met )(?<!aan )\b(?:de|een|elke|iedere) ONE "
        rf"(?:{PLURAL_VERBS['nl']})\b",
        "relative pronoun": r"\b(?:ONE|MANY) (?:dat|wat) (?:\w+ )?"
        r"(?:heeft|hebben|wil|willen|krijgt|krijgen|is|zijn)\b",
        "two plurals of one": r"\bMANY(?:s|en|'s|’s)\b|\bMANY MANY\b",
        "possessive": r"\b(?:ONE|MANY)['’]"
        r"|\b(?:ONE|MANY) (?:z'n|d'r|hun|haar|zijn) (?=\w+ (?:wordt|is|staat|krijgt)\b)",
        "plural with an apostrophe": r"[b-df-hj-np-tv-xz]['’]s\b(?<!KPI's)",
        "glued": r"\bONE(?!(?:s|en)\b)[\w-]|\bMANY[\w-]|-(?:ONE|MANY)\b",
    },
}  # fmt: skip
FIXED = {
    "en": r"[Cc]ustomer (?:experience|service)|Voice of the Customer",
    "nl": r"[Kk]lant(?:en)?(?:beleving|doel|reis|reizen|reiskaarten|service|visie)|Stem van de klant",
}
"""Terms of the field that stay the same in every sector, see docs/content.md."""


def without_fixed(text: str, lang: str) -> str:
    """The text with another word in place of each fixed term."""
    return re.sub(FIXED[lang], lambda found: "Thema" if found[0][0].isupper() else "thema", text)


def pattern(text: str, name: str, lang: str, *, capitals: bool = False) -> re.Pattern[str]:
    """A trap for the words of one client; only with ``capitals`` it tells small letters from capitals."""
    one, many = terms(name, lang)
    words = {"CapitalONE": one.capitalize(), "CapitalMANY": many.capitalize(), "ONE": one, "MANY": many}
    filled = re.sub("|".join(words), lambda found: words[found[0]], text)
    return re.compile(filled, re.NOFLAG if capitals else re.IGNORECASE)


@cache
def own_texts(name: str, lang: str) -> tuple[tuple[str, str], ...]:
    """Place and text of all but the figures, which quote others; fixed terms are taken out."""
    found = [one for one in rendered(name, lang) if "/figures/" not in one.place]
    return tuple((one.place, without_fixed(one.text, lang)) for one in found)


def matches(trap: re.Pattern[str], name: str, lang: str) -> list[str]:
    """Where a trap is sprung: place and the text around it."""
    return [
        f"{place}: …{shown[max(0, hit.start() - 40) : hit.end() + 25]}…"
        for place, shown in own_texts(name, lang)
        for hit in trap.finditer(shown)
    ]


# -- Tests ----------------------------------------------------------------------------------------------------


@every_language
@every_client
def test_all_texts_are_there(name: str, lang: str) -> None:
    """Every text of the questionnaires is rendered, except figures without a source and the names of sectors."""
    values = {**texts.term_values(bundled(), CLIENTS[name], lang), "organisation": SHORT}
    found = {one.text for one in rendered(name, lang)}
    expected = [text for place, text in TEMPLATES if not re.search("/(?:figures|sectors)/", place)]
    assert len(expected) > 900
    assert [text[lang] for text in expected if fill(text[lang], values).replace("*", "") not in found] == []


@pytest.mark.parametrize("trap", ANYWHERE)
@every_language
@every_client
def test_signs_and_capitals(name: str, lang: str, trap: str) -> None:
    assert matches(pattern(ANYWHERE[trap], name, lang, capitals=True), name, lang) == []


@pytest.mark.parametrize(("lang", "trap"), [(lang, trap) for lang in LANGUAGES for trap in TRAPS[lang]])
@every_client
def test_terms_fit_their_sentences(name: str, lang: str, trap: str) -> None:
    assert matches(pattern(TRAPS[lang][trap], name, lang), name, lang) == []


@every_language
@every_client
def test_no_word_stands_there_twice(name: str, lang: str) -> None:
    found = [one for one in rendered(name, lang) if re.search(r"\b(\w+) \1\b", one.text, re.IGNORECASE)]
    assert found == []


@every_language
@every_client
def test_sentences_begin_with_a_capital_and_labels_do_not(name: str, lang: str) -> None:
    """A sentence ends with a sign, too; titles, names and labels end without."""
    one, many = terms(name, lang)
    for text in rendered(name, lang):
        first = text.text.lstrip("“‘'(")[0]
        if text.field in LABELS:
            assert not text.text.endswith("."), text
            assert first.islower() or text.text.split()[0].isupper() or text.text[:2].istitle(), text
            assert not text.text.startswith((one.capitalize(), many.capitalize())), text
        else:
            assert first.isupper() or first.isdigit(), text
        if text.field in {"help", "what", "why", "first", "caution", "lede", "about", "note", "description"}:
            assert text.text[-1] in ".?!", text


@every_language
@every_client
def test_quotes_and_brackets_are_closed(name: str, lang: str) -> None:
    for text in rendered(name, lang):
        assert all(text.text.count(a) == text.text.count(b) for a, b in ("()", "“”", "[]")), text


@every_language
@pytest.mark.parametrize("name", [name for name in CLIENTS if name not in ("b2c", "none")])
def test_other_sectors_see_no_customers(name: str, lang: str) -> None:
    """Where people are called otherwise, "customer" stands only in the terms of the field."""
    words = {"en": r"\bcustomers?\b", "nl": r"klant"}
    assert [one for one in own_texts(name, lang) if re.search(words[lang], one[1], re.IGNORECASE)] == []


@every_language
def test_nothing_is_glued_to_a_term(lang: str) -> None:
    """No ending, apostrophe or hyphen: those fit the word of one sector and not of the next."""
    glued = re.compile(r"\{[Cc]ustomers?\}[\w'’-]|[\w'’-]\{[Cc]ustomers?\}")
    assert [(place, text[lang]) for place, text in TEMPLATES if glued.search(text[lang])] == []


def test_no_article_in_english_depends_on_a_term() -> None:
    """A client may choose a word that begins with a vowel, such as "inhabitant"."""
    article = re.compile(r"\ban? \{customers?\}", re.IGNORECASE)
    assert [(place, text["en"]) for place, text in TEMPLATES if article.search(text["en"])] == []


@every_language
def test_a_capital_term_stands_only_where_a_sentence_begins(lang: str) -> None:
    small = re.compile(r"(?:^|[.?!] )\{customers?\}")
    large = re.compile(r"[^.?! ] \{Customers?\}")
    labels = [place for place, _ in TEMPLATES if place.rsplit("/", 1)[-1] in LABELS]
    for place, text in TEMPLATES:
        assert not large.search(text[lang]), (place, text[lang])
        assert place in labels or not small.search(text[lang]), (place, text[lang])


# -- The traps themselves -------------------------------------------------------------------------------------

SPRUNG = {
    ("en", "one with the plural"): ["a citizens", "Every citizens", "one vulnerable citizens"],
    ("en", "many with the singular"): ["many citizen", "20 citizen", "few satisfied citizen"],
    ("en", "plural with a singular verb"): ["Citizens has", "the citizens is"],
    ("en", "singular with a plural verb"): ["the citizen have", "every angry citizen want"],
    ("en", "who has"): ["citizens who has left"],
    ("en", "a before a vowel"): ["a inhabitant", "a answer", "a unimportant one"],
    ("en", "an before a consonant"): ["an citizen", "an home"],
    ("en", "two plurals of one"): ["citizenses", "citizens citizens"],
    ("en", "possessive"): ["the citizen's view", "citizens' views", "citizens's"],
    ("en", "glued"): ["citizense", "citizen-facing", "non-citizen"],
    ("en", "their in the singular"): ["citizen his"],
    ("en", "as an adjective"): ["our citizen measures", "citizen feedback"],
    ("nl", "het-word"): ["Het inwoner", "dat inwoner", "ons tevreden inwoner", "elk inwoner"],
    ("nl", "het-word with the plural"): ["dit inwoners", "een vaste inwoners", "elk inwoners"],
    ("nl", "many with the singular"): ["veel inwoner", "drie inwoner", "20 inwoner"],
    ("nl", "adjective without e"): ["een gemiddeld inwoner", "de nieuw inwoners"],
    ("nl", "plural with a singular verb"): ["Inwoners heeft", "de inwoners krijgt"],
    ("nl", "singular with a plural verb"): ["een inwoner hebben", "iedere inwoner krijgen"],
    ("nl", "relative pronoun"): ["de inwoner dat heeft gebeld", "inwoners wat willen"],
    ("nl", "two plurals of one"): ["inwonersen", "inwoners's"],
    ("nl", "possessive"): ["inwoner's vraag", "inwoners' vragen"],
    ("nl", "plural with an apostrophe"): ["gesprek's"],
    ("nl", "glued"): ["inwonerreis", "inwoners-avond", "oud-inwoner"],
}
SAFE = {
    "en": "What citizens say. Each of our citizens. A score that citizens give. The view of citizens has changed. "
    "A useful unit, an hour, an HR manager, a one-page plan. Every citizen who gives feedback gets a reply. "
    "Some staff know what citizens want. Each quarter citizens speak. One of the citizens asks. How citizens see us",
    "nl": "Wat inwoners ervaren. Een cijfer dat inwoners geven. De inwoner heeft gelijk. Vertel dat een inwoner belt. "
    "Collega's en persona's over KPI's. Groepen inwoners en hun vragen. Het oordeel van inwoners is bekend. "
    "Elk voorstel voor inwoners. Iedere inwoner die belt, krijgt antwoord. De kosten van de inwoner zijn hoog",
}


def test_every_trap_has_its_example() -> None:
    assert set(SPRUNG) == {(lang, trap) for lang in LANGUAGES for trap in TRAPS[lang]}


@pytest.mark.parametrize(("lang", "trap"), SPRUNG)
def test_each_trap_springs_and_lets_good_sentences_pass(lang: str, trap: str) -> None:
    found = pattern(TRAPS[lang][trap], "government", lang)
    assert [text for text in SPRUNG[lang, trap] if not found.search(text)] == []
    assert found.search(SAFE[lang]) is None


def test_new_offers_the_sectors_of_the_bundled_questionnaire() -> None:
    """Customers of a firm that sells to people are its plain customers."""
    known = {sector for terms in bundled().terms.values() for sector in terms}
    assert {*scaffold.SECTORS[1:], "default"} == known and scaffold.SECTORS[0] == "b2c"
