"""How a milestone's state looks: like the status of an indicator, or of an action, that says the same."""

from __future__ import annotations

from kpi.charts.svg import status_symbol_svg
from kpi.charts.tokens import status_variable
from kpi.measure.status import Status
from kpi.programme.milestones import MilestoneState
from kpi.text.plan import MILESTONE, NOT_ASSESSED

LOOKS: dict[MilestoneState | None, Status] = {
    MilestoneState.REACHED: Status.REACHED,
    MilestoneState.UNDER_WAY: Status.ON_TRACK,
    MilestoneState.AT_RISK: Status.BEHIND,
    MilestoneState.NOT_STARTED: Status.NOT_MEASURED,
    MilestoneState.NOT_REACHED: Status.NOT_REACHED,
    MilestoneState.NOT_ASSESSABLE: Status.NOT_ASSESSABLE,
    None: Status.NO_BASELINE,
}
"""None: not assessed."""


def colour(state: MilestoneState | None) -> str:
    """CSS reference to the state's colour."""
    return status_variable(LOOKS[state])


def state_html(state: MilestoneState | None) -> str:
    """The symbol, drawn, and the word beside it."""
    word = MILESTONE[state] if state else NOT_ASSESSED
    return f"{status_symbol_svg(LOOKS[state])} {word.word}"
