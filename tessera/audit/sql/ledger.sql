-- The ledger's chains. Sixty-four of them, one per connection in practice: a single chain would make every transaction
-- wait for the one before, and sealing in blocks afterwards would leave the newest entries unprotected.

CREATE OR REPLACE FUNCTION audit._digest(e public.audit_entry) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    SELECT encode(sha256(convert_to(jsonb_build_array(e.chain, e.place, e.before, e.id, extract(epoch FROM e.at), e.by,
        e.partnership, e.verb, e.kind, e."row", e."case", e.detail)::text, 'UTF8')), 'hex')
$$;

CREATE OR REPLACE FUNCTION audit.chain() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE head public.audit_head;
BEGIN
    NEW.chain := pg_backend_pid() % 64;
    SELECT * INTO STRICT head FROM public.audit_head h WHERE h.chain = NEW.chain FOR UPDATE;
    NEW.at := clock_timestamp();
    NEW.by := access.who();
    NEW.partnership := access.partnership();
    NEW.place := head.place + 1;
    NEW.before := head.hash;
    NEW.hash := audit._digest(NEW);
    UPDATE public.audit_head SET place = NEW.place, hash = NEW.hash WHERE audit_head.chain = NEW.chain;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS chain ON public.audit_entry;
CREATE TRIGGER chain BEFORE INSERT ON public.audit_entry FOR EACH ROW EXECUTE FUNCTION audit.chain();

CREATE OR REPLACE FUNCTION audit.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
DROP TRIGGER IF EXISTS unchanging ON public.audit_entry;
CREATE TRIGGER unchanging BEFORE UPDATE OR DELETE ON public.audit_entry FOR EACH ROW EXECUTE FUNCTION audit.refuse();
DROP TRIGGER IF EXISTS never_emptied ON public.audit_entry;
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON public.audit_entry FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse();

-- Reads every chain from its first entry. `first_break` is the earliest entry that does not follow from the one before
-- it, was changed, or is the last one left of a chain whose end is gone.
CREATE OR REPLACE FUNCTION audit.verify()
RETURNS TABLE (entries bigint, intact boolean, first_break uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH read AS (
        SELECT e.id, e.at, e.chain, e.place, e.hash,
               e.place <> coalesce(lag(e.place) OVER w, 0) + 1
               OR e.before <> coalesce(lag(e.hash) OVER w,
                    encode(sha256(convert_to('tessera ledger chain ' || e.chain, 'UTF8')), 'hex'))
               OR e.hash <> audit._digest(e) AS broken,
               row_number() OVER (PARTITION BY e.chain ORDER BY e.place DESC, e.id) = 1 AS is_last
          FROM public.audit_entry e
        WINDOW w AS (PARTITION BY e.chain ORDER BY e.place, e.id)
    ), breaks AS (
        SELECT r.id, r.at FROM read r LEFT JOIN public.audit_head h ON h.chain = r.chain
         WHERE r.broken OR h.chain IS NULL OR (r.is_last AND (r.place <> h.place OR r.hash <> h.hash))
        UNION ALL
        -- A chain that has a head but no entry left at all.
        SELECT NULL, NULL FROM public.audit_head h
         WHERE h.place > 0 AND NOT EXISTS (SELECT 1 FROM public.audit_entry e WHERE e.chain = h.chain)
    )
    SELECT (SELECT count(*) FROM public.audit_entry), NOT EXISTS (SELECT 1 FROM breaks),
           (SELECT b.id FROM breaks b ORDER BY b.at NULLS LAST, b.id LIMIT 1)
$$;
