INSERT INTO action_link VALUES ($seq, $time, $who, $id, $indicator, $active, $reason, $programme)
