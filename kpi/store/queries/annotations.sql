SELECT id, indicator, unit, kind, period, text, active, reason, who, time, seq FROM annotation WHERE seq <= $version AND programme = $programme ORDER BY seq
