"""Runs every row of the rule tables for status, gap, certainty and disclosure (the ``.md`` files beside)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from math import nan

import numpy as np
import pytest

from kpi.measure import certainty as chance
from kpi.measure.assess import Assessment, Measured, assess
from kpi.measure.disclosure import hidden_cells
from kpi.measure.gap import change
from kpi.measure.status import Certainty
from kpi.programme.model import Direction, Rollup
from kpi.text.words import STATUS
from tests.reference.indicators import indicator
from tests.spec.tables import MISSING, Row, Section, number, rows, sections

DIRECTIONS = {"↑": Direction.UP, "↓": Direction.DOWN, "?": Direction.UNSET}
ROLLUPS = {"medel": Rollup.MEAN, "andel": Rollup.SHARE, "kvot": Rollup.RATIO, "ingen": Rollup.NONE}
CERTAINTIES = {"säkert": Certainty.CLEAR, "inom slumpens variation": Certainty.WITHIN_NOISE, "okänt": Certainty.UNKNOWN}
TO_THE_LAST_DECIMAL = 1e-12


def same(row: Row, column: str, got: float | None, *, within: float) -> None:
    wanted = row.number(column)
    assert (got is None) == (wanted is None), f"{row}: {column} är {got}, tabellen säger {row[column]}"
    assert got is None or abs(got - wanted) <= within, f"{row}: {column} är {got}, tabellen säger {row[column]}"


def as_written(row: Row, column: str) -> float:
    """Half a unit in the last decimal written."""
    return 0.5 * 10.0 ** -row.decimals(column) + TO_THE_LAST_DECIMAL


def figure(value: float | None, n: float | None = None, sd: float | None = None, method: str | None = None) -> Measured:
    return Measured(value, n, sd, method)


def assessed(row: Row, *, suppressed: bool = False, reason: str | None = None) -> Assessment:
    value = row.number("Värde")
    return assess(
        indicator=indicator(),
        year=int(row["År"]),
        now=None if value is None else figure(value, n=40),
        target=row.number("Mål"),
        baseline=row.number("Nuläge"),
        direction=DIRECTIONS[row["Bättre"]],
        suppressed=suppressed,
        not_assessable=reason,
    )


def check_status(row: Row) -> None:
    special, _, reason = row["Särskilt"].partition("kan ej bedömas: ")
    result = assessed(row, suppressed=special.startswith("skyddat"), reason=reason or None)
    assert STATUS[result.status].word == row["Status"], f"{row}: {result.status}"
    assert result.status_reason == (reason if row["Status"] == "Kan ej bedömas" else None)
    if row["Status"] == "Skyddat – för få":
        shown = (result.value, result.n, result.gap, result.remaining, result.attained_share, result.required_pace, result.change_baseline)
        assert shown == (None,) * 7


def check_gap(row: Row) -> None:
    result = assessed(row)
    assert STATUS[result.status].word == row["Status"], f"{row}: {result.status}"
    same(row, "Avstånd", result.gap, within=TO_THE_LAST_DECIMAL)
    same(row, "Kvar", result.remaining, within=TO_THE_LAST_DECIMAL)
    same(row, "Uppnådd andel", result.attained_share, within=as_written(row, "Uppnådd andel"))
    same(row, "Väntat", result.expected, within=as_written(row, "Väntat"))
    same(row, "Takt", result.required_pace, within=as_written(row, "Takt"))


def check_change(row: Row) -> None:
    year, earlier, value = int(row["År"]), row.number("Förra mätåret"), row.number("Värde")
    result = assess(
        indicator=indicator(),
        year=year,
        now=None if value is None else figure(value, method=row.word("Metod")),
        target=None,
        baseline=row.number("Nuläge"),
        direction=Direction.UP,
        previous=None if earlier is None else (int(earlier), figure(row.number("Förra värdet"), method=row.word("Förra metoden"))),
    )
    same(row, "Sedan i fjol", result.change_year, within=TO_THE_LAST_DECIMAL)
    same(row, "Sedan nuläget", result.change_baseline, within=TO_THE_LAST_DECIMAL)
    assert result.change_year_from == (None if row["Sedan i fjol"] == MISSING else year - 1)


def check_sexes(row: Row) -> None:
    same(row, "Skillnad", change(row.number("Kvinnor"), row.number("Män")), within=TO_THE_LAST_DECIMAL)


def check_against_fixed(row: Row) -> None:
    now = figure(row.number("Värde"), row.number("n"), row.number("s"))
    answer = chance.from_fixed(now, row.number("Fast tal"), rollup=ROLLUPS[row["Sort"]], scale=scale(row))
    assert answer is CERTAINTIES[row["Svar"]], f"{row}: {answer}"


def check_two_measurements(row: Row) -> None:
    now = figure(row.number("Nu"), row.number("n nu"), row.number("s nu"))
    before = figure(row.number("Före"), row.number("n före"), row.number("s före"))
    answer = chance.of_difference(now, before, rollup=ROLLUPS[row["Sort"]], scale=scale(row))
    assert answer is CERTAINTIES[row["Svar"]], f"{row}: {answer}"


def scale(row: Row) -> float:
    return 100.0 if row["Sort"] == "andel" else 1.0


def check_wilson(row: Row) -> None:
    low, high = chance.wilson(row.number("Antal") / row.number("n"), row.number("n"))
    same(row, "Lägst", low, within=1e-4)
    same(row, "Högst", high, within=1e-4)


def check_newcombe(row: Row) -> None:
    n, other_n = row.number("n nu"), row.number("n före")
    low, high = chance.newcombe(row.number("Antal nu") / n, n, row.number("Antal före") / other_n, other_n)
    same(row, "Lägst", low, within=1e-4)
    same(row, "Högst", high, within=1e-4)


# (file, a column that only these tables have, what runs a row, the columns that hold the answer)
TABLES: list[tuple[str, str, Callable[[Row], None], tuple[str, ...]]] = [
    ("status.md", "Särskilt", check_status, ("Status",)),
    ("gap.md", "Avstånd", check_gap, ("Avstånd", "Kvar", "Uppnådd andel", "Väntat", "Takt", "Status")),
    ("gap.md", "Sedan i fjol", check_change, ("Sedan i fjol", "Sedan nuläget")),
    ("gap.md", "Skillnad", check_sexes, ("Skillnad",)),
    ("certainty.md", "Fast tal", check_against_fixed, ("Svar",)),
    ("certainty.md", "s nu", check_two_measurements, ("Svar",)),
    ("certainty.md", "Antal", check_wilson, ("Lägst", "Högst")),
    ("certainty.md", "Antal nu", check_newcombe, ("Lägst", "Högst")),
]
ROWS = [pytest.param(check, row, id=str(row)) for file, having, check, _ in TABLES for row in rows(file, having=having)]
ANSWERS = [(check, row, column) for file, having, check, columns in TABLES for row in rows(file, having=having) for column in columns]


@pytest.mark.parametrize(("check", "row"), ROWS)
def test_the_row_holds(check, row):
    check(row)


def wrong(row: Row, column: str) -> Row:
    """The row with another answer in the column."""
    text = row[column]
    if text in CERTAINTIES:
        other = "okänt" if text != "okänt" else "säkert"
    elif column == "Status":
        other = "Ej mätt" if text != "Ej mätt" else "Uppnått"
    else:
        other = "1" if text == MISSING else MISSING
    return replace(row, cells={**row.cells, column: other})


def nudged(row: Row, column: str) -> Row:
    """The row with the answer's last decimal changed by two (four decimals leave room for the published tables' rounding)."""
    step = 2 * 10.0 ** -row.decimals(column)
    text = f"{row.number(column) + step:.{row.decimals(column)}f}".replace("-", "−").replace(".", ",")
    return replace(row, cells={**row.cells, column: text})


def accepts(check, row: Row) -> bool:
    try:
        check(row)
    except AssertionError:
        return False
    return True


def test_the_runner_fails_on_a_wrong_answer():
    taken = []
    for check, row, column in ANSWERS:
        others = [wrong(row, column)]
        if column != "Status" and row[column] not in CERTAINTIES and row[column] != MISSING:
            others.append(nudged(row, column))
        taken += [f"{row}, {column}: {other[column]}" for other in others if accepts(check, other)]
    assert len(ANSWERS) > 300
    assert taken == []


def test_every_table_of_the_files_is_run():
    run = {row.line for file, having, _, _ in TABLES for row in rows(file, having=having)}
    for file in {file for file, *_ in TABLES}:
        left = [str(r) for section in sections(file) for r in section.rows if r.line not in run]
        assert not left


# --- suppression.md: a table is a case ----------------------------------------------------------------------------------------------------

SEXES = ("T", "K", "M")


def hidden_in(case: Section) -> dict[tuple[str, str], str]:
    """What the rule says of each cell of the case: visas, skyddas or – (no such cell)."""
    units = [row["Enhet"] for row in case.rows]
    above = {row["Enhet"]: row.word("Överordnad") for row in case.rows}
    cells = [(row["Enhet"], sex, row[f"n {sex}"]) for row in case.rows for sex in SEXES if row[f"n {sex}"] != MISSING]
    known = np.array([nan if n == "okänt" else number(n) for _, _, n in cells])
    min_n = float(re.search(r"Minsta antal: (\d+)", case.text)[1])
    top = [above[u] is None or above[above[u]] is None for u, _, _ in cells]
    hidden = hidden_cells(
        [0] * len(cells),
        [units.index(u) for u, _, _ in cells],
        [units.index(above[u]) if above[u] else -1 for u, _, _ in cells],
        [SEXES.index(sex) for _, sex, _ in cells],
        known,
        [min_n] * len(cells),
        top,
        adds_up=["antalen ska gå ihop" in case.text] * len(cells),
    )
    answer = {(u, sex): MISSING for u in units for sex in SEXES}
    return answer | {(u, sex): "skyddas" if h else "visas" for (u, sex, _), h in zip(cells, hidden, strict=True)}


def check_suppression(case: Section) -> None:
    answer = hidden_in(case)
    for row in case.rows:
        for sex in SEXES:
            assert answer[row["Enhet"], sex] == row[sex], f"{row} {sex}: {answer[row['Enhet'], sex]}"


CASES = sections("suppression.md")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_case_holds(case):
    check_suppression(case)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_runner_fails_on_a_wrong_case(case):
    for i, row in enumerate(case.rows):
        for sex in SEXES:
            other = "skyddas" if row[sex] == "visas" else "visas"
            changed = replace(row, cells={**row.cells, sex: other})
            with pytest.raises(AssertionError):
                check_suppression(replace(case, rows=(*case.rows[:i], changed, *case.rows[i + 1 :])))


# --- the tables themselves ----------------------------------------------------------------------------------------------------------------


def test_the_plans_19_rows_are_those_of_the_plan():
    """The first table of gap.md against the transcript of the plan: baseline, target, direction and distance."""
    ours = sections("gap.md")[0].rows
    plan = rows("programme_rows.md", having="Avstånd")
    assert len(ours) == len(plan) == 19
    for mine, theirs in zip(ours, plan, strict=True):
        assert mine["Fall"].split()[0] == theirs["Nr"]
        assert (mine["Bättre"], mine["Avstånd"]) == (theirs["Bättre"], theirs["Avstånd"])
        assert (leading_number(mine["Mål"]), leading_number(mine["Nuläge"])) == (
            leading_number(theirs["Målvärde"]),
            leading_number(theirs["Nuläge"]),
        )


def leading_number(text: str) -> str | None:
    found = re.match(r"\d+(,\d+)?", text)
    return found[0] if found else None


@pytest.mark.parametrize("text", ["1.5", "-4", "4 %", "", "1,", "nej", "—"])
def test_a_slip_of_the_pen_is_an_error_and_not_missing(text):
    with pytest.raises(ValueError, match="inte ett tal"):
        number(text)
