INSERT INTO milestone_assessment VALUES ($seq, $time, $who, $programme, $milestone, $state, $day, $reason, $shown)
