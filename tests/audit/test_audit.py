"""The audit over generated organisations in real stores, and that it fails when a rule of the gate is taken away."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kpi import cli
from kpi.audit import Report
from kpi.measure import disclosure
from kpi.store import gate, reading
from kpi.store.grains import Grains
from kpi.views import gate as view_gate
from tests.audit.__main__ import code, kept
from tests.audit.organisations import MOST_UNITS, YEAR, Organisation, filled
from tests.audit.running import figures_alone, run
from tests.extent import some

pytestmark = pytest.mark.xdist_group("audit")

# Asking as everyone takes time by the unit: these have few, and each shows what it is to show. Seed, most units, versions.
FOUR_UNITS = (20260613, MOST_UNITS, 2)
THREE_VERSIONS = (20260783, MOST_UNITS, 3)
QUARTERS = (700322, 7, 1)
SHORTER = (41184, 8, 1)  # years above are made of years of one quarter and of four: they are no sum of that quarter
FEW = [FOUR_UNITS, THREE_VERSIONS, QUARTERS]
MORE = [(20260616, MOST_UNITS, 2), (100062, MOST_UNITS, 1), (700534, MOST_UNITS, 1)]  # for a night, as ``make audit`` has a thousand
PAGES = 1


@pytest.mark.parametrize(("seed", "most", "versions"), some([*FEW, SHORTER, *MORE], [*FEW, SHORTER]))
def test_nothing_protected_can_be_worked_out(seed: int, most: int, versions: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Below, rules are taken away in the first three."""
    if (seed, most, versions) in (THREE_VERSIONS, SHORTER):  # pages of several versions and of parts of a year are those of the other two
        figures_alone(monkeypatch)
    report = run(seed, tmp_path, versions=versions, pages=PAGES, most=most)
    assert report.cells_solvable == [] and report.narrowed == [] and report.texts == [] and set(report.roles.values()) == {0}
    assert report.cells_hidden > 20 and report.cells_shown > 0 and report.relations > 50 and report.versions >= versions


def _no_complement(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disclosure._Relations, "hide_more", lambda *_: False)
    _no_intervals(monkeypatch)


def _no_sexes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disclosure, "_spread_between_sexes", lambda *_: None)
    _no_intervals(monkeypatch)


def _no_intervals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disclosure, "_widen", lambda *_: False)


def _no_families(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "_in_families", lambda _, hidden: hidden)


def _no_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "hidden_earlier", lambda then, *_, **__: then["hidden"])


def _no_grains(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Grains, "spread", lambda _, hidden: hidden)


def _no_sums(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "with_sums_protected", lambda cells, years, hidden: hidden)


def _no_grains_nor_sums(monkeypatch: pytest.MonkeyPatch) -> None:
    """Either alone protects this one."""
    _no_grains(monkeypatch)
    _no_sums(monkeypatch)


def _nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "hidden_cells", lambda grp, *_, **__: grp < 0)
    monkeypatch.setattr(view_gate, "too_small", lambda n, indicator: n is not None and n < indicator.min_n - 1e-9)
    monkeypatch.setattr(gate, "_in_families", lambda _, hidden: hidden)


@pytest.mark.parametrize(
    ("weaken", "organisation", "what"),
    [
        (_no_complement, FOUR_UNITS, "cells_solvable"),
        (_no_sexes, FOUR_UNITS, "cells_solvable"),
        (_no_intervals, FOUR_UNITS, "narrowed"),
        (_no_families, FOUR_UNITS, "cells_solvable"),
        (_no_versions, THREE_VERSIONS, "cells_solvable"),
        (_no_grains, QUARTERS, "cells_solvable"),
        (_no_grains_nor_sums, (40591, 8, 1), "cells_solvable"),
        (_no_sums, (700235, MOST_UNITS, 1), "cells_solvable"),
        (_nothing, FOUR_UNITS, "cells_solvable"),
    ],
    ids=[
        "complement",
        "sexes",
        "intervals",
        "families",
        "versions",
        "quarters-beside-months",
        "part-of-a-year-beside-the-whole",
        "sums-of-months",
        "everything-but-own-n",
    ],
)
def test_without_a_rule_the_auditor_finds_what_it_protected(
    weaken: Callable[[pytest.MonkeyPatch], None],
    organisation: tuple[int, int, int],
    what: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    weaken(monkeypatch)
    figures_alone(monkeypatch)
    seed, most, versions = organisation
    report: Report = run(seed, tmp_path, versions=versions, pages=0, most=most)
    assert getattr(report, what), "the audit cannot fail"
    assert not report.clean
    assert {name for f in report.cells_solvable for name in type(f).__slots__} & {"value", "n"} == set()  # no finding holds a figure


def test_a_role_that_gets_more_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kpi.audit import report as module

    real = module.obtained
    monkeypatch.setattr(module, "obtained", lambda *given: list(real(*given))[1:])
    assert sum(run(FOUR_UNITS[0], tmp_path, versions=1, pages=0, most=3).roles.values()) > 0


def test_the_command_gives_the_agreed_fields_and_exit_codes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(tmp_path, Organisation(FOUR_UNITS[0])).close()
    monkeypatch.setattr("kpi.audit.report._pages", lambda *_: [])  # every page is asked for above
    figures_alone(monkeypatch)

    def command(*words: str) -> tuple[int, str]:
        out = io.StringIO()
        return cli.main(
            list(words), out, io.StringIO(), environ={"KPI_STORE": "kpi.duckdb", "KPI_USER": "eva"}, cwd=tmp_path
        ), out.getvalue()

    code, out = command("audit", "--year", str(YEAR), "--json")
    found = json.loads(out)
    assert (code, found["cells_solvable"], found["clean"], found["year"]) == (0, [], True, YEAR)
    assert found["cells_hidden"] > 0
    monkeypatch.setattr("kpi.audit.report.settled", lambda rows, known: {v for row in rows for v in row})
    code, out = command("audit", "--year", str(YEAR))
    assert code == 2 and "Går att räkna ut:" in out and "Inget skyddat värde" not in out


def test_the_journal_counts_only_whole_lines_by_the_same_code(tmp_path: Path) -> None:
    journal = tmp_path / "granskning.jsonl"
    journal.write_text('{"seed": 1, "code": "a"}\n{"seed": 2, "code": "b"}\n{"seed": 3, "co', "utf-8")
    assert [line["seed"] for line in kept(journal, "a")] == [1]
    assert list(kept(tmp_path / "none", "a")) == [] and code() == code()
