"""What every check of a pack needs: that ids are there once, and that what refers to something finds it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from kpi.errors import Fault
from kpi.programme.errors import fault


def duplicates(values: Iterable[object]) -> list[object]:
    """The values that occur more than once, in order of their second occurrence."""
    seen: set[object] = set()
    return [v for v in values if v in seen or seen.add(v)]  # type: ignore[func-returns-value]


def unique(values: Iterable[object], file: str, key: str) -> Iterator[Fault]:
    """Each value is there once."""
    for one in duplicates(values):
        yield fault("duplicate", file, key, f"”{one}” finns mer än en gång", one)


def refers(values: Iterable[str], known: Collection[str], name: str, what: str, where: str, file: str, key: str) -> Iterator[Fault]:
    """Each value under ``key``.``name`` is known. ``what``, ``where``: Swedish, "kolumnen" … "layouten"."""
    for value in values:
        if value not in known:
            yield fault(f"unknown_{name}", file, f"{key}.{name}", f"{what} ”{value}” finns inte i {where}", value)
