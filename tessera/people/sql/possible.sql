-- Hides a case that may be about somebody, while nobody has said who it is about, from whoever must never see them.
--
-- Whoever sends a case, and whoever records an exclusion, may not know that such a person is on record or that such a
-- case exists. So these functions answer nothing, whatever they find. They look at people in somebody's exclusion list
-- and at nobody else: nothing else can be hidden by them.
--
-- What the people described in a case may be found by is kept until they are identified, where only these functions
-- read it. So an exclusion recorded later hides the case as well, and a mark that turns out to be wrong is lifted.

-- A number is enough. Otherwise a given name and a family name, each with the date of birth, of the same person; or, of
-- an unborn child, the family name and the month it is expected. Whose date of birth was mistyped comes with both dates.
CREATE OR REPLACE FUNCTION access._enough(shared text[]) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT bool_or(left(key, 4) IN ('nhs:', 'upn:') OR left(key, 3) = 'un:')
        OR (bool_or(left(key, 3) = 'gd:') AND bool_or(left(key, 3) = 'fd:'))
      FROM unnest(shared) AS key
$$;

-- A case being sent and an exclusion being recorded at the same moment would each miss the other. Whoever records an
-- exclusion waits for those who are sending; those who send do not wait for each other.
CREATE OR REPLACE FUNCTION access._one_after_another(alone boolean) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF alone THEN PERFORM pg_advisory_xact_lock(7350213); ELSE PERFORM pg_advisory_xact_lock_shared(7350213); END IF;
END $$;

-- Works only on a case that the caller opened and has not yet handed to the hub.
CREATE OR REPLACE FUNCTION access.mark_provisional(opened uuid, who uuid, keys text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT access.opened_by_me(opened) THEN
        RAISE EXCEPTION 'only while a case is being opened' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM access._one_after_another(false);
    INSERT INTO public.people_unidentified (id, case_id, described, key)
    SELECT gen_random_uuid(), opened, who, key FROM (SELECT DISTINCT unnest(keys) AS key) AS given;
    INSERT INTO public.access_subject (id, case_id, person_id, provisional, made_at)
    SELECT gen_random_uuid(), opened, k.person_id, true, now()
      FROM public.people_matchkey k
     WHERE k.key = ANY (keys)
       AND k.person_id IN (SELECT e.person_id FROM public.access_exclusion e WHERE e.ended_at IS NULL)
     GROUP BY k.person_id
    HAVING access._enough(array_agg(k.key::text))
    ON CONFLICT (case_id, person_id) DO NOTHING;
END $$;

-- Marks every case in which somebody whom nobody has identified may be this person, closed cases too.
CREATE OR REPLACE FUNCTION access._mark_person(person uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO public.access_subject (id, case_id, person_id, provisional, made_at)
    SELECT gen_random_uuid(), found.case_id, person, true, now()
      FROM (SELECT DISTINCT u.case_id FROM public.people_matchkey k JOIN public.people_unidentified u ON u.key = k.key
             WHERE k.person_id = person
             GROUP BY u.case_id, u.described
            HAVING access._enough(array_agg(u.key::text))) AS found
    ON CONFLICT (case_id, person_id) DO NOTHING
$$;

-- An exclusion is recorded.
CREATE OR REPLACE FUNCTION access.exclusion_marks() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM access._one_after_another(true);
    PERFORM access._mark_person(NEW.person_id);
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS possible ON public.access_exclusion;
CREATE TRIGGER possible AFTER INSERT ON public.access_exclusion
    FOR EACH ROW WHEN (NEW.ended_at IS NULL) EXECUTE FUNCTION access.exclusion_marks();

-- More becomes known of somebody who is in an exclusion list already: a number, another name.
CREATE OR REPLACE FUNCTION access.keys_mark() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM access._mark_person(known.person_id)
       FROM (SELECT DISTINCT a.person_id FROM added a
              WHERE EXISTS (SELECT 1 FROM public.access_exclusion e
                             WHERE e.person_id = a.person_id AND e.ended_at IS NULL)) AS known;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS possible ON public.people_matchkey;
CREATE TRIGGER possible AFTER INSERT ON public.people_matchkey
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION access.keys_mark();

-- Somebody described in a case has been identified as `person`: marks that rested on that description alone are lifted.
-- For the hub that runs the case, which may see it, and only once that person is a confirmed subject of it. For anyone
-- else nothing happens, as for a description that does not exist.
CREATE OR REPLACE FUNCTION access.settle(who uuid, person uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE about uuid; rested uuid[];
BEGIN
    SELECT c.id INTO about
      FROM public.access_case c
      JOIN public.access_subject s ON s.case_id = c.id AND s.person_id = person AND NOT s.provisional
     WHERE c.id = (SELECT u.case_id FROM public.people_unidentified u WHERE u.described = who LIMIT 1)
       AND c.hub = ANY (access.principals()) AND c.audience && access.principals()
       AND c.id <> ALL (access.excluded_cases()) AND c.id <> ALL (access.read_only_cases())
       AND access.roles() && ARRAY['hub_practitioner', 'decision_maker'];
    IF about IS NULL THEN RETURN; END IF;
    PERFORM access._one_after_another(false);
    -- Two people identified at once must not each leave a mark to the other.
    PERFORM 1 FROM public.access_case c WHERE c.id = about FOR NO KEY UPDATE;
    SELECT coalesce(array_agg(matched.person_id), '{}') INTO rested
      FROM (SELECT k.person_id FROM public.people_unidentified u JOIN public.people_matchkey k ON k.key = u.key
             WHERE u.described = who AND u.case_id = about
             GROUP BY k.person_id HAVING access._enough(array_agg(k.key::text))) AS matched;
    DELETE FROM public.people_unidentified u WHERE u.described = who AND u.case_id = about;
    DELETE FROM public.access_subject s
     WHERE s.case_id = about AND s.provisional AND s.person_id = ANY (rested)
       AND NOT EXISTS (SELECT 1 FROM public.people_unidentified u JOIN public.people_matchkey k ON k.key = u.key
                        WHERE u.case_id = about AND k.person_id = s.person_id
                        GROUP BY u.described HAVING access._enough(array_agg(k.key::text)));
END $$;
