"""The conditions that the policy is written in: each in SQL, in one measured shape, and in words for people.

They speak only of the register (tables of this app), of the label that a row wears (labels.py) and of who is asking. A
fact about the asker is wrapped in (SELECT ...), so that PostgreSQL works it out once for a statement and not once for a
row; a function called for each row was 10,000 times slower.
"""

from tessera.access.condition import Condition
from tessera.access.rules import EXISTENCE_IS_SECRET, EXPORT_WITHIN, READ_BY_ANYBODY

WHO = "(SELECT access.who())"
ME = "(SELECT access.me())"
PRINCIPALS = "(SELECT access.principals())::integer[]"
AGENCIES = "(SELECT access.agencies())::uuid[]"
ROLES = "(SELECT access.roles())::text[]"
PARTNERSHIP = "(SELECT access.partnership())"
CLEARANCES = "(SELECT access.clearances())::text[]"
EXCLUDED_PEOPLE = "(SELECT access.excluded_people())::uuid[]"
EXCLUDED_CASES = "(SELECT access.excluded_cases())::uuid[]"
READ_ONLY_CASES = "(SELECT access.read_only_cases())::uuid[]"
HIDDEN_CASES = "(SELECT access.hidden_cases())::uuid[]"
OWN_RECORD_CASES = "(SELECT access.own_record_cases())::uuid[]"
ASSURED_CASES = "(SELECT access.assured_cases())::uuid[]"
OWN_AGENCY_CASES = "(SELECT access.own_agency_cases())::uuid[]"


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
    f"{{t}}.opened_by_id = {WHO} AND {{t}}.partnership_id = {PARTNERSHIP} AND {{t}}.hub = (SELECT access.hub()) "
    "AND {t}.audience = '{}' AND NOT {t}.sealed",
    "opens the case in their own name, with nobody in it yet",
    ties=("opened_by_id", "partnership_id", "hub"),
)
SAME_PARTNERSHIP = Condition(
    "same_partnership",
    f"{{t}}.partnership_id = {PARTNERSHIP}",
    "is signed in to the same partnership",
    ties=("partnership_id",),
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
    ties=("made_by_id", "case_id"),
)
CONFIRMED = Condition("confirmed", "NOT {t}.provisional", "somebody has confirmed it")
OWN_INVOLVEMENT = Condition(
    "own_involvement", f"{{t}}.principal_id = ANY ({PRINCIPALS})", "it is their own or their agency's"
)
MADE_IT = Condition("made_it", f"{{t}}.made_by_id = {WHO}", "did it themself", ties=("made_by_id",))

NAMES_SOMEBODY = Condition(
    "names_somebody",
    "access.sees_on_record({t}.person_id) OR access.recorded_by_me({t}.person_id)",
    "names somebody on record whom they see, or whom they have just put on record themself",
    ties=("person_id",),
)

# About a label
# By the case's key, row by row. Without OFFSET PostgreSQL may first read every case that the asker may open into a set,
# which it thinks is small: a worklist of 400 would then cost more with each year of closed cases.
IN_CASE = Condition(
    "in_case",
    "EXISTS (SELECT 1 FROM access_case c WHERE c.id = {t}.case_id OFFSET 0)",
    "may open the case",
    ties=("case_id",),
)
# The same for what is counted by the hundred thousand, where that set is worth reading.
IN_CASE_OF_MANY = Condition(
    "in_case_of_many",
    "EXISTS (SELECT 1 FROM access_case c WHERE c.id = {t}.case_id)",
    "may open the case",
    ties=("case_id",),
)
AUDIENCE = Condition(
    "audience",
    f"({{t}}.audience = 'whole_case' OR CASE {{t}}.audience "
    f"WHEN 'named' THEN {{t}}.named && {PRINCIPALS} OR {{t}}.agency_id = ANY ({AGENCIES}) "
    f"OR {{t}}.case_id = ANY ({ASSURED_CASES}) AND {{t}}.named && ARRAY[(SELECT access.hub())] "
    f"WHEN 'named_people' THEN {{t}}.named && ARRAY[{ME}] OR {{t}}.author_id = {WHO} "
    f"ELSE {{t}}.agency_id = ANY ({AGENCIES}) END)",
    "is in the row's audience (whoever assures quality: where the hub is)",
)
# The commonest case first, which PostgreSQL can also estimate: it plans by how many rows it expects to be left.
CLEARED = Condition(
    "cleared",
    f"{{t}}.marks = '{{}}' OR {{t}}.marks::text[] <@ {CLEARANCES} OR {{t}}.author_id = {WHO}",
    "is cleared for every mark on it, or wrote it",
)
NOT_CLEARED = Condition(
    "not_cleared",
    f"NOT ({{t}}.marks::text[] <@ {CLEARANCES}) AND {{t}}.author_id <> {WHO}",
    "is not cleared for a mark on it, and did not write it",
)
SPOKEN_OF = Condition(
    "spoken_of",
    "NOT ({t}.marks::text[] && '{" + ",".join(EXISTENCE_IS_SECRET) + "}'::text[])",
    "it wears no mark of which nobody may know",
)
AUTHOR = Condition(
    "author",
    f"{{t}}.author_id = {WHO} AND {{t}}.agency_id = ANY ({AGENCIES})",
    "writes in their own name, for an agency they belong to",
    ties=("author_id", "agency_id"),
)
HUB = Condition(
    "hub",
    f"EXISTS (SELECT 1 FROM access_case c WHERE c.id = {{t}}.case_id AND c.hub = ANY ({PRINCIPALS}))",
    "is in the hub that runs the case",
    ties=("case_id",),
)
AN_AGENCYS_OWN = Condition("an_agencys_own", "NOT {t}.by_hub", "it is their own agency's rating")
CONFIRMS = Condition(
    "confirms",
    "EXISTS (SELECT 1 FROM enquiries_rating v WHERE v.id = {t}.rating_id AND v.by_hub AND v.case_id = {t}.case_id "
    f"AND v.author_id <> {WHO} AND (v.confirm_by = 'hub' OR (v.confirm_by = 'decision_maker' "
    f"AND {ROLES} && ARRAY['decision_maker'])) OFFSET 0)",
    "may see the hub's rating that it names, somebody else rated, and they are the second person whom it waits for",
    ties=("rating_id",),
)
BEGINS_WITH_A_REFERRAL = Condition(
    "begins_with_a_referral", "{t}.kind = 'acknowledge'", "it is the clock that every referral begins with"
)
ASKED_OF_ITS_AGENCY = Condition(
    "asked_of_its_agency",
    "EXISTS (SELECT 1 FROM enquiries_request r WHERE r.id = {t}.request_id "
    "AND r.to_agency_id = {t}.agency_id OFFSET 0)",
    "may see the request, and it asks that agency",
    ties=("request_id",),
)
ADDRESSED = Condition(
    "addressed", f"{{t}}.to_agency_id = ANY ({AGENCIES})", "belongs to the agency it is addressed to"
)
OF_THEIR_AGENCY = Condition(
    "of_their_agency", f"{{t}}.agency_id = ANY ({AGENCIES})", "belongs to the agency whose it is"
)
ANSWERS = role("agency_officer", "safeguarding_lead")
MINE = Condition("mine", f"{{t}}.author_id = {WHO}", "wrote it", ties=("author_id",))
TO_ME = Condition("to_me", f"{{t}}.recipient_id = {WHO}", "it is addressed to them")
OF_A_PERSON_SEEN = Condition(
    "of_a_person_seen",
    "EXISTS (SELECT 1 FROM people_person p WHERE p.id = {t}.person_id)",
    "may see the person",
    ties=("person_id",),
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
    ties=("partnership_id", "made_by_id"),
)
DECIDES = role("decision_maker")
AUTOMATIC = role("automatic")
DONE_BY_ME = Condition("done_by_me", f"{{t}}.by = {WHO}", "did it themself")
ABOUT_MY_HUB = Condition(
    "about_my_hub",
    f'EXISTS (SELECT 1 FROM access_case c WHERE c.id = {{t}}."case" AND c.hub = ANY ({PRINCIPALS}) OFFSET 0)',
    "is in the hub that runs the case",
)
# About what opens or closes beyond an involvement
OVERSEES = role("caldicott_guardian")
KEEPS_ACCOUNTS = role("administrator", "caldicott_guardian")
ITS_PRACTITIONER = Condition(
    "its_practitioner", f"{{t}}.practitioner_id = {WHO}", "it is about themself", ties=("practitioner_id",)
)
NOT_ABOUT_ME = Condition("not_about_me", f"{{t}}.practitioner_id <> {WHO}", "it is not about themself")
GIVEN_BY_ME = Condition(
    "given_by_me", f"{{t}}.given_by_id = {WHO}", "gives it in their own name", ties=("given_by_id",)
)
SEALED_BY_ME = Condition(
    "sealed_by_me", f"{{t}}.sealed_by_id = {WHO}", "seals it in their own name", ties=("sealed_by_id",)
)
NOT_AGREED_YET = Condition(
    "not_agreed_yet", "{t}.agreed_by_id IS NULL AND {t}.cases = '{}'", "nobody has agreed to it yet"
)
NOT_REVIEWED_YET = Condition("not_reviewed_yet", "{t}.reviewed_at IS NULL", "nobody has reviewed it yet")
AUDITS = role("quality_assurer")
WITHOUT_THE_EXCLUDED = Condition(
    "without_the_excluded",
    f"NOT ({{t}}.cases && {EXCLUDED_CASES})",
    "none of its cases is about someone they must never see",
)
OVERSEEN = Condition(
    "overseen",
    f'{{t}}.partnership = {PARTNERSHIP} AND ({{t}}."case" IS NULL OR {{t}}."case" <> ALL ({HIDDEN_CASES}))',
    "it is of the same partnership, and of no case that is sealed from them or about someone they must never see",
)
LEADS = Condition(
    "leads",
    "EXISTS (SELECT 1 FROM access_involvement i WHERE i.case_id = {t}.\"case\" AND i.kind = 'allocated' "
    f"AND i.principal_id = {ME} AND i.valid_from <= now() AND (i.valid_to IS NULL OR now() < i.valid_to))",
    "is allocated to the case by name",
)
ASKED_IT = Condition(
    "asked_it", f"{{t}}.asked_by_id = {WHO}", "asks in their own name", ties=("asked_by_id",)
)
ANOTHER_ASKED = Condition("another_asked", f"{{t}}.asked_by_id <> {WHO}", "somebody else asked")
ONLY_ASKED = Condition(
    "only_asked",
    "{t}.agreed_by_id IS NULL AND {t}.agreed_at IS NULL AND {t}.taken_at IS NULL",
    "nobody has agreed to it, and nothing is taken",
)
ANOTHER_AGREED = Condition(
    "another_agreed",
    f"{{t}}.agreed_by_id <> {{t}}.asked_by_id AND {{t}}.agreed_at > now() - interval '{EXPORT_WITHIN} days'",
    f"somebody else agreed to it in the last {EXPORT_WITHIN} days",
)
SEES_WHAT_IS_LEFT_OUT = Condition(
    "sees_what_is_left_out",
    f"({{t}}.purpose = ANY ('{{{','.join(READ_BY_ANYBODY)}}}')) IS NOT TRUE "
    f"OR 'domestic_abuse_address' = ANY ({CLEARANCES}) AND {HUB.sql}",
    "it is for a court, a family or learning, and they are not in the hub and cleared for addresses kept from somebody",
)
# About the settings of a partnership: a second person approves, who wrote nothing in them
KEEPS_SETTINGS = role("administrator")
# About who works here: one administrator asks, and what follows is a function's to say (sql/joining.sql)
FOR_ANOTHER = Condition(
    "for_another", f"{{t}}.practitioner_id IS DISTINCT FROM {WHO}", "it is not for themself"
)
OF_ITS_AGENCY = Condition(
    "of_its_agency",
    "{t}.team_id IS NULL OR EXISTS (SELECT 1 FROM access_team m WHERE m.id = {t}.team_id "
    "AND m.agency_id = {t}.agency_id OFFSET 0)",
    "its team, if it has one, is of its agency",
    ties=("team_id",),
)
NOTHING_FOLLOWED = Condition(
    "nothing_followed",
    "{t}.agreed_by_id IS NULL AND {t}.agreed_at IS NULL AND {t}.withdrawn_by_id IS NULL AND {t}.withdrawn_at IS NULL "
    "AND {t}.key_hash = '' AND {t}.key_until IS NULL AND {t}.sent_at IS NULL AND {t}.accepted_at IS NULL",
    "nobody has agreed to it, and no link is sent",
)
BEGUN_BY_ME = Condition(
    "begun_by_me", f"{{t}}.begun_by_id = {WHO}", "begins it in their own name", ties=("begun_by_id",)
)
OF_A_DRAFT_SEEN = Condition(
    "of_a_draft_seen",
    "EXISTS (SELECT 1 FROM partnership_draft d WHERE d.id = {t}.draft_id)",
    "may see the draft",
    ties=("draft_id",),
)
STEPS_THEMSELF = Condition(
    "steps_themself", f"{{t}}.by_id = {WHO}", "does it in their own name", ties=("by_id",)
)
ONLY_WHAT_IS_IN_FORCE = Condition(
    "only_what_is_in_force",
    "{t}.word <> 'approved' OR EXISTS (SELECT 1 FROM partnership_settings v WHERE v.draft_id = {t}.draft_id "
    f"AND v.approved_by_id = {WHO})",
    "it is no approval, or that of a version they approved",
)
APPROVES = Condition(
    "approves",
    f"{{t}}.approved_by_id = {WHO} AND {{t}}.approved_at BETWEEN now() - interval '5 minutes' "
    "AND now() + interval '5 minutes' AND EXISTS (SELECT 1 FROM partnership_draft d "
    "JOIN partnership_draft_step s ON s.draft_id = d.id WHERE d.id = {t}.draft_id "
    "AND d.partnership_id = {t}.partnership_id AND {t}.number = d.follows + 1 AND s.word = 'sent' "
    "AND s.text = {t}.text AND {t}.in_force_from = greatest(s.in_force_from, {t}.approved_at) "
    "AND NOT EXISTS (SELECT 1 FROM partnership_draft_step o WHERE o.draft_id = d.id AND (o.number > s.number "
    f"OR (o.by_id = {WHO} AND o.word IN ('begun', 'written', 'sent')))))",
    "approves, now and in their own name, what others wrote and sent, word for word, from the day it was sent for",
    ties=("approved_by_id", "draft_id"),
)
# About what a row names, where that need not be seen itself
ENQUIRY_ASKED_ABOUT = Condition(
    "enquiry_asked_about",
    "EXISTS (SELECT 1 FROM enquiries_enquiry n WHERE n.id = {t}.enquiry_id OFFSET 0) "
    "OR EXISTS (SELECT 1 FROM enquiries_request r WHERE r.enquiry_id = {t}.enquiry_id OFFSET 0)",
    "its enquiry_id names no enquiry that they may see, or see a request for",
)
STANDS_FOR_SOMEBODY_SEEN = Condition(
    "stands_for_somebody_seen",
    "EXISTS (SELECT 1 FROM access_agency a WHERE {t}.principal_id IN (a.principal_id, a.members_id) OFFSET 0) "
    "OR EXISTS (SELECT 1 FROM access_team m WHERE m.principal_id = {t}.principal_id OFFSET 0) "
    "OR EXISTS (SELECT 1 FROM access_practitioner p WHERE p.principal_id = {t}.principal_id OFFSET 0)",
    "its principal_id stands for no agency, team or practitioner that they may see",
)
# About a form that several write at once
TAKES_PART = Condition("takes_part", f"{{t}}.open_to && {PRINCIPALS}", "takes part in the form")
ASSURES = Condition(
    "assures", f"{{t}}.case_id = ANY ({ASSURED_CASES})", "assures the quality of the work in the case"
)
OF_A_FORM_SEEN = Condition(
    "of_a_form_seen",
    "EXISTS (SELECT 1 FROM live_forms_form f WHERE f.id = {t}.form_id AND f.case_id = {t}.case_id)",
    "may open the form, which is of the same case",
    ties=("form_id",),
)
OF_A_SECTION_SEEN = Condition(
    "of_a_section_seen",
    "EXISTS (SELECT 1 FROM live_forms_section s WHERE s.id = {t}.section_id)",
    "may read the section",
    ties=("section_id",),
)
WRITES_THE_SECTION = Condition(
    "writes_the_section",
    "EXISTS (SELECT 1 FROM live_forms_section s WHERE s.id = {t}.section_id AND s.case_id = {t}.case_id "
    f"AND NOT s.closed AND s.open_to && {PRINCIPALS} "
    "AND (s.written_by = 'participants' OR s.agency_id = {t}.agency_id))",
    "takes part in the form, which is open, and the section is written by all or by their own agency",
    ties=("section_id", "case_id"),
)
ADDS_TO_THE_SECTION = Condition(
    "adds_to_the_section",
    "EXISTS (SELECT 1 FROM live_forms_section s WHERE s.id = {t}.section_id AND s.case_id = {t}.case_id AND s.closed "
    f"AND s.audience = {{t}}.audience AND s.open_to && {PRINCIPALS} "
    "AND (s.written_by = 'participants' OR s.agency_id = {t}.agency_id))",
    "takes part in the form, which is closed, and the section is written by all or by their own agency, and is for the "
    "same audience",
    ties=("section_id", "case_id"),
)
ITS_AGENCYS = Condition("its_agencys", f"{{t}}.agency_id = ANY ({AGENCIES})", "it is their own agency's")
ANYONE = Condition("anyone", "true", "anyone")

# What excludes
NOT_EXCLUDED_CASE = Condition(
    "not_excluded_case",
    f"{{t}}.case_id <> ALL ({EXCLUDED_CASES})",
    "the case is about someone they must never see",
)
NOT_EXCLUDED_MESSAGE = Condition(
    "not_excluded_message",
    f"{{t}}.case_id IS NULL OR {{t}}.case_id <> ALL ({EXCLUDED_CASES})",
    "it is about a case of someone they must never see",
)
NOT_SEALED_AWAY = Condition(
    "not_sealed_away",
    "NOT {t}.sealed OR EXISTS (SELECT 1 FROM access_case c WHERE c.id = {t}.case_id)",
    "may open the case it is about, if that is sealed",
)
NOT_READ_ONLY = Condition(
    "not_read_only",
    f"{{t}}.case_id <> ALL ({READ_ONLY_CASES})",
    "their access to the case is to read only (emergency access, quality assurance)",
)
# Whose work in the case has ended keeps what they wrote; an agency what any of its people wrote.
_KEPT = (
    f"{{t}}.case_id <> ALL ({OWN_RECORD_CASES}) OR {{t}}.author_id = {WHO} "
    f"OR {{t}}.case_id = ANY ({OWN_AGENCY_CASES}) AND ({{t}}.agency_id = ANY ({AGENCIES})"
)
KEPT = Condition(
    "kept", f"{_KEPT})", "their work in the case has ended, and neither they nor their agency wrote it"
)
KEPT_OR_ADDRESSED = Condition(
    "kept_or_addressed",
    f"{_KEPT} OR {{t}}.to_agency_id = ANY ({AGENCIES}))",
    "their work in the case has ended, and it is neither theirs, nor their agency's, nor addressed to it",
)
NOT_KEPT = Condition(
    "not_kept",
    f"{{t}}.case_id <> ALL ({OWN_RECORD_CASES})",
    "their work in the case has ended",
)
NOT_EXCLUDED_SUBJECT = Condition(
    "not_excluded_subject",
    f"{{t}}.person_id <> ALL ({EXCLUDED_PEOPLE})",
    "it is about someone they must never see",
)
NOT_EXCLUDED_PERSON = Condition(
    "not_excluded_person",
    f"{{t}}.id <> ALL ({EXCLUDED_PEOPLE})",
    "it is someone they must never see",
)
# On the case itself the exclusion stands inside the permission: as a separate policy it costs the index (rls research).
NOT_EXCLUDED = Condition(
    "not_excluded",
    f"{{t}}.id <> ALL ({EXCLUDED_CASES})",
    "the case is not about someone they must never see",
)
