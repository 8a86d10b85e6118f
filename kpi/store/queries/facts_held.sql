-- The facts that hold for groups $first to $last: for each key the one of the latest active batch. add_num and add_den are what the rule
-- adds up, so that value = factor · Σ add_num / Σ add_den; add_den is null where the fact lacks what the rule needs. Persons of a unit with
-- none of those they are counted for have no value, and are counted above.
WITH held AS (
    SELECT g.grp, g.kind, g.scale, f.year, CASE WHEN g.month IS NULL THEN f.month END AS month, f.unit_no, f.sex, f.value, f.numerator, f.denominator, f.n, f.sd, a.synthetic, f.seq
    FROM {facts} f
    JOIN t_active a ON a.seq = f.seq
    JOIN t_group g ON g.series_no = f.series_no AND g.year = f.year AND (g.month IS NULL OR g.month = f.month)
    WHERE g.grp BETWEEN $first AND $last AND (NOT g.rolling OR g.month IS NOT NULL OR f.month IS NULL OR f.month IN (12, 16))
    {latest}
)
SELECT h.grp, h.year, h.month, h.unit_no, t.depth, t.parent_no, t.children, h.sex, h.value, h.numerator, h.denominator,
    CASE h.kind
        WHEN 'share' THEN coalesce(h.numerator, h.value * coalesce(h.denominator, h.n) / h.scale)
        WHEN 'ratio' THEN h.numerator
        WHEN 'per' THEN h.numerator
        WHEN 'mean' THEN h.n * h.value
    END AS add_num,
    CASE h.kind
        WHEN 'share' THEN coalesce(h.denominator, h.n)
        WHEN 'ratio' THEN CASE WHEN h.numerator IS NOT NULL THEN h.denominator END
        WHEN 'per' THEN CASE WHEN h.numerator IS NOT NULL THEN h.denominator END
        WHEN 'mean' THEN h.n
    END AS add_den,
    CASE WHEN h.kind IN ('share', 'per') THEN coalesce(h.n, round(h.denominator)::BIGINT) ELSE h.n END AS n,
    CASE WHEN h.kind = 'mean' THEN h.sd END AS sd,
    h.synthetic, h.seq
FROM held h
LEFT JOIN t_tree t ON t.year = h.year AND t.unit_no = h.unit_no
WHERE h.value IS NOT NULL OR (h.kind = 'per' AND h.month IS NULL AND h.denominator = 0 AND h.numerator IS NOT NULL)
