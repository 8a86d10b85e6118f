-- The imports, newest first. What was last done with each stands in the log.
SELECT batch, seq, file, sha256, layout, who AS user, time, synthetic, sheet, header_row, rows_read, rows_accepted, facts_new, facts_changed,
    facts_unchanged, note
FROM batch
ORDER BY seq DESC
