"""Min enhet: one unit's figures, changes, people and tasks, for its manager."""

from pages._ui import mine, mine_figures, mine_more, parts, state
from pages._ui.guard import guard

visit = guard()


def page() -> str:
    """The whole page as HTML, made once per data version, scope, unit and year."""
    view = visit.views.mine(visit.scope, year=visit.context.year, unit=visit.context.unit.code, as_of=visit.as_of)
    return "".join(
        (
            mine.heading(view, visit.query),
            mine_figures.section(view, visit.query),
            mine_more.changes_and_people(view, visit.query),
            mine.indicators(view, visit.query),
            mine_more.not_shown(view, visit.query),
            mine_more.beside(view, visit.query),
            mine_more.to_do(view, visit.programme, visit.query),
        )
    )


parts.write(state.rendered.get(("min-enhet", *visit.key, visit.query.ar, visit.query.enhet), page))
