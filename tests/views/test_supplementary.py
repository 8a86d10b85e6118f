"""What is measured beside the plan: counted apart, no direction until a controller says one, and never telling another figure's n."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpi.errors import Refusal
from kpi.measure.status import Status
from kpi.views import Views
from tests.views.world import CONTROLLER, FILE, HELTID, UNITS, deliver, deliver_units, empty_store, fact, units_table

PER, DEPUTY, CLINICAL = "anstallda-per-chef", "ledningsredundans", "klinisk-tjanstgoring-chefer"


def per(unit: str, persons: int, managers: int) -> dict[str, object]:
    value = persons / managers if managers else None
    return fact(PER, unit, 2024, value, n=managers, numerator=persons, denominator=managers)


def full_time(unit: str, n: int) -> dict[str, object]:
    return fact(HELTID, unit, 2024, 50.0, n=n, numerator=n / 2, denominator=n)


@pytest.fixture(scope="module")
def filled_file(tmp_path_factory) -> Path:
    """O2 has employees and no manager of its own."""
    folder = tmp_path_factory.mktemp("measured")
    made = empty_store(folder)
    deliver_units(made)
    deliver(made, per("V1", 200, 12), per("V2", 150, 11), per("O2", 30, 0), per("O3", 300, 15))
    made.close()
    return folder / FILE


@pytest.fixture
def measured(filled) -> Views:
    """To be changed."""
    return Views(filled, filled.programme)


@pytest.fixture(scope="module")
def read(shared) -> Views:
    return Views(shared, shared.programme)


def shown(views: Views, unit: str, indicator: str = PER):
    _, rows = views.status(CONTROLLER, year=2024, unit=unit, supplementary=True)
    return next(row for row in rows if row.indicator.id == indicator)


def test_the_plans_own_are_nineteen_and_the_others_a_list_of_their_own(read):
    _, rows = read.status(CONTROLLER, year=2024)
    _, beside = read.status(CONTROLLER, year=2024, supplementary=True)
    assert len(rows) == 19 and not any(row.indicator.supplementary for row in rows)
    assert [row.indicator.id for row in beside] == [PER, DEPUTY, CLINICAL]
    overview = read.overview(CONTROLLER, year=2024)
    assert sum(overview.counts.values()) == sum(len(area.cards) for area in overview.areas) == 19
    (area,) = (area for area in overview.areas if area.supplementary)
    assert [card.indicator.id for card in area.supplementary] == [PER, DEPUTY, CLINICAL]
    assert sum(area.counts.values()) == len(area.cards) == 9
    year = read.year_status(CONTROLLER, year=2024)
    assert not any(row.indicator.supplementary for goal in year.goals for row in goal.rows)
    assert not any(row.indicator.supplementary for row in read.mine(CONTROLLER, year=2024, unit="F1").rows)


@pytest.mark.parametrize(("unit", "persons", "managers"), [("V1", 200, 12), ("O1", 350, 23), ("F1", 380, 23), ("REGION", 680, 38)])
def test_employees_are_summed_over_managers_and_one_without_a_manager_is_counted_above(read, unit, persons, managers):
    row = shown(read, unit)
    assert (row.value, row.n) == (pytest.approx(persons / managers), managers)
    figures = read.mine(CONTROLLER, year=2024, unit=unit).figures
    assert figures.persons is not None and (figures.persons.everybody, figures.persons.some) == (persons, managers)


def test_a_unit_without_a_manager_has_no_figure(read):
    row = shown(read, "O2")
    assert (row.value, row.n, row.status) == (None, None, Status.NOT_MEASURED)
    assert read.mine(CONTROLLER, year=2024, unit="O2").figures.persons is None


def test_fewer_than_ten_managers_are_never_shown(organised):
    deliver(organised, per("V1", 200, 1), per("V2", 150, 30), per("O2", 300, 30), per("O3", 300, 30))
    views = Views(organised, organised.programme)
    assert {shown(views, unit).status for unit in ("V1", "V2")} == {Status.SUPPRESSED}
    assert views.mine(CONTROLLER, year=2024, unit="V1").figures.persons is None


def test_it_is_hidden_where_it_would_tell_how_many_there_are_in_a_protected_group(organised):
    """All employees are among those that the share counts: employees shown would be its hidden n."""
    staff = {"V1": 12, "V2": 9, "O2": 200, "O3": 300}
    deliver(organised, *(full_time(unit, n) for unit, n in staff.items()))
    views = Views(organised, organised.programme)
    alone = {unit: row.status for unit in staff for row in views.status(CONTROLLER, year=2024, unit=unit)[1] if row.indicator.id == HELTID}
    assert alone["V2"] is alone["V1"] is Status.SUPPRESSED and alone["O2"] is not Status.SUPPRESSED
    deliver(organised, *(per(unit, n, 10 if n < 20 else 11) for unit, n in staff.items()), file="personer.xlsx")
    views = Views(organised, organised.programme)
    for unit in ("V1", "V2", "O2", "O3", "O1", "REGION"):
        share = next(row for row in views.status(CONTROLLER, year=2024, unit=unit)[1] if row.indicator.id == HELTID)
        assert share.status is not Status.SUPPRESSED or shown(views, unit).status is Status.SUPPRESSED, unit
    after = {unit: row.status for unit in staff for row in views.status(CONTROLLER, year=2024, unit=unit)[1] if row.indicator.id == HELTID}
    assert after == alone, "nothing more of the others is hidden for its sake"


def test_nothing_is_better_or_worse_until_a_controller_says_which_way(measured):
    assert shown(measured, "REGION").status is Status.NO_DIRECTION
    measured.revise(CONTROLLER, PER, target=None, baseline=25.0, direction="down", valid_from=2024, reason="Beslut i nämnden")
    row = shown(measured, "REGION")
    assert (row.status, row.indicator.direction) == (Status.IMPROVED, "down")
    _, before = measured.status(CONTROLLER, year=2023, supplementary=True)
    assert {row.indicator.direction.value for row in before} == {"unset"}
    measured.revise(CONTROLLER, PER, target=None, baseline=None, direction="unset", valid_from=2024, reason="Återtaget")
    assert shown(measured, "REGION").status is Status.NO_DIRECTION
    history = next(r for r in measured.catalogue(CONTROLLER) if r.indicator.id == PER).history
    assert [(r.direction, r.reason) for r in history] == [("unset", "Återtaget"), ("down", "Beslut i nämnden")]


def test_a_target_needs_a_direction(measured):
    with pytest.raises(Refusal) as refused:
        measured.revise(CONTROLLER, PER, target=15.0, baseline=None, direction=None, valid_from=2024, reason="prov")
    assert refused.value.code == "target_without_direction"
    measured.revise(CONTROLLER, PER, target=15.0, baseline=None, direction="down", valid_from=2024, reason="prov")
    assert shown(measured, "REGION").status is Status.NOT_REACHED


@pytest.fixture
def stated(store) -> str:
    """The unit that a source speaks of, in a store."""
    (found,) = store.programme.stated
    deliver_units(store, units_table([*UNITS, (found.unit, "Det område som källan talar om", "F1", "omrade")]))
    return found.unit


def test_what_a_source_says_of_a_unit_stands_with_its_date(store, stated):
    deliver(store, per(stated, 2574, 124), per("O1", 300, 20), per("O2", 300, 20), per("O3", 300, 20))
    figures = Views(store, store.programme).mine(CONTROLLER, year=2024, unit=stated).figures
    assert figures.persons is not None and (figures.persons.everybody, figures.persons.some) == (2574, 124)
    (found,) = figures.stated
    assert (found.stated.date, found.hidden) == ("2025-08-19", ())
    assert {f.name: (f.value, f.about) for f in found.shown} == {
        "Medarbetare": (2574, False), "Verksamhetschefer": (14, False), "Enhetschefer": (110, False), "Budgetram 2025": (3.9, True),
    }  # fmt: skip
    assert Views(store, store.programme).mine(CONTROLLER, year=2024, unit="O1").figures.stated == ()


def test_what_it_says_of_persons_is_protected_where_the_measured_ones_are(store, stated):
    deliver(store, per(stated, 30, 3), per("O1", 300, 20), per("O2", 300, 20), per("O3", 300, 20))
    (found,) = Views(store, store.programme).mine(CONTROLLER, year=2024, unit=stated).figures.stated
    assert found.hidden == ("Medarbetare", "Verksamhetschefer", "Enhetschefer")
    assert [f.name for f in found.shown] == ["Budgetram 2025"]
