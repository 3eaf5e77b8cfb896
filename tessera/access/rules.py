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
    Role.ADMINISTRATOR: Scope.PERSON,
    Role.AUTOMATIC: Scope.PERSON,
}


class InvolvementKind(Word):
    REFERRER = "referrer"
    HUB = "hub"
    ASKED = "asked"
    ALLOCATED = "allocated"


class Audience(Word):
    """Who may see a row of a case. The case itself must be open to them first."""

    WHOLE_CASE = "whole_case"
    NAMED = "named"
    OWN_AGENCY = "own_agency"
