"""Cards made by hand for the chart tests: every status, lower-is-better, direction only, missing and protected values."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kpi.measure.status import Certainty, Status
from kpi.programme.loader import load_programme
from kpi.programme.model import Indicator
from kpi.views.rows import Card, Point, SexGap, StatusRow

PROGRAMME = load_programme(Path(__file__).parents[2] / "data" / "programmes" / "region-vastmanland")
PATH_LABEL = PROGRAMME.path_label
UNIT_NAME = "Region Västmanland"

INDEX = PROGRAMME.indicator("hme-total-medarbetare")  # 77,3 → 82
LOWER = PROGRAMME.indicator("korttidssjukfranvaro")  # 3,6 % → 2,7 %, lower is better
YEARS = PROGRAMME.indicator("pensionsalder")  # 64,61 år → 67 år
WIDE = PROGRAMME.indicator("sam-chefer")  # 40 % → 100 %
DIRECTION = PROGRAMME.indicator("chefers-forutsattningar")  # no target, no baseline
NO_WAY = PROGRAMME.indicator("anstallda-per-chef")  # nobody has said which way is better
FEWER = PROGRAMME.indicator("bristkompetenser-lang-sikt")  # no target, baseline 18, lower is better

UNMEASURED = (Status.SUPPRESSED, Status.NOT_MEASURED)


def row(
    indicator: Indicator,
    value: float | None,
    status: Status,
    *,
    year: int = 2024,
    unit: str = "REGION",
    sex: str = "T",
    n: int | None = 812,
    **given: object,
) -> StatusRow:
    """A finished row; ``given`` overrides any field (target, baseline, expected …)."""
    target, baseline = given.pop("target", indicator.target), given.pop("baseline", indicator.baseline)
    fields: dict[str, object] = {
        "gap": None if value is None or target is None else value - target,
        "expected": expected(indicator, baseline, target, year),
        "remaining": None,
        "attained_share": None,
        "required_pace": None,
        "status_reason": None,
        "change_year": None,
        "change_year_from": None,
        "change_baseline": None,
        "certainty": Certainty.UNKNOWN,
        "certainty_gap": Certainty.UNKNOWN,
        "method": "",
        "origin": None if value is None else "delivered",
        **given,
    }
    return StatusRow(
        indicator=indicator,
        unit=unit,
        year=year,
        sex=sex,
        value=value,
        n=None if value is None else n,
        target=target,
        target_year=indicator.target_year,
        baseline=baseline,
        status=status,
        **fields,
    )


def expected(indicator: Indicator, baseline: float | None, target: float | None, year: int) -> float | None:
    if baseline is None or target is None:
        return None
    share = (year - indicator.baseline_year) / (indicator.target_year - indicator.baseline_year)
    return baseline + (target - baseline) * min(1.0, max(0.0, share))


def point(period: int | str, value: float | None, status: Status | None = None, n: int = 300) -> Point:
    status = status or (Status.NOT_MEASURED if value is None else Status.ON_TRACK)
    return Point(str(period), int(str(period)[:4]), value, None if value is None else n, status)


def points(first: int, *values: float | None, hidden: tuple[int, ...] = ()) -> tuple[Point, ...]:
    """Yearly points from ``first``; the years in ``hidden`` are protected."""
    years = range(first, first + len(values))
    return tuple(
        point(y, None if y in hidden else v, Status.SUPPRESSED if y in hidden else None) for y, v in zip(years, values, strict=True)
    )


def quarters(base: float, count: int, hidden: tuple[int, ...] = (), first: int = 2021) -> tuple[Point, ...]:
    """Quarterly points; indexes in ``hidden`` are protected."""
    return tuple(
        point(
            f"{first + k // 4}-Q{k % 4 + 1}",
            None if k in hidden else base + 0.3 * (k % 4) - 0.05 * k,
            Status.SUPPRESSED if k in hidden else None,
        )
        for k in range(count)
    )


def months(base: float, count: int, hidden: tuple[int, ...] = (), first: int = 2021) -> tuple[Point, ...]:
    """Monthly points with a winter and a summer; indexes in ``hidden`` are protected."""
    made = []
    for k in range(count):
        month = k % 12 + 1
        value = None if k in hidden else base - 0.008 * k + (0.5 if month in (1, 2, 3, 11, 12) else 0.0) + 0.07 * (k % 5)
        made.append(point(f"{first + k // 12}-{month:02}", value, Status.SUPPRESSED if k in hidden else None))
    return tuple(made)


def card(
    indicator: Indicator, value: float | None, status: Status, *, year: int = 2024, series: tuple[Point, ...] = (), **given: object
) -> Card:
    """A card whose series runs from the baseline year, unless one is given."""
    total = row(indicator, value, status, year=year, **given)
    if not series:
        start = [point(indicator.baseline_year, total.baseline)] if total.baseline is not None and year > indicator.baseline_year else []
        series = (*start, point(year, value, status))
    path = ()
    if total.baseline is not None and total.target is not None:
        span = range(indicator.baseline_year, indicator.target_year + 1)
        path = tuple((y, expected(indicator, total.baseline, total.target, y)) for y in span)
    return Card(indicator=indicator, total=total, sexes=None, series=series, path=path, sentence="")


def with_sexes(base: Card, women: tuple[Point, ...], men: tuple[Point, ...]) -> Card:
    """The card with its two sexes; the last points are the year's."""

    def part(sex: str, last: Point) -> StatusRow:
        return row(base.indicator, last.value, last.status, year=base.total.year, sex=sex)

    gap = SexGap(part("K", women[-1]), part("M", men[-1]), None)
    return replace(base, series_women=women, series_men=men, sexes=gap)


S = Status
TRACKS: dict[str, Card] = {
    "in phase": card(INDEX, 79.9, S.ON_TRACK),
    "behind": card(INDEX, 78.4, S.BEHIND),
    "reached to the last decimal": card(INDEX, 82.0, S.REACHED),
    "past the target": card(INDEX, 83.9, S.REACHED),
    "far past the target": card(INDEX, 99.9, S.REACHED),
    "nearly there": card(INDEX, 81.8, S.ON_TRACK),
    "the wrong way": card(INDEX, 75.9, S.WRONG_WAY),
    "far the wrong way": card(INDEX, 12.0, S.WRONG_WAY),
    "beside the baseline": card(INDEX, 77.4, S.BEHIND),
    "baseline year": card(INDEX, 77.3, S.BEHIND, year=2021),
    "baseline year, another value": card(INDEX, 77.6, S.ON_TRACK, year=2021),
    "the year after": card(INDEX, 77.9, S.BEHIND, year=2022),
    "the year before the target": card(INDEX, 81.0, S.BEHIND, year=2026),
    "the target year": card(INDEX, 81.0, S.BEHIND, year=2027),
    "after the target year": card(INDEX, 81.0, S.BEHIND, year=2029),
    "lower is better": card(LOWER, 3.2, S.BEHIND),
    "lower is better, nearly there": card(LOWER, 2.8, S.ON_TRACK),
    "lower is better, the wrong way": card(LOWER, 4.1, S.WRONG_WAY),
    "lower is better, protected": card(LOWER, None, S.SUPPRESSED),
    "lower is better, not measured": card(LOWER, None, S.NOT_MEASURED),
    "not assessable": card(INDEX, 79.0, S.NOT_ASSESSABLE),
    "no baseline": card(INDEX, 79.0, S.NOT_REACHED, baseline=None, series=points(2022, 76.0, 77.5, 79.0)),
    "no baseline, reached": card(INDEX, 83.0, S.REACHED, baseline=None),
    "direction, improved": card(DIRECTION, 46.0, S.IMPROVED, baseline=40.0),
    "direction, worsened": card(DIRECTION, 36.0, S.WORSENED, baseline=40.0),
    "direction, unchanged": card(DIRECTION, 40.0, S.UNCHANGED, baseline=40.0),
    "direction, fewer": card(FEWER, 15.0, S.IMPROVED),
    "direction, first time": card(DIRECTION, 62.0, S.NO_BASELINE, year=2022),
    "direction, not measured": card(DIRECTION, None, S.NOT_MEASURED, year=2021),
    "no direction": card(NO_WAY, 21.4, S.NO_DIRECTION),
    "not measured": card(INDEX, None, S.NOT_MEASURED),
    "protected": card(INDEX, None, S.SUPPRESSED),
    "protected, no baseline": card(INDEX, None, S.SUPPRESSED, baseline=None),
    "two decimals": card(YEARS, 65.02, S.BEHIND),
    "target met from the start": card(INDEX, 82.0, S.REACHED, baseline=82.0),
    "target behind the baseline": card(INDEX, 86.0, S.REACHED, baseline=85.0),
    "from 40 to 100": card(WIDE, 71.0, S.ON_TRACK),
}

UP = points(2021, 77.3, 77.4, 77.8, 78.4)
LONG = points(2021, 77.3, 77.4, 77.8, 78.4, 79.8, 80.9)
SERIES: dict[str, Card] = {
    "total only": card(INDEX, 78.4, S.BEHIND, series=UP),
    "both sexes": with_sexes(
        card(INDEX, 78.4, S.BEHIND, series=UP), points(2021, 77.9, 78.0, 78.3, 78.9), points(2021, 75.1, 75.8, 76.0, 76.6)
    ),
    "sexes close together": with_sexes(
        card(INDEX, 80.9, S.BEHIND, year=2026, series=LONG),
        points(2021, 77.4, 77.5, 77.9, 78.6, 79.9, 81.0),
        points(2021, 77.2, 77.3, 77.7, 78.2, 79.7, 80.8),
    ),
    "an earlier year chosen": card(INDEX, 77.8, S.BEHIND, year=2023, series=LONG),
    "gaps": with_sexes(
        card(INDEX, 79.9, S.BEHIND, year=2026, series=points(2021, 77.3, None, None, 78.4, None, 79.9, hidden=(2022, 2023))),
        points(2021, 77.9, None, None, None, None, 80.3, hidden=(2024,)),
        points(2021, 75.1, None, None, None, None, 78.0, hidden=(2024,)),
    ),
    "sexes protected from the year before": with_sexes(
        card(INDEX, 79.9, S.BEHIND, year=2026, series=points(2021, 77.0, 78.9, 77.9, 78.4, 78.1, 79.9)),
        points(2021, 77.9, 79.3, 78.1, 79.0, 78.6, None, hidden=(2026,)),
        points(2021, 75.1, 78.3, 77.5, 77.6, 77.7, None, hidden=(2026,)),
    ),
    "sexes protected from the year after the chosen": with_sexes(
        card(INDEX, 79.7, S.BEHIND, year=2025, series=points(2021, 77.8, 78.1, 78.8, 79.8, 79.7, 80.7), target=84.3, baseline=77.8),
        points(2021, 78.2, 78.4, 79.1, 80.2, 80.1, None, hidden=(2026,)),
        points(2021, 76.3, 76.8, 77.4, 78.3, 78.0, None, hidden=(2026,)),
    ),
    "lower is better": with_sexes(
        card(LOWER, 3.2, S.BEHIND, series=points(2021, 3.6, 3.5, 3.4, 3.2)),
        points(2021, 3.8, 3.7, 3.6, 3.4),
        points(2021, 2.9, 2.8, 2.7, 2.6),
    ),
    "past the target": card(INDEX, 82.4, S.REACHED, year=2027, series=points(2021, 77.3, 77.4, 79.8, 80.4, 81.8, 81.9, 82.4)),
    "all protected": card(INDEX, None, S.SUPPRESSED, series=points(2021, None, None, None, None, hidden=(2021, 2022, 2023, 2024))),
    "only the plan": card(INDEX, 77.3, S.BEHIND, year=2021),
    "direction": with_sexes(
        card(DIRECTION, 63.0, S.IMPROVED, series=points(2021, None, 62.0, 64.0, 63.0)),
        points(2021, None, 61.0, 64.0, 64.0),
        points(2021, None, 66.0, 64.0, 61.0),
    ),
    "nothing at all": card(DIRECTION, None, S.NOT_MEASURED, year=2021),
}

NAMES = {
    "u1": "Område primärvård, psykiatri och habiliteringsverksamhet (PPHV)",
    "u2": "Akutsjukvård",
    "u3": "Kirurgi & <b>ortopedi</b>",
    "u4": "Ögonkliniken",
    "u5": "Folktandvården",
}
BELOW = (
    row(INDEX, 78.9, S.ON_TRACK, unit="u1"),
    row(INDEX, 74.2, S.WRONG_WAY, unit="u2"),
    row(INDEX, None, S.SUPPRESSED, unit="u3"),
    row(INDEX, 82.4, S.REACHED, unit="u4"),
    row(INDEX, None, S.NOT_MEASURED, unit="u5"),
)
