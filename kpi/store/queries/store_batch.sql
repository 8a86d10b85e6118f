INSERT INTO batch VALUES (
    $batch, $seq, $file, $sha256, $layout, $who, $time, $synthetic, $sheet, $header_row, $rows_read, $rows_accepted,
    $facts_new, $facts_changed, $facts_unchanged, $facts_stored, $units_stored, $note
)
