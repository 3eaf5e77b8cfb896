-- Says that lines of a note are held back: for each set of marks that needs a clearance, how many, and whose.
--
-- Written with the lines, by the database, so that no one who writes lines can leave it out. Of a line that carries a
-- mark whose existence is itself secret nothing is said at all.
CREATE OR REPLACE FUNCTION access.lines_withheld() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO public.records_withheld (id, case_id, agency_id, author_id, audience, named, marks, number)
    SELECT gen_random_uuid(), l.case_id, l.agency_id, l.author_id, l.audience, l.named, m.marks, count(*)
      FROM written l
     CROSS JOIN LATERAL (
         SELECT array_agg(x ORDER BY x) AS marks FROM unnest(l.marks) AS x
          WHERE x NOT IN ('third_party', 'not_for_family')) m
     WHERE m.marks IS NOT NULL AND NOT m.marks && ARRAY['domestic_abuse_address', 'adoption']::varchar[]
     GROUP BY l.case_id, l.agency_id, l.author_id, l.audience, l.named, m.marks;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS withheld ON public.records_line;
CREATE TRIGGER withheld AFTER INSERT ON public.records_line REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION access.lines_withheld();
