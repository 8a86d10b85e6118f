"""Goals without numbers: what is described in words, the steps on the way, and what supports what.

Everything is optional in a pack. Texts stand word for word as in the source; missing means "not stated there".
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from kpi.language import tr
from kpi.programme.base import IDENTIFIER, Frozen, Note


class Terms(Frozen):
    """What the source itself calls these things ("Delmål", "Delaktiviteter"). None: the product's own word is used."""

    areas: str | None = None
    milestones: str | None = None
    actions: str | None = None
    plan_goals: str | None = None
    strategies: str | None = None
    foundations: str | None = None


class StateDescription(Frozen):
    """How an area is described at a year: as it is ("current"), or as it is to be when the programme ends ("end")."""

    kind: Literal["current", "end"]
    year: int
    heading: str  # as printed above the text
    text: str


class Milestone(Frozen):
    """What is to be true of an area by the end of ``year``. ``indicators``: ids of those that show it; none yet is valid."""

    id: str = Field(pattern=IDENTIFIER)
    year: int
    heading: str | None = None  # as printed above the text; None: none is printed
    text: str
    indicators: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


class Element(Frozen):
    """Something outside the areas that they are tied to. ``text`` None: the source only names it."""

    id: str = Field(pattern=IDENTIFIER)
    name: str
    text: str | None = None
    notes: tuple[Note, ...] = ()


class PlanGoal(Element):
    """A goal of the plan above this one ("Regionplanens mål")."""


class Strategy(Element):
    """A strategy or agreement that an area builds on."""


class Foundation(Element):
    """A foundation or means that an area touches ("fundament/medel")."""


class Link(Frozen):
    """What the source puts together: an area with plan goals, strategies and foundations, or these among themselves.

    Order is the source's. ``plan_goals_text``: how the goals are printed when not by their names ("Mål 1-7").
    """

    area: str | None = None  # Area.id
    plan_goals: tuple[str, ...] = ()
    strategies: tuple[str, ...] = ()
    foundations: tuple[str, ...] = ()
    plan_goals_text: str | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        """Everything that the link ties together."""
        return (*((self.area,) if self.area else ()), *self.plan_goals, *self.strategies, *self.foundations)

    @model_validator(mode="after")
    def _ties(self) -> Link:
        if len(self.ids) < 2:
            raise PydanticCustomError("link_alone", tr("ange minst två att knyta ihop"))
        return self
