"""Tables as files: the same finished texts as on screen, so nothing leaves here that has not passed the gate."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kpi.charts.tables import Table, table_csv
from kpi.errors import Fault
from kpi.language import N_, tr
from kpi.text import numbers
from kpi.views.rows import Context

SYNTHETIC = N_("SYNTETISK")


def csv(table: Table, context: Context) -> bytes:
    """A table for a Swedish Excel. Each row says whose figures they are, in which data version, and when they are synthetic."""
    more = {tr("Gäller"): context.unit.name, tr("Dataversion"): numbers.count(context.data_version)}
    more |= {tr("Som det var känt"): context.as_of} if context.as_of else {}
    more |= {tr("Märkning"): tr(SYNTHETIC)} if context.synthetic else {}
    return table_csv(Table(table.caption, [*table.headers, *more], [[*row, *more.values()] for row in table.rows]))


def faults(rows: Sequence[Fault]) -> bytes:
    """A file's faults, one a line."""
    body = [[f.sheet or "", numbers.count(f.row) if f.row else "", f.column or "", f.value or "", f.message] for f in rows]
    return table_csv(Table(tr("Fel"), [tr("Blad"), tr("Rad"), tr("Kolumn"), tr("Värde"), tr("Fel och vad du kan göra")], body))


def name(subject: str, context: Context) -> str:
    """A file name that says what it holds."""
    mark = f"{SYNTHETIC}-" if context.synthetic else ""
    then = f"-kant-{re.sub(r'[^0-9T-]', '', context.as_of[:16])}" if context.as_of else ""
    return f"{mark}{subject}-{context.unit.code}-{context.year}{then}.csv"
