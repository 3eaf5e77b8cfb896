-- Reading the ledger again, and taking a part of it out with its proof.

-- The first entry of a stretch that is not as its block has it: changed, gone or put in. Those that the block knows come
-- first, in its order. NULL where the entries are as they were, so that it is the block that was altered.
CREATE OR REPLACE FUNCTION audit._first_difference(b public.audit_block) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH sealed AS (
        SELECT i AS place, encode(substr(b.leaves, i * 48 + 1, 16), 'hex')::uuid AS id,
               substr(b.leaves, i * 48 + 17, 32) AS leaf
          FROM generate_series(0, octet_length(b.leaves) / 48 - 1) i
    ), there AS (
        SELECT e.id, audit._leaf(e) AS leaf, e.act, e.at
          FROM public.audit_entry e WHERE e.server = b.server AND e.act >= b.first_act AND e.act < b.end_act
    )
    SELECT coalesce(s.id, t.id) FROM sealed s FULL JOIN there t ON t.id = s.id
     WHERE s.leaf IS DISTINCT FROM t.leaf
     ORDER BY s.place NULLS LAST, t.act, t.at, t.id LIMIT 1
$$;

-- Reads every block and every entry in it, in one snapshot, so that entries may be added meanwhile. `first_break` is the
-- first entry that is not as it was sealed, be it there or gone; `broken_block` the number of the first block that is
-- altered, missing or holds such an entry.
CREATE OR REPLACE FUNCTION audit.verify(OUT entries bigint, OUT sealed bigint, OUT blocks bigint, OUT intact boolean,
                                        OUT first_break uuid, OUT broken_block bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    b record;
    block public.audit_block;
    leaves bytea;
    altered boolean;
    expected bigint := 1;
BEGIN
    sealed := 0;
    blocks := 0;
    FOR b IN SELECT a AS block, coalesce(lag(a.hash) OVER by_number, repeat('0', 64)) AS before,
                    coalesce(lag(a.end_act) OVER of_server, 0) AS first_act
               FROM public.audit_block a
             WINDOW by_number AS (ORDER BY a.number), of_server AS (PARTITION BY a.server ORDER BY a.number)
              ORDER BY a.number
    LOOP
        block := b.block;
        IF block.number <> expected THEN broken_block := coalesce(broken_block, least(expected, block.number)); END IF;
        expected := block.number + 1;
        leaves := audit._leaves(block.server, block.first_act, block.end_act);
        altered := block.before <> b.before OR block.first_act <> b.first_act OR block.end_act <= block.first_act
            OR block.entries <> octet_length(block.leaves) / 48 OR block.root IS DISTINCT FROM audit._root(block.leaves)
            OR block.hash <> audit._hash(block);
        IF leaves IS DISTINCT FROM block.leaves AND first_break IS NULL THEN
            first_break := audit._first_difference(block);
        END IF;
        IF altered OR leaves IS DISTINCT FROM block.leaves THEN
            broken_block := coalesce(broken_block, block.number);
        END IF;
        blocks := blocks + 1;
        sealed := sealed + coalesce(octet_length(leaves) / 48, 0);
    END LOOP;
    -- Blocks cut off the end, where they had been published.
    IF expected <= (SELECT p.number FROM audit.publication p) THEN
        broken_block := coalesce(broken_block, expected);
    END IF;
    SELECT count(*) INTO entries FROM public.audit_entry;
    intact := broken_block IS NULL;
END $$;

-- Which of the blocks that were published this ledger no longer holds, given as [{"number", "hash"}, ...].
CREATE OR REPLACE FUNCTION audit.lost(published jsonb) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT DISTINCT p.number FROM jsonb_to_recordset(published) AS p(number bigint, hash text)
     WHERE NOT EXISTS (SELECT 1 FROM public.audit_block b
                        WHERE b.number = p.number AND b.hash = p.hash AND b.hash = audit._hash(b))
     ORDER BY p.number
$$;

-- Taking entries out is itself an entry, in the same transaction: of a case, or of a stretch of time, or of both.
CREATE OR REPLACE FUNCTION audit.export(of_case uuid, since timestamptz, until timestamptz,
    OUT id uuid, OUT line text, OUT block bigint) RETURNS SETOF record
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF of_case IS NULL AND (since IS NULL OR until IS NULL) THEN
        RAISE EXCEPTION 'name a case, or from when until when';
    END IF;
    RETURN QUERY
        SELECT e.id, audit._line(e), b.number FROM public.audit_entry e
          LEFT JOIN LATERAL (SELECT a.number, a.first_act FROM public.audit_block a
                              WHERE a.server = e.server AND a.end_act > e.act ORDER BY a.end_act LIMIT 1) b
                 ON b.first_act <= e.act
         WHERE (of_case IS NULL OR e."case" = of_case) AND (since IS NULL OR e.at >= since)
           AND (until IS NULL OR e.at < until)
         ORDER BY e.server, e.act, e.at, e.id;
    INSERT INTO public.audit_entry (id, at, verb, kind, "case", detail, server, act)
    VALUES (gen_random_uuid(), now(), 'export', 'ledger', of_case,
            jsonb_strip_nulls(jsonb_build_object('from', since, 'to', until)), 0, 0);
END $$;

-- Blocks as they were published, each with the identifiers and hashes that it keeps.
CREATE OR REPLACE FUNCTION audit.blocks(numbers bigint[], OUT number bigint, OUT line text, OUT leaves bytea)
RETURNS SETOF record
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT b.number, audit._published_line(b), b.leaves FROM public.audit_block b
     WHERE b.number = ANY (numbers) ORDER BY b.number
$$;
