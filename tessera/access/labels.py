"""What a protected row wears. The policy speaks of these columns and of the register, never of a subject."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tessera.access.rules import Audience, Mark

LABEL_FIELDS = ("case", "agency", "author", "audience", "named")


class Protected(models.Model):
    """A table that row security judges. `Access.kind` is the word the policy knows it by."""

    class Meta:
        abstract = True


class Labelled(Protected):
    """A row of a case: whose it is, who wrote it, and who may see it.

    `named` lists principals (agencies' members, teams, practitioners) where the audience is `named`.
    """

    case = models.ForeignKey("access.Case", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("access.Agency", on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey("access.Practitioner", on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(max_length=12, choices=Audience.choices(), default=Audience.WHOLE_CASE)
    named = ArrayField(models.IntegerField(), default=list, blank=True)

    class Meta:
        abstract = True


class Marked(Labelled):
    """A row of a case that may be marked: its label says further who must be cleared to read it.

    A row that holds others (a note its lines) wears the marks that all of them wear.
    """

    marks = ArrayField(models.CharField(max_length=30, choices=Mark.choices()), default=list, blank=True)

    class Meta:
        abstract = True
