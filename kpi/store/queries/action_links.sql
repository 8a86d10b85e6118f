SELECT id, indicator, active, reason, who, time, seq FROM action_link WHERE seq <= $version ORDER BY seq, id, indicator
