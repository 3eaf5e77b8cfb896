"""Asking agencies one specific question each, and what came back."""

from django.db import models

from tessera.access.labels import Labelled
from tessera.core.identifiers import uuid7
from tessera.enquiries.models.enquiry import Enquiry
from tessera.enquiries.models.referral import KEEP, LABEL
from tessera.enquiries.rules.words import AskedFor, RatingValue, RequestState


class Request(Labelled):
    """One question to one agency, with the basis on which it was shared and what the family was told.

    `due_at` is null while the hub has paused it. `would_be_due_at` says then what was left when the pause began: the
    agency, which may not see how the hub rates, cannot work it out.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="requests")
    reference = models.CharField(max_length=20)
    to_agency = models.ForeignKey("access.Agency", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=15, choices=RequestState.choices())
    asked_for = models.CharField(
        max_length=12, choices=AskedFor.choices(), default=AskedFor.ANSWER, db_default=AskedFor.ANSWER
    )
    # The kind of concern whose template the hub asked from, by which more is asked of the agency. "": its own words.
    concern = models.CharField(max_length=40, blank=True, db_default="")
    question = models.TextField()
    context = models.TextField(blank=True)
    rating = models.CharField(max_length=10, choices=RatingValue.choices())
    basis = models.CharField(max_length=60)
    purpose = models.TextField()
    necessity = models.TextField()
    told_family = models.BooleanField()
    told_family_reason = models.TextField(blank=True)
    sent_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    would_be_due_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    refusal_reason = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.TextField(blank=True)
    urgent_for_them = models.BooleanField(null=True)
    reminded = models.PositiveSmallIntegerField(default=0)
    remind_next_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "enquiries_request"
        ordering = ("sent_at",)
        indexes = (
            models.Index(fields=("to_agency", "state", "due_at"), name="enquiries_request_inbox"),
            models.Index(fields=("enquiry",), name="enquiries_request_enquiry"),
            models.Index(
                fields=("remind_next_at",),
                condition=models.Q(state__in=("sent", "seen")),
                name="enquiries_request_remind",
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(told_family=True) | ~models.Q(told_family_reason=""),
                name="request_says_why_not_told",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="refused") | ~models.Q(refusal_reason=""),
                name="request_refused_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="withdrawn")
                | (models.Q(withdrawn_at__isnull=False) & ~models.Q(withdrawn_reason="")),
                name="request_withdrawn_with_a_reason",
            ),
        )

    class Access:
        kind = "request"

    class Data:
        retention = KEEP
        personal = (
            "id",
            "enquiry",
            "reference",
            "to_agency",
            "state",
            "asked_for",
            "basis",
            "purpose",
            "necessity",
            "told_family",
            "told_family_reason",
            "sent_at",
            "due_at",
            "would_be_due_at",
            "seen_at",
            "answered_at",
            "withdrawn_at",
            "urgent_for_them",
            "reminded",
            "remind_next_at",
            *LABEL,
        )
        special_category = (
            "concern",
            "question",
            "context",
            "rating",
            "refusal_reason",
            "withdrawn_reason",
        )
        plain = ()


class DraftAnswer(Labelled):
    """What an agency is typing in answer to a question: its own until it is sent, and then empty.

    A row by itself, because row security judges rows: the hub reads the question and not this. `author` began it.
    The database empties it when the question waits no more (sql/drafts.sql).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)

    class Meta:
        db_table = "enquiries_draft_answer"
        constraints = (
            # With the agency: what another agency may have begun here is neither told by a clash nor in the way.
            models.UniqueConstraint(fields=("request", "agency"), name="draft_answer_once_for_an_agency"),
        )

    class Access:
        kind = "draft_answer"

    class Data:
        retention = "until the question is answered or taken back"
        personal = ("id", "request", *LABEL)
        special_category = ("answers",)
        plain = ()


class Chase(Labelled):
    """The hub reminded an agency that an answer is late."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="chases")
    chased_at = models.DateTimeField()

    class Meta:
        db_table = "enquiries_chase"

    class Access:
        kind = "chase"

    class Data:
        retention = KEEP
        personal = ("id", "request", "chased_at", *LABEL)
        plain = ()


class NotShared(Labelled):
    """A decision not to share with an agency, and why. Recording it is as much a duty as recording a share."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="not_shared")
    to_agency = models.ForeignKey("access.Agency", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    decided_at = models.DateTimeField()

    class Meta:
        db_table = "enquiries_not_shared"

    class Access:
        kind = "not_shared"

    class Data:
        retention = KEEP
        special_category = ("id", "enquiry", "to_agency", "reason", "decided_at", *LABEL)
        plain = ()


class Return(Labelled):
    """An agency's answer. Its statements are the lines of its note; its label says how far it may be shared.

    Where that is wider than with the hub: why, what for and on which lawful basis of the settings.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    request = models.OneToOneField(Request, on_delete=models.PROTECT, related_name="answer")
    note = models.ForeignKey("records.Note", on_delete=models.PROTECT, related_name="+")
    could_not_say = models.TextField(blank=True)
    share_reason = models.TextField(blank=True, db_default="")
    share_purpose = models.CharField(max_length=60, blank=True, db_default="")
    share_basis = models.CharField(max_length=60, blank=True, db_default="")
    returned_at = models.DateTimeField()

    class Meta:
        db_table = "enquiries_return"

    class Access:
        kind = "return"

    class Data:
        retention = KEEP
        special_category = (
            "id",
            "request",
            "note",
            "could_not_say",
            "share_reason",
            "share_purpose",
            "share_basis",
            "returned_at",
            *LABEL,
        )
        plain = ()
