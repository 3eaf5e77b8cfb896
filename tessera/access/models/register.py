"""The register: who is here, whom they act for, which cases there are, who is involved, and who must never see.

It knows nothing of what a case is about. Every other app writes facts to it and wears its labels (labels.py);
policy.py speaks only of these tables and those labels; PostgreSQL judges.
"""

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from tessera.access.models.passwords import WithPassword
from tessera.access.rules import InvolvementKind, PrincipalKind, Role, Scope
from tessera.core.identifiers import uuid7


class Principal(models.Model):
    """Anything that can hold access: a practitioner, a team, an agency as a whole, or the members of an agency.

    One table and one sequence, so that two principals can never share a number. Never do arithmetic on it.
    """

    id = models.AutoField(primary_key=True)
    kind = models.CharField(max_length=20, choices=PrincipalKind.choices())

    class Meta:
        db_table = "access_principal"

    class Data:
        retention = "for as long as the partnership"
        plain = ("id", "kind")


class Partnership(models.Model):
    """A multi-agency safeguarding partnership. Two partnerships in one installation never see each other's rows."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=200)

    class Meta:
        db_table = "access_partnership"

    class Data:
        retention = "for as long as the partnership"
        plain = ("id", "code", "name")

    def __str__(self) -> str:
        return self.name


class Agency(models.Model):
    """An agency of a partnership. `principal` opens cases to the whole agency; `members` marks everyone who belongs."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="agencies")
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    principal = models.OneToOneField(Principal, on_delete=models.PROTECT, related_name="+")
    members = models.OneToOneField(Principal, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "access_agency"
        constraints = (models.UniqueConstraint(fields=("partnership", "code"), name="agency_code_once"),)

    class Data:
        retention = "for as long as the partnership"
        plain = ("id", "partnership", "code", "name", "kind", "principal", "members")

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """A team of an agency. One team of one agency of a partnership is its hub (the MASH)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="teams")
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=200)
    is_hub = models.BooleanField(default=False)
    principal = models.OneToOneField(Principal, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "access_team"
        constraints = (models.UniqueConstraint(fields=("agency", "code"), name="team_code_once"),)

    class Data:
        retention = "for as long as the partnership"
        plain = ("id", "agency", "code", "name", "is_hub", "principal")

    def __str__(self) -> str:
        return self.name


class Practitioner(WithPassword):
    """Someone who signs in. What they may see follows from memberships and involvements, never from this row."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField(max_length=150, unique=True)
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254, unique=True)
    principal = models.OneToOneField(Principal, on_delete=models.PROTECT, related_name="+")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()

    objects = BaseUserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]  # noqa: RUF012 - Django asks for a list

    class Meta:
        db_table = "access_practitioner"

    class Data:
        retention = "seven years after the last membership ends"
        personal = ("id", "username", "name", "email", "last_login", "joined_at")
        plain = ("principal", "is_active", "passwords_set")

    def __str__(self) -> str:
        return self.username

    def get_full_name(self) -> str:
        return self.name


class Password(models.Model):
    """The hash of somebody's password. No role of the application reads or writes a row: functions do, with a proof."""

    practitioner = models.OneToOneField(
        Practitioner, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    hash = models.CharField(max_length=128)

    class Meta:
        db_table = "access_password"

    class Data:
        retention = "seven years after the last membership ends"
        personal = ("practitioner",)
        plain = ("hash",)


class Membership(models.Model):
    """A practitioner belongs to an agency, in a role, from a day until a day."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="memberships")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="memberships")
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    role = models.CharField(max_length=30, choices=Role.choices())
    scope = models.CharField(max_length=10, choices=Scope.choices())
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "access_membership"
        constraints = (
            models.CheckConstraint(
                # On the day itself, where it was taken back before it began.
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="membership_ends_no_earlier_than_it_begins",
            ),
        )

    class Data:
        retention = "seven years after it ends"
        personal = (
            "id",
            "practitioner",
            "partnership",
            "agency",
            "team",
            "role",
            "scope",
            "valid_from",
            "valid_to",
        )
        plain = ()


class Case(models.Model):
    """One episode of shared work about one family: what a label points to. It says nothing of what the work is.

    `audience` is kept by the database from the involvements (sql/context.sql); nobody writes it after the first day.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    hub = models.ForeignKey(Principal, on_delete=models.PROTECT, related_name="+", db_column="hub")
    audience = ArrayField(models.IntegerField(), default=list)
    sealed = models.BooleanField(default=False)
    opened_by = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        db_table = "access_case"
        indexes = (
            # Whose cases: for those who see few of them. The newest first: for those who see most.
            GinIndex(fields=("audience",), name="access_case_audience"),
            models.Index(fields=("opened_at", "id"), name="access_case_newest"),
        )

    class Data:
        retention = "until the youngest child of the case is 25"
        personal = ("id", "opened_by", "opened_at", "audience", "sealed")
        plain = ("partnership", "hub")


class Involvement(models.Model):
    """A practitioner, a team or an agency is involved in a case, from when, until when, and why."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="involvements")
    principal = models.ForeignKey(Principal, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=InvolvementKind.choices())
    reason = models.CharField(max_length=500, blank=True)
    made_by = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Practitioner, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    ended_why = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "access_involvement"
        # Asked each time a practitioner begins: which of their involvements have just ended, and which are narrow.
        indexes = (
            models.Index(
                fields=("principal",),
                condition=models.Q(kind__in=("emergency", "assurance", "own_record")),
                name="access_involvement_narrow",
            ),
            models.Index(
                fields=("principal", "valid_to"),
                condition=models.Q(valid_to__isnull=False),
                name="access_involvement_ended",
            ),
        )

    class Data:
        retention = "as its case"
        personal = (
            "id",
            "case",
            "principal",
            "kind",
            "reason",
            "made_by",
            "valid_from",
            "valid_to",
            "ended_by",
            "ended_why",
        )
        plain = ()


class Subject(models.Model):
    """A person is a subject of a case. A provisional subject is a possible match nobody has confirmed.

    Provisional subjects hide a case from whoever is excluded from that person. They never open anything.
    `person_id` points to people, which stands above this app, so the database holds it as a plain identifier.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="subjects")
    person_id = models.UUIDField(db_index=True)
    provisional = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "access_subject"
        constraints = (models.UniqueConstraint(fields=("case", "person_id"), name="subject_once"),)

    class Data:
        retention = "as its case"
        personal = ("id", "case", "person_id", "provisional", "made_at")
        plain = ()


class Exclusion(models.Model):
    """This practitioner never sees this person: their family, a neighbour, themselves. Beats every permission.

    Whoever records it may not know whether the person is on record, so they describe them. `person_id` is then of
    nobody, and what the person may be found by is kept beside it (people.Avoided). `declared` is that same identifier
    on the rows that the database adds for each person on record who may be the one described. Two practitioners end an
    exclusion: one asks, another agrees.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="+")
    person_id = models.UUIDField(db_index=True)
    reason = models.CharField(max_length=500)
    made_by = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="+", null=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    declared = models.UUIDField(null=True, blank=True, db_index=True)
    end_asked_by = models.ForeignKey(
        Practitioner, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    end_asked_at = models.DateTimeField(null=True, blank=True)
    end_why = models.CharField(max_length=500, blank=True)
    ended_by = models.ForeignKey(
        Practitioner, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        db_table = "access_exclusion"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ended_by__isnull=True)
                | (
                    ~models.Q(ended_by=models.F("practitioner"))
                    & ~models.Q(ended_by=models.F("end_asked_by"))
                ),
                name="exclusion_ended_by_two_others",
            ),
        )

    class Data:
        retention = "seven years after the practitioner leaves"
        special_category = (
            "id",
            "practitioner",
            "person_id",
            "reason",
            "made_by",
            "made_at",
            "ended_at",
            "declared",
            "end_asked_by",
            "end_asked_at",
            "end_why",
            "ended_by",
        )
        plain = ()


class Session(models.Model):
    """A signed-in session, bound to one membership and so to one partnership. Only the hash of its token is kept."""

    token_hash = models.CharField(primary_key=True, max_length=64)
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "access_session"

    class Data:
        retention = "thirty days after it ends"
        personal = ("practitioner", "membership", "partnership", "opened_at", "ends_at", "ended_at")
        plain = ("token_hash",)
