"""One indicator over time."""

from __future__ import annotations

from kpi.access.scope import Scope
from kpi.errors import Refusal
from kpi.language import tr
from kpi.programme.model import Indicator
from kpi.programme.periods import GRAINS, Grain
from kpi.views.cards import figures
from kpi.views.choices import Place, check_sex, place, readable_years
from kpi.views.judge import part_points
from kpi.views.rows import Point
from kpi.views.source import Source


def series(source: Source, scope: Scope, indicator_id: str, unit: str | None, sex: str, by: Grain, as_of: str | None) -> list[Point]:
    """The points that exist (also protected ones), in time order. Raises Refusal for an unknown ``by``."""
    if by not in GRAINS:
        raise Refusal(
            tr("En serie är per år, kvartal eller månad, inte {by}. Ange year, quarter eller month.", by=repr(by)), code="unknown_period"
        )
    indicator = source.indicator(indicator_id)
    at = place(source, scope, None, unit, as_of)
    check_sex(sex)
    if by != "year":
        return parts(source, at, indicator, sex, by)
    found = figures(source, at, indicator)
    return [found.point(year, sex) for year in readable_years(source, at, found.measured_years(sex))]


def parts(source: Source, at: Place, indicator: Indicator, sex: str, grain: Grain) -> list[Point]:
    """The indicator's months or quarters for the place's unit; [] where there are none."""
    points = part_points(source.months(at, at.unit, indicator), indicator, sex, grain)
    years = set(readable_years(source, at, sorted({p.year for p in points})))
    return [p for p in points if p.year in years]
