-- The promises that run now in one partnership, for counting what settings would mean for them. For a job alone.
--
-- When each began and what has happened to it since, and of what kind it is: no key, no reference, no agency but the one
-- that was asked and the kind of concern whose template it was asked from, no word of a record. An administrator is given
-- numbers made of it, and never this.
DROP FUNCTION IF EXISTS access.live_promises(uuid);
CREATE OR REPLACE FUNCTION access.live_promises(of_partnership uuid)
RETURNS TABLE (kind text, rating text, agency text, concern text, started_at timestamptz, received_at timestamptz,
               opened_at timestamptz, due_at timestamptz, ratings jsonb, pauses jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT access.roles() && ARRAY['automatic'] THEN
        RAISE EXCEPTION 'only a job counts what is under way' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
    WITH running AS (
        SELECT c.kind::text AS of_kind, ''::text AS asked, ''::text AS about, c.started_at AS since, c.due_at AS due, c.referral_id,
               CASE WHEN c.kind = 'decision' THEN c.enquiry_id END AS rated, c.id AS of_clock, NULL::uuid AS of_request
          FROM public.enquiries_clock c JOIN public.access_agency a ON a.id = c.agency_id
         WHERE c.stopped_at IS NULL AND a.partnership_id = of_partnership
        UNION ALL
        SELECT 'agency_return', t.code::text, r.concern::text, r.sent_at, r.due_at, NULL, r.enquiry_id, NULL, r.id
          FROM public.enquiries_request r
          JOIN public.access_agency a ON a.id = r.agency_id
          JOIN public.access_agency t ON t.id = r.to_agency_id
          JOIN public.enquiries_enquiry e ON e.id = r.enquiry_id
         WHERE r.state IN ('sent', 'seen') AND e.state = 'open' AND a.partnership_id = of_partnership)
    SELECT n.of_kind, coalesce(e.rating::text, ''), n.asked, n.about, n.since,
           (SELECT f.started_at FROM public.enquiries_clock f
             WHERE f.referral_id = n.referral_id AND f.kind = 'acknowledge'),
           e.opened_at, n.due,
           coalesce((SELECT jsonb_agg(jsonb_build_array(v.value, v.rated_at, v.confirm_by, k.confirmed_at)
                                      ORDER BY v.rated_at, v.id)
                       FROM public.enquiries_rating v LEFT JOIN public.enquiries_confirmation k ON k.rating_id = v.id
                      WHERE v.enquiry_id = n.rated AND v.by_hub), '[]'),
           coalesce((SELECT jsonb_agg(jsonb_build_array(p.began_at, p.ended_at) ORDER BY p.began_at)
                       FROM public.enquiries_pause p
                      WHERE p.clock_id = n.of_clock OR p.request_id = n.of_request), '[]')
      FROM running n LEFT JOIN public.enquiries_enquiry e ON e.id = n.rated;
END $$;

-- How many referrals are being written: a number, and nothing of what is in them.
CREATE OR REPLACE FUNCTION access.referrals_written(of_partnership uuid) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE found bigint;
BEGIN
    IF NOT access.roles() && ARRAY['automatic'] THEN
        RAISE EXCEPTION 'only a job counts what is under way' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT count(*) INTO found
      FROM public.enquiries_draft d JOIN public.access_agency a ON a.id = d.agency_id
     WHERE d.sent_at IS NULL AND a.partnership_id = of_partnership;
    RETURN found;
END $$;
