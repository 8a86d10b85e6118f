"""The smallest group that is shown, through the whole path: a file is imported, a page's rows are read, on both backends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest

from kpi.access.scope import Role, Scope
from kpi.intake import Intake
from kpi.measure.status import Status
from kpi.programme.loader import load_programme, programme_dir
from kpi.programme.model import Programme
from kpi.store import Store
from kpi.views import Views

YEAR = 2024
PACK = load_programme(programme_dir("region-vastmanland"))
HELTID, KORT = "heltid-manadsavlonade", "korttidssjukfranvaro"
LEVELS = [level.name for level in PACK.levels]
ORGANISATION = f"""Enhetskod;Enhetsnamn;Överordnad enhet;Nivå;Gäller från;Gäller till
A;Avdelning A;{PACK.root_unit};{LEVELS[1]};;
B;Avdelning B;{PACK.root_unit};{LEVELS[1]};;
C;Avdelning C;{PACK.root_unit};{LEVELS[1]};;
"""


@pytest.fixture(scope="module")
def pack() -> Programme:
    return PACK


@pytest.fixture(scope="module")
def filled(new_place_of_module: Callable, pack: Programme) -> Iterator[Store]:
    """Units A, B and C with 40 persons each but for A: a year for each case, so that one store holds them all."""
    store = new_place_of_module().open(pack)
    intake = Intake(pack, store, today=lambda: date(2026, 1, 1))
    rows = ["År;Enhet;Kön;Indikator;Värde;Antal (n);Täljare;Nämnare"]
    for year, n in ((2022, 9), (2023, 10), (2024, 11)):
        rows += [f"{year};{u};T;{HELTID};60,0;{k};;" for u, k in (("A", n), ("B", 40), ("C", 60))]
    for year, n in ((2022, 10), (2023, 11), (2024, 12)):
        rows += [f"{year};{u};T;{KORT};4,0;{k};{4 * k};{100 * k}" for u, k in (("A", n), ("B", 40), ("C", 60))]
    for name, text in (("organisation.csv", ORGANISATION), ("varden.csv", "\n".join(rows) + "\n")):
        for reading in intake.read_all([(text.encode("utf-8-sig"), name)]):
            done = intake.commit(reading, "eva")
            assert done.state == "active", done
    yield store
    store.close()


@pytest.mark.parametrize(
    ("indicator", "year", "n", "hidden"),
    [
        (HELTID, 2022, 9, True),
        (HELTID, 2023, 10, False),
        (HELTID, 2024, 11, False),
        (KORT, 2022, 10, True),
        (KORT, 2023, 11, False),
        (KORT, 2024, 12, False),
    ],
)
def test_the_smallest_group_that_is_shown(filled: Store, pack: Programme, indicator: str, year: int, n: int, hidden: bool) -> None:
    views = Views(filled, pack)
    scope = Scope(Role.CONTROLLER, (pack.root_unit,), "eva")
    view = views.indicator(scope, indicator, unit=pack.root_unit, year=year)
    below = {row.unit: (row.value is not None, row.n) for row in view.below}
    assert below["A"] == ((False, None) if hidden else (True, n))
    assert below["B"] == ((False, None) if hidden else (True, 40))  # the smallest of the others goes with it
    assert below["C"] == (True, 60) and view.card.total.n == n + 100
    own = views.indicator(scope, indicator, unit="A", year=year)
    assert (own.card.total.status is Status.SUPPRESSED) is hidden
    assert (own.trace.value is None) is hidden
