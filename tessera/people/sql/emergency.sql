-- Emergency access: opens, to be read for some hours, the cases of a child whom somebody names exactly.
--
-- Every use is kept, whether anything was found or not, and waits for a review: asking to see who is on record is found
-- out by it. A sealed case and a case of somebody who is never to be seen answer as if there were none.
CREATE OR REPLACE FUNCTION access.open_emergency(keys text[], why text, until timestamptz, review_due timestamptz)
RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE made uuid := gen_random_uuid(); found uuid[]; own uuid;
BEGIN
    IF access.who() IS NULL OR NOT access.roles() && ARRAY[
        'safeguarding_lead', 'hub_practitioner', 'decision_maker', 'agency_officer', 'social_worker'] THEN
        RAISE EXCEPTION 'this role may not open records in an emergency' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF length(trim(why)) < 10 OR until <= now() OR until > now() + interval '12 hours' THEN
        RAISE EXCEPTION 'emergency access needs a reason and ends within twelve hours' USING ERRCODE = 'check_violation';
    END IF;
    SELECT coalesce(array_agg(DISTINCT s.case_id), '{}') INTO found
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
                                         review_due_at, finding, finding_reason)
    VALUES (made, access.who(), own, access.partnership(), found, why, now(), until, review_due, '', '');
    INSERT INTO public.access_involvement (id, case_id, principal_id, kind, reason, made_by_id, valid_from, valid_to)
    SELECT gen_random_uuid(), x, access.me(), 'emergency', 'Emergency access', access.who(), now(), until
      FROM unnest(found) AS x;
    RETURN made;
END $$;
