"""What is said when input is refused. A Refusal is the user's to mend (exit 2); any other exception is a fault of ours (exit 1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from kpi.language import tr


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault, with its place. ``message`` is in the language of the run that found it and says what is wrong and what to do.

    ``row`` is the sheet's own row number (1-based), ``column`` as the user sees it ("C · Kön"); None where the fault has no such place.
    ``value`` is what stood there, as text; None where it may not be repeated (personnummer).
    """

    code: str
    message: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None

    def to_json(self) -> dict[str, object]:
        return asdict(self)

    def __str__(self) -> str:
        place = ", ".join(
            p
            for p in (
                tr("blad {sheet}", sheet=self.sheet) if self.sheet else "",
                tr("rad {row}", row=self.row) if self.row else "",
                tr("kolumn {column}", column=self.column) if self.column else "",
            )
            if p
        )
        return f"{place}: {self.message}" if place else self.message


class Refusal(Exception):
    """Bad input: the message says what, where and what to do, in the language of the run. ``code`` is stable and in English."""

    def __init__(self, message: str, *, code: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.faults = tuple(faults)
