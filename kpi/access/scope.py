"""Who is asking and what they may see. Scope is a required argument of every view."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Who someone is to the programme. What each may do is in ``kpi.access.permissions``; anything not granted is denied."""

    CONTROLLER = "controller"
    MANAGER = "manager"
    BOARD = "board"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Scope:
    """A role and the subtrees it reaches. ``units``: unit codes whose subtrees may be seen; the root's code means all.

    ``programme``: the id of the programme whose figures may be seen; "" only where there is one. ``part``: the role is not held in every
    programme over the store, so what they have in common may not be changed. Hashable and made of scalars, so that it can be part of a
    cache key.
    """

    role: Role
    units: tuple[str, ...]
    user: str
    programme: str = ""
    part: bool = False

    @property
    def key(self) -> str:
        """A stable text for cache keys (not the user: two people with the same reach see the same). Two scopes never share one: a comma
        in a unit's code is not taken for one between two."""
        return f"{self.programme}:{self.role}:{json.dumps(sorted(self.units))}:{self.part}"
