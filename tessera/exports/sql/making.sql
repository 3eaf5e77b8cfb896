-- A job makes a file in the session of whoever asked for it: as that one practitioner, for one file, while the session is open.

-- Opens the context of this transaction for that. Nobody but a process of ours can ask, with the job worker's role, and what
-- it proves is good for this making and this transaction. The row is written by whoever asked, under row security, so a
-- session of somebody else's that it names opens nothing.
CREATE OR REPLACE FUNCTION access.begin_making(making uuid, proof text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE practitioner uuid; partnership uuid;
BEGIN
    PERFORM access._proven(ARRAY['begin_making', making::text], proof);
    SELECT x.practitioner_id, x.partnership_id INTO practitioner, partnership
      FROM public.exports_making g, LATERAL access._session(g.session_hash) x
     WHERE g.id = making AND x.practitioner_id = g.author_id AND access._to_be_made(g.step, g.asked_at);
    IF practitioner IS NULL THEN
        RAISE EXCEPTION 'no such file is being made' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF access._resolve(practitioner, partnership, false) THEN RETURN practitioner; END IF;
    RETURN NULL;
END $$;

-- Whether a file is still to be made.
CREATE OR REPLACE FUNCTION access._to_be_made(step text, asked timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT step IN ('waiting', 'reading', 'setting') AND now() < asked + interval '1 hour'
$$;

-- Who asked for the file that is being made in this transaction, as access.whoami answers of a token.
CREATE OR REPLACE FUNCTION access.whose_making(making uuid)
RETURNS TABLE (practitioner_id uuid, name text, principal integer, membership_id uuid, agency_id uuid, agency text,
               agency_code text, agency_principal integer, agency_members integer, team_id uuid, role text, roles text[],
               partnership_id uuid, partnership text, partnership_code text, hub integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT w.* FROM public.exports_making g, LATERAL access._whoami(g.session_hash) w
     WHERE g.id = making AND g.author_id = access.who()
$$;

-- The files that nobody works at: no worker has come to them for two minutes, or theirs was lost. Those whose session is no
-- longer open, whose place is no longer held, or that were asked for too long ago, are stopped first.
CREATE OR REPLACE FUNCTION access.makings_left() RETURNS SETOF uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.exports_making g SET step = 'stopped', step_at = now()
     WHERE g.step IN ('waiting', 'reading', 'setting')
       AND NOT (access._to_be_made(g.step, g.asked_at) AND EXISTS (
           SELECT 1 FROM access._session(g.session_hash) x WHERE x.practitioner_id = g.author_id));
    RETURN QUERY SELECT g.id FROM public.exports_making g
      WHERE access._to_be_made(g.step, g.asked_at) AND g.step_at < now() - interval '2 minutes' ORDER BY g.asked_at;
END $$;

-- Empties what was not fetched within its hour, and removes what was asked for a day ago; of how many files.
CREATE OR REPLACE FUNCTION access.forget_makings() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE emptied integer; gone integer;
BEGIN
    UPDATE public.exports_making g SET content = NULL, step_at = now()
     WHERE g.until <= now() AND g.step_at < g.until;
    GET DIAGNOSTICS emptied = ROW_COUNT;
    DELETE FROM public.exports_making g WHERE g.asked_at < now() - interval '1 day';
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN emptied + gone;
END $$;

-- For the administrator at the console: the file with this hash, as each page of it says what it is. Null where there is none.
CREATE OR REPLACE FUNCTION access.console_export(hash text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE found record;
BEGIN
    SELECT e.id, e.case_id, e.kind, e.purpose, e.file_format, e.reader, e.reader_role, e.taken_at, p.name AS taken_by
      INTO found
      FROM public.access_export e JOIN public.access_practitioner p ON p.id = e.asked_by_id
     WHERE hash <> '' AND e.sha256 = hash AND e.taken_at IS NOT NULL ORDER BY e.taken_at LIMIT 1;
    IF found.id IS NULL THEN RETURN NULL; END IF;
    -- What is not given here the ledger writes itself.
    INSERT INTO public.audit_entry (id, verb, kind, "row", "case", detail)
    VALUES (gen_random_uuid(), 'check', 'export', found.id, found.case_id, '{}');
    RETURN to_jsonb(found) - 'case_id';
END $$;
