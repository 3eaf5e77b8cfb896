"""Who sees and who writes a form that several write at once, as a person would say it: whoever takes part, section by
section; and what an agency holds back only that agency."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.policy.oracle_of_joining import OfJoining
from tests.policy.register import Case, Dates, Practitioner, Row

# The tables of a form whose rows wear a label, and all the others.
LABELLED_OF_A_FORM = (
    "live_forms_form",
    "live_forms_section",
    "live_forms_sign_off",
    "live_forms_addendum",
)
OTHERS_OF_A_FORM = (
    "live_forms_participant",
    "live_forms_tab",
    "live_forms_update",
    "live_forms_snapshot",
    "live_forms_browser_key",
)
# Of each row of a form, by which column it names a row of which table. Who closed it is set by a change.
FORM, SECTION, PRINCIPAL = "live_forms_form", "live_forms_section", "access_principal"
NAMES_OF_A_FORM: dict[str, dict[str, str]] = {
    FORM: {"closed_by_id": "access_practitioner"},
    SECTION: {"form_id": FORM},
    "live_forms_sign_off": {"form_id": FORM},
    "live_forms_addendum": {"section_id": SECTION},
    "live_forms_participant": {
        "form_id": FORM,
        "principal_id": PRINCIPAL,
        "made_by_id": "access_practitioner",
    },
    "live_forms_tab": {"form_id": FORM},
    "live_forms_update": {"section_id": SECTION},
    "live_forms_snapshot": {"section_id": SECTION},
}


@dataclass
class FormSection(Row):
    by_all: bool = False
    updates: list[uuid.UUID] = field(default_factory=list)
    snapshots: list[uuid.UUID] = field(default_factory=list)
    addenda: list[Row] = field(default_factory=list)


@dataclass
class Participant:
    id: uuid.UUID
    principal: int
    dates: Dates


@dataclass
class Tab:
    id: uuid.UUID
    number: int
    author: uuid.UUID


@dataclass
class LiveForm(Row):
    case: Case | None = None
    closed: bool = False
    participants: list[Participant] = field(default_factory=list)
    tabs: list[Tab] = field(default_factory=list)
    sections: list[FormSection] = field(default_factory=list)
    sign_offs: list[Row] = field(default_factory=list)

    @property
    def of(self) -> Case:
        assert self.case is not None
        return self.case


@dataclass
class BrowserKey:
    id: uuid.UUID
    author: uuid.UUID


class OfForms(OfJoining):
    """The part of the oracle that is about forms."""

    forms: list[LiveForm]
    browser_keys: list[BrowserKey]

    def takes_part(self, someone: Practitioner, partnership: uuid.UUID, form: LiveForm) -> bool:
        """They, a team or an agency of theirs was let into the form, and nobody has ended that."""
        mine = self.principals(someone, partnership)
        return any(one.principal in mine and one.dates[1] is None for one in form.participants)

    def _open_to(self, someone: Practitioner, partnership: uuid.UUID, case: Case, row: Row) -> bool:
        """They may open the case; and where their work in it has ended, it is of their own record."""
        return self.sees_case(someone, partnership, case) and (
            not self.keeps_own_record(someone, partnership, case)
            or self.kept(someone, partnership, case, row)
        )

    def sees_form(self, someone: Practitioner, partnership: uuid.UUID, form: LiveForm) -> bool:
        return self._open_to(someone, partnership, form.of, form) and (
            self.takes_part(someone, partnership, form)
            or self.assures(someone, form.of)
            or self.in_hub(someone, partnership, form.of)
        )

    def sees_section(
        self, someone: Practitioner, partnership: uuid.UUID, form: LiveForm, section: FormSection
    ) -> bool:
        """Of a form they see what it is for them to read; of any, what their own agency wrote."""
        part = self.takes_part(someone, partnership, form) or self.assures(someone, form.of)
        if part and self.in_audience(someone, partnership, form.of, section):
            return True
        own = section.agency in self.own_agencies(someone, partnership)
        return own and self._open_to(someone, partnership, form.of, section)

    def sees_forms(self, someone: Practitioner, partnership: uuid.UUID, sees: Any) -> None:
        for form in self.forms:
            form_seen = self.sees_form(someone, partnership, form)
            if form_seen:
                sees("live_forms_form", [form.id])
                sees("live_forms_tab", [tab.id for tab in form.tabs])
                for row in form.sign_offs:
                    if self.in_audience(someone, partnership, form.of, row):
                        sees(row.table, [row.id])
            if self.sees_case(someone, partnership, form.of):
                mine = self.principals(someone, partnership)
                hub = self.in_hub(someone, partnership, form.of)
                sees(
                    "live_forms_participant",
                    [one.id for one in form.participants if hub or one.principal in mine],
                )
            for section in form.sections:
                if self.sees_section(someone, partnership, form, section):
                    sees("live_forms_section", [section.id])
                    sees("live_forms_update", section.updates)
                    sees("live_forms_snapshot", section.snapshots)
                    for row in section.addenda:
                        if self.in_audience(someone, partnership, form.of, row):
                            sees(row.table, [row.id])
        sees("live_forms_browser_key", [key.id for key in self.browser_keys if key.author == someone.id])

    # ------------------------------------------------------------------ what may be written

    def _in_own_name(
        self, someone: Practitioner, partnership: uuid.UUID, agency: uuid.UUID, author: uuid.UUID
    ) -> bool:
        return author == someone.id and agency in self.own_agencies(someone, partnership)

    def opens_form(
        self,
        someone: Practitioner,
        partnership: uuid.UUID,
        case: Case,
        *,
        agency: uuid.UUID,
        author: uuid.UUID,
    ) -> bool:
        """The hub, in their own name."""
        return (
            self._in_own_name(someone, partnership, agency, author)
            and self.in_hub(someone, partnership, case)
            and not self.only_reads(someone, partnership, case)
        )

    def lets_in(
        self, someone: Practitioner, partnership: uuid.UUID, case: Case, *, by: uuid.UUID, principal: int
    ) -> bool:
        """The hub, whom it knows of."""
        return (
            by == someone.id
            and self.sees_principal(someone, partnership, principal)
            and self.in_hub(someone, partnership, case)
            and not self.only_reads(someone, partnership, case)
        )

    def adds_to_form(
        self,
        someone: Practitioner,
        partnership: uuid.UUID,
        form: LiveForm,
        *,
        agency: uuid.UUID,
        author: uuid.UUID,
    ) -> bool:
        """A section of their own, or that they have finished."""
        return (
            self._in_own_name(someone, partnership, agency, author)
            and self.sees_form(someone, partnership, form)
            and not self.only_reads(someone, partnership, form.of)
        )

    def opens_tab(
        self,
        someone: Practitioner,
        partnership: uuid.UUID,
        form: LiveForm,
        *,
        agency: uuid.UUID,
        author: uuid.UUID,
    ) -> bool:
        """Whoever only reads has the page open too."""
        return self._in_own_name(someone, partnership, agency, author) and self.sees_form(
            someone, partnership, form
        )

    def writes_section(
        self,
        someone: Practitioner,
        partnership: uuid.UUID,
        form: LiveForm,
        section: FormSection,
        *,
        agency: uuid.UUID,
        author: uuid.UUID,
    ) -> bool:
        """While the form is open, whoever takes part; in what an agency writes, its own people for it."""
        return (
            self._in_own_name(someone, partnership, agency, author)
            and not form.closed
            and (section.by_all or section.agency == agency)
            and self.takes_part(someone, partnership, form)
            and self.sees_section(someone, partnership, form, section)
            and not self.only_reads(someone, partnership, form.of)
        )

    def adds_to_section(
        self,
        someone: Practitioner,
        partnership: uuid.UUID,
        form: LiveForm,
        section: FormSection,
        *,
        agency: uuid.UUID,
        author: uuid.UUID,
        audience: str,
    ) -> bool:
        """After it was closed, whoever wrote in it; for nobody else than the section is for."""
        return (
            self._in_own_name(someone, partnership, agency, author)
            and form.closed
            and audience == section.audience
            and (section.by_all or section.agency == agency)
            and self.takes_part(someone, partnership, form)
            and self.sees_section(someone, partnership, form, section)
            and not self.only_reads(someone, partnership, form.of)
        )

    def forms_changed(self, someone: Practitioner, partnership: uuid.UUID) -> Iterator[tuple[str, uuid.UUID]]:
        """The hub closes a form, and ends somebody's part in it."""
        for form in self.forms:
            if self.in_hub(someone, partnership, form.of) and not self.only_reads(
                someone, partnership, form.of
            ):
                yield "live_forms_form", form.id
                for one in form.participants:
                    yield "live_forms_participant", one.id
