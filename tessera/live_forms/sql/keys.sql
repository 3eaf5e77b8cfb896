-- What a browser keeps until it is saved is sealed with a key of its session, found by the beginning of the session's hash. It
-- goes when that session is signed out, here or from the list, and no other does: whoever sits down at that browser next can
-- read none of it, and what another browser keeps is there still. A session that only ran out of time leaves its key, so that
-- signing in again brings back what was typed; it goes when it is forgotten that there was the session.
CREATE OR REPLACE FUNCTION access.browser_key_goes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM public.live_forms_browser_key k
     WHERE k.id = left(OLD.token_hash, 32)::uuid AND k.author_id = OLD.practitioner_id;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS browser_key ON public.access_session;
CREATE TRIGGER browser_key AFTER UPDATE OF ended_at ON public.access_session
    FOR EACH ROW WHEN (NEW.ended_at < NEW.ends_at) EXECUTE FUNCTION access.browser_key_goes();
DROP TRIGGER IF EXISTS browser_key_forgotten ON public.access_session;
CREATE TRIGGER browser_key_forgotten AFTER DELETE ON public.access_session
    FOR EACH ROW EXECUTE FUNCTION access.browser_key_goes();
