"""*Indikator*: everything about one indicator."""

from __future__ import annotations

from kpi.access.scope import Scope
from kpi.programme.model import Indicator
from kpi.views.cards import card, figures, series_years
from kpi.views.choices import Place, check_sex, context_of, place, unit_choice
from kpi.views.rows import IndicatorView, Series, StatusRow
from kpi.views.series import parts
from kpi.views.source import Source
from kpi.views.trace import trace_at


def indicator(
    source: Source, scope: Scope, indicator_id: str, year: int | None, unit: str | None, sex: str, as_of: str | None
) -> IndicatorView:
    """The indicator's card, quarters and months, units below, other methods and trace. Raises Refusal for an unknown indicator."""
    found = source.indicator(indicator_id)
    at = place(source, scope, year, unit, as_of)
    check_sex(sex)
    key = source.key(at.snapshot, scope, "indicator", indicator_id, at.year, at.unit, sex)
    return source.cache.get(key, lambda: _make(source, at, found, sex))


def _make(source: Source, at: Place, found: Indicator, sex: str) -> IndicatorView:
    years = series_years(source, at)
    below = units_below(source, at)
    return IndicatorView(
        context=context_of(source, at),
        area=source.programme.area_of(found.id),
        card=card(source, at, found, years),
        by_grain={grain: Series(*(tuple(parts(source, at, found, each, grain)) for each in "TKM")) for grain in ("quarter", "month")},
        below=rows_below(source, at, found, below, sex),
        below_names={code: unit_choice(source, at.snapshot, code, at.year).name for code in below},
        other_methods=figures(source, at, found).other_methods(years),
        trace=trace_at(source, at, found, sex),
    )


def units_below(source: Source, at: Place) -> list[str]:
    """The units directly below in force that year that the scope reaches, in the tree's order (by name)."""
    node = source.tree(at.snapshot, at.year).get(at.unit)
    return [code for code in node.children if code in at.reach] if node else []


def rows_below(source: Source, at: Place, found: Indicator, units: list[str], sex: str) -> tuple[StatusRow, ...]:
    """A row for each unit, also those not measured. One query for all of them."""
    cells = source.cells_of(at, units, found)
    return tuple(figures(source, at, found, unit, cells.get(unit, {})).row(at.year, sex) for unit in units)
