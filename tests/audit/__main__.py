"""``python -m tests.audit [--organisations N] [--seed S]``: audit generated organisations, whole path, all pages and versions.

Each one's outcome is a line in ``--journal``, with a mark of the code that gave it. Started again, it goes on where it was stopped; what
other code gave does not count.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

from tests.audit.running import outcome

HERE = Path(__file__).resolve().parents[2]
EVERY = 20  # organisations between two lines of progress


def code() -> str:
    """A mark of all that the outcome depends on."""
    files = sorted(f for part in ("kpi", "tests/audit", "data") for f in (HERE / part).rglob("*") if f.suffix in {".py", ".sql", ".toml"})
    return hashlib.sha256(b"".join(str(f.relative_to(HERE)).encode() + f.read_bytes() for f in files)).hexdigest()[:16]


def kept(journal: Path, mark: str) -> Iterator[dict]:
    """The journal's lines by this code. A line that was cut off counts for nothing."""
    for line in journal.read_text("utf-8").splitlines() if journal.exists() else ():
        try:
            found = json.loads(line)
        except json.JSONDecodeError:
            continue
        if found.get("code") == mark:
            yield found


def main() -> int:
    """Exit 0 when nothing could be worked out anywhere."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--organisations", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=20260615)
    parser.add_argument("--pages", type=int, default=1, help="indicator pages with all their traces, in each")
    parser.add_argument("--journal", type=Path, default=None, help="where outcomes are kept, to go on from")
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    given = parser.parse_args()
    mark, start = code(), time.monotonic()
    wanted = {given.seed + number: 1 + number % 3 for number in range(given.organisations)}
    done = {}
    for line in kept(given.journal, mark) if given.journal else ():
        if wanted.get(line["seed"]) == line["versions"] and line["pages"] == given.pages:
            done[line["seed"]] = line
    if done:
        print(f"{len(done)} of {len(wanted)} done before, by the same code", flush=True)
    with ProcessPoolExecutor(given.processes, mp_context=get_context("spawn")) as pool:
        waiting = [pool.submit(outcome, seed, versions, given.pages) for seed, versions in wanted.items() if seed not in done]
        for finished in as_completed(waiting):
            line = finished.result() | {"code": mark}
            done[line["seed"]] = line
            if given.journal:
                given.journal.parent.mkdir(parents=True, exist_ok=True)
                with given.journal.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(line, ensure_ascii=False) + "\n")
            if not line["clean"]:
                print(f"{line['seed']}: {line['told']}", file=sys.stderr, flush=True)
            if len(done) % EVERY == 0:
                bad = sum(not found["clean"] for found in done.values())
                print(f"{len(done)} of {len(wanted)}, {bad} not clean, {time.monotonic() - start:.0f} s", flush=True)
    totals = Counter[str]()
    for line in done.values():
        totals.update(line["counted"])
    bad = sum(not line["clean"] for line in done.values())
    print(f"{len(done)} organisations from {given.seed}, {bad} not clean, {time.monotonic() - start:.0f} s: {dict(totals)}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
