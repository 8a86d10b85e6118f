"""*Min enhet*, hover and drawings are audited too: with the gate broken in just those places, the auditor finds it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from types import ModuleType

import pytest

from kpi.access.scope import Role, Scope
from kpi.audit import Report, audit
from kpi.audit.asks import Asks
from kpi.audit.texts import unexplained
from kpi.audit.world import world
from kpi.charts import alt, figures, lines, units
from kpi.charts import mine as drawn_mine
from kpi.store import Store
from kpi.store.types import Cell
from kpi.views import Views, gate, mine, mine_beside, mine_parts, source, year_status
from kpi.views.mine_rows import Against
from kpi.views.rows import Card
from tests.audit.organisations import HELTID, KORT, YEAR, Organisation, filled, programme
from tests.extent import some

pytestmark = pytest.mark.xdist_group("audit")

SEED = 20260695  # four units, in which some figures beside each other are shown and some hidden


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Nothing is written to it: each audit asks anew."""
    made = filled(tmp_path_factory.mktemp("granskad"), Organisation(SEED))
    yield made
    made.close()


def audited(store: Store, pages: int = 0) -> Report:
    return audit(store, programme(), YEAR, pages=pages)


Asked = tuple[Views, Asks, str]  # and one of the lowest units


def asking(store: Store) -> Asked:
    views = Views(store, programme())
    asks = Asks(views, programme(), world(store, programme(), YEAR, None), YEAR)
    return views, asks, next(unit for unit, node in store.tree(YEAR).items() if not node.children)


@pytest.fixture(scope="module")
def asked(store: Store) -> Asked:
    """What is said and drawn is made of the same answers each time: they are asked for once, before anything is broken."""
    made = asking(store)
    said_too_much(*made)
    return made


def said_too_much(views: Views, asks: Asks, leaf: str) -> list[str]:
    """What the auditor says of the texts and drawings of the whole organisation's pages, and of its managers' pages."""
    root = programme().root_unit
    scope = Scope(Role.CONTROLLER, (root,), "granskning")
    return [*unexplained(views, scope, YEAR, [(root, HELTID), (leaf, HELTID), (root, KORT)]), *asks.unexplained([root, leaf])]


def cells(store: Store) -> dict[tuple[str, str, str], Cell]:
    """(indicator, unit, sex) → the cell as the store has it."""
    return {(c.indicator, c.unit, c.sex): c for c in store.cells(units=list(store.tree(YEAR)), years=[YEAR])}


def test_every_managers_page_is_asked_for_and_nothing_follows_from_it(store: Store, asked: Asked) -> None:
    report = audited(store, pages=3)
    assert said_too_much(*asked) == []
    assert report.clean and report.mine > 2 * len(store.tree(YEAR))


def test_a_page_that_asks_past_the_gate_is_noticed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def open_gate(self, at, codes):
        found = self.store.cells(units=codes, sexes=("T", "K", "M"), as_of=at.snapshot.at)
        return gate.gate_cells([cell._replace(hidden=False, n=None) for cell in found], self.programme)

    monkeypatch.setattr(source.Source, "cells_all", open_gate)
    assert audited(store).roles["managers"] > 0


def test_a_years_status_past_the_gate_is_noticed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    real, plain = cells(store), year_status.card

    def told(source, at, indicator, years) -> Card:
        made, cell = plain(source, at, indicator, years), real.get((indicator.id, at.unit, "T"))
        if cell is None or not cell.hidden or at.year != YEAR:
            return made
        return dataclasses.replace(
            made, total=dataclasses.replace(made.total, value=cell.value, n=cell.n, method=cell.method, origin="delivered")
        )

    monkeypatch.setattr(year_status, "card", told)  # without it the report is clean: the first test
    assert min(audited(store).roles.values()) > 0


def test_a_difference_from_a_hidden_figure_is_noticed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    real, plain = cells(store), mine_beside.against

    def told(own, row, other, *more) -> Against:
        one, whole = (real.get((r.indicator.id, r.unit, r.sex)) for r in (row, other))
        found = plain(own, row, other, *more)
        return found if one is None or whole is None else dataclasses.replace(found, difference=one.value - whole.value)

    monkeypatch.setattr(mine_beside, "against", told)
    assert "value" in {f.what for f in audited(store).cells_solvable}


@pytest.mark.parametrize("field", some(["gap", "change_baseline", "attained_share"], ["gap"]))
def test_a_distance_that_is_left_of_a_hidden_figure_is_noticed(store: Store, monkeypatch: pytest.MonkeyPatch, field: str) -> None:
    real, plain = cells(store), mine.card

    def told(src, at, indicator, *more):
        made = plain(src, at, indicator, *more)
        row, cell = made.total, real.get((indicator.id, at.unit, "T"))
        if row.value is not None or cell is None or row.target is None or row.baseline is None:
            return made
        way = row.target - row.baseline
        left = {"gap": cell.value - row.target, "change_baseline": cell.value - row.baseline}
        left["attained_share"] = (cell.value - row.baseline) / way
        return dataclasses.replace(made, total=dataclasses.replace(row, **{field: left[field]}))

    monkeypatch.setattr(mine, "card", told)
    assert "value" in {f.what for f in audited(store).cells_solvable}


def test_the_number_of_people_of_a_hidden_figure_is_noticed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    real, plain = cells(store), mine_parts.people

    def told(plan, rows):
        found = []
        for part in plain(plan, rows):
            unit = rows[0].total.unit
            women = next((c.n for i in part.indicators if (c := real.get((i.id, unit, "K"))) and c.hidden), None)
            found.append(part if women is None else dataclasses.replace(part, women=women))
        return tuple(found)

    monkeypatch.setattr(mine_parts, "people", told)
    assert "n" in {f.what for f in audited(store).cells_solvable}


@pytest.mark.parametrize(
    ("module", "name"),
    [(drawn_mine, "alt_mine"), (alt, "alt_series"), (alt, "alt_units"), (figures, "_hover"), (units, "_hover"), (mine, "finding")],
    ids=["line of Min enhet", "alternative text", "alternative text of units", "hover", "hover of units", "sentence"],
)
def test_a_number_of_no_row_in_a_text_is_noticed(
    store: Store, asked: Asked, monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str
) -> None:
    plain = getattr(module, name)

    def told(*given, **more):
        said = plain(*given, **more)
        return (*said, "Värdet är 61,98 %.") if isinstance(said, tuple) else f"{said} 61,98"

    monkeypatch.setattr(module, name, told)
    for user in ("kpi.audit.mine", "kpi.audit.texts"):  # those that have taken the name over
        monkeypatch.setattr(f"{user}.{name}", told, raising=False)
    made = asking(store) if module is mine else asked  # a sentence is part of the answer
    assert any("61,98" in text for text in said_too_much(*made))


def test_a_mark_that_stands_at_a_hidden_value_is_noticed(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "_FOOT", 150)
    assert any(text.endswith(": diagram") for text in said_too_much(*asked))
