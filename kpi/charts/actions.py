"""The plan's actions on a line of years: an action stands in the year it is planned to be finished, with the symbol of its status."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kpi.charts.svg import esc, status_shape, status_symbol_svg, text_width
from kpi.charts.tables import Table
from kpi.charts.tokens import status_variable, variable
from kpi.language import ntr, tr
from kpi.measure.status import Status
from kpi.programme.plan import ActionStatus
from kpi.text import numbers
from kpi.text.actions import STATUS, adjective
from kpi.views.action_rows import ActionRow, Actions, count_statuses

# An action's status looks like the status of an indicator that says the same of its target.
LOOKS = {
    ActionStatus.DONE: Status.REACHED,
    ActionStatus.STARTED: Status.ON_TRACK,
    ActionStatus.NOT_STARTED: Status.NOT_MEASURED,
    ActionStatus.LATE: Status.BEHIND,
    ActionStatus.CANCELLED: Status.NOT_ASSESSABLE,
}
_NARROWEST, _LINE, _HEAD, _MARK, _TEXT = 52, 22, 30, 14, 12  # px


def colour(status: ActionStatus) -> str:
    """CSS reference to the status' colour."""
    return status_variable(LOOKS[status])


def status_html(status: ActionStatus) -> str:
    """The symbol, drawn, and the word beside it."""
    return f"{status_symbol_svg(LOOKS[status])} {STATUS[status].word}"


def timeline_svg(view: Actions, rows: Sequence[ActionRow]) -> str:
    """A column a year, the actions planned for it below each other. The year looked at is marked."""
    by_year = {year: [row for row in rows if row.due_year == year] for year in view.years}
    column = max([_NARROWEST, *(_MARK + 10 + text_width(row.id, _TEXT) for row in rows)])
    deepest = max((len(found) for found in by_year.values()), default=0)
    width, height = column * len(view.years), _HEAD + 8 + deepest * _LINE
    shapes = [f'<path d="M0 {_HEAD - 4}H{width:g}" stroke="{variable("text")}" stroke-width="1.5"/>']
    for at, (year, found) in enumerate(by_year.items()):
        x = at * column
        here = year == view.year
        if here:
            back = f'<rect x="{x:g}" y="0" width="{column:g}" height="{height:g}" fill="{variable("hairline")}" fill-opacity=".45"/>'
            shapes.insert(0, back)
        weight = ' font-weight="700"' if here else ""
        shapes.append(f'<text x="{x + 4:g}" y="18" font-size="13" fill="{variable("text")}"{weight}>{year}</text>')
        for line, row in enumerate(found):
            y = _HEAD + 4 + line * _LINE
            said = esc(f"{row.id}: {row.text} {STATUS[row.status].word}.")
            mark = f'<g transform="translate({x + 4:g} {y:g}) scale({_MARK / 16:g})">{status_shape(LOOKS[row.status])}</g>'
            text = f'<text x="{x + _MARK + 8:g}" y="{y + 12:g}" font-size="{_TEXT}" fill="{variable("text")}">{esc(row.id)}</text>'
            shapes.append(f"<g><title>{said}</title>{mark}{text}</g>")
    return (
        f'<svg class="mb-timeline" role="img" aria-label="{esc(timeline_alt(view, rows))}" viewBox="0 0 {width:g} {height:g}" '
        f'style="max-width:{width * 1.5:g}px">{"".join(shapes)}</svg>'
    )


def timeline_alt(view: Actions, rows: Sequence[ActionRow]) -> str:
    """The line of years in words: how many are planned for each year, and how they stand."""
    said = []
    for year in view.years:
        found = [row for row in rows if row.due_year == year]
        if found:
            counts = ", ".join(f"{numbers.count(n)} {adjective(status, n)}" for status, n in count_statuses(found).items())
            n = numbers.count(len(found))
            planned = ntr(
                "{year}: {n} åtgärd planeras klar ({statuses})",
                "{year}: {n} åtgärder planeras klara ({statuses})",
                len(found),
                year=year,
                n=n,
                statuses=counts,
            )
            said.append(planned)
    each = "; ".join(said) or tr("Inga åtgärder")
    return tr("Tidslinje {first}–{last}, sett för {year}. {each}.", first=view.years[0], last=view.years[-1], year=view.year, each=each)


def timeline_table(view: Actions, rows: Iterable[ActionRow]) -> Table:
    """The same as a table, by the year they are planned to be finished."""
    body = [
        [row.id, row.text, row.owner, str(row.due_year), STATUS[row.status].word, row.told.day if row.told else numbers.MISSING]
        for row in sorted(rows, key=lambda row: row.due_year)
    ]
    return Table(
        tr("Åtgärderna {year}", year=view.year),
        [tr("Id"), tr("Åtgärd"), tr("Ansvarig"), tr("Planeras klar"), tr("Status"), tr("Rapporterad")],
        body,
        frozenset({3}),
    )
