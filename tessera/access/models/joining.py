"""Places in an agency that one administrator asks for somebody, and another agrees to."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tessera.access.models.register import Agency, Partnership, Practitioner, Team
from tessera.access.rules import Role
from tessera.core.identifiers import uuid7

GIVEN = [str(role) for role in Role if role != Role.AUTOMATIC]


class Invitation(models.Model):
    """Somebody shall work for an agency, in these roles, from a day until a day.

    One administrator writes it and it is never changed; what follows (another agrees, a link is sent, whoever it is for
    accepts, somebody takes it back) the database's own functions enter (sql/joining.sql). Whoever does not work here
    yet is known by an address alone. Nothing says whether somebody in another partnership has it: until they accept
    there is no membership, and `practitioner` is empty.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    roles = ArrayField(models.CharField(max_length=30, choices=Role.choices()))
    practitioner = models.ForeignKey(
        Practitioner, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    agreed_by = models.ForeignKey(
        Practitioner, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    agreed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Practitioner, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # Of the link that was sent last: its hash, and when it ends.
    key_hash = models.CharField(max_length=64, blank=True)
    key_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)

    link: str = ""  # where it is accepted: kept nowhere, and known while it is being sent

    class Meta:
        db_table = "access_invitation"
        indexes = (
            models.Index(
                fields=("key_hash",), condition=~models.Q(key_hash=""), name="access_invitation_by_link"
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(roles__contained_by=GIVEN) & models.Q(roles__len__gt=0),
                name="invitation_roles_are_given",
            ),
            models.CheckConstraint(
                condition=models.Q(practitioner__isnull=True) ^ models.Q(email="")
                | models.Q(accepted_at__isnull=False),
                name="invitation_is_for_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=models.F("valid_from")),
                name="invitation_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(agreed_by__isnull=True) | ~models.Q(agreed_by=models.F("asked_by")),
                name="invitation_agreed_by_another",
            ),
        )

    class Data:
        retention = "seven years after it ends"
        personal = (
            "id",
            "partnership",
            "agency",
            "team",
            "roles",
            "practitioner",
            "name",
            "email",
            "valid_from",
            "valid_to",
            "asked_by",
            "asked_at",
            "agreed_by",
            "agreed_at",
            "withdrawn_by",
            "withdrawn_at",
            "key_until",
            "sent_at",
            "accepted_at",
        )
        plain = ("key_hash",)
