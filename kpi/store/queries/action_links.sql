SELECT id, indicator, active, reason, who, time, seq FROM action_link WHERE seq <= $version AND programme = $programme ORDER BY seq, id, indicator
