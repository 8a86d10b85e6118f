"""The organisation as a pack has it: its levels, who answers to whom, and the committees beside the management."""

from __future__ import annotations

from pydantic import Field

from kpi.programme.base import IDENTIFIER, Frozen, Note


class Section(Frozen):
    """A piece of the source about a level, word for word. ``source``: the chapter it stands in, where the same level is in several."""

    heading: str
    text: tuple[str, ...]  # a paragraph or list item each
    source: str | None = None


class Branch(Frozen):
    """A part of the organisation with levels of its own (hospitals, social care)."""

    key: str = Field(pattern=IDENTIFIER)
    name: str
    notes: tuple[Note, ...] = ()


class Committee(Frozen):
    """A body in which management and employees meet. ``levels_text``: whom it stands beside, as printed."""

    key: str = Field(pattern=IDENTIFIER)
    name: str
    levels_text: str | None = None
    notes: tuple[Note, ...] = ()


class Level(Frozen):
    """A level of the organisation, top first (``depth`` 0 is the root's).

    ``reports_to``: the levels it answers to, the usual one first; empty where the source does not say (and for the root).
    """

    key: str
    name: str
    plural: str
    depth: int
    branches: tuple[str, ...] = ()  # Branch.key
    reports_to: tuple[str, ...] = ()  # Level.key
    committee: str | None = None  # Committee.key; None: not stated
    leader: str | None = None  # what the management of a unit on it is called, as in a sentence; None: not stated
    sections: tuple[Section, ...] = ()
    notes: tuple[Note, ...] = ()


class StatedFigure(Frozen):
    """A number that a source gives of a unit, as printed. ``persons``: it counts people, and is protected as every n is."""

    name: str
    value: float = Field(ge=0)
    decimals: int = Field(default=0, ge=0, le=4)
    suffix: str | None = None  # what it is in, where the name does not say: "miljarder kronor"
    about: bool = False  # the source says "cirka"
    persons: bool = False


class Stated(Frozen):
    """What a source says of a unit in numbers: not measured here, never added to anything. ``unit``: its code in the organisation."""

    unit: str
    source: str
    date: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    figures: tuple[StatedFigure, ...]
    note: str | None = None
