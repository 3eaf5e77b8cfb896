-- A message about a sealed case is there only for whoever may open the case; the policy asks `sealed` first, so that a
-- message about any other case costs nothing more.
--
-- The case is locked first, as whoever seals it locks it: of a message and a seal made at once the later waits for the
-- earlier, and knows of it. The same lock as access._refresh takes, so that neither has to ask for a stronger one.
CREATE OR REPLACE FUNCTION access.message_sealed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE is_sealed boolean;
BEGIN
    SELECT c.sealed INTO is_sealed FROM public.access_case c WHERE c.id = NEW.case_id FOR NO KEY UPDATE;
    NEW.sealed := coalesce(is_sealed, false);
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS sealed ON public.notifications_message;
CREATE TRIGGER sealed BEFORE INSERT ON public.notifications_message
    FOR EACH ROW EXECUTE FUNCTION access.message_sealed();

CREATE OR REPLACE FUNCTION access.messages_follow() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.notifications_message SET sealed = NEW.sealed WHERE case_id = NEW.id;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS messages ON public.access_case;
CREATE TRIGGER messages AFTER UPDATE OF sealed ON public.access_case
    FOR EACH ROW WHEN (OLD.sealed IS DISTINCT FROM NEW.sealed) EXECUTE FUNCTION access.messages_follow();
