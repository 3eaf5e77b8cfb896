"""A partnership's settings, as the document that people agreed, from the day it came into force."""

from django.db import models

from tessera.access.labels import Protected
from tessera.core.identifiers import uuid7


class SettingsDocument(Protected):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    partnership = models.ForeignKey("access.Partnership", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    in_force_from = models.DateTimeField()
    made_by = models.UUIDField(null=True)

    class Meta:
        db_table = "partnership_settings"
        indexes = (
            models.Index(fields=("partnership", "-in_force_from"), name="partnership_settings_latest"),
        )

    class Access:
        kind = "settings"

    class Data:
        retention = "for as long as the partnership"
        personal = ("made_by",)
        plain = ("id", "partnership", "text", "in_force_from")
