SELECT milestone, state, day, reason, shown, who, time, seq FROM milestone_assessment
WHERE seq <= $version AND programme = $programme ORDER BY seq
