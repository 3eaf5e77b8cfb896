-- The ledger's chains. Sixty-four of them, one per connection in practice: a single chain would make every transaction
-- wait for the one before, and sealing in blocks afterwards would leave the newest entries unprotected.

-- Every column but the hash itself. The body is bound when it is made, so no search_path can bend it, and PostgreSQL
-- can write it into the question that asks instead of calling it for each entry.
CREATE OR REPLACE FUNCTION audit._digest(e public.audit_entry) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN encode(sha256(convert_to(jsonb_build_array(e.chain, e.place, e.before, e.id, extract(epoch FROM e.at), e.by,
    e.partnership, e.verb, e.kind, e."row", e."case", e.detail)::text, 'UTF8')), 'hex');

-- The word that a chain begins from, each its own, so that entries cannot be moved between them.
CREATE OR REPLACE FUNCTION audit._beginning(chain integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN encode(sha256(convert_to('tessera ledger chain ' || chain, 'UTF8')), 'hex');

CREATE OR REPLACE FUNCTION audit.chain() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    usual integer := pg_backend_pid() % 64;
    head public.audit_head;
BEGIN
    -- The chain of this connection; where another transaction holds that one, the next that is free. Waiting for it
    -- would let two transactions that also wait for one another's rows lock each other up.
    SELECT * INTO head FROM public.audit_head h WHERE h.chain = usual FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        SELECT * INTO head FROM public.audit_head h WHERE h.chain BETWEEN 0 AND 63
         ORDER BY (h.chain - usual + 64) % 64 LIMIT 1 FOR UPDATE SKIP LOCKED;
    END IF;
    IF NOT FOUND THEN
        SELECT * INTO STRICT head FROM public.audit_head h WHERE h.chain = usual FOR UPDATE;
    END IF;
    NEW.chain := head.chain;
    NEW.at := clock_timestamp();
    NEW.by := access.who();
    NEW.partnership := access.partnership();
    NEW.place := head.place + 1;
    NEW.before := head.hash;
    NEW.hash := audit._digest(NEW);
    UPDATE public.audit_head h SET place = NEW.place, hash = NEW.hash WHERE h.chain = NEW.chain;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS chain ON public.audit_entry;
CREATE TRIGGER chain BEFORE INSERT ON public.audit_entry FOR EACH ROW EXECUTE FUNCTION audit.chain();

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
-- A head moves when an entry is written, and never by hand.
DROP TRIGGER IF EXISTS unchanging ON public.audit_head;
CREATE TRIGGER unchanging BEFORE UPDATE OR DELETE ON public.audit_head
    FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION audit.refuse();
DROP TRIGGER IF EXISTS never_emptied ON public.audit_head;
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON public.audit_head FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse();

-- Reads every chain from its first entry, in one snapshot, so that entries may be added meanwhile. `first_break` is the
-- earliest entry that does not follow from the one before it, was changed, stands in no chain of ours, or is the last
-- one left of a chain whose end is gone. Null where no entry is left to name: a whole chain gone, or a head altered.
CREATE OR REPLACE FUNCTION audit.verify()
RETURNS TABLE (entries bigint, intact boolean, first_break uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH read AS (
        SELECT e.id, e.at, e.chain, e.place, e.hash,
               e.place <> coalesce(lag(e.place) OVER w, 0) + 1
               OR e.before <> coalesce(lag(e.hash) OVER w, audit._beginning(e.chain))
               OR e.hash <> audit._digest(e) AS broken,
               lead(e.id) OVER w IS NULL AS is_last
          FROM public.audit_entry e
        WINDOW w AS (PARTITION BY e.chain ORDER BY e.place, e.id)
    ), heads AS (
        SELECT g.chain, h.place, h.hash, h.chain IS NOT NULL AS is_there
          FROM generate_series(0, 63) AS g(chain) LEFT JOIN public.audit_head h ON h.chain = g.chain
    ), breaks AS (
        SELECT r.id, r.at FROM read r LEFT JOIN heads h ON h.chain = r.chain
         WHERE r.broken OR h.is_there IS NOT TRUE OR (r.is_last AND (r.place <> h.place OR r.hash <> h.hash))
        UNION ALL
        -- A chain with no entry left at all says so by its head, which must then be as it was made.
        SELECT NULL, NULL FROM heads h
         WHERE NOT EXISTS (SELECT 1 FROM public.audit_entry e WHERE e.chain = h.chain)
           AND (NOT h.is_there OR h.place <> 0 OR h.hash <> audit._beginning(h.chain))
        UNION ALL
        SELECT NULL, NULL FROM public.audit_head h WHERE h.chain NOT BETWEEN 0 AND 63
    )
    SELECT (SELECT count(*) FROM public.audit_entry), NOT EXISTS (SELECT 1 FROM breaks),
           (SELECT b.id FROM breaks b ORDER BY b.at NULLS LAST, b.id LIMIT 1)
$$;

-- The end of each chain, to be kept where nobody who can write here can write.
CREATE OR REPLACE FUNCTION audit.heads() RETURNS TABLE (chain integer, place bigint, hash text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT h.chain::integer, h.place, h.hash::text FROM public.audit_head h ORDER BY h.chain
$$;

-- Which of the ends that were kept elsewhere this ledger no longer holds, given as [{"chain", "place", "hash"}, ...].
-- A chain that was rewritten from some entry on follows from itself, but every hash from there on is another one.
CREATE OR REPLACE FUNCTION audit.lost(kept jsonb) RETURNS TABLE (chain integer, place bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT k.chain, k.place FROM jsonb_to_recordset(kept) AS k(chain integer, place bigint, hash text)
     WHERE NOT CASE WHEN k.place = 0 THEN k.hash = audit._beginning(k.chain)
                    ELSE EXISTS (SELECT 1 FROM public.audit_entry e
                                  WHERE e.chain = k.chain AND e.place = k.place AND e.hash = k.hash) END
     ORDER BY k.chain
$$;
