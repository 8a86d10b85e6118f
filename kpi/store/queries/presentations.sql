SELECT unit, year, audience, moment, note, active, who, time, seq FROM presentation WHERE seq <= $version AND programme = $programme ORDER BY seq
