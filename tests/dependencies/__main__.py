"""``make audit-deps``: are there known vulnerabilities in what is installed? Fails on one that is found, never on an unreachable database.

pip-audit says "no known vulnerabilities" also when it could look up nothing, so what was looked up is counted here.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

SECONDS = 240


@dataclass
class Outcome:
    """``code``: of the exit. ``lines``: what is said."""

    code: int
    lines: list[str] = field(default_factory=list)


def judge(exit_code: int, stdout: str, stderr: str) -> Outcome:
    """What pip-audit's answer means."""
    try:
        found = json.loads(stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        if _unreachable(stderr):
            return Outcome(0, ["NOT AUDITED: the advisory database cannot be reached from here. Nothing is known about vulnerabilities."])
        return Outcome(1, [f"pip-audit failed (exit {exit_code}):", *stderr.strip().splitlines()[-10:]])
    looked_up = [d for d in found if "skip_reason" not in d]
    bad = [(d["name"], d["version"], v) for d in looked_up for v in d.get("vulns", ())]
    lines = [
        f"VULNERABLE: {name} {version}: {v['id']}, fixed in {', '.join(v['fix_versions']) or 'no version'}" for name, version, v in bad
    ]
    skipped = len(found) - len(looked_up)
    if bad:
        return Outcome(1, lines)
    if not looked_up:
        return Outcome(0, [f"NOT AUDITED: the advisory database knew none of {skipped} packages: it cannot be reached from here."])
    partly = f"; NOT AUDITED: {skipped} that the database does not have" if skipped else ""
    return Outcome(0, [f"{len(looked_up)} packages without known vulnerabilities{partly}"])


def _unreachable(stderr: str) -> bool:
    signs = ("connectionerror", "could not connect", "timed out", "timeout", "name resolution", "max retries", "proxyerror", "sslerror")
    return any(sign in stderr.lower() for sign in signs)


def run() -> int:
    """Ask pip-audit about this environment and say what it means."""
    tool = Path(sys.executable).with_name("pip-audit")
    command = [str(tool), "--local", "--skip-editable", "--format", "json", "--progress-spinner", "off", "--timeout", "10"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
        outcome = judge(done.returncode, done.stdout, done.stderr)
    except subprocess.TimeoutExpired:
        outcome = judge(1, "", "timed out")
    print("\n".join(outcome.lines))
    return outcome.code


if __name__ == "__main__":
    sys.exit(run())
