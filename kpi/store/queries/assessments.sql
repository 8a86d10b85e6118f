SELECT indicator, unit, year, reason, active, who, time, seq FROM assessment WHERE seq <= $version ORDER BY seq DESC
