"""What the columns of many tables have in common, as it was on the day when those tables were made.

A migration tells of one day, so nothing here is ever changed. One that comes later writes its columns out.
"""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from tessera.core.identifiers import uuid7


def words(listed: str) -> list[tuple[str, str]]:
    """The choices among words with spaces between them, each with itself as people read it."""
    return [(word, word.replace("_", " ").capitalize()) for word in listed.split()]


def identifier() -> models.UUIDField:
    return models.UUIDField(primary_key=True, default=uuid7, editable=False, serialize=False)


def key(to: str, **more: Any) -> models.ForeignKey:
    """A foreign key, by which nothing that is pointed at can be removed."""
    return models.ForeignKey(**{"to": to, "on_delete": models.PROTECT, "related_name": "+", **more})


def one(to: str, **more: Any) -> models.OneToOneField:
    """The same, for at most one row of each that is pointed at."""
    return models.OneToOneField(**{"to": to, "on_delete": models.PROTECT, "related_name": "+", **more})


AUDIENCES = words("whole_case named named_people own_agency")
MARKS = words(
    "third_party police_intelligence domestic_abuse_address adult_health adoption legal_privilege not_for_family"
)


def of_a_case() -> list[tuple[str, models.Field]]:
    """Whose a row of a case is, who wrote it and who may see it (access/labels.py)."""
    return [
        ("case", key("access.case")),
        ("agency", key("access.agency")),
        ("author", key(settings.AUTH_USER_MODEL)),
        ("audience", models.CharField(max_length=12, choices=AUDIENCES, default="whole_case")),
        ("named", ArrayField(models.IntegerField(), default=list, blank=True)),
    ]


def of_a_case_marked() -> list[tuple[str, models.Field]]:
    """The same, and who must be cleared to read it."""
    marks = ArrayField(models.CharField(max_length=30, choices=MARKS), default=list, blank=True)
    return [*of_a_case(), ("marks", marks)]
