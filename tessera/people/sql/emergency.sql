-- Emergency access: opens, to be read for some hours, the cases of a child whom somebody names exactly.
--
-- Every use is kept, whether anything was found or not, and waits for a review: asking to see who is on record is found
-- out by it. A sealed case and a case of somebody who is never to be seen answer as if there were none.
--
-- `once` is what the page was given when it was drawn: the same page sent twice is one use. It is mixed with who asks and
-- for what, so that it is never somebody else's use, nor another child's. `fresh` is false for what was opened before.
DROP FUNCTION IF EXISTS access.open_emergency(text[], text, timestamptz, timestamptz);
CREATE OR REPLACE FUNCTION access.open_emergency(
    once uuid, keys text[], why text, hours integer, review_due timestamptz, OUT opened uuid, OUT fresh boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE found_cases uuid[]; own uuid; only_read uuid[]; until timestamptz := now() + make_interval(hours => hours);
BEGIN
    IF access.who() IS NULL OR NOT access.roles() && ARRAY[
        'safeguarding_lead', 'hub_practitioner', 'decision_maker', 'agency_officer', 'social_worker'] THEN
        RAISE EXCEPTION 'this role may not open records in an emergency' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF coalesce(length(trim(why)), 0) < 10 OR NOT coalesce(hours BETWEEN 1 AND 4, false) THEN
        RAISE EXCEPTION 'emergency access needs a reason and lasts from one to four hours' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT coalesce(review_due > now() AND review_due <= now() + interval '21 days', false) THEN
        RAISE EXCEPTION 'emergency access is reviewed within days' USING ERRCODE = 'check_violation';
    END IF;
    opened := encode(substr(sha256(convert_to(
        concat_ws('|', access.who(), access.partnership(), once, keys, why), 'UTF8')), 1, 16), 'hex')::uuid;
    SELECT coalesce(array_agg(DISTINCT s.case_id), '{}') INTO found_cases
      FROM public.access_subject s JOIN public.access_case c ON c.id = s.case_id
     WHERE NOT s.provisional AND NOT c.sealed AND c.partnership_id = access.partnership()
       AND s.case_id <> ALL (access.excluded_cases())
       AND s.person_id IN (
           SELECT k.person_id FROM public.people_matchkey k WHERE k.key = ANY (keys) GROUP BY k.person_id
           HAVING bool_or(left(k.key, 4) = 'nhs:')
               OR (bool_or(left(k.key, 3) = 'gd:') AND bool_or(left(k.key, 3) = 'fd:')));
    SELECT m.agency_id INTO STRICT own FROM public.access_membership m
     WHERE m.practitioner_id = access.who() AND m.agency_id = ANY (access.agencies())
       AND now() >= m.valid_from AND (m.valid_to IS NULL OR now() < m.valid_to)
     ORDER BY m.valid_from, m.id LIMIT 1;
    INSERT INTO public.access_emergency (id, practitioner_id, agency_id, partnership_id, cases, reason, opened_at, ends_at,
                                         review_due_at, finding, finding_reason, what_follows)
    VALUES (opened, access.who(), own, access.partnership(), found_cases, why, now(), until, review_due, '', '', '')
    ON CONFLICT DO NOTHING;
    fresh := FOUND;
    IF NOT fresh THEN RETURN; END IF;
    INSERT INTO public.access_involvement (id, case_id, principal_id, kind, reason, made_by_id, valid_from, valid_to)
    SELECT gen_random_uuid(), x, access.me(), 'emergency', 'Emergency access', access.who(), now(), until
      FROM unnest(found_cases) AS x;
    -- The context of this transaction was sealed before: without this it would let them write until the next one.
    SELECT f.read_only_cases INTO only_read FROM access._facts(access.who(), access.partnership(), now()) f;
    PERFORM access._seal('read_only_cases', only_read::text);
END $$;
