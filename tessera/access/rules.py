"""The words of the register. Roles are code, so that their history is the history of this file."""

from tessera.core.words import Word


class PrincipalKind(Word):
    PRACTITIONER = "practitioner"
    TEAM = "team"
    AGENCY = "agency"
    MEMBERS = "members"


class Role(Word):
    """What a membership is for."""

    REFERRER = "referrer"  # any professional: refers, and sees what they referred
    SAFEGUARDING_LEAD = (
        "safeguarding_lead"  # a school's or agency's lead: sees what their agency is involved in
    )
    HUB_PRACTITIONER = "hub_practitioner"  # screens, opens and works enquiries
    DECISION_MAKER = "decision_maker"  # decides
    AGENCY_OFFICER = "agency_officer"  # answers the hub for an agency
    SOCIAL_WORKER = "social_worker"  # sees the cases they or their team are involved in
    QUALITY_ASSURER = "quality_assurer"  # audits, with a purpose and a time limit
    CALDICOTT_GUARDIAN = "caldicott_guardian"  # reviews emergency access, gives clearances; no case by itself
    ADMINISTRATOR = "administrator"  # settings and accounts; no case
    AUTOMATIC = "automatic"  # jobs that run by themselves


class Scope(Word):
    """How far a membership reaches of itself."""

    AGENCY = "agency"  # every case the agency is involved in
    TEAM = "team"  # every case the team is involved in
    PERSON = "person"  # only cases the practitioner is involved in by name


SCOPE_OF = {
    Role.REFERRER: Scope.PERSON,
    Role.SAFEGUARDING_LEAD: Scope.AGENCY,
    Role.HUB_PRACTITIONER: Scope.TEAM,
    Role.DECISION_MAKER: Scope.TEAM,
    Role.AGENCY_OFFICER: Scope.AGENCY,
    Role.SOCIAL_WORKER: Scope.TEAM,
    Role.QUALITY_ASSURER: Scope.PERSON,
    Role.CALDICOTT_GUARDIAN: Scope.PERSON,
    Role.ADMINISTRATOR: Scope.PERSON,
    Role.AUTOMATIC: Scope.PERSON,
}


class InvolvementKind(Word):
    REFERRER = "referrer"
    HUB = "hub"
    ASKED = "asked"
    ALLOCATED = "allocated"
    NAMED = "named"  # a practitioner by name: the only kind that opens a sealed case
    EMERGENCY = "emergency"  # emergency access: for hours, to read only
    ASSURANCE = "assurance"  # quality assurance: for a purpose and a time, to read only
    SCHOOL = "school"  # the school, nursery or college that the child goes to
    OWN_RECORD = "own_record"  # their work here has ended: they read what they wrote, and nothing else


# Involvements that open a case to be read and never to be written in.
READ_ONLY = (InvolvementKind.EMERGENCY, InvolvementKind.ASSURANCE, InvolvementKind.OWN_RECORD)


# Days. Quality assurance ends by itself, and what a second person agreed to be taken out is taken soon or not at all.
LONGEST_ASSURANCE = 90
EXPORT_WITHIN = 7


class Audience(Word):
    """Who may see a row of a case. The case itself must be open to them first."""

    WHOLE_CASE = "whole_case"
    NAMED = "named"  # the agencies and teams named, and the agency that wrote it
    NAMED_PEOPLE = "named_people"  # the practitioners named and whoever wrote it: not their colleagues
    OWN_AGENCY = "own_agency"


class Mark(Word):
    """What kind of statement a row holds, where that limits who may read it or what may be done with it."""

    THIRD_PARTY = "third_party"
    POLICE_INTELLIGENCE = "police_intelligence"
    DOMESTIC_ABUSE_ADDRESS = "domestic_abuse_address"
    ADULT_HEALTH = "adult_health"
    ADOPTION = "adoption"
    LEGAL_PRIVILEGE = "legal_privilege"
    NOT_FOR_FAMILY = "not_for_family"


# Marks that bind what may be told to a family. Every professional who may see the row may read it.
FOR_HANDLING = (Mark.THIRD_PARTY, Mark.NOT_FOR_FAMILY)
# Marks that only a practitioner cleared for them reads (and whoever wrote the row).
NEEDS_CLEARANCE = (
    Mark.POLICE_INTELLIGENCE,
    Mark.DOMESTIC_ABUSE_ADDRESS,
    Mark.ADULT_HEALTH,
    Mark.ADOPTION,
    Mark.LEGAL_PRIVILEGE,
)
# Of those, the ones that nobody without the clearance may even know of: that there is an address kept from somebody,
# or that a child was adopted, is the secret itself. Of the others a reader is told that a line is held back.
EXISTENCE_IS_SECRET = (Mark.DOMESTIC_ABUSE_ADDRESS, Mark.ADOPTION)


class FileKind(Word):
    """What somebody takes out of the system as a file, beside the record of an enquiry."""

    CHRONOLOGY = "chronology"
    RECORD = "record"


class FilePurpose(Word):
    """For whom a file is made: what may be in it is decided by this, whoever makes it."""

    MEETING = "meeting"
    COURT = "court"
    REVIEW = "review"
    FAMILY = "family"
    LEARNING = "learning"


class FileFormat(Word):
    PDF = "pdf"
    XLSX = "xlsx"


# The marks that a row may wear and still be in a file. A row for fewer than everyone in the case is in none.
LEAVES_WITH = {
    FilePurpose.MEETING: FOR_HANDLING,
    FilePurpose.COURT: (),
    FilePurpose.REVIEW: FOR_HANDLING,
    FilePurpose.FAMILY: (),
    FilePurpose.LEARNING: (),
}
# Whose readers may be of the family, or anybody. No address stands in these, so they are made by whoever is cleared to
# see every address that must be left out: without that, nobody could tell it from other words.
READ_BY_ANYBODY = (FilePurpose.COURT, FilePurpose.FAMILY, FilePurpose.LEARNING)


class Finding(Word):
    """What the review of an emergency access found."""

    JUSTIFIED = "justified"
    NOT_JUSTIFIED = "not_justified"
    MISUSE = "misuse"
