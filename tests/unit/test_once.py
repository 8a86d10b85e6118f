"""What is made once in a test run is made by the first who asks, and anew after a failure."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.once import once


class Factory:
    """The part of pytest's factory that is asked: where the run's folders are."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def getbasetemp(self) -> Path:
        return self._folder


@pytest.mark.parametrize("worker", [None, "gw0"])
def test_it_is_made_by_the_first_and_shared_by_every_process(worker, tmp_path, monkeypatch):
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    bases = [tmp_path, tmp_path]
    if worker:
        monkeypatch.setenv("PYTEST_XDIST_WORKER", worker)
        bases = [tmp_path / "gw0", tmp_path / "gw1"]
    made: list[Path] = []

    def make(folder: Path) -> None:
        made.append(folder)
        (folder / "a").write_text("x")

    found = [once(Factory(base), "sak", make) for base in bases]
    assert found == [tmp_path / "sak"] * 2 and made == [tmp_path / "sak"]


def test_what_was_half_made_is_thrown_away_and_made_anew(tmp_path, monkeypatch):
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)

    def fail(folder: Path) -> None:
        (folder / "half").touch()
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        once(Factory(tmp_path), "sak", fail)
    folder = once(Factory(tmp_path), "sak", lambda folder: (folder / "whole").touch())
    assert [path.name for path in folder.iterdir()] == ["whole"]
