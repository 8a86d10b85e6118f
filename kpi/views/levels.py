"""The organisation's levels as the pack has them: who answers to whom, the committee beside, and what the management of each is called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kpi.access.permissions import Permission, require
from kpi.access.scope import Role, Scope
from kpi.errors import Refusal
from kpi.language import N_, one_of, tr
from kpi.programme.model import Programme
from kpi.programme.organisation import Level, Section
from kpi.text import words
from kpi.views.choices import row_in_force
from kpi.views.source import Snapshot, Source


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A level in the tree. ``above``: the names of the levels it answers to, the usual one first. ``committee``, ``leader``: None where the
    source does not say. ``units``: how many units of the year are on it. ``sections``: the source's own text."""

    name: str
    depth: int
    above: tuple[str, ...]
    committee: str | None
    leader: str | None
    units: int
    sections: tuple[Section, ...]

    @property
    def answers_to(self) -> str:
        """Whom it answers to in words; the top one to nobody here."""
        return one_of(self.above) or (words.NOT_STATED if self.depth else "")


def levels(source: Source, scope: Scope, year: int) -> tuple[LevelRow, ...]:
    """The pack's levels in its order, each below what it answers to; () for a pack whose levels do not say whom they answer to."""
    require(scope, Permission.READ_ACCESS)
    plan = source.programme
    if not any(level.reports_to for level in plan.levels):
        return ()
    names = {level.key: level.name for level in plan.levels}
    beside = {c.key: c.name for c in plan.committees}
    placed = [node.level for node in source.tree(source.snapshot(), year).values()]
    return tuple(
        LevelRow(
            name=level.name,
            depth=level.depth,
            above=tuple(names[key] for key in level.reports_to),
            committee=beside.get(level.committee or ""),
            leader=level.leader,
            units=placed.count(level.key),
            sections=level.sections,
        )
        for level in plan.levels
    )


def leaders(programme: Programme) -> tuple[str, ...]:
    """What managements are called in the pack, each once and in the levels' order; () where it does not say."""
    return tuple(dict.fromkeys(level.leader for level in programme.levels if level.leader))


def level_of(source: Source, snapshot: Snapshot, unit: str, year: int) -> Level | None:
    """The level of a unit that year, or as last known; None for a unit there is no row of, and for a level that is not the pack's."""
    node = source.tree(snapshot, year).get(unit)
    row = None if node else row_in_force(snapshot.units.get(unit, ()), year)
    key = node.level if node else row.level if row else ""
    return next((level for level in source.programme.levels if level.key == key), None)


def said(source: Source, snapshot: Snapshot, units: Sequence[tuple[str, str]], year: int) -> str:
    """What a manager of these units (code and name) leads and sees, in the words of their levels; "" where the pack has no such words."""
    parts = []
    for code, name in units:
        level = level_of(source, snapshot, code, year)
        if level and level.leader:
            parts.append(tr("{leader} för {name}: ser {name} och allt under", leader=level.leader, name=name))
    text = "; ".join(parts)
    return text[:1].upper() + text[1:]


def role_of(programme: Programme, text: str) -> tuple[Role, str | None]:
    """The role that is meant: its own word, or what the management of a level is called (then a manager, and that word). Raises Refusal."""
    folded = " ".join(text.split()).casefold()
    if folded in set(Role):
        return Role(folded), None
    title = next((leader for leader in leaders(programme) if leader.casefold() == folded), None)
    if title is None:
        known = ", ".join([*Role, *leaders(programme)])
        raise Refusal(tr("”{text}” är ingen roll; skriv {known}", text=text, known=known), code="unknown_role")
    return Role.MANAGER, title


def check_title(source: Source, title: str, units: Sequence[str], year: int) -> None:
    """Raises Refusal(code="other_level") for a unit whose management the pack calls something else than ``title``."""
    snapshot = source.snapshot()
    for code in units:
        level = level_of(source, snapshot, code, year)
        if level is None or (level.leader or "").casefold() != title.casefold():
            if level is None:
                said = tr("Enheten {unit} är på okänd nivå, inte av {title}. Kontrollera enhetens kod.", unit=code, title=title)
            elif level.leader:
                message = N_("Enheten {unit} är på nivån {level}, som leds av {leader}, inte av {title}. Kontrollera enhetens kod.")
                said = tr(message, unit=code, level=level.name, leader=level.leader, title=title)
            else:
                message = N_("Enheten {unit} är på nivån {level}, inte av {title}. Kontrollera enhetens kod.")
                said = tr(message, unit=code, level=level.name, title=title)
            raise Refusal(said, code="other_level")


def shared_leader(source: Source, snapshot: Snapshot, units: Sequence[str], year: int) -> str | None:
    """The one word for the management of all these units; None without one."""
    found = {level.leader if (level := level_of(source, snapshot, code, year)) else None for code in units}
    return found.pop() if len(found) == 1 else None
