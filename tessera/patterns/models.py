"""What somebody has judged of a pattern that they were shown."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tessera.access.labels import Protected
from tessera.core.identifiers import uuid7
from tessera.patterns.rules import PatternRule


class Dismissal(Protected):
    """A practitioner has judged a pattern that they saw, and says why it needs nothing more. It is theirs alone.

    `facts`: what it rested on for them. Anything beyond those and it stands again. It names no person and no row by a
    key: whoever could read that a pattern was judged would learn that there is one.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    author = models.ForeignKey("access.Practitioner", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("access.Agency", on_delete=models.PROTECT, related_name="+")
    about = models.UUIDField(db_index=True)
    rule = models.CharField(max_length=30, choices=PatternRule.choices())
    facts = ArrayField(models.UUIDField())
    reason = models.TextField()
    dismissed_at = models.DateTimeField()

    class Meta:
        db_table = "patterns_dismissal"

    class Access:
        kind = "dismissal"

    class Data:
        retention = "until the child is 25"
        personal = ("id", "author", "agency", "dismissed_at")
        special_category = ("about", "rule", "facts", "reason")
        plain = ()
