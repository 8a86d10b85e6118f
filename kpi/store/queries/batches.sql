-- The log of imports at a version, newest first, each with its latest import, undo or redo.
SELECT b.batch, b.seq, b.file, b.sha256, b.layout, b.who, b.time, CASE WHEN e.kind = 'undo' THEN 'undone' ELSE 'active' END AS state,
    b.synthetic, b.sheet, b.header_row, b.rows_read, b.rows_accepted, b.facts_new, b.facts_changed, b.facts_unchanged, b.note,
    CASE WHEN e.kind <> 'import' THEN e.text END AS why, CASE WHEN e.kind <> 'import' THEN e.who END AS why_user,
    CASE WHEN e.kind <> 'import' THEN e.time END AS why_time
FROM batch b
JOIN (
    SELECT * FROM event
    WHERE seq <= $version AND kind IN ('import', 'undo', 'redo')
    QUALIFY row_number() OVER (PARTITION BY batch ORDER BY seq DESC) = 1
) e ON e.batch = b.batch
ORDER BY b.seq DESC
