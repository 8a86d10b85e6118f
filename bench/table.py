"""Results against limits, and how they are timed and printed."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """One ratio. ``at_least``: it must be ≥ the limit, else ≤ it; without a limit it is told only. ``detail``: what it is made of."""

    part: str
    what: str
    ratio: float
    limit: float | None
    at_least: bool
    detail: str
    unit: str = "×"

    @property
    def held(self) -> bool:
        if self.limit is None:
            return True
        return self.ratio >= self.limit if self.at_least else self.ratio <= self.limit


def seconds(run: Callable[[], object], times: int = 1, before: Callable[[], object] | None = None) -> float:
    """Median time of ``run`` in seconds over ``times`` runs, with garbage collected (and ``before`` called) first, untimed."""
    took = []
    for _ in range(times):
        if before is not None:
            before()
        gc.collect()
        start = time.perf_counter()
        run()
        took.append(time.perf_counter() - start)
    return statistics.median(took)


def show(seconds_: float) -> str:
    """A time in words: "12,3 ms" below a second, "1,23 s" above."""
    text = f"{seconds_ * 1000:.1f} ms" if seconds_ < 1 else f"{seconds_:.2f} s"
    return text.replace(".", ",")


def table(results: list[Result]) -> str:
    """The results as a table: what was measured, its ratio, its limit, whether it held."""
    rows = [("", "Mätning / measured", "Kvot / ratio", "Gräns / limit", "Utfall / outcome", "Därav / made of")]
    for r in results:
        limit = "" if r.limit is None else f"{'≥' if r.at_least else '≤'} {_number(r.limit)} {r.unit}"
        outcome = "" if r.limit is None else "håller / ok" if r.held else "BRYTS / FAIL"
        rows.append((r.part, r.what, f"{_number(r.ratio)} {r.unit}", limit, outcome, r.detail))
    widths = [max(len(row[i]) for row in rows) for i in range(6)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines.insert(1, "  ".join("─" * width for width in widths))
    return "\n".join(lines)


def _number(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")
