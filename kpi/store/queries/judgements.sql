SELECT kind, subject, unit, year, step, verdict, reason, analysis, figures, shown, who, time, seq FROM judgement
WHERE seq <= $version AND programme = $programme ORDER BY seq
