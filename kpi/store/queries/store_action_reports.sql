INSERT INTO action_report VALUES ($seq, $time, $who, $id, $state, $day, $reason, $programme)
