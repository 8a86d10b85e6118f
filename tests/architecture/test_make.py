"""The commands of the Makefile on a machine where nothing is installed: what a target needs it installs, and finds at once. And which
Python it sets up with."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = ("make", "sh", "id", "cat", "chmod")
INSTALLS = """#!/bin/sh
made="{here}/chromium-headless-shell"
case "$*" in *install*chromium-headless-shell*) echo '#!/bin/sh' > "$made"; chmod +x "$made";; esac
"""
AS_ROOT = '#!/bin/sh\n[ "$1" = -n ] && shift\nexec "$@"\n'


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder that is all of PATH: a shell and make, and no browser."""
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found, f"{tool} is missing"
        (tmp_path / tool).symlink_to(found)
    _program(tmp_path / "sudo", AS_ROOT)
    return tmp_path


def _program(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


def _browser(machine: Path, *given: str) -> subprocess.CompletedProcess[str]:
    command = [str(machine / "make"), "-C", str(ROOT), "browser", *given]
    return subprocess.run(command, env={"PATH": str(machine)}, capture_output=True, text=True, timeout=60, check=False)


def test_a_browser_that_is_installed_is_found_in_the_same_run(machine: Path) -> None:
    _program(machine / "apt-get", INSTALLS.format(here=machine))
    done = _browser(machine)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (machine / "chromium-headless-shell").exists()


def test_where_none_can_be_installed_it_says_what_to_do(machine: Path) -> None:
    done = _browser(machine)
    assert done.returncode != 0
    assert "set CHROMIUM=/path/to/chrome" in done.stdout


def test_a_browser_of_ones_own_is_used_and_none_installed(machine: Path) -> None:
    _program(machine / "apt-get", INSTALLS.format(here=machine))
    _program(machine / "chrome", "#!/bin/sh\n")
    done = _browser(machine, f"CHROMIUM={machine / 'chrome'}")
    assert done.returncode == 0, done.stdout + done.stderr
    assert not (machine / "chromium-headless-shell").exists()


SETS_UP = str(ROOT / ".ci" / "python")


def _python(path: Path, takes: int | None) -> str:
    """A stand-in for a Python that needs so long for the work; None: that will not do. Returns where it is."""
    _program(path, "#!/bin/sh\nexit 1\n" if takes is None else f"#!/bin/sh\necho {takes}\n")
    return str(path)


@pytest.mark.parametrize(
    ("in_path", "systems", "chosen"),
    [
        (100, 100, "in path"),
        (100, 85, "in path"),  # it may be chance
        (100, 60, "the system's"),
        (60, 100, "in path"),
        (None, 100, "the system's"),
        (100, None, "in path"),
        (None, None, "in path"),  # and make then says which Python is needed
    ],
)
def test_the_python_in_the_path_sets_up_unless_the_systems_is_much_faster(
    in_path: int | None, systems: int | None, chosen: str, tmp_path: Path
) -> None:
    named = {"in path": _python(tmp_path / "a", in_path), "the system's": _python(tmp_path / "b", systems)}
    done = subprocess.run([SETS_UP, *named.values()], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == named[chosen]


def test_a_real_python_will_do_and_one_that_is_not_there_will_not() -> None:
    done = subprocess.run([SETS_UP, "/finns/inte", sys.executable], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == sys.executable


def test_make_sets_up_with_the_python_that_is_chosen_or_given(tmp_path: Path) -> None:
    def command(*given: str) -> str:
        stamp = tmp_path / "miljo" / ".service"
        words = ["make", "-n", "-C", str(ROOT), f"VENV={stamp.parent}", *given, str(stamp)]
        told = subprocess.run(words, capture_output=True, text=True, timeout=60, check=True).stdout
        return next(line for line in told.splitlines() if " -m venv " in line)

    assert re.search(r"; (python3|/usr/bin/python3) -m venv ", command())
    assert "; python3.12 -m venv" in command("PYTHON=python3.12")
