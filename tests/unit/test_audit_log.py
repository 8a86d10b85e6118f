"""The audit log: a line each, a file a day, kept as long as is said, for its owner only."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kpi.access import audit
from kpi.errors import Refusal

TODAY = datetime.now().astimezone().date()


@pytest.fixture
def opened(tmp_path: Path):
    """A function that opens the handlers for an environment; what they write goes through them alone."""
    root = logging.getLogger()
    added: list[logging.Handler] = []
    level = root.level

    def open_log(**environ: str) -> Path:
        for handler in audit.handlers(tmp_path, environ):
            root.addHandler(handler)
            added.append(handler)
        root.setLevel(logging.INFO)
        return tmp_path

    yield open_log
    root.setLevel(level)
    for handler in added:
        root.removeHandler(handler)
        handler.close()


def test_who_did_what_goes_to_todays_file_and_faults_to_the_other(opened):
    root = opened()
    audit.record("anna", "view", page="lage", unit="A1", year=2024)
    logging.getLogger("malbild.app").error("ett fel")
    logging.getLogger("someone.else").error("annat")
    (file,) = (root / "data" / "var" / "audit").iterdir()
    assert file.stem == str(TODAY) and file.stat().st_mode & 0o077 == 0
    lines = file.read_text(encoding="utf-8").splitlines()
    assert [line.split(" INFO ")[1] for line in lines] == ["kpi.audit user=anna action=view page=lage unit=A1 year=2024"]
    other = (root / "data" / "var" / "kpi.log").read_text(encoding="utf-8")
    assert "ett fel" in other and "anna" not in other and "annat" not in other


def test_lines_are_kept_as_many_days_as_said(opened, tmp_path):
    folder = tmp_path / "spar"
    folder.mkdir()
    kept, gone = TODAY - timedelta(days=30), TODAY - timedelta(days=31)
    for name in (f"{kept}.log", f"{gone}.log", "2020-13-99.log", "annat.txt"):
        (folder / name).write_text("x", encoding="utf-8")
    opened(KPI_AUDIT=str(folder), KPI_AUDIT_DAYS="30", KPI_LOG=str(tmp_path / "kpi.log"))
    audit.record("anna", "view")
    assert {p.name for p in folder.iterdir()} == {f"{kept}.log", f"{TODAY}.log", "2020-13-99.log", "annat.txt"}


def test_two_writers_of_a_day_lose_nothing(opened, tmp_path):
    opened(KPI_AUDIT=str(tmp_path / "a"), KPI_LOG=str(tmp_path / "1.log"))
    opened(KPI_AUDIT=str(tmp_path / "a"), KPI_LOG=str(tmp_path / "2.log"))
    for number in range(50):
        audit.record("anna", "view", year=number)
    (file,) = (tmp_path / "a").iterdir()
    assert len(file.read_text(encoding="utf-8").splitlines()) == 100


@pytest.mark.parametrize("days", ["0", "-1", "många", "1e3", "99999"])
def test_days_that_are_no_number_stop_the_start(tmp_path, days):
    with pytest.raises(Refusal, match="KPI_AUDIT_DAYS"):
        audit.handlers(tmp_path, {"KPI_AUDIT_DAYS": days})
