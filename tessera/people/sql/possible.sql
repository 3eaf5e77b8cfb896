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

-- What people on record may be found by, and what somebody may be found by whom a practitioner must never see and who may
-- be on record or not.
CREATE OR REPLACE FUNCTION access._known_by(keys text[]) RETURNS TABLE (person_id uuid, key text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT k.person_id, k.key::text FROM public.people_matchkey k WHERE k.key = ANY (keys)
    UNION ALL SELECT a.declared, a.key::text FROM public.people_avoided a WHERE a.key = ANY (keys)
$$;

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
      FROM access._known_by(keys) k
     WHERE k.person_id IN (SELECT e.person_id FROM public.access_exclusion e WHERE e.ended_at IS NULL)
     GROUP BY k.person_id
    HAVING access._enough(array_agg(k.key))
    ON CONFLICT (case_id, person_id) DO NOTHING;
END $$;

-- Marks every case in which somebody whom nobody has identified may be this person, closed cases too.
CREATE OR REPLACE FUNCTION access._mark_person(person uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO public.access_subject (id, case_id, person_id, provisional, made_at)
    SELECT gen_random_uuid(), found.case_id, person, true, now()
      FROM (SELECT DISTINCT u.case_id
              FROM (SELECT m.key FROM public.people_matchkey m WHERE m.person_id = person
                    UNION SELECT a.key FROM public.people_avoided a WHERE a.declared = person) AS k
              JOIN public.people_unidentified u ON u.key = k.key
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

-- Whoever is on record and may be somebody whom a practitioner said they must never see, is excluded too.
CREATE OR REPLACE FUNCTION access._found_avoided(persons uuid[], declarations uuid[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO public.access_exclusion (id, practitioner_id, person_id, reason, made_by_id, made_at, declared)
    SELECT gen_random_uuid(), e.practitioner_id, found.person_id, e.reason, e.made_by_id, now(), e.person_id
      FROM (SELECT k.person_id, a.declared
              FROM public.people_avoided a JOIN public.people_matchkey k ON k.key = a.key
             WHERE (persons IS NULL OR k.person_id = ANY (persons))
               AND (declarations IS NULL OR a.declared = ANY (declarations))
             GROUP BY k.person_id, a.declared HAVING access._enough(array_agg(k.key::text))) AS found
      JOIN public.access_exclusion e ON e.person_id = found.declared AND e.ended_at IS NULL
     WHERE NOT EXISTS (SELECT 1 FROM public.access_exclusion o
                        WHERE o.declared = found.declared AND o.person_id = found.person_id)
$$;

-- More becomes known of somebody who is in an exclusion list already: a number, another name. Or somebody comes on record
-- whom a practitioner said that they must never see.
CREATE OR REPLACE FUNCTION access.keys_mark() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM access._mark_person(known.person_id)
       FROM (SELECT DISTINCT a.person_id FROM added a
              WHERE EXISTS (SELECT 1 FROM public.access_exclusion e
                             WHERE e.person_id = a.person_id AND e.ended_at IS NULL)) AS known;
    PERFORM access._found_avoided(array_agg(DISTINCT a.person_id), NULL) FROM added a
     WHERE EXISTS (SELECT 1 FROM public.people_avoided v WHERE v.key = a.key);
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
      FROM (SELECT k.person_id
              FROM access._known_by(ARRAY(SELECT u.key::text FROM public.people_unidentified u
                                           WHERE u.described = who AND u.case_id = about)) k
             GROUP BY k.person_id HAVING access._enough(array_agg(k.key))) AS matched;
    DELETE FROM public.people_unidentified u WHERE u.described = who AND u.case_id = about;
    DELETE FROM public.access_subject s
     WHERE s.case_id = about AND s.provisional AND s.person_id = ANY (rested)
       AND NOT EXISTS (SELECT 1 FROM public.people_unidentified u
                         JOIN (SELECT m.person_id, m.key FROM public.people_matchkey m
                               UNION ALL SELECT a.declared, a.key FROM public.people_avoided a) k ON k.key = u.key
                        WHERE u.case_id = about AND k.person_id = s.person_id
                        GROUP BY u.described HAVING access._enough(array_agg(k.key::text)));
END $$;

-- Somebody must never see a person, who is described and may be on record or not. Anyone may say so of themself; the hub
-- or an administrator of a practitioner of the partnership. It answers nothing, whatever it finds.
CREATE OR REPLACE FUNCTION access.declare_exclusion(excluded uuid, keys text[], why text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE nobody uuid := gen_random_uuid();
BEGIN
    IF access.who() IS NULL OR access.who() <> excluded
       AND NOT access.roles() && ARRAY['hub_practitioner', 'decision_maker', 'administrator']
       OR NOT EXISTS (SELECT 1 FROM public.access_membership m
                       WHERE m.practitioner_id = excluded AND m.partnership_id = access.partnership()) THEN
        RAISE EXCEPTION 'only the hub, an administrator or the practitioner themself' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF coalesce(length(trim(why)), 0) < 3 OR NOT coalesce(access._enough(keys), false) THEN
        RAISE EXCEPTION 'an exclusion needs a reason and somebody who can be told apart' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM access._one_after_another(true);
    INSERT INTO public.people_avoided (id, declared, key)
    SELECT gen_random_uuid(), nobody, key FROM (SELECT DISTINCT unnest(keys) AS key) AS given;
    INSERT INTO public.access_exclusion (id, practitioner_id, person_id, reason, made_by_id, made_at)
    VALUES (gen_random_uuid(), excluded, nobody, why, access.who(), now());
    PERFORM access._found_avoided(NULL, ARRAY[nobody]);
END $$;

-- The exclusions of the partnership's practitioners that have not ended, for whoever may end them. Never one about
-- whoever asks, and never who it is that must not be seen: that is said by whoever recorded it, in their reason.
CREATE OR REPLACE FUNCTION access.exclusions()
RETURNS TABLE (id uuid, practitioner_id uuid, reason text, made_by_id uuid, made_at timestamptz,
               end_asked_by_id uuid, end_asked_at timestamptz, end_why text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT e.id, e.practitioner_id, e.reason::text, e.made_by_id, e.made_at, e.end_asked_by_id, e.end_asked_at,
           e.end_why::text
      FROM public.access_exclusion e
     WHERE access.roles() && ARRAY['administrator', 'caldicott_guardian'] AND e.practitioner_id <> access.who()
       AND e.ended_at IS NULL AND e.declared IS NULL
       AND EXISTS (SELECT 1 FROM public.access_membership m
                    WHERE m.practitioner_id = e.practitioner_id AND m.partnership_id = access.partnership())
     ORDER BY e.end_asked_at, e.made_at
$$;

-- Ending one takes two: somebody asks and says why, and somebody else agrees. Neither is whom it is about.
CREATE OR REPLACE FUNCTION access.ask_to_end_exclusion(which uuid, why text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF coalesce(length(trim(why)), 0) < 3 THEN
        RAISE EXCEPTION 'ending an exclusion needs a reason' USING ERRCODE = 'check_violation';
    END IF;
    UPDATE public.access_exclusion x SET end_asked_by_id = access.who(), end_asked_at = now(), end_why = why
     WHERE x.id = which AND x.end_asked_by_id IS NULL AND x.id IN (SELECT e.id FROM access.exclusions() e);
    RETURN FOUND;
END $$;

CREATE OR REPLACE FUNCTION access.end_exclusion(which uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE named uuid;
BEGIN
    UPDATE public.access_exclusion x SET ended_at = now(), ended_by_id = access.who()
     WHERE x.id = which AND x.end_asked_by_id <> access.who() AND x.id IN (SELECT e.id FROM access.exclusions() e)
    RETURNING x.person_id INTO named;
    IF NOT FOUND THEN RETURN false; END IF;
    UPDATE public.access_exclusion x
       SET ended_at = o.ended_at, ended_by_id = o.ended_by_id, end_asked_by_id = o.end_asked_by_id,
           end_asked_at = o.end_asked_at, end_why = o.end_why
      FROM public.access_exclusion o
     WHERE o.id = which AND x.declared = named AND x.ended_at IS NULL;
    RETURN true;
END $$;
