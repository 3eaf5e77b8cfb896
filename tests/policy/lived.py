"""The register and the cases of a lived database, for the oracle: who may see which row, by the policy's words alone.

Read as the administrator, whom no row policy holds back; PostgreSQL is asked for facts and for no judgement.
"""

from __future__ import annotations

import uuid
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier

from tests.policy.oracle import Oracle
from tests.policy.oracle_of_forms import (
    LABELLED_OF_A_FORM,
    BrowserKey,
    FormSection,
    LiveForm,
    Participant,
    Tab,
)
from tests.policy.oracle_of_joining import Invitation
from tests.policy.oracle_of_settings import SettingsDraft, Step
from tests.policy.register import (
    Agency,
    Case,
    Clearance,
    Draft,
    Entry,
    Export,
    Involvement,
    Line,
    Making,
    Membership,
    Message,
    Note,
    Opened,
    Person,
    Practitioner,
    Row,
    Seal,
)

# Rows that are of use to the database alone, and rows that say only that something is held back.
NOT_READ = ("records_words", "records_withheld", "people_worn")
OF_ONE_PERSON = (
    "account_emailaddress",
    "mfa_authenticator",
    "socialaccount_socialaccount",
    "usersessions_usersession",
)
Rows = list[dict[str, Any]]


class Lived(Oracle):
    """Who sees what in the database as it is now."""

    def __init__(self, administrator: psycopg.Connection[Any]) -> None:
        self.admin = administrator
        self.names: dict[str, Practitioner] = {}
        self._agencies()
        self._practitioners()
        self._people_known()
        self._cases()
        self._others()
        self._settings()
        self._forms()

    def rows(self, table: str) -> Rows:
        """Every row of a table, without what it holds of files."""
        cursor = self.admin.execute(SQL("SELECT * FROM {}").format(Identifier(table)))
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def _agencies(self) -> None:
        by_id = {
            row["id"]: Agency(row["id"], row["partnership_id"], row["principal_id"], row["members_id"])
            for row in self.rows("access_agency")
        }
        self.hubs = {}
        for row in self.rows("access_team"):
            by_id[row["agency_id"]].teams[row["id"]] = row["principal_id"]
            if row["is_hub"]:
                self.hubs[by_id[row["agency_id"]].partnership] = row["principal_id"]
        self.agencies = list(by_id.values())

    def _practitioners(self) -> None:
        by_id = {}
        agencies = {agency.id: agency for agency in self.agencies}
        for row in self.rows("access_practitioner"):
            made = by_id[row["id"]] = Practitioner(row["id"], row["principal_id"], row["is_active"])
            self.names[row["username"]] = made
        for row in self.rows("access_membership"):
            held = Membership(
                row["id"],
                row["practitioner_id"],
                agencies[row["agency_id"]],
                row["team_id"],
                row["role"],
                _dates(row),
            )
            by_id[held.practitioner].memberships.append(held)
        for row in self.rows("access_clearance"):
            one = Clearance(row["id"], row["partnership_id"], row["mark"], _dates(row))
            by_id[row["practitioner_id"]].clearances.append(one)
        self.exclusions = self.rows("access_exclusion")
        for row in self.exclusions:
            if row["person_id"] is not None:
                by_id[row["practitioner_id"]].excluded_for_a_time.append(
                    (row["person_id"], (row["made_at"], row["ended_at"]))
                )
        self.practitioners = list(by_id.values())

    def _people_known(self) -> None:
        self.known = {row["id"]: Person() for row in self.rows("people_person")}
        self.people = list(self.known)
        for row in self.rows("people_name"):
            self.known[row["person_id"]].names.append(row["id"])
        for row in self.rows("people_identifier"):
            self.known[row["person_id"]].identifiers.append(row["id"])
        for row in self.rows("people_matchkey"):
            self.known[row["person_id"]].keys[str(row["id"])] = row["id"]

    def _cases(self) -> None:
        by_id = {
            row["id"]: Case(row["id"], row["partnership_id"], row["hub"], row["opened_by_id"])
            for row in self.rows("access_case")
        }
        for row in self.rows("access_involvement"):
            one = Involvement(row["id"], row["principal_id"], row["kind"], _dates(row))
            by_id[row["case_id"]].involved.append(one)
        for row in self.rows("access_seal"):
            by_id[row["case_id"]].seals.append(Seal(row["id"], row["opened_at"] is not None))
        for row in self.rows("access_subject"):
            by_id[row["case_id"]].subjects[row["person_id"]] = row["provisional"]
        notes = {}
        for row in self.rows("records_note"):
            notes[row["id"]] = Note("records_note", row["id"], *_label(row))
            by_id[row["case_id"]].notes.append(notes[row["id"]])
        for row in self.rows("records_line"):
            notes[row["note_id"]].lines.append(Line(row["id"], set(row["marks"])))
        for table in self._labelled():
            for row in self.rows(table):
                made = Row(table, row.get("id") or row["attachment_id"], *_label(row))
                made.marks, made.to = set(row.get("marks") or ()), row.get("to_agency_id")
                made.by_hub, made.confirm_by = row.get("by_hub", False), row.get("confirm_by", "nobody")
                by_id[row["case_id"]].rows.append(made)
        self.cases = list(by_id.values())

    def _labelled(self) -> list[str]:
        """The tables whose rows wear the label of a case, but for notes and their lines and for forms."""
        found = self.admin.execute(
            "SELECT table_name::text FROM information_schema.columns WHERE table_schema = 'public' "
            "AND column_name = 'named'"
        ).fetchall()
        others = (*NOT_READ, *LABELLED_OF_A_FORM, "records_note", "records_line")
        return [table for (table,) in found if table not in others]

    def _others(self) -> None:
        self.emergencies = [_opened(row) for row in self.rows("access_emergency")]
        self.assurances = [_opened(row) for row in self.rows("access_assurance")]
        self.messages = [
            Message(row["id"], row["recipient_id"], row["partnership_id"], row["case_id"])
            for row in self.rows("notifications_message")
        ]
        self.entries = [
            Entry(row["id"], row["by"], row["partnership"], row["case"]) for row in self.rows("audit_entry")
        ]
        self.drafts = [Draft(row["id"], row["author_id"]) for row in self.rows("enquiries_draft")]
        self.note_drafts = [Draft(row["id"], row["author_id"]) for row in self.rows("records_note_draft")]
        self.dismissals = [Draft(row["id"], row["author_id"]) for row in self.rows("patterns_dismissal")]
        self.makings = [
            Making(row["id"], row["case_id"], row["author_id"], row["purpose"])
            for row in self.rows("exports_making")
        ]
        self.exports = [
            Export(row["id"], row["case_id"], row["asked_by_id"], row["agreed_by_id"], row["agreed_at"])
            for row in self.rows("access_export")
        ]
        self.own_rows = {table: self.rows(table) for table in OF_ONE_PERSON}

        self.invitations = [
            Invitation(row["id"], row["partnership_id"], row["asked_by_id"])
            for row in self.rows("access_invitation")
        ]

    def _settings(self) -> None:
        self.settings = {partnership: [] for partnership in self.hubs}
        by_id = {
            row["id"]: SettingsDraft(row["id"], row["partnership_id"], row["follows"])
            for row in self.rows("partnership_draft")
        }
        for row in self.rows("partnership_draft_step"):
            by_id[row["draft_id"]].steps.append(Step(row["id"], row["number"], row["word"], row["by_id"]))
        for row in self.rows("partnership_draft_count"):
            by_id[row["draft_id"]].counts.append(row["id"])
        for row in self.rows("partnership_settings"):
            self.settings[row["partnership_id"]].append(row["id"])
        self.settings_drafts = list(by_id.values())

    def _forms(self) -> None:
        cases, forms, sections = {case.id: case for case in self.cases}, {}, {}
        for row in self.rows("live_forms_form"):
            worn = vars(_row("live_forms_form", row))
            forms[row["id"]] = LiveForm(
                **worn, case=cases[row["case_id"]], closed=row["closed_at"] is not None
            )
        for row in self.rows("live_forms_participant"):
            part = Participant(row["id"], row["principal_id"], _dates(row))
            forms[row["form_id"]].participants.append(part)
        for row in self.rows("live_forms_tab"):
            forms[row["form_id"]].tabs.append(Tab(row["id"], row["number"], row["author_id"]))
        for row in self.rows("live_forms_sign_off"):
            forms[row["form_id"]].sign_offs.append(_row("live_forms_sign_off", row))
        for row in self.rows("live_forms_section"):
            worn, by_all = vars(_row("live_forms_section", row)), row["written_by"] == "participants"
            sections[row["id"]] = FormSection(**worn, by_all=by_all)
            forms[row["form_id"]].sections.append(sections[row["id"]])
        for row in self.rows("live_forms_update"):
            sections[row["section_id"]].updates.append(row["id"])
        for row in self.rows("live_forms_snapshot"):
            sections[row["section_id"]].snapshots.append(row["id"])
        for row in self.rows("live_forms_addendum"):
            sections[row["section_id"]].addenda.append(_row("live_forms_addendum", row))
        self.forms = list(forms.values())
        self.browser_keys = [
            BrowserKey(row["id"], row["author_id"]) for row in self.rows("live_forms_browser_key")
        ]

    def expected(self, someone: Practitioner, partnership: uuid.UUID) -> dict[str, set[str]]:
        """As the oracle says; with what is tried elsewhere in stories and not in random worlds."""
        found = super().expected(someone, partnership)
        for table, rows in self.own_rows.items():
            found[table] = {str(row["id"]) for row in rows if row["user_id"] == someone.id}
        found["access_exclusion"] = {
            str(row["id"]) for row in self.exclusions if self.sees_exclusion(someone, partnership, row)
        }
        return found

    def sees_exclusion(
        self, someone: Practitioner, partnership: uuid.UUID, exclusion: dict[str, Any]
    ) -> bool:
        """That somebody is kept from a record, and why: for those who keep the accounts, of their own partnership.

        Never one about themself; and none that follows from another, which would say that there is a record.
        """
        about = next(one for one in self.practitioners if one.id == exclusion["practitioner_id"])
        return (
            self.has(someone, partnership, "caldicott_guardian", "administrator")
            and about is not someone
            and exclusion["ended_at"] is None
            and exclusion["declared"] is None
            and any(held.agency.partnership == partnership for held in about.memberships)
        )


def _dates(row: dict[str, Any]) -> Any:
    return row["valid_from"], row["valid_to"]


def _row(table: str, row: dict[str, Any]) -> Row:
    return Row(table, row["id"], *_label(row))


def _label(row: dict[str, Any]) -> tuple[Any, str, list[int], Any]:
    return row["agency_id"], row["audience"], row["named"], row["author_id"]


def _opened(row: dict[str, Any]) -> Opened:
    return Opened(row["id"], row["practitioner_id"], row["partnership_id"], row["cases"])
