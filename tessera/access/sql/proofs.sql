-- What may be asked in nobody's name (a session for somebody, the hash of their password) is done only where the
-- application's process proves that it asks. It has a key that no SQL reads, made of the installation's secret key, and what
-- it proves holds for this transaction, for this deed and for nothing else: a proof that was seen is of no use again.
CREATE TABLE IF NOT EXISTS access.proof_key (
    name text PRIMARY KEY,
    inner_pad bytea NOT NULL,
    outer_pad bytea NOT NULL
);
ALTER TABLE access.proof_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE access.proof_key FORCE ROW LEVEL SECURITY;
REVOKE ALL ON access.proof_key FROM PUBLIC, tessera_app, tessera_job;
GRANT SELECT, INSERT, DELETE ON access.proof_key TO tessera_authz;
DROP POLICY IF EXISTS authz ON access.proof_key;
CREATE POLICY authz ON access.proof_key TO tessera_authz USING (true) WITH CHECK (true);

-- No two transactions have both the number and the time of one, not even where a backup was restored in between.
CREATE OR REPLACE FUNCTION access._this_transaction() RETURNS text LANGUAGE sql VOLATILE AS $$
    SELECT pg_current_xact_id()::text || '.' || (extract(epoch FROM now()) * 1000000)::bigint::text
$$;

-- What a proof must speak of, and after a bar the names of the keys that one may be made with.
CREATE OR REPLACE FUNCTION access.challenge() RETURNS text
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT access._this_transaction() || '|' || coalesce(string_agg(k.name, ' ' ORDER BY k.name), '') FROM access.proof_key k
$$;

-- True where the proof is HMAC-SHA256 of this deed in this transaction; refuses otherwise. What is said holds no bar.
CREATE OR REPLACE FUNCTION access._proven(said text[], proof text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE message bytea := convert_to(array_to_string(access._this_transaction() || said, '|'), 'UTF8');
BEGIN
    -- Hashed once more before they are compared, so that how long that takes tells nothing of the right one.
    IF array_position(said, NULL) IS NOT NULL OR NOT EXISTS (
        SELECT 1 FROM access.proof_key k
         WHERE sha256(convert_to(proof, 'UTF8'))
             = sha256(convert_to(encode(sha256(k.outer_pad || sha256(k.inner_pad || message)), 'hex'), 'UTF8'))) THEN
        RAISE EXCEPTION 'nothing proves that the application asks' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN true;
END $$;

CREATE OR REPLACE FUNCTION access._hex(words text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT encode(sha256(convert_to(words, 'UTF8')), 'hex')
$$;

DROP FUNCTION IF EXISTS access.open_session(text, uuid, uuid, timestamptz);
CREATE OR REPLACE FUNCTION access.open_session(token text, practitioner uuid, membership uuid, ends timestamptz, proof text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE belongs record;
BEGIN
    PERFORM access._proven(ARRAY['open_session', access._hex(token), practitioner::text, membership::text,
                                 (extract(epoch FROM ends) * 1000000)::bigint::text], proof);
    SELECT m.partnership_id INTO belongs FROM public.access_membership m
      JOIN public.access_practitioner p ON p.id = m.practitioner_id AND p.is_active
     WHERE m.id = membership AND m.practitioner_id = practitioner
       AND now() >= m.valid_from AND (m.valid_to IS NULL OR now() < m.valid_to);
    IF belongs IS NULL THEN
        RAISE EXCEPTION 'that membership is not held' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO public.access_session (token_hash, practitioner_id, membership_id, partnership_id, opened_at, ends_at)
    VALUES (access._hex(token), practitioner, membership, belongs.partnership_id, now(), ends)
    ON CONFLICT (token_hash) DO UPDATE SET membership_id = excluded.membership_id,
        partnership_id = excluded.partnership_id, ends_at = excluded.ends_at, ended_at = NULL
        WHERE public.access_session.practitioner_id = excluded.practitioner_id;
END $$;

-- The hash of somebody's password; NULL where they have none.
CREATE OR REPLACE FUNCTION access.password_of(practitioner uuid, proof text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM access._proven(ARRAY['password_of', practitioner::text], proof);
    RETURN (SELECT w.hash FROM public.access_password w WHERE w.practitioner_id = practitioner);
END $$;

-- Gives somebody another password. Whatever was signed in with the one before is no longer.
CREATE OR REPLACE FUNCTION access.set_password(practitioner uuid, hash text, proof text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE times integer;
BEGIN
    PERFORM access._proven(ARRAY['set_password', practitioner::text, access._hex(hash)], proof);
    INSERT INTO public.access_password AS w (practitioner_id, hash) VALUES (practitioner, set_password.hash)
        ON CONFLICT (practitioner_id) DO UPDATE SET hash = excluded.hash;
    UPDATE public.access_practitioner p SET passwords_set = p.passwords_set + 1 WHERE p.id = practitioner
        RETURNING p.passwords_set INTO times;
    RETURN times;
END $$;

-- Whom an account at a provider lets in: the application says so once, with a proof, and nobody changes it afterwards.
CREATE OR REPLACE FUNCTION access.account_tied() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' OR (OLD.user_id, OLD.provider, OLD.uid) IS DISTINCT FROM (NEW.user_id, NEW.provider, NEW.uid) THEN
        PERFORM access._proven(ARRAY['tie', NEW.user_id::text, access._hex(NEW.provider), access._hex(NEW.uid)],
                               current_setting('tessera.proof', true));
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS tied ON public.socialaccount_socialaccount;
CREATE TRIGGER tied BEFORE INSERT OR UPDATE ON public.socialaccount_socialaccount
    FOR EACH ROW WHEN (current_user IN ('tessera_app', 'tessera_job')) EXECUTE FUNCTION access.account_tied();

-- A second factor stays what it is and whose it is. Adding one, changing one, taking one away and spending a recovery code
-- need a proof, also in somebody's own session: a key that is put there, or codes that are used up, would let somebody else
-- in or keep its owner out. Before somebody is signed in only its use is noted: when, and which of the codes are spent.
CREATE OR REPLACE FUNCTION access.factor_used() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE before bigint; after bigint; proof text := current_setting('tessera.proof', true);
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM access._proven(ARRAY['factors', NEW.user_id::text], proof);
        RETURN NEW;
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM access._proven(ARRAY['factors', OLD.user_id::text], proof);
        RETURN OLD;
    END IF;
    IF (OLD.id, OLD.user_id, OLD.type) IS DISTINCT FROM (NEW.id, NEW.user_id, NEW.type) THEN
        RAISE EXCEPTION 'a second factor is not handed on' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF OLD.data = NEW.data THEN RETURN NEW; END IF;
    before := OLD.data ->> 'used_mask';
    after := NEW.data ->> 'used_mask';
    IF NEW.type <> 'recovery_codes' OR OLD.data - 'used_mask' <> NEW.data - 'used_mask' OR after & before <> before
       OR after IS NULL OR before IS NULL THEN
        IF access.who() IS NULL THEN
            RAISE EXCEPTION 'nobody is signed in to change a second factor' USING ERRCODE = 'insufficient_privilege';
        END IF;
        PERFORM access._proven(ARRAY['factors', OLD.user_id::text], proof);
    ELSE
        PERFORM access._proven(ARRAY['spend', OLD.user_id::text], proof);
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS used ON public.mfa_authenticator;
CREATE TRIGGER used BEFORE INSERT OR UPDATE OR DELETE ON public.mfa_authenticator
    FOR EACH ROW WHEN (current_user IN ('tessera_app', 'tessera_job')) EXECUTE FUNCTION access.factor_used();
