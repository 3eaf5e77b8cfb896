-- Who is asking, resolved once per transaction and sealed so that nothing else in the transaction can change it.
-- Every function here is owned by tessera_authz, a role nobody signs in as, which may read the register and no more.
-- Allow-lists that are missing are empty; deny-lists that are missing are NULL, and NULL hides everything.

CREATE TABLE IF NOT EXISTS access.secret (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    key bytea NOT NULL
);
INSERT INTO access.secret (key)
    VALUES (sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text || clock_timestamp()::text, 'UTF8')))
    ON CONFLICT DO NOTHING;
ALTER TABLE access.secret ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON access.secret FROM PUBLIC, tessera_app, tessera_job;
GRANT SELECT ON access.secret TO tessera_authz;
DROP POLICY IF EXISTS authz ON access.secret;
CREATE POLICY authz ON access.secret FOR SELECT TO tessera_authz USING (true);

DROP FUNCTION IF EXISTS access._mac(text, text);
-- PostgreSQL writes it into whatever asks, so that it costs no call.
CREATE OR REPLACE FUNCTION access._mac(secret bytea, name text, payload text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    -- The time the transaction began is part of what is signed, so a value copied from another transaction is refused.
    SELECT encode(sha256(secret || sha256(secret || convert_to(name || '|' || now()::text || '|' || payload, 'UTF8'))), 'hex')
$$;

-- Several at once. To work something out (a setting is set that way too) costs PostgreSQL a fraction of what a statement
-- costs: so there are few statements here and in what calls this, and the call, which is inside an expression, is none.
DROP FUNCTION IF EXISTS access._seals(text[], text[]);
CREATE FUNCTION access._seals(names text[], payloads text[]) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE secret bytea; name text; payload text; given text; n integer := 0;
BEGIN
    SELECT s.key INTO STRICT secret FROM access.secret s;
    FOREACH name IN ARRAY names LOOP
        n := n + 1;
        payload := payloads[n];
        -- Nothing is what no seal opens as well, and hides what it would hide.
        given := set_config('tessera.' || name,
                            CASE WHEN payload = '' THEN '' ELSE access._mac(secret, name, payload) || payload END, true);
    END LOOP;
    RETURN true;
END $$;

CREATE OR REPLACE FUNCTION access._seal(name text, payload text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM access._seals(ARRAY[name], ARRAY[payload]);
END $$;

CREATE OR REPLACE FUNCTION access._open(name text) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE value text := nullif(current_setting('tessera.' || name, true), ''); secret bytea;
BEGIN
    IF value IS NULL THEN RETURN NULL; END IF;
    SELECT s.key INTO STRICT secret FROM access.secret s;
    IF substr(value, 1, 64) <> access._mac(secret, name, substr(value, 65)) THEN
        RAISE EXCEPTION 'the security context is not one that this database made' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN nullif(substr(value, 65), '');
END $$;

-- When the audiences of cases were last brought up to date with the dates of their involvements.
CREATE TABLE IF NOT EXISTS access.swept (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    at timestamptz NOT NULL
);
INSERT INTO access.swept (at) VALUES (now()) ON CONFLICT DO NOTHING;
ALTER TABLE access.swept ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON access.swept FROM PUBLIC, tessera_app, tessera_job;
GRANT SELECT, UPDATE ON access.swept TO tessera_authz;
DROP POLICY IF EXISTS authz ON access.swept;
CREATE POLICY authz ON access.swept TO tessera_authz USING (true) WITH CHECK (true);

-- Whether a case was sealed at a moment.
CREATE OR REPLACE FUNCTION access._sealed(about uuid, moment timestamptz) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM public.access_seal s
                    WHERE s.case_id = about AND s.sealed_at <= moment AND (s.opened_at IS NULL OR moment < s.opened_at))
$$;

-- The principals that a case was open to at a moment, from its involvements.
CREATE OR REPLACE FUNCTION access._audience(about uuid, moment timestamptz, is_sealed boolean) RETURNS integer[]
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT i.principal_id ORDER BY i.principal_id), '{}')
      FROM public.access_involvement i JOIN public.access_principal p ON p.id = i.principal_id
     WHERE i.case_id = about AND moment >= i.valid_from AND (i.valid_to IS NULL OR moment < i.valid_to)
       -- A sealed case is for practitioners named on it, and for nobody through a team, an agency or an emergency.
       AND (NOT is_sealed OR i.kind = 'named' AND p.kind = 'practitioner')
$$;

-- Every fact about one practitioner in one partnership at a moment, from what the register says of that moment.
-- No row where the practitioner is unknown or inactive. `hidden_cases` is for those who oversee, and NULL for all others.
DROP FUNCTION IF EXISTS access._facts(uuid, uuid, timestamptz);
CREATE OR REPLACE FUNCTION access._facts(
    practitioner uuid, partnership uuid, moment timestamptz,
    OUT me integer, OUT principals integer[], OUT agencies uuid[], OUT roles text[], OUT clearances text[],
    OUT excluded_people uuid[], OUT excluded_cases uuid[], OUT read_only_cases uuid[], OUT hidden_cases uuid[],
    OUT own_record_cases uuid[], OUT own_agency_cases uuid[], OUT assured_cases uuid[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE ended uuid[]; narrow boolean; ending boolean;
BEGIN
    -- Each statement costs more than what it looks up, so that what can be looked up together is.
    -- Marks that bind what a family may be told need no clearance.
    SELECT p.principal_id,
           ARRAY['third_party', 'not_for_family'] || ARRAY(
               SELECT c.mark::text FROM public.access_clearance c
                WHERE c.practitioner_id = practitioner AND c.partnership_id = partnership
                  AND moment >= c.valid_from AND (c.valid_to IS NULL OR moment < c.valid_to)),
           ARRAY(
               SELECT e.person_id FROM public.access_exclusion e
                -- What is on record hides now, whatever the clock says of when it was made: a clock that is behind (of a
                -- standby that has just taken over, say) must open nothing. The moment it was made is for days gone by.
                WHERE e.practitioner_id = practitioner AND (moment >= now() OR e.made_at <= moment)
                  AND (e.ended_at IS NULL OR moment < e.ended_at))
      INTO me, clearances, excluded_people
      FROM public.access_practitioner p WHERE p.id = practitioner
       -- What somebody who has left could see before is told from the dates of their memberships.
       AND (p.is_active OR moment < now());
    IF me IS NULL THEN RETURN; END IF;
    -- Only memberships in the partnership this session is for: two partnerships never mix.
    SELECT array_remove(array_agg(a.members_id) || array_agg(CASE WHEN m.scope = 'agency' THEN a.principal_id END)
               || array_agg((SELECT t.principal_id FROM public.access_team t WHERE t.id = m.team_id)), NULL) || me,
           coalesce(array_agg(m.agency_id), '{}'),
           coalesce(array_agg(DISTINCT m.role::text), '{}')
      INTO principals, agencies, roles
      FROM public.access_membership m
      JOIN public.access_agency a ON a.id = m.agency_id
     WHERE m.practitioner_id = practitioner AND m.partnership_id = partnership
       AND moment >= m.valid_from AND (m.valid_to IS NULL OR moment < m.valid_to);
    excluded_cases := '{}';
    IF excluded_people <> '{}' THEN
        -- Provisional subjects count here and nowhere else: a possible match hides, it never opens.
        SELECT coalesce(array_agg(DISTINCT s.case_id), '{}') INTO excluded_cases
          FROM public.access_subject s
         WHERE s.person_id = ANY (excluded_people) AND (moment >= now() OR s.made_at <= moment);
    END IF;
    read_only_cases := '{}'; own_record_cases := '{}'; own_agency_cases := '{}'; assured_cases := '{}'; ended := '{}';
    -- Hardly anybody has an involvement of these kinds, or one that ended since the last sweep. To find that there is none
    -- costs a look into a small index; to join for nothing would cost as much as everything else here together.
    SELECT EXISTS (SELECT 1 FROM public.access_involvement i
                    WHERE i.principal_id = ANY (principals) AND i.kind IN ('emergency', 'assurance', 'own_record')),
           EXISTS (SELECT 1 FROM public.access_involvement i
                    WHERE i.principal_id = ANY (principals) AND i.valid_to > (SELECT s.at FROM access.swept s)
                      AND i.valid_to <= moment)
      INTO narrow, ending;
    IF narrow THEN
        -- Cases that this practitioner may only read: their own involvement is an emergency or an audit, or their work in it
        -- has ended, and no other lets them in. The whole list of kinds, so that the index that holds only those is used.
        SELECT coalesce(array_agg(DISTINCT i.case_id), '{}') INTO read_only_cases
          FROM public.access_involvement i
         WHERE i.principal_id = ANY (principals) AND i.kind IN ('emergency', 'assurance', 'own_record')
           AND (i.principal_id = me AND i.kind IN ('emergency', 'assurance') OR i.kind = 'own_record')
           AND moment >= i.valid_from AND (i.valid_to IS NULL OR moment < i.valid_to)
           AND NOT EXISTS (SELECT 1 FROM public.access_involvement o
                            WHERE o.case_id = i.case_id AND o.principal_id = ANY (principals)
                              AND o.kind NOT IN ('emergency', 'assurance', 'own_record')
                              AND moment >= o.valid_from AND (o.valid_to IS NULL OR moment < o.valid_to));
        -- Cases in which their work has ended: nothing but that lets them in, and they read their own record of it. Where
        -- an agency's work has ended, what any of its people wrote is its own.
        SELECT coalesce(array_agg(DISTINCT i.case_id), '{}'),
               coalesce(array_agg(DISTINCT i.case_id) FILTER (WHERE p.kind = 'agency'), '{}')
          INTO own_record_cases, own_agency_cases
          FROM public.access_involvement i JOIN public.access_principal p ON p.id = i.principal_id
         WHERE i.principal_id = ANY (principals) AND i.kind = 'own_record'
           AND i.kind IN ('emergency', 'assurance', 'own_record')
           AND moment >= i.valid_from AND (i.valid_to IS NULL OR moment < i.valid_to)
           AND NOT EXISTS (SELECT 1 FROM public.access_involvement o
                            WHERE o.case_id = i.case_id AND o.principal_id = ANY (principals) AND o.kind <> 'own_record'
                              AND moment >= o.valid_from AND (o.valid_to IS NULL OR moment < o.valid_to));
        -- Cases whose quality they assure: they read what the hub reads.
        SELECT coalesce(array_agg(DISTINCT i.case_id), '{}') INTO assured_cases
          FROM public.access_involvement i
         WHERE i.principal_id = me AND i.kind = 'assurance' AND i.kind IN ('emergency', 'assurance', 'own_record')
           AND moment >= i.valid_from AND (i.valid_to IS NULL OR moment < i.valid_to);
    END IF;
    IF ending THEN
        -- A case keeps its audience until the next sweep; whose involvement has ended meanwhile is out at the instant.
        SELECT coalesce(array_agg(DISTINCT i.case_id), '{}') INTO ended
          FROM public.access_involvement i JOIN public.access_case c ON c.id = i.case_id
         WHERE i.principal_id = ANY (principals) AND i.valid_to > (SELECT s.at FROM access.swept s) AND i.valid_to <= moment
           AND c.audience && principals
           AND NOT EXISTS (SELECT 1 FROM public.access_involvement o
                            WHERE o.case_id = i.case_id AND o.principal_id = ANY (principals)
                              AND (NOT c.sealed OR o.kind = 'named')
                              AND moment >= o.valid_from AND (o.valid_to IS NULL OR moment < o.valid_to));
    END IF;
    excluded_cases := excluded_cases || ended;
    IF 'caldicott_guardian' = ANY (roles) THEN
        SELECT excluded_cases || coalesce(array_agg(c.id), '{}') INTO hidden_cases
          FROM public.access_case c
         WHERE c.partnership_id = partnership
           AND CASE WHEN moment >= now() THEN c.sealed AND NOT c.audience && principals
                    ELSE access._sealed(c.id, moment) AND NOT access._audience(c.id, moment, true) && principals END;
    END IF;
END $$;

-- Seals every fact about one practitioner in one membership. Reached only through begin() and begin_job().
DROP FUNCTION IF EXISTS access._resolve(uuid, uuid, boolean);
CREATE FUNCTION access._resolve(practitioner uuid, partnership uuid, automatic boolean) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE f record;
BEGIN
    f := access._facts(practitioner, partnership, now());
    IF f.me IS NULL THEN
        RAISE EXCEPTION 'unknown or inactive practitioner' USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- What is short is sealed together, what may be long or is asked of every row by itself.
    RETURN access._seals(
        ARRAY['who', 'principals', 'excluded_cases', 'read_only_cases', 'own_record_cases', 'own_agency_cases',
              'hidden_cases'],
        ARRAY[ARRAY[practitioner::text, f.me::text, partnership::text, f.agencies::text,
                    CASE WHEN automatic THEN '{automatic}' ELSE f.roles::text END, f.clearances::text,
                    f.excluded_people::text, f.assured_cases::text]::text,
              f.principals::text, f.excluded_cases::text, f.read_only_cases::text, f.own_record_cases::text,
              f.own_agency_cases::text, coalesce(f.hidden_cases::text, '')]);
END $$;

-- Whose session this is, by its hash, while it is open and the place in the agency is held. PostgreSQL writes it into
-- whatever asks, so that it costs no call.
CREATE OR REPLACE FUNCTION access._session(hash text) RETURNS TABLE (practitioner_id uuid, partnership_id uuid)
LANGUAGE sql STABLE AS $$
    SELECT x.practitioner_id, x.partnership_id
      FROM public.access_session x
      JOIN public.access_membership m ON m.id = x.membership_id
     WHERE x.token_hash = hash
       AND now() < x.ends_at AND x.ended_at IS NULL
       AND now() >= m.valid_from AND (m.valid_to IS NULL OR now() < m.valid_to)
$$;

-- Opens the security context of this transaction from the token of a signed-in session.
CREATE OR REPLACE FUNCTION access.begin(token text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE hash text := encode(sha256(convert_to(token, 'UTF8')), 'hex'); practitioner uuid; partnership uuid;
BEGIN
    SELECT x.practitioner_id, x.partnership_id INTO practitioner, partnership FROM access._session(hash) x;
    IF practitioner IS NULL THEN
        RAISE EXCEPTION 'no such session' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF access._resolve(practitioner, partnership, false) THEN RETURN practitioner; END IF;
    RETURN NULL;
END $$;

-- The context of a job that runs by itself. Granted to the job role alone.
CREATE OR REPLACE FUNCTION access.begin_job() RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE automatic uuid;
BEGIN
    SELECT p.id INTO automatic FROM public.access_practitioner p WHERE p.username = 'automatic';
    IF automatic IS NULL THEN
        RAISE EXCEPTION 'the automatic practitioner does not exist yet' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF access._resolve(automatic, NULL, true) THEN RETURN automatic; END IF;
    RETURN NULL;
END $$;

-- Leaves the context: from here to the end of the transaction there is nobody, and nobody sees nothing.
CREATE OR REPLACE FUNCTION access.leave() RETURNS void LANGUAGE sql AS $$
    SELECT set_config('tessera.' || name, '', true)
      FROM unnest(ARRAY['who', 'principals', 'excluded_cases', 'read_only_cases', 'own_record_cases', 'own_agency_cases',
                        'hidden_cases']) AS name
$$;

CREATE OR REPLACE FUNCTION access.who() RETURNS uuid LANGUAGE plpgsql STABLE PARALLEL SAFE AS
$$ BEGIN RETURN (access._open('who')::text[])[1]::uuid; END $$;
CREATE OR REPLACE FUNCTION access.me() RETURNS integer LANGUAGE plpgsql STABLE PARALLEL SAFE AS
$$ BEGIN RETURN (access._open('who')::text[])[2]::integer; END $$;
CREATE OR REPLACE FUNCTION access.partnership() RETURNS uuid LANGUAGE plpgsql STABLE PARALLEL SAFE AS
$$ BEGIN RETURN (access._open('who')::text[])[3]::uuid; END $$;
CREATE OR REPLACE FUNCTION access.principals() RETURNS integer[] LANGUAGE plpgsql STABLE PARALLEL SAFE AS
$$ BEGIN RETURN coalesce(access._open('principals'), '{}')::integer[]; END $$;
CREATE OR REPLACE FUNCTION access.agencies() RETURNS uuid[] LANGUAGE plpgsql STABLE PARALLEL SAFE AS
$$ BEGIN RETURN coalesce((access._open('who')::text[])[4], '{}')::uuid[]; END $$;
CREATE OR REPLACE FUNCTION access.roles() RETURNS text[] LANGUAGE plpgsql STABLE PARALLEL SAFE AS
$$ BEGIN RETURN coalesce((access._open('who')::text[])[5], '{}')::text[]; END $$;
CREATE OR REPLACE FUNCTION access.clearances() RETURNS text[] LANGUAGE plpgsql STABLE PARALLEL SAFE AS
$$ BEGIN RETURN coalesce((access._open('who')::text[])[6], '{}')::text[]; END $$;
CREATE OR REPLACE FUNCTION access.read_only_cases() RETURNS uuid[] LANGUAGE plpgsql STABLE PARALLEL SAFE AS
$$ BEGIN RETURN access._open('read_only_cases')::uuid[]; END $$;
CREATE OR REPLACE FUNCTION access.own_record_cases() RETURNS uuid[] LANGUAGE plpgsql STABLE PARALLEL SAFE AS
$$ BEGIN RETURN access._open('own_record_cases')::uuid[]; END $$;
CREATE OR REPLACE FUNCTION access.own_agency_cases() RETURNS uuid[] LANGUAGE plpgsql STABLE PARALLEL SAFE AS
$$ BEGIN RETURN coalesce(access._open('own_agency_cases'), '{}')::uuid[]; END $$;
CREATE OR REPLACE FUNCTION access.assured_cases() RETURNS uuid[] LANGUAGE plpgsql STABLE PARALLEL SAFE AS
$$ BEGIN RETURN coalesce((access._open('who')::text[])[8], '{}')::uuid[]; END $$;
CREATE OR REPLACE FUNCTION access.hidden_cases() RETURNS uuid[] LANGUAGE plpgsql STABLE PARALLEL SAFE AS
$$ BEGIN RETURN access._open('hidden_cases')::uuid[]; END $$;
CREATE OR REPLACE FUNCTION access.excluded_people() RETURNS uuid[] LANGUAGE plpgsql STABLE PARALLEL SAFE AS
$$ BEGIN RETURN (access._open('who')::text[])[7]::uuid[]; END $$;
CREATE OR REPLACE FUNCTION access.excluded_cases() RETURNS uuid[] LANGUAGE plpgsql STABLE PARALLEL SAFE AS
$$ BEGIN RETURN access._open('excluded_cases')::uuid[]; END $$;

CREATE OR REPLACE FUNCTION access._hub(partnership uuid) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT t.principal_id FROM public.access_team t JOIN public.access_agency a ON a.id = t.agency_id
     WHERE t.is_hub AND a.partnership_id = partnership
$$;

-- Sign-in -------------------------------------------------------------------------------------------------------
-- Who a person is (authentication) is the application's to say, with a proof (proofs.sql); what they may see is said here
-- and nowhere else.

DROP FUNCTION IF EXISTS access.memberships_of(uuid);
CREATE FUNCTION access.memberships_of(practitioner uuid)
RETURNS TABLE (id uuid, partnership_id uuid, partnership text, agency_id uuid, agency text, team text, role text,
               partnership_code text, agency_code text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT m.id, m.partnership_id, p.name::text, m.agency_id, a.name::text, t.name::text, m.role::text,
           p.code::text, a.code::text
      FROM public.access_membership m
      JOIN public.access_partnership p ON p.id = m.partnership_id
      JOIN public.access_agency a ON a.id = m.agency_id
      LEFT JOIN public.access_team t ON t.id = m.team_id
     WHERE m.practitioner_id = practitioner
       AND now() >= m.valid_from AND (m.valid_to IS NULL OR now() < m.valid_to)
     ORDER BY p.name, a.name, m.id
$$;

CREATE OR REPLACE FUNCTION access.end_session(token text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    UPDATE public.access_session SET ended_at = now()
     WHERE token_hash = encode(sha256(convert_to(token, 'UTF8')), 'hex') AND ended_at IS NULL
$$;

-- Ends another session of whoever is asking, known by its hash alone: no key of another browser is kept anywhere.
CREATE OR REPLACE FUNCTION access.end_own_session(hash text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    UPDATE public.access_session SET ended_at = now()
     WHERE token_hash = hash AND practitioner_id = access.who() AND ended_at IS NULL
$$;

-- Keeps a session that is in use from ending while someone is working.
CREATE OR REPLACE FUNCTION access.keep_session(token text, ends timestamptz) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH kept AS (UPDATE public.access_session SET ends_at = ends
     WHERE token_hash = encode(sha256(convert_to(token, 'UTF8')), 'hex') AND ended_at IS NULL AND ends_at > now() RETURNING 1)
    SELECT EXISTS (SELECT 1 FROM kept)
$$;

-- Forgets sessions thirty days after they ended, by whichever came first: signing out, or the time they had. The time is
-- the database's own, so that nobody can ask for newer ones to go. Granted to the job role alone.
CREATE OR REPLACE FUNCTION access.forget_sessions() RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH forgotten AS (DELETE FROM public.access_session
     WHERE least(ended_at, ends_at) < now() - interval '30 days' RETURNING 1)
    SELECT count(*)::integer FROM forgotten
$$;

-- Who acts in this transaction, where that is whose session it is. Written into what calls it.
CREATE OR REPLACE FUNCTION access._whoami(hash text)
RETURNS TABLE (practitioner_id uuid, name text, principal integer, membership_id uuid, agency_id uuid, agency text,
               agency_code text, agency_principal integer, agency_members integer, team_id uuid, role text, roles text[],
               partnership_id uuid, partnership text, partnership_code text, hub integer)
LANGUAGE sql STABLE AS $$
    SELECT p.id, p.name::text, p.principal_id, m.id, a.id, a.name::text, a.code::text, a.principal_id, a.members_id,
           m.team_id, m.role::text, access.roles(), pa.id, pa.name::text, pa.code::text, access._hub(pa.id)
      FROM public.access_session x
      JOIN public.access_practitioner p ON p.id = x.practitioner_id
      JOIN public.access_membership m ON m.id = x.membership_id
      JOIN public.access_agency a ON a.id = m.agency_id
      JOIN public.access_partnership pa ON pa.id = x.partnership_id
     WHERE x.token_hash = hash AND p.id = access.who()
$$;

-- Who is signed in, for the top of a page: one row, from the session of this transaction.
CREATE OR REPLACE FUNCTION access.whoami(token text)
RETURNS TABLE (practitioner_id uuid, name text, principal integer, membership_id uuid, agency_id uuid, agency text,
               agency_code text, agency_principal integer, agency_members integer, team_id uuid, role text, roles text[],
               partnership_id uuid, partnership text, partnership_code text, hub integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT * FROM access._whoami(encode(sha256(convert_to(token, 'UTF8')), 'hex'))
$$;

-- The register ---------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION access.hub() RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ BEGIN RETURN access._hub(access.partnership()); END $$;

-- Lock first, then compute in a later statement, which sees what others committed meanwhile; otherwise two people
-- changing one case at once could leave a wrong audience behind. FOR NO KEY UPDATE, because FOR UPDATE deadlocks with
-- the lock that a foreign key takes.
CREATE OR REPLACE FUNCTION access._refresh(changed uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE computed integer[]; is_sealed boolean;
BEGIN
    PERFORM 1 FROM public.access_case c WHERE c.id = changed FOR NO KEY UPDATE;
    IF NOT FOUND THEN RETURN; END IF;
    is_sealed := EXISTS (SELECT 1 FROM public.access_seal s WHERE s.case_id = changed AND s.opened_at IS NULL);
    -- The clock, not the time the transaction began: an involvement made a moment ago in it has begun.
    SELECT access._audience(changed, clock_timestamp(), is_sealed) INTO computed;
    UPDATE public.access_case SET audience = computed, sealed = is_sealed
     WHERE id = changed AND (audience IS DISTINCT FROM computed OR sealed IS DISTINCT FROM is_sealed);
END $$;

CREATE OR REPLACE FUNCTION access.involvement_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN PERFORM access._refresh(OLD.case_id); END IF;
    IF TG_OP <> 'DELETE' AND (TG_OP = 'INSERT' OR NEW.case_id <> OLD.case_id) THEN PERFORM access._refresh(NEW.case_id); END IF;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS audience ON public.access_involvement;
CREATE TRIGGER audience AFTER INSERT OR UPDATE OR DELETE ON public.access_involvement
    FOR EACH ROW EXECUTE FUNCTION access.involvement_changed();

CREATE OR REPLACE FUNCTION access.seal_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM access._refresh(NEW.case_id);
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS audience ON public.access_seal;
CREATE TRIGGER audience AFTER INSERT OR UPDATE ON public.access_seal
    FOR EACH ROW EXECUTE FUNCTION access.seal_changed();

-- Involvements begin and end by date; this brings every audience whose date has come up to date. Run each minute.
CREATE OR REPLACE FUNCTION access.sweep(since timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE changed uuid; n integer := 0; start timestamptz;
BEGIN
    SELECT least(since, s.at) INTO start FROM access.swept s FOR UPDATE;
    FOR changed IN SELECT DISTINCT i.case_id FROM public.access_involvement i
        WHERE i.valid_from BETWEEN start AND now() OR i.valid_to BETWEEN start AND now() LOOP
        PERFORM access._refresh(changed); n := n + 1;
    END LOOP;
    -- An hour is gone over again each time: an involvement that was written in a transaction still open now, and that
    -- ends before it is committed, would otherwise stay in the audience for good.
    UPDATE access.swept SET at = now() - interval '1 hour';
    RETURN n;
END $$;

-- An exclusion: this practitioner never sees this person. It betrays nothing: it answers the same whether or not a
-- record of the person exists, and nobody can list exclusions with the application's rights.
CREATE OR REPLACE FUNCTION access.exclude(excluded uuid, person uuid, why text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT access.roles() && ARRAY['hub_practitioner', 'decision_maker', 'administrator'] THEN
        RAISE EXCEPTION 'only the hub or an administrator records an exclusion' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF length(trim(why)) < 3 THEN
        RAISE EXCEPTION 'an exclusion needs a reason' USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO public.access_exclusion (id, practitioner_id, person_id, reason, made_by_id, made_at)
    VALUES (gen_random_uuid(), excluded, person, why, access.who(), now());
END $$;

-- True while this practitioner is writing the first facts of a case they opened themselves: until the hub is involved.
-- Before anyone is involved the case row is not theirs to see, so the row policies cannot ask it.
CREATE OR REPLACE FUNCTION access.opened_by_me(opened uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM public.access_case c WHERE c.id = opened AND c.opened_by_id = access.who()
                     AND NOT EXISTS (SELECT 1 FROM public.access_involvement i
                                      WHERE i.case_id = c.id AND i.principal_id = c.hub));
END $$;

-- Somebody whom the caller put on record and who is in no case yet: nobody sees such a person, and their maker says
-- of which case they are a subject. Never somebody whom the maker must not see.
CREATE OR REPLACE FUNCTION access.recorded_by_me(person uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN person <> ALL (access.excluded_people())
       AND EXISTS (SELECT 1 FROM public.people_person p WHERE p.id = person AND p.made_by_id = access.who()
                      AND p.partnership_id = access.partnership())
       AND NOT EXISTS (SELECT 1 FROM public.access_subject s WHERE s.person_id = person);
END $$;

-- Whether the caller sees somebody on record. It has no more rights than they have: the policy of subjects cannot ask the
-- table of people itself, whose own policy asks about subjects.
CREATE OR REPLACE FUNCTION access.sees_on_record(person uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM public.people_person p WHERE p.id = person);
END $$;

-- The cases that a page is about, those of them that the caller may open: compile.py has each judged once for a question,
-- where PostgreSQL would judge it again for each of hundreds of rows, or read every case that they may open into a set. Which
-- cases these are is a setting that anybody may write. So it has no more rights than whoever calls it, and opens nothing.
CREATE OR REPLACE FUNCTION access.cases_asked() RETURNS uuid[]
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE asked uuid[] := nullif(current_setting('tessera.cases_asked', true), '')::uuid[];
BEGIN
    IF asked IS NULL THEN RETURN '{}'; END IF;
    RETURN ARRAY(SELECT c.id FROM public.access_case c WHERE c.id = ANY (asked));
END $$;

-- Whether a message about a case may reach a practitioner by email. For the job that sends it, and for nobody else:
-- to anyone else the answer would tell that an exclusion exists.
CREATE OR REPLACE FUNCTION access.hears(practitioner uuid, about uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT about IS NULL OR EXISTS (
        SELECT 1 FROM public.access_case c, LATERAL access._facts(practitioner, c.partnership_id, now()) f
         WHERE c.id = about AND (c.audience && f.principals OR NOT c.sealed) AND c.id <> ALL (f.excluded_cases))
$$;
