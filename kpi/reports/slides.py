"""A report as slides: native charts and tables to change by hand, a slide a goal, and in the notes what the speaker needs."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

from kpi.charts.axis import shared_range
from kpi.language import ptr, tr
from kpi.programme.plan import ActionStatus
from kpi.reports import cells, deck, tables
from kpi.reports.cells import Column, Table
from kpi.reports.colours import INK
from kpi.reports.content import Content, action_sentence, annotation_lines, goal_heading, goals_table, judged_lines, late_sentence, words_of
from kpi.reports.packing import settled
from kpi.reports.slide_charts import counts_chart, years_chart
from kpi.text import actions as say_actions
from kpi.views.year_status_rows import Goal

_CHARTS_WIDTH = 6.7  # inches of a goal's slide that its charts share
_GAP = 0.2
_ROOM = 7000.0  # characters × pt² of text that a slide takes, about
_LARGEST, _SMALLEST = 16.0, 8.0  # pt


def pptx(content: Content) -> tuple[bytes, int]:
    """The whole file, and how many slides it has."""
    made = deck.blank()
    _properties(made, content)
    _first(made, content)
    _goals(made, content)
    if content.status.decisions:
        _decisions(made, content)
    for goal in content.status.goals:
        _goal(made, content, goal)
    _actions(made, content)
    out = io.BytesIO()
    made.save(out)
    return settled(out.getvalue(), content.known), len(made.slides)


def _properties(made: Any, content: Content) -> None:
    told, at = made.core_properties, content.known.replace(tzinfo=None)
    told.title, told.subject = f"{content.title} · {content.status.context.unit.name}", content.subject
    told.author = told.last_modified_by = content.organisation
    told.comments, told.language, told.keywords = content.stamp, content.language, ""
    told.created = told.modified = at
    told.revision = 1


def _stamp_notes(content: Content) -> list[str]:
    return ["", *(f"{what}: {value}" for what, value in content.facts)]


def _first(made: Any, content: Content) -> None:
    status = content.status
    slide = deck.slide(made, content.title, content.brief, [*status.finding, *_stamp_notes(content)])
    mark = [(content.facts[0][1], 12.0, INK.accent, True)] if status.stamp.synthetic else []
    finding = [(sentence, 18.0, INK.text, False) for sentence in status.finding]
    said = [(status.context.unit.name, 20.0, INK.muted, False), *mark, *finding]
    deck.words(slide, said, deck.EDGE, deck.BODY_TOP, 9.5, 4.2, tr("Läget"))
    deck.words(slide, [(content.stamp, 10.0, INK.muted, False)], deck.EDGE, 6.2, 9.5, 0.7, tr("Underlag"))


def _goals(made: Any, content: Content) -> None:
    notes = [f"{goal_heading(g)}: {' '.join(g.sentences)}" for g in content.status.goals]
    slide = deck.slide(made, tr("Alla mål"), content.brief, [*notes, *_stamp_notes(content)])
    told = goals_table(content.status)
    if content.status.counts:
        counts_chart(slide, content.status, (deck.EDGE, deck.BODY_TOP, deck.WIDTH - 2 * deck.EDGE, 3.6))
    top = 4.9 if content.status.counts else deck.BODY_TOP
    row = min(0.32, (deck.BODY_BOTTOM - top) / (len(told.rows) + 1))
    deck.table(slide, told, deck.EDGE, top, deck.WIDTH - 2 * deck.EDGE, row, min(11, row * 34))


def _decisions(made: Any, content: Content) -> None:
    """What to take a stand on, in type as large as there is room for."""
    said = []
    for goal in content.status.goals:
        own = [d for d in content.status.decisions if d.area.id == goal.area.id]
        late = late_sentence(sum(d.action is not None for d in own))
        if own:
            said.append((goal_heading(goal), True))
            said += [(d.sentence, False) for d in own if d.action is None]
            said += [(late, False)] if late else []
    letters = sum(len(text) + 60 for text, _ in said)
    size = max(_SMALLEST, min(_LARGEST, round((_ROOM * 60 / letters) ** 0.5)))
    notes = [d.sentence for d in content.status.decisions]
    slide = deck.slide(made, tr("Att ta ställning till"), content.brief, [*notes, *_stamp_notes(content)])
    lines = [(text, size, INK.accent if head else INK.text, head) for text, head in said]
    deck.words(slide, lines, deck.EDGE, deck.BODY_TOP, deck.WIDTH - 2 * deck.EDGE, 5.8, tr("Att ta ställning till"))


def _goal(made: Any, content: Content, goal: Goal) -> None:
    slide = deck.slide(made, goal_heading(goal), content.brief, list(_goal_notes(content, goal)))
    judged = [(f"{what}: {text}", 11.0, INK.text, False) for what, text in judged_lines(goal.judged)[:1]]
    said = [(" ".join(goal.sentences), 12.0, INK.text, False), *judged]
    deck.words(slide, said, deck.EDGE, deck.BODY_TOP, deck.WIDTH - 2 * deck.EDGE, 0.6, tr("Målet i ord"))
    top = deck.BODY_TOP + 0.62 + 0.25 * len(judged)
    left, right = deck.EDGE, deck.EDGE + _CHARTS_WIDTH + 0.25
    _charts(slide, goal, (left, top, _CHARTS_WIDTH, deck.BODY_BOTTOM - 0.2 - top))
    key = tr("Linjer: totalt (mörk), kvinnor (lila), män (grön), målvärde (streckad).")
    deck.words(slide, [(key, 9.0, INK.muted, False)], left, deck.BODY_BOTTOM - 0.15, _CHARTS_WIDTH, 0.2, tr("Teckenförklaring"))
    row = min(0.5, (deck.BODY_BOTTOM - top - 0.2) / (len(goal.rows) + 1))
    deck.table(slide, short_table(content, goal), right, top, deck.WIDTH - deck.EDGE - right, row, 9)


def short_table(content: Content, goal: Goal) -> Table:
    """As the goal's table, in fewer columns: level, change and status; how sure the change is stands beside it."""
    status = content.status
    columns = [
        Column(tr("Indikator"), 11),
        Column(tr("Värde {year}", year=status.context.year), 5, "number"),
        Column(ptr("målvärde", "Mål"), 5.2, "number"),
        Column(tr("Sedan {year}", year=status.moved.since), 6.5, "difference"),
        Column(tr("Säkerhet"), 7),
        Column(tr("Status"), 7.5, "status"),
    ]
    rows = [
        (
            cells.text(row.indicator.label),
            cells.value(row.indicator, row.total),
            tables.target_cell(row.total),
            cells.difference(row.indicator, row.since_last.amount),
            tables.certainty_cell(row.since_last),
            cells.status(row.total.status),
        )
        for row in goal.rows
    ]
    return Table(goal_heading(goal), tr("{goal}: indikatorerna {year}", goal=goal_heading(goal), year=status.context.year), columns, rows)


def _charts(slide: Any, goal: Goal, box: tuple[float, float, float, float]) -> None:
    """An indicator a chart, in a grid that fills the box; on one scale where they are compared. None where a goal has no indicator."""
    if not goal.rows:
        return
    left, top, width, height = box
    across = 1 if len(goal.rows) == 1 else 2 if len(goal.rows) <= 4 else 3
    down = -(-len(goal.rows) // across)
    each = ((width - _GAP * (across - 1)) / across, (height - _GAP * (down - 1)) / down)
    ranges = shared_range([row.card for row in goal.rows])
    for k, row in enumerate(goal.rows):
        x, y = left + k % across * (each[0] + _GAP), top + k // across * (each[1] + _GAP)
        years_chart(slide, row, (x, y, *each), ranges.get(row.indicator.id))


def _goal_notes(content: Content, goal: Goal) -> Iterator[str]:
    """The goal in the plan's words, each indicator's sentence with definition and source, judgements, actions, the stamp."""
    yield goal.area.goal or ""
    yield from (f"{heading}: {text}" for heading, text in words_of(goal))
    yield from goal.sentences
    yield from (f"{what}: {text}" for what, text in judged_lines(goal.judged))
    defined = {d.indicator: d for d in content.definitions}
    for row in goal.rows:
        told = defined[row.indicator.label]
        yield ""
        yield row.card.sentence
        defined_as = {"definition": told.definition, "source": told.source}
        yield tr("Definition: {definition} Källa: {source}", **defined_as) if told.source else tr("Definition: {definition}", **defined_as)
        yield from (f"{what}: {text}" for what, text in judged_lines(row.judged))
        yield from annotation_lines(row)
    yield ""
    yield action_sentence(goal)
    yield from _stamp_notes(content)


def _actions(made: Any, content: Content) -> None:
    """How each goal's actions stand; which they are, in the notes."""
    status = content.status
    notes = [
        tr(
            "{status}, klar {year}: {action}",
            status=say_actions.STATUS[row.status].word,
            year=row.due_year,
            action=f"{row.text} ({row.owner})",
        )
        for row in status.actions.rows
    ]
    slide = deck.slide(made, tr("Åtgärderna {year}", year=status.actions.year), content.brief, [*notes, *_stamp_notes(content)])
    deck.table(slide, _action_counts(status.goals), deck.EDGE, deck.BODY_TOP + 0.1, deck.WIDTH - 2 * deck.EDGE, 0.4, 14)


def _action_counts(goals: Sequence[Goal]) -> Table:
    columns = [
        Column(tr("Mål"), 14),
        *(Column(say_actions.STATUS[s].word, 5, "count") for s in ActionStatus),
        Column(tr("Åtgärder"), 5, "count"),
    ]
    rows = [
        (
            cells.text(goal_heading(goal)),
            *(cells.count(goal.action_counts.get(s, 0)) for s in ActionStatus),
            cells.count(len(goal.actions)),
        )
        for goal in goals
    ]
    return Table(tr("Åtgärderna"), tr("Åtgärder per mål och status"), columns, rows)
