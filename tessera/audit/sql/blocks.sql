-- Sealing the ledger. A block covers the entries of one server whose act is in [first_act, end_act), and is made only
-- when every transaction with such a number has ended: the set can never change, and no writer is waited for.

-- The entry as one line of JSON: what is hashed, what is taken out for a court, the same to the last byte. The keys are in
-- the order of the alphabet and no line break stands in it. Written out, because jsonb_build_object takes twice as long.
CREATE OR REPLACE FUNCTION audit._line(e public.audit_entry) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN concat('{"act": ', e.act, ', "at": "', to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    '", "by": ', coalesce('"' || e.by || '"', 'null'), ', "case": ', coalesce('"' || e."case" || '"', 'null'),
    ', "detail": ', e.detail, ', "id": "', e.id, '", "kind": ', to_json(e.kind),
    ', "partnership": ', coalesce('"' || e.partnership || '"', 'null'),
    ', "row": ', coalesce('"' || e."row" || '"', 'null'), ', "server": "', e.server, '", "verb": ', to_json(e.verb), '}');

-- A leaf begins with 0 and a node with 1, so that neither can be passed off as the other (as in RFC 6962).
CREATE OR REPLACE FUNCTION audit._leaf(e public.audit_entry) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE
RETURN sha256('\x00'::bytea || convert_to(audit._line(e), 'UTF8'));

-- The top of the tree of the hashes in `leaves`. Two and two become one; the last, where it has no fellow, goes up as
-- it is. NULL where there are none.
CREATE OR REPLACE FUNCTION audit._root(leaves bytea) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    number integer := octet_length(leaves) / 48;
    level bytea;
BEGIN
    SELECT string_agg(substr(leaves, i * 48 + 17, 32), ''::bytea ORDER BY i) INTO level
      FROM generate_series(0, number - 1) i;
    WHILE number > 1 LOOP
        SELECT string_agg(CASE WHEN i * 2 + 1 < number THEN sha256('\x01'::bytea || substr(level, i * 64 + 1, 64))
                               ELSE substr(level, i * 64 + 1, 32) END, ''::bytea ORDER BY i) INTO level
          FROM generate_series(0, (number + 1) / 2 - 1) i;
        number := (number + 1) / 2;
    END LOOP;
    RETURN encode(level, 'hex');
END $$;

-- A block without its hash, as the text that is hashed; and the line that is published of it.
CREATE OR REPLACE FUNCTION audit._hash(b public.audit_block) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN encode(sha256(convert_to(concat_ws('|', b.before, b.root, b.number, b.server, b.first_act, b.end_act, b.entries,
    to_char(b.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')), 'UTF8')), 'hex');

CREATE OR REPLACE FUNCTION audit._published_line(b public.audit_block) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN json_build_object('number', b.number, 'at', to_char(b.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'server', b.server::text, 'first_act', b.first_act, 'end_act', b.end_act, 'entries', b.entries, 'root', b.root,
    'before', b.before, 'hash', b.hash)::text;

-- The entries of a stretch, as a block keeps them.
CREATE OR REPLACE FUNCTION audit._leaves(on_server bigint, first_act bigint, end_act bigint) RETURNS bytea
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT string_agg(uuid_send(e.id) || audit._leaf(e), ''::bytea ORDER BY e.act, e.at, e.id)
      FROM public.audit_entry e WHERE e.server = $1 AND e.act >= $2 AND e.act < $3
$$;

-- Every server that has entries, and the first act there that no block covers.
CREATE OR REPLACE FUNCTION audit._ends(OUT server bigint, OUT first_act bigint) RETURNS SETOF record
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH RECURSIVE servers AS (
        SELECT min(e.server) AS server FROM public.audit_entry e
        UNION ALL
        SELECT (SELECT min(e.server) FROM public.audit_entry e WHERE e.server > s.server)
          FROM servers s WHERE s.server IS NOT NULL
    )
    SELECT s.server, coalesce((SELECT max(b.end_act) FROM public.audit_block b WHERE b.server = s.server), 0)
      FROM servers s WHERE s.server IS NOT NULL ORDER BY s.server
$$;

-- How far the next block of a server may reach: `most` entries, but a transaction is never divided. NULL: nothing there.
CREATE OR REPLACE FUNCTION audit._reach(on_server bigint, first_act bigint, bound bigint, most integer) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    lowest bigint;
    next_over bigint;
BEGIN
    SELECT min(e.act) INTO lowest FROM public.audit_entry e
     WHERE e.server = on_server AND e.act >= _reach.first_act AND e.act < bound;
    IF lowest IS NULL THEN RETURN NULL; END IF;
    SELECT e.act INTO next_over FROM public.audit_entry e
     WHERE e.server = on_server AND e.act >= lowest AND e.act < bound ORDER BY e.act OFFSET most LIMIT 1;
    IF next_over IS NULL THEN
        SELECT max(e.act) INTO next_over FROM public.audit_entry e
         WHERE e.server = on_server AND e.act >= lowest AND e.act < bound;
        RETURN next_over + 1;
    END IF;
    RETURN greatest(next_over, lowest + 1);
END $$;

-- Seals what can be sealed; how many blocks were made, at most a hundred in one transaction. One at a time: who comes
-- second finds nothing left. On another server nothing is being written any more, whatever is there is whole.
CREATE OR REPLACE FUNCTION audit.seal(most integer DEFAULT 4096) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    here bigint := audit._server();
    settled bigint;
    stretch record;
    reach bigint;
    last public.audit_block;
    block public.audit_block;
    made integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(7350214);
    -- What is published must not be lost by a crash that the entries survive.
    IF current_setting('synchronous_commit') = 'off' THEN
        PERFORM set_config('synchronous_commit', 'on', true);
    END IF;
    settled := pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
    SELECT * INTO last FROM public.audit_block b ORDER BY b.number DESC LIMIT 1;
    FOR stretch IN SELECT * FROM audit._ends() LOOP
        IF stretch.server = here AND stretch.first_act > settled THEN
            RAISE EXCEPTION 'the transactions of this server are numbered lower than in the last block of the ledger';
        END IF;
        LOOP
            reach := audit._reach(stretch.server, stretch.first_act,
                                  CASE WHEN stretch.server = here THEN settled ELSE 9223372036854775807 END, most);
            EXIT WHEN reach IS NULL OR made = 100;
            block.number := coalesce(last.number, 0) + 1;
            block.at := clock_timestamp();
            block.server := stretch.server;
            block.first_act := stretch.first_act;
            block.end_act := reach;
            block.leaves := audit._leaves(block.server, block.first_act, block.end_act);
            block.entries := octet_length(block.leaves) / 48;
            block.root := audit._root(block.leaves);
            block.before := coalesce(last.hash, repeat('0', 64));
            block.hash := audit._hash(block);
            INSERT INTO public.audit_block SELECT block.*;
            last := block;
            stretch.first_act := reach;
            made := made + 1;
        END LOOP;
    END LOOP;
    RETURN made;
END $$;

-- The last block that was given to the hook (TESSERA_LEDGER_PUBLISH), and how far `verify` expects the ledger to reach.
CREATE TABLE IF NOT EXISTS audit.publication (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    number bigint NOT NULL
);
INSERT INTO audit.publication (number) VALUES (0) ON CONFLICT DO NOTHING;
ALTER TABLE audit.publication ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON audit.publication FROM PUBLIC, tessera_app, tessera_job;
GRANT SELECT, UPDATE ON audit.publication TO tessera_authz;
DROP POLICY IF EXISTS authz ON audit.publication;
CREATE POLICY authz ON audit.publication TO tessera_authz USING (true) WITH CHECK (true);

-- The next block to publish, kept from other workers until the transaction ends. No row: none waits, or another is at it.
CREATE OR REPLACE FUNCTION audit.next_to_publish(OUT number bigint, OUT line text) RETURNS SETOF record
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT pg_try_advisory_xact_lock(7350215) THEN RETURN; END IF;
    RETURN QUERY SELECT b.number, audit._published_line(b) FROM public.audit_block b
        WHERE b.number > (SELECT p.number FROM audit.publication p) ORDER BY b.number LIMIT 1;
END $$;

-- One by one and in their order, so that nothing can be passed over.
CREATE OR REPLACE FUNCTION audit.published(block bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE audit.publication p SET number = block
     WHERE block = (SELECT min(b.number) FROM public.audit_block b WHERE b.number > p.number);
END $$;

-- The lines of the blocks after one, to be kept where nobody who can write here can write.
CREATE OR REPLACE FUNCTION audit.lines(after bigint) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT audit._published_line(b) FROM public.audit_block b WHERE b.number > after ORDER BY b.number
$$;

-- What waits: entries for a seal, blocks to be published, and since when the oldest of each.
CREATE OR REPLACE FUNCTION audit.waiting(
    OUT entries bigint, OUT entries_since timestamptz, OUT blocks bigint, OUT blocks_since timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT (SELECT coalesce(sum(w.number), 0)::bigint FROM audit._ends() s, LATERAL (SELECT count(*) AS number
              FROM public.audit_entry e WHERE e.server = s.server AND e.act >= s.first_act) w),
           (SELECT min(w.at) FROM audit._ends() s, LATERAL (SELECT min(e.at) AS at
              FROM public.audit_entry e WHERE e.server = s.server AND e.act >= s.first_act) w),
           w.number, w.at
      FROM (SELECT count(*) AS number, min(b.at) AS at FROM public.audit_block b
             WHERE b.number > (SELECT p.number FROM audit.publication p)) w
$$;
