"""What is known about what we build on: the audit never passes in silence, and the bill of materials holds every pin."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.dependencies.__main__ import judge
from tests.extent import ALL

ROOT = Path(__file__).parents[2]
CLEAN = {"name": "a", "version": "1", "vulns": []}
BAD = {"name": "b", "version": "2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1"]}]}
SKIPPED = {"name": "c", "skip_reason": "Dependency not found"}
LOCK = ROOT / "tests" / "browser" / "provider" / "package-lock.json"


@pytest.mark.parametrize(
    ("found", "code", "said"),
    [
        ([CLEAN], 0, "1 packages without"),
        ([CLEAN, SKIPPED], 0, "NOT AUDITED: 1"),
        ([SKIPPED, SKIPPED], 0, "NOT AUDITED"),
        ([], 0, "NOT AUDITED"),
        ([CLEAN, BAD, SKIPPED], 1, "VULNERABLE: b 2: PYSEC-1, fixed in 2.1"),
    ],
    ids=["clean", "partly", "none known", "none", "vulnerable"],
)
def test_the_audit_says_what_was_looked_up(found, code, said):
    outcome = judge(code, json.dumps({"dependencies": found}), "")
    assert outcome.code == code and said in "\n".join(outcome.lines)


def test_an_unreachable_database_is_no_fault_and_a_broken_audit_is():
    outcome = judge(1, "", "requests.exceptions.ConnectionError: Max retries exceeded")
    assert outcome.code == 0 and outcome.lines[0].startswith("NOT AUDITED")
    assert judge(1, "", "usage: unknown option").code == 1


def test_the_bill_of_materials_holds_every_pin(tmp_path):
    out = tmp_path / "sbom.json"
    tool = Path(sys.executable).with_name("cyclonedx-py")
    form = [] if ALL else ["--no-validate"]  # the tool's own look at its form, in which pins are nothing, is for a night and `make sbom`
    command = [tool, "requirements", "requirements.txt", "--of", "JSON", "--output-reproducible", *form, "-o", out]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    made = {(c["name"].lower(), c["version"]) for c in json.loads(out.read_text(encoding="utf-8"))["components"]}
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pins = {tuple(line.lower().split("==")) for line in lines if line and not line.startswith("#")}
    assert pins and made == pins


def test_everything_is_pinned():
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        loose = [line for line in lines if line and not line.startswith(("#", "-r ")) and not re.fullmatch(r"[\w.\-]+==[\w.]+", line)]
        assert not loose, name


def test_the_providers_packages_are_locked_by_content_and_name_no_registry():
    packages = json.loads(LOCK.read_text(encoding="utf-8"))["packages"]
    assert len(packages) > 20
    assert all("integrity" in p and "resolved" not in p for name, p in packages.items() if name)
