"""What *Åtgärder* shows: finished rows. No figures stand here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from kpi.programme.model import Area, Indicator
from kpi.programme.plan import ActionStatus
from kpi.text import words


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was told about an action: what, why, by whom and when. day: the day, or year of the plan, that it is about."""

    action: str
    what: str
    reason: str
    user: str
    time: str
    day: str


@dataclass(frozen=True, slots=True)
class ActionRow:
    """An action in the plan of a year, with its status that year. told: the report that says so, None when none does (also for what is
    late, which is computed). moved_from: the year first planned, when it is another than now. history: newest first. due_note: what the
    source says of the year, where it does not say that the action is to be finished in it."""

    id: str
    area: Area
    text: str
    responsible: tuple[str, ...]
    due_year: int
    status: ActionStatus
    told: Said | None
    note: Said | None
    moved_from: int | None
    added: bool
    indicators: tuple[Indicator, ...]
    history: tuple[Said, ...]
    due_note: str | None = None

    @property
    def owner(self) -> str:
        """Who is responsible, as one text; in words where the plan names nobody."""
        return words.responsible(self.responsible)


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """What the plan's revision of a year changed, in the order it was told."""

    valid_from: int
    changes: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Actions:
    """The plan of a year and how its actions stood, as it is known on ``today`` (an ISO day). ``closed``: no longer in the plan that year.
    years: those that can be looked at. data_version: what it was read from."""

    year: int
    today: str
    rows: tuple[ActionRow, ...]
    closed: tuple[ActionRow, ...]
    owners: tuple[str, ...]
    years: tuple[int, ...]
    versions: tuple[PlanVersion, ...]
    data_version: int
    as_of: str | None

    def row(self, action: str | None) -> ActionRow | None:
        """The action with this id, also a closed one; None when there is none."""
        return next((row for row in (*self.rows, *self.closed) if row.id == action), None)


def count_statuses(rows: Iterable[ActionRow]) -> dict[ActionStatus, int]:
    """How many actions of each status, in the statuses' order; those that do not occur are left out."""
    found = Counter(row.status for row in rows)
    return {status: found[status] for status in ActionStatus if found[status]}
