"""A partnership's settings: the documents that were agreed, and what is being written to follow them."""

from django.db import models

from tessera.access.labels import Protected
from tessera.core.identifiers import uuid7
from tessera.partnership.rules.drafts import NEEDS_REASON, WITH_TEXT, StepWord


class SettingsDraft(Protected):
    """Settings that are being written, to follow one version. What was done to them are its steps."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    partnership = models.ForeignKey("access.Partnership", on_delete=models.PROTECT, related_name="+")
    follows = models.PositiveIntegerField()  # the number of the version that this is to follow
    begun_by = models.ForeignKey("access.Practitioner", on_delete=models.PROTECT, related_name="+", null=True)
    begun_at = models.DateTimeField()

    class Meta:
        db_table = "partnership_draft"

    class Access:
        kind = "settings_draft"

    class Data:
        retention = "for as long as the partnership"
        personal = ("begun_by",)
        plain = ("id", "partnership", "follows", "begun_at")


class SettingsStep(Protected):
    """One thing done to a draft, by one person: begun, written, sent, sent back, withdrawn, approved.

    Nothing is ever changed or removed here. The number says which step of the draft it is, so two people who act on
    the same state of it cannot both be right: the database takes the first.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    draft = models.ForeignKey(SettingsDraft, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    word = models.CharField(max_length=12, choices=StepWord.choices())
    text = models.TextField(blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    in_force_from = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey("access.Practitioner", on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "partnership_draft_step"
        constraints = (
            models.UniqueConstraint(fields=("draft", "number"), name="settings_step_once"),
            models.CheckConstraint(condition=models.Q(word__in=tuple(StepWord)), name="settings_step_word"),
            models.CheckConstraint(
                condition=models.Q(word__in=WITH_TEXT) ^ models.Q(text=""), name="settings_step_text"
            ),
            models.CheckConstraint(
                condition=~models.Q(word__in=NEEDS_REASON) | ~models.Q(reason=""),
                name="settings_step_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(word=StepWord.SENT) ^ models.Q(in_force_from__isnull=True),
                name="settings_step_in_force_from",
            ),
        )

    class Access:
        kind = "settings_step"

    class Data:
        retention = "for as long as the partnership"
        personal = ("by", "reason")
        plain = ("id", "draft", "number", "word", "text", "in_force_from", "at")


class SettingsCount(Protected):
    """What a draft would have meant for the work under way at a moment: numbers that point at nobody.

    Counted by a job, because nobody who keeps the settings sees a case. `number`: the step whose words were counted.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    draft = models.ForeignKey(SettingsDraft, on_delete=models.PROTECT, related_name="counts")
    number = models.PositiveIntegerField()
    figures = models.JSONField()
    counted_at = models.DateTimeField()

    class Meta:
        db_table = "partnership_draft_count"

    class Access:
        kind = "settings_count"

    class Data:
        retention = "for as long as the partnership"
        plain = ("id", "draft", "number", "figures", "counted_at")


class SettingsDocument(Protected):
    """A partnership's settings, as the document that people agreed, from the day it came into force."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    partnership = models.ForeignKey("access.Partnership", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    text = models.TextField()
    in_force_from = models.DateTimeField()
    # Empty for what was put in force at the console.
    draft = models.OneToOneField(SettingsDraft, on_delete=models.PROTECT, related_name="+", null=True)
    approved_by = models.ForeignKey(
        "access.Practitioner", on_delete=models.PROTECT, related_name="+", null=True
    )
    approved_at = models.DateTimeField()

    class Meta:
        db_table = "partnership_settings"
        indexes = (
            models.Index(fields=("partnership", "-in_force_from"), name="partnership_settings_latest"),
        )
        constraints = (
            models.UniqueConstraint(fields=("partnership", "number"), name="settings_number_once"),
            models.CheckConstraint(
                condition=models.Q(draft__isnull=True) | models.Q(approved_by__isnull=False),
                name="settings_of_a_draft_are_approved",
            ),
        )

    class Access:
        kind = "settings"

    class Data:
        retention = "for as long as the partnership"
        personal = ("approved_by",)
        plain = ("id", "partnership", "number", "text", "in_force_from", "draft", "approved_at")
