-- Addresses that need a clearance.
--
-- The application changes no label. That an address is kept from somebody although it was told openly it says with a row of
-- its own (enquiries_protection), which row security lets the hub add; what follows from it is done here. The functions read
-- by what an address is found, and none of its words.

-- Of marks those that a reader must be cleared for, in order. NULL where there are none.
CREATE OR REPLACE FUNCTION access._restricting(marks varchar[]) RETURNS varchar[]
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT array_agg(x ORDER BY x) FROM unnest(marks) AS x WHERE x NOT IN ('third_party', 'not_for_family')
$$;

-- With an address that needs a clearance goes what says that it is held back. Who may know of that, the policy says.
CREATE OR REPLACE FUNCTION access._address_withheld(addresses uuid[]) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO public.records_withheld (id, case_id, agency_id, author_id, audience, named, marks, number, what, address)
    SELECT gen_random_uuid(), a.case_id, a.agency_id, a.author_id, a.audience, a.named, access._restricting(a.marks), 1,
           'address', a.id
      FROM public.enquiries_referral_address a
     WHERE a.id = ANY (addresses) AND access._restricting(a.marks) IS NOT NULL
$$;
CREATE OR REPLACE FUNCTION access.addresses_withheld() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM access._address_withheld(array_agg(a.id)) FROM written a WHERE a.marks <> '{}';
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS withheld ON public.enquiries_referral_address;
CREATE TRIGGER withheld AFTER INSERT ON public.enquiries_referral_address REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION access.addresses_withheld();
ALTER TABLE public.enquiries_referral_address ENABLE ALWAYS TRIGGER withheld;

-- An address is marked: the one that is named, and wherever the same person lives behind the same door, in other cases too
-- (where there is no postcode, at an address of the same words: a sum of them stands in the place of the door).
-- What must be kept from somebody and was open to its whole case is for the hub from now on. What each wore until then is
-- kept. A row of another case than the address is in marks nothing.
CREATE OR REPLACE FUNCTION access.address_protected() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid; at_door text; told uuid[]; recorded uuid[];
    for_hub boolean := 'domestic_abuse_address' = ANY (NEW.marks);
BEGIN
    SELECT x.person_id, x.door INTO who, at_door
      FROM (SELECT a.id, a.case_id, coalesce(c.person_id, g.person_id) AS person_id, a.door
              FROM public.enquiries_referral_address a
              LEFT JOIN public.enquiries_referral_child c ON c.id = a.child_id
              LEFT JOIN public.enquiries_referral_adult g ON g.id = a.adult_id
             WHERE a.id = NEW.told_id
            UNION ALL SELECT a.id, a.case_id, a.person_id, a.door FROM public.people_address a WHERE a.id = NEW.recorded_id) x
     WHERE x.case_id = NEW.case_id;
    IF NOT FOUND THEN RETURN NULL; END IF;
    told := ARRAY(SELECT a.id FROM public.enquiries_referral_address a
                    LEFT JOIN public.enquiries_referral_child c ON c.id = a.child_id
                    LEFT JOIN public.enquiries_referral_adult g ON g.id = a.adult_id
                   WHERE a.id = NEW.told_id
                      OR at_door <> '' AND a.door = at_door AND who IN (c.person_id, g.person_id));
    recorded := ARRAY(SELECT a.id FROM public.people_address a
                       WHERE a.id = NEW.recorded_id OR at_door <> '' AND a.door = at_door AND a.person_id = who);
    INSERT INTO public.people_worn (id, address, marks, audience, named, until)
    SELECT gen_random_uuid(), a.id, a.marks, a.audience, a.named, now()
      FROM (SELECT t.id, t.marks, t.audience, t.named FROM public.enquiries_referral_address t WHERE t.id = ANY (told)
            UNION ALL SELECT r.id, r.marks, r.audience, r.named FROM public.people_address r WHERE r.id = ANY (recorded)) a;
    UPDATE public.enquiries_referral_address a
       SET marks = ARRAY(SELECT DISTINCT x FROM unnest(a.marks || NEW.marks) AS x ORDER BY x),
           audience = CASE WHEN for_hub AND a.audience = 'whole_case' THEN 'named' ELSE a.audience END,
           named = CASE WHEN for_hub AND a.audience = 'whole_case' THEN ARRAY[c.hub] ELSE a.named END
      FROM public.access_case c WHERE c.id = a.case_id AND a.id = ANY (told);
    UPDATE public.people_address a
       SET marks = ARRAY(SELECT DISTINCT x FROM unnest(a.marks || NEW.marks) AS x ORDER BY x),
           audience = CASE WHEN for_hub AND a.audience = 'whole_case' THEN 'named' ELSE a.audience END,
           named = CASE WHEN for_hub AND a.audience = 'whole_case' THEN ARRAY[c.hub] ELSE a.named END
      FROM public.access_case c WHERE c.id = a.case_id AND a.id = ANY (recorded);
    UPDATE public.records_withheld w SET marks = access._restricting(a.marks), audience = a.audience, named = a.named
      FROM public.enquiries_referral_address a WHERE w.address = a.id AND a.id = ANY (told);
    PERFORM access._address_withheld(ARRAY(
        SELECT t FROM unnest(told) AS t WHERE NOT EXISTS (SELECT 1 FROM public.records_withheld w WHERE w.address = t)));
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS protected ON public.enquiries_protection;
CREATE TRIGGER protected AFTER INSERT ON public.enquiries_protection
    FOR EACH ROW EXECUTE FUNCTION access.address_protected();
