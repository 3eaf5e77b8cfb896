-- What a version of the settings says of its agencies and teams is entered in the register, when it is approved.
--
-- Only whoever has just approved a version calls it with any effect, and only for their own partnership. It makes
-- agencies and teams that have no members and reach no case, and gives things the names they now have. It makes no hub,
-- takes nothing away, and gives nobody anything.
CREATE OR REPLACE FUNCTION access.register_settings(its_name text, its_agencies jsonb) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE given record; team record; own uuid; made integer := 0; first integer; second integer;
BEGIN
    IF NOT access.roles() && ARRAY['administrator'] OR NOT EXISTS (
        SELECT 1 FROM public.partnership_settings v
         WHERE v.partnership_id = access.partnership() AND v.approved_by_id = access.who()
           AND v.approved_at > now() - interval '5 minutes') THEN
        RAISE EXCEPTION 'only whoever approves a version registers what it names' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE public.access_partnership p SET name = its_name WHERE p.id = access.partnership() AND p.name <> its_name;
    FOR given IN SELECT * FROM jsonb_to_recordset(its_agencies) AS x(code text, name text, kind text, teams jsonb) LOOP
        SELECT a.id INTO own FROM public.access_agency a
         WHERE a.partnership_id = access.partnership() AND a.code = given.code;
        IF own IS NULL THEN
            INSERT INTO public.access_principal (kind) VALUES ('agency') RETURNING id INTO first;
            INSERT INTO public.access_principal (kind) VALUES ('members') RETURNING id INTO second;
            INSERT INTO public.access_agency (id, partnership_id, code, name, kind, principal_id, members_id)
            VALUES (gen_random_uuid(), access.partnership(), given.code, given.name, given.kind, first, second)
            RETURNING id INTO own;
            made := made + 1;
        ELSE
            UPDATE public.access_agency a SET name = given.name, kind = given.kind
             WHERE a.id = own AND (a.name, a.kind) IS DISTINCT FROM (given.name, given.kind);
        END IF;
        FOR team IN SELECT * FROM jsonb_to_recordset(given.teams) AS x(code text, name text) LOOP
            UPDATE public.access_team t SET name = team.name WHERE t.agency_id = own AND t.code = team.code;
            IF NOT FOUND THEN
                INSERT INTO public.access_principal (kind) VALUES ('team') RETURNING id INTO first;
                INSERT INTO public.access_team (id, agency_id, code, name, is_hub, principal_id)
                VALUES (gen_random_uuid(), own, team.code, team.name, false, first);
                made := made + 1;
            END IF;
        END LOOP;
    END LOOP;
    RETURN made;
END $$;
