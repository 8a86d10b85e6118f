"""What is pointed out although it is stored: odd against the rest of the file, and odd against what is stored. On the real store."""

from __future__ import annotations

import re
import shutil

import pytest

from kpi.intake import Intake
from kpi.store import open_store
from tests.intake.builders import HEADINGS, csv, sheet_rows, xlsx
from tests.intake.conftest import TODAY

UNITS = ["0101", "0102", "0103", "0104"]
OWN = [f"02{i:02}" for i in range(30)]  # of the cases that are stored or read together, one each
ORGANISATION = sheet_rows(
    "organisation",
    [
        ["F1", "Förvaltning ett", "REGION", "Förvaltning", None, None],
        *[[code, f"Avdelning {code}", "F1", "Enhet", None, 2023 if code == "0104" else None] for code in [*UNITS, *OWN]],
    ],
)


@pytest.fixture
def real(programme, organised):
    return Intake(programme, organised, today=lambda: TODAY)


@pytest.fixture(scope="module")
def reader(programme, unwritten):
    """Intake with a store that nothing is written to."""
    return Intake(programme, unwritten, today=lambda: TODAY)


def file(*rows) -> bytes:
    """Rows of year, unit, sex, indicator, value, n."""
    return csv([HEADINGS["indikatorvarden"], *[[*row, None, None] for row in rows]])


def stored(intake: Intake, *rows) -> None:
    done = intake.commit(intake.read(file(*rows), "tidigare.csv"), "anna")
    assert done.state == "active", done.to_json()["errors"]


def told(intake: Intake, *rows, **options) -> list[tuple[str, int | None]]:
    return [(w.code, w.row) for w in intake.read(file(*rows), "ny.csv", **options).warnings]


def years(unit: str, *values: float, indicator: str = "delaktighet", n: int = 40) -> list[tuple]:
    """Values of the years up to 2023."""
    return [(2024 - len(values) + i, unit, "T", indicator, value, n) for i, value in enumerate(values)]


# ---------------------------------------------------------------------------------------------------- against its own history


HISTORIES = [
    ((75, 76, 75.5, 76.5), 76, False),
    ((75, 76, 75.5, 76.5), 80, False),  # within 5 % of the scale
    ((75, 76, 75.5, 76.5), 82, True),
    ((75, 76, 75.5, 76.5), 40, True),
    ((50, 60, 70, 80), 90, False),  # a unit that always varies much
    ((75, 75, 75, 75), 75.05, False),
    ((75,), 88, False),  # one year only: 15 % of the scale
    ((75,), 92, True),
    ((75, 20), 22, False),  # the latest year counts
    ((), 10, False),
]
SMALL = [(3.4, False), (4.4, False), (8, True), (0.9, True)]
CHANGES = [
    ("delaktighet", 75, 76, False),
    ("delaktighet", 75, 84, False),
    ("delaktighet", 75, 86, True),
    ("delaktighet", 75, "..", True),
    ("korttidssjukfranvaro", 3.6, 4.4, False),
    ("korttidssjukfranvaro", 3.6, 7.2, True),
    ("bristkompetenser-lang-sikt", 18, 26, False),
    ("bristkompetenser-lang-sikt", 18, 40, True),
    ("bristkompetenser-lang-sikt", 0, 1, False),
]
CHANGING = OWN[len(HISTORIES) :]  # others than those that are judged by earlier years


@pytest.fixture(scope="module")
def filled(programme, organised_file, tmp_path_factory):
    """Intake with a store that has what every case needs stored before, in one file."""
    store = open_store(str(shutil.copy(organised_file, tmp_path_factory.mktemp("fyllt"))), programme)
    intake = Intake(programme, store, today=lambda: TODAY)
    small = [row for unit, _ in zip(OWN, SMALL, strict=False) for row in years(unit, 3.5, 3.6, 3.4, 3.7, indicator="korttidssjukfranvaro")]
    stored(
        intake,
        *[row for unit, (history, _, _) in zip(OWN, HISTORIES, strict=False) for row in years(unit, *history)],
        *small,
        *[(2024, unit, "T", indicator, before, 40) for unit, (indicator, before, _, _) in zip(CHANGING, CHANGES, strict=False)],
    )
    yield intake
    store.close()


def told_together(intake: Intake, indicator: str, values: list[float]) -> list[tuple[str, int | None]]:
    """What is told of a file with these values, a unit each; the first stands in row 2."""
    return told(intake, *[(2024, unit, "T", indicator, value, 40) for unit, value in zip(OWN, values, strict=False)])


@pytest.fixture(scope="module")
def judged(filled):
    return told_together(filled, "delaktighet", [value for _, value, _ in HISTORIES])


@pytest.mark.parametrize("case", range(len(HISTORIES)), ids=lambda i: str(HISTORIES[i]))
def test_a_figure_is_judged_by_the_units_own_earlier_years(judged, case):
    here = [(code, row) for code, row in judged if row in (case + 2, None)]
    assert here == ([("unlike_history", case + 2)] if HISTORIES[case][2] else [])


def test_small_percentages_are_judged_by_their_own_size(filled):
    got = told_together(filled, "korttidssjukfranvaro", [value for value, _ in SMALL])
    assert got == [("unlike_history", row) for row, (_, odd) in enumerate(SMALL, start=2) if odd]


def test_other_units_sexes_and_methods_are_no_history(real):
    stored(real, *years("0102", 20, 20, 20, 20), *[(y, "0101", "K", "delaktighet", 20, 40) for y in range(2020, 2024)])
    assert "unlike_history" not in [code for code, _ in told(real, (2024, "0101", "T", "delaktighet", 80, 40))]


def test_months_are_judged_by_months_and_not_by_years(real):
    months = [(f"2023-{m:02}", "0101", "T", "korttidssjukfranvaro", 3 + m / 10, 40) for m in range(1, 9)]
    stored(real, *months, (2022, "0101", "T", "korttidssjukfranvaro", 20, 40))
    assert told(real, ("2023-09", "0101", "T", "korttidssjukfranvaro", 3.9, 40)) == []
    assert told(real, ("2023-09", "0101", "T", "korttidssjukfranvaro", 30, 40)) == [("unlike_history", 2)]


def test_what_is_undone_is_no_history(programme, tmp_path):
    store = open_store(str(tmp_path / "kpi.duckdb"), programme)
    intake = Intake(programme, store, today=lambda: TODAY)
    intake.commit(intake.read(xlsx(ORGANISATION), "org.xlsx"), "anna")
    batch = intake.commit(intake.read(file(*years("0101", 20)), "a.csv"), "anna").batch
    store.undo(batch, "anna", "fel")
    assert told(intake, (2024, "0101", "T", "delaktighet", 80, 40)) == []
    store.close()


def test_no_warning_says_a_figure(real):
    stored(real, *years("0101", 75, 76, 75.5, 76.5, n=4))
    rows = [(2024, "0101", s, "delaktighet", v, n) for s, v, n in (("T", 31.7, 9), ("K", 62.9, 4), ("M", 58.3, 5))]
    reading = real.read(file(*rows), "ny.csv")
    assert {w.code for w in reading.warnings} == {"unlike_history", "sexes_and_total"}
    for warning in reading.warnings:
        assert warning.value is None
        assert not re.search(r"\d+[.,]\d|31|62|58|75|76", warning.message.replace("0101", "").replace("2024", ""))


def test_many_odd_figures_are_listed_up_to_a_limit_and_counted(programme, tmp_path):
    store = open_store(str(tmp_path / "kpi.duckdb"), programme)
    intake = Intake(programme, store, today=lambda: TODAY)
    codes = [f"U{i:03}" for i in range(80)]
    units = [["F1", "Förvaltning ett", "REGION", "Förvaltning", None, None], *[[c, f"Plats {c}", "F1", "Enhet", None, None] for c in codes]]
    intake.commit(intake.read(xlsx(sheet_rows("organisation", units)), "org.xlsx"), "anna")
    stored(intake, *[(2023, c, "T", "delaktighet", 80, 40) for c in codes])
    warnings = intake.read(file(*[(2024, c, "T", "delaktighet", 40, 40) for c in codes]), "ny.csv").warnings
    assert [w.code for w in warnings] == ["unlike_history"] * 6
    assert "75 värden" in warnings[-1].message and warnings[-1].row is None
    store.close()


# ---------------------------------------------------------------------------------------------------- changes to be confirmed


@pytest.mark.parametrize(
    ("unit", "indicator", "after", "asked"),
    [
        pytest.param(unit, indicator, after, asked, id=f"{indicator}-{before}-{after}")
        for unit, (indicator, before, after, asked) in zip(CHANGING, CHANGES, strict=False)
    ],
)
def test_a_stored_figure_that_changes_much_must_be_confirmed(filled, unit, indicator, after, asked):
    data = file((2024, unit, "T", indicator, after, 40))
    reading = filled.read(data, "ny.csv")
    assert [q.kind for q in reading.questions] == (["change"] if asked else [])
    assert reading.refused == asked
    if asked:
        (question,) = reading.questions
        assert [f.code for f in reading.faults] == ["needs_answer"] and reading.sha256 in question.id
        confirmed = filled.read(data, "ny.csv", answers={question.id: "ja"})
        assert (confirmed.refused, confirmed.questions) == (False, ())


def test_the_question_counts_the_changes_and_holds_for_that_many_only(real):
    stored(real, *[(2024, u, "T", "delaktighet", 75, 40) for u in ("0101", "0102")])
    data = file(*[(2024, u, "T", "delaktighet", 40, 40) for u in ("0101", "0102")])
    (question,) = real.read(data, "ny.csv").questions
    assert "2 värden" in question.text and [e.split(",")[0] for e in question.examples] == ["0101 Avdelning 0101", "0102 Avdelning 0102"]
    stored(real, (2024, "0102", "T", "delaktighet", 74, 40))  # a correction in between
    assert real.read(data, "ny.csv", answers={question.id: "ja"}).refused is False
    stored(real, (2023, "0101", "T", "sam-chefer", 40, 40))
    assert real.read(file((2024, "0101", "T", "delaktighet", 40, 40)), "ny.csv", answers={question.id: "ja"}).refused


def test_new_years_need_no_confirmation(real):
    stored(real, (2023, "0101", "T", "delaktighet", 75, 40))
    assert real.read(file((2024, "0101", "T", "delaktighet", 40, 40)), "ny.csv").questions == ()


# ---------------------------------------------------------------------------------------------------- missing units, periods


def test_units_that_had_figures_the_year_before_are_missed(real):
    stored(real, *[(2023, u, "T", "delaktighet", 75, 40) for u in UNITS])
    warnings = real.read(file((2024, "0101", "T", "delaktighet", 76, 40)), "ny.csv").warnings
    assert [w.code for w in warnings] == ["units_missing"]
    assert "2 enheter" in warnings[0].message and "2023" in warnings[0].message
    assert "0102 Avdelning 0102" in warnings[0].message and "0104" not in warnings[0].message  # closed in 2023


def test_units_that_are_stored_for_the_year_already_are_not_missed(real):
    stored(real, *[(2023, u, "T", "delaktighet", 75, 40) for u in UNITS[:2]])
    stored(real, (2024, "0102", "T", "delaktighet", 75, 40))
    assert told(real, (2024, "0101", "T", "delaktighet", 76, 40)) == []


def test_units_of_another_indicator_are_not_missed(real):
    stored(real, *[(2023, u, "T", "sam-chefer", 40, 40) for u in UNITS])
    assert told(real, (2024, "0101", "T", "delaktighet", 76, 40)) == []


@pytest.mark.parametrize(
    ("period", "code"),
    [("2025", None), ("2026", "period_not_finished"), ("2026-05", None), ("2026-06", "period_not_finished"), ("2026-07", "future_period")],
)
def test_a_period_that_is_not_over_is_pointed_out(reader, period, code):
    assert told(reader, (period, "0101", "T", "korttidssjukfranvaro", 3, 40)) == ([(code, 2)] if code else [])


# ---------------------------------------------------------------------------------------------------- within the file


@pytest.mark.parametrize(
    ("women", "men", "total", "odd"),
    [
        ((76.5, 40), (74.25, 20), (75.75, 60), False),
        ((76.5, None), (74.25, None), (75, None), False),
        ((76.5, None), (74.25, None), (77, None), True),  # above both
        ((76.5, 40), (74.25, 20), (75.0, 60), True),  # between them, but not where the numbers put it
        ((77, 40), (74, 20), (76, 60), False),  # rounded to whole numbers
        ((77, 40), (75, 20), (77, 60), False),
    ],
)
def test_a_total_is_the_weighted_middle_of_women_and_men(reader, women, men, total, odd):
    rows = [(2024, "0101", s, "delaktighet", *figure) for s, figure in (("K", women), ("M", men), ("T", total))]
    assert told(reader, *rows) == ([("sexes_and_total", 4)] if odd else [])


def test_a_total_index_is_the_mean_of_its_parts(reader):
    totals = {86.3: False, 86.4: False, 86.5: True, 80.1: True}
    rows = [[2024, unit, "Chef", "T", 12, 88.1, 86.9, 84.0, total] for unit, total in zip(OWN, totals, strict=False)]
    warnings = reader.read(xlsx([HEADINGS["hme"], *rows]), "h.xlsx").warnings
    odd = [row for row, is_odd in enumerate(totals.values(), start=2) if is_odd]
    assert [(w.code, w.row, w.column) for w in warnings] == [("mean_of_parts", row, "I · HME") for row in odd]


def test_the_parts_are_named_by_the_pack_and_other_packs_have_none(programme):
    whole = [i for i in programme.indicators if i.mean_of]
    assert [(len(i.mean_of), {programme.indicator(p).population for p in i.mean_of} == {i.population}) for i in whole] == [(3, True)] * 2
