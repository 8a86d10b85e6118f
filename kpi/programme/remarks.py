"""What a valid pack leaves open: shown as "ej fastställt" on the screen, and told when a pack is checked. Pure."""

from __future__ import annotations

from kpi.language import tr
from kpi.programme.model import Direction, Programme

_MOST_NAMES = 3


def remarks(programme: Programme) -> list[str]:
    """A sentence for each thing that the pack does not state, empty when nothing is left open."""
    found = (
        (tr("Områden utan mål"), [a.name for a in programme.areas if a.aim is None]),
        (tr("Områden som väntar på indikatorer"), [a.name for a in programme.areas if not a.planned]),
        (tr("Indikatorer utan definition"), [i.name for i in programme.indicators if i.definition is None]),
        (tr("Indikatorer utan målvärde (bara riktning)"), [i.name for i in programme.planned if i.target is None]),
        (tr("Indikatorer utan nuläge"), [i.name for i in programme.planned if i.baseline is None]),
        (tr("Kompletterande indikatorer utan riktning"), [i.name for i in programme.supplementary if i.direction is Direction.UNSET]),
        (tr("Indikatorer med tolkad riktning"), [i.name for i in programme.indicators if i.direction_note]),
        (tr("Åtgärder utan ansvarig"), [x.id for a in programme.areas for x in a.actions if not x.responsible]),
        (tr("Delmål utan indikator"), [m.id for a in programme.areas for m in a.milestones if not m.indicators]),
        (
            tr("Nivåer som inte säger vem de svarar inför"),
            [x.name for x in programme.levels if x.depth and not x.reports_to] if any(x.reports_to for x in programme.levels) else [],
        ),
    )
    told = [f"{what}: {_some(names)}" for what, names in found if names]
    if programme.period_to is None:
        told.append(tr("Programmet har inget sista år (period_to)"))
    return told


def _some(names: list[str]) -> str:
    """The first names, and how many more there are."""
    rest = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" {tr('och {count} till', count=rest)}" if rest > 0 else "")
