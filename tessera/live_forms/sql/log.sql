-- The log of a section: numbered, dated and chained by the database, and written by nobody else.
--
-- Who may read access changes counts them here too: `access.stamp` grows with every change that may close a form to
-- somebody who has it open, in the transaction of that change. Whoever appends holds the same locks shared, so that an
-- update is committed before such a change or knows of it: nobody is sent what was written after they were out.

CREATE TABLE IF NOT EXISTS access.stamp (
    of uuid PRIMARY KEY,
    n bigint NOT NULL
);
ALTER TABLE access.stamp ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON access.stamp FROM PUBLIC, tessera_app, tessera_job;
GRANT SELECT, INSERT, UPDATE ON access.stamp TO tessera_authz;
DROP POLICY IF EXISTS authz ON access.stamp;
CREATE POLICY authz ON access.stamp TO tessera_authz USING (true) WITH CHECK (true);

-- One of 512 locks, so that a transaction which changes a hundred thousand cases holds 512 and no more.
CREATE OR REPLACE FUNCTION access._lock_of(one uuid) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT 7305000 + (hashtextextended(one::text, 0) & 511)
$$;

-- Whoever can ask the database anything may listen, so that what is told is a number that one in four thousand share.
CREATE OR REPLACE FUNCTION access._place_of(one uuid) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ('x' || right(one::text, 3))::bit(12)::integer
$$;

-- Access to a case, or of a practitioner, changes in this transaction.
CREATE OR REPLACE FUNCTION access._changes(one uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(access._lock_of(one));
    INSERT INTO access.stamp AS s (of, n) VALUES (one, 1) ON CONFLICT (of) DO UPDATE SET n = s.n + 1;
    PERFORM pg_notify('tessera_access', access._place_of(one)::text);
END $$;

CREATE OR REPLACE FUNCTION access.case_changes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE one uuid := to_jsonb(coalesce(NEW, OLD)) ->> TG_ARGV[0];
BEGIN
    -- Of a case with no form nobody has anything open.
    IF EXISTS (SELECT 1 FROM public.live_forms_form f WHERE f.case_id = one) THEN PERFORM access._changes(one); END IF;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS live ON public.access_case;
CREATE TRIGGER live AFTER UPDATE OF audience, sealed ON public.access_case
    FOR EACH ROW EXECUTE FUNCTION access.case_changes('id');
DROP TRIGGER IF EXISTS live ON public.access_subject;
CREATE TRIGGER live AFTER INSERT OR UPDATE OR DELETE ON public.access_subject
    FOR EACH ROW EXECUTE FUNCTION access.case_changes('case_id');
DROP TRIGGER IF EXISTS live ON public.access_involvement;
CREATE TRIGGER live AFTER INSERT OR UPDATE OR DELETE ON public.access_involvement
    FOR EACH ROW EXECUTE FUNCTION access.case_changes('case_id');
DROP TRIGGER IF EXISTS live ON public.live_forms_participant;
CREATE TRIGGER live AFTER INSERT OR UPDATE OR DELETE ON public.live_forms_participant
    FOR EACH ROW EXECUTE FUNCTION access.case_changes('case_id');
DROP TRIGGER IF EXISTS live ON public.live_forms_form;
CREATE TRIGGER live AFTER UPDATE ON public.live_forms_form
    FOR EACH ROW EXECUTE FUNCTION access.case_changes('case_id');

CREATE OR REPLACE FUNCTION access.practitioner_changes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM access._changes((to_jsonb(NEW) ->> TG_ARGV[0])::uuid);
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS live ON public.access_exclusion;
CREATE TRIGGER live AFTER INSERT OR UPDATE ON public.access_exclusion
    FOR EACH ROW EXECUTE FUNCTION access.practitioner_changes('practitioner_id');
DROP TRIGGER IF EXISTS live ON public.access_membership;
CREATE TRIGGER live AFTER UPDATE ON public.access_membership
    FOR EACH ROW EXECUTE FUNCTION access.practitioner_changes('practitioner_id');
DROP TRIGGER IF EXISTS live ON public.access_session;
CREATE TRIGGER live AFTER UPDATE OF ended_at ON public.access_session
    FOR EACH ROW WHEN (NEW.ended_at IS NOT NULL) EXECUTE FUNCTION access.practitioner_changes('practitioner_id');
DROP TRIGGER IF EXISTS live ON public.access_practitioner;
CREATE TRIGGER live AFTER UPDATE OF is_active ON public.access_practitioner
    FOR EACH ROW EXECUTE FUNCTION access.practitioner_changes('id');

-- How often access to each of these has changed. Taken with the locks shared: until this transaction ends none changes.
CREATE OR REPLACE FUNCTION access.stamps(watched uuid[]) RETURNS TABLE (of uuid, n bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(k)
       FROM (SELECT DISTINCT access._lock_of(w) AS k FROM unnest(watched) w ORDER BY 1) AS keys;
    RETURN QUERY SELECT s.of, s.n FROM access.stamp s WHERE s.of = ANY (watched);
END $$;

-- The moment at which something that whoever asks holds next ends, of what is known today; infinity where nothing does.
CREATE OR REPLACE FUNCTION access.holds_until() RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(min(x.at), 'infinity') FROM (
        SELECT m.valid_to AS at FROM public.access_membership m WHERE m.practitioner_id = access.who()
        UNION ALL SELECT m.valid_from FROM public.access_membership m WHERE m.practitioner_id = access.who()
        UNION ALL SELECT i.valid_to FROM public.access_involvement i
                   WHERE i.principal_id = ANY (access.principals()) AND i.valid_to > now()
        UNION ALL SELECT e.ended_at FROM public.access_exclusion e WHERE e.practitioner_id = access.who()) AS x
     WHERE x.at > now()
$$;

-- Who takes part in a form, at a moment or (where that is NULL) now: whose part has an end is out.
CREATE OR REPLACE FUNCTION access._open_to(form uuid, moment timestamptz) RETURNS integer[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT p.principal_id ORDER BY p.principal_id), '{}')
      FROM public.live_forms_participant p
     WHERE p.form_id = form AND CASE WHEN moment IS NULL THEN p.valid_to IS NULL
           ELSE p.valid_from <= moment AND (p.valid_to IS NULL OR moment < p.valid_to) END
$$;

-- Kept on the form and on its sections, so that whether a section is somebody's to read is asked of its own row. The form
-- is locked first, so that of two changes at once the later knows of the earlier.
CREATE OR REPLACE FUNCTION access.participants_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE changed uuid := coalesce(NEW.form_id, OLD.form_id); now_open integer[];
BEGIN
    PERFORM 1 FROM public.live_forms_form f WHERE f.id = changed FOR NO KEY UPDATE;
    now_open := access._open_to(changed, NULL);
    UPDATE public.live_forms_form SET open_to = now_open WHERE id = changed;
    UPDATE public.live_forms_section SET open_to = now_open WHERE form_id = changed;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS open_to ON public.live_forms_participant;
CREATE TRIGGER open_to AFTER INSERT OR UPDATE OR DELETE ON public.live_forms_participant
    FOR EACH ROW EXECUTE FUNCTION access.participants_change();

CREATE OR REPLACE FUNCTION access.form_closes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.live_forms_section SET closed = NEW.closed_at IS NOT NULL WHERE form_id = NEW.id;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS closes ON public.live_forms_form;
-- After `live`, in the order of names: the lock on access first and sections after it, as whoever appends takes them.
DROP TRIGGER IF EXISTS sections_close ON public.live_forms_form;
CREATE TRIGGER sections_close AFTER UPDATE OF closed_at ON public.live_forms_form
    FOR EACH ROW EXECUTE FUNCTION access.form_closes();

-- A form begins open to nobody; a section at its beginning, open to whoever takes part in its form.
CREATE OR REPLACE FUNCTION access.form_begins() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.open_to := '{}';
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS begins ON public.live_forms_form;
CREATE TRIGGER begins BEFORE INSERT ON public.live_forms_form
    FOR EACH ROW EXECUTE FUNCTION access.form_begins();
CREATE OR REPLACE FUNCTION access.section_begins() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE f record;
BEGIN
    -- Locked, so that nobody is let in or out, and nothing is closed, between this look and the end of the transaction.
    SELECT x.open_to, x.closed_at INTO f FROM public.live_forms_form x WHERE x.id = NEW.form_id FOR NO KEY UPDATE;
    NEW.seq := 0; NEW.epoch := 1; NEW.head := '';
    NEW.open_to := coalesce(f.open_to, '{}'); NEW.closed := f.closed_at IS NOT NULL;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS begins ON public.live_forms_section;
CREATE TRIGGER begins BEFORE INSERT ON public.live_forms_section
    FOR EACH ROW EXECUTE FUNCTION access.section_begins();

-- A sign-off is of what the logs hold at that moment: nobody adds to them until its transaction ends, and whatever is added
-- afterwards is later by the same clock.
CREATE OR REPLACE FUNCTION access.sign_off_begins() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM 1 FROM public.live_forms_section x WHERE x.form_id = NEW.form_id ORDER BY x.id FOR NO KEY UPDATE;
    NEW.signed_at := clock_timestamp();
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS begins ON public.live_forms_sign_off;
CREATE TRIGGER begins BEFORE INSERT ON public.live_forms_sign_off
    FOR EACH ROW EXECUTE FUNCTION access.sign_off_begins();

DROP TRIGGER IF EXISTS a_seen ON public.live_forms_update;
DROP FUNCTION IF EXISTS access.update_is_of_a_section_seen();

-- Numbers, dates and chains an update. The section's row is the lock, so that numbers have no gap and are in the order of
-- commits. What cannot be numbered is given the number of the reason, for the next trigger to say; what is of no section
-- is left to row security, which refuses it as it refuses what is of a hidden one.
CREATE OR REPLACE FUNCTION access.update_is_numbered() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE s record; last record;
BEGIN
    SELECT x.seq, x.epoch, x.head, x.form_id, x.closed INTO s
      FROM public.live_forms_section x WHERE x.id = NEW.section_id FOR NO KEY UPDATE;
    NEW.seq := 0;
    IF NOT FOUND THEN RETURN NEW; END IF;
    IF s.closed THEN
        NEW.seq := -1; RETURN NEW;
    END IF;
    IF NEW.epoch <> s.epoch THEN
        NEW.seq := -2; RETURN NEW;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM public.live_forms_tab t
                    WHERE t.form_id = s.form_id AND t.number = NEW.tab AND t.author_id = NEW.author_id) THEN
        NEW.seq := -4; RETURN NEW;
    END IF;
    IF NEW.field <> '' THEN
        SELECT u.seq, u.payload INTO last FROM public.live_forms_update u
         WHERE u.section_id = NEW.section_id AND u.field = NEW.field ORDER BY u.seq DESC LIMIT 1;
        IF FOUND AND last.seq > NEW.base AND last.payload <> NEW.payload THEN
            NEW.seq := -3; RETURN NEW;
        END IF;
    END IF;
    NEW.seq := s.seq + 1;
    NEW.at := clock_timestamp();
    NEW.hash := sha256(s.head || convert_to(concat_ws('|', NEW.section_id, NEW.seq, NEW.epoch, NEW.field, NEW.base,
        NEW.tab, NEW.author_id, NEW.agency_id, extract(epoch FROM NEW.at)), 'UTF8') || sha256(NEW.payload));
    UPDATE public.live_forms_section SET seq = NEW.seq, head = NEW.hash WHERE id = NEW.section_id;
    -- Every process hears that a section grew, and how far. What is refused after all is not told: it was not committed.
    PERFORM pg_notify('tessera_live', access._place_of(NEW.section_id) || ':' || NEW.seq);
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS b_numbered ON public.live_forms_update;
CREATE TRIGGER b_numbered BEFORE INSERT ON public.live_forms_update
    FOR EACH ROW EXECUTE FUNCTION access.update_is_numbered();

-- Says why an update was not numbered, to whoever may see the section; to others row security says what it always says.
-- Errors of its own: TF001 the form is closed, TF002 another epoch, TF003 the value was set meanwhile.
CREATE OR REPLACE FUNCTION access.update_is_refused() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM public.live_forms_section s WHERE s.id = NEW.section_id) THEN
        RAISE EXCEPTION '%', (ARRAY['the form is closed', 'that epoch is over', 'the value was set meanwhile',
                                    'that tab is somebody else''s'])[-NEW.seq]
            USING ERRCODE = (ARRAY['TF001', 'TF002', 'TF003', '42501'])[-NEW.seq];
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS c_refused ON public.live_forms_update;
CREATE TRIGGER c_refused BEFORE INSERT ON public.live_forms_update
    FOR EACH ROW WHEN (NEW.seq < 0) EXECUTE FUNCTION access.update_is_refused();

DROP TRIGGER IF EXISTS grew ON public.live_forms_update;
DROP FUNCTION IF EXISTS access.sections_grew();

-- What is in the log stays as it is, whoever asks.
CREATE OR REPLACE FUNCTION access.log_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log of a section is append only' USING ERRCODE = 'insufficient_privilege';
END $$;
DROP TRIGGER IF EXISTS stays ON public.live_forms_update;
CREATE TRIGGER stays BEFORE UPDATE OR DELETE OR TRUNCATE ON public.live_forms_update
    FOR EACH STATEMENT EXECUTE FUNCTION access.log_stays();
ALTER TABLE public.live_forms_update ENABLE ALWAYS TRIGGER stays;

-- What became of updates that whoever asks has just written: their places in `ids`, from 1 on, seqs and times. RETURNING
-- would have row security ask once more whether they may be read, which costs as much as all else.
CREATE OR REPLACE FUNCTION access.written(ids uuid[]) RETURNS TABLE (n integer, seq bigint, at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT x.n::integer, u.seq, u.at
      FROM unnest(ids) WITH ORDINALITY AS x(id, n) JOIN public.live_forms_update u ON u.id = x.id
     WHERE u.author_id = access.who()
$$;

-- Several updates of several practitioners at once, each judged as the practitioner who sends it: the transaction takes
-- the context of one after the other. With nobody's rights but theirs, so what is refused is refused by row security.
-- One row for each update, in the order given: its state (`saved`, `refused`, `closed`, `epoch`, `conflict`,
-- `signed-out`), its seq and time; and one row of place 0 for each of `watched` whose access has ever changed.
CREATE OR REPLACE FUNCTION access.append(
    tokens text[], ids uuid[], sections uuid[], cases uuid[], epochs integer[], fields text[], bases bigint[],
    tabs bigint[], authors uuid[], agencies uuid[], payloads bytea[], watched uuid[])
RETURNS TABLE (place integer, state text, seq bigint, at timestamptz, of uuid)
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE one record; group_ok boolean; i integer; known text := NULL; signed_in boolean := false;
BEGIN
    FOR one IN SELECT s.of, s.n FROM access.stamps(watched) s LOOP
        place := 0; state := 'stamp'; seq := one.n; at := NULL; of := one.of;
        RETURN NEXT;
    END LOOP;
    of := NULL;
    -- Sections in one order, whoever appends: two batches never wait for each other.
    FOR one IN SELECT g.section, g.token, g.places FROM (
            SELECT x.section, x.token, array_agg(x.n::integer ORDER BY x.n) AS places, min(x.n) AS first
              FROM unnest(sections, tokens) WITH ORDINALITY AS x(section, token, n) GROUP BY x.section, x.token) AS g
            ORDER BY g.section, g.first LOOP
        IF known IS DISTINCT FROM one.token THEN
            known := one.token;
            BEGIN
                PERFORM access.begin(one.token);
                signed_in := true;
            EXCEPTION WHEN insufficient_privilege THEN
                signed_in := false;
            END;
        END IF;
        group_ok := false;
        IF signed_in THEN
            BEGIN
                INSERT INTO public.live_forms_update (id, section_id, case_id, seq, epoch, field, base, tab, author_id,
                                                      agency_id, at, hash, payload)
                SELECT ids[p], sections[p], cases[p], 0, epochs[p], fields[p], bases[p], tabs[p], authors[p],
                       agencies[p], now(), '', payloads[p]
                  FROM unnest(one.places) AS p;
                group_ok := true;
            EXCEPTION WHEN insufficient_privilege OR SQLSTATE 'TF001' OR SQLSTATE 'TF002' OR SQLSTATE 'TF003'
                        OR unique_violation OR check_violation THEN
                group_ok := false;
            END;
        END IF;
        IF group_ok THEN
            RETURN QUERY SELECT one.places[w.n], 'saved', w.seq, w.at, NULL::uuid
                           FROM access.written(ARRAY(SELECT ids[p] FROM unnest(one.places) p)) w;
        ELSE
            FOREACH i IN ARRAY one.places LOOP
                place := i; seq := 0; at := NULL; state := 'signed-out';
                IF signed_in THEN
                    BEGIN
                        INSERT INTO public.live_forms_update (id, section_id, case_id, seq, epoch, field, base, tab,
                                                              author_id, agency_id, at, hash, payload)
                        VALUES (ids[i], sections[i], cases[i], 0, epochs[i], fields[i], bases[i], tabs[i], authors[i],
                                agencies[i], now(), '', payloads[i]);
                        SELECT 'saved', w.seq, w.at INTO state, seq, at FROM access.written(ids[i:i]) w;
                    EXCEPTION
                        WHEN SQLSTATE 'TF001' THEN state := 'closed';
                        WHEN SQLSTATE 'TF002' THEN state := 'epoch';
                        WHEN SQLSTATE 'TF003' THEN state := 'conflict';
                        WHEN insufficient_privilege OR unique_violation OR check_violation THEN state := 'refused';
                    END;
                END IF;
                RETURN NEXT;
            END LOOP;
        END IF;
    END LOOP;
    PERFORM access.leave();
END $$;

-- After a restore from a backup every section begins a new epoch: no tab that was open before can add to it what the
-- backup did not hold. For the owner alone, at the console. How many sections there were.
CREATE OR REPLACE FUNCTION access.begin_epoch() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE n integer;
BEGIN
    UPDATE public.live_forms_section SET epoch = epoch + 1;
    GET DIAGNOSTICS n = ROW_COUNT;
    RETURN n;
END $$;

-- What the logs say of themselves, for whoever checks them at the console: for the owner alone.
CREATE OR REPLACE FUNCTION access.live_heads() RETURNS TABLE (id uuid, seq bigint, head bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT s.id, s.seq, s.head FROM public.live_forms_section s ORDER BY s.id
$$;

CREATE OR REPLACE FUNCTION access.live_links(section uuid, after bigint, most integer)
RETURNS TABLE (seq bigint, epoch integer, field text, base bigint, tab bigint, author uuid, agency uuid, at timestamptz,
               payload bytea, hash bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT u.seq, u.epoch, u.field::text, u.base, u.tab, u.author_id, u.agency_id, u.at, u.payload, u.hash
      FROM public.live_forms_update u WHERE u.section_id = section AND u.seq > after ORDER BY u.seq LIMIT most
$$;
