"""The rows below a header: which are sums, footnotes or headings of sections and not read, which cells hold for several rows."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from kpi.intake.tables.find import Draft
from kpi.intake.tables.model import Dropped
from kpi.intake.tables.vocabulary import is_note, is_total
from kpi.intake.tables.words import VALUE_ROLES, Words, normal
from kpi.intake.wording import folded, short
from kpi.language import N_, tr
from kpi.programme.model import Layout

_TEXT_ROLES = ("unit", "period", "indicator")  # roles where a word such as "Totalt" says that the row sums up others
_MOST_SUSPECTS = 2_000
_FEW_BLANKS = 0.25  # share of rows without a name from which the name above may be meant for them too
TOTAL_TEXT = N_("summarad, används som kontrollsumma")
NOTE_TEXT = N_("fotnot eller anmärkning")
SECTION_TEXT = N_("rad med en enda text och inga värden: ”{text}”")
EMPTY_TEXT = N_("rad utan värden")
AGAIN_TEXT = N_("rubrikraden en gång till")


@dataclass(slots=True)
class Body:
    """What of a table's rows is not read. Row numbers 1-based. blanks: key columns where blank cells may mean the cell above."""

    first: int
    last: int
    dropped: list[Dropped] = field(default_factory=list)
    filled: dict[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    blanks: list[str] = field(default_factory=list)

    @property
    def totals(self) -> list[int]:
        """Rows (1-based) that sum up others."""
        return [d.row for d in self.dropped if d.reason == "total" and d.row is not None]


def named_columns(draft: Draft) -> list[str]:
    """Grid columns of what a row is about: its period, unit, indicator …"""
    layout = draft.plan.layout
    pivot = [draft.plan.pivot.column] if draft.plan.pivot else []
    return [c for key, columns in draft.plan.plain.items() if layout.column(key).role not in VALUE_ROLES for c in columns] + pivot


def read_columns(draft: Draft) -> list[str]:
    """Grid columns that are read, in the sheet's order."""
    plain = [c for columns in draft.plan.plain.values() for c in columns]
    plain += [draft.plan.pivot.column] if draft.plan.pivot else []
    return sorted(dict.fromkeys([*plain, *(m.column for m in draft.plan.melted)]), key=int)


def look_below(draft: Draft, words: Words) -> Body:
    """Examine the rows of a table, a column at a time; single rows only where one is suspect."""
    first = draft.header.last + 1
    read = read_columns(draft)
    height = max(0, draft.last - first + 1)
    body = Body(first + 1, draft.last + 1)
    if not read or not height:
        return body
    region = draft.page.grid.slice(first, height)
    filled = pl.DataFrame([draft.page.filled[c].slice(first, height).alias(c) for c in read])
    count = filled.sum_horizontal()
    _merged_down(draft, body, first)
    totals = _totals(draft, region, words)
    total = tr(TOTAL_TEXT)
    for i in totals:
        body.dropped.append(Dropped("total", total, row=first + i + 1))
    _sparse(draft, body, region, count, set(totals), first)
    _headings_again(draft, body, region, first)
    _without_values(draft, body, region, count, first)
    left = {d.row for d in body.dropped}
    alive = [i for i in _last_rows(count) if first + i + 1 not in left]
    body.last = first + alive[0] + 1 if alive else first
    if alive or not body.dropped:
        _blanks(draft, body, region, count, first)
    body.dropped.sort(key=lambda d: d.row or 0)
    return body


def _last_rows(count: pl.Series) -> list[int]:
    """Indices of the rows with something, from the foot up."""
    return (count > 0).arg_true().reverse().to_list() if len(count) < 20_000 else (count > 0).arg_true().tail(1_000).reverse().to_list()


def _role_columns(draft: Draft, layout: Layout) -> list[str]:
    found = []
    for role in _TEXT_ROLES:
        column = layout.role(role)
        if column is not None:
            found += draft.plan.plain.get(column.key, [])
    return found


def _totals(draft: Draft, region: pl.DataFrame, words: Words) -> list[int]:
    """Rows that a word in the column of units, periods or indicators says to be sums."""
    rows: set[int] = set()
    for column in _role_columns(draft, draft.plan.layout):
        distinct = draft.page.distinct(column, draft.header.last + 1, draft.last)
        distinct = distinct.filter(distinct.str.contains(r"^\s*\pL"))
        sums = [t for t in distinct if is_total(t) and folded(t) not in words.units]
        if sums:
            rows |= set(region[column].is_in(sums).arg_true())
    return sorted(rows)


def _sparse(draft: Draft, body: Body, region: pl.DataFrame, count: pl.Series, known: set[int], first: int) -> None:
    """Rows with one or two cells only: footnotes at the foot, headings of sections between the others."""
    named = named_columns(draft)
    width = len(read_columns(draft))
    if width < 3 or not any(region[c].null_count() for c in named):
        suspects: list[int] = _single_texts(draft, region, count) if width == 2 else []
    else:
        suspects = ((count > 0) & (count <= min(2, width - 1))).arg_true().to_list()
    full = ((count > 2) if width > 2 else (count == width)).arg_true()
    last_full = next((i for i in full.reverse() if i not in known), -1)
    if len(suspects) > _MOST_SUSPECTS:  # no table with notes but a sparse one: its rows are told of as they are
        suspects = [i for i in suspects if i > last_full][:_MOST_SUSPECTS]
    for i in suspects:
        if i in known:
            continue
        cells = {c: t for c in read_columns(draft) if (t := region[c][i]) is not None}
        texts = list(cells.values())
        if any(_is_figure(t) for t in texts):
            continue
        if is_note(texts[0]) or (i > last_full and len(texts) == 1 and (i == 0 or count[i - 1] == 0)):
            body.dropped.append(Dropped("note", tr(NOTE_TEXT), row=first + i + 1))
        elif len(texts) == 1 and width > 2:
            body.dropped.append(Dropped("section", tr(SECTION_TEXT, text=short(texts[0])), row=first + i + 1))


def _single_texts(draft: Draft, region: pl.DataFrame, count: pl.Series) -> list[int]:
    values = [m.column for m in draft.plan.melted]
    return (count == 1).arg_true().to_list() if values and any(region[c].null_count() for c in values) else []


def _is_figure(text: str) -> bool:
    """Could the text be a value, a code or a period, so that the row says something?"""
    plain = normal(text).replace(" ", "").rstrip("%")
    return plain.replace(",", ".").lstrip("-").replace(".", "", 1).isdecimal()


def _headings_again(draft: Draft, body: Body, region: pl.DataFrame, first: int) -> None:
    """The header once more between the rows."""
    named = [c for c in named_columns(draft) if c in draft.header.parts]
    if not named:
        return
    mask = pl.repeat(True, region.height, eager=True, dtype=pl.Boolean)
    for column in named:
        heading = draft.header.parts[column][-1].strip()
        if not (draft.page.distinct(column, first, draft.last).str.strip_chars() == heading).any():
            return
        mask &= (region[column].str.strip_chars() == heading).fill_null(False)
        if not mask.any():
            return
    again = tr(AGAIN_TEXT)
    body.dropped += [Dropped("repeated_header", again, row=first + i + 1) for i in mask.arg_true()]


def _without_values(draft: Draft, body: Body, region: pl.DataFrame, count: pl.Series, first: int) -> None:
    """Rows of a wide table that have a name and no value at all."""
    values = [m.column for m in draft.plan.melted]
    if not values:
        return
    known = {d.row for d in body.dropped}
    empty = region.select(pl.all_horizontal(pl.col(c).is_null() for c in values)).to_series() & (count > 0)
    without = tr(EMPTY_TEXT)
    body.dropped += [Dropped("empty", without, row=first + i + 1) for i in empty.arg_true() if first + i + 1 not in known]


def _merged_down(draft: Draft, body: Body, first: int) -> None:
    """Cells merged over several rows, in the columns of what a row is about."""
    spans: dict[str, list[tuple[int, int]]] = {}
    named = set(named_columns(draft))
    for r1, c1, r2, _ in draft.page.sheet.traits.merged:
        if str(c1) in named and r2 > r1 and r1 >= first and r1 <= draft.last:
            spans.setdefault(str(c1), []).append((r1 + 1, min(r2, draft.last) + 1))
    body.filled = {c: tuple(s) for c, s in spans.items()}


def _blanks(draft: Draft, body: Body, region: pl.DataFrame, count: pl.Series, first: int) -> None:
    """Columns of names where the first row has one and many of the others do not, though they have values."""
    left = {d.row for d in body.dropped if d.row is not None}
    layout = draft.plan.layout
    kept = pl.Series([first + i + 1 not in left for i in range(region.height)]) if left else None
    alive = (count > 0) if kept is None else (count > 0) & kept
    rows = alive.arg_true()
    if len(rows) < 2:
        return
    for column in _role_columns(draft, layout):
        cells = region[column]
        if not cells.null_count():
            continue
        merged = {row for a, b in body.filled.get(column, ()) for row in range(a, b + 1)}
        blank = [i for i in (alive & cells.is_null()).arg_true() if first + i + 1 not in merged]
        if cells[rows[0]] is not None and len(blank) >= max(2, _FEW_BLANKS * len(rows)):
            body.blanks.append(column)


def filled_down(draft: Draft, body: Body, column: str) -> tuple[tuple[int, int], ...]:
    """The spans (1-based rows) that each cell of a column holds for when blank cells mean the cell above."""
    left = {d.row for d in body.dropped}
    cells = draft.page.grid[column].to_list()
    spans: list[list[int]] = []
    for row in range(body.first, body.last + 1):
        if row in left:
            continue
        if cells[row - 1] is not None:
            spans.append([row, row])
        elif spans:
            spans[-1][1] = row
    return tuple((a, b) for a, b in spans if b > a)
