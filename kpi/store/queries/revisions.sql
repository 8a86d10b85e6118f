SELECT indicator, target, baseline, direction, valid_from, reason, who, time, seq FROM revision WHERE seq <= $version AND programme = $programme ORDER BY seq DESC
