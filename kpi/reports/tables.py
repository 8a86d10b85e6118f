"""The tables of a report, from the rows of *Årsstatus*."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kpi.charts.alt import shown_value
from kpi.language import tr
from kpi.measure.status import Status
from kpi.reports import cells
from kpi.reports.cells import Cell, Column, Table
from kpi.text import actions as say_actions
from kpi.text import numbers, words
from kpi.text import year_status as say
from kpi.views.action_rows import ActionRow
from kpi.views.rows import SexGap, StatusRow
from kpi.views.year_status_rows import Change, Goal, YearRow, YearStatus


def goal_table(status: YearStatus, goal: Goal) -> Table:
    """A goal's indicators: level, change and certainty as three things; the year compared with when there is one."""
    year, last = status.context.year, status.moved.since
    other = status.other_year
    columns = [
        Column(tr("Indikator"), 14),
        Column(tr("Värde {year}", year=year), 5.2, "number"),
        *([Column(tr("Värde {year}", year=other), 5, "number")] if other is not None else []),
        Column(tr("Målvärde"), 5, "number"),
        Column(tr("Till mål"), 5.4, "difference"),
        Column(tr("Sedan {year}", year=last), 6, "difference"),
        Column(tr("Säkerhet"), 8.8),
        Column(tr("Status"), 8.8 if other is not None else 7.8, "status"),
    ]
    rows = []
    for row in goal.rows:
        i, total = row.indicator, row.total
        beside = [cells.value(i, row.other)] if other is not None else []
        rows.append(
            (
                cells.text(i.label),
                cells.value(i, total),
                *beside,
                target_cell(total),
                gap_cell(total),
                cells.difference(i, row.since_last.amount),
                certainty_cell(row.since_last),
                cells.status(total.status),
            )
        )
    return Table(
        tr("Mål {number}", number=goal.area.number),
        tr("Mål {number}: indikatorerna {year}", number=goal.area.number, year=year),
        columns,
        rows,
    )


def figures_table(status: YearStatus) -> Table:
    """Every indicator for everyone, women and men: value, n, nuläge, målvärde, gap, changes, certainty, status, women minus men."""
    year, last = status.context.year, status.moved.since
    columns = [
        Column(tr("Indikator"), 14),
        Column(tr("Mål nr"), 3, "count"),
        Column(tr("Måttenhet"), 6),
        Column(tr("Kön"), 5),
        Column(tr("Värde {year}", year=year), 5, "number"),
        Column("n (antal)", 4, "count"),
        Column(tr("Nuläge"), 5, "number"),
        Column(tr("Målvärde"), 5, "number"),
        Column(tr("Målår"), 4, "year"),
        Column(tr("Till mål"), 5, "difference"),
        Column(tr("Sedan {year}", year=last), 5, "difference"),
        Column(tr("Sedan nuläge"), 5, "difference"),
        Column(tr("Säkerhet"), 6),
        Column(tr("Kvinnor − män"), 5, "difference"),
        Column(tr("Status"), 7, "status"),
        Column(tr("Ursprung"), 7),
    ]
    rows = [cell_row for goal in status.goals for row in goal.rows for cell_row in _figures(goal, row)]
    return Table(tr("Siffror"), tr("Alla indikatorer {year}, totalt och för kvinnor och män", year=year), columns, rows)


def _figures(goal: Goal, row: YearRow) -> Iterator[tuple[Cell, ...]]:
    for told in (row.total, *sexes(row.sexes)):
        whole = told.sex == "T"
        i = told.indicator
        yield (
            cells.text(i.label),
            cells.count(goal.area.number),
            cells.text(i.unit.name),
            cells.text(words.SEX[told.sex]),
            cells.value(i, told),
            cells.counted(told),
            cells.stated(i, told.baseline),
            target_cell(told),
            cells.year(told.target_year if told.target is not None else None),
            gap_cell(told),
            cells.difference(i, row.since_last.amount) if whole else cells.difference(i, None),
            cells.difference(i, row.since_start.amount) if whole else cells.difference(i, None),
            certainty_cell(row.since_last) if whole else cells.text(""),
            cells.difference(i, row.sexes.difference if whole and row.sexes is not None else None),
            cells.status(told.status),
            cells.text(words.ORIGIN.get(told.origin or "", "")),
        )


def sexes_table(status: YearStatus) -> Table:
    """Women beside men, for the indicators that are told by sex."""
    columns = [
        Column(tr("Indikator"), 15),
        Column(words.SEX["K"], 5, "number"),
        Column("n", 3.5, "count"),
        Column(words.SEX["M"], 5, "number"),
        Column("n", 3.5, "count"),
        Column(tr("Kvinnor − män"), 5.5, "difference"),
        Column(tr("Kvinnor, status"), 7.5, "status"),
        Column(tr("Män, status"), 7.5, "status"),
    ]
    rows = []
    for row in status.rows:
        if row.sexes is None:
            continue
        i, women, men = row.indicator, row.sexes.women, row.sexes.men
        pair = (cells.value(i, women), cells.counted(women), cells.value(i, men), cells.counted(men))
        told = (cells.difference(i, row.sexes.difference), cells.status(women.status), cells.status(men.status))
        rows.append((cells.text(i.label), *pair, *told))
    return Table(tr("Kvinnor och män"), tr("Kvinnor och män {year}", year=status.context.year), columns, rows)


def series_table(status: YearStatus) -> Table:
    """The years of every indicator, one row an indicator, year and sex: value, n, status, the calculated path."""
    columns = [
        Column(tr("Indikator"), 14),
        Column(tr("Måttenhet"), 6),
        Column(tr("Kön"), 5),
        Column(tr("År"), 4, "year"),
        Column(tr("Värde"), 5, "number"),
        Column("n (antal)", 4, "count"),
        Column(tr("Beräknad väg"), 5, "number"),
        Column(tr("Status"), 7, "status"),
        Column(tr("Metod"), 7),
    ]
    rows = []
    for row in status.rows:
        i, path = row.indicator, dict(row.card.path)
        for sex, points in (("T", row.card.series), ("K", row.card.series_women), ("M", row.card.series_men)):
            for point in points:
                way = path.get(point.year) if sex == "T" else None
                rows.append(
                    (
                        cells.text(i.label),
                        cells.text(i.unit.name),
                        cells.text(words.SEX[sex]),
                        cells.year(point.year),
                        cells.value(i, point),
                        cells.counted(point),
                        Cell(numbers.number(way, i.decimals), cells.exact(way), "number", i.decimals),
                        cells.status(point.status),
                        cells.text(point.method if shown_value(point) is not None else ""),
                    )
                )
    return Table(tr("Serier"), tr("Alla år som visas, totalt och för kvinnor och män"), columns, rows)


def actions_table(status: YearStatus, rows: Sequence[ActionRow]) -> Table:
    """Actions of the year's plan: the plan's words, who is responsible, the year, how it stands."""
    columns = [
        Column(tr("Åtgärd"), 22),
        Column(tr("Mål nr"), 3.2, "count"),
        Column(tr("Ansvarig"), 7),
        Column(tr("Klar"), 3.6, "year"),
        Column(tr("Status"), 5.8),
        *([Column(tr("Senast rapporterat"), 9)] if any(row.told for row in rows) else []),
    ]
    body = [
        (
            cells.text(row.text),
            cells.count(row.area.number),
            cells.text(row.owner),
            cells.year(row.due_year),
            cells.text(say_actions.STATUS[row.status].word),
            cells.text(f"{row.told.day}: {row.told.reason}" if row.told else ""),
        )[: len(columns)]
        for row in rows
    ]
    return Table(tr("Åtgärder"), tr("Åtgärderna i planen för {year}", year=status.actions.year), columns, body)


def sexes(gap: SexGap | None) -> tuple[StatusRow, ...]:
    """Women and men, kvinnor first; none for an indicator that is not told by sex."""
    return () if gap is None else (gap.women, gap.men)


def target_cell(row: StatusRow) -> Cell:
    """The målvärde in force, or the direction where there is none."""
    return cells.stated(row.indicator, row.target, without=words.DIRECTION[row.indicator.direction])


def gap_cell(row: StatusRow) -> Cell:
    """The way to the målvärde, of a value that is shown."""
    return cells.difference(row.indicator, row.gap if shown_value(row) is not None and row.status is not Status.SUPPRESSED else None)


def certainty_cell(told: Change) -> Cell:
    """How sure a change is; where there is none, in a few words why."""
    return cells.text(words.CERTAINTY[told.certainty].word if told.amount is not None else say.WHY.get(told.why or "", ""))
