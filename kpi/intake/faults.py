"""Faults of rows, gathered column by column: counted in full, listed up to a limit, and each faulty row remembered."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from kpi.errors import Fault
from kpi.intake.cells import nothing
from kpi.intake.extract import Extract
from kpi.intake.read import FORMULA_FAULTS
from kpi.intake.wording import LIKE_A_PERSON, short
from kpi.language import N_, tr

Message = str | Callable[[str | None, int], str]
"""A message, or how to make one from the cell's text and the row's index."""

_FORMULA = N_("Cellen har en formel utan giltigt resultat. Rätta den, eller öppna filen i Excel så att den räknas ut, och spara.")


class FaultList:
    """The faults of one extract. ``total`` counts all; ``listed`` holds the first ``limit`` in the sheet's order."""

    def __init__(self, extract: Extract, limit: int) -> None:
        self._extract = extract
        self._limit = limit
        self._found: list[tuple[int, int, Fault]] = []
        self._bad: list[pl.Series] = []
        self.total = 0

    def add(self, key: str, mask: pl.Series, code: str, message: Message) -> None:
        """A fault in column ``key`` of every row where ``mask`` is true."""
        rows = mask.fill_null(False).arg_true()
        self.add_at(key, rows, code, message)

    def add_at(self, key: str, rows: pl.Series | Sequence[int], code: str, message: Message) -> None:
        """A fault in column ``key`` at each of these row indices."""
        rows = pl.Series(rows, dtype=pl.UInt32) if not isinstance(rows, pl.Series) else rows
        if rows.is_empty():
            return
        self.total += len(rows)
        self._bad.append(rows.cast(pl.UInt32))
        for i in rows.sort().head(self._limit):
            self._found.append((i, self._extract.position(key, i), self._fault(key, i, code, message)))

    def reject(self, rows: pl.Series) -> None:
        """Rows that cannot be accepted because of a fault told of another row."""
        self._bad.append(rows.cast(pl.UInt32))

    def _fault(self, key: str, i: int, code: str, message: Message) -> Fault:
        text = self._extract.text(key, i)
        if text in FORMULA_FAULTS:
            said = tr(_FORMULA)
        else:
            said = message if isinstance(message, str) else message(text, i)
        return Fault(
            code,
            said,
            sheet=self._extract.sheet_of(i),
            row=self._extract.row_of(i, key),
            column=self._extract.place(key, i),
            value=None if text is None or LIKE_A_PERSON.search(text) else short(text),
        )

    @property
    def any_bad(self) -> bool:
        """Is any row at fault, or kept out for another's?"""
        return any(len(rows) for rows in self._bad)

    @property
    def listed(self) -> list[Fault]:
        """The faults by row and column, cut at the limit."""
        ordered = sorted(self._found, key=lambda f: (f[0], f[1]))
        return [fault for _, _, fault in ordered[: self._limit]]

    def bad_rows(self) -> pl.Series:
        """True for every row with a fault."""
        height = self._extract.frame.height
        if not self._bad:
            return nothing(height)
        return pl.int_range(height, eager=True, dtype=pl.UInt32).is_in(pl.concat(self._bad).unique().implode())
