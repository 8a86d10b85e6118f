INSERT INTO judgement VALUES (
    $seq, $time, $who, $kind, $subject, $unit, $year, $step, $verdict, $reason, $analysis, $figures, $shown, $programme
)
