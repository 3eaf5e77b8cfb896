"""Single faults of the functions that decide: each must be noticed. Those of policies are in mutants.py."""

from __future__ import annotations

from tests.policy.breaking import Function, Mutant

FACTS = "access._facts(uuid,uuid,timestamptz)"
FIND_LINES = "access.find_lines(text,timestamptz,uuid,integer,timestamptz,uuid)"
UNPROVEN = "PERFORM access._proven"
ATTACKS, MARKING = "the attacks", "marking an address"
AGREE, ENDS = "access.agree_to_invitation(uuid)", "access.end_membership(uuid,timestamp with time zone)"
PROTECTED, FACTOR = "access.address_protected()", "access.factor_used()"

OF_FUNCTIONS = (
    Mutant("an ended membership still counts", Function(
        FACTS, "AND moment >= m.valid_from AND (m.valid_to IS NULL OR moment < m.valid_to)", "")),
    Mutant("a membership counts at the instant that it ends", Function(
        FACTS, "(m.valid_to IS NULL OR moment < m.valid_to)", "(m.valid_to IS NULL OR moment <= m.valid_to)")),
    Mutant("a membership does not count at the instant that it begins", Function(
        FACTS, "moment >= m.valid_from", "moment > m.valid_from")),
    Mutant("memberships of every partnership count", Function(
        FACTS, "AND m.partnership_id = partnership", "")),
    Mutant("every role reaches the whole agency", Function(
        FACTS, "CASE WHEN m.scope = 'agency' THEN a.principal_id END", "a.principal_id")),
    Mutant("whoever has left signs in", Function(FACTS, "AND (p.is_active OR moment < now())", "")),
    Mutant("a clearance counts at the instant that it ends", Function(
        FACTS, "(c.valid_to IS NULL OR moment < c.valid_to)", "(c.valid_to IS NULL OR moment <= c.valid_to)")),
    Mutant("an expired clearance counts", Function(
        FACTS, "AND moment >= c.valid_from AND (c.valid_to IS NULL OR moment < c.valid_to)", "")),
    Mutant("a clearance of another partnership counts", Function(
        FACTS, "c.practitioner_id = practitioner AND c.partnership_id = partnership",
        "c.practitioner_id = practitioner")),
    Mutant("an exclusion that ended still hides", Function(
        FACTS, "AND (e.ended_at IS NULL OR moment < e.ended_at)", "")),
    Mutant("an exclusion waits for the clock to come to when it was made", Function(
        FACTS, "(moment >= now() OR e.made_at <= moment)", "e.made_at <= moment")),
    Mutant("an exclusion hid already before it was made", Function(
        FACTS, "AND (moment >= now() OR e.made_at <= moment)", "")),
    Mutant("exclusions are forgotten", Function(FACTS, "IF excluded_people <> '{}' THEN", "IF false THEN")),
    Mutant("whoever kept their own record of a case reads the rest", Function(
        FACTS, "INTO own_record_cases, own_agency_cases", "INTO assured_cases, own_agency_cases")),
    Mutant("what an agency's people wrote is another's who was in the case alone", Function(
        FACTS, "FILTER (WHERE p.kind = 'agency')", "FILTER (WHERE true)")),
    Mutant("whoever audits one case audits them all", Function(
        FACTS, "WHERE i.principal_id = me AND i.kind = 'assurance'", "WHERE i.kind = 'assurance'")),
    Mutant("a possible match hides nothing", Function(
        FACTS, "WHERE s.person_id = ANY (excluded_people)",
        "WHERE NOT s.provisional AND s.person_id = ANY (excluded_people)")),
    Mutant("whose involvement has ended stays until it is worked out", Function(
        FACTS, "excluded_cases := excluded_cases || ended;", "")),
    Mutant("whose involvement ends stays for that instant", Function(
        FACTS, "AND i.valid_to <= moment", "AND i.valid_to < moment")),
    Mutant("an emergency lets write", Function(
        FACTS, "i.kind IN ('emergency', 'assurance')", "i.kind IN ('assurance')")),
    Mutant("what one opens in an emergency keeps their colleagues from writing", Function(
        FACTS, "AND (i.principal_id = me AND i.kind IN ('emergency', 'assurance')",
        "AND (i.kind IN ('emergency', 'assurance')")),
    Mutant("nothing is hidden from a guardian", Function(
        "access._resolve(uuid,uuid,boolean)", "coalesce(f.hidden_cases::text, '')", "'{}'")),
    Mutant("a list of what is hidden is empty where it is missing", Function(
        "access.excluded_cases()", "RETURN access._open('excluded_cases')::uuid[]",
        "RETURN coalesce(access._open('excluded_cases'), '{}')::uuid[]"), ATTACKS),
    Mutant("a context is taken from whoever gives it", Function(
        "access._open(text)", "access._mac(secret, name, substr(value, 65))", "substr(value, 1, 64)"), ATTACKS),
    Mutant("a context is good for another transaction", Function(
        "access._mac(bytea,text,text)", "|| now()::text ||", "||"), ATTACKS),
    Mutant("one list is good in the place of another", Function(
        "access._mac(bytea,text,text)", "convert_to(name || '|' ||", "convert_to("), ATTACKS),
    Mutant("a context stays for the next transaction", Function(
        "access._seals(text[],text[])", "payload END, true)", "payload END, false)"), ATTACKS),
    Mutant("a seal is ignored", Function(
        "access._refresh(uuid)", "is_sealed := EXISTS", "is_sealed := false AND EXISTS"), builds=True),
    Mutant("a sealed case is open to whoever was asked by name", Function(
        "access._audience(uuid,timestamptz,boolean)", "i.kind = 'named' AND p.kind = 'practitioner'",
        "p.kind = 'practitioner'"), builds=True),
    Mutant("a sealed case is open to a named agency", Function(
        "access._audience(uuid,timestamptz,boolean)", "i.kind = 'named' AND p.kind = 'practitioner'",
        "i.kind = 'named'"), builds=True),
    Mutant("who is in a case stays when it ends", Function(
        "access._audience(uuid,timestamptz,boolean)", "AND (i.valid_to IS NULL OR moment < i.valid_to)", ""),
        builds=True),
    Mutant("an address told in another case stays open", Function(
        PROTECTED, "OR at_door <> '' AND a.door = at_door AND who IN (c.person_id, g.person_id)", ""), MARKING),
    Mutant("an address on record stays open", Function(
        PROTECTED, "OR at_door <> '' AND a.door = at_door AND a.person_id = who", ""), MARKING),
    Mutant("the address of everybody behind the door is marked", Function(
        PROTECTED, "AND a.person_id = who", ""), MARKING),
    Mutant("every address of the person is marked", Function(
        PROTECTED, "at_door <> '' AND a.door = at_door AND a.person_id", "a.person_id"), MARKING),
    Mutant("an address that is marked loses the marks that it wore", Function(
        PROTECTED, "a.marks || NEW.marks", "NEW.marks"), MARKING),
    Mutant("an address that must be kept from somebody stays open to its whole case", Function(
        PROTECTED, "for_hub AND a.audience = 'whole_case' THEN 'named'", "false THEN 'named'"), MARKING),
    Mutant("an address that an agency keeps to itself is named to the hub", Function(
        PROTECTED, "for_hub AND a.audience = 'whole_case'", "for_hub"), MARKING),
    Mutant("every address that is marked is for the hub alone", Function(
        PROTECTED, "'domestic_abuse_address' = ANY (NEW.marks)", "true"), MARKING),
    Mutant("an address of another case is marked", Function(
        PROTECTED, "WHERE x.case_id = NEW.case_id", ""), MARKING),
    Mutant("what an address wore is forgotten", Function(
        PROTECTED, "WHERE r.id = ANY (recorded)) a", "WHERE r.id = ANY (recorded)) a WHERE false"), MARKING),
    Mutant("nobody is told that an address is held back that was marked later", Function(
        PROTECTED, "PERFORM access._address_withheld(", "PERFORM cardinality("), MARKING),
    Mutant("marks that no clearance is needed for are counted as withheld", Function(
        "access.lines_withheld()", "WHERE x NOT IN ('third_party', 'not_for_family')", ""), builds=True),
    Mutant("whoever was described is not found on record", Function(
        "access.declare_exclusion(uuid,text[],text)", "PERFORM access._found_avoided(NULL, ARRAY[nobody]);", ""),
        builds=True),
    Mutant("anybody says whom others must never see", Function(
        "access.declare_exclusion(uuid,text[],text)", "access.who() <> excluded", "false")),
    Mutant("somebody is said never to see a person by another partnership", Function(
        "access.declare_exclusion(uuid,text[],text)", "AND m.partnership_id = access.partnership()", "")),
    Mutant("whoever asked to end an exclusion ends it", Function(
        "access.end_exclusion(uuid)", "x.end_asked_by_id <> access.who()", "x.end_asked_by_id IS NOT NULL")),
    Mutant("an exclusion is ended that nobody asked to end", Function(
        "access.end_exclusion(uuid)", "AND x.end_asked_by_id <> access.who()", "")),
    Mutant("somebody ends an exclusion of their own", Function(
        "access.exclusions()", "AND e.practitioner_id <> access.who()", "")),
    Mutant("the exclusions of every partnership are listed", Function(
        "access.exclusions()", "AND m.partnership_id = access.partnership()", "")),
    Mutant("anybody lists exclusions", Function(
        "access.exclusions()", "access.roles() && ARRAY['administrator', 'caldicott_guardian']", "true")),
    Mutant("a referrer records exclusions", Function(
        "access.exclude(uuid,uuid,text)", "'administrator']", "'administrator', 'referrer']")),
    Mutant("a page opens whatever cases it says that it is about", Function(
        "access.cases_asked()", "ARRAY(SELECT c.id FROM public.access_case c WHERE c.id = ANY (asked))", "asked")),
    Mutant("search does not ask about marks", Function(
        FIND_LINES, "found.marks = '{}'", "true")),
    Mutant("search finds what their work has left behind", Function(
        FIND_LINES, "found.case_id <> ALL (fact_own_record_cases)", "true")),
    Mutant("search finds lines of other agencies", Function(
        FIND_LINES, "found.audience = 'whole_case'", "true")),
    Mutant("search finds people by a possible match", Function(
        "access.find_people(text,integer)", "NOT s.provisional", "true")),
    Mutant("whoever put somebody on record once names them for ever", Function(
        "access.recorded_by_me(uuid)",
        "AND NOT EXISTS (SELECT 1 FROM public.access_subject s WHERE s.person_id = person)", "")),
    Mutant("somebody whom another has just put on record is made a subject of a case", Function(
        "access.recorded_by_me(uuid)", "AND p.made_by_id = access.who()", "")),
    Mutant("somebody of another partnership is made a subject of a case", Function(
        "access.recorded_by_me(uuid)", "AND p.partnership_id = access.partnership()", "")),
    Mutant("a proof that is wrong is only noticed", Function(
        "access._proven(text[],text)", "RAISE EXCEPTION", "RAISE DEBUG"), ATTACKS),
    Mutant("a proof holds for every transaction", Function(
        "access._this_transaction()", "pg_current_xact_id()::text || '.' || (extract(epoch FROM now()) * "
        "1000000)::bigint::text", "'any'::text"), ATTACKS),
    Mutant("a session is opened with no proof", Function(
        "access.open_session(text,uuid,uuid,timestamp with time zone,text)", UNPROVEN, "PERFORM 1 WHERE false "
        "AND access._proven"), ATTACKS),
    Mutant("a hash is read with no proof", Function(
        "access.password_of(uuid,text)", UNPROVEN, "PERFORM 1 WHERE false AND access._proven"), ATTACKS),
    Mutant("a hash is written with no proof", Function(
        "access.set_password(uuid,text,text)", UNPROVEN, "PERFORM 1 WHERE false AND access._proven"), ATTACKS),
    Mutant("an account at a provider is tied with no proof", Function(
        "access.account_tied()", "TG_OP = 'INSERT' OR", "TG_OP = 'UPDATE' AND"), ATTACKS),
    Mutant("an account at a provider is handed on", Function(
        "access.account_tied()", "TG_OP = 'INSERT' OR", "TG_OP = 'INSERT' AND"), ATTACKS),
    Mutant("a passkey is changed before anybody is signed in", Function(
        FACTOR, "OLD.data = NEW.data", "NEW.type = 'webauthn'"), ATTACKS),
    Mutant("a spent recovery code is made good", Function(
        FACTOR, "after & before <> before", "false"), ATTACKS),
    Mutant("recovery codes are put in the place of others", Function(
        FACTOR, "OLD.data - 'used_mask' <> NEW.data - 'used_mask'", "false"), ATTACKS),
    Mutant("a second step is handed on", Function(
        FACTOR, "(OLD.id, OLD.user_id, OLD.type) IS DISTINCT FROM (NEW.id, NEW.user_id, NEW.type)",
        "false"), ATTACKS),
    Mutant("a second step is added with no proof", Function(
        FACTOR, "PERFORM access._proven(ARRAY['factors', NEW.user_id::text], proof);", ""), ATTACKS),
    Mutant("a second step is taken away with no proof", Function(
        FACTOR, "PERFORM access._proven(ARRAY['factors', OLD.user_id::text], proof);\n        RETURN OLD;",
        "RETURN OLD;"), ATTACKS),
    Mutant("a second step is changed with no proof by whoever is signed in", Function(
        FACTOR, "PERFORM access._proven(ARRAY['factors', OLD.user_id::text], proof);\n    ELSE", "ELSE"), ATTACKS),
    Mutant("a recovery code is spent with no proof", Function(
        FACTOR, "PERFORM access._proven(ARRAY['spend', OLD.user_id::text], proof);", ""), ATTACKS),
    Mutant("whoever proves anything of somebody changes their second steps", Function(
        FACTOR, "ARRAY['factors', NEW.user_id::text]", "ARRAY['spend', NEW.user_id::text]"), ATTACKS),
    Mutant("anybody says who works here", Function("access._administers()", "RAISE EXCEPTION", "RAISE DEBUG")),
    Mutant("whoever asked for a place agrees to it", Function(AGREE, "AND i.asked_by_id <> access.who()", "")),
    Mutant("somebody agrees to a place of their own", Function(
        AGREE, "AND i.practitioner_id IS DISTINCT FROM access.who()", "")),
    Mutant("a place of another partnership is agreed to", Function(
        AGREE, "AND i.partnership_id = access.partnership()", "")),
    Mutant("a place that was taken back is agreed to", Function(AGREE, "AND i.withdrawn_at IS NULL", "")),
    Mutant("a place is agreed to twice", Function(AGREE, "AND i.agreed_at IS NULL", "")),
    Mutant("an invitation of another partnership is taken back", Function(
        "access.withdraw_invitation(uuid)", "AND i.partnership_id = access.partnership()", "")),
    Mutant("somebody ends a place of their own", Function(ENDS, "AND k.practitioner_id <> access.who()", "")),
    Mutant("a place of another partnership is ended", Function(
        ENDS, "AND k.partnership_id = access.partnership()", "")),
    Mutant("a place that is over is ended again", Function(
        ENDS, "IF m.valid_to <= at THEN RETURN false; END IF;", "")),
    Mutant("a link is sent with no proof", Function(
        "access.send_invitation(uuid,text,timestamp with time zone,text)", UNPROVEN,
        "PERFORM 1 WHERE false AND access._proven")),
    Mutant("a link is accepted with no proof", Function(
        "access.accept_invitation(text,text,text)", UNPROVEN, "PERFORM 1 WHERE false AND access._proven")),
    Mutant("an exclusion recorded later hides nothing", Function(
        "access.exclusion_marks()", "PERFORM access._mark_person(NEW.person_id);", ""), builds=True),
)  # fmt: skip
