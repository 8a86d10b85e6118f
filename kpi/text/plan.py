"""The words of a plan told in words: what its parts are called, and how much of it is there, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from kpi.programme.goals import Element, Foundation, Milestone, PlanGoal, Strategy
from kpi.programme.milestones import MilestoneState
from kpi.programme.model import Area, Programme
from kpi.programme.plan import ActionStatus
from kpi.text import numbers

if TYPE_CHECKING:
    from kpi.views.plan_rows import MilestoneRow, PlanArea, PlanView


class MilestoneWord(NamedTuple):
    """How far a milestone has come, on the screen: its symbol as a character, its word, and what it means."""

    symbol: str
    word: str
    meaning: str


MILESTONE: dict[MilestoneState, MilestoneWord] = {
    MilestoneState.REACHED: MilestoneWord("✓", "Uppnått", "Delmålet är uppnått."),
    MilestoneState.UNDER_WAY: MilestoneWord("▲", "Pågår", "Arbetet pågår, och inget talar emot att delmålet nås i tid."),
    MilestoneState.AT_RISK: MilestoneWord("■", "Risk", "Arbetet pågår eller ska börja, men delmålet riskerar att inte nås i tid."),
    MilestoneState.NOT_STARTED: MilestoneWord("○", "Ej påbörjat", "Arbetet mot delmålet har inte börjat."),
    MilestoneState.NOT_REACHED: MilestoneWord("◇", "Ej uppnått", "Tiden är slut, eller det står klart att delmålet inte nås."),
    MilestoneState.NOT_ASSESSABLE: MilestoneWord(
        "⊘", "Kan ej bedömas", "Det går inte att säga hur långt det har kommit; skälet står bredvid."
    ),
}
"""In the order of reading: what has succeeded, what is on its way, what cannot be said."""
NOT_ASSESSED = MilestoneWord("◌", "Ej bedömt", "Ingen har bedömt delmålet till den dag man ser på.")
OVERDUE = "Året är slut, och ingen har sagt om delmålet nåddes."
WITHHELD = "Texten visas inte: den skrevs om en siffra som nu är skyddad."
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


def stands(row: MilestoneRow) -> str:
    """How far a milestone has come, as a word; a sentence where what was said may not be shown."""
    if row.held and row.held.withheld:
        return WITHHELD
    return (MILESTONE[row.state] if row.state else NOT_ASSESSED).word


def area_stands(programme: Programme, row: PlanArea) -> str:
    """How the area's milestones and actions stand, in a sentence or two; "" without either."""
    said = [f"{milestone_heading(programme, one.milestone)}: {stands(one).lower()}." for one in row.milestones if not _withheld(one)]
    if row.actions:
        done = row.action_counts.get(ActionStatus.DONE, 0)
        of = counted(len(row.actions), "åtgärd", "åtgärder")
        said.append(f"{numbers.count(done) if done else 'Ingen'} av {of} är genomförd{'a' if done > 1 else ''}.")
    return " ".join(said)


def _withheld(row: MilestoneRow) -> bool:
    return row.held is not None and row.held.withheld


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
