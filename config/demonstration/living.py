"""Lives the standing workload through the real verbs, many enquiries in one transaction, grouped by who acts.

The order of writing is not the order of the story: everything that one practitioner does is done while they are on
stage, and each act carries the time at which it happened.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

from config.demonstration.cases import SHARED_WIDER
from config.demonstration.facts import Known
from config.demonstration.register import cast
from config.demonstration.stage import Stage as Theatre
from config.demonstration.times import LONDON
from config.demonstration.workload import HOURS, Plan, Stage, household, other_rating, some, words
from config.demonstration.writing import Writer, without_consent
from tessera.access.here import Me
from tessera.enquiries.actions import asking, deciding, enquiring, referring, screening
from tessera.enquiries.models import (
    Challenge,
    Enquiry,
    Feedback,
    Referral,
    ReferralAdult,
    ReferralChild,
    Request,
)
from tessera.enquiries.rules import intake
from tessera.partnership.rules.words import AgencyKind, Concern
from tessera.records import actions as records
from tessera.records.models import Line
from tessera.records.rules.words import LineKind

WORKERS = ("ama", "leila", "owen", "ama", "leila")
DECIDERS = ("priya", "priya", "priya", "marcus")

Act = Callable[[Me], None]


@dataclass(frozen=True)
class Step:
    """One thing done by one practitioner. Everything of a lower phase is done first."""

    phase: int
    by: str
    act: Act


def live(plans: list[Plan], theatre: Theatre, facts: Known) -> None:
    """Live these enquiries, phase by phase. The caller holds the transaction."""
    steps = [step for plan in plans for step in Life(plan, facts).steps()]
    for phase in sorted({step.phase for step in steps}):
        by_actor: dict[str, list[Act]] = defaultdict(list)
        for step in steps:
            if step.phase == phase:
                by_actor[step.by].append(step.act)
        for actor, acts in by_actor.items():
            with theatre.as_member(actor) as me:
                for act in acts:
                    act(me)


class Life:
    """One referral and what followed. Its methods are the acts; `steps` says who does which, and in which phase."""

    def __init__(self, plan: Plan, facts: Known) -> None:
        self.plan, self.facts = plan, facts
        self.family = household(plan)
        self.chance = plan.chance("course")
        self.worker = self.chance.choice(WORKERS)
        self.at = plan.received_at
        self.asked: dict[str, Request] = {}
        self.referral: Referral
        self.enquiry: Enquiry

    # ------------------------------------------------------------------ the course

    def steps(self) -> Iterator[Step]:
        plan, chance = self.plan, self.chance
        referrer = self._referrer()
        self.from_agency = next(m.agency for m in cast() if m.username == referrer)
        yield Step(0, referrer, self._refer)
        if plan.stage is Stage.UNREAD:
            return
        yield Step(1, self.worker, self._screen)
        if plan.stage is Stage.SCREENED_OUT:
            yield Step(6, self.worker, self._tell)
            return
        if plan.stage is Stage.NOT_ALLOCATED:
            return
        yield Step(2, chance.choice(DECIDERS), self._allocate)
        agencies = self._whom_to_ask()
        yield Step(2, self.worker, lambda me: self._ask(me, agencies))
        waits = {Stage.WAITING: chance.randint(1, len(agencies)), Stage.LATE: 1}.get(plan.stage, 0)
        for name in agencies[: len(agencies) - waits]:
            yield Step(3, chance.choice(self.facts.answerers[name]), self._answering(name))
        for name in agencies[len(agencies) - waits :]:
            if chance.random() < 0.5:
                yield Step(3, chance.choice(self.facts.answerers[name]), self._seeing(name))
        if plan.stage is Stage.LATE and chance.random() < 0.6:
            late = agencies[-1]
            yield Step(4, self.worker, lambda me: self._chase(me, late))
        if self.first_rating != plan.rating:
            yield Step(4, self.worker, self._rate_again)
        if plan.stage < Stage.DECIDED:
            return
        yield Step(5, chance.choice(DECIDERS), self._decide)
        yield Step(6, self.worker, self._tell)
        if plan.stage is Stage.CLOSED:
            yield Step(7, self.worker, self._close)
            if chance.random() < 0.02:
                yield Step(8, referrer, self._challenge)
                yield Step(9, "marcus", self._answer_challenge)

    @property
    def first_rating(self) -> str:
        """The rating at screening; in about one in eight the hub thought again."""
        chance = self.plan.chance("rating")
        again = (
            self.plan.stage > Stage.NOT_ALLOCATED and self.plan.rating != "blue" and chance.random() < 0.13
        )
        return other_rating(chance, self.plan.rating) if again else self.plan.rating

    def _referrer(self) -> str:
        child, chance = self.family.children[0], self.plan.chance("referrer")
        kinds = list(self.family.worry["by"])
        if (
            child.school
            and chance.random() < 0.5
            and {"education_school", "education_early_years"} & set(kinds)
        ):
            return chance.choice(self.facts.referrers[child.school])
        kinds = [kind for kind in kinds if not kind.startswith("education")] or kinds
        return chance.choice(self.facts.referrers[chance.choice(kinds)])

    def _whom_to_ask(self) -> list[str]:
        """Two to four agencies that could know, by what the settings would ask each kind about this worry."""
        kinds = {str(kind) for kind in self._questions()} | {"police", "health_community"}
        child = self.family.children[0]
        names = [
            name
            for name, agency in self.facts.agencies.items()
            if agency.kind in kinds and name != self.from_agency and name in self.facts.answerers
            and (not agency.kind.startswith("education") or name == child.school)
            and name not in ("Thornmere Children's Social Care", "Wexcombe Children's Services")
        ]  # fmt: skip
        # One of a kind: one surgery, one housing service.
        self.chance.shuffle(names)
        names = list({self.facts.agencies[name].kind: name for name in names}.values())
        return some(self.chance, names, 2, 3 if self.plan.number % 3 else 4)

    def _questions(self) -> dict[Any, Any]:
        concern = self.family.worry["concerns"][0]
        found: dict[Any, Any] = self.facts.settings.request_templates.get(concern, {})
        return found

    def _after(self, start: datetime, least: float, most: float) -> datetime:
        """A moment later by a share of the time to the decision; mostly in working hours, and never after now."""
        whole = HOURS[self.plan.rating or "green"]
        at = start + timedelta(hours=self.chance.uniform(least, most) * whole)
        if self.plan.stage in (Stage.CLOSED, Stage.SCREENED_OUT) and self.plan.rating not in ("red", "amber"):
            at = _in_hours(at, self.chance)
        latest = self.facts.now - timedelta(minutes=3)
        if at > latest > start:
            # Not all in the same minute: somewhere between then and now.
            at = start + (latest - start) * self.chance.uniform(0.2, 1)
        return min(at, latest)

    # ------------------------------------------------------------------ the referral

    def _refer(self, me: Me) -> None:
        sent = Writer(self.plan, self.family, self.facts.now).as_sent(me)
        read = intake.check(
            json.dumps(sent).encode(),
            received_by=datetime.now(UTC),
            agencies=lambda name: a.code if (a := self.facts.settings.agency(name)) else None,
        )
        if not isinstance(read, intake.Referral):
            raise ValueError(f"{self.plan.reference}: {[str(problem) for problem in read]}")
        self.referral = referring.send(practitioner=me, at=self.at, referral=read)

    # ------------------------------------------------------------------ the hub

    def _screen(self, me: Me) -> None:
        stock = words()
        self.at = self._after(self.at, 0.02, 0.12)
        if self.plan.stage is Stage.SCREENED_OUT:
            outcome = self.chance.choices(["advice_only", "family_help", "open_case"], weights=(7, 4, 2))[0]
            screening.screen(
                practitioner=me, at=self.at, referral_id=self.referral.pk, outcome=outcome,
                reason=self.family.say(stock["screened_out"][outcome]),
                advice=self.family.say(self.chance.choice(stock["advice"])) if outcome == "advice_only" else "",
                passed_to={"family_help": "Family Help team", "open_case": "Assessment team"}.get(outcome, ""),
                without_consent=self._why_without(outcome),
            )  # fmt: skip
            return
        self._identify(me)
        screening.screen(
            practitioner=me, at=self.at, referral_id=self.referral.pk, outcome="enquiry", reason=stock["screened"],
            rating=self.first_rating, rating_reason=self._why(self.first_rating), without_consent=self._why_without(),
        )  # fmt: skip
        self.enquiry = Enquiry.objects.get(referral_id=self.referral.pk)

    def _why_without(self, outcome: str = "enquiry") -> str:
        return without_consent(self.plan, self.facts.settings, self.referral, outcome)

    def _identify(self, me: Me) -> None:
        before: dict[tuple[str, str], UUID | None] = {}
        if self.plan.again_of is not None:
            earlier = f"WORK-{self.plan.again_of:03}"
            for model in (ReferralChild, ReferralAdult):
                rows = model.objects.filter(referral__their_reference=earlier)
                before |= {(row.given_name, row.family_name): row.person_id for row in rows}
        for child in ReferralChild.objects.filter(referral_id=self.referral.pk):
            person = before.get((child.given_name, child.family_name))
            screening.identify_child(practitioner=me, at=self.at, child_id=child.pk, person_id=person)
        for adult in ReferralAdult.objects.filter(referral_id=self.referral.pk):
            person = before.get((adult.given_name, adult.family_name))
            screening.identify_adult(practitioner=me, at=self.at, adult_id=adult.pk, person_id=person)

    def _why(self, rating: str) -> str:
        return self.family.say(self.plan.chance(f"why {rating}").choice(words()["ratings"][rating]))

    def _allocate(self, me: Me) -> None:
        self.at = self._after(self.at, 0.01, 0.03)
        enquiring.allocate(
            practitioner=me, at=self.at, enquiry_id=self.enquiry.pk, to_id=self.facts.people[self.worker]
        )

    def _ask(self, me: Me, agencies: list[str]) -> None:
        questions, stock = self._questions(), words()
        self.at = self._after(self.at, 0.01, 0.04)
        told = self.referral.consent_position in ("agreed", "refused")
        for name in agencies:
            agency = self.facts.agencies[name]
            kind = AgencyKind(agency.kind)
            concern = self.family.worry["concerns"][0] if kind in questions else Concern.OTHER
            template = self.facts.settings.request_templates[concern][kind]
            self.asked[name] = asking.ask(
                practitioner=me, at=self.at, enquiry_id=self.enquiry.pk, to_agency_id=agency.pk,
                question=template.question, context=self._in_short(), basis=self._basis(agency.kind),
                purpose="To decide what help and protection the children need.", necessity=template.why,
                told_family=told, concern=concern,
                told_family_reason="" if told else self.family.say(self.chance.choice(stock["told_reasons"])),
            )  # fmt: skip
        if self.chance.random() < 0.06:
            left = [name for name in self.facts.answerers if name not in (*agencies, self.from_agency)]
            asking.do_not_share(
                practitioner=me, at=self.at, enquiry_id=self.enquiry.pk,
                to_agency_id=self.facts.agencies[self.chance.choice(left)].pk,
                reason=self.chance.choice(stock["not_shared"]),
            )  # fmt: skip

    def _in_short(self) -> str:
        """What an agency is told so that it can answer: the least that will do."""
        concern = self.family.worry["concerns"][0].replace("_", " ")
        child = self.family.children[0]
        who = f"a child of {child.years}" if child.years > 0 else "a baby"
        return f"{self.from_agency} has told us of a worry about {who} ({concern})."

    def _basis(self, kind: str) -> str:
        bases = self.facts.settings.lawful_bases
        wanted = "police_law_enforcement" if kind == "police" else "public_task"
        return wanted if wanted in bases else next(iter(bases))

    def _chase(self, me: Me, name: str) -> None:
        request = self.asked[name]
        due = request.due_at or self.at
        at = min(due + timedelta(minutes=20), self.facts.now - timedelta(minutes=1))
        asking.chase(practitioner=me, at=max(at, self.at), request_id=request.pk)

    def _rate_again(self, me: Me) -> None:
        self.at = self._after(self.at, 0.01, 0.05)
        reason = words()["rerated"][self.plan.rating]
        enquiring.rate(
            practitioner=me, at=self.at, enquiry_id=self.enquiry.pk, value=self.plan.rating, reason=reason
        )

    # ------------------------------------------------------------------ the agencies

    def _seeing(self, name: str) -> Act:
        def see(me: Me) -> None:
            at = self._after(self.at, 0.01, 0.1)
            asking.see(practitioner=me, at=at, request_id=self.asked[name].pk)

        return see

    def _answering(self, name: str) -> Act:
        def answer(me: Me) -> None:
            chance, kind = self.plan.chance(f"answer {name}"), self.facts.agencies[name].kind
            request = self.asked[name].pk
            if chance.random() < 0.35:
                self._seeing(name)(me)
            # About one in eleven is late by its own clock, which is half of the decision's.
            at = self._after(
                self.asked[name].sent_at, *((0.55, 1.4) if chance.random() < 0.09 else (0.05, 0.45))
            )
            self.answered_at = max(getattr(self, "answered_at", self.at), at)
            if chance.random() < 0.1:
                where = chance.choice(words()["nothing_known"])
                asking.nothing_known(practitioner=me, at=at, request_id=request, words=where)
                return
            if kind in ("gp", "mental_health", "voluntary", "police") and chance.random() < 0.05:
                why = chance.choice(words()["refused"])
                asking.refuse(practitioner=me, at=at, request_id=request, reason=why)
                return
            rating = chance.choice(
                ["", self.plan.rating, self.plan.rating, other_rating(chance, self.plan.rating)]
            )
            lines = some(chance, words()["returns"][kind], 1, 2)
            asking.answer(
                practitioner=me, at=at, request_id=request,
                lines=[records.NewLine(kind=LineKind.RECORD, text=line) for line in lines],
                could_not_say=chance.choice(words()["could_not_say"]),
                rating=rating, rating_reason=self._why(rating) if rating else "",
                share=chance.choices(["hub", "whole_case"], weights=(6, 4))[0],
                wider=asking.Wider(SHARED_WIDER, "decide_next_steps", "public_task"),
            )  # fmt: skip

        return answer

    # ------------------------------------------------------------------ the end

    def _decide(self, me: Me) -> None:
        chance, say = self.plan.chance("decision"), self.family.say
        shares = {
            "red": {"strategy_discussion": 60, "section_17_assessment": 34, "police_only": 3, "no_further_action": 3},
            "amber": {"section_17_assessment": 47, "family_help": 30, "no_further_action": 19, "adult_safeguarding": 4},
            "green": {"family_help": 44, "no_further_action": 38, "section_17_assessment": 15, "police_only": 3},
            "blue": {"no_further_action": 8, "family_help": 2},
        }[self.plan.rating]  # fmt: skip
        outcome = chance.choices(list(shares), weights=list(shares.values()))[0]
        self.at = self._after(max(self.at, getattr(self, "answered_at", self.at)), 0.03, 0.25)
        if self.plan.stage is Stage.DECIDED:
            # Decided today: those who are still to be told can be told in time.
            lately = self.facts.now - timedelta(hours=chance.uniform(1, 7))
            self.at = max(self.at, lately)
        level = {"strategy_discussion": 4, "section_17_assessment": 4, "family_help": 3}.get(
            outcome, chance.choice((1, 2))
        )
        found = Line.objects.filter(case_id=self.referral.case_id).exclude(kind=LineKind.OPINION)
        lines = list(found.order_by("id").values_list("pk", flat=True))
        deciding.decide(
            practitioner=me, at=self.at, enquiry_id=self.enquiry.pk, outcome=outcome, level=level,
            reasons=say(chance.choice(words()["decisions"][outcome])), relied_on=some(chance, lines, 1, 3),
            would_change=say(chance.choice(words()["would_change"])),
            safety_meanwhile=say(chance.choice(words()["safety"])),
            closure=self.facts.why_it_ends(outcome, len(lines)),
        )  # fmt: skip

    def _tell(self, me: Me) -> None:
        """Everybody owed, or where it was decided today some of them."""
        self.at = self._after(self.at, 0.03, 0.2)
        owed = list(
            Feedback.objects.filter(referral_id=self.referral.pk, told_at__isnull=True).order_by("id")
        )
        if self.plan.stage is Stage.DECIDED:
            owed = owed[: self.chance.randint(0, max(0, len(owed) - 1))]
        for feedback in owed:
            said = self.chance.choice(
                words()["told"]["referrer" if feedback.kind == "referrer" else "agency"]
            )
            deciding.tell(practitioner=me, at=self.at, feedback_id=feedback.pk, words=said)

    def _close(self, me: Me) -> None:
        self.at = self._after(self.at, 0.05, 0.5)
        deciding.close(practitioner=me, at=self.at, enquiry_id=self.enquiry.pk)

    def _challenge(self, me: Me) -> None:
        self.at = self._after(self.at, 0.1, 0.4)
        reason = self.family.say(self.chance.choice(words()["challenge"]))
        deciding.challenge(
            practitioner=me, at=self.at, referral_id=self.referral.pk, about="not_enough_known", reason=reason,
        )  # fmt: skip

    def _answer_challenge(self, me: Me) -> None:
        self.at = self._after(self.at, 0.2, 0.8)
        made = Challenge.objects.get(referral_id=self.referral.pk)
        reply = (
            "I read everything again. The decision stands, and I have asked that the child is seen this week."
        )
        deciding.answer_challenge(practitioner=me, at=self.at, challenge_id=made.pk, reply=reply)


def _in_hours(at: datetime, chance: random.Random) -> datetime:
    """The same moment by day, or else the next morning: what is not urgent waits for the night to end."""
    local = at.astimezone(LONDON)
    if time(8, 30) <= local.time() <= time(18, 30):
        return at
    day = local.date() + timedelta(days=0 if local.time() < time(8, 30) else 1)
    morning = datetime.combine(day, time(8, 40), LONDON) + timedelta(minutes=chance.randint(0, 100))
    return morning.astimezone(UTC)
