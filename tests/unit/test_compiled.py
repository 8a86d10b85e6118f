"""``tests.compiled``: pytest takes what was compiled before it, and compiles nothing again."""

import os
import subprocess
import sys
from pathlib import Path

from kpi.settings import ROOT

CONFTEST = """
from pathlib import Path
from tests.compiled import compile_tests

def pytest_configure(config):
    print("compiled", compile_tests(config, Path(__file__).parent))
"""
FILES = 30


def test_pytest_takes_what_was_compiled_and_changed_files_are_left_to_it(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST)
    for number in range(FILES):
        (tmp_path / f"test_{number}.py").write_text(f"def test():\n    assert [{number}, 2] == [0, 2]\n")
    (tmp_path / "test_no_python.py").write_text("def test(:\n")
    said = _run(tmp_path, "--continue-on-collection-errors")
    assert "SyntaxError" in said and "INTERNALERROR" not in said
    assert f"compiled {FILES}\n" in said  # not conftest.py: pytest had compiled that when it asked
    assert "assert [1, 2] == [0, 2]" in said and "At index 0 diff: 1 != 0" in said  # as pytest tells of its own
    kept = {path.name: path.stat().st_ino for path in tmp_path.rglob("test_*.pyc")}
    assert len(kept) == FILES
    (tmp_path / "test_no_python.py").unlink()
    (tmp_path / "test_7.py").write_text("def test():\n    assert 'changed' == 'before'\n")
    said = _run(tmp_path)
    assert "compiled 0\n" in said and "assert 'changed' == 'before'" in said
    changed = [path.name for path in tmp_path.rglob("test_*.pyc") if path.stat().st_ino != kept[path.name]]
    assert [name.split(".")[0] for name in changed] == ["test_7"]


def _run(folder: Path, *more: str) -> str:
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE" and not name.startswith("PYTEST_")}
    command = [sys.executable, "-m", "pytest", "-q", "-s", "-c", os.devnull, "--rootdir", str(folder), *more, str(folder)]
    return subprocess.run(
        command, cwd=ROOT, env={**environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=120, check=False
    ).stdout
