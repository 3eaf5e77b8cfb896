-- Who works here: two administrators of a partnership give somebody a place in an agency, and one ends it.
--
-- Every function locks the partnership first and then asks again whether whoever calls it is an administrator still: of two
-- who end each other at the same moment the first is right. Nobody is asked about themself, so one always stays.
CREATE OR REPLACE FUNCTION access._administers() RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM 1 FROM public.access_partnership p WHERE p.id = access.partnership() FOR NO KEY UPDATE;
    IF NOT access.roles() && ARRAY['administrator'] OR NOT EXISTS (
        SELECT 1 FROM public.access_membership m
         WHERE m.practitioner_id = access.who() AND m.partnership_id = access.partnership() AND m.role = 'administrator'
           AND m.valid_from <= clock_timestamp() AND (m.valid_to IS NULL OR clock_timestamp() < m.valid_to)) THEN
        RAISE EXCEPTION 'only an administrator says who works here' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN true;
END $$;

-- How far a role reaches of itself.
CREATE OR REPLACE FUNCTION access._scope(role text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN role IN ('safeguarding_lead', 'agency_officer') THEN 'agency'
                WHEN role IN ('hub_practitioner', 'decision_maker', 'social_worker') THEN 'team' ELSE 'person' END
$$;

-- Enters what two administrators agreed on, from today on at the earliest. What somebody holds already stays as it is.
CREATE OR REPLACE FUNCTION access._join(asked uuid, member uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO public.access_membership (id, practitioner_id, partnership_id, agency_id, team_id, role, scope, valid_from,
                                          valid_to)
    SELECT gen_random_uuid(), member, i.partnership_id, i.agency_id, w.team, w.role, access._scope(w.role),
           greatest(i.valid_from, now()), i.valid_to
      FROM public.access_invitation i
      CROSS JOIN LATERAL (
          SELECT r::text AS role, CASE WHEN access._scope(r::text) = 'team' THEN i.team_id END AS team
            FROM unnest(i.roles) r) w
     WHERE i.id = asked AND w.role <> 'automatic' AND (access._scope(w.role) <> 'team' OR w.team IS NOT NULL)
       AND NOT EXISTS (
           SELECT 1 FROM public.access_membership m
            WHERE m.practitioner_id = member AND m.agency_id = i.agency_id AND m.role = w.role
              AND m.team_id IS NOT DISTINCT FROM w.team AND m.valid_to IS NULL AND m.valid_from <= i.valid_from);
    UPDATE public.access_invitation i SET practitioner_id = member, accepted_at = now() WHERE i.id = asked;
END $$;

-- The second administrator agrees. Somebody who works here already has the place from then on; anybody else is invited.
CREATE OR REPLACE FUNCTION access.agree_to_invitation(asked uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE member uuid;
BEGIN
    PERFORM access._administers();
    UPDATE public.access_invitation i SET agreed_by_id = access.who(), agreed_at = now()
     WHERE i.id = asked AND i.partnership_id = access.partnership() AND i.asked_by_id <> access.who()
       AND i.practitioner_id IS DISTINCT FROM access.who() AND i.agreed_at IS NULL AND i.withdrawn_at IS NULL
       AND (i.valid_to IS NULL OR now() < i.valid_to)
    RETURNING i.practitioner_id INTO member;
    IF NOT FOUND THEN RETURN false; END IF;
    IF member IS NOT NULL THEN PERFORM access._join(asked, member); END IF;
    RETURN true;
END $$;

-- Either administrator takes it back, as long as nobody has accepted.
CREATE OR REPLACE FUNCTION access.withdraw_invitation(asked uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM access._administers();
    UPDATE public.access_invitation i SET withdrawn_by_id = access.who(), withdrawn_at = now(), key_hash = ''
     WHERE i.id = asked AND i.partnership_id = access.partnership() AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL;
    RETURN FOUND;
END $$;

-- Another link to accept with; the one before it is dead. Only the application makes one, and it goes to the mailbox: an
-- administrator with SQL of their own cannot choose the link and accept in somebody's place.
CREATE OR REPLACE FUNCTION access.send_invitation(asked uuid, hash text, until timestamptz, proof text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM access._proven(ARRAY['invite', asked::text, hash, (extract(epoch FROM until) * 1000000)::bigint::text], proof);
    PERFORM access._administers();
    UPDATE public.access_invitation i SET key_hash = hash, key_until = until, sent_at = now()
     WHERE i.id = asked AND i.partnership_id = access.partnership() AND i.email <> '' AND i.agreed_at IS NOT NULL
       AND i.withdrawn_at IS NULL AND i.accepted_at IS NULL AND (i.valid_to IS NULL OR now() < i.valid_to);
    RETURN FOUND;
END $$;

-- Which invitation a link is for, where it may still be accepted.
CREATE OR REPLACE FUNCTION access._open_invitation(hash text) RETURNS SETOF public.access_invitation
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT i.* FROM public.access_invitation i
     WHERE hash <> '' AND i.key_hash = hash AND now() < i.key_until AND i.agreed_at IS NOT NULL AND i.withdrawn_at IS NULL
       AND i.accepted_at IS NULL AND (i.valid_to IS NULL OR now() < i.valid_to)
$$;

-- What whoever has the link is shown: for whom they would work, and as what.
CREATE OR REPLACE FUNCTION access.invited(hash text)
RETURNS TABLE (partnership text, agency text, team text, roles text[], name text, email text, valid_from timestamptz,
               valid_to timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT p.name::text, a.name::text, t.name::text, i.roles::text[], i.name::text, i.email::text, i.valid_from, i.valid_to
      FROM access._open_invitation(hash) i
      JOIN public.access_partnership p ON p.id = i.partnership_id
      JOIN public.access_agency a ON a.id = i.agency_id
      LEFT JOIN public.access_team t ON t.id = i.team_id
$$;

-- Whoever reads the mailbox accepts. Somebody who has an account, in whatever partnership, keeps it; anybody else gets one.
-- Neither of the two who gave the place takes it. NULL where the link is of no use, and nothing says why.
DROP FUNCTION IF EXISTS access.accept_invitation(text, text, text);
CREATE FUNCTION access.accept_invitation(hash text, username text, proof text)
RETURNS TABLE (invitation uuid, practitioner uuid, is_new boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE given record; number integer;
BEGIN
    PERFORM access._proven(ARRAY['accept', hash, access._hex(username)], proof);
    SELECT o.id INTO invitation FROM access._open_invitation(hash) o;
    IF NOT FOUND THEN RETURN; END IF;
    PERFORM 1 FROM public.access_invitation i WHERE i.id = invitation FOR NO KEY UPDATE;
    -- Once more, now that nobody else can: a link that two press at once is accepted once.
    SELECT o.* INTO given FROM access._open_invitation(hash) o;
    IF NOT FOUND THEN RETURN; END IF;
    SELECT p.id INTO practitioner FROM public.access_practitioner p WHERE lower(p.email) = lower(given.email);
    is_new := practitioner IS NULL;
    IF is_new THEN
        INSERT INTO public.access_principal (kind) VALUES ('practitioner') RETURNING id INTO number;
        INSERT INTO public.access_practitioner (id, username, name, email, principal_id, is_active, joined_at)
        VALUES (gen_random_uuid(), accept_invitation.username, given.name, lower(given.email), number, true, now())
        RETURNING id INTO practitioner;
        INSERT INTO public.account_emailaddress (user_id, email, verified, "primary")
        VALUES (practitioner, lower(given.email), true, true);
    ELSIF practitioner IN (given.asked_by_id, given.agreed_by_id)
          OR NOT EXISTS (SELECT 1 FROM public.access_practitioner p WHERE p.id = practitioner AND p.is_active) THEN
        RETURN;
    END IF;
    PERFORM access._join(given.id, practitioner);
    RETURN NEXT;
END $$;

-- Somebody no longer works here as that, now or from a day on: never in the past, never whoever ends it, and never the last
-- administrator whose own place has no end. What they wrote stays. Whoever then has no place left here no longer works with
-- any family by name: should they come back, nobody's record is open to them from before.
CREATE OR REPLACE FUNCTION access.end_membership(held uuid, ends timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE m record; at timestamptz;
BEGIN
    PERFORM access._administers();
    SELECT * INTO m FROM public.access_membership k
     WHERE k.id = held AND k.partnership_id = access.partnership() AND k.practitioner_id <> access.who()
       AND k.role <> 'automatic';
    IF NOT FOUND THEN RETURN false; END IF;
    at := greatest(ends, now(), m.valid_from);
    IF m.valid_to <= at THEN RETURN false; END IF;
    IF m.role = 'administrator' AND NOT EXISTS (
        SELECT 1 FROM public.access_membership o JOIN public.access_practitioner p ON p.id = o.practitioner_id AND p.is_active
         WHERE o.partnership_id = m.partnership_id AND o.role = 'administrator' AND o.practitioner_id <> m.practitioner_id
           AND o.valid_from <= now() AND o.valid_to IS NULL) THEN
        RETURN false;
    END IF;
    UPDATE public.access_membership k SET valid_to = at WHERE k.id = held;
    IF NOT EXISTS (SELECT 1 FROM public.access_membership o
                    WHERE o.practitioner_id = m.practitioner_id AND o.partnership_id = m.partnership_id
                      AND (o.valid_to IS NULL OR o.valid_to > at)) THEN
        UPDATE public.access_involvement i SET valid_to = at, ended_by_id = access.who()
          FROM public.access_case c, public.access_practitioner p
         WHERE c.id = i.case_id AND c.partnership_id = m.partnership_id AND p.id = m.practitioner_id
           AND i.principal_id = p.principal_id AND i.kind IN ('allocated', 'emergency', 'assurance')
           AND i.valid_from < at AND (i.valid_to IS NULL OR i.valid_to > at);
    END IF;
    RETURN true;
END $$;
