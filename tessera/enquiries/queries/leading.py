"""Cases by what they are called and who leads on them, for whoever opened them and whoever must be told of it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from tessera.access.here import Me
from tessera.audit import query
from tessera.enquiries.models import Enquiry, Referral, ReferralChild
from tessera.enquiries.rules.who import FIELDS, Child, children_words


@dataclass(frozen=True, slots=True)
class Led:
    """A case by its reference, its children and where it is read. `by`: the practitioner allocated; None: the hub."""

    case_id: UUID
    reference: str
    link: str
    children: str
    by: UUID | None

    @property
    def id(self) -> UUID:
        """The row that the ledger names when somebody is shown it."""
        return self.case_id


@query("case")
def shown(*, practitioner: Me, led: Led) -> Led:
    """A case is shown by its children's names: that is a look at it."""
    return led


def leads_of(case_ids: Iterable[UUID]) -> tuple[Led, ...]:
    """These cases as far as the asker may see them: three questions, however many. Where they see no enquiry, the hub
    leads.
    """
    wanted, found = list(case_ids), {}
    children: dict[UUID, list[Child]] = defaultdict(list)
    rows = ReferralChild.objects.filter(case_id__in=wanted).order_by("case_id", "position")
    for case_id, *who in rows.values_list("case_id", *FIELDS):
        children[case_id].append(Child(*who))
    names = {case_id: children_words(each) for case_id, each in children.items()}
    referrals = Referral.objects.filter(case_id__in=wanted).values_list("pk", "case_id", "reference")
    for pk, case_id, reference in referrals:
        found[case_id] = Led(case_id, reference, f"/referrals/{pk}/", names.get(case_id, ""), None)
    enquiries = Enquiry.objects.filter(case_id__in=wanted).values_list(
        "pk", "case_id", "reference", "allocated_to_id"
    )
    for pk, case_id, reference, by in enquiries:
        found[case_id] = Led(case_id, reference, f"/enquiries/{pk}/", names.get(case_id, ""), by)
    return tuple(found[case_id] for case_id in wanted if case_id in found)
