-- For the catalogue of a lake that tests share: empty() makes the lake what it was when this was run, whatever has been put in since.
-- What came later goes, and what was ended later goes on. Numbers are not used twice: a process that has the lake open remembers its
-- tables by schema_version, and their statistics by next_file_id.

CREATE SCHEMA kept;
CREATE TABLE kept.ducklake_snapshot AS SELECT max(snapshot_id) AS last FROM ducklake_snapshot;
-- Those that do not say when a row came.
CREATE TABLE kept.ducklake_table_stats AS TABLE ducklake_table_stats;
CREATE TABLE kept.ducklake_table_column_stats AS TABLE ducklake_table_column_stats;
CREATE TABLE kept.ducklake_inlined_data_tables AS TABLE ducklake_inlined_data_tables;
CREATE TABLE kept.ducklake_file_column_stats AS TABLE ducklake_file_column_stats;

CREATE FUNCTION empty() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    changing text; said text; kept_last bigint := (SELECT last FROM kept.ducklake_snapshot); now_last record;
BEGIN
    FOR changing, said IN
        SELECT relname, attname FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND attname IN ('begin_snapshot', 'end_snapshot')
    LOOP
        IF said = 'begin_snapshot' THEN
            EXECUTE format('DELETE FROM %I WHERE begin_snapshot > $1', changing) USING kept_last;
        ELSE
            EXECUTE format('UPDATE %I SET end_snapshot = NULL WHERE end_snapshot > $1', changing) USING kept_last;
        END IF;
    END LOOP;
    FOR changing IN SELECT tablename FROM pg_tables WHERE schemaname = 'kept' AND tablename <> 'ducklake_snapshot' LOOP
        EXECUTE format('DELETE FROM %1$I; INSERT INTO %1$I TABLE kept.%1$I', changing);
    END LOOP;
    SELECT max(snapshot_id) + 1 AS snapshot, max(schema_version) + (min(schema_version) < max(schema_version))::int AS tables,
        max(next_catalog_id) AS next, max(next_file_id) + 1 AS next_file INTO now_last FROM ducklake_snapshot;
    DELETE FROM ducklake_snapshot;
    DELETE FROM ducklake_snapshot_changes;
    INSERT INTO ducklake_snapshot VALUES (now_last.snapshot, now(), now_last.tables, now_last.next, now_last.next_file);
    -- Another history: nothing that a test before this one read is remembered.
    SELECT i.table_name INTO changing FROM ducklake_inlined_data_tables AS i JOIN ducklake_table AS t USING (table_id)
        WHERE t.table_name = 'ticket';
    EXECUTE format('UPDATE %I SET era = convert_to(gen_random_uuid()::text, ''UTF8'')', changing);
END $$;
