"""Asking as each role: the figures that it gets on *Läget*, *Årsstatus* and *Min enhet*, and the pages of *Min enhet* themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from kpi.access.reach import BOARD_DEPTH
from kpi.access.scope import Role, Scope
from kpi.audit.mine import of_mine, said_by
from kpi.audit.obtain import Shown, of_overview, of_year_status
from kpi.audit.texts import strange
from kpi.audit.world import World
from kpi.programme.model import Programme
from kpi.views import Views
from kpi.views.mine_beside import MOST
from kpi.views.mine_rows import Mine

Page = tuple[str | None, Mine]
"""A page of *Min enhet* and the moment it is of (None: now)."""


class Asks:
    """Everyone's questions about a year, as it is now."""

    def __init__(self, views: Views, programme: Programme, now: World, year: int) -> None:
        self._views, self._programme, self._now, self._year = views, programme, now, year

    def figures_by_role(self, user: str) -> dict[str, set[Shown]]:
        """What the board gets, and what all managers get together: one of each unit, on their own page and the root's, and one of all the
        units below each that has several; together they are all managers comparing notes."""
        root = self._programme.root_unit
        board = Scope(Role.BOARD, (root,), user)
        top = [code for code, node in self._now.tree.items() if node.depth <= BOARD_DEPTH]
        found = {"board": {s for unit in top for s in self._of(board, unit)}}
        managers: set[Shown] = set()
        for unit in self._now.tree:
            scope = Scope(Role.MANAGER, (unit,), user)
            managers |= {s for where in {unit, root} for s in self._of(scope, where)}
        managers |= {s for _, page in self.pages for s in of_mine(page, self._year)}
        return found | {"managers": managers}

    def _of(self, scope: Scope, unit: str) -> Iterator[Shown]:
        yield from of_overview(self._views, scope, self._year, unit)
        yield from of_year_status(self._views, scope, self._year, unit)

    @cached_property
    def pages(self) -> list[Page]:
        """*Min enhet* as every manager, and as managers of several units, and the year after, which tells of this one."""
        return list(self._pages("granskning"))

    def _pages(self, user: str) -> Iterator[Page]:
        for code, node in self._now.tree.items():
            several = (Scope(Role.MANAGER, node.children, user), node.children[0]) if 2 <= len(node.children) <= MOST else None
            own = Scope(Role.MANAGER, (code,), user)
            yield None, self._views.mine(own, year=self._year, unit=code)
            yield None, self._views.mine(own, year=self._year + 1, unit=code)
            if several is not None:
                yield None, self._views.mine(several[0], year=self._year, unit=several[1])

    def of_controller(self, scope: Scope, asked: Iterable[tuple[str | None, str]]) -> Iterator[Page]:
        """The same pages as a controller sees them: of any unit, also as they were."""
        for as_of, unit in asked:
            yield as_of, self._views.mine(scope, year=self._year, unit=unit, as_of=as_of)

    def unexplained(self, units: Iterable[str]) -> Iterator[str]:
        """Where a page of these units says a number that none of its rows has."""
        asked = set(units)
        for _, page in self.pages:
            if page.place.unit.code in asked:
                yield from (f"{page.place.unit.code}: {found}" for found in strange(said_by(page), page))
