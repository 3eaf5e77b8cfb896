"""Single faults of the policy, of its functions and of what was forgotten when it was applied: each must be noticed.

And the faults that change nothing, with the reason.
"""

from __future__ import annotations

from tests.policy.breaking import Forgotten, Function, Mutant, Policy, Statement
from tests.policy.mutants_of_functions import OF_FUNCTIONS

CATALOGUE = "the catalogue"

OF_POLICIES = (
    Mutant("a note for those named is open to the whole case", Policy(
        "records_note", "see_1", "(named && (", "(true OR named && (")),
    Mutant("a line for its own agency is open to the whole case", Policy(
        "records_line", "see_1", "ELSE (agency_id = ANY", "ELSE (true OR agency_id = ANY")),
    Mutant("an agency's own note is hidden from it", Policy(
        "records_note", "see_1", "ELSE (agency_id = ANY", "ELSE (false AND agency_id = ANY")),
    Mutant("a note for named people is open to their colleagues", Policy(
        "records_note", "see_1", "(named && ARRAY[( SELECT access.me() AS me)])",
        "(named && ( SELECT access.principals())::integer[])")),
    Mutant("whoever assures quality reads what is for named people", Policy(
        "records_note", "see_1", "(named && ARRAY[( SELECT access.me() AS me)])",
        "(named && ARRAY[( SELECT access.me() AS me)] OR case_id = ANY ((SELECT access.assured_cases())::uuid[]))")),
    Mutant("a note does not ask about its case", Policy(
        "records_note", "see_1", "(EXISTS ( SELECT 1", "(true OR EXISTS ( SELECT 1")),
    Mutant("a decision does not ask about its case", Policy(
        "enquiries_decision", "see_1", "(EXISTS ( SELECT 1", "(true OR EXISTS ( SELECT 1")),
    Mutant("the marks of a line are not asked about", Policy(
        "records_line", "see_1", "((marks)::text[] <@", "(true OR (marks)::text[] <@")),
    Mutant("the marks of an attachment are not asked about", Policy(
        "records_attachment", "see_1", "((marks)::text[] <@", "(true OR (marks)::text[] <@")),
    Mutant("the marks of an address on record are not asked about", Policy(
        "people_address", "see_1", "((marks)::text[] <@", "(true OR (marks)::text[] <@")),
    Mutant("the marks of an address in a referral are not asked about", Policy(
        "enquiries_referral_address", "see_1", "((marks)::text[] <@", "(true OR (marks)::text[] <@")),
    Mutant("a marked address is hidden from whoever told it", Policy(
        "enquiries_referral_address", "see_1", "OR (author_id = ( SELECT access.who() AS who)))", ")")),
    Mutant("an address that is named to the hub is open to the whole case", Policy(
        "people_address", "see_1", "(named && (", "(true OR named && (")),
    Mutant("one clearance is enough for a line with several marks", Policy(
        "records_line", "see_1", "((marks)::text[] <@", "((marks)::text[] = '{}' OR (marks)::text[] &&")),
    Mutant("whoever wrote a marked line does not read it again", Policy(
        "records_line", "see_1", "OR (author_id = ( SELECT access.who() AS who)))", ")")),
    Mutant("who is asked to work here is told to everybody", Policy(
        "access_invitation", "see_1", "'administrator'", "'referrer'")),
    Mutant("who is asked to work in another partnership is told", Policy(
        "access_invitation", "see_1", "(partnership_id = ", "(true OR partnership_id = ")),
    Mutant("anybody asks that somebody works here", Policy(
        "access_invitation", "add_1", "'administrator'", "'hub_practitioner'")),
    Mutant("somebody asks in another's name that somebody works here", Policy(
        "access_invitation", "add_1", "(asked_by_id = ", "(true OR asked_by_id = ")),
    Mutant("somebody asks for a place of their own", Policy(
        "access_invitation", "add_1", "(practitioner_id IS DISTINCT", "(true OR practitioner_id IS DISTINCT")),
    Mutant("a place is asked for that is agreed already", Policy(
        "access_invitation", "add_1", "(agreed_by_id IS NULL)", "true")),
    Mutant("a place is asked for in a team of another agency", Policy(
        "access_invitation", "add_1", "(m.agency_id = access_invitation.agency_id)", "true")),
    Mutant("a place is asked for in an agency elsewhere", Forgotten("access_invitation", "never_add_agency_id")),
    Mutant("a place is asked for somebody who was never here", Forgotten(
        "access_invitation", "never_add_practitioner_id")),
    Mutant("what an agency holds back is told to others", Policy(
        "enquiries_handed_line", "see_1", "ELSE (agency_id = ANY", "ELSE (true OR agency_id = ANY")),
    Mutant("the marks of a line held back are not asked about", Policy(
        "enquiries_handed_line", "see_1", "((marks)::text[] <@", "(true OR (marks)::text[] <@")),
    Mutant("lines are said to be withheld from whoever reads them", Policy(
        "records_withheld", "see_1", "(NOT ((marks)::text[] <@", "(true OR NOT ((marks)::text[] <@")),
    Mutant("an address kept from somebody is said to be withheld", Policy(
        "records_withheld", "see_1", "(NOT ((marks)::text[] && ", "(true OR NOT ((marks)::text[] && ")),
    Mutant("why an address was marked is told to the whole case", Policy(
        "enquiries_protection", "see_1", "((marks)::text[] <@", "(true OR (marks)::text[] <@")),
    Mutant("whoever may open a case marks an address", Policy(
        "enquiries_protection", "add_1", "(c.hub = ANY", "(true OR c.hub = ANY")),
    Mutant("an address is marked that whoever marks it does not see", Policy(
        "enquiries_protection", "never_add_told_id", "(n.id = enquiries_protection.told_id)", "true")),
    Mutant("a case ignores who must never see it", Policy(
        "access_case", "see_1", "id <> ALL", "true OR id <> ALL")),
    Mutant("a case is open to everyone of the partnership", Policy(
        "access_case", "see_1", "audience && (",
        "partnership_id = (SELECT access.partnership()) OR audience && (")),
    Mutant("whoever is in a case by name sees it while signed in to another partnership", Policy(
        "access_case", "see_1", "(partnership_id = ", "(true OR partnership_id = ")),
    Mutant("a person is opened by a possible match", Policy(
        "people_person", "see_1", "NOT s.provisional", "true OR NOT s.provisional")),
    Mutant("whom somebody must never see they see as a person", Forgotten("people_person", "never")),
    Mutant("a possible match is shown to whoever referred", Policy(
        "access_subject", "see_1", "NOT provisional", "true OR NOT provisional")),
    Mutant("somebody whom they do not see is made a subject of a case", Policy(
        "access_subject", "add_1", "access.sees_on_record(person_id)", "true")),
    Mutant("agencies of every partnership are shown", Policy(
        "access_agency", "see_1", "partnership_id = ", "true OR partnership_id = ")),
    Mutant("every involvement of a case is shown to whoever is in it", Policy(
        "access_involvement", "see_2", "(principal_id = ANY", "(true OR principal_id = ANY")),
    Mutant("whoever opened a case involves others although it is about somebody they must never see", Forgotten(
        "access_involvement", "never")),
    Mutant("what an agency holds back of a form is open to whoever takes part", Policy(
        "live_forms_section", "see_3", "ELSE (agency_id = ANY", "ELSE (true OR agency_id = ANY")),
    Mutant("a section is open to whoever is in the case", Policy(
        "live_forms_section", "see_3", "(open_to && (", "(true OR open_to && (")),
    Mutant("a form is open to whoever is in the case", Policy(
        "live_forms_form", "see_1", "(open_to && (", "(true OR open_to && (")),
    Mutant("a section of one case is added to the form of another", Policy(
        "live_forms_section", "add_1", "(f.case_id = live_forms_section.case_id)", "true")),
    Mutant("the log of a section does not ask about the section", Policy(
        "live_forms_update", "see_1", "(EXISTS ( SELECT 1", "(true OR EXISTS ( SELECT 1")),
    Mutant("whoever takes part in a form writes for every agency", Policy(
        "live_forms_update", "add_1", "((s.written_by)::text = 'participants'::text)", "true")),
    Mutant("whoever was let out of a form writes in it", Policy(
        "live_forms_update", "add_1", "(s.open_to && (", "(true OR s.open_to && (")),
    Mutant("what a closed section said is kept anew", Policy(
        "live_forms_snapshot", "add_1", "(NOT s.closed)", "true")),
    Mutant("words are added to a form while it is open", Policy(
        "live_forms_addendum", "add_1", "s.closed AND", "true AND")),
    Mutant("words are added for more people than a section is for", Policy(
        "live_forms_addendum", "add_1", "((s.audience)::text = (live_forms_addendum.audience)::text)", "true")),
    Mutant("what opens the edits of a browser is shown to others", Policy(
        "live_forms_browser_key", "see_1", "(author_id = ", "(true OR author_id = ")),
    Mutant("a draft is shown to others", Policy(
        "enquiries_draft", "see_1", "(author_id = ", "(true OR author_id = ")),
    Mutant("what somebody holds for no pattern is shown to others", Policy(
        "patterns_dismissal", "see_1", "(author_id = ", "(true OR author_id = ")),
    Mutant("a pattern is dismissed in another's name", Policy(
        "patterns_dismissal", "add_1", "(author_id = ", "(true OR author_id = ")),
    Mutant("the hub reads an answer that an agency is still typing", Policy(
        "enquiries_draft_answer", "see_1", "(agency_id = ANY", "(true OR agency_id = ANY")),
    Mutant("an answer that is still being typed is in the audience of its label", Policy(
        "enquiries_draft_answer", "see_1", "(agency_id = ANY", "(audience = 'whole_case' OR agency_id = ANY")),
    Mutant("an answer that is still being typed does not ask about its case", Policy(
        "enquiries_draft_answer", "see_1", "(EXISTS ( SELECT 1", "(true OR EXISTS ( SELECT 1")),
    Mutant("whoever does not answer for an agency changes what it types", Policy(
        "enquiries_draft_answer", "change_1", "&& ARRAY[", "@> '{}' OR '{x}' && ARRAY[")),
    Mutant("a draft is changed by others", Policy(
        "enquiries_draft", "change_1", "(author_id = ", "(author_id IS NULL OR author_id <> ", in_check=False)),
    Mutant("an administrator sees the clearances of every partnership", Policy(
        "access_clearance", "see_2", "(partnership_id = ", "(true OR partnership_id = ")),
    Mutant("a quality assurer clears as a Caldicott guardian does", Policy(
        "access_clearance", "add_1", "'caldicott_guardian'", "'quality_assurer'")),
    Mutant("a Caldicott guardian clears themself", Policy(
        "access_clearance", "add_1", "(practitioner_id <> ", "(true OR practitioner_id <> ")),
    Mutant("whoever opened a record in an emergency reviews it", Policy(
        "access_emergency", "change_1", "(practitioner_id <> ", "(true OR practitioner_id <> ")),
    Mutant("an emergency about somebody they must never see is shown to a guardian", Policy(
        "access_emergency", "see_2", "(NOT (cases && ", "(true OR NOT (cases && ")),
    Mutant("a quality assurer agrees to their own audit", Policy(
        "access_assurance", "add_1", "(agreed_by_id IS NULL)", "true")),
    Mutant("what is sealed is told to a guardian by the ledger", Policy(
        "audit_entry", "see", '("case" <> ALL', '(true OR "case" <> ALL')),
    Mutant("what is taken out of a case is shown to whoever is in it", Policy(
        "access_export", "see_2", "(c.hub = ANY", "(true OR c.hub = ANY")),
    Mutant("whoever asks takes a record out at once", Policy(
        "access_export", "add_2", "(agreed_by_id IS NULL)", "true")),
    Mutant("a decision-maker agrees to what they asked for themself", Policy(
        "access_export", "change_1", "(asked_by_id <> ", "(true OR asked_by_id <> ")),
    Mutant("an agreement to take a record out is good for ever", Policy(
        "access_export", "change_2", "(agreed_at > ", "(true OR agreed_at > ")),
    Mutant("a file for a family is made by somebody who is not cleared for its addresses", Policy(
        "access_export", "never_add", "('domestic_abuse_address'::text = ANY", "(true OR 'x'::text = ANY")),
    Mutant("a file for a family is made outside the hub", Policy(
        "access_export", "never_add", "(c.hub = ANY", "(true OR c.hub = ANY")),
    Mutant("a file that is being made is shown to others", Policy(
        "exports_making", "see_1", "(author_id = ", "(true OR author_id = ")),
    Mutant("a file that is being made does not ask about its case", Policy(
        "exports_making", "see_1", "(EXISTS ( SELECT 1", "(true OR EXISTS ( SELECT 1")),
    Mutant("a file is made in another's name", Policy(
        "exports_making", "add_1", "(author_id = ", "(true OR author_id = ")),
    Mutant("a file is made of a case that they may not open", Policy(
        "exports_making", "add_1", "(EXISTS ( SELECT 1", "(true OR EXISTS ( SELECT 1")),
    Mutant("a file that is being made is changed by others", Policy(
        "exports_making", "change_1", "(author_id = ", "(author_id IS NULL OR author_id <> ", in_check=False)),
    Mutant("a file for a family is made, and fetched, by somebody not cleared for its addresses", Forgotten(
        "exports_making", "never")),
    Mutant("what is taken out of a case about somebody they must never see is shown", Forgotten(
        "access_export", "never")),
    Mutant("the ledger of every hub is shown to every hub", Policy(
        "audit_entry", "see_2", "(c.hub = ANY", "(true OR c.hub = ANY")),
    Mutant("messages about a sealed case stay", Policy(
        "notifications_message", "see_1", "(NOT sealed)", "true")),
    Mutant("messages about somebody they must never see stay", Forgotten("notifications_message", "never")),
    Mutant("a note is written in another's name", Policy(
        "records_note", "add_1", "(author_id = ", "(true OR author_id = ")),
    Mutant("a note is written for another agency", Policy(
        "records_note", "add_1", "(agency_id = ANY", "(true OR agency_id = ANY")),
    Mutant("what is written asks nothing about its case", Policy(
        "enquiries_challenge", "add_1", "(EXISTS ( SELECT 1", "(true OR EXISTS ( SELECT 1")),
    Mutant("whoever is there to read writes", Forgotten("records_line", "never_add")),
    Mutant("whoever is there to read changes", Forgotten("enquiries_enquiry", "never_change")),
    Mutant("what is handed over names a note that they may not see", Forgotten(
        "enquiries_hand_over", "never_add_note_id")),
    Mutant("a child is said to be somebody whom they do not see", Policy(
        "enquiries_referral_child", "never_change_person_id", "(n.id = enquiries_referral_child.person_id)", "true")),
    Mutant("an adult is said to be anybody", Forgotten("enquiries_referral_adult", "never_change_person_id")),
    Mutant("an enquiry is given to somebody of another partnership", Policy(
        "enquiries_enquiry", "never_change_allocated_to_id", "(n.id = enquiries_enquiry.allocated_to_id)", "true")),
    Mutant("work is ended in the name of somebody whom they do not see", Forgotten(
        "access_involvement", "never_change_ended_by_id")),
    Mutant("whoever sees one note attaches to any", Policy(
        "records_attachment", "never_add_note_id", "(n.id = records_attachment.note_id)", "true")),
    Mutant("a note replaces one that they may not see", Policy(
        "records_note", "never_add_replaces_id", "access.sees_note(replaces_id)", "true")),
    Mutant("a child's words replace those that they may not see", Policy(
        "records_childs_voice", "never_add_replaces_id", "access.sees_childs_voice(replaces_id)", "true")),
    Mutant("a tie replaces one that they may not see", Policy(
        "people_relationship", "never_add_replaces_id", "access.sees_relationship(replaces_id)", "true")),
    Mutant("whoever was asked once rates any enquiry", Policy(
        "enquiries_rating", "never_add_enquiry_id", "(r.enquiry_id = enquiries_rating.enquiry_id)", "true")),
    Mutant("practitioners of another partnership are involved in a case", Policy(
        "access_involvement", "never_add_principal_id", "(p.principal_id = access_involvement.principal_id)",
        "true")),
    Mutant("a request is answered for an agency that it does not ask", Policy(
        "enquiries_return", "add_1", "(r.to_agency_id = enquiries_return.agency_id)", "true")),
    Mutant("whoever may open a case starts a clock of the hub's", Policy(
        "enquiries_clock", "add_1", "((kind)::text = 'acknowledge'::text)", "true")),
    Mutant("anybody in the hub decides", Policy(
        "enquiries_decision", "add_1", "ARRAY['decision_maker'::text]",
        "ARRAY['decision_maker'::text, 'hub_practitioner'::text]")),
    Mutant("an agency rates for the hub", Policy(
        "enquiries_rating", "add_1", "(NOT by_hub)", "true")),
    Mutant("whoever rated confirms it", Policy(
        "enquiries_confirmation", "add_1", "(v.author_id <> ", "(true OR v.author_id <> ")),
    Mutant("anybody of the hub confirms what waits for a decision-maker", Policy(
        "enquiries_confirmation", "add_1", "(v.confirm_by)::text = 'hub'::text", "true")),
    Mutant("an agency's rating is confirmed", Policy("enquiries_confirmation", "add_1", "v.by_hub AND", "true AND")),
    Mutant("a rating of another case is confirmed", Policy(
        "enquiries_confirmation", "add_1", "(v.case_id = enquiries_confirmation.case_id)", "true")),
    Mutant("a decision-maker who is not of the hub seals", Policy(
        "access_seal", "add_1", "(c.hub = ANY", "(true OR c.hub = ANY")),
    Mutant("another agency answers a request", Policy(
        "enquiries_request", "change_3", "(to_agency_id = ANY", "(true OR to_agency_id = ANY")),
    Mutant("anybody of the partnership writes settings", Policy(
        "partnership_draft", "add_1", "ARRAY['administrator'::text]",
        "ARRAY['administrator'::text, 'referrer'::text]")),
    Mutant("drafts of settings are shown to every partnership", Policy(
        "partnership_draft", "see_1", "(partnership_id = ", "(true OR partnership_id = ")),
    Mutant("what was counted of the work under way is shown to every partnership", Policy(
        "partnership_draft_count", "see_1", "(EXISTS ( SELECT 1", "(true OR EXISTS ( SELECT 1")),
    Mutant("whoever keeps the settings writes down what was counted", Policy(
        "partnership_draft_count", "add_1", "ARRAY['automatic'::text]",
        "ARRAY['automatic'::text, 'administrator'::text]")),
    Mutant("a step of a draft is taken in another's name", Policy(
        "partnership_draft_step", "add_1", "(by_id = ", "(true OR by_id = ")),
    Mutant("whoever wrote settings approves them", Policy(
        "partnership_settings", "add_1", "((o.number > s.number) OR", "((o.number > s.number) OR false AND")),
    Mutant("settings are approved that were sent back", Policy(
        "partnership_settings", "add_1", "((o.number > s.number) OR", "(false OR")),
    Mutant("other words are approved than were sent", Policy(
        "partnership_settings", "add_1", "(s.text = partnership_settings.text)", "true")),
    Mutant("settings begin on another day than was sent", Policy(
        "partnership_settings", "add_1", "(partnership_settings.in_force_from = GREATEST",
        "(true OR partnership_settings.in_force_from = GREATEST")),
    Mutant("settings are approved in the past", Policy(
        "partnership_settings", "add_1", "'00:05:00'::interval", "'100 days'::interval")),
    Mutant("settings are approved in another's name", Policy(
        "partnership_settings", "add_1", "(approved_by_id = ", "(true OR approved_by_id = ")),
    Mutant("a version is left out", Policy(
        "partnership_settings", "add_1", "(partnership_settings.number = (d.follows + 1))", "true")),
    Mutant("a case is opened with somebody in it already", Policy(
        "access_case", "add_1", "(audience = '{}'::integer[])", "true")),
)  # fmt: skip
OF_WHAT_WAS_FORGOTTEN = (
    Mutant("row security is not forced on the owner", Statement(
        "ALTER TABLE records_note NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE records_note FORCE ROW LEVEL SECURITY"), CATALOGUE),
    Mutant("row security is off", Statement(
        "ALTER TABLE enquiries_chase DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE enquiries_chase ENABLE ROW LEVEL SECURITY")),
    Mutant("the application acts as the owner", Statement(
        "GRANT tessera_owner TO tessera_app", "REVOKE tessera_owner FROM tessera_app"), CATALOGUE),
    Mutant("the application steps over row security", Statement(
        "ALTER ROLE tessera_app BYPASSRLS", "ALTER ROLE tessera_app NOBYPASSRLS"), CATALOGUE),
    Mutant("anybody calls a deciding function", Statement(
        "GRANT EXECUTE ON FUNCTION access._facts TO PUBLIC",
        "REVOKE EXECUTE ON FUNCTION access._facts FROM PUBLIC"), CATALOGUE),
    Mutant("the application seals a context itself", Statement(
        "GRANT EXECUTE ON FUNCTION access._seal TO tessera_app",
        "REVOKE EXECUTE ON FUNCTION access._seal FROM tessera_app"), CATALOGUE),
    Mutant("a row is moved to another audience", Statement(
        "GRANT UPDATE (audience) ON records_note TO tessera_app",
        "REVOKE UPDATE (audience) ON records_note FROM tessera_app"), CATALOGUE),
    Mutant("a table is emptied whatever its rows are", Statement(
        "GRANT TRUNCATE ON records_note TO tessera_app",
        "REVOKE TRUNCATE ON records_note FROM tessera_app"), CATALOGUE),
    Mutant("a deciding function finds its tables where the caller says", Statement(
        "ALTER FUNCTION access.begin(text) RESET ALL",
        "ALTER FUNCTION access.begin(text) SET search_path = pg_catalog, pg_temp"), CATALOGUE),
    Mutant("hashes of passwords are read", Statement(
        "GRANT SELECT (hash) ON access_password TO tessera_app",
        "REVOKE SELECT (hash) ON access_password FROM tessera_app"), CATALOGUE),
    Mutant("an address for links to set a password is added", Statement(
        "GRANT INSERT ON account_emailaddress TO tessera_app",
        "REVOKE INSERT ON account_emailaddress FROM tessera_app"), CATALOGUE),
    Mutant("nobody minds second steps", Statement(
        "ALTER TABLE mfa_authenticator DISABLE TRIGGER used",
        "ALTER TABLE mfa_authenticator ENABLE TRIGGER used"), CATALOGUE),
    Mutant("a view looks round row security", Statement(
        "CREATE VIEW public.slip AS SELECT * FROM people_person", "DROP VIEW public.slip"), CATALOGUE),
    Mutant("nobody keeps who is in a case", Statement(
        "ALTER TABLE access_involvement DISABLE TRIGGER audience",
        "ALTER TABLE access_involvement ENABLE TRIGGER audience"), CATALOGUE),
    Mutant("a kind of row forgets who must never see it", Forgotten("records_note", "never"), CATALOGUE),
)  # fmt: skip
MUTANTS = (*OF_POLICIES, *OF_FUNCTIONS, *OF_WHAT_WAS_FORGOTTEN)

# Faults that change no decision, each with the reason and the change itself, so that the reason is tried as well.
EQUIVALENT = (
    Mutant("whom they must never see is named by whoever put them on record, where the exclusion closes too: only the "
           "words of the refusal differ, which test_hidden_and_absent_keys.py compares", Function(
               "access.recorded_by_me(uuid)", "person <> ALL (access.excluded_people())", "true")),
    Mutant("a second step is added for anybody, where the application proves whose it adds: a second lock", Policy(
        "mfa_authenticator", "own", "(user_id = ( SELECT access.who() AS who))", "(true)", in_using=False)),
    Mutant("a line of which nobody may know is counted as withheld, where nobody is shown such a count: a second lock",
           Function("access.lines_withheld()", "AND NOT m.marks && ARRAY['domestic_abuse_address', 'adoption']", "AND "
                    "NOT m.marks && ARRAY['adoption']")),
    Mutant("the exclusion on a note, where the note asks about its case and the case about exclusions: a second lock",
           Forgotten("records_note", "never")),
)  # fmt: skip
