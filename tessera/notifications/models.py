"""Messages to practitioners. A message carries a reference and a link: never a name, never a concern."""

from django.db import models

from tessera.access.labels import Protected
from tessera.core.identifiers import uuid7


class Message(Protected):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    recipient = models.ForeignKey("access.Practitioner", on_delete=models.PROTECT, related_name="+")
    partnership = models.ForeignKey("access.Partnership", on_delete=models.PROTECT, related_name="+")
    # The case it is about, so that an exclusion closes it too. Not a key: a message may outlive what it is about.
    case_id = models.UUIDField(null=True, blank=True)
    # Kept by the database (sql/sealed.sql): while the case is sealed, only whoever may open it sees the message.
    sealed = models.BooleanField(default=False)
    word = models.CharField(max_length=40)
    reference = models.CharField(max_length=40)
    link = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    emailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "notifications_message"
        indexes = (
            models.Index(fields=("recipient", "-made_at"), name="notifications_mine"),
            models.Index(
                fields=("recipient",), condition=models.Q(read_at__isnull=True), name="notifications_unread"
            ),
            models.Index(
                fields=("made_at",),
                condition=models.Q(read_at__isnull=True, emailed_at__isnull=True),
                name="notifications_unsent",
            ),
        )
        constraints = (
            # Nothing but a reference fits: no name and no concern, whatever a caller sends.
            models.CheckConstraint(
                condition=models.Q(reference__regex=r"^[A-Z]{2,4}-[0-9A-Z]{4}-[0-9A-Z]{4}$"),
                name="message_reference_only",
            ),
            # And nothing but an address of our own, made of plain words and identifiers.
            models.CheckConstraint(
                condition=models.Q(link__regex=r"^/([a-z-]+/|[0-9a-f-]{36}/)+$"), name="message_link_only"
            ),
        )

    class Access:
        kind = "message"

    class Data:
        retention = "one year"
        personal = (
            "id",
            "recipient",
            "sealed",
            "case_id",
            "word",
            "reference",
            "link",
            "made_at",
            "read_at",
            "emailed_at",
        )
        plain = ("partnership",)
