"""``python -m bench [PART …|all]``: exit 0 when every limit holds, 1 when one is broken, 2 for unknown arguments. Parts: PARTS below."""

from __future__ import annotations

import importlib
import sys
import time

from bench.table import Result, table

PARTS = {
    "a": "bench.importing",
    "b": "bench.overview",
    "c": "bench.rerun",
    "soak": "bench.soak",
    "freeze": "bench.freeze",
    "wire": "bench.wire",
    "gate": "bench.gate",
    "reports": "bench.reports",
}
ALL = ("a", "b", "c", "gate", "reports")


def main(arguments: list[str]) -> int:
    """Run the parts asked for (all but the soak when none is) and print their table."""
    asked = arguments or ["all"]
    if any(part not in (*PARTS, "all") for part in asked):
        print(f"Okänd del. Ange {', '.join(PARTS)} eller all. / Unknown part.", file=sys.stderr)
        return 2
    parts = list(dict.fromkeys(p for part in asked for p in (ALL if part == "all" else (part,))))
    results: list[Result] = []
    for part in parts:
        start = time.perf_counter()
        print(f"({part}) mäter / measuring …", file=sys.stderr, flush=True)
        results += importlib.import_module(PARTS[part]).measure()
        print(f"({part}) {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
    print(table(results))
    return 0 if all(result.held for result in results) else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
