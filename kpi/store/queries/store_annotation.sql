INSERT INTO annotation VALUES ($seq, $time, $who, $id, $indicator, $unit, $kind, $period, $text, $active, $reason, $programme)
