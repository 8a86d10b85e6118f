"""What the pages' gate hides, the store has hidden: else it would hide one cell and leave the one that gives it away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kpi.programme.model import Programme
from kpi.store import Store, rollup
from kpi.views.gate import gate_cells, gate_months
from tests.audit.organisations import YEAR, Organisation, filled

# The first has a chain of units with one child each, whose rolling years of a summer stand beside a year that is hidden for most of them.
SEEDS = (30261074, 100062)


def by_month(store: Store, programme: Programme) -> list[str]:
    """The indicators with figures by month or quarter: of the others there is nothing to ask for."""
    return sorted(set(store.parts([i.id for i in programme.indicators], YEAR - 1, YEAR)["indicator"].to_pylist()))


def alone(store: Store, programme: Programme) -> Iterator[tuple[str, str, str, str, str]]:
    """Indicator, unit, period, sex and method of every cell that the pages hide and the store does not."""
    codes = sorted({unit.code for unit in store.units()})
    cells = store.cells(units=codes)
    yearly = gate_cells(cells, programme)
    open_in_store = {(c.unit, c.indicator, c.year, c.sex, c.method) for c in cells if not c.hidden}
    for unit, of_unit in yearly.items():
        for indicator, by in of_unit.items():
            for (year, sex), methods in by.items():
                for method, cell in methods.items():
                    if cell.hidden and (unit, indicator, year, sex, method) in open_in_store:
                        yield indicator, unit, str(year), sex, method
    for indicator in map(programme.indicator, by_month(store, programme)):
        for unit in codes:
            made = store.months(indicator.id, unit)
            known = yearly.get(unit, {}).get(indicator.id, {})
            hidden = {key for key, by in known.items() if any(cell.hidden for cell in by.values())}
            of_store = {(m.period, m.sex, m.method): m.hidden for m in made}
            for month in gate_months(made, indicator, hidden):
                if month.hidden and not of_store[month.period, month.sex, month.method]:
                    yield indicator.id, unit, month.period, month.sex, month.method


@pytest.mark.parametrize("seed", SEEDS)
def test_the_pages_hide_nothing_that_the_store_shows(seed: int, tmp_path: Path) -> None:
    organisation = Organisation(seed)
    store = filled(tmp_path, organisation)
    try:
        assert not list(alone(store, organisation.programme))
    finally:
        store.close()


def test_a_year_is_hidden_alike_however_many_figures_are_worked_with_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is hidden of a year tells of the next year's rolling years: the two are looked at together in a store of any size."""

    def hidden(folder: Path) -> list[bool]:
        folder.mkdir()
        organisation = Organisation(20260667)
        store = filled(folder, organisation)
        try:
            codes = sorted({unit.code for unit in store.units()})
            return [month.hidden for i in by_month(store, organisation.programme) for code in codes for month in store.months(i, code)]
        finally:
            store.close()

    usual = hidden(tmp_path / "usual")
    monkeypatch.setattr(rollup, "_FACTS_AT_A_TIME", 1)
    assert any(usual) and hidden(tmp_path / "one") == usual
