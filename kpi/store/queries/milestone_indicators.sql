SELECT milestone, indicator, active, reason, who, time, seq FROM milestone_indicator
WHERE seq <= $version AND programme = $programme ORDER BY seq
