SELECT id, state, day, reason, who, time, seq FROM action_report WHERE seq <= $version AND programme = $programme ORDER BY seq, id, day
