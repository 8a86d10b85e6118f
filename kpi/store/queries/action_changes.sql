SELECT id, area, text, responsible, due_year, valid_from, reason, closed, who, time, seq FROM action_change
WHERE seq <= $version AND programme = $programme ORDER BY seq, id
