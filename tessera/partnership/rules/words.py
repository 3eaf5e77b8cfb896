"""The words a settings document is written with: what is fixed by the process, so that code may rely on it.

What a partnership may choose freely (its agencies, its outcomes, its wording) is a plain code instead, and
lives only in the document.
"""

from tessera.core.words import Word


class AgencyKind(Word):
    """What an agency does, which decides what it is asked and on which basis it shares."""

    CHILDRENS_SOCIAL_CARE = "childrens_social_care"
    POLICE = "police"
    HEALTH_COMMUNITY = "health_community"
    HEALTH_ACUTE = "health_acute"
    GP = "gp"
    MENTAL_HEALTH = "mental_health"
    EDUCATION_SCHOOL = "education_school"
    EDUCATION_EARLY_YEARS = "education_early_years"
    HOUSING = "housing"
    PROBATION = "probation"
    YOUTH_JUSTICE = "youth_justice"
    ADULT_SOCIAL_CARE = "adult_social_care"
    DOMESTIC_ABUSE_SERVICE = "domestic_abuse_service"
    VOLUNTARY = "voluntary"
    OTHER = "other"


class RoleWord(Word):
    """The roles that access rules know. Settings name them and may switch some off, never add to them."""

    REFERRER = "referrer"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    HUB_PRACTITIONER = "hub_practitioner"
    DECISION_MAKER = "decision_maker"
    AGENCY_OFFICER = "agency_officer"
    SOCIAL_WORKER = "social_worker"
    QUALITY_ASSURER = "quality_assurer"
    ADMINISTRATOR = "administrator"


# Without these nobody could refer, ask, answer, decide or keep the settings.
ROLES_ALWAYS_ON = frozenset(
    {
        RoleWord.REFERRER,
        RoleWord.HUB_PRACTITIONER,
        RoleWord.DECISION_MAKER,
        RoleWord.AGENCY_OFFICER,
        RoleWord.ADMINISTRATOR,
    }
)


class Rating(Word):
    """How soon an enquiry must be answered, most urgent first."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    BLUE = "blue"


class RatingUse(Word):
    """What a rating means for the work. Blue is local: no hub work here, information requests there."""

    ENQUIRY = "enquiry"
    NOT_FOR_THE_HUB = "not_for_the_hub"
    INFORMATION_REQUEST = "information_request"


class ClockWord(Word):
    """The four clocks of an enquiry."""

    ACKNOWLEDGE = "acknowledge"
    AGENCY_RETURN = "agency_return"
    DECISION = "decision"
    FEEDBACK = "feedback"


class HubWork(Word):
    """Whose work a step of the hub is: anybody's in the hub, or a decision-maker's alone."""

    HUB = "hub"
    DECISION_MAKER = "decision_maker"


class Confirmer(Word):
    """Which second person confirms a rating of the hub: nobody, anybody else of the hub, or another decision-maker."""

    NOBODY = "nobody"
    HUB = "hub"
    DECISION_MAKER = "decision_maker"


class AnswersGoTo(Word):
    """Whom an agency's answer is for unless it chooses otherwise: nobody is chosen, itself, the hub, all involved."""

    CHOSEN = "chosen"
    OWN_AGENCY = "own_agency"
    HUB = "hub"
    EVERYONE_INVOLVED = "everyone_involved"


class StartEvent(Word):
    """The moment a clock starts from."""

    REFERRAL_RECEIVED = "referral_received"
    ENQUIRY_OPENED = "enquiry_opened"
    RATING_SET = "rating_set"
    REQUEST_SENT = "request_sent"
    DECISION_MADE = "decision_made"


# A clock may only start from something that has happened by the time it runs.
STARTS_ALLOWED: dict[ClockWord, frozenset[StartEvent]] = {
    ClockWord.ACKNOWLEDGE: frozenset({StartEvent.REFERRAL_RECEIVED}),
    ClockWord.AGENCY_RETURN: frozenset({StartEvent.REQUEST_SENT}),
    ClockWord.DECISION: frozenset(
        {StartEvent.REFERRAL_RECEIVED, StartEvent.ENQUIRY_OPENED, StartEvent.RATING_SET}
    ),
    ClockWord.FEEDBACK: frozenset({StartEvent.DECISION_MADE}),
}


class OnRerating(Word):
    """Where a new rating's limit is counted from. Either way the sooner limit wins."""

    FROM_START = "from_start"
    FROM_RERATING = "from_rerating"


class Job(Word):
    """Who is told when a clock runs down: a job on this enquiry, never a person's name."""

    HUB_PRACTITIONER = "hub_practitioner"
    AGENCY_OFFICER = "agency_officer"
    DECISION_MAKER = "decision_maker"
    TEAM_LEAD = "team_lead"


class Weekday(Word):
    """Days of the week, Monday first."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class Concern(Word):
    """Kinds of concern, as the published referral schema codes them."""

    NEGLECT = "neglect"
    PHYSICAL_ABUSE = "physical_abuse"
    SEXUAL_ABUSE = "sexual_abuse"
    EMOTIONAL_ABUSE = "emotional_abuse"
    DOMESTIC_ABUSE = "domestic_abuse"
    CRIMINAL_EXPLOITATION = "criminal_exploitation"
    SEXUAL_EXPLOITATION = "sexual_exploitation"
    ONLINE_HARM = "online_harm"
    MISSING = "missing"
    PARENTAL_MENTAL_HEALTH = "parental_mental_health"
    PARENTAL_SUBSTANCE_USE = "parental_substance_use"
    CHILD_MENTAL_HEALTH = "child_mental_health"
    SELF_HARM = "self_harm"
    YOUNG_CARER = "young_carer"
    FABRICATED_OR_INDUCED_ILLNESS = "fabricated_or_induced_illness"
    FAITH_OR_BELIEF = "faith_or_belief"
    FEMALE_GENITAL_MUTILATION = "female_genital_mutilation"
    FORCED_MARRIAGE = "forced_marriage"
    TRAFFICKING = "trafficking"
    RADICALISATION = "radicalisation"
    NOT_IN_EDUCATION = "not_in_education"
    PRIVATE_FOSTERING = "private_fostering"
    UNBORN = "unborn"
    BRUISING_NOT_MOBILE = "bruising_not_mobile"
    OTHER = "other"


class ConsentPosition(Word):
    """Where the family stands on the referral, as the published referral schema codes it."""

    AGREED = "agreed"
    REFUSED = "refused"
    NOT_TOLD_WOULD_RAISE_RISK = "not_told_would_raise_risk"
    NOT_TOLD_WOULD_PREJUDICE_INVESTIGATION = "not_told_would_prejudice_investigation"
    NOT_REACHED = "not_reached"
    NOT_APPLICABLE = "not_applicable"


class ScreeningOutcome(Word):
    """What the hub does with a referral once it has been read."""

    ADVICE_ONLY = "advice_only"
    OPEN_CASE = "open_case"
    FAMILY_HELP = "family_help"
    ENQUIRY = "enquiry"
    DUPLICATE = "duplicate"


# A document from before a referral could be closed as sent twice is whole without the words for it.
SCREENING_LATER = (ScreeningOutcome.DUPLICATE,)


class OutcomeKind(Word):
    """What an enquiry's outcome is in law and practice, whatever a partnership calls it."""

    NO_FURTHER_ACTION = "no_further_action"
    FAMILY_HELP = "family_help"
    SECTION_17 = "section_17"
    STRATEGY_DISCUSSION = "strategy_discussion"
    OTHER_LOCAL_AUTHORITY = "other_local_authority"
    POLICE_ONLY = "police_only"
    LADO = "lado"
    ADULT_SAFEGUARDING = "adult_safeguarding"


# With these nobody of the hub or social care goes on working with the family.
ENDS_WORK = frozenset({OutcomeKind.NO_FURTHER_ACTION, OutcomeKind.OTHER_LOCAL_AUTHORITY})
# A partnership cannot do without a way to end with advice, to help, to assess and to protect.
OUTCOMES_ALWAYS = frozenset(
    {
        OutcomeKind.NO_FURTHER_ACTION,
        OutcomeKind.FAMILY_HELP,
        OutcomeKind.SECTION_17,
        OutcomeKind.STRATEGY_DISCUSSION,
    }
)


class MayKnow(Word):
    """A part of the decision that someone may be told."""

    OUTCOME = "outcome"
    LEVEL = "level"
    REASONS = "reasons"
    SAFETY = "safety"
    WHO_TO_RING = "who_to_ring"


class BasisKind(Word):
    """The place of a lawful basis in data protection law."""

    ARTICLE_6 = "article_6"
    ARTICLE_9 = "article_9"
    ARTICLE_10 = "article_10"
    LAW_ENFORCEMENT = "law_enforcement"
    CONFIDENCE = "confidence"


class HintClass(Word):
    """Why a phrase is questioned while someone writes."""

    BLAMING = "blaming"
    VAGUE = "vague"
    SYSTEM = "system"
    ACRONYM = "acronym"


# The core of a referral: no settings can leave these out or make them optional, because without them a
# child cannot be found, a referrer cannot be told, or the position on consent is unknown. The published
# referral schema requires the same.
REFERRAL_CORE: dict[str, frozenset[str]] = {
    "danger": frozenset({"immediate_danger"}),
    "children": frozenset({"family_name", "age"}),
    "referrer": frozenset({"name", "role", "agency"}),
    "concerns": frozenset({"concerns"}),
    "what_happened": frozenset({"lines"}),
    "consent": frozenset({"position", "reason"}),
}
# These may be worded, and need not be answered, but are always asked: what stands beside them means nothing without.
REFERRAL_ALWAYS: dict[str, frozenset[str]] = {
    "children": frozenset({"date_of_birth", "age_years", "expected_date_of_birth"}),
    "agencies": frozenset({"agency"}),
    "child_voice": frozenset({"child"}),
    "keep_from_family": frozenset({"what"}),
}
# Questions that settings could not word at first. A document from then is whole without them; the form has words for
# each. Documents are kept for ever, so that what was agreed then can be read.
REFERRAL_LATER: dict[str, frozenset[str]] = {
    "children": frozenset({"date_of_birth", "age_years", "expected_date_of_birth", "postcode"}),
    "household": frozenset({"postcode", "protected"}),
    "referrer": frozenset({"cover"}),
    "agencies": frozenset({"agency", "contact"}),
    "what_happened": frozenset({"about"}),
    "child_voice": frozenset({"child", "setting", "not_asked"}),
    "keep_from_family": frozenset({"what"}),
    "practical": frozenset({"risk_to_practitioners", "interpreter"}),
}
REFERRAL_QUESTIONS: dict[str, tuple[str, ...]] = {
    "danger": ("immediate_danger",),
    "children": (
        "given_name",
        "family_name",
        "also_known_as",
        "age",
        "date_of_birth",
        "age_years",
        "expected_date_of_birth",
        "sex",
        "nhs_number",
        "upn",
        "ethnicity",
        "first_language",
        "communication",
        "religion",
        "disabilities",
        "school",
        "gp",
        "address",
        "postcode",
        "protected",
    ),
    "household": (
        "given_name",
        "family_name",
        "date_of_birth",
        "relationship_to_children",
        "parental_responsibility",
        "lives_with_children",
        "address",
        "postcode",
        "protected",
    ),
    "referrer": ("name", "role", "agency", "phone", "cover", "email", "relationship_to_family"),
    "agencies": ("other_agencies", "agency", "contact"),
    "concerns": ("concerns",),
    "what_happened": (
        "lines",
        "seen",
        "heard",
        "told",
        "record",
        "opinion",
        "analysis",
        "when",
        "source",
        "about",
    ),
    "daily_life": ("daily_life",),
    "child_voice": (
        "child",
        "words",
        "how",
        "asked_by",
        "setting",
        "when",
        "alone",
        "response",
        "not_asked",
    ),
    "strengths": ("working_well", "already_tried"),
    "family_views": ("views_of_parents",),
    "consent": ("position", "reason"),
    "level": ("level", "level_reason"),
    "keep_from_family": ("text", "what", "reason"),
    "practical": ("risk_to_practitioners", "interpreter"),
    "hopes": ("hoped_for",),
}
