"""The table twin of every chart: the same finished rows as a real table, in HTML and as CSV.

Cells are finished text; the unit stands in the heading, so that a numeric cell is a number alone. "–" is a missing value,
"skyddat" a protected one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi.charts.alt import shown_value
from kpi.charts.svg import capitalised, esc
from kpi.language import in_order, number_marks, ptr, tr
from kpi.measure.status import Status
from kpi.programme.model import Indicator
from kpi.programme.periods import Grain
from kpi.text import numbers, words

if TYPE_CHECKING:
    from kpi.views.rows import Card, Point, StatusRow

_FORMULA = "=+-@\t\r\n＝＋－＠"  # what a spreadsheet takes for the beginning of a formula, in full width too
_STACK = ((7, " mb-stack-wide"), (5, " mb-stack"))  # from so many columns, rows are stacked where the table has too little room


@dataclass(frozen=True, slots=True)
class Table:
    """A table of finished text. ``numeric``: indexes of columns aligned on the comma. ``row_headers``: the first cell names its row."""

    caption: str
    headers: list[str]
    rows: list[list[str]]
    numeric: frozenset[int] = frozenset()
    row_headers: bool = True
    note: str = ""


def series_table(card: Card, path_label: str) -> Table:
    """The yearly chart: per year the total, women, men, n, the calculated path and the status of the total."""
    indicator = card.indicator
    women, men = ({p.year: p for p in points} for points in (card.series_women, card.series_men))
    path = dict(card.path)
    split = bool(women or men)
    unit = _unit(indicator)
    headers = [tr("År"), f"{words.SEX['T']}{unit}", *([words.SEX["K"], words.SEX["M"]] if split else []), tr("n (antal)")]
    headers += [capitalised(path_label)] if path else []
    totals = {p.year: p for p in card.series}
    rows = []
    for year in sorted({*totals, *women, *men, *path}):
        total = totals.get(year)
        cells = [str(year), _value(indicator, total)]
        cells += [_value(indicator, women.get(year)), _value(indicator, men.get(year))] if split else []
        cells.append(_count(total))
        cells += [numbers.number(path.get(year), indicator.decimals)] if path else []
        rows.append([*cells, words.of(total).word if total is not None else numbers.MISSING])
    headers.append(tr("Status"))
    return Table(tr("{label} per år", label=indicator.label), headers, rows, frozenset(range(1, len(headers) - 1)), note=_plan_note(card))


def parts_table(
    card: Card, total: Sequence[Point], women: Sequence[Point] = (), men: Sequence[Point] = (), *, grain: Grain = "month"
) -> Table:
    """The monthly or quarterly chart: per month or quarter the total, women, men and n."""
    indicator = card.indicator
    series = [(sex, {p.period: p for p in points}) for sex, points in (("T", total), ("K", women), ("M", men)) if points]
    headers = [
        words.GRAIN[grain],
        *(words.SEX[sex] + (_unit(indicator) if k == 0 else "") for k, (sex, _) in enumerate(series)),
        tr("n (antal)"),
    ]
    totals = {p.period: p for p in total}
    rows = [
        [capitalised(words.period(period)), *(_value(indicator, points.get(period)) for _, points in series), _count(totals.get(period))]
        for period in sorted({p for _, points in series for p in points})
    ]
    return Table(
        tr("{label} per {grain}", label=indicator.label, grain=words.GRAIN[grain].lower()),
        headers,
        rows,
        frozenset(range(1, len(headers))),
        note=_plan_note(card),
    )


def units_table(card: Card, below: Sequence[StatusRow], names: Mapping[str, str], unit_name: str = "") -> Table:
    """The units below in order of name, and the whole unit last when named: value, n, gap to the target and status."""
    indicator, has_target = card.indicator, card.total.target is not None
    headers = [tr("Namn"), tr("Värde{unit}", unit=_unit(indicator)), tr("n (antal)")]
    headers += [tr("Till mål ({unit})", unit=indicator.unit.gap_short or indicator.unit.gap_name)] if has_target else []
    rows = []
    named = sorted(((names.get(r.unit, r.unit), r) for r in below), key=lambda n: in_order(n[0]))
    for name, row in [*named, *([(unit_name, card.total)] if unit_name else [])]:
        cells = [name, _value(indicator, row), _count(row)]
        cells += [_gap(row)] if has_target else []
        rows.append([*cells, words.of(row).word])
    headers.append(tr("Status"))
    caption = tr("{label} per enhet {year}", label=indicator.label, year=card.total.year)
    return Table(caption, headers, rows, frozenset(range(1, len(headers) - 1)), note=_plan_note(card))


def overview_table(cards: Sequence[Card], caption: str) -> Table:
    """Every card's total as one row: nuläge, value, target, gap, women, men, status. The unit has a column of its own."""
    said = [tr("Indikator"), tr("Måttenhet"), tr("Nuläge"), tr("Värde"), ptr("målvärde", "Mål"), tr("Till mål")]
    headers = [*said, words.SEX["K"], words.SEX["M"], tr("Status")]
    rows = []
    for card in cards:
        indicator, row = card.indicator, card.total
        sexes = (card.sexes.women, card.sexes.men) if card.sexes is not None else (None, None)
        rows.append(
            [
                indicator.name,
                indicator.unit.name,
                _plain(indicator, row.baseline),
                _value(indicator, row),
                _plain(indicator, row.target) if row.target is not None else words.DIRECTION[indicator.direction],
                _gap(row),
                *(_value(indicator, sex) for sex in sexes),
                words.of(row).word,
            ]
        )
    return Table(caption, headers, rows, frozenset(range(2, 8)))


def points_table(indicator: Indicator, label: str, points: Sequence[Point]) -> Table:
    """Any one series, such as a figure measured in another way: period, value, n."""
    rows = [[capitalised(words.period(p.period)), _value(indicator, p), _count(p)] for p in points]
    return Table(
        f"{indicator.label}: {label}", [tr("Period"), tr("Värde{unit}", unit=_unit(indicator)), tr("n (antal)")], rows, frozenset((1, 2))
    )


def table_html(table: Table) -> str:
    """A semantic <table class="mb-table">: caption, scoped headings, escaped cells, numbers aligned on the comma (needs ``chart_css``)."""
    widths = {i: _fraction_width(table.rows, i) for i in table.numeric}
    head = "".join(f'<th role="columnheader" scope="col"{_class(i, table)}>{esc(h)}</th>' for i, h in enumerate(table.headers))
    body = "".join(f'<tr role="row">{"".join(_cell(table, i, c, widths) for i, c in enumerate(row))}</tr>' for row in table.rows)
    stack = next((name for columns, name in _STACK if len(table.headers) >= columns), "")
    note = f'<p class="mb-table-note">{esc(table.note)}</p>' if table.note else ""
    return (
        f'<div class="mb-table-wrap"><table role="table" class="mb-table{stack}"><caption>{esc(table.caption)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead><tbody role="rowgroup">{body}</tbody></table>{note}</div>'
    )


def table_csv(table: Table) -> bytes:
    """The table for an Excel of the language: BOM, its decimal mark, semicolons where that is a comma. A cell that a spreadsheet would run
    as a formula is made text.

    Numbers keep their value: what parts thousands is taken out and the minus sign becomes "-".
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if number_marks().decimal == "," else ",", lineterminator="\r\n")
    writer.writerow([_safe(h) for h in table.headers])
    writer.writerows([_safe(c) for c in row] for row in table.rows)
    return out.getvalue().encode("utf-8-sig")


def _safe(cell: str) -> str:
    if (number := numbers.bare(cell)) is not None:
        return number
    first = cell.lstrip(" \u00a0\u202f")[:1]
    return f"'{cell}" if first and first in _FORMULA else cell


def _cell(table: Table, index: int, text: str, widths: Mapping[int, float]) -> str:
    if index == 0 and table.row_headers:
        return f'<th role="rowheader" scope="row"{_class(index, table)}>{esc(text)}</th>'
    content = _aligned(text, widths[index]) if index in table.numeric else esc(text)
    return f'<td role="cell"{_class(index, table)} data-label="{esc(table.headers[index])}"><span>{content}</span></td>'


def _class(index: int, table: Table) -> str:
    return ' class="mb-num"' if index in table.numeric else ""


def _aligned(text: str, width: float) -> str:
    """A number with what follows the comma in a box of the column's width, so that commas stand under each other."""
    if not width or not (text == numbers.MISSING or numbers.bare(text) is not None):
        return esc(text)
    whole, comma, rest = text.partition(number_marks().decimal)
    return f'{esc(whole)}<span class="mb-frac" style="--mb-frac: {width:g}ch">{esc(comma + rest)}</span>'


def _fraction_width(rows: Sequence[Sequence[str]], index: int) -> float:
    """The longest fraction of a column in ch, its comma counted as half a digit; 0 when no cell has any."""
    digits = [len(row[index].partition(number_marks().decimal)[2]) for row in rows if numbers.bare(row[index]) is not None]
    longest = max(digits, default=0)
    return longest + 0.5 if longest else 0


def _value(indicator: Indicator, row: StatusRow | Point | None) -> str:
    """The value without its unit, why there is none where that is known, or "–"."""
    if row is None:
        return numbers.MISSING
    if row.status is Status.SUPPRESSED or row.lacking is not None:
        return words.short(row.status, row.lacking)
    return numbers.number(shown_value(row), indicator.decimals)


def _count(row: StatusRow | Point | None) -> str:
    return numbers.MISSING if row is None or shown_value(row) is None else numbers.count(row.n)


def _gap(row: StatusRow) -> str:
    return numbers.MISSING if shown_value(row) is None else numbers.number(row.gap, row.indicator.decimals, sign=True)


def _plain(indicator: Indicator, stated: float | None) -> str:
    """A stated nuläge or target without its unit."""
    suffix = numbers.after(indicator.unit.suffix)
    return numbers.stated(indicator, stated).removesuffix(suffix)


def _unit(indicator: Indicator) -> str:
    """The unit in a heading: " (%)", " (år)"; "" for a bare index."""
    return f" ({indicator.unit.suffix})" if indicator.unit.suffix else ""


def _plan_note(card: Card) -> str:
    """Under a table: nuläge and target with their years, and the direction when lower is better or there is no target."""
    row, indicator = card.total, card.indicator
    said = []
    if row.baseline is not None:
        said.append(tr("Nuläge {year}: {baseline}.", year=indicator.baseline_year, baseline=numbers.stated(indicator, row.baseline)))
    if row.target is not None:
        said.append(tr("Mål {year}: {target}.", year=row.target_year, target=numbers.stated(indicator, row.target)))
    else:
        said.append(f"{capitalised(words.intent(indicator.direction))}.")
    return " ".join(said)
