"""``python -m tests.fuzz [--cases N] [--from N] [--seed S] [--save DIR]``: mutated files. 0: nothing wrong; 1: something."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from tests.fuzz.running import SEED, run


def main() -> int:
    """Run the cases and say how they ended."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--cases", type=int, default=5000)
    parser.add_argument("--from", dest="first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--save", type=Path, help="a directory for the files that went wrong")
    options = parser.parse_args()
    os.environ["RUST_BACKTRACE"] = "0"  # the reader of workbooks tells of what it could not read, and is caught
    began = time.perf_counter()
    ends, bad = run(range(options.first, options.first + options.cases), options.seed)
    for done in bad:
        print(f"\n#{done.file.number} {done.file.what}")
        print("\n".join(f"  {w}" for w in done.wrong[:6]))
        if options.save:
            options.save.mkdir(parents=True, exist_ok=True)
            (options.save / f"{done.file.number}_{done.file.name}").write_bytes(done.file.data)
    told = ", ".join(f"{n} {end}" for end, n in ends.most_common())
    print(f"\n{options.cases} cases, seed {options.seed}, {time.perf_counter() - began:.0f} s: {told}; {len(bad)} wrong")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
