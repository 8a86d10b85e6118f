"""Persons for each manager tell how many persons there are, which may be another figure's protected n."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpi.audit import audit
from kpi.store import gate
from tests.audit.organisations import HELTID, PER, YEAR, programme
from tests.audit.running import figures_alone
from tests.views.world import ROOT, deliver, deliver_units, empty_store, fact, units_table

STAFF = {"V1": 25, "V2": 9, "O2": 200}  # V2 is too small, and V1 is hidden beside it
TREE = [(ROOT, "Region", None, "region"), *((unit, f"Enhet {unit}", ROOT, "forvaltning") for unit in STAFF)]


@pytest.mark.parametrize(("weakened", "clean"), [(False, True), (True, False)], ids=["as-it-is", "without-the-rule"])
def test_the_rule_protects_the_n_that_everybody_gives_away(weakened, clean, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if weakened:
        monkeypatch.setattr(gate, "_telling", lambda cells, hidden: hidden & False)
    figures_alone(monkeypatch)
    store = empty_store(tmp_path)
    deliver_units(store, units_table(TREE))
    deliver(store, *(fact(HELTID, unit, YEAR, 60.0, n=n, numerator=0.6 * n, denominator=n) for unit, n in STAFF.items()))
    counted = {unit: (n, 12) for unit, n in STAFF.items() if unit != "V2"} | {"V2": (9, 0)}  # led by somebody placed in V1
    facts = [fact(PER, u, YEAR, n / some if some else None, n=some, numerator=n, denominator=some) for u, (n, some) in counted.items()]
    deliver(store, *facts, file="personer.xlsx")
    found = audit(store, programme(), YEAR, pages=0)
    store.close()
    assert found.clean is clean, found.cells_solvable
    assert {f.indicator for f in found.cells_solvable} == (set() if clean else {HELTID})
