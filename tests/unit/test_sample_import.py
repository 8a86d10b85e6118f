"""The synthetic extracts through the real importer and store: accepted without a fault, and the plan's own figures come out."""

from __future__ import annotations

import pytest

from kpi.access.scope import Role, Scope
from kpi.intake import Intake
from kpi.measure.status import Status
from kpi.programme.loader import load_programme, programme_dir
from kpi.sample import write_sample
from kpi.store import open_store
from kpi.views import Views
from tests.extent import ALL

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("sample")]  # one process: the sample is imported once
# Fewer, and the whole cannot come out as planned in every indicator: its figures are whole persons'.
UNITS = None if ALL else 30
CONTROLLER = Scope(Role.CONTROLLER, ("REGION",), "test")


@pytest.fixture(scope="module")
def programme():
    return load_programme(programme_dir("region-vastmanland"))


@pytest.fixture(scope="module")
def imported(programme, tmp_path_factory):
    """A store with the sample of a small organisation (in a night of the default one), and what each import said."""
    folder = tmp_path_factory.mktemp("sample")
    store = open_store(str(folder / "kpi.duckdb"), programme)
    intake = Intake(programme, store)
    results = {path.stem: intake.run(path, "test").to_json() for path in write_sample(programme, folder, units=UNITS)}
    yield store, results
    store.close()


@pytest.fixture(scope="module")
def views(programme, imported):
    return Views(imported[0], programme)


def test_every_extract_is_recognised_and_accepted_whole(imported, programme):
    _, results = imported
    assert set(results) == {f"syntetisk_{layout.id}" for layout in programme.layouts}
    for name, said in results.items():
        assert (said["state"], said["errors"], said["synthetic"]) == ("active", [], True), name
        assert said["layout"] == name.removeprefix("syntetisk_")
        assert said["rows_accepted"] == said["rows_read"] > 0


def test_the_store_is_sound_afterwards(imported):
    assert [problem for problem in imported[0].check() if problem.severity == "error"] == []


def test_the_plans_nulage_comes_out_exactly(views, programme):
    _, rows = views.status(CONTROLLER, year=2021)
    shown = {row.indicator.id: row for row in rows}
    for i in programme.planned:
        if i.baseline is None:
            assert shown[i.id].status is Status.NOT_MEASURED
        else:
            assert shown[i.id].value == pytest.approx(i.baseline, abs=1e-9), i.id
            assert shown[i.id].origin != "plan"
            assert shown[i.id].change_baseline == pytest.approx(0, abs=1e-9)


def test_every_status_that_the_programme_can_have_is_shown_for_the_whole_some_year(views):
    seen = {row.status for year in range(2021, 2027) for row in views.status(CONTROLLER, year=year)[1]}
    possible = set(Status) - {Status.SUPPRESSED, Status.NOT_ASSESSABLE, Status.NOT_REACHED, Status.NO_DIRECTION}
    assert seen == possible


def test_small_units_are_protected_and_large_ones_shown(views, imported):
    tree = imported[0].tree(2025)
    statuses = [row.status for code in list(tree)[:60] for row in views.status(CONTROLLER, year=2025, unit=code)[1]]
    assert Status.SUPPRESSED in statuses
    assert sum(s is Status.SUPPRESSED for s in statuses) < len(statuses) / 2


def test_an_index_computed_from_answers_stands_in_where_the_official_one_is_missing(views, imported, programme):
    year = programme.sample.last_year
    cells = imported[0].cells(units=list(imported[0].tree(year)), years=[year], sexes=("T",))
    two_ways = {i.id for i in programme.indicators if len(i.methods) > 1}
    computed = {c.unit for c in cells if c.indicator in two_ways and c.origin == "delivered" and "svar" in c.method}
    official = {c.unit for c in cells if c.indicator in two_ways and c.origin == "delivered" and "svar" not in c.method}
    assert computed and not computed & official
    group = next(code for code in computed if imported[0].tree(year)[code].children)
    shown = {row.indicator.id: row.method for row in views.status(CONTROLLER, year=year, unit=group)[1]}
    assert any("svar" in (shown[i] or "") for i in two_ways)


def test_the_last_year_of_sick_leave_is_made_of_the_months_delivered(views, programme):
    rows = {row.indicator.id: row for row in views.status(CONTROLLER, year=programme.sample.last_year)[1]}
    months = {row.months for row in rows.values() if row.months is not None}
    assert months == {programme.sample.last_month}
