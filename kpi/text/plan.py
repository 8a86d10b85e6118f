"""The words of a plan told in words: what its parts are called, and how much of it is there, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi.language import N_, NN_, Said, all_of, ntr, tr
from kpi.programme.goals import Element, Foundation, Milestone, PlanGoal, Strategy
from kpi.programme.milestones import MilestoneState
from kpi.programme.model import Area, Programme
from kpi.programme.plan import ActionStatus
from kpi.text import numbers
from kpi.text.words import Word

if TYPE_CHECKING:
    from kpi.views.plan_rows import MilestoneRow, PlanArea, PlanView


MILESTONE: dict[MilestoneState, Word] = {
    MilestoneState.REACHED: Word("✓", N_("Uppnått"), N_("Delmålet är uppnått.")),
    MilestoneState.UNDER_WAY: Word("▲", N_("Pågår"), N_("Arbetet pågår, och inget talar emot att delmålet nås i tid.")),
    MilestoneState.AT_RISK: Word("■", N_("Risk"), N_("Arbetet pågår eller ska börja, men delmålet riskerar att inte nås i tid.")),
    MilestoneState.NOT_STARTED: Word("○", N_("Ej påbörjat"), N_("Arbetet mot delmålet har inte börjat.")),
    MilestoneState.NOT_REACHED: Word("◇", N_("Ej uppnått"), N_("Tiden är slut, eller det står klart att delmålet inte nås.")),
    MilestoneState.NOT_ASSESSABLE: Word(
        "⊘", N_("Kan ej bedömas"), N_("Det går inte att säga hur långt det har kommit; skälet står bredvid.")
    ),
}
"""In the order of reading: what has succeeded, what is on its way, what cannot be said."""
NOT_ASSESSED = Word("◌", N_("Ej bedömt"), N_("Ingen har bedömt delmålet till den dag man ser på."))
_TEXTS = Said(
    {
        "OVERDUE": N_("Året är slut, och ingen har sagt om delmålet nåddes."),
        "WITHHELD": N_("Texten visas inte: den skrevs om en siffra som nu är skyddad."),
    }
)
__getattr__ = _TEXTS.constant
_OWN: dict[str, str] = {  # the product's own word, where the source has none
    "areas": N_("Programområden"),
    "milestones": N_("Delmål"),
    "actions": N_("Åtgärder"),
    "plan_goals": N_("Mål i den överordnade planen"),
    "strategies": N_("Strategier"),
    "foundations": N_("Fundament"),
}
STATE: Said[str] = Said({"current": N_("Nuvarande tillstånd"), "end": N_("Tillstånd vid slutet")})
KINDS = ("plan_goals", "strategies", "foundations")
"""What areas are tied to, as fields of ``References``, ``Programme`` and ``Terms``, in the order they are shown."""


def term(programme: Programme, kind: str) -> str:
    """What a kind of thing is called: as the source says it, else our own word. ``kind``: a field of ``Terms``."""
    return getattr(programme.terms, kind) or tr(_OWN[kind])


def kind_of(chosen: Area | Element) -> str:
    """The kind of an area, goal, strategy or foundation, as a field of ``Terms``."""
    kinds: dict[type, str] = {Area: "areas", PlanGoal: "plan_goals", Strategy: "strategies", Foundation: "foundations"}
    return kinds[type(chosen)]


def milestone_heading(programme: Programme, milestone: Milestone) -> str:
    """As printed above it, else the word and its year."""
    return milestone.heading or f"{term(programme, 'milestones')} {milestone.year}"


def question(chosen: Area | Element) -> str:
    """What is asked when something is chosen on the map."""
    if isinstance(chosen, PlanGoal):
        return tr("Vad stödjer {name}?", name=chosen.name)
    return tr("Vad är knutet till {name}?", name=chosen.name)


def stands(row: MilestoneRow) -> str:
    """How far a milestone has come, as a word; a sentence where what was said may not be shown."""
    if row.held and row.held.withheld:
        return _TEXTS["WITHHELD"]
    return (MILESTONE[row.state] if row.state else NOT_ASSESSED).word


def area_stands(programme: Programme, row: PlanArea) -> str:
    """How the area's milestones and actions stand, in a sentence or two; "" without either."""
    said = [f"{milestone_heading(programme, one.milestone)}: {stands(one).lower()}." for one in row.milestones if not _withheld(one)]
    if row.actions:
        done = row.action_counts.get(ActionStatus.DONE, 0)
        of = _some(_ACTIONS, len(row.actions))
        some = ntr("{n} av {actions} är genomförd.", "{n} av {actions} är genomförda.", done, n=numbers.count(done), actions=of)
        said.append(some if done else tr("Ingen av {actions} är genomförd.", actions=of))
    return " ".join(said)


def _withheld(row: MilestoneRow) -> bool:
    return row.held is not None and row.held.withheld


def answer(view: PlanView) -> str:
    """How much is tied to what is chosen, in a sentence or two; how much there is in all when nothing is."""
    areas = _some(_AREAS, len(view.areas))
    held = _held(view)
    if view.chosen is None:
        return tr("Planen har {areas} med {held}.", areas=areas, held=held) if held else tr("Planen har {areas}.", areas=areas)
    name = view.chosen.name
    if isinstance(view.chosen, Area):
        if not held:
            return tr("Programområdet {name} har varken delmål, åtgärder eller indikatorer.", name=name)
        return tr("Programområdet {name} har {held}.", name=name, held=held)
    if not view.areas:
        return tr("Inget programområde nämner {name}.", name=name) if view.direct else tr("Källan knyter ingenting till {name}.", name=name)
    names = all_of(row.area.name for row in view.areas)
    if not held:
        return tr(
            "{areas} nämner {name}: {names}. Där finns varken delmål, åtgärder eller indikatorer.", areas=areas, name=name, names=names
        )
    return tr("{areas} nämner {name}: {names}. Där finns {held}.", areas=areas, name=name, names=names, held=held)


_AREAS = NN_("{n} programområde", "{n} programområden")
_MILESTONES = NN_("{n} delmål", "{n} delmål")
_ACTIONS = NN_("{n} åtgärd", "{n} åtgärder")
_INDICATORS = NN_("{n} indikator", "{n} indikatorer")


def _held(view: PlanView) -> str:
    found = (
        _some(_MILESTONES, sum(len(row.milestones) for row in view.areas)),
        _some(_ACTIONS, sum(len(row.actions) for row in view.areas)),
        _some(_INDICATORS, sum(len(row.statuses) for row in view.areas)),
    )
    return all_of(part for part in found if part)


def _some(counted: tuple[str, str], n: int) -> str:
    """ "1 åtgärd", "6 åtgärder"; "" for none."""
    return ntr(*counted, n, n=numbers.count(n)) if n else ""
