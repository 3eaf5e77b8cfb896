"""Opening a child's cases in an emergency, telling whoever leads on them, and reviewing each use afterwards."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count
from django.utils.translation import gettext as _

from tessera.access.here import Me
from tessera.access.models import EmergencyAccess, Involvement, Subject
from tessera.access.rules import Finding, InvolvementKind, Role
from tessera.audit import NotHere, action, note
from tessera.core.steps import NotAllowed
from tessera.enquiries.queries.leading import Led, leads_of
from tessera.notifications import actions as notifications
from tessera.notifications.models import Message
from tessera.notifications.queries import holding
from tessera.oversight.rules import (
    MAY_OPEN,
    REMINDED_BEFORE,
    SHORTEST_REASON,
    Ground,
    reason_of,
    reference_of,
    review_due,
)
from tessera.partnership import queries as partnership
from tessera.people.rules import PersonGiven, exact_keys


class OpenedAlready(NotAllowed):
    """The same page was sent twice. It is one use, and `use_id` says which."""

    def __init__(self, use_id: UUID) -> None:
        super().__init__(_("This was opened already."), verb="open_in_emergency", state="")
        self.use_id = use_id


class ReviewedAlready(NotAllowed):
    """Somebody has reviewed this use. What they found stands."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody has reviewed this already. What they found stands, and nothing was changed."),
            verb="review",
            state="reviewed",
        )


@action("open_in_emergency", "emergency_access")
def open_in_emergency(
    *, practitioner: Me, at: datetime, once: UUID, given: PersonGiven, ground: Ground, words: str, hours: int
) -> EmergencyAccess:
    """Open to this practitioner, to read for some hours, the cases of a child whom they name exactly.

    Every use is kept and reviewed, whether anything was found or not. `once` is what the page was drawn with: sent
    twice it is one use, and the second raises OpenedAlready. Raises NotHere for a role that may not, NotAllowed for
    too many hours or too few words.
    """
    if not practitioner.has(*MAY_OPEN):
        raise NotHere("This page is not here.")
    settings = partnership.in_force(practitioner.partnership_id, at).settings
    if not settings.features.emergency_access:
        raise NotAllowed(
            _("Emergency access is not used here. Ring the hub."), verb="open_in_emergency", state=""
        )
    if not 1 <= hours <= settings.emergency_access.longest_hours:
        longest = settings.emergency_access.longest_hours
        raise NotAllowed(
            _("Choose {longest} hours or fewer.").format(longest=longest), verb="open_in_emergency", state=""
        )
    if len(words.strip()) < SHORTEST_REASON:
        raise NotAllowed(_("Say why in at least 10 characters."), verb="open_in_emergency", state="")
    why, due = reason_of(ground, words.strip()), review_due(at, settings.calendar())
    use_id, fresh = _open(once, sorted(exact_keys(given)), why, hours, due)
    if not fresh:
        raise OpenedAlready(use_id)
    use = EmergencyAccess.objects.get(pk=use_id)
    note(cases=len(use.cases), hours=hours)
    for led in leads_of(use.cases):
        _tell_lead(practitioner=practitioner, at=at, use=use, led=led)
    _tell_guardians(practitioner, at, use, "emergency_to_review", _widest(use.cases))
    return use


def _open(once: UUID, keys: Sequence[str], why: str, hours: int, due: datetime) -> tuple[UUID, bool]:
    """The use, and whether it is new. The one reviewed function that may open anything: people/sql/emergency.sql."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT opened, fresh FROM access.open_emergency(%s, %s, %s, %s, %s)",
            (once, list(keys), why, hours, due),
        )
        opened, fresh = cursor.fetchone()
    return opened, fresh


@action("open_in_emergency", "involvement")
def _tell_lead(*, practitioner: Me, at: datetime, use: EmergencyAccess, led: Led) -> Involvement:
    """A line in the ledger for each case that was opened, and a message to whoever leads on it."""
    message = {
        "word": "emergency_opened",
        "reference": led.reference,
        "link": led.link,
        "case_id": led.case_id,
    }
    if led.by is None:
        notifications.tell_hub(practitioner=practitioner, at=at, **message)  # type: ignore[arg-type]
    else:
        notifications.tell(practitioner=practitioner, at=at, recipients=[led.by], **message)  # type: ignore[arg-type]
    note(reference=led.reference)
    return Involvement.objects.get(
        case_id=led.case_id,
        principal_id=practitioner.principal,
        kind=InvolvementKind.EMERGENCY,
        valid_from=use.opened_at,
    )


def _widest(cases: Iterable[UUID]) -> UUID | None:
    """The case that most people are subjects of: whoever must never see one of them is told of none."""
    rows = Subject.objects.filter(case_id__in=list(cases)).values("case_id").annotate(number=Count("id"))
    found = rows.order_by("-number", "case_id").first()
    return found["case_id"] if found else None


def _tell_guardians(
    practitioner: Me, at: datetime, use: EmergencyAccess, word: str, case_id: UUID | None
) -> None:
    """Whoever may review it, never whoever opened it. The case in the message hides it from whoever must not see."""
    notifications.tell(
        practitioner=practitioner,
        at=at,
        recipients=_guardians(at, use),
        word=word,
        reference=reference_of(use.pk),
        link=_where(use),
        case_id=case_id,
    )


def _guardians(at: datetime, use: EmergencyAccess) -> set[UUID]:
    found = holding(at, partnership_id=use.partnership_id, role=Role.CALDICOTT_GUARDIAN)
    return set(found) - {use.practitioner_id}


def _where(use: EmergencyAccess) -> str:
    return f"/emergency-access/reviews/{use.pk}/"


@action("review", "emergency_access")
def review(
    *, practitioner: Me, at: datetime, use_id: UUID, finding: str, reason: str, what_follows: str = ""
) -> EmergencyAccess:
    """Say of a use whether it was justified, and why; of misuse also what follows. Whoever opened it is told.

    Nobody reviews their own (NotAllowed), and a second review changes nothing (ReviewedAlready). Raises NotHere for
    whoever is no Caldicott guardian, and for one who must never see somebody in it.
    """
    if not practitioner.has(Role.CALDICOTT_GUARDIAN):
        raise NotHere("This page is not here.")
    use = EmergencyAccess.objects.filter(pk=use_id).first()
    if use is None:
        raise NotHere("This page is not here.")
    if use.practitioner_id == practitioner.id:
        raise NotAllowed(_("Somebody else must review what you opened."), verb="review", state="waiting")
    found = Finding(finding)
    if not reason.strip():
        raise NotAllowed(_("Write why."), verb="review", state="waiting", missing=("reason",))
    if found is Finding.MISUSE and not what_follows.strip():
        raise NotAllowed(_("Write what follows."), verb="review", state="waiting", missing=("what_follows",))
    kept = {
        "finding": found,
        "finding_reason": reason.strip(),
        "what_follows": what_follows.strip() if found is Finding.MISUSE else "",
        "reviewed_by_id": practitioner.id,
        "reviewed_at": at,
    }
    if EmergencyAccess.objects.filter(pk=use_id, reviewed_at__isnull=True).update(**kept) != 1:
        raise ReviewedAlready
    note(finding=found)
    notifications.tell(
        practitioner=practitioner,
        at=at,
        recipients=[use.practitioner_id],
        word="emergency_reviewed",
        reference=reference_of(use.pk),
        link=f"/emergency-access/{use.pk}/",
    )
    return use


@action("remind", "emergency_access")
def remind(*, practitioner: Me, at: datetime, use_id: UUID) -> EmergencyAccess | None:
    """Tell the guardians that a review is due in two hours, and again when it is late; each once. For the job."""
    use = EmergencyAccess.objects.filter(pk=use_id, reviewed_at__isnull=True).first()
    if use is None or use.review_due_at - REMINDED_BEFORE > at:
        return None
    word = "emergency_review_late" if use.review_due_at <= at else "emergency_review_due"
    told = Message.objects.filter(recipient_id__in=_guardians(at, use), link=_where(use))
    words = dict(told.values_list("word", "case_id"))
    if word in words:
        return None
    case_id = words.get("emergency_to_review") or (use.cases[0] if use.cases else None)
    _tell_guardians(practitioner, at, use, word, case_id)
    note(word=word)
    return use
