"""A referral as it was made: who is worried, about whom, and what was done with it first."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tessera.access.labels import Labelled, Marked, Protected
from tessera.core.identifiers import uuid7
from tessera.enquiries.rules.words import ConsentPosition, ReferralState, ScreeningOutcome

LABEL = ("case", "agency", "author", "audience", "named")
KEEP = "until the youngest child of the case is 25"


class Draft(Protected):
    """A referral being written. Only its author sees it. `answers` is one object per page, as typed.

    Emptied when the referral is sent: from then on the referral is the record.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    author = models.ForeignKey("access.Practitioner", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("access.Agency", on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    referral = models.ForeignKey(
        "Referral", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        db_table = "enquiries_draft"
        indexes = (models.Index(fields=("author", "-saved_at"), name="enquiries_draft_mine"),)

    class Access:
        kind = "draft"

    class Data:
        retention = "30 days after it was last saved"
        personal = ("id", "author", "agency", "started_at", "saved_at", "sent_at", "referral")
        special_category = ("answers",)
        plain = ()


class Referral(Labelled):
    """What the referrer sent. Its statements are the lines of its note; the child's words are their own objects."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    state = models.CharField(max_length=10, choices=ReferralState.choices())
    from_agency = models.ForeignKey("access.Agency", on_delete=models.PROTECT, related_name="+")
    referrer = models.ForeignKey("access.Practitioner", on_delete=models.PROTECT, null=True, related_name="+")
    referrer_name = models.CharField(max_length=200)
    referrer_role = models.CharField(max_length=200)
    referrer_phone = models.CharField(max_length=50, blank=True)
    referrer_email = models.CharField(max_length=254, blank=True)
    referrer_cover = models.CharField(max_length=300, blank=True)
    relationship_to_family = models.CharField(max_length=500, blank=True)
    note = models.ForeignKey("records.Note", on_delete=models.PROTECT, null=True, related_name="+")
    concerns = ArrayField(models.CharField(max_length=40))
    immediate_danger = models.BooleanField()
    daily_life = models.TextField(blank=True)
    voice_not_asked = models.TextField(blank=True)
    working_well = models.TextField(blank=True)
    already_tried = models.TextField(blank=True)
    views_of_parents = models.TextField(blank=True)
    consent_position = models.CharField(max_length=40, choices=ConsentPosition.choices())
    consent_reason = models.TextField(blank=True)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    level_reason = models.TextField(blank=True)
    hoped_for = models.TextField(blank=True)
    risk_to_practitioners = models.TextField(blank=True)
    interpreter = models.CharField(max_length=300, blank=True)
    other_agencies = models.JSONField(default=list)
    their_reference = models.CharField(max_length=64, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    received_at = models.DateTimeField()
    settings = models.ForeignKey(
        "partnership.SettingsDocument", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        db_table = "enquiries_referral"
        indexes = (
            models.Index(fields=("case",), name="enquiries_referral_case"),
            models.Index(fields=("state", "-received_at"), name="enquiries_referral_state"),
            models.Index(fields=("from_agency", "their_reference"), name="enquiries_referral_theirs"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(consent_position__in=("agreed", "not_applicable"))
                | ~models.Q(consent_reason=""),
                name="referral_consent_has_a_reason",
            ),
        )

    class Access:
        kind = "referral"

    class Data:
        retention = KEEP
        personal = (
            "id",
            "reference",
            "state",
            "from_agency",
            "referrer",
            "referrer_name",
            "referrer_role",
            "referrer_phone",
            "referrer_email",
            "referrer_cover",
            "relationship_to_family",
            "note",
            "their_reference",
            "fingerprint",
            "received_at",
            "consent_position",
            "other_agencies",
            "interpreter",
            *LABEL,
        )
        special_category = (
            "concerns",
            "immediate_danger",
            "daily_life",
            "voice_not_asked",
            "working_well",
            "already_tried",
            "views_of_parents",
            "consent_reason",
            "level",
            "level_reason",
            "hoped_for",
            "risk_to_practitioners",
        )
        plain = ("settings",)


class ReferralChild(Labelled):
    """A child as the referrer described them. `person` is set when someone has decided who this is."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="children")
    position = models.PositiveSmallIntegerField()
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100)
    also_known_as = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    date_of_birth = models.DateField(null=True, blank=True)
    expected_date_of_birth = models.DateField(null=True, blank=True)
    age_years = models.PositiveSmallIntegerField(null=True, blank=True)
    sex = models.CharField(max_length=1, blank=True)
    nhs_number = models.CharField(max_length=10, blank=True)
    upn = models.CharField(max_length=13, blank=True)
    ethnicity = models.CharField(max_length=100, blank=True)
    first_language = models.CharField(max_length=100, blank=True)
    communication = models.CharField(max_length=500, blank=True)
    religion = models.CharField(max_length=100, blank=True)
    disabilities = ArrayField(models.CharField(max_length=4), default=list, blank=True)
    school = models.CharField(max_length=200, blank=True)
    gp = models.CharField(max_length=200, blank=True)
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    identified_by = models.ForeignKey(
        "access.Practitioner", on_delete=models.PROTECT, null=True, related_name="+"
    )
    identified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "enquiries_referral_child"
        ordering = ("position",)

    class Access:
        kind = "referral_child"

    class Data:
        retention = KEEP
        personal = (
            "id",
            "referral",
            "position",
            "given_name",
            "family_name",
            "also_known_as",
            "date_of_birth",
            "expected_date_of_birth",
            "age_years",
            "sex",
            "nhs_number",
            "upn",
            "first_language",
            "school",
            "gp",
            "person",
            "identified_by",
            "identified_at",
            *LABEL,
        )
        special_category = ("ethnicity", "communication", "religion", "disabilities")
        plain = ()


class ReferralAdult(Labelled):
    """A household member or other adult as the referrer described them. Null means not known."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="adults")
    position = models.PositiveSmallIntegerField()
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100)
    date_of_birth = models.DateField(null=True, blank=True)
    relationship_to_children = models.CharField(max_length=100)
    parental_responsibility = models.BooleanField(null=True)
    lives_with_children = models.BooleanField(null=True)
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        db_table = "enquiries_referral_adult"
        ordering = ("position",)

    class Access:
        kind = "referral_adult"

    class Data:
        retention = KEEP
        personal = (
            "id",
            "referral",
            "position",
            "given_name",
            "family_name",
            "date_of_birth",
            "relationship_to_children",
            "parental_responsibility",
            "lives_with_children",
            "person",
            *LABEL,
        )
        plain = ()


class ReferralAddress(Marked):
    """An address the referrer gave, apart from the person: fewer read it than read of them where it is marked."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    child = models.ForeignKey(ReferralChild, on_delete=models.PROTECT, null=True, related_name="addresses")
    adult = models.ForeignKey(ReferralAdult, on_delete=models.PROTECT, null=True, related_name="addresses")
    lines = ArrayField(models.CharField(max_length=200), default=list)
    postcode = models.CharField(max_length=10, blank=True)
    door = models.CharField(max_length=40, blank=True)

    class Meta:
        db_table = "enquiries_referral_address"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(child__isnull=True) ^ models.Q(adult__isnull=True),
                name="address_of_one_person",
            ),
        )

    class Access:
        kind = "referral_address"

    class Data:
        retention = KEEP
        personal = ("id", "child", "adult", "lines", "postcode", "door", *LABEL)
        criminal = ("marks",)
        plain = ()


class ReferralAnswer(Labelled):
    """What was answered to a question that the partnership asks besides, as the referral's version of the settings has
    it: of the referral, or of one of its children or adults. An empty answer says that it is not known."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="answers")
    child = models.ForeignKey(ReferralChild, on_delete=models.PROTECT, null=True, related_name="+")
    adult = models.ForeignKey(ReferralAdult, on_delete=models.PROTECT, null=True, related_name="+")
    section = models.CharField(max_length=40)
    question = models.CharField(max_length=63)
    answer = models.TextField(blank=True)

    class Meta:
        db_table = "enquiries_referral_answer"
        indexes = (models.Index(fields=("referral",), name="enquiries_referral_answer_of"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(child__isnull=True) | models.Q(adult__isnull=True),
                name="answer_about_one_person",
            ),
        )

    class Access:
        kind = "referral_answer"

    class Data:
        retention = KEEP
        personal = ("id", "referral", "child", "adult", *LABEL)
        special_category = ("answer",)
        plain = ("section", "question")


class Screening(Labelled):
    """What the hub did with a referral first, and why. Advice given is kept and found again.

    `without_consent`: why it is shared further although the family has not agreed, where the partners ask for that.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="screening")
    outcome = models.CharField(max_length=20, choices=ScreeningOutcome.choices())
    reason = models.TextField()
    advice = models.TextField(blank=True)
    passed_to = models.CharField(max_length=200, blank=True)
    without_consent = models.TextField(blank=True, db_default="")
    duplicate_of = models.ForeignKey(Referral, on_delete=models.PROTECT, null=True, related_name="sent_again")
    screened_at = models.DateTimeField()

    class Meta:
        db_table = "enquiries_screening"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(outcome="duplicate") ^ models.Q(duplicate_of__isnull=True),
                name="screening_duplicate_of_another",
            ),
        )

    class Access:
        kind = "screening"

    class Data:
        retention = KEEP
        special_category = (
            "id",
            "referral",
            "outcome",
            "reason",
            "advice",
            "passed_to",
            "without_consent",
            "duplicate_of",
            "screened_at",
            *LABEL,
        )
        plain = ()
