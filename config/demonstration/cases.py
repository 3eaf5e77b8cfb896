"""Lives the written cases through the real verbs, as the people they name, at the times they name."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from config.demonstration import facts, joint, kin, noting, times
from config.demonstration.stage import Stage
from config.demonstration.written import Family, Writer
from tessera.access import actions as access
from tessera.access.here import Me
from tessera.access.models import Agency, Involvement, Practitioner
from tessera.access.rules import InvolvementKind
from tessera.core.identifiers import uuid7
from tessera.enquiries.actions import asking, deciding, enquiring, handing, protecting, referring, screening
from tessera.enquiries.models import (
    Challenge,
    Clock,
    Enquiry,
    Feedback,
    Referral,
    ReferralAddress,
    ReferralAdult,
    ReferralChild,
    Request,
)
from tessera.enquiries.queries.handing import held_lines
from tessera.enquiries.rules import intake
from tessera.enquiries.rules.answering import BLANK_LINE
from tessera.enquiries.rules.handing import Choice
from tessera.enquiries.rules.own_questions import Besides
from tessera.enquiries.rules.referral_pages import OwnAnswer
from tessera.oversight.actions import involving
from tessera.partnership import queries as partnership

# Why an answer goes to more than the hub, where the case does not say.
SHARED_WIDER = "Whoever helps this family needs to know it too."
# Who takes what screening passes on, where the case does not name somebody.
PASSED_TO = {"family_help": "Family Help team", "open_case": "Assessment team"}


def live(document: dict[str, Any], now: datetime, stage: Stage) -> list[UUID]:
    """Live one case, earlier referrals first. Returns the referrals made, oldest first."""
    family = Family(now, stage)
    made = []
    for number, episode in enumerate([*document.get("earlier", []), document]):
        reference = f"CASE-{document['number']:02}-{number}"
        made.append(Episode(family, episode, reference).live())
    return made


class Episode:
    """One referral and what followed."""

    def __init__(self, family: Family, given: dict[str, Any], reference: str) -> None:
        self.family, self.given, self.reference = family, given, reference
        self.now = family.now
        self._writer = Writer(family, reference)
        self.referral_id: UUID
        # Set once screening has opened an enquiry; every event after that is about it.
        self.enquiry_id: UUID

    def live(self) -> UUID:
        self._refer(self.given["referral"])
        if self.given.get("screening"):
            self._screen(self.given["screening"], self.given.get("rating"))
        for event in self.given.get("events", []):
            self._do(event)
        return self.referral_id

    # ------------------------------------------------------------------ the referral

    def _refer(self, given: dict[str, Any]) -> None:
        at = times.moment(given["at"], self.now)
        with self.family.stage.as_member(given["by"]) as me:
            settings = partnership.in_force(me.partnership_id, at).settings
            sent = json.dumps(self._writer.as_sent(given, me, at)).encode()
            read = intake.check(
                sent,
                received_by=datetime.now(UTC),
                agencies=lambda name: a.code if (a := settings.agency(name)) else None,
            )
            if not isinstance(read, intake.Referral):
                raise ValueError(f"{self.reference}: {[str(problem) for problem in read]}")
            row = referring.send(
                practitioner=me,
                at=at,
                referral=read,
                lines=self._writer.lines(given["lines"]),
                extra={
                    f"setting_{n}": v.get("setting", "") for n, v in enumerate(given.get("child_voice") or [])
                },
                own=[
                    OwnAnswer(section, code, answer)
                    for section, answers in (given.get("also_asked") or {}).items()
                    for code, answer in answers.items()
                ],
            )
            self.referral_id = row.pk

    # ------------------------------------------------------------------ the hub

    def _screen(self, given: dict[str, Any], rating: dict[str, Any] | None) -> None:
        at = times.moment(given["at"], self.now)
        with self.family.stage.as_member(given["by"]) as me:
            self._identify(me, at)
            screening.screen(
                practitioner=me,
                at=at,
                referral_id=self.referral_id,
                outcome=given["outcome"],
                reason=given["reason"],
                advice=given.get("advice") or "",
                passed_to=given.get("passed_to") or PASSED_TO.get(given["outcome"], ""),
                rating=rating["value"] if rating else None,
                rating_reason=rating["reason"] if rating else "",
                without_consent=given.get("without_consent") or "",
            )
            enquiry = Enquiry.objects.filter(referral_id=self.referral_id).first()
            if enquiry is not None:
                self.enquiry_id = enquiry.pk
            elif not any(event["do"] == "tell" for event in self.given.get("events") or []):
                self._tell_what_was_done(me, at, given)

    def _tell_what_was_done(self, me: Me, at: datetime, given: dict[str, Any]) -> None:
        """Where no enquiry was opened, the referrer heard of it the same hour."""
        settings = partnership.in_force(me.partnership_id, at).settings
        usual = settings.screening_outcome(given["outcome"]).referrer_told
        words = " ".join(filter(None, (usual, given.get("advice"))))
        for feedback in Feedback.objects.filter(referral_id=self.referral_id, told_at__isnull=True):
            deciding.tell(
                practitioner=me, at=at + timedelta(minutes=20), feedback_id=feedback.pk, words=words
            )

    def _identify(self, me: Me, at: datetime) -> None:
        people = self.family.people
        for child in ReferralChild.objects.filter(referral_id=self.referral_id):
            name = f"{child.given_name} {child.family_name}"
            found = screening.identify_child(
                practitioner=me, at=at, child_id=child.pk, person_id=people.get(name)
            )
            if found is not None and found.person_id is not None:
                people[name] = found.person_id
        for adult in ReferralAdult.objects.filter(referral_id=self.referral_id):
            name = f"{adult.given_name} {adult.family_name}"
            known = screening.identify_adult(
                practitioner=me, at=at, adult_id=adult.pk, person_id=people.get(name)
            )
            if known is not None and known.person_id is not None:
                people[name] = known.person_id

    # ------------------------------------------------------------------ what happened next

    def _do(self, event: dict[str, Any]) -> None:
        verbs: dict[str, Callable[[Me, datetime, dict[str, Any]], object]] = {
            name.removeprefix("_on_"): getattr(self, name) for name in dir(self) if name.startswith("_on_")
        }
        with self.family.stage.as_member(event["by"]) as me:
            verbs[event["do"]](me, times.moment(event["at"], self.now), event)

    def _agency(self, name: str) -> Agency:
        return Agency.objects.get(name=name)

    def _request(self, me: Me, name: str | None = None) -> UUID:
        agency = self._agency(name) if name else Agency.objects.get(pk=me.agency_id)
        open_ones = Request.objects.filter(enquiry_id=self.enquiry_id, to_agency=agency)
        return open_ones.order_by("-sent_at").values_list("pk", flat=True)[0]

    def _on_allocate(self, me: Me, at: datetime, event: dict[str, Any]) -> None:
        to = _practitioner(event["to"]).pk
        enquiring.allocate(practitioner=me, at=at, enquiry_id=self.enquiry_id, to_id=to)

    def _on_open_form(self, me: Me, at: datetime, event: dict[str, Any]) -> None:
        joint.open_form(me, at, self.enquiry_id, event["agencies"])

    def _on_write(self, me: Me, at: datetime, event: dict[str, Any]) -> None:
        joint.write(me, at, self.enquiry_id, event)

    def _on_involve(self, me: Me, at: datetime, event: dict[str, Any]) -> None:
        if event.get("practitioner"):
            principal, kind = _practitioner(event["practitioner"]).principal_id, InvolvementKind.ALLOCATED
        else:
            principal, kind = self._agency(event["agency"]).principal_id, InvolvementKind.ASKED
        access.involve(
            practitioner=me,
            at=at,
            case_id=Referral.objects.get(pk=self.referral_id).case_id,
            principal=principal,
            kind=kind,
            reason=event["reason"],
        )

    def _on_hand_over_work(self, me: Me, at: datetime, event: dict[str, Any]) -> None:
        case = Referral.objects.get(pk=self.referral_id).case_id
        had = Involvement.objects.get(
            case_id=case,
            principal_id=_practitioner(event["old"]).principal_id,
            kind=InvolvementKind.ALLOCATED,
            valid_to__isnull=True,
        )
        involving.hand_over(
            practitioner=me,
            at=at,
            involvement_id=had.pk,
            principal=_practitioner(event["new"]).principal_id,
            reason=event["reason"],
        )

    def _on_move_school(self, me: Me, at: datetime, event: dict[str, Any]) -> None:
        involving.move_school(
            practitioner=me,
            at=at,
            case_id=Referral.objects.get(pk=self.referral_id).case_id,
            from_agency_id=self._agency(event["old"]).pk,
            to_agency_id=self._agency(event["new"]).pk,
            on=at.date(),
        )

    def _on_tie(self, me: Me, at: datetime, event: dict[str, Any]) -> None:
        case_id = Referral.objects.get(pk=self.referral_id).case_id
        kin.tie(self.family, me, at, case_id, self._agency(event["told_by"]).pk, event)

    def _on_protect(self, me: Me, at: datetime, event: dict[str, Any]) -> None:
        whose = ReferralAddress.objects.filter(adult__referral_id=self.referral_id)
        address, marks = whose.get(adult__given_name=event["of"]).pk, event["marks"]
        protecting.protect_address(
            practitioner=me, at=at, address_id=address, marks=marks, reason=event["reason"]
        )

    def _on_rate(self, me: Me, at: datetime, event: dict[str, Any]) -> None:
        enquiring.rate(
            practitioner=me, at=at, enquiry_id=self.enquiry_id, value=event["value"], reason=event["reason"]
        )

    def _on_ask(self, me: Me, at: datetime, event: dict[str, Any]) -> None:
        settings = partnership.in_force(me.partnership_id, at).settings
        basis = (
            event["basis"] if event["basis"] in settings.lawful_bases else next(iter(settings.lawful_bases))
        )
        asking.ask(
            practitioner=me,
            at=at,
            enquiry_id=self.enquiry_id,
            to_agency_id=self._agency(event["agency"]).pk,
            question=event["question"],
            context=event.get("context") or "",
            basis=basis,
            purpose=event.get("purpose") or "To decide what help and protection the children need.",
            necessity=event["necessity"],
            told_family=bool(event["told_family"]),
            told_family_reason=event.get("told_family_reason") or "",
            concern=event.get("concern") or "",
        )

    def _on_do_not_share(self, me: Me, at: datetime, event: dict[str, Any]) -> None:
        agency = self._agency(event["agency"]).pk
        asking.do_not_share(
            practitioner=me, at=at, enquiry_id=self.enquiry_id, to_agency_id=agency, reason=event["reason"]
        )

    def _on_see(self, me: Me, at: datetime, event: dict[str, Any]) -> None:
        asking.see(practitioner=me, at=at, request_id=self._request(me))

    def _on_type_answer(self, me: Me, at: datetime, event: dict[str, Any]) -> None:
        typed = {"lines": [BLANK_LINE | {"kind": event["kind"], "text": event["text"]}], "share": "hub"}
        asking.save_answer(practitioner=me, at=at, request_id=self._request(me), answers=typed)

    def _on_return(self, me: Me, at: datetime, event: dict[str, Any]) -> None:
        rating = event.get("rating") or {}
        asking.answer(
            practitioner=me,
            at=at,
            request_id=self._request(me),
            lines=self._writer.lines(event["lines"]),
            own=[Besides(code, answer) for code, answer in (event.get("also_asked") or {}).items()],
            could_not_say=event.get("could_not_say") or "",
            rating=rating.get("value", ""),
            rating_reason=rating.get("reason", ""),
            share=event.get("share", "hub"),
            named_agency_ids=[self._agency(name).pk for name in event.get("named") or []],
            wider=asking.Wider(event.get("why") or SHARED_WIDER, "decide_next_steps", "public_task"),
        )

    def _on_hand_over_lines(self, me: Me, at: datetime, event: dict[str, Any]) -> None:
        request = self._request(me)
        chosen = [
            handing.Chosen(
                line.id,
                Choice(done["choice"]),
                done.get("words", ""),
                done.get("reason_code", ""),
                done.get("why", ""),
            )
            for line, done in zip(held_lines(request), event["chosen"], strict=True)
        ]
        handing.hand_over(
            practitioner=me,
            at=at,
            request_id=request,
            once=uuid7(),
            chosen=chosen,
            could_not_say=event.get("could_not_say", ""),
        )

    def _on_nothing_known(self, me: Me, at: datetime, event: dict[str, Any]) -> None:
        asking.nothing_known(
            practitioner=me,
            at=at,
            request_id=self._request(me),
            words=event.get("words") or event.get("reason") or "",
        )

    def _on_refuse(self, me: Me, at: datetime, event: dict[str, Any]) -> None:
        asking.refuse(practitioner=me, at=at, request_id=self._request(me), reason=event["reason"])

    def _on_chase(self, me: Me, at: datetime, event: dict[str, Any]) -> None:
        asking.chase(practitioner=me, at=at, request_id=self._request(me, event["agency"]))

    def _on_note(self, me: Me, at: datetime, event: dict[str, Any]) -> None:
        noting.note(self._writer, me, at, Referral.objects.get(pk=self.referral_id).case_id, event)

    def _on_respond(self, me: Me, at: datetime, event: dict[str, Any]) -> None:
        noting.respond(me, at, Referral.objects.get(pk=self.referral_id).case_id, event)

    def _on_pause(self, me: Me, at: datetime, event: dict[str, Any]) -> None:
        """Where the partners have agreed less time, that may be up by then: nobody could have paused it."""
        clock = Clock.objects.get(referral_id=self.referral_id, kind=event["clock"])
        if clock.due_at is not None and clock.due_at <= at:
            return
        enquiring.pause(
            practitioner=me,
            at=at,
            enquiry_id=self.enquiry_id,
            kind=event["clock"],
            reason_code=event["reason_code"],
            words=event["reason"],
        )

    def _on_resume(self, me: Me, at: datetime, event: dict[str, Any]) -> None:
        enquiring.resume(practitioner=me, at=at, enquiry_id=self.enquiry_id, kind=event["clock"])

    def _on_danger(self, me: Me, at: datetime, event: dict[str, Any]) -> None:
        enquiring.call_danger(practitioner=me, at=at, referral_id=self.referral_id, reason=event["reason"])

    def _on_decide(self, me: Me, at: datetime, event: dict[str, Any]) -> None:
        case = Referral.objects.get(pk=self.referral_id).case_id
        relied_on = [facts.quoted(case, quote) for quote in event["relied_on"]]
        deciding.decide(
            practitioner=me,
            at=at,
            enquiry_id=self.enquiry_id,
            outcome=event["outcome"],
            level=event["level"],
            reasons=event["reasons"],
            relied_on=list(dict.fromkeys(relied_on)),
            would_change=event["would_change"],
            safety_meanwhile=event["safety_meanwhile"],
            closure=event.get("closure", ""),
        )

    def _on_tell(self, me: Me, at: datetime, event: dict[str, Any]) -> None:
        owed = Feedback.objects.filter(referral_id=self.referral_id, told_at__isnull=True)
        if event.get("referrer"):
            owed = owed.filter(kind="referrer")
        else:
            owed = owed.filter(to_agency=self._agency(event["agency"]))
        for feedback in owed[:1]:
            deciding.tell(practitioner=me, at=at, feedback_id=feedback.pk, words=event["words"])

    def _on_challenge(self, me: Me, at: datetime, event: dict[str, Any]) -> None:
        deciding.challenge(
            practitioner=me,
            at=at,
            referral_id=self.referral_id,
            about=event["about"],
            reason=event["reason"],
            safe_meanwhile=event.get("safe_meanwhile") or "",
        )

    def _on_answer_challenge(self, me: Me, at: datetime, event: dict[str, Any]) -> None:
        waiting = Challenge.objects.filter(referral_id=self.referral_id, replied_at__isnull=True)
        challenge = waiting.order_by("made_at").values_list("pk", flat=True)[0]
        deciding.answer_challenge(practitioner=me, at=at, challenge_id=challenge, reply=event["words"])

    def _on_close(self, me: Me, at: datetime, event: dict[str, Any]) -> None:
        deciding.close(practitioner=me, at=at, enquiry_id=self.enquiry_id)


def _practitioner(username: str) -> Practitioner:
    return Practitioner.objects.get(username=username)
