-- Why somebody may or may not see a row, and what they could see of a case on a day.
--
-- The functions that judge are compiled from the policy (access/explaining.py), one for each kind. Those here name what
-- they answer in words, hold back what whoever asks may not know of, and write each use in the ledger.

-- The agencies, teams and practitioners that numbers of the register stand for.
CREATE OR REPLACE FUNCTION access._names(listed integer[]) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(jsonb_agg(n.name ORDER BY n.name), '[]')
      FROM (SELECT a.name::text FROM public.access_agency a WHERE a.principal_id = ANY (listed)
            UNION ALL SELECT 'everyone at ' || a.name FROM public.access_agency a WHERE a.members_id = ANY (listed)
            UNION ALL SELECT t.name || ', ' || a.name
              FROM public.access_team t JOIN public.access_agency a ON a.id = t.agency_id WHERE t.principal_id = ANY (listed)
            UNION ALL SELECT p.name::text FROM public.access_practitioner p WHERE p.principal_id = ANY (listed)) AS n(name)
$$;

CREATE OR REPLACE FUNCTION access._agency_name(agency uuid) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT a.name::text FROM public.access_agency a WHERE a.id = agency
$$;

CREATE OR REPLACE FUNCTION access._practitioner_name(practitioner uuid) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT p.name::text FROM public.access_practitioner p WHERE p.id = practitioner
$$;

-- Who was asked about: their roles, agencies and clearances at that moment.
CREATE OR REPLACE FUNCTION access._asker(asker uuid, here uuid, moment timestamptz) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT jsonb_build_object('id', asker, 'name', access._practitioner_name(asker),
               'roles', coalesce(to_jsonb(f.roles), '[]'),
               'agencies', (SELECT coalesce(jsonb_agg(a.name ORDER BY a.name), '[]')
                              FROM public.access_agency a WHERE a.id = ANY (f.agencies)),
               'clearances', (SELECT coalesce(jsonb_agg(DISTINCT c.mark), '[]') FROM unnest(f.clearances) AS c(mark)))
      FROM access._facts(asker, here, moment) f
$$;

-- The case of a row, as it was at that moment.
CREATE OR REPLACE FUNCTION access._case(about uuid, moment timestamptz) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT jsonb_build_object('id', c.id, 'opened_at', c.opened_at, 'sealed', n.sealed, 'involved', access._names(
               CASE WHEN moment >= now() THEN c.audience ELSE access._audience(c.id, moment, n.sealed) END))
      FROM public.access_case c
     CROSS JOIN LATERAL (SELECT CASE WHEN moment >= now() THEN c.sealed ELSE access._sealed(c.id, moment) END) AS n(sealed)
     WHERE c.id = about
$$;

-- The case of a row that is of one case and no more.
CREATE OR REPLACE FUNCTION access._only(cases uuid[]) RETURNS uuid
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN cardinality(cases) = 1 THEN cases[1] END
$$;

-- What is told of the moment, of who was asked about and of the case, with what the policy says.
CREATE OR REPLACE FUNCTION access._besides(asker uuid, here uuid, moment timestamptz, about uuid) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT jsonb_build_object('at', moment, 'practitioner', access._asker(asker, here, moment),
                              'case', access._case(about, moment))
$$;

-- The rows of a kind that are asked about, each with what the policy says of it.
CREATE OR REPLACE FUNCTION access._judge(
    kind text, asker uuid, here uuid, moment timestamptz, of_row uuid, of_case uuid)
RETURNS TABLE ("row" uuid, about uuid[], person uuid, whose uuid, said jsonb)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF moment > now() THEN
        RAISE EXCEPTION 'what may be seen at a time that has not come is not known' USING ERRCODE = 'check_violation';
    END IF;
    RETURN QUERY EXECUTE format('SELECT * FROM access.%I($1, $2, $3, $4, $5)', '_explain_' || kind)
        USING asker, here, moment, of_row, of_case;
END $$;

-- The row that a reference, or an identifier, names.
CREATE OR REPLACE FUNCTION access._row_named(written text) RETURNS uuid
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF written ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN RETURN written::uuid; END IF;
    RETURN access._row_of(upper(written));
END $$;

CREATE OR REPLACE FUNCTION access._remember(
    verb text, kind text, of_row uuid, about uuid, asker uuid, moment timestamptz) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    -- What is not given here the ledger writes itself.
    INSERT INTO public.audit_entry (id, verb, kind, "row", "case", detail)
    VALUES (gen_random_uuid(), verb, kind, of_row, about, jsonb_build_object('practitioner', asker, 'moment', moment))
$$;

-- How many rows of a case somebody could see at a moment, by kind, by the agency that wrote them and by marks. For a guardian,
-- who may not know of everything that is there: counted are rows for the whole case and for named agencies, and of these
-- none that wears a mark of which nobody may know. So nothing that an agency keeps to itself crosses in a number.
CREATE OR REPLACE FUNCTION access._counted(asker uuid, here uuid, moment timestamptz, of_case uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(to_jsonb(c) ORDER BY c.kind, c.agency, c.marks), '[]')
      FROM (SELECT k.kind, j.said #>> '{label,agency}' AS agency, coalesce(j.said #> '{label,marks}', '[]') AS marks,
                   count(*) AS number
              FROM unnest(access._kinds_of_a_case()) AS k(kind),
                   LATERAL access._judge(k.kind, asker, here, moment, NULL, of_case) j
             WHERE (j.said #>> '{verbs,see}')::boolean AND j.said #>> '{label,audience}' IN ('whole_case', 'named')
               AND NOT coalesce(j.said #> '{label,marks}', '[]') ?| ARRAY['domestic_abuse_address', 'adoption']
             GROUP BY 1, 2, 3) c);
END $$;

-- For a Caldicott guardian: why somebody of their partnership may see a row, or may not. Null where there is no such row,
-- and as well where it is of a case that is sealed from the guardian or about somebody whom the guardian must never see.
-- Of a case itself also how much of it they could see.
CREATE OR REPLACE FUNCTION access.explain(asker uuid, written text, moment timestamptz) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    here uuid := access.partnership();
    of_row uuid := access._row_named(written);
    kind text := access._kind_of(of_row);
    cases uuid[]; of_person uuid; of_partnership uuid; answer jsonb;
BEGIN
    IF access.who() IS NULL OR NOT access.roles() && ARRAY['caldicott_guardian'] THEN
        RAISE EXCEPTION 'only a Caldicott guardian asks why somebody may see' USING ERRCODE = 'insufficient_privilege';
    END IF;
    moment := coalesce(moment, now());
    IF kind IS NOT NULL AND EXISTS (SELECT 1 FROM public.access_membership m
                                     WHERE m.practitioner_id = asker AND m.partnership_id = here) THEN
        SELECT j.about, j.person, j.whose, j.said INTO cases, of_person, of_partnership, answer
          FROM access._judge(kind, asker, here, moment, of_row, NULL) j;
    END IF;
    IF NOT coalesce(NOT cases && access.hidden_cases(), false)
       OR NOT (of_person IS NULL OR coalesce(of_person <> ALL (access.excluded_people()), false))
       OR of_partnership <> here
       OR EXISTS (SELECT 1 FROM public.access_case c WHERE c.id = ANY (cases) AND c.partnership_id <> here) THEN
        answer := NULL;
    END IF;
    IF answer IS NULL THEN
        PERFORM access._remember('explain', 'row', NULL, NULL, asker, moment);
        RETURN NULL;
    END IF;
    PERFORM access._remember(CASE kind WHEN 'case' THEN 'replay' ELSE 'explain' END, kind, of_row, access._only(cases),
                             asker, moment);
    IF kind = 'case' THEN
        answer := answer || jsonb_build_object('counted', access._counted(asker, here, moment, of_row));
    END IF;
    RETURN answer || access._besides(asker, here, moment, access._only(cases));
END $$;

-- For the administrator at the console: the same of any row. Null where there is none.
CREATE OR REPLACE FUNCTION access.console_explain(
    asker uuid, here uuid, written text, given_kind text, moment timestamptz) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    of_row uuid := access._row_named(written);
    kind text := coalesce(given_kind, access._kind_of(of_row));
    cases uuid[]; answer jsonb;
BEGIN
    moment := coalesce(moment, now());
    IF kind IS NOT NULL THEN
        SELECT j.about, j.said INTO cases, answer FROM access._judge(kind, asker, here, moment, of_row, NULL) j;
    END IF;
    IF answer IS NULL THEN
        PERFORM access._remember('explain', 'row', NULL, NULL, asker, moment);
        RETURN NULL;
    END IF;
    PERFORM access._remember('explain', kind, of_row, access._only(cases), asker, moment);
    RETURN answer || access._besides(asker, here, moment, access._only(cases));
END $$;

-- For the administrator at the console: the rows of a case that somebody could see at a moment, by kind.
CREATE OR REPLACE FUNCTION access.console_replay(asker uuid, here uuid, of_case uuid, moment timestamptz) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE kind text; rows jsonb; seen jsonb := '{}';
BEGIN
    IF access._case(of_case, now()) IS NULL THEN RETURN NULL; END IF;
    FOREACH kind IN ARRAY access._kinds_of_a_case() LOOP
        SELECT jsonb_agg(j."row" ORDER BY j."row") INTO rows
          FROM access._judge(kind, asker, here, moment, NULL, of_case) j WHERE (j.said #>> '{verbs,see}')::boolean;
        IF rows IS NOT NULL THEN seen := seen || jsonb_build_object(kind, rows); END IF;
    END LOOP;
    PERFORM access._remember('replay', 'case', of_case, of_case, asker, moment);
    RETURN jsonb_build_object('at', moment, 'practitioner', access._asker(asker, here, moment),
        'case', access._case(of_case, moment), 'rows', seen);
END $$;
