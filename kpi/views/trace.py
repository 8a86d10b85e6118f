"""Where a figure comes from: the figures and delivered facts behind it, and what they replaced. No numbers of small groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from kpi.access.scope import Scope
from kpi.errors import Refusal
from kpi.language import NN_, ntr, tr
from kpi.measure.status import Status
from kpi.programme.model import Indicator
from kpi.programme.periods import MONTHS, QUARTERS, period_text, quarter_part
from kpi.text import numbers, words
from kpi.text.address import address
from kpi.views.cards import figures
from kpi.views.choices import Place, check_sex, place, unit_choice
from kpi.views.gate import CellIndex, GatedMonth, origin_hidden
from kpi.views.rows import Origin, Part, StatusRow, Trace
from kpi.views.source import Source

if TYPE_CHECKING:
    from kpi.store.trace import Traced
    from kpi.store.types import FactOrigin, TreeUnit

PARTNER = {"K": "M", "M": "K"}


class _Asked(NamedTuple):
    """The figure asked about, gated. ``hidden``: it may not be shown; ``value`` is then None."""

    sex: str
    part: int | None  # of the year, see kpi.programme.periods
    method: str
    value: float | None
    status: Status
    origin: str | None
    hidden: bool


def trace(
    source: Source,
    scope: Scope,
    indicator_id: str,
    unit: str | None,
    year: int | None,
    sex: str,
    as_of: str | None,
    part: int | None,
    method: str | None,
) -> Trace:
    """The trace of one figure of a year or a part of it (``part_asked``). Raises Refusal for an unknown indicator or method."""
    found = source.indicator(indicator_id)
    at = place(source, scope, year, unit, as_of)
    check_sex(sex)
    known = (*found.methods, *found.other_methods)
    if method is not None and method not in known:
        raise Refusal(
            tr("Metoden ”{method}” finns inte för indikatorn. Välj en av: {known}.", method=method, known=", ".join(known)),
            code="unknown_method",
        )
    return trace_at(source, at, found, sex, part, method)


def part_asked(month: int | None, quarter: int | None) -> int | None:
    """The part of the year that a month (1–12) or a quarter (1–4) is; None for neither. Raises Refusal for both, or one there is not."""
    if month is not None and quarter is not None:
        raise Refusal(tr("Ange en månad eller ett kvartal, inte båda."), code="month_and_quarter")
    if month is not None and not 1 <= month <= MONTHS:
        raise Refusal(tr("Månaden {month} finns inte. Ange en månad mellan 1 och {last}.", month=month, last=MONTHS), code="unknown_month")
    if quarter is not None and not 1 <= quarter <= QUARTERS:
        raise Refusal(
            tr("Kvartalet {quarter} finns inte. Ange ett kvartal mellan 1 och {last}.", quarter=quarter, last=QUARTERS),
            code="unknown_quarter",
        )
    return month if quarter is None else quarter_part(quarter)


def trace_at(source: Source, at: Place, indicator: Indicator, sex: str, part: int | None = None, method: str | None = None) -> Trace:
    """The trace for a checked place. ``method`` None: the one that the indicator is shown by."""
    row = figures(source, at, indicator).row(at.year, sex) if part is None and method is None else None
    if part is not None:
        asked = _part(source, at, indicator, sex, part, method)
    elif row is not None:
        asked = _year(source, at, indicator, row)
    else:
        asked = _other(source, at, indicator, sex, str(method))
    traced = _traced(source, at, indicator, asked, sex)
    facts = () if asked.origin in (None, "plan") and not asked.hidden else traced.origins
    if part is not None:
        asked = asked._replace(origin=_kind(at, asked, facts))
    within = [fact for fact in facts if fact.unit in at.reach]
    tree = source.tree(at.snapshot, at.year)
    below = [code for code in tree[at.unit].children if code in at.reach] if at.unit in tree else []
    gated = source.cells_of(at, sorted({at.unit, *below, *(fact.unit for fact in within)}), indicator, at.year)
    small = {
        (unit, key[1]) for unit, of in gated.items() for key, by in of.get(indicator.id, {}).items() if any(c.hidden for c in by.values())
    }
    small |= _small_months(source, at, indicator, asked, {fact.unit for fact in within})
    covered = [asked.hidden or (fact.unit, fact.sex) in small or _hidden(tree, indicator, fact) for fact in within]
    return Trace(
        value=asked.value,
        status=asked.status,
        kind=asked.origin,
        origins=tuple(_origin(fact, cover) for fact, cover in zip(within, covered, strict=True)),
        superseded=_superseded(source, at, indicator, asked, traced.superseded, small),
        note=_note(source, row, asked, len(facts) - len(within), any(covered)),
        period=period_text(at.year, part),
        sex=sex,
        method=asked.method,
        parts=() if asked.hidden else _parts(source, at, indicator, asked, below, gated, {fact.period for fact in facts}),
        lacking=row.lacking if row is not None else None,
    )


def _year(source: Source, at: Place, indicator: Indicator, row: StatusRow) -> _Asked:
    cell = figures(source, at, indicator).at(at.year, row.sex)
    method = cell.method if cell is not None else indicator.methods[0]
    return _Asked(row.sex, None, method, row.value, row.status, row.origin, row.status is Status.SUPPRESSED)


def _other(source: Source, at: Place, indicator: Indicator, sex: str, method: str) -> _Asked:
    """The year's figure by one method. It is not judged: it may be another than the one that is held against the målvärde."""
    cell = figures(source, at, indicator).at(at.year, sex, method)
    if cell is None:
        return _Asked(sex, None, method, None, Status.NOT_MEASURED, None, False)
    status = Status.SUPPRESSED if cell.hidden else Status.NOT_ASSESSABLE
    return _Asked(sex, None, method, cell.value, status, cell.origin, cell.hidden)


def _part(source: Source, at: Place, indicator: Indicator, sex: str, part: int, method: str | None) -> _Asked:
    """The month's or quarter's figure by the first of the indicator's methods that has one. It is not judged: the målvärde is a year's. How
    it was made is told by its facts."""
    found = _months(source, at, indicator, at.unit, period_text(at.year, part), sex)
    wanted = indicator.methods if method is None else (method,)
    chosen = next((found[m] for m in wanted if m in found), None)
    if chosen is None:
        return _Asked(sex, part, wanted[0], None, Status.NOT_MEASURED, None, False)
    status = Status.SUPPRESSED if chosen.hidden else Status.NOT_ASSESSABLE
    return _Asked(sex, part, chosen.method, chosen.value, status, "delivered", chosen.hidden)


def _months(source: Source, at: Place, indicator: Indicator, unit: str, period: str, sex: str) -> dict[str, GatedMonth]:
    """A unit's gated figures of one month or quarter and sex, by method."""
    return {m.method: m for m in source.months(at, unit, indicator) if (m.period, m.sex) == (period, sex)}


def _traced(source: Source, at: Place, indicator: Indicator, asked: _Asked, sex: str) -> Traced:
    return source.store.trace(indicator.id, at.unit, at.year, sex, asked.method, as_of=at.snapshot.at, month=asked.part)


def _small_months(source: Source, at: Place, indicator: Indicator, asked: _Asked, units: Iterable[str]) -> set[tuple[str, str]]:
    """Units and sexes whose month or quarter may not be shown since it may not in another method: the store marks each for itself."""
    if asked.part is None or len(indicator.methods) + len(indicator.other_methods) < 2:
        return set()
    period = period_text(at.year, asked.part)
    return {(unit, m.sex) for unit in units for m in source.months(at, unit, indicator) if m.period == period and m.hidden}


def _kind(at: Place, asked: _Asked, facts: Sequence[FactOrigin]) -> str | None:
    """How a month's or quarter's figure was made, as the facts behind it tell."""
    if asked.value is None:
        return None
    if any(fact.unit != at.unit for fact in facts):
        return "rolled"
    if any(fact.sex != asked.sex for fact in facts):
        return "sexes"
    return "delivered" if all(fact.period == period_text(at.year, asked.part) for fact in facts) else "months"


def _parts(
    source: Source,
    at: Place,
    indicator: Indicator,
    asked: _Asked,
    below: list[str],
    gated: Mapping[str, CellIndex],
    periods: set[str],
) -> tuple[Part, ...]:
    """What the figure is made from, one step down: the units below, the sexes, the quarters or the months. Gated as they are on their own
    pages. periods: of the facts behind it."""
    if asked.origin in ("months", "quarters"):
        months = source.months(at, at.unit, indicator)
        own = [m for m in months if (m.year, m.sex, m.method) == (at.year, asked.sex, asked.method) and m.period in periods]
        return tuple(_month_part(source, at, at.unit, m) for m in sorted(own, key=lambda m: m.period))
    sexes = [(at.unit, sex) for sex in "KM"] if asked.origin == "sexes" else []
    keys = [(unit, asked.sex) for unit in below] if asked.origin == "rolled" else sexes
    if asked.part is not None:
        period = period_text(at.year, asked.part)
        of_month = [(unit, _months(source, at, indicator, unit, period, sex).get(asked.method)) for unit, sex in keys]
        return tuple(_month_part(source, at, unit, month) for unit, month in of_month if month is not None)
    found = [(unit, gated.get(unit, {}).get(indicator.id, {}).get((at.year, sex), {}).get(asked.method)) for unit, sex in keys]
    return tuple(
        Part(unit, _name(source, at, unit), str(at.year), cell.sex, cell.value, cell.n, cell.origin, cell.hidden)
        for unit, cell in found
        if cell is not None
    )


def _month_part(source: Source, at: Place, unit: str, month: GatedMonth) -> Part:
    return Part(unit, _name(source, at, unit), month.period, month.sex, month.value, month.n, None, month.hidden)


def _name(source: Source, at: Place, unit: str) -> str:
    return unit_choice(source, at.snapshot, unit, at.year).name


def _superseded(
    source: Source, at: Place, indicator: Indicator, asked: _Asked, facts: Sequence[FactOrigin], small: set[tuple[str, str]]
) -> tuple[Origin, ...]:
    """Earlier facts. One sex's earlier figure is shown only when the other's from the same import could be: alone it would reveal a small
    group when it is taken from the total."""
    others = _traced(source, at, indicator, asked, PARTNER[asked.sex]).superseded if facts and asked.sex in PARTNER else ()
    tree = source.tree(at.snapshot, at.year)
    shown = {(f.batch, f.period, f.sex) for f in (*facts, *others) if not _hidden(tree, indicator, f)}

    def covered(fact: FactOrigin) -> bool:
        needed = {fact.sex, PARTNER.get(fact.sex, fact.sex)}
        protected = asked.hidden or (fact.unit, fact.sex) in small
        return protected or not all((fact.batch, fact.period, each) in shown for each in needed)

    return tuple(_origin(fact, covered(fact)) for fact in facts)


def _hidden(tree: Mapping[str, TreeUnit], indicator: Indicator, fact: FactOrigin) -> bool:
    node = tree.get(fact.unit)
    return origin_hidden(fact, indicator, node.depth if node else None)


def _origin(fact: FactOrigin, hidden: bool) -> Origin:
    # How many rows a small group has in a file of persons is how many persons it is; and the rows of those before and after it leave just
    # its own between them. A figure that is one row's in each place tells of no other.
    places = fact.places or ((fact.sheet, fact.col, fact.row_first, fact.row_last),)
    told = not hidden and all(row is not None and row == end for _, _, row, end in places)
    first, last = (fact.row_first, fact.row_last) if told else (None, None)
    cells = [address(sheet, col, row if told else None, end if told else None) for sheet, col, row, end in places]
    return Origin(
        batch=fact.batch,
        file=fact.file,
        sha256=fact.sha256,
        address=", ".join(cells),
        sheet=", ".join(dict.fromkeys(sheet or "" for sheet, *_ in places)),
        rows=_rows(first, last),
        column=fact.col or "",
        user=fact.user,
        time=fact.time,
        unit=fact.unit,
        period=fact.period,
        sex=fact.sex,
        value=None if hidden else fact.value,
        n=None if hidden else fact.n,
        synthetic=fact.synthetic,
        active=fact.active,
    )


def _rows(first: int | None, last: int | None) -> str:
    if first is None:
        return ""
    return str(first) if last is None or last == first else f"{first}–{last}"


_OUTSIDE = NN_(
    "{n} uppgifter från enheter utanför din behörighet visas inte.", "{n} uppgifter från enheter utanför din behörighet visas inte."
)


def _note(source: Source, row: StatusRow | None, asked: _Asked, outside: int, protected: bool) -> str:
    """How the figure was made, in words. row: of a yearly figure."""
    if asked.hidden:
        word = words.STATUS[Status.SUPPRESSED]
        return f"{word.word}. {word.meaning}"
    if asked.value is None:
        return (words.STATUS[Status.NOT_MEASURED] if row is None or row.lacking is None else words.of(row)).meaning
    if asked.origin == "plan":
        return tr("Planens nuläge ({source}).", source=source.programme.source)
    parts = [tr("Siffran är {origin}.", origin=words.ORIGIN[asked.origin or "delivered"])]
    if row is not None and row.parts:
        parts.append(
            ntr(
                "Den bygger på {n} underliggande enheter.",
                "Den bygger på {n} underliggande enheter.",
                row.parts,
                n=numbers.count(row.parts),
            )
        )
    if asked.method:
        parts.append(tr("Metod: {method}.", method=asked.method))
    if outside:
        parts.append(ntr(*_OUTSIDE, outside, n=numbers.count(outside)))
    if protected:
        parts.append(tr("Uppgifter om små grupper visas utan siffror."))
    return " ".join(parts)
