-- What a browser keeps until it is saved is sealed with a key that goes when its practitioner signs out: whoever sits down
-- at that browser next can read none of it. A session that only ran out of time leaves the key, so that signing in again
-- brings back what was typed.
CREATE OR REPLACE FUNCTION access.browser_key_goes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM public.live_forms_browser_key k WHERE k.author_id = NEW.practitioner_id;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS browser_key ON public.access_session;
CREATE TRIGGER browser_key AFTER UPDATE OF ended_at ON public.access_session
    FOR EACH ROW WHEN (NEW.ended_at IS NOT NULL) EXECUTE FUNCTION access.browser_key_goes();
