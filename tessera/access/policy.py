"""The policy: who may do what to which kind of row. Data, not code; PostgreSQL is its only judge.

A Permission opens (any one that holds is enough). An Exclusion closes (each must let the row pass, whatever opened it).
compile.py turns each line into one row policy and one line of docs/generated/policy.md.

The policy speaks only of the register (tables of this app) and of the label that a row wears (labels.py). A kind is a
word that a model gives itself; a test holds every kind named here against the models there are.

Each condition is SQL in one measured shape. A fact about the asker is wrapped in (SELECT ...), so that PostgreSQL works
it out once for a statement and not once for a row; a function called for each row was 10,000 times slower.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Condition:
    """`sql` holds for a row of `{t}`; `says` is the same in words, for the table that people read."""

    word: str
    sql: str
    says: str


@dataclass(frozen=True)
class Permission:
    verb: str
    kind: str
    when: tuple[Condition, ...]


@dataclass(frozen=True)
class Exclusion:
    kind: str
    unless: Condition


SEE, ADD, CHANGE, REMOVE = "see", "add", "change", "remove"

WHO = "(SELECT access.who())"
PRINCIPALS = "(SELECT access.principals())::integer[]"
AGENCIES = "(SELECT access.agencies())::uuid[]"
ROLES = "(SELECT access.roles())::text[]"
PARTNERSHIP = "(SELECT access.partnership())"


def role(*words: str) -> Condition:
    listed = ", ".join(f"'{word}'" for word in words)
    return Condition(
        "role_" + "_".join(words),
        f"{ROLES} && ARRAY[{listed}]::text[]",
        "is a " + " or ".join(word.replace("_", " ") for word in words),
    )


# About the register
INVOLVED = Condition("involved", f"{{t}}.audience && {PRINCIPALS}", "is involved in the case")
OPENS_FOR_THEMSELF = Condition(
    "opens_for_themself",
    f"{{t}}.opened_by_id = {WHO} AND {{t}}.partnership_id = {PARTNERSHIP} AND {{t}}.audience = '{{}}' "
    "AND {t}.hub = (SELECT access.hub())",
    "opens the case in their own name, with nobody in it yet",
)
SAME_PARTNERSHIP = Condition(
    "same_partnership", f"{{t}}.partnership_id = {PARTNERSHIP}", "is signed in to the same partnership"
)
ITS_AGENCY_IS_SEEN = Condition(
    "its_agency_is_seen",
    "EXISTS (SELECT 1 FROM access_agency a WHERE a.id = {t}.agency_id)",
    "is signed in to the same partnership",
)
ITS_PARTNERSHIP = Condition(
    "its_partnership", f"{{t}}.id = {PARTNERSHIP}", "is signed in to that partnership"
)
NOBODY_YET = Condition("nobody_yet", f"{WHO} IS NULL", "nobody is signed in yet (signing in)")
THEMSELF = Condition("themself", f"{{t}}.id = {WHO}", "it is themself")
COLLEAGUE = Condition(
    "colleague",
    "EXISTS (SELECT 1 FROM access_membership m WHERE m.practitioner_id = {t}.id)",
    "belongs to the same partnership",
)
OPENED_THE_CASE = Condition(
    "opened_the_case",
    f"{{t}}.made_by_id = {WHO} AND access.opened_by_me({{t}}.case_id)",
    "opened the case",
)
CONFIRMED = Condition("confirmed", "NOT {t}.provisional", "somebody has confirmed it")
OWN_INVOLVEMENT = Condition(
    "own_involvement", f"{{t}}.principal_id = ANY ({PRINCIPALS})", "it is their own or their agency's"
)
MADE_IT = Condition("made_it", f"{{t}}.made_by_id = {WHO}", "did it themself")

# About a label
IN_CASE = Condition(
    "in_case", "EXISTS (SELECT 1 FROM access_case c WHERE c.id = {t}.case_id)", "may open the case"
)
AUDIENCE = Condition(
    "audience",
    f"(CASE {{t}}.audience WHEN 'whole_case' THEN true "
    f"WHEN 'named' THEN {{t}}.named && {PRINCIPALS} OR {{t}}.agency_id = ANY ({AGENCIES}) "
    f"ELSE {{t}}.agency_id = ANY ({AGENCIES}) END)",
    "is in the row's audience",
)
AUTHOR = Condition(
    "author",
    f"{{t}}.author_id = {WHO} AND {{t}}.agency_id = ANY ({AGENCIES})",
    "writes in their own name, for an agency they belong to",
)
HUB = Condition(
    "hub",
    f"EXISTS (SELECT 1 FROM access_case c WHERE c.id = {{t}}.case_id AND c.hub = ANY ({PRINCIPALS}))",
    "is in the hub that runs the case",
)
AN_AGENCYS_OWN = Condition("an_agencys_own", "NOT {t}.by_hub", "it is their own agency's rating")
ADDRESSED = Condition(
    "addressed", f"{{t}}.to_agency_id = ANY ({AGENCIES})", "belongs to the agency it is addressed to"
)
ANSWERS = role("agency_officer", "safeguarding_lead")
MINE = Condition("mine", f"{{t}}.author_id = {WHO}", "wrote it")
TO_ME = Condition("to_me", f"{{t}}.recipient_id = {WHO}", "it is addressed to them")
OF_A_PERSON_SEEN = Condition(
    "of_a_person_seen",
    "EXISTS (SELECT 1 FROM people_person p WHERE p.id = {t}.person_id)",
    "may see the person",
)
SUBJECT_OF_A_CASE = Condition(
    "subject_of_a_case",
    "EXISTS (SELECT 1 FROM access_subject s WHERE s.person_id = {t}.id AND NOT s.provisional)",
    "may open a case the person is a subject of",
)
IDENTIFIES = role("hub_practitioner", "decision_maker")
RECORDS_A_PERSON = Condition(
    "records_a_person",
    f"{{t}}.partnership_id = {PARTNERSHIP} AND {{t}}.made_by_id = {WHO}",
    "records them in their own name",
)
DECIDES = role("decision_maker")
AUTOMATIC = role("automatic")
DONE_BY_ME = Condition("done_by_me", f"{{t}}.by = {WHO}", "did it themself")
ABOUT_MY_HUB = Condition(
    "about_my_hub",
    f'EXISTS (SELECT 1 FROM access_case c WHERE c.id = {{t}}."case" AND c.hub = ANY ({PRINCIPALS}))',
    "is in the hub that runs the case",
)
ANYONE = Condition("anyone", "true", "anyone")
SIGNED_IN = Condition("signed_in", f"{WHO} IS NOT NULL", "is signed in")

# What excludes
NOT_EXCLUDED_CASE = Condition(
    "not_excluded_case",
    "{t}.case_id <> ALL ((SELECT access.excluded_cases())::uuid[])",
    "the case is about someone they must never see",
)
NOT_EXCLUDED_MESSAGE = Condition(
    "not_excluded_message",
    "{t}.case_id IS NULL OR {t}.case_id <> ALL ((SELECT access.excluded_cases())::uuid[])",
    "it is about a case of someone they must never see",
)
NOT_EXCLUDED_SUBJECT = Condition(
    "not_excluded_subject",
    "{t}.person_id <> ALL ((SELECT access.excluded_people())::uuid[])",
    "it is about someone they must never see",
)
NOT_EXCLUDED_PERSON = Condition(
    "not_excluded_person",
    "{t}.id <> ALL ((SELECT access.excluded_people())::uuid[])",
    "it is someone they must never see",
)
# On the case itself the exclusion stands inside the permission: as a separate policy it costs the index (rls research).
NOT_EXCLUDED = Condition(
    "not_excluded",
    "{t}.id <> ALL ((SELECT access.excluded_cases())::uuid[])",
    "the case is not about someone they must never see",
)


def _hub_work(*kinds: str) -> tuple[Permission, ...]:
    """What the hub writes on a case, and those it names may read."""
    return tuple(
        line
        for kind in kinds
        for line in (
            Permission(SEE, kind, (IN_CASE, AUDIENCE)),
            Permission(ADD, kind, (AUTHOR, HUB)),
        )
    )


def _contributed(*kinds: str) -> tuple[Permission, ...]:
    """What anyone involved may write, in their own name."""
    return tuple(
        line
        for kind in kinds
        for line in (
            Permission(SEE, kind, (IN_CASE, AUDIENCE)),
            Permission(ADD, kind, (AUTHOR, IN_CASE)),
        )
    )


POLICY: tuple[Permission | Exclusion, ...] = (
    # The register
    Permission(SEE, "partnership", (ITS_PARTNERSHIP,)),
    Permission(SEE, "partnership", (AUTOMATIC,)),
    Permission(SEE, "agency", (SAME_PARTNERSHIP,)),
    Permission(SEE, "agency", (AUTOMATIC,)),
    Permission(SEE, "team", (ITS_AGENCY_IS_SEEN,)),
    Permission(SEE, "practitioner", (NOBODY_YET,)),
    Permission(CHANGE, "practitioner", (NOBODY_YET,)),
    Permission(SEE, "practitioner", (THEMSELF,)),
    Permission(CHANGE, "practitioner", (THEMSELF,)),
    Permission(SEE, "practitioner", (COLLEAGUE,)),
    Permission(SEE, "membership", (SAME_PARTNERSHIP,)),
    Permission(SEE, "membership", (AUTOMATIC,)),
    Permission(SEE, "case", (INVOLVED, NOT_EXCLUDED)),
    Permission(ADD, "case", (OPENS_FOR_THEMSELF,)),
    Permission(SEE, "involvement", (HUB,)),
    Permission(SEE, "involvement", (IN_CASE, OWN_INVOLVEMENT)),
    Permission(ADD, "involvement", (MADE_IT, HUB)),
    Permission(ADD, "involvement", (OPENED_THE_CASE,)),
    Permission(CHANGE, "involvement", (HUB,)),
    # A possible match that nobody has confirmed would tell the referrer that the child is on record.
    Permission(SEE, "subject", (IN_CASE, CONFIRMED)),
    Permission(SEE, "subject", (HUB,)),
    Permission(ADD, "subject", (HUB,)),
    Permission(CHANGE, "subject", (HUB,)),
    Exclusion("subject", NOT_EXCLUDED_SUBJECT),
    Exclusion("involvement", NOT_EXCLUDED_CASE),
    # The ledger
    Permission(ADD, "entry", (ANYONE,)),
    Permission(SEE, "entry", (DONE_BY_ME,)),
    Permission(SEE, "entry", (ABOUT_MY_HUB,)),
    # The partnership's settings and messages
    Permission(SEE, "settings", (SAME_PARTNERSHIP,)),
    Permission(SEE, "settings", (AUTOMATIC,)),
    Permission(SEE, "message", (TO_ME,)),
    Exclusion("message", NOT_EXCLUDED_MESSAGE),
    Permission(SEE, "message", (AUTOMATIC,)),
    Permission(ADD, "message", (SAME_PARTNERSHIP,)),
    Permission(ADD, "message", (AUTOMATIC,)),
    Permission(CHANGE, "message", (TO_ME,)),
    Permission(CHANGE, "message", (AUTOMATIC,)),
    # People
    Permission(SEE, "person", (SUBJECT_OF_A_CASE,)),
    Permission(ADD, "person", (IDENTIFIES, RECORDS_A_PERSON)),
    Permission(CHANGE, "person", (IDENTIFIES, SUBJECT_OF_A_CASE)),
    Exclusion("person", NOT_EXCLUDED_PERSON),
    *(
        line
        for kind in ("name", "identifier", "match_key")
        for line in (
            Permission(SEE, kind, (OF_A_PERSON_SEEN,)),
            Permission(ADD, kind, (IDENTIFIES, OF_A_PERSON_SEEN)),
            Exclusion(kind, NOT_EXCLUDED_SUBJECT),
        )
    ),
    *_hub_work("address", "relationship"),
    # Records
    *_contributed("note", "line", "childs_voice", "attachment", "attachment_content"),
    # The front door
    Permission(SEE, "draft", (MINE,)),
    Permission(ADD, "draft", (AUTHOR,)),
    Permission(CHANGE, "draft", (MINE,)),
    Permission(REMOVE, "draft", (MINE,)),
    *_contributed("referral", "referral_child", "referral_adult", "referral_address"),
    Permission(CHANGE, "referral", (HUB,)),
    Permission(CHANGE, "referral", (MINE, IN_CASE)),
    Permission(CHANGE, "referral_child", (HUB,)),
    Permission(CHANGE, "referral_adult", (HUB,)),
    *_hub_work("screening", "enquiry", "pause", "request", "chase", "not_shared", "relied_on", "feedback"),
    Permission(CHANGE, "enquiry", (HUB,)),
    Permission(CHANGE, "pause", (HUB,)),
    *_contributed("clock", "danger", "return", "challenge"),
    # An agency rates for itself. What the hub rates is the hub's alone to write.
    Permission(SEE, "rating", (IN_CASE, AUDIENCE)),
    Permission(ADD, "rating", (AUTHOR, IN_CASE, AN_AGENCYS_OWN)),
    Permission(ADD, "rating", (AUTHOR, HUB)),
    Permission(CHANGE, "clock", (HUB,)),
    Permission(SEE, "clock", (AUTOMATIC,)),
    Permission(CHANGE, "clock", (AUTOMATIC,)),
    Permission(SEE, "enquiry", (AUTOMATIC,)),
    Permission(SEE, "request", (AUTOMATIC,)),
    Permission(CHANGE, "request", (AUTOMATIC,)),
    Permission(CHANGE, "request", (HUB,)),
    Permission(CHANGE, "request", (ADDRESSED, ANSWERS, IN_CASE)),
    Permission(SEE, "decision", (IN_CASE, AUDIENCE)),
    Permission(ADD, "decision", (AUTHOR, HUB, DECIDES)),
    Permission(CHANGE, "feedback", (HUB,)),
    Permission(CHANGE, "feedback", (ADDRESSED, IN_CASE)),
    Permission(CHANGE, "challenge", (HUB,)),
    # Whatever a label opens, an exclusion closes
    *(
        Exclusion(kind, NOT_EXCLUDED_CASE)
        for kind in (
            "address",
            "relationship",
            "note",
            "line",
            "childs_voice",
            "attachment",
            "attachment_content",
            "referral",
            "referral_child",
            "referral_adult",
            "referral_address",
            "screening",
            "enquiry",
            "rating",
            "clock",
            "pause",
            "danger",
            "request",
            "chase",
            "not_shared",
            "return",
            "decision",
            "relied_on",
            "feedback",
            "challenge",
        )
    ),
)

# The columns that a change may touch. A label is never among them: a row cannot be moved to another case, agency,
# author or audience, and a practitioner cannot become somebody else.
CHANGEABLE: dict[str, tuple[str, ...]] = {
    "practitioner": ("password", "last_login"),
    "involvement": ("valid_to",),
    "subject": ("provisional",),
    "message": ("read_at", "emailed_at"),
    "person": (
        "given_name",
        "family_name",
        "sex",
        "date_of_birth",
        "expected_date_of_birth",
        "age_years_when_recorded",
        "ethnicity",
        "first_language",
        "communication",
        "religion",
        "disabilities",
    ),
    "draft": ("answers", "saved_at", "sent_at", "referral_id"),
    "referral": ("state",),
    "referral_child": ("person_id", "identified_by_id", "identified_at"),
    "referral_adult": ("person_id",),
    "enquiry": ("state", "rating", "allocated_to_id", "decided_at", "closed_at"),
    "pause": ("ended_at",),
    "clock": ("limit", "due_at", "stopped_at", "reminded", "remind_next_at"),
    "request": (
        "state",
        "due_at",
        "would_be_due_at",
        "seen_at",
        "answered_at",
        "refusal_reason",
        "withdrawn_at",
        "withdrawn_reason",
        "urgent_for_them",
        "draft_answer",
        "reminded",
        "remind_next_at",
    ),
    "feedback": ("told_at", "told_by_id", "outcome", "words", "seen_at"),
    "challenge": ("reply", "replied_at", "replied_by_id"),
}
