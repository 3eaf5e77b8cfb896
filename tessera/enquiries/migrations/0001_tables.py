from django.db import migrations

from tessera.access.migrations._tables import CreateModels
from tessera.enquiries.migrations._asking import ASKING
from tessera.enquiries.migrations._deciding import DECIDING
from tessera.enquiries.migrations._referrals import REFERRALS


class Migration(migrations.Migration):
    """Referrals, the enquiries that follow them, what agencies are asked and what is decided."""

    initial = True
    replaces = [
        ("enquiries", "0001_initial"),
        ("enquiries", "0002_initial"),
        ("enquiries", "0003_cover_and_not_asked"),
        ("enquiries", "0004_pausing_withdrawing_citing"),
        ("enquiries", "0005_audience_of_named_people"),
        ("enquiries", "0006_why_shared_wider"),
        ("enquiries", "0007_handing_over"),
        ("enquiries", "0008_why_shared_wider_by_default"),
        ("enquiries", "0009_draft_answers_apart"),
        ("enquiries", "0010_draft_answers_moved"),
        ("enquiries", "0011_address_marks"),
        ("enquiries", "0012_confirming_ratings"),
        ("enquiries", "0013_without_consent"),
        ("enquiries", "0014_protection"),
        ("enquiries", "0015_at_risk_now"),
        ("enquiries", "0016_addresses_kept"),
        ("enquiries", "0017_asked_for"),
        ("enquiries", "0018_own_answers"),
        ("enquiries", "0019_challenge_about"),
        ("enquiries", "0020_closure"),
        ("enquiries", "0021_asked_from"),
    ]
    dependencies = [
        ("access", "0001_tables"),
        ("partnership", "0001_tables"),
        ("people", "0001_tables"),
        ("records", "0001_tables"),
    ]

    operations = [
        CreateModels([*REFERRALS, *ASKING, *DECIDING]),
    ]
