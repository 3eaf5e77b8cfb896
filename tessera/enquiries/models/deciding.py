"""The decision, the very lines it relied on, who must be told and was, and who disagreed."""

from django.db import models

from tessera.access.labels import Labelled
from tessera.core.identifiers import uuid7
from tessera.enquiries.models.enquiry import Enquiry
from tessera.enquiries.models.referral import KEEP, LABEL
from tessera.enquiries.rules.words import TellKind


class Decision(Labelled):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    enquiry = models.OneToOneField(Enquiry, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=40)
    # Why work ends, where the outcome ends it and the partnership has reasons for that.
    closure = models.CharField(max_length=63, blank=True, default="", db_default="")
    level = models.PositiveSmallIntegerField()
    reasons = models.TextField()
    would_change = models.TextField()
    safety_meanwhile = models.TextField()
    decided_at = models.DateTimeField()

    class Meta:
        db_table = "enquiries_decision"

    class Access:
        kind = "decision"

    class Data:
        retention = KEEP
        special_category = (
            "id",
            "enquiry",
            "outcome",
            "closure",
            "level",
            "reasons",
            "would_change",
            "safety_meanwhile",
            "decided_at",
            *LABEL,
        )
        plain = ()


class ReliedOn(Labelled):
    """One line, or the words of one child, that a decision relied on."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="relied_on")
    line = models.ForeignKey("records.Line", on_delete=models.PROTECT, null=True, related_name="+")
    voice = models.ForeignKey("records.ChildsVoice", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "enquiries_relied_on"
        constraints = (
            models.UniqueConstraint(fields=("decision", "line"), name="relied_on_once"),
            models.UniqueConstraint(fields=("decision", "voice"), name="relied_on_a_voice_once"),
            models.CheckConstraint(
                condition=models.Q(line__isnull=True) ^ models.Q(voice__isnull=True),
                name="relied_on_one_thing",
            ),
        )

    class Access:
        kind = "relied_on"

    class Data:
        retention = KEEP
        personal = ("id", "decision", "line", "voice", *LABEL)
        plain = ()


class Feedback(Labelled):
    """Someone must be told, and was. An enquiry cannot close before each of these is told."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    referral = models.ForeignKey("Referral", on_delete=models.PROTECT, related_name="feedback")
    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, null=True, related_name="feedback")
    kind = models.CharField(max_length=10, choices=TellKind.choices())
    to_agency = models.ForeignKey("access.Agency", on_delete=models.PROTECT, related_name="+")
    owed_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    told_by = models.ForeignKey("access.Practitioner", on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=200, blank=True)
    words = models.TextField(blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "enquiries_feedback"
        constraints = (
            models.UniqueConstraint(fields=("referral", "kind", "to_agency"), name="feedback_once"),
            models.CheckConstraint(
                condition=models.Q(told_at__isnull=True) | ~models.Q(words=""), name="feedback_told_in_words"
            ),
        )

    class Access:
        kind = "feedback"

    class Data:
        retention = KEEP
        personal = (
            "id",
            "referral",
            "enquiry",
            "kind",
            "to_agency",
            "owed_at",
            "due_at",
            "told_at",
            "told_by",
            "seen_at",
            *LABEL,
        )
        special_category = ("outcome", "words")
        plain = ()


class Challenge(Labelled):
    """A practitioner disagrees, says why, and is owed a reply by a date. `about` is a reason of the settings."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    referral = models.ForeignKey("Referral", on_delete=models.PROTECT, related_name="challenges")
    about = models.CharField(max_length=63, blank=True, default="", db_default="")
    reason = models.TextField()
    safe_meanwhile = models.TextField(blank=True)
    at_risk_now = models.BooleanField(default=False, db_default=False)
    made_at = models.DateTimeField()
    reply_due_at = models.DateTimeField()
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    replied_by = models.ForeignKey(
        "access.Practitioner", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        db_table = "enquiries_challenge"
        ordering = ("made_at",)

    class Access:
        kind = "challenge"

    class Data:
        retention = KEEP
        special_category = (
            "id",
            "referral",
            "about",
            "reason",
            "safe_meanwhile",
            "at_risk_now",
            "made_at",
            "reply_due_at",
            "reply",
            "replied_at",
            "replied_by",
            *LABEL,
        )
        plain = ()
