"""A few lived cases with something of everything in them, for tests that ask every page as everybody."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from django.db import transaction
from psycopg.sql import SQL, Identifier
from psycopg.types.json import Json

from config.demonstration import load, sealed
from tessera.access.rules import Audience, FileFormat, FileKind, FilePurpose, Mark
from tessera.enquiries.actions import enquiring, protecting, referring
from tessera.enquiries.models import Referral, ReferralAddress, ReferralChild
from tessera.exports import actions as exports
from tessera.exports.rules.wanted import Wanted
from tessera.oversight.actions import assuring, emergencies
from tessera.oversight.rules import Ground
from tessera.partnership.actions import drafting, joining
from tessera.patterns.actions import dismiss
from tessera.patterns.rules import PatternRule
from tessera.people.queries import people_of_cases
from tessera.people.rules import PersonGiven, given_of
from tessera.records import actions as records
from tessera.records.rules.happened import read
from tessera.records.rules.words import BodyColour, BodyView, LineKind, Nature, NoteKind, Theme
from tests.cast import as_member
from tests.policy.told_forms import write_forms
from tests.policy.writing import filled

# One decided and challenged, one about Flo's niece, one in which an agency hands over; and the sealed one besides.
CASES = {3, 6, 13, 14}
NOTES: tuple[tuple[str, Audience, tuple[Mark, ...]], ...] = (
    ("cass", Audience.WHOLE_CASE, (Mark.POLICE_INTELLIGENCE,)),
    ("ama", Audience.WHOLE_CASE, (Mark.ADULT_HEALTH,)),
    ("ama", Audience.OWN_AGENCY, ()),
    ("priya", Audience.NAMED_PEOPLE, (Mark.DOMESTIC_ABUSE_ADDRESS,)),
)
OF_A_LIBRARY: tuple[tuple[str, dict[str, Any]], ...] = (
    (
        "usersessions_usersession",
        {"ip": "192.0.2.1", "session_key": "k", "user_agent": "Mozilla/5.0", "data": {}},
    ),
    ("mfa_authenticator", {"type": "totp", "data": {"secret": "some thing"}}),
    ("socialaccount_socialaccount", {"provider": "thornmere", "uid": "1", "extra_data": {"a": "some thing"}}),
    ("socialaccount_socialtoken", {"account_id": 1, "token": "t", "token_secret": "s"}),
    ("account_emailconfirmation", {"email_address_id": 1, "key": "k"}),
)


def tell(administrator: psycopg.Connection[Any]) -> list[str]:
    """The identifiers of the cases: the one in which the most has happened first, the sealed one last."""
    load.load(only=CASES)
    sealed.seal()
    case = _more_happens()
    write_forms()
    _libraries_rows(administrator)
    rows = administrator.execute(
        "SELECT c.id::text FROM access_case c ORDER BY c.id = %s DESC, c.sealed, c.opened_at, c.id", [case]
    ).fetchall()
    return [row for (row,) in rows]


def _more_happens() -> uuid.UUID:
    """Notes that are held back, an emergency, quality assurance with an export, danger, a draft."""
    at = datetime.now(UTC)
    with as_member("priya") as me:
        referral = Referral.objects.order_by("received_at").get(their_reference="CASE-03-0")
        child = ReferralChild.objects.filter(referral=referral).order_by("pk")[0]
        enquiring.call_danger(practitioner=me, at=at, referral_id=referral.pk, reason="He is at the window.")
    case, known = referral.case_id, given_of(child)
    _an_address_is_marked(child)
    notes = [_note(case, username, audience, marks) for username, audience, marks in NOTES]
    with as_member("priya") as me:
        one, other = (records.Account(note) for note in notes[:2])
        records.liken(practitioner=me, at=at, one=one, other=other, same=True, reason="Both were at eight.")
    with as_member("dev") as me:
        emergencies.open_in_emergency(
            practitioner=me,
            at=at,
            once=uuid.uuid4(),
            given=PersonGiven(child.given_name, child.family_name, date_of_birth=known.date_of_birth),
            ground=Ground.PRESENT,
            words="He is here and nobody answers.",
            hours=1,
        )
    _quality_is_assured(case, at)
    with as_member("ben") as me:
        draft = referring.start_draft(practitioner=me, at=at)
        referring.save_draft(
            practitioner=me, at=at, draft_id=draft.pk, page="worries", answers={"seen": "He was cold again."}
        )
    with as_member("ada") as me:
        drafting.begin(practitioner=me, at=at, partnership_id=me.partnership_id)
        joining.ask(
            practitioner=me,
            at=at,
            agency_id=me.agency_id,
            team_id=None,
            roles=["referrer"],
            valid_from=at,
            name="Some Body",
            email="some.body@example.org",
        )
    return case


def _an_address_is_marked(child: ReferralChild) -> None:
    """One of those told openly may be spoken of and one may not, from now on; each is on record too."""
    at = datetime.now(UTC)
    theirs = ReferralAddress.objects.filter
    with as_member("priya") as me:
        for address, mark in (
            (theirs(child_id=child.pk)[0], Mark.POLICE_INTELLIGENCE),
            (
                theirs(child__given_name="Poppy", child__family_name="Sandford")[0],
                Mark.DOMESTIC_ABUSE_ADDRESS,
            ),
        ):
            protecting.protect_address(
                practitioner=me, at=at, address_id=address.pk, marks=[mark], reason="He asked in the street."
            )


def _quality_is_assured(case: uuid.UUID, at: datetime) -> None:
    with as_member("gil") as me:
        asked = assuring.ask(
            practitioner=me, at=at, purpose="How we decide.", scope="One case.", until=at + timedelta(days=9)
        )
    with as_member("priya") as me:
        assuring.agree(practitioner=me, at=at, assurance_id=asked.pk, case_ids=[case])
    with as_member("gil") as me:
        assuring.ask_export(practitioner=me, at=at, case_id=case, reason="For the annual report.")
    wanted = Wanted(
        FileKind.RECORD, FilePurpose.MEETING, FileFormat.PDF, "The chair", "Of the meeting", "To read it."
    )
    with as_member("ama") as me:
        exports.have_made(
            practitioner=me, at=at, case_id=case, export_id=uuid.uuid4(), wanted=wanted, session_hash="0" * 64
        )


def _note(case: uuid.UUID, username: str, audience: Audience, marks: tuple[Mark, ...]) -> uuid.UUID:
    at = datetime.now(UTC)
    with as_member(username) as me, transaction.atomic():
        written = records.write_note(
            practitioner=me,
            at=at,
            case_id=case,
            kind=NoteKind.OBSERVATION,
            lines=[records.NewLine(kind=LineKind.SEEN, text="Seen at the door at eight.", marks=marks)],
            audience=audience,
            named=[me.principal] if audience is Audience.NAMED_PEOPLE else [],
            happened=read("about June 2026"),
            about=[one.id for one in people_of_cases([case])],
            body_marks=[
                records.NewBodyMark(
                    BodyView.FRONT, 500, 300, "chest", "A round mark.", "2 cm", BodyColour.BLUE
                )
            ],
        )
        file = records.NewFile(
            name="seen.txt", media_type="text/plain", content=b"Seen at eight.", scanned_at=None
        )
        records.attach(practitioner=me, at=at, note=written, file=file)
        told = {"practitioner": me, "at": at, "note_id": written.pk}
        records.promote_note(**told, nature=Nature.HARM, significance=2, themes=[Theme.INJURY])
        if not marks:
            records.withdraw_note(**told, reason="It was another door.")
        voice = records.record_voice(practitioner=me, at=at, case_id=case, child="He", words="It knocks.")
        records.respond(
            practitioner=me, at=at, voice_id=voice.pk, done="The door has a lock now.", told_back="It locks."
        )
        records.save_note_draft(
            practitioner=me, at=at, draft_id=uuid.uuid4(), case_id=case, typed={"text": "He was at the door"}
        )
        dismiss(
            practitioner=me,
            at=at,
            person_id=uuid.uuid4(),
            rule=PatternRule.LOW_NOTES,
            facts=[written.pk],
            reason="The same door each time.",
        )
    return written.pk


def _libraries_rows(administrator: psycopg.Connection[Any]) -> None:
    """What the sign-in library keeps of Cass, which nobody else may see."""
    cass = administrator.execute("SELECT id FROM access_practitioner WHERE username = 'cass'").fetchone()
    assert cass is not None
    administrator.execute("SET session_replication_role = replica")  # two of the rows hang on none
    for table, given in OF_A_LIBRARY:
        own = {} if {"account_id", "email_address_id"} & given.keys() else {"user_id": cass[0]}
        row = filled(administrator, table, given | own)
        administrator.execute(
            SQL("INSERT INTO {} ({}) VALUES ({})").format(
                Identifier(table),
                SQL(", ").join(map(Identifier, row)),
                SQL(", ").join(SQL("%s") for _ in row),
            ),
            [Json(value) if isinstance(value, dict) else value for value in row.values()],
        )
    administrator.execute("SET session_replication_role = origin")
