SELECT indicator, unit, year, reason, active, who, time, seq FROM assessment WHERE seq <= $version AND programme = $programme ORDER BY seq DESC
