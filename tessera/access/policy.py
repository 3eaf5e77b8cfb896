"""The policy: who may do what to which kind of row. Data, not code; PostgreSQL is its only judge.

A Permission opens (any one that holds is enough). An Exclusion closes (each must let the row pass, whatever opened it).
A row names another only when whoever writes it may see that one: keys.py makes that exclusion of each key.
compile.py turns each line into one row policy and one line of docs/generated/policy.md; conditions.py holds the words.

A kind is a word that a model gives itself; a test holds every kind named here against the models there are.
"""

from dataclasses import dataclass

from tessera.access.condition import Condition
from tessera.access.conditions import (
    ABOUT_MY_HUB,
    ADDRESSED,
    ADDS_TO_THE_SECTION,
    AN_AGENCYS_OWN,
    ANOTHER_AGREED,
    ANOTHER_ASKED,
    ANSWERS,
    ANYONE,
    APPROVES,
    ASKED_IT,
    ASKED_OF_ITS_AGENCY,
    ASSURES,
    AUDIENCE,
    AUDITS,
    AUTHOR,
    AUTOMATIC,
    BEGINS_WITH_A_REFERRAL,
    BEGUN_BY_ME,
    CLEARED,
    COLLEAGUE,
    CONFIRMED,
    CONFIRMS,
    DECIDES,
    DONE_BY_ME,
    ENQUIRY_ASKED_ABOUT,
    FOR_ANOTHER,
    GIVEN_BY_ME,
    HUB,
    IDENTIFIES,
    IN_CASE,
    IN_CASE_OF_MANY,
    INVOLVED,
    ITS_AGENCY_IS_SEEN,
    ITS_AGENCYS,
    ITS_PARTNERSHIP,
    ITS_PRACTITIONER,
    KEEPS_ACCOUNTS,
    KEEPS_SETTINGS,
    KEPT,
    KEPT_OR_ADDRESSED,
    LEADS,
    MADE_IT,
    MINE,
    NAMES_SOMEBODY,
    NOBODY_YET,
    NOT_ABOUT_ME,
    NOT_AGREED_YET,
    NOT_CLEARED,
    NOT_EXCLUDED,
    NOT_EXCLUDED_CASE,
    NOT_EXCLUDED_MESSAGE,
    NOT_EXCLUDED_PERSON,
    NOT_EXCLUDED_SUBJECT,
    NOT_KEPT,
    NOT_READ_ONLY,
    NOT_REVIEWED_YET,
    NOT_SEALED_AWAY,
    NOTHING_FOLLOWED,
    OF_A_DRAFT_SEEN,
    OF_A_FORM_SEEN,
    OF_A_PERSON_SEEN,
    OF_A_SECTION_SEEN,
    OF_ITS_AGENCY,
    OF_THEIR_AGENCY,
    ONLY_ASKED,
    ONLY_WHAT_IS_IN_FORCE,
    OPENED_THE_CASE,
    OPENS_FOR_THEMSELF,
    OVERSEEN,
    OVERSEES,
    OWN_INVOLVEMENT,
    RECORDS_A_PERSON,
    SAME_PARTNERSHIP,
    SEALED_BY_ME,
    SEES_WHAT_IS_LEFT_OUT,
    SPOKEN_OF,
    STANDS_FOR_SOMEBODY_SEEN,
    STEPS_THEMSELF,
    SUBJECT_OF_A_CASE,
    TAKES_PART,
    THEMSELF,
    TO_ME,
    WITHOUT_THE_EXCLUDED,
    WRITES_THE_SECTION,
    role,
)
from tessera.access.of_a_case import OF_A_CASE, STATEMENTS, TO_AN_AGENCY


@dataclass(frozen=True)
class Permission:
    verb: str
    kind: str
    when: tuple[Condition, ...]


@dataclass(frozen=True)
class Exclusion:
    """Closes `kind` for every verb, or for `verb` alone; by what the row names by `key`, where keys.py makes it."""

    kind: str
    unless: Condition
    verb: str = ""
    key: str = ""


SEE, ADD, CHANGE, REMOVE = "see", "add", "change", "remove"


def _hub_work(*kinds: str, seen: tuple[Condition, ...] = (IN_CASE, AUDIENCE)) -> tuple[Permission, ...]:
    """What the hub writes on a case, and those it names may read."""
    return tuple(
        line
        for kind in kinds
        for line in (
            Permission(SEE, kind, seen),
            Permission(ADD, kind, (AUTHOR, HUB)),
        )
    )


def _contributed(*kinds: str, seen: tuple[Condition, ...] = (IN_CASE, AUDIENCE)) -> tuple[Permission, ...]:
    """What anyone involved may write, in their own name."""
    return tuple(
        line
        for kind in kinds
        for line in (Permission(SEE, kind, seen), Permission(ADD, kind, (AUTHOR, IN_CASE)))
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
    # One administrator asks for a place in an agency. What follows is done by reviewed functions: another agrees, and
    # whoever it is for accepts. Only then is there a membership, which nobody writes by hand.
    Permission(SEE, "invitation", (KEEPS_SETTINGS, SAME_PARTNERSHIP)),
    Permission(
        ADD,
        "invitation",
        (KEEPS_SETTINGS, SAME_PARTNERSHIP, ASKED_IT, FOR_ANOTHER, OF_ITS_AGENCY, NOTHING_FOLLOWED),
    ),
    Permission(SEE, "case", (INVOLVED, SAME_PARTNERSHIP, NOT_EXCLUDED)),
    Permission(ADD, "case", (OPENS_FOR_THEMSELF,)),
    Permission(SEE, "involvement", (HUB,)),
    Permission(SEE, "involvement", (IN_CASE, OWN_INVOLVEMENT)),
    Permission(ADD, "involvement", (MADE_IT, HUB)),
    Permission(ADD, "involvement", (OPENED_THE_CASE,)),
    Permission(CHANGE, "involvement", (HUB,)),
    # A possible match that nobody has confirmed would tell the referrer that the child is on record.
    Permission(SEE, "subject", (IN_CASE, CONFIRMED)),
    Permission(SEE, "subject", (HUB,)),
    Permission(ADD, "subject", (HUB, NAMES_SOMEBODY)),
    Permission(CHANGE, "subject", (HUB,)),
    Exclusion("subject", NOT_EXCLUDED_SUBJECT),
    Exclusion("involvement", NOT_EXCLUDED_CASE),
    # What opens or closes beyond an involvement
    Permission(SEE, "clearance", (ITS_PRACTITIONER,)),
    Permission(SEE, "clearance", (KEEPS_ACCOUNTS, SAME_PARTNERSHIP)),
    Permission(ADD, "clearance", (OVERSEES, SAME_PARTNERSHIP, GIVEN_BY_ME, NOT_ABOUT_ME)),
    Permission(CHANGE, "clearance", (OVERSEES, SAME_PARTNERSHIP, NOT_ABOUT_ME)),
    Permission(SEE, "seal", (IN_CASE,)),
    Permission(ADD, "seal", (DECIDES, HUB, SEALED_BY_ME)),
    Permission(CHANGE, "seal", (DECIDES, HUB)),
    # Opening a case in an emergency is one reviewed function; nobody writes the row by hand.
    Permission(SEE, "emergency_access", (ITS_PRACTITIONER,)),
    Permission(SEE, "emergency_access", (OVERSEES, SAME_PARTNERSHIP, WITHOUT_THE_EXCLUDED)),
    Permission(CHANGE, "emergency_access", (OVERSEES, SAME_PARTNERSHIP, WITHOUT_THE_EXCLUDED, NOT_ABOUT_ME)),
    Permission(SEE, "emergency_access", (AUTOMATIC, NOT_REVIEWED_YET)),
    Permission(SEE, "assurance", (ITS_PRACTITIONER,)),
    Permission(SEE, "assurance", (role("decision_maker", "caldicott_guardian"), SAME_PARTNERSHIP)),
    Permission(ADD, "assurance", (AUDITS, SAME_PARTNERSHIP, ITS_PRACTITIONER, NOT_AGREED_YET)),
    Permission(CHANGE, "assurance", (DECIDES, SAME_PARTNERSHIP, NOT_ABOUT_ME)),
    # The hub takes a case's record out in one step; anyone else only what a second person agreed to.
    Permission(SEE, "export", (ASKED_IT,)),
    Permission(SEE, "export", (HUB,)),
    Permission(ADD, "export", (HUB, ASKED_IT)),
    Permission(ADD, "export", (IN_CASE, ASKED_IT, ONLY_ASKED)),
    Permission(CHANGE, "export", (DECIDES, HUB, ANOTHER_ASKED)),
    Permission(CHANGE, "export", (IN_CASE, ASKED_IT, ANOTHER_AGREED)),
    Exclusion("export", NOT_EXCLUDED_CASE),
    # A file that anybody may read holds no address: whoever makes it must see which those are.
    Exclusion("export", SEES_WHAT_IS_LEFT_OUT, ADD),
    # A file is made by a job in the session of whoever asked for it. They alone see it, while the case is open to them.
    Permission(SEE, "making", (MINE, IN_CASE)),
    Permission(ADD, "making", (AUTHOR, IN_CASE)),
    Permission(CHANGE, "making", (MINE, IN_CASE)),
    Exclusion("making", SEES_WHAT_IS_LEFT_OUT),
    # The ledger
    Permission(ADD, "entry", (ANYONE,)),
    Permission(SEE, "entry", (DONE_BY_ME,)),
    Permission(SEE, "entry", (ABOUT_MY_HUB,)),
    Permission(SEE, "entry", (LEADS,)),
    Permission(SEE, "entry", (OVERSEES, OVERSEEN)),
    # The partnership's settings and messages
    Permission(SEE, "settings", (SAME_PARTNERSHIP,)),
    Permission(SEE, "settings", (AUTOMATIC,)),
    Permission(ADD, "settings", (KEEPS_SETTINGS, SAME_PARTNERSHIP, APPROVES)),
    Permission(SEE, "settings_draft", (KEEPS_SETTINGS, SAME_PARTNERSHIP)),
    Permission(ADD, "settings_draft", (KEEPS_SETTINGS, SAME_PARTNERSHIP, BEGUN_BY_ME)),
    Permission(SEE, "settings_step", (OF_A_DRAFT_SEEN,)),
    Permission(
        ADD, "settings_step", (KEEPS_SETTINGS, OF_A_DRAFT_SEEN, STEPS_THEMSELF, ONLY_WHAT_IS_IN_FORCE)
    ),
    # What a draft would mean for the work under way a job counts: whoever keeps settings sees numbers and no case.
    Permission(SEE, "settings_draft", (AUTOMATIC,)),
    Permission(SEE, "settings_count", (OF_A_DRAFT_SEEN,)),
    Permission(ADD, "settings_count", (AUTOMATIC, OF_A_DRAFT_SEEN)),
    Permission(SEE, "message", (TO_ME, SAME_PARTNERSHIP, NOT_SEALED_AWAY)),
    Exclusion("message", NOT_EXCLUDED_MESSAGE),
    Permission(SEE, "message", (AUTOMATIC,)),
    Permission(ADD, "message", (SAME_PARTNERSHIP,)),
    Permission(ADD, "message", (AUTOMATIC,)),
    Permission(CHANGE, "message", (TO_ME, SAME_PARTNERSHIP, NOT_SEALED_AWAY)),
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
    *_hub_work("relationship"),
    *_hub_work("address", seen=(IN_CASE, AUDIENCE, CLEARED)),
    # Records
    *_contributed(*STATEMENTS, seen=(IN_CASE_OF_MANY, AUDIENCE, CLEARED)),
    # Says that lines or an address are held back, by whom and for which mark. The database writes it with them.
    Permission(SEE, "withheld", (IN_CASE, AUDIENCE, NOT_CLEARED, SPOKEN_OF)),
    Exclusion("withheld", NOT_EXCLUDED_CASE),
    # What somebody judged of a pattern is theirs alone: whoever else read it would learn that there is one.
    Permission(SEE, "dismissal", (MINE,)),
    Permission(ADD, "dismissal", (AUTHOR,)),
    # The front door
    *(
        line
        for kind in ("draft", "note_draft")
        for line in (
            Permission(SEE, kind, (MINE,)),
            Permission(ADD, kind, (AUTHOR,)),
            Permission(CHANGE, kind, (MINE,)),
            Permission(REMOVE, kind, (MINE,)),
        )
    ),
    *_contributed("referral", "referral_child", "referral_adult", "referral_answer"),
    *_contributed("referral_address", seen=(IN_CASE, AUDIENCE, CLEARED)),
    *_hub_work("protection", seen=(IN_CASE, AUDIENCE, CLEARED)),
    *(Permission(CHANGE, kind, (HUB,)) for kind in ("referral", "referral_child", "referral_adult")),
    Permission(CHANGE, "referral", (MINE, IN_CASE)),
    *_hub_work("screening", "enquiry", "pause", "request", "chase", "not_shared", "relied_on", "feedback"),
    *(Permission(CHANGE, kind, (HUB,)) for kind in ("enquiry", "pause")),
    *_contributed("danger", "challenge", "hand_over"),
    # There is one clock of a kind for a referral and one answer to a request: whoever could add another's would learn
    # from the refusal that there is one already, although they do not see it.
    Permission(SEE, "clock", (IN_CASE, AUDIENCE)),
    Permission(ADD, "clock", (AUTHOR, IN_CASE, BEGINS_WITH_A_REFERRAL)),
    Permission(ADD, "clock", (AUTHOR, HUB)),
    Permission(SEE, "return", (IN_CASE, AUDIENCE)),
    Permission(ADD, "return", (AUTHOR, IN_CASE, ASKED_OF_ITS_AGENCY)),
    # An agency rates for itself. What the hub rates is the hub's alone to write.
    Permission(SEE, "rating", (IN_CASE, AUDIENCE)),
    Permission(ADD, "rating", (AUTHOR, IN_CASE, AN_AGENCYS_OWN)),
    Permission(ADD, "rating", (AUTHOR, HUB)),
    Permission(SEE, "confirmation", (IN_CASE, AUDIENCE)),
    Permission(ADD, "confirmation", (AUTHOR, HUB, CONFIRMS)),
    Permission(CHANGE, "clock", (HUB,)),
    Permission(SEE, "clock", (AUTOMATIC,)),
    Permission(CHANGE, "clock", (AUTOMATIC,)),
    Permission(SEE, "enquiry", (AUTOMATIC,)),
    Permission(SEE, "request", (AUTOMATIC,)),
    Permission(CHANGE, "request", (AUTOMATIC,)),
    Permission(CHANGE, "request", (HUB,)),
    Permission(CHANGE, "request", (ADDRESSED, ANSWERS, IN_CASE)),
    # What an agency is still typing is its own, whatever a label says: the hub's only once it is sent.
    Permission(SEE, "draft_answer", (IN_CASE, OF_THEIR_AGENCY)),
    Permission(ADD, "draft_answer", (AUTHOR, IN_CASE, ANSWERS)),
    Permission(ADD, "draft_answer", (AUTHOR, HUB)),
    Permission(CHANGE, "draft_answer", (OF_THEIR_AGENCY, IN_CASE, ANSWERS)),
    Permission(CHANGE, "draft_answer", (OF_THEIR_AGENCY, HUB)),
    Permission(SEE, "decision", (IN_CASE, AUDIENCE)),
    Permission(ADD, "decision", (AUTHOR, HUB, DECIDES)),
    Permission(CHANGE, "feedback", (HUB,)),
    Permission(CHANGE, "feedback", (ADDRESSED, IN_CASE)),
    Permission(CHANGE, "challenge", (HUB,)),
    # The live form: a section is the unit of secrecy, and its log is written by those who write the section
    Permission(SEE, "live_form", (IN_CASE, TAKES_PART)),
    Permission(SEE, "live_form", (IN_CASE, ASSURES)),
    Permission(SEE, "live_form", (HUB,)),
    Permission(ADD, "live_form", (AUTHOR, HUB)),
    Permission(CHANGE, "live_form", (HUB,)),
    Permission(SEE, "participant", (HUB,)),
    Permission(SEE, "participant", (IN_CASE, OWN_INVOLVEMENT)),
    Permission(ADD, "participant", (MADE_IT, HUB)),
    Permission(CHANGE, "participant", (HUB,)),
    # PostgreSQL asks the last first: the one that lets in nearly everybody who types, at every keystroke
    Permission(SEE, "section", (IN_CASE, ITS_AGENCYS)),
    Permission(SEE, "section", (IN_CASE, AUDIENCE, ASSURES)),
    Permission(SEE, "section", (IN_CASE, AUDIENCE, TAKES_PART)),
    Permission(ADD, "section", (AUTHOR, IN_CASE, OF_A_FORM_SEEN)),
    Permission(SEE, "tab", (OF_A_FORM_SEEN,)),
    Permission(ADD, "tab", (AUTHOR, IN_CASE, OF_A_FORM_SEEN)),
    Permission(SEE, "update", (OF_A_SECTION_SEEN,)),
    Permission(ADD, "update", (AUTHOR, WRITES_THE_SECTION)),
    Permission(SEE, "snapshot", (OF_A_SECTION_SEEN,)),
    Permission(ADD, "snapshot", (AUTHOR, WRITES_THE_SECTION)),
    Permission(SEE, "sign_off", (IN_CASE, AUDIENCE, OF_A_FORM_SEEN)),
    Permission(ADD, "sign_off", (AUTHOR, IN_CASE, OF_A_FORM_SEEN)),
    Permission(SEE, "addendum", (IN_CASE, AUDIENCE, OF_A_SECTION_SEEN)),
    Permission(ADD, "addendum", (AUTHOR, IN_CASE, ADDS_TO_THE_SECTION)),
    Permission(SEE, "browser_key", (MINE,)),
    Permission(ADD, "browser_key", (MINE,)),
    Permission(REMOVE, "browser_key", (MINE,)),
    *(Exclusion(kind, NOT_EXCLUDED_CASE) for kind in ("participant", "tab", "update", "snapshot")),
    *(
        Exclusion(kind, NOT_READ_ONLY, verb)
        for kind in ("participant", "update", "snapshot")
        for verb in (ADD, CHANGE)
    ),
    # Whatever a label opens, an exclusion closes
    *(Exclusion(kind, NOT_EXCLUDED_CASE) for kind in OF_A_CASE),
    # Whose work in a case has ended keeps their own record of it, and nothing else
    *(
        Exclusion(kind, KEPT_OR_ADDRESSED if kind in TO_AN_AGENCY else KEPT, SEE)
        for kind in OF_A_CASE
        if kind != "seal"
    ),
    *(Exclusion(kind, NOT_KEPT, SEE) for kind in ("seal", "subject", "withheld")),
    # Whoever may only read a case writes nothing in it
    *(
        Exclusion(kind, NOT_READ_ONLY, verb)
        for kind in (*OF_A_CASE, "involvement", "subject")
        for verb in (ADD, CHANGE)
    ),
)

# Kind and key of what is not judged by whether it is seen: what is asked instead, and why that tells nothing. May only
# shrink.
NAMED_OTHERWISE: dict[tuple[str, str], tuple[Condition, str]] = {
    ("rating", "enquiry_id"): (
        ENQUIRY_ASKED_ABOUT,
        "an agency that was asked rates an enquiry that it does not see; the request, which it sees, names it",
    ),
    ("involvement", "principal_id"): (
        STANDS_FOR_SOMEBODY_SEEN,
        "nobody sees the table of principals; each stands for an agency, team or practitioner who must be seen",
    ),
    ("participant", "principal_id"): (
        STANDS_FOR_SOMEBODY_SEEN,
        "nobody sees the table of principals; each stands for an agency, team or practitioner who must be seen",
    ),
}
