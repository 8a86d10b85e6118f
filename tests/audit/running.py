"""One generated organisation's audit, and what a line of the journal says of it."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import asdict
from pathlib import Path

import pytest

from kpi.audit import Report, audit
from kpi.audit.asks import Asks
from tests.audit.organisations import MOST_UNITS, YEAR, Organisation, filled, programme
from tests.extent import ALL

LISTED = 3  # findings of each kind that a line tells of


def run(seed: int, folder: Path, *, versions: int, pages: int | None, most: int = MOST_UNITS) -> Report:
    """One organisation's audit. ``most``: units that it has at most."""
    here = folder / str(seed)
    here.mkdir()
    store = filled(here, Organisation(seed, most), versions=versions)
    try:
        return audit(store, programme(), YEAR, versions=None, pages=pages)
    finally:
        store.close()
        shutil.rmtree(here)


def figures_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """At each change nobody's pages are asked for where the figures alone show what is to be seen: they are most of an audit's time."""
    if ALL:
        return
    monkeypatch.setattr(Asks, "figures_by_role", lambda *_: {"board": set(), "managers": set()})
    monkeypatch.setattr(Asks, "pages", ())
    monkeypatch.setattr(Asks, "of_controller", lambda *_: ())


def outcome(seed: int, versions: int, pages: int) -> dict[str, object]:
    """What a line of the journal says of an organisation: whether it is clean, its numbers, and the first findings."""
    with tempfile.TemporaryDirectory() as folder:
        report = run(seed, Path(folder), versions=versions, pages=pages)
    counted = {name: value for name, value in asdict(report).items() if isinstance(value, int) and name != "year"}
    findings = {"solvable": report.cells_solvable, "narrowed": report.narrowed, "texts": report.texts}
    counted |= {name: len(found) for name, found in findings.items()}
    told = [repr(f) for found in findings.values() for f in found[:LISTED]] + [repr(report.roles)] * any(report.roles.values())
    return {"seed": seed, "versions": versions, "pages": pages, "clean": report.clean, "counted": counted, "told": told}
