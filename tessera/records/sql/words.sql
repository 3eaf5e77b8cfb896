-- What a line may be found by: its words, reduced to their stems, with its label. Written with the line, by the database,
-- so that no one who writes lines can leave it out; read by access.find_lines alone.
CREATE OR REPLACE FUNCTION access.words_kept() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO public.records_words (line_id, case_id, agency_id, author_id, audience, named, marks, written_at, words)
    SELECT l.id, l.case_id, l.agency_id, l.author_id, l.audience, l.named, l.marks, n.written_at,
           -- PostgreSQL refuses to reduce more than a megabyte at once; a line is never nearly as long.
           to_tsvector('english', left(concat_ws(' ', l.text, l.source, l.about), 100000))
      FROM written l JOIN public.records_note n ON n.id = l.note_id;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS words ON public.records_line;
CREATE TRIGGER words AFTER INSERT ON public.records_line REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION access.words_kept();
