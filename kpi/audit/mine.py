"""*Min enhet* as the auditor takes it: its rows, what its differences and counts let one work out, and all that it says and draws."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kpi.audit.obtain import Shown, of_card, of_points, of_row
from kpi.charts import tables
from kpi.charts.mine import alt_mine, mine_html, strip_ends, strip_svg
from kpi.charts.mine_tables import indicators_table
from kpi.text import mine as say
from kpi.views.mine_rows import Against, Mine, MineRow
from kpi.views.rows import Card, StatusRow


class Follows(NamedTuple):
    """That a figure follows from others that are shown: its place, and its value or its n."""

    indicator: str
    unit: str
    period: str
    sex: str
    what: str  # "value" or "n"
    number: float
    method: str | None  # of the figure that it was worked out from; None: any


def of_mine(view: Mine, year: int) -> Iterator[Shown]:
    """Every figure of the year that the page has rows of: the unit's own, the level above, the units beside it; on the page of the year
    after, what it says of the year before."""
    unit = view.place.unit.code
    for row in view.rows:
        yield from of_card(row.card, unit, year)
        if row.before is not None:
            yield from of_points((row.before,), row.indicator.id, unit, "T", year)
        if row.above is not None:
            yield from of_row(row.above.row, year)
    for one in (*compared(view), *view.figures.rows):
        yield from of_row(one, year)


def compared(view: Mine) -> Iterator[StatusRow]:
    """The rows of units that stand side by side, and of the one they are held against."""
    for _, rows in view.beside.areas if view.beside else ():
        for row in rows:
            yield from (beside for _, beside, _ in row.units)
            if row.whole is not None:
                yield row.whole


def followed_by(view: Mine) -> Iterator[Follows]:
    """What one gets by taking differences from figures, and from how many people the unit is said to be."""
    for found in view.figures.rows:
        yield from of_status(found)
    for row in view.rows:
        yield from of_status(row.total)
        yield from _of_sexes(row.card)
        yield from _of_before(row)
        if row.above is not None:
            yield from _of_against(row.total, row.above)
    for _, rows in view.beside.areas if view.beside else ():
        for row in rows:
            for _, beside, against in row.units:
                yield from of_status(beside)
                if against is not None:
                    yield from _of_against(beside, against)
    unit, year = view.place.unit.code, str(view.context.year)
    method = {row.total.indicator.id: row.total.method for row in view.rows}
    for part in view.people:
        for i in part.indicators:
            counts = (("T", part.total), ("K", part.women), ("M", part.men))
            yield from (Follows(i.id, unit, year, sex, "n", n, method.get(i.id)) for sex, n in counts if n is not None)


def of_status(row: StatusRow) -> Iterator[Follows]:
    """What a row lets one work out of its own figure: from the distance to the target and to the nuläge, and from the year before."""
    target, baseline = row.target, row.baseline
    if row.gap is not None and target is not None:
        yield _value(row, row.gap + target)
    if row.remaining and target is not None:  # only where there is a direction
        yield _value(row, target - row.indicator.direction.sign * row.remaining)
    if row.change_baseline is not None and baseline is not None:
        yield _value(row, row.change_baseline + baseline)
    if row.attained_share is not None and target is not None and baseline is not None:
        yield _value(row, baseline + row.attained_share * (target - baseline))
    if row.required_pace is not None and target is not None:
        left = row.required_pace * (row.target_year - row.year)
        yield from (_value(row, target - left), _value(row, target + left))
    if row.n is not None:
        yield Follows(row.indicator.id, row.unit, str(row.year), row.sex, "n", row.n, row.method)


def _of_sexes(card: Card) -> Iterator[Follows]:
    gap = card.sexes
    if gap is None:
        return
    yield from of_status(gap.women)
    yield from of_status(gap.men)
    if gap.difference is not None:
        if gap.men.value is not None:
            yield _value(gap.women, gap.men.value + gap.difference)
        if gap.women.value is not None:
            yield _value(gap.men, gap.women.value - gap.difference)


def _of_before(row: MineRow) -> Iterator[Follows]:
    """This year's figure and last year's, each from the other and the change; and from the change as a share of the way."""
    total, before = row.total, row.before
    for change in _changes(row):
        if before is not None and before.value is not None:
            yield _value(total, before.value + change)
        if total.value is not None and before is not None:
            yield Follows(row.indicator.id, total.unit, before.period, "T", "value", total.value - change, total.method)


def _changes(row: MineRow) -> Iterator[float]:
    total = row.total
    if total.change_year is not None:
        yield total.change_year
    if row.moved_share is not None and total.target is not None and total.baseline is not None:
        size = row.moved_share * abs(total.target - total.baseline)
        yield size
        yield -size


def _of_against(own: StatusRow, against: Against) -> Iterator[Follows]:
    other, difference = against.row, against.difference
    yield from of_status(other)
    if difference is None:
        return
    if own.value is not None:
        yield _value(other, own.value - difference)
    if other.value is not None:
        yield _value(own, other.value + difference)


def _value(row: StatusRow, value: float) -> Follows:
    return Follows(row.indicator.id, row.unit, str(row.year), row.sex, "value", value, row.method)


def said_by(view: Mine) -> Iterator[str]:
    """Every text, table and drawing that is made of the page's rows."""
    above = view.above.name if view.above else ""
    yield from view.finding
    table = indicators_table(view)
    yield tables.table_csv(table).decode()
    yield tables.table_html(table)
    for row in view.rows:
        yield from (row.card.sentence, row.reason, *row.quality, *row.card.notes, say.moved(row), alt_mine(row, above))
        yield mine_html(row, above)
        if row.above is not None:
            yield say.beside(row.above, row.indicator)
    for part in view.people:
        yield from (say.people_line(part), say.people_line(part, whose=True), say.people_sexes(part))
    for own in view.mine:
        yield say.reached_of(own.reached, own.measured)
    for _, rows in view.beside.areas if view.beside else ():
        for one in rows:
            units = [row for _, row, _ in one.units]
            ends = strip_ends(units + ([one.whole] if one.whole else []))
            yield from (strip_svg(row, one.whole, ends, sure) for row in units for sure in (False, True))
            yield from (say.beside(against, one.indicator) for _, _, against in one.units if against is not None)
