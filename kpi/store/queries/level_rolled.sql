-- What the units below give the units at $depth, from what those hold: own or rolled in their turn.
CREATE OR REPLACE TEMP TABLE t_rolled AS
WITH child AS (
    SELECT * FROM t_cell WHERE depth = $depth + 1
),
-- A part is a unit below with any figure for the group. Lacking one sex it is an empty group when the other sex is everybody.
part AS (
    SELECT grp, parent_no, unit_no,
        count(*) FILTER (sex = 1) AS has_k, count(*) FILTER (sex = 2) AS has_m,
        max(n) FILTER (sex = 0) AS n_t, max(n) FILTER (sex = 1) AS n_k, max(n) FILTER (sex = 2) AS n_m
    FROM child
    GROUP BY grp, parent_no, unit_no
),
need AS (
    SELECT grp, parent_no, count(*) AS parts,
        count(*) FILTER (NOT (has_k = 0 AND n_m IS NOT NULL AND n_m IS NOT DISTINCT FROM n_t)) AS need_k,
        count(*) FILTER (NOT (has_m = 0 AND n_k IS NOT NULL AND n_k IS NOT DISTINCT FROM n_t)) AS need_m
    FROM part
    GROUP BY grp, parent_no
),
summed AS (
    SELECT grp, parent_no, sex, count(*) AS got, count(add_den) AS usable, count(n) AS with_n,
        sum(add_num) AS add_num, sum(add_den) AS add_den, sum(n)::BIGINT AS n, sum(gate)::BIGINT AS gate,
        min(months) AS months, bool_or(synthetic) AS synthetic,
        count(*) FILTER (n > 1 AND sd IS NULL) AS without_sd,
        sum(CASE WHEN n > 1 THEN (n - 1) * sd * sd ELSE 0 END) AS within, sum(add_num * value) AS squares
    FROM child
    GROUP BY grp, parent_no, sex
)
SELECT s.grp, g.year, s.parent_no AS unit_no, t.depth, t.parent_no, s.sex, g.rounding, g.factor * s.add_num / s.add_den AS value,
    CASE WHEN g.kind <> 'mean' THEN s.add_num END AS numerator, CASE WHEN g.kind <> 'mean' THEN s.add_den END AS denominator,
    s.add_num, s.add_den, CASE WHEN s.with_n = s.got THEN s.n END AS n, CASE WHEN s.with_n = s.got THEN s.gate END AS gate,
    CASE WHEN g.kind = 'mean' AND s.n > 1 AND s.without_sd = 0 THEN
        sqrt(greatest(0, s.within + s.squares - s.add_num * s.add_num / s.add_den) / (s.n - 1))
    END AS sd,
    w.parts::INTEGER AS parts, (t.children - w.parts)::INTEGER AS parts_missing, s.months, s.synthetic
FROM summed s
JOIN need w ON w.grp = s.grp AND w.parent_no = s.parent_no
JOIN t_group g ON g.grp = s.grp
JOIN t_tree t ON t.year = g.year AND t.unit_no = s.parent_no
WHERE s.got = CASE s.sex WHEN 1 THEN w.need_k WHEN 2 THEN w.need_m ELSE w.parts END
    AND s.usable = s.got AND s.add_den > 0
