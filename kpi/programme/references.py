"""What every check of a pack needs: that ids are there once, and that what refers to something finds it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from kpi.errors import Fault
from kpi.language import tr
from kpi.programme.errors import fault
from kpi.programme.model import Programme


def duplicates(values: Iterable[object]) -> list[object]:
    """The values that occur more than once, in order of their second occurrence."""
    seen: set[object] = set()
    return [v for v in values if v in seen or seen.add(v)]  # type: ignore[func-returns-value]


def unique(values: Iterable[object], file: str, key: str) -> Iterator[Fault]:
    """Each value is there once."""
    for one in duplicates(values):
        yield fault("duplicate", file, key, tr("”{one}” finns mer än en gång", one=one), one)


def refers(values: Iterable[str], known: Collection[str], name: str, what: str, where: str, file: str, key: str) -> Iterator[Fault]:
    """Each value under ``key``.``name`` is known. ``what``, ``where``: translated, "kolumnen" … "layouten"."""
    for value in values:
        if value not in known:
            reason = tr("{what} ”{value}” finns inte i {where}", what=what, value=value, where=where)
            yield fault(f"unknown_{name}", file, f"{key}.{name}", reason, value)


def outside(programme: Programme, year: int) -> str:
    """Why a year that is not within the programme's period is at fault."""
    first, last = programme.period_from, programme.period_to or ""
    return tr("ligger utanför programmets period {first}–{last}, där står ”{year}”", first=first, last=last, year=year)
