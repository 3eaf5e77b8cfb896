"""A form that several people write at once: its sections, the log of each, who takes part, who signed off.

A section is the unit of secrecy, and its log is the truth: a row for every update, numbered without a gap, written by
nobody but the judge (sql/log.sql). What a section says now is made from its log and stored nowhere.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Length

from tessera.access.labels import Labelled, Protected
from tessera.core.identifiers import uuid7

LABEL = ("case", "agency", "author", "audience", "named")
KEEP = "as the case it is of"
models.BinaryField.register_lookup(Length)


class Form(Labelled):
    """One form of a case. `about` is the row it belongs to, in an app above; `definition` the fields it opened with.

    `open_to` holds the principals who take part now; the database keeps it, here and on the sections.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    about = models.UUIDField()
    title = models.CharField(max_length=200)
    definition = models.JSONField()
    opened_at = models.DateTimeField()
    open_to = ArrayField(models.IntegerField(), default=list, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        "access.Practitioner", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        db_table = "live_forms_form"
        indexes = (models.Index(fields=("about",), name="live_forms_form_about"),)

    class Access:
        kind = "live_form"

    class Data:
        retention = KEEP
        special_category = ("id", "about", "open_to", "opened_at", "closed_at", "closed_by", *LABEL)
        plain = ("title", "definition")


class Participant(Protected):
    """Who takes part in a form: a team, an agency's members or a practitioner, by the number the register gave them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="participants")
    case = models.ForeignKey("access.Case", on_delete=models.PROTECT, related_name="+")
    principal = models.ForeignKey("access.Principal", on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    made_by = models.ForeignKey("access.Practitioner", on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "live_forms_participant"
        indexes = (models.Index(fields=("form", "principal"), name="live_forms_participant_form"),)

    class Access:
        kind = "participant"

    class Data:
        retention = KEEP
        special_category = ("id", "form", "case", "principal", "valid_from", "valid_to", "made_by")
        plain = ()


class Section(Labelled):
    """The unit of secrecy. `written_by`: `agency` (its own people alone) or `participants`.

    `seq` is the number of the last update of its log and `head` that update's hash; `open_to` and `closed` are those
    of its form. The database keeps all four. `epoch` grows after a restore: what was typed before is never added.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="sections")
    key = models.CharField(max_length=60)
    written_by = models.CharField(
        max_length=12, choices=[("agency", "agency"), ("participants", "participants")]
    )
    open_to = ArrayField(models.IntegerField(), default=list, blank=True)
    closed = models.BooleanField(default=False)
    epoch = models.IntegerField(default=1)
    seq = models.BigIntegerField(default=0)
    head = models.BinaryField(default=b"")

    class Meta:
        db_table = "live_forms_section"
        constraints = (
            models.UniqueConstraint(fields=("form", "key", "agency"), name="live_forms_section_once"),
        )

    class Access:
        kind = "section"

    class Data:
        retention = KEEP
        special_category = ("id", "form", "open_to", *LABEL)
        plain = ("key", "written_by", "closed", "epoch", "seq", "head")


class Tab(Protected):
    """A page somebody has open on a form. `number` is who its edits are by, in the documents themselves."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="tabs")
    case = models.ForeignKey("access.Case", on_delete=models.PROTECT, related_name="+")
    number = models.BigIntegerField()
    author = models.ForeignKey("access.Practitioner", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("access.Agency", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        db_table = "live_forms_tab"
        constraints = (models.UniqueConstraint(fields=("form", "number"), name="live_forms_tab_number"),)

    class Access:
        kind = "tab"

    class Data:
        retention = KEEP
        special_category = ("id", "form", "case", "author", "agency", "opened_at")
        plain = ("number",)


class Update(Protected):
    """One entry of a section's log. `payload` is a Yjs update, or (where `field` is named) that field's value as text.

    The database writes `seq`, `at` and `hash`, whatever it was sent, and changes nothing afterwards. `base` is the seq
    that a value was set on.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="updates")
    case = models.ForeignKey("access.Case", on_delete=models.PROTECT, related_name="+")
    seq = models.BigIntegerField()
    epoch = models.IntegerField()
    field = models.CharField(max_length=80, blank=True)
    base = models.BigIntegerField(default=0)
    tab = models.BigIntegerField()
    author = models.ForeignKey("access.Practitioner", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("access.Agency", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    hash = models.BinaryField()
    payload = models.BinaryField()

    class Meta:
        db_table = "live_forms_update"
        constraints = (
            models.UniqueConstraint(fields=("section", "seq"), name="live_forms_update_numbered"),
            models.CheckConstraint(
                condition=models.Q(payload__length__lte=1_000_000), name="live_forms_update_is_bounded"
            ),
        )
        indexes = (
            models.Index(
                fields=("section", "field", "-seq"),
                name="live_forms_update_values",
                condition=~models.Q(field=""),
            ),
        )

    class Access:
        kind = "update"

    class Data:
        retention = KEEP
        special_category = ("id", "section", "case", "author", "agency", "at", "payload")
        plain = ("seq", "epoch", "field", "base", "tab", "hash")


class Snapshot(Protected):
    """What the log of a section made as far as `seq`: read instead of it to open faster, and never the truth."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="snapshots")
    case = models.ForeignKey("access.Case", on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey("access.Practitioner", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("access.Agency", on_delete=models.PROTECT, related_name="+")
    seq = models.BigIntegerField()
    epoch = models.IntegerField()
    state = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        db_table = "live_forms_snapshot"
        indexes = (models.Index(fields=("section", "-seq"), name="live_forms_snapshot_newest"),)

    class Access:
        kind = "snapshot"

    class Data:
        retention = KEEP
        special_category = ("id", "section", "case", "author", "agency", "made_at", "state")
        plain = ("seq", "epoch")


class SignOff(Labelled):
    """An agency has finished with its sections, as their logs stood at `signed_at`.

    The database says when that was, by the clock of the logs: what is newer in them was changed since.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="sign_offs")
    signed_at = models.DateTimeField()

    class Meta:
        db_table = "live_forms_sign_off"

    class Access:
        kind = "sign_off"

    class Data:
        retention = KEEP
        special_category = ("id", "form", "signed_at", *LABEL)
        plain = ()


class Addendum(Labelled):
    """Words added to a section after its form was closed. The section itself stays as it was."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="addenda")
    words = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        db_table = "live_forms_addendum"
        ordering = ("written_at",)

    class Access:
        kind = "addendum"

    class Data:
        retention = KEEP
        special_category = ("id", "section", "words", "written_at", *LABEL)
        plain = ()


class BrowserKey(Protected):
    """What opens the edits that a browser keeps until they are saved: one for each session, by how its hash begins.

    Gone when that session is signed out. A session that ran out of time leaves it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    author = models.ForeignKey("access.Practitioner", on_delete=models.PROTECT, related_name="+")
    key = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        db_table = "live_forms_browser_key"

    class Access:
        kind = "browser_key"

    class Data:
        retention = "until that session is signed out, or 30 days after it ran out"
        personal = ("id", "author", "key", "made_at")
        plain = ()
