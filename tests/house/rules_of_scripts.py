"""House rules about our own scripts and styles, before they are built."""

import re
from collections.abc import Iterator

from .source import Book, Source, every_file


def scripts() -> Iterator[Source]:
    for source in every_file():
        if source.parts[0] == "frontend" and source.path.endswith((".js", ".mjs", ".scss")):
            yield source


BOOK = Book(scripts, [])
rule = BOOK.rule


def _found(source: Source, pattern: str) -> Iterator[str]:
    for match in re.finditer(pattern, re.sub(r"(?<![:\"'(])//[^\n]*|/\*.*?\*/", "", source.text, flags=re.S)):
        yield f"{source.path} {match.group()}"


@rule(
    "scripts-make-no-markup",
    "A script puts text into a page with textContent and makes elements with createElement: what somebody "
    "typed must "
    "never be read as markup.",
    breaks=[("frontend/scripts/a.mjs", "x.innerHTML = y"), ("frontend/scripts/a.mjs", "eval(x)")],
    keeps=[("frontend/scripts/a.mjs", "x.textContent = y // never innerHTML")],
)
def scripts_make_no_markup(source: Source) -> Iterator[str]:
    yield from _found(
        source,
        r"\b(?:innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function\b|setHTML\w*)",
    )


SEALED = "frontend/scripts/live/kept.mjs"


@rule(
    "nothing-stays-in-the-browser",
    "What is typed about a child is kept on the server, for its author. A school's shared computer keeps "
    "what a "
    "script stores in the browser for whoever comes next. One module keeps what a live form could not send yet: "
    "records that it sealed with a key which signing out destroys, and whether announcements are off.",
    breaks=[
        ("frontend/scripts/a.mjs", 'localStorage.setItem("draft", text)'),
        ("frontend/scripts/live/outbox.mjs", "indexedDB.open(name)"),
        (SEALED, "record.sealed = await cipher('encrypt', x); localStorage.setItem(DRAFT, text)"),
        (SEALED, "record.sealed = await cipher('encrypt', x); sessionStorage.draft = text"),
        (SEALED, "record.sealed = await cipher('encrypt', x); all.put(entry)"),
        (SEALED, "indexedDB.open(name); all.put(record)"),
    ],
    keeps=[
        ("frontend/scripts/a.mjs", "await fetch(form.action, {method: 'POST', body})"),
        (SEALED, "indexedDB.open(name); record.sealed = await this.cipher('encrypt', x); all.put(record)"),
        (SEALED, "record.sealed = await cipher('encrypt', x); localStorage.setItem(QUIET, 'yes')"),
    ],
)
def nothing_stays_in_the_browser(source: Source) -> Iterator[str]:
    if source.path != SEALED:
        yield from _found(
            source, r"\b(?:localStorage|sessionStorage|indexedDB|document\.cookie\s*=|caches\.open)"
        )
        return
    yield from _found(source, r"\b(?:sessionStorage|document\.cookie\s*=|caches\.open)")
    yield from _found(source, r"\blocalStorage\b(?!\.[gs]etItem\(QUIET\b)")
    yield from _found(source, r"\.(?:put|add)\((?!record\))[^)]*")
    if not re.search(r"record\.sealed = await (?:this\.)?cipher\('encrypt'", source.text):
        yield f"{source.path} stores what it did not seal"


@rule(
    "nothing-comes-from-elsewhere",
    "Pages load nothing from, and send nothing to, another host: the content security policy refuses it, "
    "and an "
    "address asked for elsewhere is already a disclosure.",
    breaks=[
        ("frontend/scripts/a.mjs", 'fetch("https://example.org/x")'),
        ("frontend/a.scss", "url(//cdn.x/f.woff)"),
    ],
    keeps=[("frontend/scripts/a.mjs", 'document.createElementNS("http://www.w3.org/2000/svg", "svg")')],
)
def nothing_comes_from_elsewhere(source: Source) -> Iterator[str]:
    yield from _found(source, r"""["'(](?:https?:|wss?:)?//(?!www\.w3\.org/)[\w.-]+""")
