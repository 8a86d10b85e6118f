"""Where a figure comes from: the delivered facts behind it, and what they replaced. The numbers of small groups are left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kpi.access.scope import Scope
from kpi.measure.status import Status
from kpi.programme.model import Indicator
from kpi.text import numbers, words
from kpi.views.cards import figures
from kpi.views.choices import Place, check_sex, place
from kpi.views.gate import origin_hidden
from kpi.views.rows import Origin, StatusRow, Trace
from kpi.views.source import Source

if TYPE_CHECKING:
    from kpi.store.types import FactOrigin, TreeUnit

PARTNER = {"K": "M", "M": "K"}


def trace(source: Source, scope: Scope, indicator_id: str, unit: str | None, year: int | None, sex: str, as_of: str | None) -> Trace:
    """The trace of one yearly figure. Raises Refusal for an unknown indicator."""
    found = source.indicator(indicator_id)
    at = place(source, scope, year, unit, as_of)
    check_sex(sex)
    return trace_at(source, at, found, sex)


def trace_at(source: Source, at: Place, indicator: Indicator, sex: str) -> Trace:
    """The trace for a checked place."""
    found = figures(source, at, indicator)
    cell = found.at(at.year, sex)
    row = found.row(at.year, sex)
    hidden = row.status is Status.SUPPRESSED
    method = cell.method if cell is not None else indicator.methods[0]
    facts = [] if cell is None or cell.origin == "plan" else source.store.trace(*_key(at, indicator, sex, method), as_of=at.snapshot.at)
    within = [fact for fact in facts if fact.unit in at.reach]
    tree = source.tree(at.snapshot, at.year)
    gated = source.cells_of(at.snapshot, sorted({at.unit, *(fact.unit for fact in within)}), indicator, at.year)
    small = {
        (unit, key[1]) for unit, of in gated.items() for key, by in of.get(indicator.id, {}).items() if any(c.hidden for c in by.values())
    }
    covered = [hidden or (fact.unit, fact.sex) in small or _hidden(tree, indicator, fact) for fact in within]
    return Trace(
        value=row.value,
        status=row.status,
        kind=row.origin,
        origins=tuple(_origin(fact, cover) for fact, cover in zip(within, covered, strict=True)),
        superseded=_superseded(source, at, indicator, sex, method, hidden, small),
        note=_note(source, row, len(facts) - len(within), any(covered)),
    )


def _key(at: Place, indicator: Indicator, sex: str, method: str) -> tuple[str, str, int, str, str]:
    return (indicator.id, at.unit, at.year, sex, method)


def _superseded(
    source: Source, at: Place, indicator: Indicator, sex: str, method: str, hidden: bool, small: set[tuple[str, str]]
) -> tuple[Origin, ...]:
    """Earlier facts. One sex's earlier figure is shown only when the other's from the same import could be: alone it would reveal a small
    group when it is taken from the total."""
    facts = source.store.superseded(*_key(at, indicator, sex, method), as_of=at.snapshot.at)
    others: list[FactOrigin] = []
    if facts and sex in PARTNER:
        others = source.store.superseded(*_key(at, indicator, PARTNER[sex], method), as_of=at.snapshot.at)
    tree = source.tree(at.snapshot, at.year)
    shown = {(f.batch, f.period, f.sex) for f in (*facts, *others) if not _hidden(tree, indicator, f)}

    def covered(fact: FactOrigin) -> bool:
        needed = {fact.sex, PARTNER.get(fact.sex, fact.sex)}
        protected = hidden or (fact.unit, fact.sex) in small
        return protected or not all((fact.batch, fact.period, each) in shown for each in needed)

    return tuple(_origin(fact, covered(fact)) for fact in facts)


def _hidden(tree: Mapping[str, TreeUnit], indicator: Indicator, fact: FactOrigin) -> bool:
    node = tree.get(fact.unit)
    return origin_hidden(fact, indicator, node.depth if node else None)


def _origin(fact: FactOrigin, hidden: bool) -> Origin:
    return Origin(
        batch=fact.batch,
        file=fact.file,
        sha256=fact.sha256,
        sheet=fact.sheet or "",
        # How many rows a small group has in a file of persons is how many persons it is.
        rows="" if hidden else _rows(fact.row_first, fact.row_last),
        column=fact.col or "",
        user=fact.user,
        time=fact.time,
        unit=fact.unit,
        period=fact.period,
        value=None if hidden else fact.value,
        n=None if hidden else fact.n,
        synthetic=fact.synthetic,
    )


def _rows(first: int | None, last: int | None) -> str:
    if first is None:
        return ""
    return str(first) if last is None or last == first else f"{first}–{last}"


def _note(source: Source, row: StatusRow, outside: int, protected: bool) -> str:
    """How the figure was made, in words."""
    status, origin = row.status, row.origin
    if status is Status.SUPPRESSED:
        return f"{words.STATUS[status].word}. {words.STATUS[status].meaning}"
    if row.value is None:
        return words.STATUS[Status.NOT_MEASURED].meaning
    if origin == "plan":
        return f"Planens nuläge ({source.programme.source})."
    parts = [f"Siffran är {words.ORIGIN[origin or 'delivered']}."]
    if row.parts:
        parts.append(f"Den bygger på {numbers.count(row.parts)} underliggande enheter.")
    if row.method:
        parts.append(f"Metod: {row.method}.")
    if outside:
        parts.append(f"{numbers.count(outside)} uppgifter från enheter utanför din behörighet visas inte.")
    if protected:
        parts.append("Uppgifter om små grupper visas utan siffror.")
    return " ".join(parts)
