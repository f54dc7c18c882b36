"""Every message about input and commands: what is wrong, then how to mend it.

One catalogue per language; a test holds them to the same codes and the same ``{names}``.
"""

from __future__ import annotations

from collections.abc import Mapping

from cxassess.i18n import fill

EN: dict[str, str] = {
    # files
    "file-missing": "there is no such file. Check the name and the folder.",
    "file-is-folder": "this is a folder, not a file. Name the file inside it.",
    "file-unreadable": "the file cannot be read ({why}). Check that you may open it.",
    "file-too-large": "the file is larger than {limit}, which no real file needs. Check that it is the right one.",
    "not-utf8": "this line has characters that are not UTF-8. Save the file as UTF-8.",
    "too-deep": "more than {limit} levels inside each other. Make it flatter.",
    "too-many-values": "more than {limit} values. Split the file.",
    # YAML and JSON
    "yaml-syntax": "this is not valid YAML: {why}. Check indentation, colons and quotes around here.",
    "yaml-second-document": "a second document starts here. Remove the line with three hyphens.",
    "yaml-anchor": "anchors and aliases (“{name}”) are not accepted. Write the value out.",
    "yaml-tag": "tags such as “{tag}” are not accepted. Remove the tag.",
    "yaml-key": "a key must be plain text. Write it as one word with a colon.",
    "yaml-trap": "“{word}” without quotes means different things to different programs. Write it in quotes, or use true or false.",
    "yaml-not-a-number": "“{word}” is not a usable number. Write a number, or put it in quotes.",
    "duplicate-key": "“{key}” was already given on line {line}. Keep one of the two.",
    "json-syntax": "this is not valid JSON: {why}. Ask for the file as the page downloads it, and do not edit it.",
    "json-refused": "the file holds something that is not accepted: {what}. Ask for the file as the page downloads it, and do not edit it.",
    # values
    "unknown-key": "“{name}” is not a key here. Known keys: {options}.",
    "unknown-key-near": "“{name}” is not a key here. Did you mean “{near}”?",
    "key-missing": "“{key}” is missing here. Add it.",
    "not-text": "“{key}” must be a text. Put it in quotes.",
    "not-whole-number": "“{key}” must be a whole number, not “{value}”.",
    "not-number": "“{key}” must be a number, not “{value}”.",
    "not-date": '“{value}” is not a date. Write it as year-month-day, for example "2027-01-31".',
    "too-many-decimals": "“{key}” has more than three decimals ({value}). Round it.",
    "option-level": "the level of answer “{value}” must lie between {first} and {last} and not be lower than the one before.",
    "option-level-top": "the highest answer needs the highest level, {last}. Otherwise no answers could reach it.",
    "not-bool": "“{key}” must be true or false, not “{value}”.",
    "not-list": "“{key}” must be a list: lines that start with a hyphen.",
    "not-mapping": "“{key}” must be a group of keys with values.",
    "not-slug": "“{value}” cannot be an id. Use small letters, digits and hyphens, and start with a letter.",
    "not-one-of": "“{name}” is not possible here. Choose from: {options}.",
    "not-one-of-near": "“{name}” is not possible here. Did you mean “{near}”?",
    "empty-text": "“{key}” is empty. Write a text or remove the key.",
    "text-too-long": "“{key}” is longer than {limit} characters. Make it shorter.",
    "wrong-form": "“{value}” does not have the form that “{key}” needs. See the documentation of this key.",
    "too-small": "“{key}” must be at least {bound}.",
    "too-large": "“{key}” must be at most {bound}.",
    "too-few-items": "“{key}” needs at least {bound} items.",
    "too-many-items": "“{key}” may have at most {bound} items.",
    "invalid-value": "“{key}” cannot be used: {why}. Correct the value.",
    # questionnaire
    "duplicate-id": "the id “{id}” is already used on line {line}. Give this one another id.",
    "dimension-both": "dimension “{id}” has both dimensions and questions. Put the questions in a dimension of their own.",
    "dimension-empty": "dimension “{id}” has no questions. Add “questions” or remove it.",
    "weights-zero": "all weights in this group are zero. Give at least one a weight.",
    "answers-missing": "question “{id}” has no answers. Add “anchors”, “options” or “scale”.",
    "answers-several": "question “{id}” has several kinds of answers ({given}). Keep one.",
    "anchors-count": "question “{id}” has {count} anchors, but there are {levels} levels. Write one anchor for each level.",
    "duplicate-option": "the value “{value}” is used twice or is reserved. Give each answer its own value.",
    "options-order": "the points of “{value}” are not higher than those before it. Order the answers from low to high.",
    "option-level-missing": "answer “{value}” needs a “level”, because there are not as many answers as levels.",
    "unknown-scale": "there is no scale “{name}”. Known scales: {options}.",
    "unknown-scale-near": "there is no scale “{name}”. Did you mean “{near}”?",
    "unknown-tag": "there is no tag “{name}”. Add it under “tags”, or use: {options}.",
    "unknown-tag-near": "there is no tag “{name}”. Did you mean “{near}”?",
    "unknown-step": "there is no roadmap step “{name}”. Known steps: {options}.",
    "unknown-step-near": "there is no roadmap step “{name}”. Did you mean “{near}”?",
    "unknown-question": "there is no question “{name}”. Use the id of a question in this file.",
    "unknown-question-near": "there is no question “{name}”. Did you mean “{near}”?",
    "unknown-action": "there is no action “{name}”. Use the id of an action in this file.",
    "unknown-action-near": "there is no action “{name}”. Did you mean “{near}”?",
    "unknown-figure": "there is no figure “{name}”. Use the id of a figure in this file.",
    "unknown-figure-near": "there is no figure “{name}”. Did you mean “{near}”?",
    "figure-unverified": "the figure “{name}” is unverified, so it is not shown. Name a confirmed or an old one.",
    "line-own": "the benefit line “{id}” is of your own and needs “{key}”. Add it, or use one of: {options}.",
    "line-built-in": "“{key}” is for benefit lines of your own, and “{id}” is built in. Remove it.",
    "unknown-profile": "there is no profile question “{name}”. Known: {options}.",
    "unknown-profile-near": "there is no profile question “{name}”. Did you mean “{near}”?",
    "unknown-choice": "“{name}” is not an answer to this profile question. Known: {options}.",
    "unknown-choice-near": "“{name}” is not an answer to this profile question. Did you mean “{near}”?",
    "unknown-sector": "there is no sector “{name}”. Known: {options}.",
    "unknown-sector-near": "there is no sector “{name}”. Did you mean “{near}”?",
    "unknown-term": "there is no term “{name}” to put between braces. Known: {options}.",
    "unknown-term-near": "there is no term “{name}” to put between braces. Did you mean “{near}”?",
    "term-default": "term “{name}” has no “default”. Add the word for clients without a sector.",
    "levels-order": "level {number} comes after level {after}. Number the levels upwards without gaps.",
    "threshold-missing": "level {number} has no “threshold”. Add the score at which it starts.",
    "thresholds-order": "the threshold of level {number} is not higher than the one before it. Order them from low to high.",
    "lifts-order": "an action lifts from a lower to a higher level, not from {low} to {high}.",
    "days-order": "write the days as [fewest, most], above zero; here they are {low} and {high}.",
    "needs-later": "this action needs “{name}”, which starts in a later period. Move one of the two.",
    "needs-cycle": "these actions wait for each other: {ring}. Remove one of the needs.",
    "translation-missing": "the {lang} text “{path}” is missing. Add it.",
    "translation-unknown": "“{path}” belongs to nothing in questionnaire.yaml. Remove it or correct the id.",
    "translation-unknown-near": "“{path}” belongs to nothing in questionnaire.yaml. Did you mean “{near}”?",
    "translation-language": "this file must begin with “language: {lang}”.",
    # client and theme
    "questionnaire-unknown": "there is no questionnaire “{name}”. Known: {options}.",
    "questionnaire-unknown-near": "there is no questionnaire “{name}”. Did you mean “{near}”?",
    "theme-unknown": "there is no theme “{name}”. Known: {options}.",
    "theme-unknown-near": "there is no theme “{name}”. Did you mean “{near}”?",
    "theme-cycle": "the theme “{name}” extends itself. Remove one “extends”.",
    "theme-file": "the theme has no file “{name}”. Add it, or extend a theme that has it.",
    "theme-template": "the template “{name}” does not work: {why}.",
    "theme-style-close": "the style sheet “{name}” contains “</”, which would end it in the page. Remove it.",
    "language-unknown": "the questionnaire “{questionnaire}” has no language “{name}”. It has: {options}.",
    "sector-unknown": "the questionnaire has no sector “{name}”. Known: {options}.",
    "sector-unknown-near": "the questionnaire has no sector “{name}”. Did you mean “{near}”?",
    "owner-unknown": "no action of the questionnaire has the owner “{name}”. Known: {options}.",
    "owner-unknown-near": "no action of the questionnaire has the owner “{name}”. Did you mean “{near}”?",
    "target-unknown": "the questionnaire has no dimension “{name}”. Known: {options}.",
    "target-unknown-near": "the questionnaire has no dimension “{name}”. Did you mean “{near}”?",
    "target-level": "level {level} does not exist. Choose from {first} to {last}.",
    "client-term-language": "this term needs a text in {lang} too. Add it.",
    "logo-missing": "there is no logo “{name}” in this client's folder. Put the file there or correct the name.",
    "logo-outside": "the logo “{name}” lies outside the client's folder. Copy it into the folder.",
    "logo-type": "“{name}” is not a logo we can use. Save it as SVG or PNG.",
    "logo-large": "the logo “{name}” is too large ({what}). Save it smaller: at most {limit}.",
    "logo-unsafe": "the SVG logo “{name}” contains “{what}”, which a picture does not need. Export it again as plain SVG.",
    "folder-name": "the folder name “{name}” cannot be used. Use small letters, digits and hyphens, and start with a letter.",
    "colour-changed": "the {name} colour {given} is too light to read on white; {used} is used for text and bars.",
    # responses
    "response-format": "this is not a response file of this product. Ask for the file that the page downloads.",
    "response-other": "this response belongs to questionnaire “{given}”, not to “{wanted}”. Use it with its own client.",
    "response-client": "this response was made for client “{given}”, not for “{wanted}”. Check that it is the right file.",
    "response-version": "this response was filled in with version {given}; it is read as version {wanted}.",
    "response-unknown": "the questionnaire no longer has “{name}”; the answer is kept but not counted.",
    "response-business-unknown": "the business case no longer has “{name}”; what was filled in is kept but not counted.",
    "response-business-range": "“{name}” in the business case must lie between {least} and {most}. Ask for a new file.",
    "response-business-whole": "“{name}” in the business case must be a whole number. Ask for a new file.",
    "response-value": "“{value}” is not an answer to “{question}”. Known: {options}.",
    "response-not-offered": "“{value}” is not offered for “{question}”. Choose one of its answers.",
    "response-reason": "“{question}” is answered with not applicable, without a reason.",
    # encrypted responses
    "not-public-key": "“{key}” is not a public key. Copy the whole line that “cxassess keygen” prints.",
    "sealed-no-key": "the file is encrypted for key {wanted}, and there is no key in “{where}”. Name the key file with --key.",
    "sealed-other-key": "the file is encrypted for key {wanted}, but “{where}” has {given}. Name the right key file with --key.",
    "sealed-damaged": "the file was changed or damaged, so it cannot be opened. Ask for it again.",
    "sealed-passphrase": "this passphrase does not open the file, or the file was changed. Try again, or ask for the file again.",
    "sealed-passphrase-missing": "the file needs a passphrase. Run the command in a terminal, or set CXASSESS_PASSPHRASE.",
    "sealed-closed": "the file is encrypted for key {fingerprint}; only its head was checked. The commands “score” and “report” open it.",
    "sealed-closed-passphrase": "the file is encrypted with a passphrase; only its head was checked. The commands “score” and “report” open it.",
    "key-unreadable": "this is not a private key of this product. Name the file that “cxassess keygen” made.",
    "key-passphrase": "this passphrase does not open the key. Try again.",
    "key-passphrase-missing": "the key needs a passphrase. Run the command in a terminal, or set CXASSESS_KEY_PASSPHRASE.",
    "passphrase-short": "the passphrase is too short. Use at least {limit} characters.",
    "passphrase-missing": "there is no passphrase. Run the command in a terminal, or set {variable}.",
    "said-passphrase": "Type the passphrase of {name}.",
    "said-key": "The fingerprint is {name}. Put the line with public_key in client.yaml, and keep a copy of the key file in a safe place: without it nobody can open the answers.",
    # commands
    "no-workspace": "no clients folder here. Go to your workspace, or make one with: cxassess init",
    "no-client": "there is no client “{name}”. Known: {options}.",
    "no-client-near": "there is no client “{name}”. Did you mean “{near}”?",
    "no-clients": "there are no clients yet. Make one with: cxassess new",
    "no-responses": "client “{name}” has no response files. Put them in {folder}, or name them after the command.",
    "client-exists": "client “{name}” exists already. Choose another name, or edit {path}.",
    "name-empty": "the name is empty. Give the client a name.",
    "init-exists": "{path} is already a workspace. Nothing was changed.",
    "output-outside": "the output file {path} would lie outside the output folder. Choose another name.",
    "output-link": "{path} is a link, and links are not written through. Remove it first.",
    "output-failed": "{path} cannot be written ({why}). Check the folder, the disk and your rights.",
    "schema-unknown": "there is no schema “{name}”. Known: {options}.",
    "schema-unknown-near": "there is no schema “{name}”. Did you mean “{near}”?",
    "check-unknown": "there is nothing here that can be checked. Name a questionnaire, client or theme folder, or a response file.",
    "several-responses": "a report shows one response. You named {count} files; name one. Joining several respondents comes in a later version.",
    "pdf-missing": "PDF needs Pango, which is not installed ({why}). On Debian and Ubuntu: sudo apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0. On macOS: brew install pango. On Windows: see docs/install.md. Everything else works without it.",
    "pdf-warning": "the PDF was not made, because it would not be right: {why}",
    "pdf-slow": "the PDF took more than {seconds} seconds of work and was given up. Shorten the longest notes, or make the logo or theme simpler. On a slow computer, allow more: {variable}=60.",
    "pdf-memory": "the PDF needed more than {size} MB of memory and was given up. Make the logo or theme simpler.",
    "pdf-unreadable": "this is not a PDF that can be read. Use the file as cxassess printed it.",
    "pdf-foreign": "this PDF is not a report of cxassess, or its files were taken out. Use the report as it was printed, or the response file.",
    "pdf-without-answers": "this report was printed without its answers. Use the response file, or print the report again with --attach.",
    "page-unsafe": "the page was not written, because it could reach outside: {why}",
    "said-more": "and {count} more. Mend these first, then run again.",
    "said-checked": "{count} checked, no problems.",
    "said-built": "{written} written, {unchanged} unchanged.",
    "language-unspoken": "the page itself does not speak “{name}”. It speaks: {options}. Remove the language, or help us add it.",
    "name-folder": "“{name}” must be called the same as its folder, “{folder}”. Change one of the two.",
    "internal": "something went wrong inside cxassess: {why}. Please report it; run again with --verbose for the details.",
}


def catalogue(lang: str) -> Mapping[str, str]:
    """The messages of a language; English where there are none. Only what is spoken is loaded."""
    if lang == "nl":
        from cxassess.messages_nl import NL

        return NL
    return EN


def message(code: str, values: Mapping[str, object], lang: str = "en") -> str:
    """The message for a code with its values filled in; English where the language has none."""
    shown = {name: printable(value) for name, value in values.items()}
    return fill(catalogue(lang).get(code, EN[code]), shown)


def printable(value: object) -> str:
    """The value without control characters, which could steer a terminal."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in str(value))
