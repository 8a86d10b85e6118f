INSERT INTO revision VALUES ($seq, $time, $who, $indicator, $target, $baseline, $direction, $valid_from, $reason, $programme)
