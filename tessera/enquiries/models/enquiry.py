"""An enquiry: the hub's own work on a referral, its ratings, its clocks."""

from django.db import models

from tessera.access.labels import Labelled
from tessera.core.identifiers import uuid7
from tessera.enquiries.models.referral import KEEP, LABEL, Referral
from tessera.enquiries.rules.words import ClockKind, EnquiryState, RatingValue
from tessera.partnership.rules.words import Confirmer


class Enquiry(Labelled):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="enquiry")
    state = models.CharField(max_length=10, choices=EnquiryState.choices())
    rating = models.CharField(max_length=10, choices=RatingValue.choices(), blank=True)
    allocated_to = models.ForeignKey(
        "access.Practitioner", on_delete=models.PROTECT, null=True, related_name="+"
    )
    opened_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    settings = models.ForeignKey(
        "partnership.SettingsDocument", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        db_table = "enquiries_enquiry"
        indexes = (
            models.Index(
                fields=("state",), condition=~models.Q(state="closed"), name="enquiries_enquiry_live"
            ),
            models.Index(fields=("case",), name="enquiries_enquiry_case"),
        )

    class Access:
        kind = "enquiry"

    class Data:
        retention = KEEP
        personal = (
            "id",
            "reference",
            "referral",
            "state",
            "allocated_to",
            "opened_at",
            "decided_at",
            "closed_at",
            *LABEL,
        )
        special_category = ("rating",)
        plain = ("settings",)


class Rating(Labelled):
    """How urgent one agency, or the hub, judged an enquiry to be, and why. History is kept; nothing is averaged.

    `confirm_by`: which second person must agree, by the settings it was made under; until then it is proposed.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="ratings")
    by_hub = models.BooleanField()
    value = models.CharField(max_length=10, choices=RatingValue.choices())
    reason = models.TextField()
    rated_at = models.DateTimeField()
    confirm_by = models.CharField(
        max_length=20, choices=Confirmer.choices(), default=Confirmer.NOBODY, db_default=Confirmer.NOBODY
    )

    class Meta:
        db_table = "enquiries_rating"
        ordering = ("rated_at",)

    class Access:
        kind = "rating"

    class Data:
        retention = KEEP
        special_category = ("id", "enquiry", "by_hub", "value", "reason", "rated_at", *LABEL)
        plain = ("confirm_by",)


class Confirmation(Labelled):
    """A second person agreed with a rating of the hub. Whoever rated cannot: PostgreSQL refuses them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    rating = models.OneToOneField(Rating, on_delete=models.PROTECT, related_name="confirmation")
    confirmed_at = models.DateTimeField()

    class Meta:
        db_table = "enquiries_confirmation"

    class Access:
        kind = "confirmation"

    class Data:
        retention = KEEP
        special_category = ("id", "rating", "confirmed_at", *LABEL)
        plain = ()


class Clock(Labelled):
    """A promise with a time: when it began, its limit then, when it falls due, when it was kept.

    `due_at` is null while paused. It is worked out when the promise is made and again when the enquiry is rated again,
    a pause ends, or the partnership changes its calendar.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, null=True, related_name="clocks")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="clocks")
    kind = models.CharField(max_length=15, choices=ClockKind.choices())
    reference = models.CharField(max_length=20, default="")
    started_at = models.DateTimeField()
    limit = models.CharField(max_length=10)
    due_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    reminded = models.PositiveSmallIntegerField(default=0)
    remind_next_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "enquiries_clock"
        constraints = (models.UniqueConstraint(fields=("referral", "kind"), name="clock_once"),)
        indexes = (
            models.Index(
                fields=("kind", "due_at"),
                condition=models.Q(stopped_at__isnull=True),
                name="enquiries_clock_live",
            ),
            models.Index(
                fields=("remind_next_at",),
                condition=models.Q(stopped_at__isnull=True),
                name="enquiries_clock_remind",
            ),
        )

    class Access:
        kind = "clock"

    class Data:
        retention = KEEP
        personal = (
            "id",
            "enquiry",
            "referral",
            "kind",
            "reference",
            "started_at",
            "limit",
            "due_at",
            "stopped_at",
            "reminded",
            "remind_next_at",
            *LABEL,
        )
        plain = ()


class Pause(Labelled):
    """A clock stood still, or one agency's time to answer did, for a reason the partnership allows."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, null=True, related_name="pauses")
    request = models.ForeignKey("Request", on_delete=models.PROTECT, null=True, related_name="pauses")
    reason = models.CharField(max_length=60)
    words = models.TextField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "enquiries_pause"
        ordering = ("began_at",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(clock__isnull=True) ^ models.Q(request__isnull=True),
                name="pause_of_one_thing",
            ),
        )

    class Access:
        kind = "pause"

    class Data:
        retention = KEEP
        special_category = (
            "id",
            "clock",
            "request",
            "reason",
            "words",
            "began_at",
            "ended_at",
            *LABEL,
        )
        plain = ()


class Danger(Labelled):
    """Immediate danger: a strategy discussion now. Possible from any state; it waits for nothing."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="dangers")
    reason = models.TextField()
    called_at = models.DateTimeField()

    class Meta:
        db_table = "enquiries_danger"

    class Access:
        kind = "danger"

    class Data:
        retention = KEEP
        special_category = ("id", "referral", "reason", "called_at", *LABEL)
        plain = ()
