"""tests/spec/targets.md: each year is judged by the målvärde of its time, through the views, whatever was changed and in whatever order."""

from __future__ import annotations

import re

import pytest

from kpi.measure.status import Status
from kpi.programme.model import Direction
from kpi.store.types import Revision
from kpi.text import words
from kpi.views.gate import GatedCell
from kpi.views.judge import Figures
from kpi.views.source import Snapshot
from tests.reference.indicators import indicator
from tests.spec.tables import MISSING, Row, number, rows
from tests.views.world import ROOT

TABLE = rows("targets.md", having="Ändringar")
PLAN = {
    "Högre är bättre, planens målvärde 80 och nuläge 60": indicator(target=80.0, baseline=60.0),
    "Lägre är bättre, planens målvärde 2 och nuläge 5": indicator(direction=Direction.DOWN, target=2.0, baseline=5.0),
}
STATUS = {words.STATUS[status].word.lower(): status for status in Status}


def revisions(row: Row) -> tuple[Revision, ...]:
    made = []
    direction = PLAN[row.heading].direction.value
    for seq, text in enumerate([] if row["Ändringar"] == MISSING else row["Ändringar"].split(", "), start=1):
        found = re.fullmatch(r"(\d{4}): (\S+) / (\S+)", text)
        assert found, text
        made.append(Revision("prov", number(found[2]), number(found[3]), direction, int(found[1]), "beslut", "eva", "", seq))
    return tuple(made)


def judged(row: Row):
    """The row of the year, with the figure that the table gives it."""
    plan, year = PLAN[row.heading], int(row["År"])
    snapshot = Snapshot(9, None, False, False, (year,), (), {}, {"prov": revisions(row)}, {})
    value = row.number("Värde")
    cell = GatedCell("prov", ROOT, year, "T", "", value, 400, None, "delivered", None, None, False, None, hidden=False, synthetic=False)
    return Figures(snapshot, plan, ROOT, True, {(year, "T"): {"": cell}}).row(year, "T")


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_the_row_holds(row: Row) -> None:
    found = judged(row)
    assert found.target == row.number("Målvärde")
    wanted = row.number("Väg")
    assert found.expected == (None if wanted is None else pytest.approx(wanted, abs=5e-4))
    assert found.status is STATUS[row["Status"]]


def test_every_heading_is_run_and_a_wrong_answer_is_found() -> None:
    assert {row.heading for row in TABLE} == set(PLAN) and len(TABLE) > 15
    row = TABLE[2]
    wrong = Row(row.file, row.line, row.heading, row.cells | {"Målvärde": "80"})
    with pytest.raises(AssertionError):
        test_the_row_holds(wrong)
