"""Quarters beside months: told of where they differ, also against what is stored; which year each is of. On the real store."""

from __future__ import annotations

from datetime import date

import pytest

from kpi.intake import Intake
from kpi.intake.periods import read_period
from kpi.programme.periods import LAST_PART, grain_of, months_of, part_of, period_text
from tests.intake import test_warnings
from tests.intake.builders import HEADINGS, csv
from tests.intake.test_warnings import file

TODAY = date(2026, 5, 15)
ORGANISATION = test_warnings.ORGANISATION


@pytest.fixture
def real(programme, organised):
    return Intake(programme, organised, today=lambda: TODAY)


@pytest.fixture(scope="module")
def reader(programme, unwritten):
    """Intake with a store that nothing is written to."""
    return Intake(programme, unwritten, today=lambda: TODAY)


def hours(*rows: tuple[str, float, float], unit: str = "0101") -> bytes:
    """Rows of period, ordinary hours and hours on day 1–14."""
    return csv([HEADINGS["sjukfranvaro"], *[[p, unit, "T", 60, den, num, num, None, None] for p, den, num in rows]])


MONTHS = [("2024-01", 3200, 80), ("2024-02", 3200, 90), ("2024-03", 3200, 100)]


def codes(reading) -> list[str]:
    return [w.code for w in reading.warnings]


def test_a_part_of_a_year_has_one_text_and_one_number():
    for part in (None, *range(1, LAST_PART + 1)):
        assert part_of(period_text(2024, part)) == part
    assert [grain_of(p) for p in (None, 12, 13)] == ["year", "month", "quarter"]
    assert [list(months_of(p)) for p in (3, 13, 16)] == [[3], [1, 2, 3], [10, 11, 12]]
    for wrong in ("2024-00", "2024-13", "2024-Q0", "2024-Q5", "24", "2024-1"):
        with pytest.raises(ValueError, match="no period"):
            part_of(wrong)


@pytest.mark.parametrize(("total", "told"), [(270, False), (272, False), (273, True), (240, True)])
def test_a_quarter_that_is_not_its_months_is_told_of_within_a_file(reader, total, told):
    reading = reader.read(hours(*MONTHS, ("kv 1 2024", 9600, total)), "q.csv")
    assert ("quarter_not_months" in codes(reading)) is told
    assert "months_and_quarters" in codes(reading)
    assert reading.facts.num_rows == 4


@pytest.mark.parametrize("first", ["months", "quarter"])
def test_and_against_what_is_stored(real, first):
    quarter = [("kv 1 2024", 9600, 300)]
    before, after = (MONTHS, quarter) if first == "months" else (quarter, MONTHS)
    real.commit(real.read(hours(*before), "ett.csv"), "anna")
    reading = real.read(hours(*after), "två.csv")
    (apart,) = [w for w in reading.warnings if w.code == "quarter_not_months"]
    assert apart.row == 2 and apart.sheet and "kvartal 1 2024" in apart.message
    assert not any(ch.isdigit() for ch in apart.message.partition("kvartal 1 2024:")[2]), "a figure could be of a small group"
    assert "months_and_quarters" in codes(reading)


def test_other_years_other_units_and_a_quarter_without_all_its_months_are_not_compared(real):
    real.commit(real.read(hours(("kv 1 2024", 9600, 300)), "ett.csv"), "anna")
    for rows, unit in ((MONTHS, "0102"), ([("2023-" + p[5:], d, n) for p, d, n in MONTHS], "0101"), (MONTHS[:2], "0101")):
        assert "quarter_not_months" not in codes(real.read(hours(*rows, unit=unit), "två.csv"))
    corrected = [*MONTHS, ("kv 1 2024", 9600, 270)]  # the file's own quarter is what will hold
    assert "quarter_not_months" not in codes(real.read(hours(*corrected), "tre.csv"))


def test_a_finished_quarter_lies_among_its_months(reader):
    months = [(f"2024-0{m}", "0101", "T", "delaktighet", v, 40) for m, v in ((1, 70), (2, 72), (3, 74))]
    for value, told in ((73, False), (75.5, True)):
        reading = reader.read(file(*months, ("2024 kv 1", "0101", "T", "delaktighet", value, 40)), "q.csv")
        assert ("quarter_not_months" in codes(reading)) is told


@pytest.mark.parametrize(
    ("period", "code"),
    [
        ("kv 1 2026", None),
        ("kv 2 2026", "period_not_finished"),
        ("kv 3 2026", "future_period"),
        ("kv 4 2025", None),
        ("2026-06", "future_period"),
    ],
)
def test_a_quarter_that_goes_on_or_has_not_begun_is_told_of(reader, period, code):
    found = set(codes(reader.read(hours((period, 9600, 240)), "q.csv"))) & {"period_not_finished", "future_period"}
    assert found == ({code} if code else set())


def test_a_quarter_is_judged_against_the_units_earlier_quarters(real):
    earlier = [(f"kv {q} {year}", 9600, 240) for year in (2022, 2023) for q in (1, 2, 3, 4)]
    real.commit(real.read(hours(*earlier, *((f"2023-{m:02}", 1000, 90) for m in range(1, 13))), "ett.csv"), "anna")
    assert "unlike_history" not in codes(real.read(hours(("kv 1 2024", 9600, 250)), "två.csv"))
    assert "unlike_history" in codes(real.read(hours(("kv 1 2024", 9600, 900)), "två.csv"))  # as the months were, not the quarters


def test_a_file_of_quarters_goes_all_the_way(real):
    reading = real.read(hours(*((f"2023 kv {q}", 9600, 240) for q in (1, 2, 3, 4))), "q.csv")
    assert reading.facts["period"].to_pylist() == ["2023-Q1", "2023-Q2", "2023-Q3", "2023-Q4"]
    assert reading.facts["month"].to_pylist() == [13, 14, 15, 16]
    done = real.commit(reading, "anna")
    assert (done.state, done.facts_new) == ("active", 4)
    again = real.read(hours(("2023 kv 1", 9600, 240), ("2023-01", 3200, 80)), "q2.csv")
    preview = real.preview(again)
    assert (preview.comparison.unchanged, preview.comparison.new) == (1, 1)


@pytest.mark.parametrize(
    "text", ["Kv1 2023", "2023 kv1", "2023Q1", "K1 2023", "kvartal 1 2023", "1:a kvartalet 2023", "2023/Q1", "q1-2023"]
)
def test_the_ways_of_writing_a_quarter(text):
    assert read_period(text).whole_part == "2023-Q1"
