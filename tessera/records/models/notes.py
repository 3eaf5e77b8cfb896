"""Notes and their lines, what is kept so that they can be found, and what is said of lines that are held back.

The unit is the line: each says what kind of statement it is and where it came from. A note is never changed; a
correction is a new note that says what it replaces and why.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from tessera.access.labels import LABEL_FIELDS as LABEL
from tessera.access.labels import Labelled, Marked, Protected
from tessera.access.rules import Mark
from tessera.core.identifiers import uuid7
from tessera.records.rules.happened import Precision
from tessera.records.rules.words import HeldKind, LineKind, Nature, NoteKind, Theme


class Note(Marked):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=20, choices=NoteKind.choices())
    written_at = models.DateTimeField()
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    reason = models.TextField(blank=True)
    # When it happened, as surely as it is known (rules/happened.py). Empty: what kind of note it is says when.
    precision = models.CharField(max_length=10, choices=Precision.choices(), blank=True, db_default="")
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    at_time = models.TimeField(null=True, blank=True)

    class Meta:
        db_table = "records_note"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(first_day__isnull=True, last_day__isnull=True)
                | models.Q(first_day__lte=models.F("last_day")),
                name="note_ends_after_it_begins",
            ),
        )
        indexes = (
            models.Index(fields=("case", "-written_at"), name="records_note_case"),
            models.Index(fields=("written_at",), name="records_note_newest"),
        )

    class Access:
        kind = "note"

    class Data:
        retention = "until the youngest child of the case is 25"
        special_category = (
            "id", "kind", "written_at", "replaces", "reason", "precision", "first_day", "last_day", "at_time", *LABEL,
        )  # fmt: skip
        criminal = ("marks",)
        plain = ()


class Line(Marked):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="lines")
    # In the order written, with gaps that say nothing: a line held back leaves no hole that could be counted.
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=LineKind.choices())
    text = models.TextField()
    when = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=300, blank=True)
    about = models.CharField(max_length=200, blank=True)
    # The agency's own words for what it holds and has not handed over as it is.
    summary = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "records_line"
        ordering = ("position",)
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(kind=LineKind.TOLD) | ~models.Q(source=""), name="line_told_has_a_source"
            ),
        )

    class Access:
        kind = "line"

    class Data:
        retention = "as its note"
        special_category = (
            "id",
            "note",
            "position",
            "kind",
            "text",
            "when",
            "source",
            "about",
            "summary",
            *LABEL,
        )
        criminal = ("marks",)
        plain = ()


class Words(models.Model):
    """What a line may be found by, with its label, which never changes. A table of its own: a line is read far more
    often than it is searched for, and its words would make every row half as wide again.

    The database writes it with the lines (sql/words.sql) and nobody but its function reads it (access/search.py).
    """

    line = models.OneToOneField(Line, on_delete=models.PROTECT, primary_key=True, related_name="+")
    case_id = models.UUIDField()
    agency_id = models.UUIDField()
    author_id = models.UUIDField()
    audience = models.CharField(max_length=12)
    named = ArrayField(models.IntegerField())
    marks = ArrayField(models.CharField(max_length=30))
    written_at = models.DateTimeField()
    words = SearchVectorField()

    class Meta:
        db_table = "records_words"
        indexes = (
            # What was just written waits in a list that every search reads to its end, so the list is kept short.
            GinIndex(fields=("words",), name="records_words_words", gin_pending_list_limit=256),
            models.Index(fields=("written_at", "line"), name="records_words_newest"),
            models.Index(fields=("case_id",), name="records_words_case"),
        )

    class Data:
        retention = "as its line"
        special_category = (
            "line", "case_id", "agency_id", "author_id", "audience", "named", "written_at", "words",
        )  # fmt: skip
        criminal = ("marks",)
        plain = ()


class Withheld(Labelled):
    """Lines of a note, or an address, that need a clearance: how many, of which agency, with which marks. Nothing else.

    The database writes it with the lines (access/sql/withheld.sql) and with the address, whose row is `address`. Shown
    to whoever would see them but for their marks, where those may be spoken of.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    marks = ArrayField(models.CharField(max_length=30, choices=Mark.choices()))
    number = models.PositiveIntegerField()
    what = models.CharField(
        max_length=10, choices=HeldKind.choices(), default=HeldKind.LINE, db_default=HeldKind.LINE
    )
    address = models.UUIDField(null=True)

    class Meta:
        db_table = "records_withheld"
        indexes = (
            models.Index(fields=("case",), name="records_withheld_case"),
            models.Index(
                fields=("address",),
                condition=models.Q(address__isnull=False),
                name="records_withheld_address",
            ),
        )

    class Access:
        kind = "withheld"

    class Data:
        retention = "as its note"
        special_category = ("id", "number", "what", "address", *LABEL)
        criminal = ("marks",)
        plain = ()


class NoteAbout(Marked):
    """A child or adult whom a note is about. It wears the label of its note."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="about")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "records_note_about"

    class Access:
        kind = "note_about"

    class Data:
        retention = "as its note"
        special_category = ("id", "note", "person", *LABEL)
        criminal = ("marks",)
        plain = ()


class Withdrawal(Marked):
    """An agency takes back a note of its own, or a child's words that it wrote down, and says why. They stay, shown as
    withdrawn. It wears their label. Another agency's withdrawal of them says nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    note = models.ForeignKey(
        Note, on_delete=models.PROTECT, null=True, blank=True, related_name="withdrawals"
    )
    voice = models.ForeignKey(
        "records.ChildsVoice", on_delete=models.PROTECT, null=True, blank=True, related_name="withdrawals"
    )
    reason = models.TextField()
    withdrawn_at = models.DateTimeField()

    class Meta:
        db_table = "records_withdrawal"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(note__isnull=True) ^ models.Q(voice__isnull=True),
                name="withdrawal_of_one",
            ),
        )

    class Access:
        kind = "withdrawal"

    class Data:
        retention = "as its note"
        special_category = ("id", "note", "voice", "reason", "withdrawn_at", *LABEL)
        criminal = ("marks",)
        plain = ()


class Promotion(Marked):
    """A note belongs on the chronology: what sort of event it is, how much it matters to this child, its themes.

    The newest of a note counts; `significance` 0 takes it off again. It wears the label of its note. With `line`, one
    line of the note is an entry of its own there; then it wears the label of the line, and `first_day` is when what the
    line tells happened or began, where that is known to the month at least.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="promotions")
    line = models.ForeignKey(
        "records.Line", on_delete=models.PROTECT, null=True, blank=True, related_name="promotions"
    )
    first_day = models.DateField(null=True, blank=True)
    nature = models.CharField(max_length=12, choices=Nature.choices())
    significance = models.PositiveSmallIntegerField()
    themes = ArrayField(models.CharField(max_length=30, choices=Theme.choices()), default=list, blank=True)
    promoted_at = models.DateTimeField()

    class Meta:
        db_table = "records_promotion"
        constraints = (
            models.CheckConstraint(condition=models.Q(significance__lte=3), name="promotion_significance"),
        )

    class Access:
        kind = "promotion"

    class Data:
        retention = "as its note"
        special_category = (
            "id", "note", "line", "first_day", "nature", "significance", "themes", "promoted_at", *LABEL,
        )  # fmt: skip
        criminal = ("marks",)
        plain = ()


class NoteDraft(Protected):
    """A note that is still being typed: its author's alone, until it is kept as a note or thrown away.

    `of_case` and `corrects` are no keys: what they name is judged when the note is kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    author = models.ForeignKey("access.Practitioner", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("access.Agency", on_delete=models.PROTECT, related_name="+")
    of_case = models.UUIDField()
    corrects = models.UUIDField(null=True)
    typed = models.JSONField(default=dict)
    # The note that it became. It is emptied then, and remembers so that keeping it twice keeps it once.
    became = models.UUIDField(null=True)
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "records_note_draft"
        indexes = (models.Index(fields=("author", "of_case"), name="records_note_draft_mine"),)

    class Access:
        kind = "note_draft"

    class Data:
        retention = "30 days after it was last saved"
        personal = ("id", "author", "agency", "begun_at", "saved_at")
        special_category = ("of_case", "corrects", "typed", "became")
        plain = ()
