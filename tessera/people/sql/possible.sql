-- Hides a new case, while it is being sent, from whoever must never see somebody it may be about.
--
-- The one who sends may not know that such a person is on record, so this answers nothing, whatever it finds, and works
-- only on a case that they opened and have not yet handed to the hub. It looks at people in somebody's exclusion list
-- and at nobody else: nothing else can be hidden by it.
--
-- A number is enough. Otherwise a given name and a family name, each with the date of birth, of the same person; or, of
-- an unborn child, the family name and the month it is expected. Whose date of birth was mistyped comes with both dates.
CREATE OR REPLACE FUNCTION access.mark_provisional(opened uuid, keys text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT access.opened_by_me(opened) THEN
        RAISE EXCEPTION 'only while a case is being opened' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO public.access_subject (id, case_id, person_id, provisional, made_at)
    SELECT gen_random_uuid(), opened, k.person_id, true, now()
      FROM public.people_matchkey k
     WHERE k.key = ANY (keys)
       AND k.person_id IN (SELECT e.person_id FROM public.access_exclusion e WHERE e.ended_at IS NULL)
     GROUP BY k.person_id
    HAVING bool_or(left(k.key, 4) IN ('nhs:', 'upn:') OR left(k.key, 3) = 'un:')
        OR (bool_or(left(k.key, 3) = 'gd:') AND bool_or(left(k.key, 3) = 'fd:'))
    ON CONFLICT (case_id, person_id) DO NOTHING;
END $$;
