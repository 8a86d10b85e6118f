INSERT INTO milestone_indicator VALUES ($seq, $time, $who, $programme, $milestone, $indicator, $active, $reason)
