-- What the database writes of an entry itself, and what it refuses. How entries are sealed is in blocks.sql.

-- Which server this is: made once, when its files were, so that a copy loaded into another is known to be elsewhere.
CREATE OR REPLACE FUNCTION audit._server() RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE
RETURN (SELECT c.system_identifier FROM pg_control_system() c);

-- No writer waits for another here: a number that the transaction has anyway, and nothing that others hold.
CREATE OR REPLACE FUNCTION audit.stamp() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.at := clock_timestamp();
    NEW.by := access.who();
    NEW.partnership := access.partnership();
    NEW.server := audit._server();
    NEW.act := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS stamp ON public.audit_entry;
CREATE TRIGGER stamp BEFORE INSERT ON public.audit_entry FOR EACH ROW EXECUTE FUNCTION audit.stamp();

-- For each statement, not for each row: row security would hide every row from a statement that has no right to it,
-- and a refusal that says nothing looks like leave.
CREATE OR REPLACE FUNCTION audit.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
DROP TRIGGER IF EXISTS unchanging ON public.audit_entry;
CREATE TRIGGER unchanging BEFORE UPDATE OR DELETE ON public.audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse();
DROP TRIGGER IF EXISTS never_emptied ON public.audit_entry;
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON public.audit_entry FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse();
DROP TRIGGER IF EXISTS unchanging ON public.audit_block;
CREATE TRIGGER unchanging BEFORE UPDATE OR DELETE ON public.audit_block
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse();
DROP TRIGGER IF EXISTS never_emptied ON public.audit_block;
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON public.audit_block FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse();

-- A session may ask for triggers to rest (session_replication_role). These do not.
ALTER TABLE public.audit_entry ENABLE ALWAYS TRIGGER stamp;
ALTER TABLE public.audit_entry ENABLE ALWAYS TRIGGER unchanging;
ALTER TABLE public.audit_entry ENABLE ALWAYS TRIGGER never_emptied;
ALTER TABLE public.audit_block ENABLE ALWAYS TRIGGER unchanging;
ALTER TABLE public.audit_block ENABLE ALWAYS TRIGGER never_emptied;
