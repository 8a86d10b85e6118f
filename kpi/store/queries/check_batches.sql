-- Batches whose stored rows are not as many as were counted when they came.
SELECT b.batch, b.facts_stored, coalesce(f.facts, 0) AS facts, b.units_stored, coalesce(u.units, 0) AS units
FROM batch b
LEFT JOIN (SELECT seq, count(*) AS facts FROM fact GROUP BY seq) f ON f.seq = b.seq
LEFT JOIN (SELECT seq, count(*) AS units FROM unit GROUP BY seq) u ON u.seq = b.seq
WHERE b.facts_stored <> coalesce(f.facts, 0) OR b.units_stored <> coalesce(u.units, 0)
    OR b.facts_stored + b.units_stored <> b.facts_new + b.facts_changed + b.facts_unchanged
ORDER BY b.batch
