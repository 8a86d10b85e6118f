"""The commands of the Makefile on a machine where nothing is installed: what a target needs it installs, and finds at once."""

from __future__ import annotations

import shutil
import subprocess
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
