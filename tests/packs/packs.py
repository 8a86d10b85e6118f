"""The packs: those that come with the product, and one that is made by nothing else than what the guide says."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from kpi.programme.loader import PROGRAMMES, load_programme
from kpi.programme.model import Indicator, Programme, Rollup
from kpi.settings import DEFAULT_PROGRAMME
from tests.cli.shell import Shell
from tests.extent import ALL
from tests.programme.guide import Step, fill, steps

# Until the store is named, the guide makes the pack; after that it uses it.
_MAKING = list(takewhile(lambda step: step.kind != "export", steps()))
INVENTED = next(s.what[2] for s in _MAKING if s.kind == "run" and s.what[:2] == ("programme", "new") and "--from" in s.what)
SHIPPED = sorted(p.parent.name for p in PROGRAMMES.glob("*/programme.toml"))
EVERY = [*SHIPPED, INVENTED]
# The default pack has all other tests. ``make packs``: every pack.
TESTED = EVERY if ALL else [pack for pack in EVERY if pack != DEFAULT_PROGRAMME]


@dataclass(frozen=True)
class Pack:
    """A pack, and what is asked of it: years and indicators of its own."""

    folder: Path
    programme: Programme

    @property
    def measured(self) -> list[Indicator]:
        """Indicators that an extract can hold figures of."""
        return list(self.programme.indicators)

    @property
    def by_unit(self) -> list[Indicator]:
        """Those whose figures are of units, and are added up."""
        return [i for i in self.measured if i.rollup is not Rollup.NONE]

    @property
    def first(self) -> int:
        """The year of the plan's own figures."""
        return min((i.baseline_year for i in self.measured), default=self.programme.period_from)

    @property
    def target(self) -> int:
        """The year that the plan is to be reached."""
        return max((i.target_year for i in self.measured), default=self.programme.period_to or self.programme.period_from + 1)

    @property
    def delivered(self) -> tuple[int, int]:
        """The years that finished figures are delivered for."""
        return self.first, self.first + 1

    @property
    def counted(self) -> int:
        """The year that figures are counted for, out of rows."""
        return self.first + 2

    @property
    def years(self) -> tuple[int, int, int, int]:
        """First, measured, the target's and after it."""
        return self.first, self.delivered[1], self.target, self.target + 1


def made(name: str, folder: Path) -> Pack:
    """The pack, as a folder that is no part of the product when the guide has made it."""
    if name != INVENTED:
        return Pack(PROGRAMMES / name, load_programme(PROGRAMMES / name))
    run = Shell(folder, {"KPI_USER": "anna"})
    for step in _MAKING:
        _do(run, step)
    return Pack(folder / name, load_programme(folder / name))


def _do(run: Shell, step: Step) -> None:
    if step.kind == "run":
        run(*step.what)
    elif step.kind == "fill":
        fill(run.folder / step.what[0], step.what[1], step.rows)
    else:
        path = run.folder / INVENTED / step.what[0]
        path.write_text((path.read_text(encoding="utf-8") if path.exists() else "") + step.what[1], encoding="utf-8")
