"""Employees per manager, units with a deputy, managers with clinical duty: from one row a person to what each lowest unit has."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpi.intake import Intake
from tests.extent import examples
from tests.intake.builders import csv, sheet_rows
from tests.intake.conftest import TODAY, UNITS
from tests.intake.fakes import FakeStore

PER, DEPUTY, CLINICAL = "anstallda-per-chef", "ledningsredundans", "klinisk-tjanstgoring-chefer"
relaxed = settings(deadline=None, max_examples=examples(10, 25), suppress_health_check=[HealthCheck.function_scoped_fixture])
UNIT = st.sampled_from(["0101", "0102", "0104"])
employees = st.lists(st.tuples(UNIT, st.sampled_from(["Månadslön", "Timlön"]), st.sampled_from(["Ja", "Nej", "Nej", "Nej"])), min_size=1)
assignments = st.lists(
    st.tuples(
        UNIT, st.sampled_from(["Enhetschef", "Verksamhetschef", "Biträdande chef", "Ställföreträdare"]), st.sampled_from(["Ja", "Nej"])
    ),
    min_size=1,
)


def facts(programme, layout: str, rows: list[list[object]], indicator: str) -> dict[str, dict]:
    reading = Intake(programme, FakeStore(UNITS), today=lambda: TODAY).read(csv(sheet_rows(layout, rows)), "a.csv")
    assert not reading.faults
    found = [f for f in reading.facts.to_pylist() if f["indicator"] == indicator]
    assert {f["sex"] for f in found} <= {"T"} and len({f["unit"] for f in found}) == len(found)
    return {f["unit"]: f for f in found}


@relaxed
@given(employees)
def test_employees_per_manager_is_all_rows_over_the_managers_rows(programme, people):
    found = facts(programme, "anstallningar", [[2024, u, "K", pay, 80, chef] for u, pay, chef in people], PER)
    everybody, managers = defaultdict(int), defaultdict(int)
    for unit, _, chef in people:
        everybody[unit] += 1
        managers[unit] += chef == "Ja"
    assert found.keys() == everybody.keys()
    for unit, fact in found.items():
        assert (fact["numerator"], fact["denominator"], fact["n"]) == (everybody[unit], managers[unit], managers[unit])
        assert fact["value"] == (pytest.approx(everybody[unit] / managers[unit]) if managers[unit] else None)
        assert (fact["missing"] is None) == (managers[unit] > 0)


@relaxed
@given(assignments)
def test_units_with_a_deputy_and_managers_with_clinical_duty(programme, rows):
    cells = [[2024, *row] for row in rows]
    deputies, clinical = defaultdict(bool), defaultdict(list)
    for unit, role, duty in rows:
        deputies[unit] |= role in ("Biträdande chef", "Ställföreträdare")
        if role in ("Enhetschef", "Verksamhetschef"):
            clinical[unit].append(duty == "Ja")
    found = facts(programme, "chefer", cells, DEPUTY)
    assert {u: (f["value"], f["numerator"], f["denominator"], f["n"]) for u, f in found.items()} == {
        u: (100.0 * has, has, 1, 1) for u, has in deputies.items()
    }
    found = facts(programme, "chefer", cells, CLINICAL)
    assert {u: (f["numerator"], f["n"]) for u, f in found.items()} == {u: (sum(duty), len(duty)) for u, duty in clinical.items()}


def test_a_row_that_does_not_say_leaves_the_unit_without_a_figure(programme):
    rows = [
        [2024, "0101", "K", "Månadslön", 100, "Ja"],
        [2024, "0101", "K", "Månadslön", 100, None],
        [2024, "0102", "M", "Timlön", 50, "Ja"],
    ]
    found = facts(programme, "anstallningar", rows, PER)
    assert [found["0101"][k] for k in ("value", "numerator", "denominator", "n")] == [None] * 4
    assert found["0101"]["missing"] == "minst en rad saknar uppgift"
    assert found["0102"]["value"] == 1.0


def test_a_column_that_says_nothing_at_all_gives_nothing(programme):
    assert facts(programme, "anstallningar", [[2024, "0101", "K", "Månadslön", 100, None]] * 3, PER) == {}


def test_a_unit_above_may_have_rows_of_its_own_where_none_below_has(programme):
    assert facts(programme, "chefer", [[2024, "F1", "Förvaltningschef", "Nej"]], CLINICAL)["F1"]["n"] == 1
