INSERT INTO action_change VALUES ($seq, $time, $who, $id, $area, $text, $responsible, $due_year, $valid_from, $closed, $reason, $programme)
