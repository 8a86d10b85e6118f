SELECT unit, year, audience, moment, note, active, who, time, seq FROM presentation WHERE seq <= $version ORDER BY seq
