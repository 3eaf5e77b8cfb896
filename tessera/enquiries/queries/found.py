"""What a case is called for whoever found something in it, and where they read on."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy

from tessera.access.here import Me, cases_read, own_record_cases
from tessera.enquiries.models import Enquiry, Referral, ReferralChild, Request
from tessera.enquiries.rules.who import FIELDS, Child, children_words

OWN = gettext_lazy("Your own record")


@dataclass(frozen=True, slots=True)
class CaseFound:
    """A case by its children and its reference. `href` is "" where nothing of it but the find can be opened."""

    children: str
    reference: str
    href: str


def cases_found(practitioner: Me, case_ids: Iterable[UUID]) -> dict[UUID, CaseFound]:
    """Each of these cases as this practitioner knows it: six questions at most, however many there are.

    Where their work has ended it is their own record that they read on in.
    """
    wanted = list(dict.fromkeys(case_ids))
    children: dict[UUID, list[Child]] = defaultdict(list)
    for case_id, *who in (
        ReferralChild.objects.filter(case_id__in=wanted)
        .order_by("case_id", "position")
        .values_list("case_id", *FIELDS)
    ):
        children[case_id].append(Child(*who))
    ways: list[tuple[Any, str]] = [(Referral.objects.filter(case_id__in=wanted), "/referrals/{}/")]
    if practitioner.is_hub:
        ways.append((Enquiry.objects.filter(case_id__in=wanted), "/enquiries/{}/"))
    else:
        asked = Request.objects.filter(case_id__in=wanted, to_agency_id=practitioner.agency_id)
        ways.append((asked, "/requests/{}/"))
        ways.append((Enquiry.objects.filter(case_id__in=cases_read(wanted)), "/enquiries/{}/"))
    references: dict[UUID, tuple[str, str]] = {}
    for rows, way in ways:
        for case_id, pk, reference in rows.order_by("pk").values_list("case_id", "pk", "reference"):
            references[case_id] = reference, way.format(pk)
    for case_id in own_record_cases() & set(wanted):
        references[case_id] = references.get(case_id, (str(OWN), ""))[0], f"/own-record/{case_id}/"
    return {
        case_id: CaseFound(
            children_words(children[case_id]) if children[case_id] else "", *references.get(case_id, ("", ""))
        )
        for case_id in wanted
    }


def question_to(practitioner: Me, case_id: UUID) -> str:
    """Where they read the latest question that the hub asked their agency in this case; "" where it asked none."""
    asked = Request.objects.filter(case_id=case_id, to_agency_id=practitioner.agency_id).order_by("-sent_at")
    found = asked.values_list("pk", flat=True).first()
    return f"/requests/{found}/" if found else ""
