"""House rules about templates. Each yields `path:line what` for one file."""

import re
from collections.abc import Iterator

from .source import ROOT, Book, Source, templates

BOOK = Book(templates, [])
rule = BOOK.rule

TEMPLATE_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.S)
COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}|<!--.*?-->", re.S)
TRANSLATED = re.compile(r"""\{%\s*translate\s+(["'])(.*?)\1[^%]*%\}|\b_\("([^"]*)"\)""", re.S)
HTML_TAG = re.compile(r"<[^>]*>", re.S)


def _found(source: Source, pattern: str, text: str | None = None) -> Iterator[str]:
    text = source.text if text is None else text
    for match in re.finditer(pattern, text, re.I | re.S):
        line = text.count("\n", 0, match.start()) + 1
        yield f"{source.path}:{line} {' '.join(match.group().split())[:60]}"


def _blank(pattern: re.Pattern[str], text: str) -> str:
    """Take out what matches, keeping the lines where they were."""
    return pattern.sub(lambda match: "\n" * match.group().count("\n") or " ", text)


@rule(
    "nothing-inline",
    "The content security policy refuses script and style written into a page. Use a class, a data- "
    "attribute and a "
    "file under static/.",
    breaks=[
        ("tessera/plans/templates/plans/a.html", '<p style="color:red">'),
        ("tessera/plans/templates/plans/a.html", "<p\n  {% if x %}style='a'{% endif %}>"),
        ("tessera/plans/templates/plans/a.html", '<button onclick="go()">'),
        ("tessera/plans/templates/plans/a.html", "<style>p {}</style>"),
        ("tessera/plans/templates/plans/a.html", "<script>go()</script>"),
        ("tessera/plans/templates/plans/a.html", '<a href="javascript:go()">'),
    ],
    keeps=[
        ("tessera/plans/templates/plans/a.html", "<script src=\"{% static 'ui/a.js' %}\" defer></script>"),
        ("tessera/plans/templates/plans/a.html", '<p class="style" data-on="x">It went on = yes</p>'),
    ],
)
def nothing_inline(source: Source) -> Iterator[str]:
    text = _blank(COMMENT, source.text)
    yield from _found(source, r"<style\b", text)
    yield from _found(source, r"<script\b(?![^>]*\bsrc=)[^>]*>", text)
    yield from _found(source, r"(?:href|src|action)\s*=\s*[\"']?\s*javascript:", text)
    for tag in re.finditer(r"<[a-z][^>]*>", text, re.I | re.S):
        attributes = re.sub(r"=\s*(\"[^\"]*\"|'[^']*')", "=", tag.group())
        if match := re.search(r"[\s}](style|on[a-z]+)\s*=", attributes, re.I):
            line = text.count("\n", 0, tag.start()) + 1
            yield f"{source.path}:{line} {match.group(1)}="


@rule(
    "templates-stay-at-home",
    "A template includes and extends only templates of its own app or of ui, by name. Another app's page "
    "is private "
    "to that app; what two apps share belongs in ui.",
    breaks=[
        ("tessera/plans/templates/plans/a.html", '{% include "people/card.html" %}'),
        ("tessera/plans/templates/plans/a.html", "{% extends base %}"),
    ],
    keeps=[
        (
            "tessera/plans/templates/plans/a.html",
            '{% extends "ui/page.html" %}{% include "plans/b.html" with x=1 %}',
        ),
        ("tessera/ui/templates/ui/a.html", "{% include name %}"),
    ],
)
def templates_stay_at_home(source: Source) -> Iterator[str]:
    homes = {source.app, "ui", source.parts[source.parts.index("templates") + 1]}
    homes |= {folder.name for folder in (ROOT / "tessera" / source.app / "templates").glob("*/")}
    for match in re.finditer(r"\{%\s*(?:include|extends)\s+(\S+)", _blank(COMMENT, source.text)):
        name = match.group(1)
        is_literal = name[0] in "\"'"
        if source.app == "ui" and not is_literal:
            continue
        if not is_literal or name.strip("\"'").split("/")[0] not in homes:
            yield f"{source.path} {match.group()}"


@rule(
    "escaping-stays-on",
    "Everything on a page is escaped. If it must be markup, it is made by a component in tessera/ui.",
    breaks=[
        ("tessera/plans/templates/plans/a.html", "{{ note|safe }}"),
        ("tessera/plans/templates/plans/a.html", "{% autoescape off %}"),
        ("tessera/plans/templates/plans/a.html", "{{ notes | safeseq }}"),
    ],
    keeps=[("tessera/plans/templates/plans/a.html", "<p>A safe place</p>{{ note|linebreaks }}")],
)
def escaping_stays_on(source: Source) -> Iterator[str]:
    if source.app != "ui" and not source.path.endswith(".txt"):
        yield from _found(source, r"\|\s*(safe|safeseq)\b|\{%\s*autoescape\s+off")


@rule(
    "forms-carry-their-token",
    "A form that posts carries {% csrf_token %}, or another site could send it.",
    breaks=[("tessera/plans/templates/plans/a.html", '<form method="post"><button>Go</button></form>')],
    keeps=[
        ("tessera/plans/templates/plans/a.html", '<form method="post">{% csrf_token %}</form>'),
        ("tessera/plans/templates/plans/a.html", '<form method="get"></form>'),
    ],
)
def forms_carry_their_token(source: Source) -> Iterator[str]:
    text = _blank(COMMENT, source.text)
    for match in re.finditer(r"<form\b[^>]*\bmethod\s*=\s*[\"']?post\b.*?(?:</form>|\Z)", text, re.I | re.S):
        if "csrf_token" not in match.group():
            yield f"{source.path}:{text.count(chr(10), 0, match.start()) + 1} <form>"


@rule(
    "what-names-a-part-is-there",
    "A name in an attribute that is spoken is made in the same template, with {% translate ... as name %}: one that "
    "is nowhere is drawn as nothing, and nobody sees it.",
    breaks=[("tessera/plans/templates/plans/a.html", '<td data-label="{{ label_rating }}">')],
    keeps=[
        (
            "tessera/plans/templates/plans/a.html",
            '{% translate "Rating" as label_rating %}<td data-label="{{ label_rating }}" aria-label="{{ one.name }}">',
        ),
    ],
)
def what_names_a_part_is_there(source: Source) -> Iterator[str]:
    text = _blank(COMMENT, source.text)
    for match in re.finditer(r"\{\{ *(label_\w+) *\}\}", text):
        if f" as {match.group(1)} %}}" not in text:
            yield f"{source.path}:{text.count(chr(10), 0, match.start()) + 1} {match.group(1)}"


@rule(
    "words-on-screens",
    "Say it plainly and without blame. People here are practitioners, never users or workers; an error "
    "says what "
    "happened and what to do, and is not called invalid; nothing is oops, and nobody is begged with please.",
    breaks=[
        ("tessera/plans/templates/plans/a.html", "<p>Please enter a date</p>"),
        ("tessera/plans/templates/plans/a.html", "<p>Invalid date</p>"),
        ("tessera/plans/templates/plans/a.html", "<p>The user was told</p>"),
        ("tessera/plans/templates/plans/a.html", '<p>{% translate "The user was told" %}</p>'),
        ("tessera/plans/templates/plans/a.html", '{% button _("Please send") %}'),
    ],
    keeps=[
        ("tessera/plans/templates/plans/a.html", "<p>Enter the date of birth</p>{# the user #}"),
        ("tessera/plans/templates/plans/a.html", "<p>{{ user }} {% if invalid %}Enter a date{% endif %}</p>"),
    ],
)
def words_on_screens(source: Source) -> Iterator[str]:
    text = _blank(COMMENT, source.text)
    # Words to be translated stand inside tags; they come out before the tags go.
    text = re.sub(
        r"\{%.*?%\}",
        lambda tag: (
            tag.group() + " ".join(found[2] or found[3] for found in TRANSLATED.finditer(tag.group()))
        ),
        text,
        flags=re.S,
    )
    for pattern in (TEMPLATE_TAG, HTML_TAG):
        text = _blank(pattern, text)
    yield from _found(source, r"\b(please|oops|invalid|users?|click here|successfully|e-mail)\b", text)
