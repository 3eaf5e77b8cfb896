"""Addresses that are kept from somebody from some day on, although they were told openly."""

from django.db import models

from tessera.access.labels import Marked
from tessera.access.rules import NEEDS_CLEARANCE
from tessera.core.identifiers import uuid7
from tessera.enquiries.models.referral import KEEP, LABEL, ReferralAddress


class Protection(Marked):
    """That an address, as it was told or as it is on record, wears these marks from now on, and why.

    With the row the database marks that address, and wherever else the same person has it (sql/addresses.sql).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    told = models.ForeignKey(ReferralAddress, on_delete=models.PROTECT, null=True, related_name="+")
    recorded = models.ForeignKey("people.Address", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField()
    protected_at = models.DateTimeField()

    class Meta:
        db_table = "enquiries_protection"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(told__isnull=True) ^ models.Q(recorded__isnull=True),
                name="protection_of_one_address",
            ),
            models.CheckConstraint(
                condition=models.Q(marks__contained_by=list(NEEDS_CLEARANCE)) & ~models.Q(marks=[]),
                name="protection_needs_a_clearance",
            ),
        )

    class Access:
        kind = "protection"

    class Data:
        retention = KEEP
        personal = ("id", "told", "recorded", "protected_at", *LABEL)
        special_category = ("reason",)
        criminal = ("marks",)
        plain = ()
