"""The words of a plan told in words: what its parts are called, and how much of it is there, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kpi.programme.goals import Element, Foundation, Milestone, PlanGoal, Strategy
from kpi.programme.model import Area, Programme
from kpi.text import numbers

if TYPE_CHECKING:
    from kpi.views.plan_rows import PlanView

_OWN = {  # the product's own word, where the source has none
    "areas": "Programområden",
    "milestones": "Delmål",
    "actions": "Åtgärder",
    "plan_goals": "Mål i den överordnade planen",
    "strategies": "Strategier",
    "foundations": "Fundament",
}
STATE = {"current": "Nuvarande tillstånd", "end": "Tillstånd vid slutet"}
KINDS = ("plan_goals", "strategies", "foundations")
"""What areas are tied to, as fields of ``References``, ``Programme`` and ``Terms``, in the order they are shown."""


def term(programme: Programme, kind: str) -> str:
    """What a kind of thing is called: as the source says it, else our own word. ``kind``: a field of ``Terms``."""
    return getattr(programme.terms, kind) or _OWN[kind]


def kind_of(chosen: Area | Element) -> str:
    """The kind of an area, goal, strategy or foundation, as a field of ``Terms``."""
    kinds: dict[type, str] = {Area: "areas", PlanGoal: "plan_goals", Strategy: "strategies", Foundation: "foundations"}
    return kinds[type(chosen)]


def milestone_heading(programme: Programme, milestone: Milestone) -> str:
    """As printed above it, else the word and its year."""
    return milestone.heading or f"{term(programme, 'milestones')} {milestone.year}"


def question(chosen: Area | Element) -> str:
    """What is asked when something is chosen on the map."""
    asks = "Vad stödjer {}?" if isinstance(chosen, PlanGoal) else "Vad är knutet till {}?"
    return asks.format(chosen.name)


def answer(view: PlanView) -> str:
    """How much is tied to what is chosen, in a sentence or two; how much there is in all when nothing is."""
    areas = counted(len(view.areas), "programområde", "programområden")
    held = _held(view)
    if view.chosen is None:
        return f"Planen har {areas}{f' med {held}' if held else ''}."
    name = view.chosen.name
    if isinstance(view.chosen, Area):
        return f"Programområdet {name} har {held or _NOTHING}."
    if view.areas:
        return f"{areas} nämner {name}: {listed([row.area.name for row in view.areas])}. Där finns {held or _NOTHING}."
    return f"Inget programområde nämner {name}." if view.direct else f"Källan knyter ingenting till {name}."


_NOTHING = "varken delmål, åtgärder eller indikatorer"


def _held(view: PlanView) -> str:
    found = (
        counted(sum(len(row.milestones) for row in view.areas), "delmål", "delmål"),
        counted(sum(len(row.actions) for row in view.areas), "åtgärd", "åtgärder"),
        counted(sum(len(row.statuses) for row in view.areas), "indikator", "indikatorer"),
    )
    return listed([part for part in found if part])


def counted(n: int, one: str, several: str) -> str:
    """ "1 område", "6 områden"; "" for none."""
    return f"{numbers.count(n)} {one if n == 1 else several}" if n else ""


def listed(parts: Sequence[str]) -> str:
    """ "a, b och c"; "" without any."""
    return " och ".join([*([", ".join(parts[:-1])] if parts[:-1] else []), *parts[-1:]])
