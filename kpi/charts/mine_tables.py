"""*Min enhet* as a table: the same finished rows, for those who read tables and for those who do not see the lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi.charts.alt import value_or_word
from kpi.charts.tables import Table
from kpi.language import ptr, tr
from kpi.text import numbers, words

if TYPE_CHECKING:
    from kpi.views.mine_rows import Mine, MineRow
    from kpi.views.rows import StatusRow


def indicators_table(view: Mine) -> Table:
    """Every indicator in the plan's order: value, målvärde, gap, status, last year, change, certainty, the level above, women, men."""
    year = view.context.year
    above = [view.above.name] if view.above else []
    now = [tr("Indikator"), str(year), ptr("målvärde", "Mål"), tr("Mot mål"), tr("Status")]
    headers = [*now, str(year - 1), tr("Förändring"), tr("Säkerhet"), *above, words.SEX["K"], words.SEX["M"]]
    rows = [_row(row, bool(above)) for row in view.rows]
    return Table(f"{view.place.unit.name} {year}", headers, rows, frozenset())


def _row(row: MineRow, with_above: bool) -> list[str]:
    total, i = row.total, row.indicator
    word = words.of(total)
    changed = row.better is not None
    sexes = row.card.sexes
    cells = [
        i.label,
        value_or_word(i, total),
        numbers.stated(i, total.target) if total.target is not None else words.DIRECTION[i.direction],
        numbers.difference_short(i, total.gap),
        f"{word.symbol} {word.word}",
        value_or_word(i, row.before) if row.before is not None else numbers.MISSING,
        numbers.difference_short(i, total.change_year),
        words.CERTAINTY[total.certainty].word if changed else numbers.MISSING,
    ]
    cells += [_other(row.above.row if row.above else None)] if with_above else []
    return [*cells, _other(sexes.women if sexes else None), _other(sexes.men if sexes else None)]


def _other(row: StatusRow | None) -> str:
    return numbers.MISSING if row is None else value_or_word(row.indicator, row)
