"""The tables of a sheet: their header rows, how far down and to the right they go, and with which layout each would be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kpi.intake.letters import index_of
from kpi.intake.limits import Limits
from kpi.intake.tables.across import units_across
from kpi.intake.tables.joint import planned
from kpi.intake.tables.page import HEADER_ROWS, Page
from kpi.intake.tables.pivot import pivoted
from kpi.intake.tables.plan import Header, Plan, best
from kpi.intake.tables.vocabulary import COLUMN_OF_COLUMNS, SEX_WORDS, TOTAL_WORDS
from kpi.intake.tables.words import Words, normal
from kpi.intake.wording import folded
from kpi.programme.model import Layout

NEARLY = 0.5  # share of a layout's required columns from which a table counts as a faulty one of that layout


@dataclass(slots=True)
class Draft:
    """A table as found. Rows are 0-based; last: the last row that may be the table's. title: the texts above it that are its own."""

    page: Page
    plan: Plan
    last: int
    columns: tuple[str, ...]
    title: tuple[str, ...] = ()
    rivals: tuple[Layout, ...] = ()  # other layouts that fit just as well
    below: list[int] = field(default_factory=list)  # rows (1-based) of the table that a given range leaves out
    base: str = ""  # fingerprint of the table as found, before any answer

    @property
    def header(self) -> Header:
        return self.plan.header


def find_tables(page: Page, words: Words, limits: Limits) -> list[Draft]:
    """The sheet's tables from the top; when none fits, what comes nearest to one (at most one), to say what is missing."""
    hits = page.hits(words)
    starts = _starts(page, words, hits)
    if not starts:
        weak = [r for r in range(min(limits.header_within_rows, page.height)) if page.row(r)]
        plans = [p for r in weak for p in _plans(page, words, r, r, page.height - 1, size=1)]
        complete = [p for p in plans if not p.missing]
        nearest = best(complete) or _across(page, words, weak) or max(plans + _of_two_rows(page, words, weak), key=_nearness, default=None)
        starts = [nearest] if nearest is not None else []
    drafts: list[Draft] = []
    for i, plan in enumerate(starts):
        end = _end(page, plan, starts[i + 1].header.first) if i + 1 < len(starts) else page.height - 1
        drafts += _beside(page, words, plan, end)
    _titles(page, drafts)
    return drafts


def _of_two_rows(page: Page, words: Words, rows: Sequence[int]) -> list[Plan]:
    """Plans of a row and the one below, where the upper one has groups (years) over what the lower one names."""
    found = [p for r in rows if r + 1 in rows for p in _plans(page, words, r, r, page.height - 1, size=2)]
    return [p for p in found if p.header.last > p.header.first]


def _nearness(plan: Plan) -> tuple[float, ...]:
    return (-plan.figures, plan.share, plan.understood, -len(plan.repeated), -plan.header.last)


def _across(page: Page, words: Words, rows: Sequence[int]) -> Plan | None:
    """The first row that may head a table with a unit a column."""
    foot = page.height - 1
    return next((p for r in rows if r < foot and (p := units_across(page, page.header(r, r, foot), foot, words))), None)


def _end(page: Page, plan: Plan, following: int) -> int:
    """The last row of a table that another follows: what stands between is the other's title."""
    between = range(following - 1, plan.header.last, -1)
    blank = next((r for r in between if not page.row(r)), None)
    if blank is not None and all(len(page.row(r)) <= 2 for r in range(blank + 1, following)):
        return blank
    return next((r for r in between if len(page.row(r)) > 1), following - 1) if plan.understood > 2 else following - 1


def _starts(page: Page, words: Words, hits: Sequence[int]) -> list[Plan]:
    """A plan per header row, as if each table reached to the foot of the sheet."""
    found: list[Plan] = []
    for row in hits:
        floor = found[-1].header.last + 1 if found else 0
        if row < floor:
            continue
        after = [h for h in hits if h > row + HEADER_ROWS]
        plan = best(_plans(page, words, row, floor, after[0] - 1 if after else page.height - 1))
        if plan is None or not _strong(plan):
            plan = best([p for p in _segments(page, words, row, floor) if _strong(p)])
        if plan is None or not _strong(plan):
            continue
        again = bool(found) and (bool(plan.missing) or _same_headings(found[-1].header, plan.header))
        if again and _inside(page, found[-1].header, plan.header.first - 1):
            continue  # a row of the table, or its header once more as a page break makes it
        found.append(plan)
    return found


def _strong(plan: Plan) -> bool:
    return not plan.missing or (not plan.figures and plan.share >= NEARLY and plan.understood >= 2 and len(plan.unknown) <= plan.understood)


def _same_headings(one: Header, other: Header) -> bool:
    return dict(one.parts) == dict(other.parts)


def _inside(page: Page, header: Header, row: int) -> bool:
    """Is the row one of the table's own, and not a title between two tables?"""
    cells = page.row(row)
    return len([c for c in cells if c in header.parts]) >= min(2, len(header.parts))


def _plans(
    page: Page, words: Words, row: int, floor: int, end: int, columns: Sequence[str] | None = None, size: int = HEADER_ROWS
) -> list[Plan]:
    """A plan per layout and per block of rows (at most ``size``) around a row that may be a header."""
    blocks = {(first, first + more) for more in range(size) for first in range(row - more, row + 1)}
    plans = []
    for first, last in sorted(blocks):
        if first < floor or last >= page.height or not all(page.row(r) for r in range(first, last + 1)):
            continue
        header = page.header(first, last, end, columns)
        texts = {folded(t) for parts in header.parts.values() for t in parts}
        plans += [plan_of(page, header, layout, words) for layout in words.layouts if words.may_fit(layout, texts)]
    return plans


def plan_of(page: Page, header: Header, layout: Layout, words: Words, answers: Mapping[str, str] | None = None) -> Plan:
    """The header read with a layout; a column of column names ("Kolumn") that holds sexes is the one of sexes, one that holds more is
    laid out. answers: grid column, or "<grid column>=<word>" of such a column → what a controller says that it is.
    """
    of_words = {c: a for c, a in (answers or {}).items() if "=" in c}
    answers = {c: a for c, a in (answers or {}).items() if "=" not in c}
    plan = planned(page, header, layout, words, answers)
    sex = layout.role("sex")
    if sex is None or sex.key in plan.told:
        return pivoted(page, plan, words, of_words)
    headings = header.headings if plan.unknown else {}
    for column in plan.unknown:
        text = headings.get(column, "")
        if folded(normal(text)) in COLUMN_OF_COLUMNS and _holds_sexes(page, column, header.last + 1):
            return planned(page, header, layout, words, {**answers, column: sex.key})
    return pivoted(page, plan, words, of_words)


def _holds_sexes(page: Page, column: str, first: int) -> bool:
    distinct = page.grid[column].slice(first).drop_nulls().unique()
    return 0 < len(distinct) <= 10 and all(normal(t) in SEX_WORDS or normal(t) in TOTAL_WORDS for t in distinct)


def _segments(page: Page, words: Words, row: int, floor: int) -> list[Plan]:
    """Plans of the parts of a row that blank columns separate: tables side by side."""
    runs = page.blocks(page.columns, row, page.height - 1)
    return [p for run in runs if len(runs) > 1 for p in _plans(page, words, row, floor, page.height - 1, run)]


def _beside(page: Page, words: Words, plan: Plan, end: int) -> list[Draft]:
    """The table, or the tables side by side, of a header row, with the columns that have something in its own rows."""
    first, last = plan.header.first, plan.header.last
    whole = best([plan_of(page, page.header(first, last, end), layout, words) for layout in words.layouts])
    assert whole is not None
    if whole.missing or whole.repeated or whole.unknown:
        runs = page.blocks(page.columns, first, end)
        parts = [best(_plans(page, words, last, first, end, run)) for run in runs] if len(runs) > 1 else []
        sound = [(run, p) for run, p in zip(runs, parts, strict=False) if p is not None and not p.missing and not p.repeated]
        if len(sound) > 1 or (sound and whole.missing):
            return [Draft(page, p, end, tuple(run)) for run, p in sound]
    rivals = [
        p.layout
        for layout in words.layouts
        if layout is not whole.layout and (p := plan_of(page, page.header(first, last, end), layout, words)).rank == whole.rank
    ]
    return [Draft(page, whole, end, page.columns, rivals=tuple(rivals) if not whole.missing else ())]


def _titles(page: Page, drafts: Sequence[Draft]) -> None:
    """What stands above each table: texts of rows with one or two cells, nearest last."""
    for draft in drafts:
        above: list[str] = []
        for row in range(draft.header.first - 1, max(-1, draft.header.first - 12), -1):
            cells = page.row(row)
            own = [t for c, t in cells.items() if c in draft.columns or len(drafts) == 1]
            if len(own) > 2 or any(d.header.first <= row <= d.header.last for d in drafts):
                break
            above += own
        draft.title = tuple(reversed(above))


def draft_at(page: Page, words: Words, layouts: Sequence[Layout], rows: tuple[int, int], end: int, columns: Sequence[str]) -> Draft | None:
    """The table whose header a controller has pointed out."""
    header = page.header(*rows, end, columns)
    plan = best([plan_of(page, header, layout, words) for layout in layouts])
    if plan is None:
        return None
    draft = Draft(page, plan, end, tuple(columns))
    _titles(page, [draft])
    return draft


def rows_of(answer: str, height: int) -> tuple[int, int] | None:
    """A header's rows, 0-based, of an answer "5" or "5-6"; None for anything else."""
    first, _, last = answer.replace("–", "-").strip().partition("-")
    if not (first.strip().isdecimal() and (not last or last.strip().isdecimal())):
        return None
    top, foot = int(first), int(last or first)
    return (top - 1, foot - 1) if 1 <= top <= foot <= height and foot - top < HEADER_ROWS else None


def range_of(answer: str, page: Page) -> tuple[int, int, tuple[str, ...]] | None:
    """First row, last row (0-based) and columns of an answer "A5:H40"; None for anything else."""
    corners = [_corner(c) for c in answer.replace("$", "").strip().upper().split(":")]
    if len(corners) != 2 or None in corners:
        return None
    (c1, r1), (c2, r2) = (c for c in corners if c is not None)
    columns = tuple(c for c in page.columns if c1 <= int(c) <= c2)
    return (r1, min(r2, page.height - 1), columns) if columns and r1 <= min(r2, page.height - 1) else None


def _corner(text: str) -> tuple[int, int] | None:
    letters = text.rstrip("0123456789")
    digits = text[len(letters) :]
    if not letters or not digits or not letters.isascii() or not letters.isalpha() or len(letters) > 3 or len(digits) > 7:
        return None
    return index_of(letters), int(digits) - 1
