"""What children said and showed, and what they were told back."""

from django.db import models

from tessera.access.labels import LABEL_FIELDS as LABEL
from tessera.access.labels import Marked
from tessera.core.identifiers import uuid7
from tessera.records.rules.words import How


class ChildsVoice(Marked):
    """What a child said, signed, drew or showed: exactly, with who asked and what was done about it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    child = models.CharField(max_length=250)
    words = models.TextField()
    how = models.CharField(max_length=10, choices=How.choices(), blank=True)
    asked_by = models.CharField(max_length=200, blank=True)
    setting = models.CharField(max_length=300, blank=True)
    when = models.CharField(max_length=40, blank=True)
    alone = models.BooleanField(null=True)
    interpreter = models.CharField(max_length=200, blank=True, db_default="")
    wants = models.TextField(blank=True, db_default="")
    # How the child was understood, where not by speech: signs, a board, a look.
    communication = models.CharField(max_length=500, blank=True, db_default="")
    response = models.TextField(blank=True)
    written_at = models.DateTimeField()
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    reason = models.TextField(blank=True, db_default="")

    class Meta:
        db_table = "records_childs_voice"

    class Access:
        kind = "childs_voice"

    class Data:
        retention = "until the child is 25"
        special_category = (
            "id",
            "person",
            "child",
            "words",
            "how",
            "asked_by",
            "setting",
            "when",
            "alone",
            "interpreter",
            "wants",
            "communication",
            "response",
            "written_at",
            "replaces",
            "reason",
            *LABEL,
        )
        criminal = ("marks",)
        plain = ()


class VoiceResponse(Marked):
    """You said, we did: what was done about what a child said, and what the child was told of it. It wears its label.

    `told_back` empty: nobody has told the child yet.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    voice = models.ForeignKey(ChildsVoice, on_delete=models.PROTECT, related_name="responses")
    done = models.TextField()
    told_back = models.TextField(blank=True)
    responded_at = models.DateTimeField()

    class Meta:
        db_table = "records_voice_response"

    class Access:
        kind = "voice_response"

    class Data:
        retention = "until the child is 25"
        special_category = ("id", "voice", "done", "told_back", "responded_at", *LABEL)
        criminal = ("marks",)
        plain = ()
