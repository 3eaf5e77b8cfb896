"""What is asked of every page: axe, no sideways scrolling, targets large enough, nothing in the console."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from tests.browser import seen

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESKTOP, MOBILE, NARROW = (1280, 900), (390, 844), (320, 700)
# A test of a minimum target size leaves out what the guideline leaves out: links within a sentence, and boxes and
# buttons whose label is the target. Source: WCAG 2.2, success criterion 2.5.8.
SMALL_TARGETS = """() => [...document.querySelectorAll('a[href], button, select, summary, input:not([type=hidden])')]
  .filter(e => {
    const box = e.getBoundingClientRect(), style = getComputedStyle(e)
    if (!box.width || !box.height || style.visibility === 'hidden' || e.closest('.govuk-visually-hidden')) return false
    if (e.matches('.govuk-visually-hidden, .govuk-skip-link') || style.display === 'inline') return false
    return box.width < 24 || box.height < 24
  })
  .map(e => `${e.tagName.toLowerCase()}.${e.className} ${e.textContent.trim().slice(0, 40)}`)"""
# Where the reader chose the colours, what was told by a fill must be told by a line or in the colour of the words.
LOST = """() => { const words = getComputedStyle(document.body).color
  const lined = '.govuk-tag, .tessera-rating__pill, .tessera-mark, .tessera-tile, .tessera-count, .govuk-button'
    + ', .govuk-radios__input + label, .govuk-checkboxes__input + label, .tessera-replies > li'
  const shown = e => e.getClientRects().length && getComputedStyle(e).visibility !== 'hidden'
  const line = (e, part) => { const d = getComputedStyle(e, part)
    return d.borderTopStyle !== 'none' && parseFloat(d.borderTopWidth) > 0 }
  const bars = [...document.querySelectorAll('.tessera-clock__used')]
    .filter(e => shown(e) && getComputedStyle(e).fill !== words)
  const flat = [...document.querySelectorAll(lined)]
    .filter(e => shown(e) && !line(e) && !line(e, '::before') && getComputedStyle(e).outlineStyle === 'none')
  return [...bars, ...flat].slice(0, 4).map(e => e.outerHTML.slice(0, 100)) }"""
RUN_AXE = """async tags => {
  const found = await axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] })
  return found.violations.map(v => [v.id, v.nodes.slice(0, 4).map(n => n.target.join(' ') + ' | ' + n.failureSummary)])
}"""


@cache
def _axe() -> str:
    return (Path(__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """What axe finds wrong with the page as it stands. It comes in by the debugger, so the page's policy stays on."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe())
    found = page.evaluate(RUN_AXE, RULES)
    return [f"{rule}: {place}" for rule, places in found for place in places]


def sideways(page: Page) -> str:
    """How much wider than the window the page is, and what sticks out; "" where nothing does."""
    wide: str = page.evaluate(
        """() => { const d = document.documentElement
          if (d.scrollWidth <= d.clientWidth) return ''
          const out = [...document.querySelectorAll('main *, header *, footer *')]
            .filter(e => e.getBoundingClientRect().right > d.clientWidth + 1)
          const named = out.slice(-2).map(e => e.outerHTML.slice(0, 120))
          return `${d.scrollWidth} px in ${d.clientWidth}: ${named.join(' / ')}` }"""
    )
    return wide


def small_targets(page: Page) -> list[str]:
    """Links and buttons that stand alone and are under 24 by 24 CSS pixels."""
    found: list[str] = page.evaluate(SMALL_TARGETS)
    return found


def at(page: Page, size: tuple[int, int]) -> None:
    """Give the window this size."""
    page.set_viewport_size({"width": size[0], "height": size[1]})


def looked_over(page: Page) -> list[str]:
    """Everything wrong with a page as it stands: on a desktop, a telephone, the narrowest, and in forced colours.

    axe judges what is shown, its structure and its declared colours, so it is asked at the two ends of the widths: a
    telephone's page is laid out as the narrowest is, and of the colours that a reader forced axe knows nothing.
    """
    seen.note(page.url)
    wrong: list[str] = []
    for name, size in (("desktop", DESKTOP), ("390 px", MOBILE), ("320 px", NARROW)):
        at(page, size)
        if size != MOBILE:
            wrong += [f"{name}: {one}" for one in violations(page)]
        if name != "desktop" and (out := sideways(page)):
            wrong.append(f"{name}: wider than the window, {out}")
        wrong += [f"{name}: too small to press, {one}" for one in small_targets(page)]
    at(page, DESKTOP)
    page.emulate_media(forced_colors="active")
    wrong += [f"forced colours: lost, {one}" for one in page.evaluate(LOST)]
    page.emulate_media(forced_colors="none")
    return wrong


@dataclass
class Console:
    """What the browser complained of: errors, warnings, refusals by the Content-Security-Policy, failed requests."""

    context: BrowserContext
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.on("console", self._message)
        self.context.on("weberror", lambda error: self.said.append(f"error: {error.error}"))
        self.context.on("response", self._response)
        self.context.on("requestfailed", self._failed)

    def _message(self, message: Any) -> None:
        # The browser's own line about a status is left to `_response`, which knows the address.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.said.append(f"{message.type}: {message.text}")

    def _response(self, response: Any) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.said.append(f"{response.status}: {response.url}")

    def _failed(self, request: Any) -> None:
        # What a page was still fetching when it was left is no fault; nor is what a test cut off by going offline.
        if request.failure not in ("net::ERR_ABORTED", "net::ERR_INTERNET_DISCONNECTED"):
            self.said.append(f"{request.failure}: {request.url}")

    expected: frozenset[int] = frozenset()


Script = Literal["with script", "without script"]
