"""Referrals: who they are about, where those live, and what was made of them."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models import Q

from tessera.access.migrations._columns import identifier, key, of_a_case, of_a_case_marked, one, words

REFERRALS = [
    migrations.CreateModel(
        name="Referral",
        fields=[
            ("id", identifier()),
            *of_a_case(),
            ("reference", models.CharField(max_length=20, unique=True)),
            ("state", models.CharField(max_length=10, choices=words("received screened"))),
            ("from_agency", key("access.agency")),
            ("referrer", key(settings.AUTH_USER_MODEL, null=True)),
            ("referrer_name", models.CharField(max_length=200)),
            ("referrer_role", models.CharField(max_length=200)),
            ("referrer_phone", models.CharField(max_length=50, blank=True)),
            ("referrer_email", models.CharField(max_length=254, blank=True)),
            ("referrer_cover", models.CharField(max_length=300, blank=True)),
            ("relationship_to_family", models.CharField(max_length=500, blank=True)),
            ("note", key("records.note", null=True)),
            ("concerns", ArrayField(base_field=models.CharField(max_length=40))),
            ("immediate_danger", models.BooleanField()),
            ("daily_life", models.TextField(blank=True)),
            ("voice_not_asked", models.TextField(blank=True)),
            ("working_well", models.TextField(blank=True)),
            ("already_tried", models.TextField(blank=True)),
            ("views_of_parents", models.TextField(blank=True)),
            (
                "consent_position",
                models.CharField(
                    max_length=40,
                    choices=words(
                        "agreed refused not_told_would_raise_risk "
                        "not_told_would_prejudice_investigation not_reached not_applicable"
                    ),
                ),
            ),
            ("consent_reason", models.TextField(blank=True)),
            ("level", models.PositiveSmallIntegerField(blank=True, null=True)),
            ("level_reason", models.TextField(blank=True)),
            ("hoped_for", models.TextField(blank=True)),
            ("risk_to_practitioners", models.TextField(blank=True)),
            ("interpreter", models.CharField(max_length=300, blank=True)),
            ("other_agencies", models.JSONField(default=list)),
            ("their_reference", models.CharField(max_length=64, blank=True)),
            ("fingerprint", models.CharField(max_length=64, blank=True)),
            ("received_at", models.DateTimeField()),
            ("settings", key("partnership.settingsdocument", null=True)),
        ],
        options={
            "db_table": "enquiries_referral",
            "indexes": [
                models.Index(fields=["case"], name="enquiries_referral_case"),
                models.Index(fields=["state", "-received_at"], name="enquiries_referral_state"),
                models.Index(fields=["from_agency", "their_reference"], name="enquiries_referral_theirs"),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=Q(consent_position__in=("agreed", "not_applicable")) | ~Q(consent_reason=""),
                    name="referral_consent_has_a_reason",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Draft",
        fields=[
            ("id", identifier()),
            ("author", key(settings.AUTH_USER_MODEL)),
            ("agency", key("access.agency")),
            ("answers", models.JSONField(default=dict)),
            ("started_at", models.DateTimeField()),
            ("saved_at", models.DateTimeField()),
            ("sent_at", models.DateTimeField(blank=True, null=True)),
            ("referral", key("enquiries.referral", blank=True, null=True)),
        ],
        options={
            "db_table": "enquiries_draft",
            "indexes": [
                models.Index(fields=["author", "-saved_at"], name="enquiries_draft_mine"),
            ],
        },
    ),
    migrations.CreateModel(
        name="ReferralChild",
        fields=[
            ("id", identifier()),
            *of_a_case(),
            ("referral", key("enquiries.referral", related_name="children")),
            ("position", models.PositiveSmallIntegerField()),
            ("given_name", models.CharField(max_length=100, blank=True)),
            ("family_name", models.CharField(max_length=100)),
            (
                "also_known_as",
                ArrayField(blank=True, default=list, base_field=models.CharField(max_length=200)),
            ),
            ("date_of_birth", models.DateField(blank=True, null=True)),
            ("expected_date_of_birth", models.DateField(blank=True, null=True)),
            ("age_years", models.PositiveSmallIntegerField(blank=True, null=True)),
            ("sex", models.CharField(max_length=1, blank=True)),
            ("nhs_number", models.CharField(max_length=10, blank=True)),
            ("upn", models.CharField(max_length=13, blank=True)),
            ("ethnicity", models.CharField(max_length=100, blank=True)),
            ("first_language", models.CharField(max_length=100, blank=True)),
            ("communication", models.CharField(max_length=500, blank=True)),
            ("religion", models.CharField(max_length=100, blank=True)),
            ("disabilities", ArrayField(blank=True, default=list, base_field=models.CharField(max_length=4))),
            ("school", models.CharField(max_length=200, blank=True)),
            ("gp", models.CharField(max_length=200, blank=True)),
            ("person", key("people.person", blank=True, null=True)),
            ("identified_by", key(settings.AUTH_USER_MODEL, null=True)),
            ("identified_at", models.DateTimeField(blank=True, null=True)),
        ],
        options={"db_table": "enquiries_referral_child", "ordering": ("position",)},
    ),
    migrations.CreateModel(
        name="ReferralAdult",
        fields=[
            ("id", identifier()),
            *of_a_case(),
            ("referral", key("enquiries.referral", related_name="adults")),
            ("position", models.PositiveSmallIntegerField()),
            ("given_name", models.CharField(max_length=100, blank=True)),
            ("family_name", models.CharField(max_length=100)),
            ("date_of_birth", models.DateField(blank=True, null=True)),
            ("relationship_to_children", models.CharField(max_length=100)),
            ("parental_responsibility", models.BooleanField(null=True)),
            ("lives_with_children", models.BooleanField(null=True)),
            ("person", key("people.person", blank=True, null=True)),
        ],
        options={"db_table": "enquiries_referral_adult", "ordering": ("position",)},
    ),
    migrations.CreateModel(
        name="ReferralAddress",
        fields=[
            ("id", identifier()),
            *of_a_case_marked(),
            ("child", key("enquiries.referralchild", null=True, related_name="addresses")),
            ("adult", key("enquiries.referraladult", null=True, related_name="addresses")),
            ("lines", ArrayField(default=list, base_field=models.CharField(max_length=200))),
            ("postcode", models.CharField(max_length=10, blank=True)),
            ("door", models.CharField(max_length=40, blank=True)),
        ],
        options={
            "db_table": "enquiries_referral_address",
            "constraints": [
                models.CheckConstraint(
                    condition=Q(child__isnull=True) ^ Q(adult__isnull=True), name="address_of_one_person"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="ReferralAnswer",
        fields=[
            ("id", identifier()),
            *of_a_case(),
            ("referral", key("enquiries.referral", related_name="answers")),
            ("child", key("enquiries.referralchild", null=True)),
            ("adult", key("enquiries.referraladult", null=True)),
            ("section", models.CharField(max_length=40)),
            ("question", models.CharField(max_length=63)),
            ("answer", models.TextField(blank=True)),
        ],
        options={
            "db_table": "enquiries_referral_answer",
            "indexes": [
                models.Index(fields=["referral"], name="enquiries_referral_answer_of"),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=Q(child__isnull=True) | Q(adult__isnull=True), name="answer_about_one_person"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Screening",
        fields=[
            ("id", identifier()),
            *of_a_case(),
            ("referral", one("enquiries.referral", related_name="screening")),
            (
                "outcome",
                models.CharField(
                    max_length=20, choices=words("advice_only open_case family_help enquiry duplicate")
                ),
            ),
            ("reason", models.TextField()),
            ("advice", models.TextField(blank=True)),
            ("passed_to", models.CharField(max_length=200, blank=True)),
            ("without_consent", models.TextField(blank=True, db_default="")),
            ("duplicate_of", key("enquiries.referral", null=True, related_name="sent_again")),
            ("screened_at", models.DateTimeField()),
        ],
        options={
            "db_table": "enquiries_screening",
            "constraints": [
                models.CheckConstraint(
                    condition=Q(outcome="duplicate") ^ Q(duplicate_of__isnull=True),
                    name="screening_duplicate_of_another",
                ),
            ],
        },
    ),
]
