-- An answer that was being typed goes when its question waits no more, whoever ended that: the hub, which takes a question
-- back, sees no row of it and could empty none.
CREATE OR REPLACE FUNCTION access.draft_answer_ends() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.enquiries_draft_answer SET answers = '{}' WHERE request_id = NEW.id AND answers <> '{}';
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS draft_answer ON public.enquiries_request;
CREATE TRIGGER draft_answer AFTER UPDATE OF state ON public.enquiries_request
    FOR EACH ROW WHEN (NEW.state NOT IN ('sent', 'seen') AND OLD.state IN ('sent', 'seen'))
    EXECUTE FUNCTION access.draft_answer_ends();
