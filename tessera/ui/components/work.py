"""The rows of the hub's worklist, fifty to a page, in one pattern: as a template they took half of its time."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tessera.core.text import short_date_words
from tessera.ui.components.case import ClockFacts, ReplyFacts, clock, clock_time, rating, replies
from tessera.ui.components.content import tag
from tessera.ui.components.listing import toned
from tessera.ui.components.markup import element, escaped

ROW = (
    '<tr class="{tone}" role="row"><td class="govuk-table__cell" role="cell" data-label="{label_rating}">{urgent}</td>'
    '<th scope="row" class="govuk-table__header" role="rowheader"><a class="govuk-link tessera-table__name" '
    'href="{href}">{name}</a>{more}<span class="tessera-table__line">{concern}</span><span class="tessera-table__line '
    'tessera-muted">{whence}</span></th><td class="govuk-table__cell" role="cell" data-label="{label_time_left}">{left}'
    '</td><td class="govuk-table__cell" role="cell" data-label="{label_replies}">{answers}</td><td '
    'class="govuk-table__cell" role="cell" data-label="{label_practitioner}">{whose}<span class="tessera-table__line">'
    "{step}</span></td></tr>"
)


class WorkFacts(Protocol):
    """What a row shows of a piece of work. `what`: new, open, decided or tell."""

    @property
    def what(self) -> str: ...
    @property
    def tone(self) -> str: ...
    @property
    def danger(self) -> bool: ...
    @property
    def rating(self) -> str: ...
    @property
    def target(self) -> str: ...
    @property
    def rating_label(self) -> str: ...
    @property
    def proposed(self) -> str: ...
    @property
    def href(self) -> str: ...
    @property
    def children(self) -> str: ...
    @property
    def reference(self) -> str: ...
    @property
    def more(self) -> str: ...
    @property
    def concern(self) -> str: ...
    @property
    def whence(self) -> str: ...
    @property
    def clock(self) -> ClockFacts | None: ...
    @property
    def promise(self) -> str: ...
    @property
    def paused_since(self) -> datetime | None: ...
    @property
    def replies(self) -> Iterable[ReplyFacts]: ...
    @property
    def allocated_name(self) -> str: ...
    @property
    def step(self) -> str: ...


def work_rows(works: Iterable[WorkFacts], *, now: datetime) -> SafeString:
    """Return a row for each, under the columns Rating, Child and concern, Time left, Replies, Practitioner."""
    labels = {
        "label_rating": escaped(_("Rating")),
        "label_time_left": escaped(_("Time left")),
        "label_replies": escaped(_("Replies")),
        "label_practitioner": escaped(_("Practitioner and next step")),
    }
    return mark_safe("".join(_row(work, labels, now) for work in works))  # noqa: S308 - each part is escaped


def _row(work: WorkFacts, labels: dict[str, str], now: datetime) -> str:
    return ROW.format(
        tone=f"govuk-table__row {toned(work.tone)}".rstrip(),
        urgent=_urgent(work),
        href=escaped(work.href),
        name=escaped(work.children or work.reference),
        more=f' <span class="tessera-muted">{escaped(work.more)}</span>' if work.more else "",
        concern=escaped(work.concern),
        whence=escaped(work.whence),
        left=_left(work, now),
        answers=_answers(work),
        whose=_whose(work),
        step=escaped(work.step),
        **labels,
    )


def _line(words: str, more: str = "") -> str:
    return element("span", words, {"class": f"tessera-table__line {more}".rstrip()})


def _muted(words: str) -> str:
    return element("span", words, {"class": "tessera-muted"})


def _urgent(work: WorkFacts) -> str:
    danger = tag(_("Immediate danger"), classes="govuk-tag--red") if work.danger else ""
    if work.what == "new":
        return danger + tag(_("New"), classes="govuk-tag--blue")
    if work.what == "tell":
        return danger + tag(_("To tell"), classes="govuk-tag--grey")
    shown = danger + rating(work.rating, target=work.target, label=work.rating_label)
    return shown + _line(_("{rating} is proposed").format(rating=work.proposed)) if work.proposed else shown


def _left(work: WorkFacts, now: datetime) -> str:
    if running := work.clock:
        return clock(running, now=now, label=work.promise)
    if since := work.paused_since:
        began = _("since {time} {day}").format(
            time=clock_time(since), day=short_date_words(timezone.localtime(since))
        )
        return element("strong", _("Paused")) + _line(began, "tessera-muted")
    return _muted(_("No limit") if work.rating else _("No limit until it is rated"))


def _answers(work: WorkFacts) -> str:
    if work.replies:
        return replies(work.replies)
    return _muted(_("None asked")) if work.what == "open" else ""


def _whose(work: WorkFacts) -> str:
    if work.allocated_name:
        return element("strong", work.allocated_name)
    return element("span", _("Not allocated"), {"class": "tessera-flag"}) if work.what == "open" else ""
