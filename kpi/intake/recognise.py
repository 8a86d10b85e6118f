"""Which layout a sheet follows and where its header stands, told from headings alone. Nothing is guessed: what does not fit is a fault."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from kpi.errors import Fault
from kpi.intake.letters import letter
from kpi.intake.limits import LIMITS, Limits
from kpi.intake.read import Sheet
from kpi.intake.wording import closest, folded, listed, short
from kpi.programme.model import Layout

GUIDE_MARK = "Läses inte in:"  # cell A1 of the guide sheets (example, help, lists) in our own templates
_NEARLY = 0.5  # share of a layout's required headings from which a sheet counts as a faulty one of that layout


@dataclass(frozen=True, slots=True)
class Match:
    """A header row read with a layout. Row numbers are the sheet's own; columns are the grid's names (0-based index as text)."""

    sheet: Sheet
    layout: Layout
    header_row: int
    columns: dict[str, str]  # Column.key → grid column
    headings: dict[str, str]  # grid column → heading as it stands
    faults: tuple[Fault, ...] = ()

    def place(self, key: str) -> str:
        """A column as the user sees it: "C · Kön"."""
        return label(self.columns[key], self.headings)


@dataclass(frozen=True, slots=True)
class _Row:
    """A possible header row: its texts by grid column."""

    index: int
    cells: dict[str, str]


def label(column: str, headings: dict[str, str]) -> str:
    """Letter and heading of a grid column: "C · Kön"; the letter alone without a heading."""
    heading = headings.get(column)
    return letter(int(column)) + (f" · {short(heading)}" if heading else "")


def is_guide(sheet: Sheet) -> bool:
    """Is it one of our templates' guide sheets (example, help, lists)? They are never read."""
    first = next(iter(sheet.grid.row(0)), None) if sheet.grid.height and sheet.grid.width else None
    return first is not None and first.startswith(GUIDE_MARK)


def recognise(sheet: Sheet, layouts: Sequence[Layout], limits: Limits = LIMITS) -> Match | Fault:
    """The sheet read with the layout that its headings fit; else a fault that says what was found and what is missing.

    A match may carry faults of its own (unknown, repeated or missing headings); its rows are then not worth reading.
    """
    rows = _header_candidates(sheet.grid.head(limits.header_within_rows))
    found = [_Score(row, layout, _assign(row, layout)) for row in rows for layout in layouts]
    complete = [f for f in found if not f.missing]
    if complete:
        best = max(complete, key=lambda f: (-f.unknown, f.matched, -f.row.index))
        rivals = {f.layout.name for f in complete if (f.unknown, f.matched) == (best.unknown, best.matched)}
        if len(rivals) > 1:
            return _ambiguous(sheet, best.row, rivals)
        return _matched(sheet, best)
    nearest = max(found, key=lambda f: (f.matched / f.required, f.matched, -f.row.index), default=None)
    if nearest is None:
        return Fault("no_data", f"Bladet ”{sheet.name}” är tomt.", sheet=sheet.name)
    if nearest.matched_required / nearest.required >= _NEARLY:
        return _matched(sheet, nearest)
    return _unknown(sheet, nearest)


class _Score:
    """How well a row fits a layout."""

    def __init__(self, row: _Row, layout: Layout, assigned: dict[str, list[str]]) -> None:
        self.row, self.layout, self.assigned = row, layout, assigned
        needed = [c.key for c in layout.columns if c.required] or [c.key for c in layout.columns]
        self.required = len(needed)
        self.missing = [k for k in needed if k not in assigned]
        self.matched = len(assigned)
        self.matched_required = self.required - len(self.missing)
        self.unknown = len(row.cells) - sum(len(columns) for columns in assigned.values())


def _header_candidates(head: pl.DataFrame) -> list[_Row]:
    rows = []
    for index, values in enumerate(head.iter_rows()):
        cells = {c: v for c, v in zip(head.columns, values, strict=True) if v is not None}
        if cells:
            rows.append(_Row(index, cells))
    return rows


def _assign(row: _Row, layout: Layout) -> dict[str, list[str]]:
    """Column.key → the grid columns whose heading it accepts."""
    accepted = {folded(h): c.key for c in reversed(layout.columns) for h in (c.heading, *c.also)}
    assigned: dict[str, list[str]] = {}
    for column, text in row.cells.items():
        key = accepted.get(folded(text))
        if key:
            assigned.setdefault(key, []).append(column)
    return assigned


def _matched(sheet: Sheet, score: _Score) -> Match:
    columns = {key: grid_columns[0] for key, grid_columns in score.assigned.items()}
    match = Match(sheet, score.layout, score.row.index + 1, columns, score.row.cells)
    below = sheet.grid.slice(score.row.index + 1)
    used = {c for c in below.columns if below[c].null_count() < below.height}
    faults = [*_missing(match, score), *_repeated(match, score), *_strangers(match, score, used)]
    return Match(sheet, score.layout, match.header_row, columns, match.headings, tuple(faults))


def _missing(match: Match, score: _Score) -> Iterable[Fault]:
    taken = {c for columns in score.assigned.values() for c in columns}
    strangers = [text for column, text in score.row.cells.items() if column not in taken]
    for key in score.missing:
        heading = match.layout.column(key).heading
        near = closest(heading, strangers)
        hint = f" Är det kolumnen ”{short(near)}”? Byt i så fall dess rubrik." if near else ""
        yield Fault(
            "missing_column",
            f"Kolumnen ”{heading}” saknas (underlaget liknar ”{match.layout.name}”). Lägg till den.{hint} "
            f"Rubriker som finns: {listed(score.row.cells.values())}.",
            sheet=match.sheet.name,
            row=match.header_row,
            column=heading,
        )


def _repeated(match: Match, score: _Score) -> Iterable[Fault]:
    for columns in score.assigned.values():
        for column in columns[1:]:
            where = " och ".join(letter(int(c)) for c in columns)
            yield Fault(
                "repeated_column",
                f"Rubriken ”{short(match.headings[column])}” står i flera kolumner ({where}). Behåll en av dem.",
                sheet=match.sheet.name,
                row=match.header_row,
                column=label(column, match.headings),
                value=short(match.headings[column]),
            )


def _strangers(match: Match, score: _Score, used: set[str]) -> Iterable[Fault]:
    """Columns with values but a heading that the layout does not know, or none. An empty column disturbs nobody."""
    taken = {c for columns in score.assigned.values() for c in columns}
    free = [c.heading for c in match.layout.columns if c.key not in score.assigned]
    for column in sorted(used - taken, key=int):
        heading = match.headings.get(column)
        if heading is None:
            message = f"Kolumn {letter(int(column))} har värden men ingen rubrik. Ge den en rubrik eller ta bort den."
        else:
            near = closest(heading, free)
            hint = f"Menas ”{near}”? Byt i så fall rubriken." if near else "Ta bort den."
            message = f"Kolumnen ”{short(heading)}” ingår inte i ”{match.layout.name}”. {hint}"
        yield Fault(
            "unknown_column",
            message,
            sheet=match.sheet.name,
            row=match.header_row,
            column=label(column, match.headings),
            value=short(heading) if heading else None,
        )


def _ambiguous(sheet: Sheet, row: _Row, names: Iterable[str]) -> Fault:
    return Fault(
        "ambiguous_layout",
        f"Rubrikerna på bladet ”{sheet.name}” passar flera slags underlag: {listed(sorted(names))}. Ange vilket det är.",
        sheet=sheet.name,
        row=row.index + 1,
    )


def _unknown(sheet: Sheet, nearest: _Score) -> Fault:
    """Nothing fits: what was found, which layout is nearest, and what it lacks."""
    missing = [nearest.layout.column(k).heading for k in nearest.missing]
    best = f"Närmast är ”{nearest.layout.name}”, där {listed(missing)} saknas. " if nearest.matched else ""
    return Fault(
        "unknown_layout",
        f"Bladet ”{sheet.name}” har ingen rubrikrad som känns igen. Rad {nearest.row.index + 1} har "
        f"{listed(nearest.row.cells.values())}. {best}Använd en mall, eller rätta rubrikerna.",
        sheet=sheet.name,
        row=nearest.row.index + 1,
    )
