"""People: children born and unborn, and the adults round them. Names over time, identifiers, addresses, ties.

A person is visible to whoever may open a case they are a confirmed subject of. There is no unique key on a real-world
identifier: it would tell a caller that a record they may not see exists.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tessera.access.labels import Labelled, Marked, Protected
from tessera.core.identifiers import uuid7
from tessera.people.rules.words import TieKind, TieState


class Person(Protected):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    partnership = models.ForeignKey("access.Partnership", on_delete=models.PROTECT, related_name="+")
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100)
    sex = models.CharField(max_length=1, blank=True)
    date_of_birth = models.DateField(null=True, blank=True)
    expected_date_of_birth = models.DateField(null=True, blank=True)
    age_years_when_recorded = models.PositiveSmallIntegerField(null=True, blank=True)
    # As much of the date as is known, 2019 or 2019-03-05; DATE_NOT_KNOWN where they have died and nobody knows when.
    died_on = models.CharField(max_length=10, blank=True)
    ethnicity = models.CharField(max_length=100, blank=True)
    first_language = models.CharField(max_length=100, blank=True)
    communication = models.CharField(max_length=500, blank=True)
    religion = models.CharField(max_length=100, blank=True)
    disabilities = ArrayField(models.CharField(max_length=4), default=list, blank=True)
    made_by = models.ForeignKey("access.Practitioner", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        db_table = "people_person"

    class Access:
        kind = "person"

    class Data:
        retention = "until the person is 25, or as the longest-kept record about them"
        personal = (
            "id",
            "given_name",
            "family_name",
            "sex",
            "date_of_birth",
            "expected_date_of_birth",
            "age_years_when_recorded",
            "died_on",
            "first_language",
            "made_by",
            "made_at",
        )
        special_category = ("ethnicity", "religion", "disabilities", "communication")
        plain = ("partnership",)


class Name(Protected):
    """Another name a person has or had."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="names")
    name = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "people_name"

    class Access:
        kind = "name"

    class Data:
        retention = "as its person"
        personal = ("id", "person", "name", "made_at")
        plain = ()


class Identifier(Protected):
    """An NHS number, a unique pupil number. Held with its kind, because adoption and error change numbers."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="identifiers")
    kind = models.CharField(max_length=20)
    value = models.CharField(max_length=40, db_index=True)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "people_identifier"

    class Access:
        kind = "identifier"

    class Data:
        retention = "as its person"
        personal = ("id", "person", "kind", "value", "made_at")
        plain = ()


class MatchKey(Protected):
    """A blocking key: two people who share one may be the same. Equality only, so row security can use the index."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="match_keys")
    key = models.CharField(max_length=120, db_index=True)

    class Meta:
        db_table = "people_matchkey"

    class Access:
        kind = "match_key"

    class Data:
        retention = "as its person"
        personal = ("id", "person", "key")
        plain = ()


class Unidentified(models.Model):
    """What somebody described in a case, whom nobody has identified yet, may be found by.

    Only the database's own functions read or write it (sql/possible.sql). `described` is the row that describes them,
    in an app above this one. Its rows go once somebody has said who it is.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey("access.Case", on_delete=models.PROTECT, related_name="+")
    described = models.UUIDField(db_index=True)
    key = models.CharField(max_length=120, db_index=True)

    class Meta:
        db_table = "people_unidentified"

    class Data:
        retention = "until somebody has said who it is, or as its case"
        personal = ("id", "case", "described", "key")
        plain = ()


class Avoided(models.Model):
    """What somebody may be found by whom a practitioner must never see, described by whoever said so.

    Only the database's own functions read or write it (sql/possible.sql). `declared` is the identifier that the
    exclusion bears in place of a person's: nobody says whether there is such a person on record.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    declared = models.UUIDField(db_index=True)
    key = models.CharField(max_length=120, db_index=True)

    class Meta:
        db_table = "people_avoided"

    class Data:
        retention = "as its exclusion"
        personal = ("id", "declared", "key")
        plain = ()


class Address(Marked):
    """Where someone lives or lived, as one agency told it. A protected one is marked, and named to the hub alone.

    `door` is the postcode and the first number, by which people at one address are found. Without them it is a sum of
    the words, which tells that another address of the same person is the same, and by which nobody is found.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="addresses")
    lines = ArrayField(models.CharField(max_length=200), default=list)
    postcode = models.CharField(max_length=10, blank=True)
    door = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "people_address"
        indexes = (models.Index(fields=("door",), name="people_address_door"),)

    class Access:
        kind = "address"

    class Data:
        retention = "as its person"
        personal = (
            "id",
            "person",
            "lines",
            "postcode",
            "door",
            "made_at",
            "case",
            "agency",
            "author",
            "audience",
            "named",
        )
        criminal = ("marks",)
        plain = ()


class Worn(models.Model):
    """What an address wore until it was marked, for telling afterwards who could read it on a day.

    Only the database's own functions read or write it. `address` is the row, here or in an app above this one.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    address = models.UUIDField()
    marks = ArrayField(models.CharField(max_length=30))
    audience = models.CharField(max_length=12)
    named = ArrayField(models.IntegerField())
    until = models.DateTimeField()

    class Meta:
        db_table = "people_worn"
        indexes = (models.Index(fields=("address", "until"), name="people_worn_address"),)

    class Data:
        retention = "as its address"
        personal = ("id", "address", "audience", "named", "until")
        criminal = ("marks",)
        plain = ()


class Relationship(Labelled):
    """How one person stands to another, as one agency told it and the hub wrote it down.

    `relationship` is what was told, in words: "mother". `kind` is what is drawn, where somebody chose it; else it is
    read from the words. What was wrong is corrected by a row that replaces it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="relationships")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    relationship = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=TieKind.choices(), blank=True)
    state = models.CharField(max_length=12, choices=TieState.choices(), blank=True)
    since = models.CharField(max_length=10, blank=True)
    until = models.CharField(max_length=10, blank=True)
    told_by = models.ForeignKey("access.Agency", on_delete=models.PROTECT, related_name="+", null=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)
    why = models.CharField(max_length=500, blank=True)
    parental_responsibility = models.BooleanField(null=True)
    lives_together = models.BooleanField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "people_relationship"

    class Access:
        kind = "relationship"

    class Data:
        retention = "as its people"
        personal = (
            "id",
            "person",
            "other",
            "relationship",
            "kind",
            "state",
            "since",
            "until",
            "told_by",
            "replaces",
            "why",
            "parental_responsibility",
            "lives_together",
            "made_at",
            "case",
            "agency",
            "author",
            "audience",
            "named",
        )
        plain = ()
