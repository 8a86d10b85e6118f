"""Answers, employees and leavers are aggregated on the way in as the definitions say, and no row of theirs goes further."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpi.intake import Intake
from tests.extent import examples
from tests.intake import reference
from tests.intake.builders import HEADINGS, csv, sheet_rows, xlsx
from tests.intake.conftest import TODAY, UNITS
from tests.intake.fakes import FakeStore

YEARS, CODES, SEXES = st.sampled_from([2023, 2024]), st.sampled_from(["0101", "0102"]), st.sampled_from(["K", "M", "T"])
ANSWER = st.sampled_from([None, 1, 2, 3, 4, 5])
SLICES = {"total": slice(0, 9), "motivation": slice(0, 3), "ledarskap": slice(3, 6), "styrning": slice(6, 9)}

respondents = st.fixed_dictionaries(
    {
        "year": YEARS,
        "unit": CODES,
        "sex": SEXES,
        "population": st.sampled_from(["chefer", "medarbetare"]),
        "answers": st.lists(ANSWER, min_size=9, max_size=9),
    }
)
employees = st.fixed_dictionaries(
    {
        "year": YEARS,
        "unit": CODES,
        "sex": SEXES,
        "pay": st.sampled_from(["Månadslön", "Timlön"]),
        "degree": st.sampled_from([0, 50, 75.5, 99.9, 100]),
    }
)
leavers = st.fixed_dictionaries(
    {"year": YEARS, "unit": CODES, "sex": SEXES, "age": st.decimals(55, 70, places=1).map(lambda d: Decimal(d).quantize(Decimal("0.1")))}
)
relaxed = settings(deadline=None, max_examples=examples(10, 30), suppress_health_check=[HealthCheck.function_scoped_fixture])


def read(programme, layout: str, rows: list[list[object]]):
    reading = Intake(programme, FakeStore(UNITS), today=lambda: TODAY).read(csv(sheet_rows(layout, rows)), "a.csv")
    assert {f.code for f in reading.faults} <= {"no_facts"}
    return reading.facts.to_pylist() if reading.facts is not None else []


def by_key(facts: list[dict], indicator: str) -> dict[tuple, dict]:
    found = {(f["year"], f["unit"], f["sex"]): f for f in facts if f["indicator"] == indicator}
    assert len(found) == sum(f["indicator"] == indicator for f in facts)
    return found


def about(value: float | None) -> object:
    return None if value is None else pytest.approx(value, abs=1e-9)


@relaxed
@given(st.lists(respondents, min_size=1, max_size=40))
def test_indices_of_random_answers_agree_with_the_definition(programme, rows):
    cells = [[r["year"], r["unit"], r["sex"], "Ja" if r["population"] == "chefer" else "Nej", *r["answers"]] for r in rows]
    facts = read(programme, "hme-svar", cells)
    for population in ("chefer", "medarbetare"):
        for part, items in SLICES.items():
            found = by_key(facts, f"hme-{part}-{population}")
            expected = reference.hme(rows, items, population)
            assert found.keys() == expected.keys()
            for key, (value, n, sd) in expected.items():
                fact = found[key]
                assert (fact["value"], fact["n"], fact["sd"]) == (about(value), n, about(sd))
                assert (fact["missing"] is None) == (value is not None)
                assert (fact["method"], fact["population"]) == ("beräknad ur svar", population)


@relaxed
@given(st.lists(employees, min_size=1, max_size=60))
def test_shares_of_random_employees_agree_with_the_definition(programme, rows):
    facts = read(programme, "anstallningar", [[r["year"], r["unit"], r["sex"], r["pay"], r["degree"], None] for r in rows])
    found, expected = by_key(facts, "heltid-manadsavlonade"), reference.full_time(rows)
    assert found.keys() == expected.keys()
    for key, (value, full, everyone) in expected.items():
        fact = found[key]
        assert (fact["value"], fact["numerator"], fact["denominator"], fact["n"]) == (about(value), full, everyone, everyone)


@relaxed
@given(st.lists(leavers, min_size=1, max_size=40))
def test_mean_ages_of_random_leavers_agree_with_the_definition(programme, rows):
    cells = [[r["year"], r["unit"], r["sex"], str(r["age"]).replace(".", ",")] for r in rows]
    found, expected = by_key(read(programme, "pensionsavgangar", cells), "pensionsalder"), reference.mean_age(rows)
    assert found.keys() == expected.keys()
    for key, (value, n, sd) in expected.items():
        assert (found[key]["value"], found[key]["n"], found[key]["sd"]) == (about(value), n, about(sd))


@relaxed
@given(st.lists(respondents, min_size=2, max_size=20), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(programme, rows, random):
    cells = [[r["year"], r["unit"], r["sex"], "Ja" if r["population"] == "chefer" else "Nej", *r["answers"]] for r in rows]
    shuffled = random.sample(cells, len(cells))

    def figures(facts: list[dict]) -> dict[tuple, object]:
        return {(f["indicator"], f["year"], f["unit"], f["sex"]): (about(f["value"]), f["n"]) for f in facts}

    assert figures(read(programme, "hme-svar", cells)) == {
        (f["indicator"], f["year"], f["unit"], f["sex"]): (f["value"], f["n"]) for f in read(programme, "hme-svar", shuffled)
    }


def test_an_answer_left_out_is_dropped_for_its_item_and_the_item_keeps_its_own_n(intake):
    # Two respondents; only the first answered the second item. Items: mean 3 → 50, mean 5 → 100, mean 3 → 50.
    rows = [[2024, "0101", "K", "Nej", 1, 5, 2, *[3] * 6], [2024, "0101", "K", "Nej", 5, "Vet ej", 4, *[3] * 6]]
    facts = by_key(intake.read(xlsx(sheet_rows("hme-svar", rows)), "a.xlsx").facts.to_pylist(), "hme-motivation-medarbetare")
    fact = facts[(2024, "0101", "K")]
    assert fact["value"] == pytest.approx((50 + 100 + 50) / 3, abs=1e-12)
    assert fact["n"] == 2


def test_an_item_that_nobody_answered_leaves_no_index_rather_than_one_of_fewer_items(intake):
    rows = [[2024, "0101", "K", "Nej", 4, "", 4, *[3] * 6]]
    fact = by_key(intake.read(xlsx(sheet_rows("hme-svar", rows)), "a.xlsx").facts.to_pylist(), "hme-motivation-medarbetare")[
        (2024, "0101", "T")
    ]
    assert (fact["value"], fact["n"], fact["missing"]) == (None, 1, "minst en fråga saknar svar")


def test_a_delivered_index_that_is_blank_is_kept_as_missing_and_not_as_zero(intake):
    rows = sheet_rows("hme")
    rows[4][6] = None
    reading = intake.read(xlsx(rows), "a.xlsx")
    assert (reading.faults, [w.code for w in reading.warnings]) == ([], ["value_missing"])
    missing = [f for f in reading.facts.to_pylist() if f["value"] is None]
    assert [(f["indicator"], f["unit"], f["n"], f["missing"]) for f in missing] == [("hme-ledarskap-chefer", "0102", 12, "saknas")]


def test_facts_say_which_rows_and_columns_they_come_from(intake):
    facts = by_key(intake.read(xlsx(sheet_rows("hme-svar")), "a.xlsx").facts.to_pylist(), "hme-motivation-medarbetare")
    assert {k[2]: (f["row_first"], f["row_last"], f["col"]) for k, f in facts.items()} == {
        "K": (2, 2, "E–G"),
        "M": (3, 3, "E–G"),
        "T": (2, 3, "E–G"),
    }


def test_no_row_of_a_person_leaves_intake(intake):
    header = HEADINGS["pensionsavgangar"]
    ages = [60 + i / 10 for i in range(40)]
    reading = intake.read(xlsx([header, *[[2024, "0101", "K", a] for a in ages]]), "a.xlsx")
    facts = reading.facts.to_pylist()
    assert [(f["sex"], f["n"]) for f in facts] == [("T", 40), ("K", 40)]
    assert not {f["value"] for f in facts} & set(ages)
