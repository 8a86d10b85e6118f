"""A report's pages as data for the typesetter: what stands where, and how large its charts are."""

from __future__ import annotations

import re
from typing import Any

from kpi.charts.axis import shared_range
from kpi.charts.svg import status_shape
from kpi.language import tr
from kpi.measure.status import Status
from kpi.reports import cells, fitting, tables
from kpi.reports.cells import Cell, Column, Table
from kpi.reports.colours import INK
from kpi.reports.content import (
    SYNTHETIC,
    Content,
    action_sentence,
    annotation_lines,
    counts,
    goal_heading,
    goals_table,
    judged_lines,
    late_sentence,
    words_of,
)
from kpi.reports.drawing import Drawing
from kpi.reports.safe import everywhere
from kpi.reports.track import track
from kpi.reports.years import years_chart
from kpi.text import actions as say_actions
from kpi.text import numbers, words
from kpi.text import year_status as say
from kpi.views.action_rows import count_statuses
from kpi.views.year_status_rows import Goal, YearRow

Json = dict[str, Any]
SANS, SERIF, OTHER = "Source Sans Pro", "Source Serif Pro", "DejaVu Sans Mono"  # the last for letters that the others lack
_TRACK = (118.0, 14.5)
_VARIABLE = re.compile(r"var\(--[\w-]+, (#[0-9A-Fa-f]{6})\)")


def pages(content: Content) -> Json:
    """The whole report. Every text is safe to set."""
    status = content.status
    context = status.context
    data: Json = {
        "fonts": {"sans": [SANS, OTHER], "serif": [SERIF, OTHER]},
        "colours": {"text": INK.text, "muted": INK.muted, "hairline": INK.hairline, "accent": INK.accent},
        "known": list(content.known.timetuple()[:6]),
        "title": content.title,
        "subject": content.subject,
        "author": content.organisation,
        "unit": context.unit.name,
        "level": context.unit.level if context.unit.depth else "",
        "programme": status.stamp.programme,
        "source": status.stamp.source,
        "mark": tr(SYNTHETIC) if status.stamp.synthetic else "",
        "stamp": content.stamp,
        "synthetic": content.facts[0][1] if status.stamp.synthetic else "",
        "facts": content.facts,
        "finding": status.finding,
        "counts": [{"status": s.value, "word": words.STATUS[s].word, "count": numbers.count(n)} for s, n in counts(status)],
        "goals_table": _table(goals_table(status)),
        "key": tr(
            "I linjerna: ring nuläge, punkt {year}, streck {path}, romb målvärde. Höger är alltid bättre.",
            year=context.year,
            path=content.path_label,
        ),
        "glance": [{"heading": goal_heading(goal), "table": _glance(content, goal)} for goal in status.goals if goal.rows],
        "decisions": _decisions(content),
        "goals": [_goal(content, goal) for goal in status.goals],
        "actions_sentence": f"{status.actions.year}: {say_actions.counted(count_statuses(status.actions.rows))}",
        "actions_table": _table(tables.actions_table(status, status.actions.rows)),
        "sexes_table": _table(tables.sexes_table(status)),
        "definitions": [_fields(d) for d in content.definitions],
        "reading": content.reading,
    }
    safe = everywhere(data)
    safe["labels"] = _labels(content)
    safe["statuses"] = {s.value: {"colour": INK.status[s], "symbol": _symbol(s)} for s in Status}
    return safe


def _labels(content: Content) -> Json:
    """What the template says itself, and in what language (for hyphens, quotes and screen readers)."""
    language, region = content.language.split("-")
    return {
        "language": language,
        "region": region,
        "page": tr("Sida {page} av {pages}", page="\n", pages="\n").split("\n"),  # what stands before, between and after the numbers
        "contents": tr("Innehåll"),
        "basis": tr("Underlag"),
        "glance": tr("Alla mål på en sida"),
        "decisions": tr("Att ta ställning till"),
        "no_indicators": tr("Målet har inga indikatorer."),
        "actions": tr("Åtgärderna"),
        "sexes": tr("Kvinnor och män"),
        "definitions": tr("Indikator för indikator: läge, definition och källa"),
        "definition": tr("Definition"),
        "source": tr("Källa"),
        "planned": tr("I planen"),
        "notes": tr("Att veta"),
        "reading": tr("Så läses rapporten"),
    }


def _fields(definition: object) -> Json:
    return {name: getattr(definition, name) for name in definition.__slots__}  # type: ignore[attr-defined]


def _symbol(status: Status) -> str:
    """The status' symbol as an SVG of its own, in the colour of paper."""
    shape = _VARIABLE.sub(r"\1", status_shape(status))
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" width="16" height="16">{shape}</svg>'


def _table(table: Table) -> Json:
    return {
        "caption": table.caption,
        "columns": [{"heading": c.heading, "share": c.share, "right": c.right} for c in table.columns],
        "rows": [[_cell(c) for c in row] for row in table.rows],
    }


def _cell(cell: Cell) -> Json:
    if cell.status is not None:
        return {"kind": "status", "text": cell.text, "status": cell.status.value}
    return {"kind": "text", "text": cell.text, "soft": cell.number is None and cell.kind != "text"}


def _glance(content: Content, goal: Goal) -> Json:
    """A line an indicator: nuläge → now → målvärde, with the numbers beside it."""
    year = content.status.context.year
    columns = [
        Column(tr("Indikator"), 15),
        Column(tr("Värde {year}", year=year), 5, "number"),
        Column(tr("Nuläge"), 5, "number"),
        Column(tr("Från nuläge till målvärde"), 13.2),
        Column(tr("Målvärde"), 5, "number"),
        Column(tr("Status"), 8.5, "status"),
    ]
    made = _table(Table("", goal_heading(goal), columns, []))
    made["rows"] = [_glance_row(row) for row in goal.rows]
    return made


def _glance_row(row: YearRow) -> list[Json]:
    i, total = row.indicator, row.total
    line = {"kind": "drawing", "drawing": track(row.card, *_TRACK).json()}
    before = (cells.text(i.label), cells.value(i, total), cells.stated(i, total.baseline))
    after = (tables.target_cell(total), cells.status(total.status))
    return [*(_cell(c) for c in before), line, *(_cell(c) for c in after)]


def _decisions(content: Content) -> list[Json]:
    """What to take a stand on, by goal, in the order of the view."""
    parts = []
    for goal in content.status.goals:
        own = [d for d in content.status.decisions if d.area.id == goal.area.id]
        late = sum(d.action is not None for d in own)
        if own:
            sentences = [d.sentence for d in own if d.action is None]
            parts.append({"heading": goal_heading(goal), "sentences": sentences, "late": late_sentence(late)})
    return parts


def _goal(content: Content, goal: Goal) -> Json:
    wide, judged = fitting.is_wide(len(goal.rows)), judged_lines(goal.judged)
    above = [" ".join(goal.sentences), *(f"{what}: {text}" for what, text in judged)]
    table = tables.goal_table(content.status, goal)
    height = fitting.chart_height(goal.area.goal or "", above, [_lines(row) for row in goal.rows], table)
    width = fitting.chart_width(len(goal.rows))
    ranges = shared_range([row.card for row in goal.rows])
    return {
        "heading": goal_heading(goal),
        "goal": goal.area.goal or "",
        "sentences": goal.sentences,
        "words": words_of(goal),
        "judged": judged,
        "wide": wide,
        "cards": [_card(content, row, ranges, width, height, wide=wide) for row in goal.rows],
        "table": _table(table),
        "actions": action_sentence(goal),
    }


def _card(content: Content, row: YearRow, ranges: dict[str, tuple[float, float]], width: float, height: float, *, wide: bool) -> Json:
    i, total = row.indicator, row.total
    chart = chart_of(content, row, ranges, width, height)
    change = say.amount(i, row.since_last)
    sure = f" ({words.CERTAINTY[row.since_last.certainty].word})" if change else ""
    return {
        "name": i.label,
        "value": cells.value(i, total).text if total.value is not None else "",
        "status": total.status.value,
        "word": words.STATUS[total.status].word,
        "change": f"{change}{sure}" if wide else "",
        "lines": _lines(row),
        "chart": chart.json(),
    }


def _lines(row: YearRow) -> list[str]:
    """What people have said of an indicator: its judgement, and what happened to the series."""
    return [*(f"{what}: {text}" for what, text in judged_lines(row.judged)), *annotation_lines(row)]


def chart_of(content: Content, row: YearRow, ranges: dict[str, tuple[float, float]], width: float, height: float) -> Drawing:
    """An indicator's chart over the years, on the scale that it shares with those beside it."""
    shared = ranges.get(row.indicator.id)
    return years_chart(row.card, width, height, path_label=content.path_label, y_range=shared, annotations=row.annotations)
