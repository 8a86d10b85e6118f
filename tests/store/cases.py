"""What many tests only read, stored at once: each test's own units and facts in a year of its own, where none sees another's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import count, zip_longest
from typing import Any, NamedTuple

import pytest

from kpi.programme.periods import period_text
from kpi.store import Store
from kpi.store.trace import Traced
from kpi.store.types import Cell, Delivery, MonthCell
from tests.store.world import FINISHED, RATIO, SHARE, batch, facts, units

Row = dict[str, object]


class There(NamedTuple):
    """A test's year in the store that it shares. ``first``: the version before the later files."""

    store: Store
    year: int
    first: int

    def cells(self, codes: Iterable[str], indicator: str, *, sex: str = "T") -> dict[str, Cell]:
        """By unit, those that have one."""
        found = self.store.cells(units=list(codes), years=[self.year], indicators=[indicator], sexes=[sex])
        by_unit = {cell.unit: cell for cell in found}
        assert len(by_unit) == len(found), found
        return by_unit

    def cell(self, code: str = "TOPP", indicator: str = SHARE, *, sex: str = "T") -> Cell | None:
        return self.cells([code], indicator, sex=sex).get(code)

    def months(self, code: str, indicator: str = RATIO, *, method: str | None = None) -> list[MonthCell]:
        return [month for month in self.store.months(indicator, code, method=method) if month.period.startswith(f"{self.year}-")]

    def trace(self, code: str = "TOPP", indicator: str = SHARE, *, sex: str = "T", **more: Any) -> Traced:
        return self.store.trace(indicator, code, self.year, sex, "ett" if indicator == RATIO else "", **more)

    def periods(self, found: Iterable[Any]) -> list[str]:
        """Which part of the year each is of: "01", "Q1"; "" for all of it. Raises KeyError where one is of another year."""
        parts = {period_text(self.year, month): period_text(self.year, month)[5:] for month in (None, *range(1, 17))}
        return [parts[each.period] for each in found]


class Cases:
    """The units and facts of a file's tests, as each says above itself."""

    def __init__(self) -> None:
        self._years = count(2001)
        self._year_of: dict[tuple[str, object], int] = {}
        self._organisation: list[Row] = []
        self._finished: list[Row] = []
        self._files: list[list[Row]] = []
        self._first = 0

    def case(self, organisation: Sequence[Row], *rows: Row, later: Sequence[Sequence[Row]] = (), finished: Sequence[Row] = ()) -> Callable:
        """For the test below. ``later``: files that come after the first, each in a write of its own. ``finished``: of finished values."""

        def kept(test: Callable) -> Callable:
            self._keep((test.__name__, None), organisation, [rows, *later], finished)
            return test

        return kept

    def each(self, name: str, values: Sequence[object], organisation: Sequence[Row], made: Callable[[Any], Sequence[Row]]) -> Callable:
        """For the test below, with each of these values of the parameter ``name``: what ``made`` makes of it."""

        def kept(test: Callable) -> Callable:
            for value in values:
                self._keep((test.__name__, value), organisation, [made(value)], ())
            return pytest.mark.parametrize(name, values)(test)

        return kept

    def _keep(self, key: tuple[str, object], organisation: Sequence[Row], files: Sequence[Sequence[Row]], finished: Sequence[Row]) -> None:
        assert key not in self._year_of, key
        year = self._year_of[key] = next(self._years)
        self._organisation += [row | {"valid_from": year, "valid_to": year} for row in organisation]
        self._finished += _in_year(year, finished)
        self._files = [[*one, *_in_year(year, other)] for one, other in zip_longest(self._files, files, fillvalue=())]

    def fill(self, store: Store) -> Store:
        """Stores all of it."""
        first, *later = self._files
        files = [Delivery(batch(), facts(*first), None), Delivery(batch(layout=FINISHED), facts(*self._finished), None)]
        organisation = Delivery(batch("organisation.xlsx", layout="organisation"), None, units(*self._organisation))
        self._first = store.commit_all([organisation, *files] if self._finished else [organisation, files[0]])[-1].data_version
        for rows in later:
            store.commit(batch(), facts(*rows), None)
        return store

    def there(self, store: Store, request: pytest.FixtureRequest) -> There:
        """The year of the test that asks."""
        keys = ((request.function.__name__, value) for value in (None, *request.node.callspec.params.values()))
        return There(store, next(self._year_of[key] for key in keys if key in self._year_of), self._first)


def _in_year(year: int, rows: Sequence[Row]) -> list[Row]:
    return [row | {"year": year, "period": period_text(year, row["month"])} for row in rows]
