"""Fields the GOV.UK way: a date in three boxes, a date only partly known, and "Not known" as an answer."""

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.core.language import Phrases
from tessera.ui.components.choices import DatePart, date_input
from tessera.ui.components.controls import Naming
from tessera.ui.components.markup import Words

NOT_KNOWN: tuple[str, Words] = ("not_known", gettext_lazy("Not known"))
PARTS = ("day", "month", "year")
PART_WORDS = Phrases({"day": "Day", "month": "Month", "year": "Year"})
# What a date lacks, as an error says it: by which parts of it are there.
LACKING = Phrases(
    {
        ("day",): "{subject} must include a day",
        ("month",): "{subject} must include a month",
        ("year",): "{subject} must include a year",
        ("day", "month"): "{subject} must include a day and month",
        ("day", "year"): "{subject} must include a day and year",
        ("month", "year"): "{subject} must include a month and year",
    }
)

DateParts = tuple[str, str, str]


def with_not_known(
    choices: Iterable[tuple[str, Words]],
) -> list[tuple[str, Words]]:
    """Return the choices with "Not known" last: not knowing is an honest answer, not a missing one."""
    return [*choices, NOT_KNOWN]


@dataclass(frozen=True, order=True, slots=True)
class PartialDate:
    """A date known to the year, the month or the day. `str()` gives ISO: 2019, 2019-03 or 2019-03-05."""

    year: int
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        parts = [f"{self.year:04d}"]
        if self.month:
            parts.append(f"{self.month:02d}")
            if self.day:
                parts.append(f"{self.day:02d}")
        return "-".join(parts)

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read what `str()` wrote. Raises ValueError for anything else."""
        numbers = [int(part) for part in text.split("-")]
        if not 1 <= len(numbers) <= 3:
            raise ValueError(text)
        known = cls(*numbers)
        known.first_day()
        return known

    def first_day(self) -> date:
        """Return the earliest day it can be."""
        return date(self.year, self.month or 1, self.day or 1)

    def last_day(self) -> date:
        """Return the latest day it can be."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def words(self) -> str:
        """Return "5 March 2019", "March 2019" or "2019"."""
        month = calendar.month_name[self.month] if self.month else ""
        return " ".join(part for part in (str(self.day or ""), month, str(self.year)) if part)


class DateInputs(forms.Widget):
    """Three boxes named `<name>_day`, `<name>_month` and `<name>_year`."""

    use_fieldset = True

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Return the boxes alone; a form's field draws them with its legend, hint and error."""
        id_ = str((attrs or {}).get("id") or name)
        return date_boxes(name, self.format_value(value), id_, Naming())

    def format_value(self, value: Any) -> DateParts:
        """Return the three texts to show for a date, a partial date, ISO text, or what was typed."""
        if isinstance(value, tuple):
            return value
        if isinstance(value, str) and value:
            try:
                value = PartialDate.parse(value)
            except (ValueError, TypeError):
                return ("", "", "")
        if isinstance(value, date | PartialDate):
            return (str(value.day or ""), str(value.month or ""), str(value.year))
        return ("", "", "")

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> DateParts | None:
        """Return what was typed in the three boxes; ISO text under `<name>` itself will do too."""
        typed = tuple(str(data.get(f"{name}_{part}") or "").strip() for part in PARTS)
        if any(typed):
            return typed  # type: ignore[return-value]
        whole = data.get(name)
        return self.format_value(str(whole)) if whole else None

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Say whether no box was sent at all."""
        return not any(f"{name}_{part}" in data for part in PARTS) and name not in data

    def id_for_label(self, id_: str) -> str:
        """A legend names the boxes, so there is no single control to label."""
        return ""


def date_boxes(
    name: str, values: DateParts, id_: str, naming: Naming, wrong: Sequence[str] = (), birth: bool = False
) -> SafeString:
    """Return the three boxes. `wrong` names those in error; `birth` lets the browser fill a birthday."""
    parts = [
        DatePart(
            id=f"{id_}_{part}",
            name=f"{name}_{part}",
            label=PART_WORDS[part],
            value=value or None,
            width=4 if part == "year" else 2,
            error=part in wrong,
            attrs={"autocomplete": f"bday-{part}"} if birth else {},
        )
        for part, value in zip(PARTS, values, strict=True)
    ]
    return date_input(id=id_, naming=naming, parts=parts)


class DateField(forms.Field):
    """A whole date. `subject` is what errors call it: "Date of birth must include a month".

    `past` and `future` refuse the other side of today; both count today as allowed.
    """

    widget = DateInputs
    needs: Sequence[str] = PARTS

    def __init__(
        self, *, subject: Words = "", past: bool = False, future: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self._subject = subject
        self.past, self.future = past, future

    @property
    def subject(self) -> str:
        """What errors call it: what was given, or the label."""
        return str(self._subject or self.label or _("Date"))

    def to_python(self, value: DateParts | date | PartialDate | str | None) -> date | PartialDate | None:
        """Return the date. Raises ValidationError naming the boxes that are wrong in `params["parts"]`."""
        if isinstance(value, date | PartialDate):
            return value
        typed = value if isinstance(value, tuple) else DateInputs().format_value(value)
        if not any(typed):
            return None
        missing = [part for part, text in zip(PARTS, typed, strict=True) if not text and part in self.needs]
        if missing:
            raise self._wrong(LACKING[tuple(missing)].format(subject=self.subject), missing)
        known = self._real(typed)
        self._in_time(known)
        return self._result(known)

    def _result(self, known: PartialDate) -> date | PartialDate:
        return known.first_day()

    def _real(self, typed: DateParts) -> PartialDate:
        day, month, year = typed
        if year and not (year.isascii() and year.isdigit() and len(year) == 4):
            raise self._wrong(_("{subject}: year must have 4 numbers").format(subject=self.subject), ["year"])
        month_number = month_from(month)
        if month and month_number is None:
            raise self._wrong(_("{subject} must be a real date").format(subject=self.subject), ["month"])
        if day and not (month and day.isascii() and day.isdigit() and len(day) <= 2):
            raise self._wrong(_("{subject} must be a real date").format(subject=self.subject), ["day"])
        known = PartialDate(int(year), month_number, int(day) if day else None)
        try:
            if day and not known.day:
                raise ValueError(day)
            known.first_day()
        except ValueError as error:
            raise self._wrong(
                _("{subject} must be a real date").format(subject=self.subject), list(PARTS)
            ) from error
        return known

    def _in_time(self, known: PartialDate) -> None:
        today = timezone.localdate()
        if self.past and known.first_day() > today:
            raise self._wrong(
                _("{subject} must be today or in the past").format(subject=self.subject), list(PARTS)
            )
        if self.future and known.last_day() < today:
            raise self._wrong(
                _("{subject} must be today or in the future").format(subject=self.subject), list(PARTS)
            )

    def _wrong(self, message: str, parts: Sequence[str]) -> ValidationError:
        return ValidationError(message, code="date", params={"parts": tuple(parts)})


class PartialDateField(DateField):
    """A date of which only the year must be known; gives a PartialDate."""

    needs = ("year",)

    def _result(self, known: PartialDate) -> PartialDate:
        return known

    def prepare_value(self, value: Any) -> Any:
        """Show a partial date as the boxes would."""
        return value


def month_from(text: str) -> int | None:
    """Return 1 to 12 from a number, a month's name or its first three letters; None for anything else."""
    if text.isascii() and text.isdigit() and len(text) <= 2:
        number = int(text)
        return number if 1 <= number <= 12 else None
    lowered = text.strip().lower()
    for number in range(1, 13):
        name = calendar.month_name[number].lower()
        if lowered and lowered in (name, name[:3]):
            return number
    return None
