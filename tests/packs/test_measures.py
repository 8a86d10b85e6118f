"""The figures of each pack against plain Python: rolled up as its rules say, held against its own målvärden, hidden where they are few."""

from __future__ import annotations

from typing import Any

import pytest

from kpi.runtime import Runtime
from tests.packs.filling import layout_of, organisation, rows_of, small
from tests.packs.packs import Pack
from tests.reference.reckoning import reckoned
from tests.reference.rollup import Figure, roll_up

pytestmark = pytest.mark.xdist_group("packs")
CLOSE = {"rel": 1e-9, "abs": 1e-7}


def delivered(pack: Pack) -> list[dict[str, Any]]:
    """The filled-in rows as facts."""
    layout = layout_of(pack, "values")
    by_name = {i.name: i for i in pack.measured}
    facts = []
    for row in rows_of(pack, layout):
        told = {c.role: row.get(c.key) for c in layout.columns}
        indicator = by_name[told["indicator"]]
        common = {"indicator": indicator.id, "month": None, "population": "", "method": indicator.methods[0], "seq": 1, "sd": None}
        facts.append(
            {**common, "unit": told["unit"], "year": told["period"], "sex": told["sex"], "value": told["value"], "n": told["n"]}
            | {"numerator": told.get("numerator"), "denominator": told.get("denominator"), "finished": True, "synthetic": False}
        )
    return facts


def expected(pack: Pack) -> dict[tuple[str, str, int, str], Figure]:
    """By indicator, unit, year and sex."""
    units = [{"code": u.code, "parent": u.parent, "valid_from": None, "valid_to": None} for u in organisation(pack)]
    made = roll_up(delivered(pack), units, pack.programme)
    return {(indicator, unit, year, sex): figure for (indicator, unit, year, _, sex, _, _), figure in made.items()}


def test_every_figure_and_what_follows_from_it_is_what_plain_python_gives(runtime: Runtime, pack: Pack) -> None:
    wanted, shown, few = expected(pack), 0, 0
    units = [pack.programme.root_unit, *(u.code for u in organisation(pack))]
    for unit in units:
        for year in pack.delivered:
            for sex in "TKM":
                for beside in (False, True):
                    for row in runtime.views.status(runtime.scope, year=year, unit=unit, sex=sex, supplementary=beside)[1]:
                        figure = wanted.pop((row.indicator.id, unit, year, sex), None)
                        if figure is None or row.status == "suppressed":
                            assert (row.value, row.n) == (None, None) or row.origin == "plan", row
                            few += figure is not None
                            continue
                        least = figure.smallest_n if figure.smallest_n is not None else figure.n
                        assert least is None or least >= row.indicator.min_n, row
                        assert (row.value, row.n) == (pytest.approx(figure.value, **CLOSE), figure.n), row
                        for name, value in reckoned(row.indicator, row.value, year).items():
                            found = getattr(row, name)
                            assert found == (value if value is None or name == "status" else pytest.approx(value, **CLOSE)), (name, row)
                        shown += 1
    assert wanted == {}  # nothing that was delivered is missing
    assert bool(shown) is bool(pack.measured) and bool(few) is bool(pack.by_unit)


def test_a_plan_without_figures_is_told_without_any(runtime: Runtime, pack: Pack) -> None:
    view = runtime.views.overview(runtime.scope, year=pack.first)
    assert [a.area.id for a in view.areas] == [a.id for a in pack.programme.areas]
    assert sum(view.counts.values()) == len(pack.programme.planned)
    assert [c.indicator.id for a in view.areas for c in a.cards] == [i.id for i in pack.programme.planned]


def test_the_path_of_each_indicator_is_the_line_from_its_own_nulage_to_its_own_malvarde(runtime: Runtime, pack: Pack) -> None:
    for area in pack.programme.areas:
        for card in runtime.views.area(runtime.scope, area.id, year=pack.first).area.cards:
            indicator = card.indicator
            years = range(indicator.baseline_year, indicator.target_year + 1)
            if indicator.target is None or indicator.baseline is None:
                assert card.path == ()
                continue
            assert [y for y, _ in card.path] == list(years)
            for year, value in card.path:
                assert value == pytest.approx(reckoned(indicator, 0.0, year)["expected"], **CLOSE)


def test_what_is_counted_out_of_rows_is_of_the_whole_organisation_and_hidden_where_few(runtime: Runtime, pack: Pack) -> None:
    made = {m.indicator for layout in pack.programme.layouts for m in layout.measures}
    both = (False, True)
    for unit in (pack.programme.root_unit, small(pack)):
        asked = [runtime.views.status(runtime.scope, year=pack.counted, unit=unit, supplementary=beside)[1] for beside in both]
        found = {row.indicator.id: row for rows in asked for row in rows if row.status != "not_measured"}
        assert set(found) == made
        for row in found.values():
            if unit == small(pack):
                assert (row.status, row.value, row.n) == ("suppressed", None, None)
            elif row.indicator.supplementary and row.status == "suppressed":  # its counts would tell of a group hidden in another's
                assert (row.value, row.n) == (None, None)
            else:
                assert row.value is not None and row.n is not None and row.n >= row.indicator.min_n
