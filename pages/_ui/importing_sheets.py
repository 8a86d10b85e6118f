"""A file as it was understood, sheet by sheet: the tables drawn over the first rows, and what each column means. Finished HTML."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from kpi.intake.letters import index_of, letter
from kpi.intake.questions import SKIP
from kpi.intake.seen import ColumnSeen, SheetSeen, TableSeen
from kpi.language import N_, ntr, number_marks, ptr, tr
from kpi.text import numbers
from kpi.text.escape import html
from pages._ui import parts

MOST_COLUMNS = 12  # that are drawn; all are listed
EXAMPLES = 3
_TOLD = 5  # rows left out below what is drawn, that are told one by one
STATE = {
    "read": N_("läses in"),
    "asked": N_("väntar på svar"),
    "other": N_("läses inte: inget känt slag av utdrag"),
    "empty": N_("tomt"),
    "guide": N_("läses inte: hjälpblad ur en mall"),
}
TEXT_FILES = {".csv", ".tsv", ".txt"}
_RANGE = re.compile(r"([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)")
_SPAN = re.compile(r"(\d+)(?:-(\d+))?")
_NUMBER = re.compile(r"-?\d+\.\d+(?: %)?")
_AMBIGUOUS = re.compile(r"-?\d{1,3}\.\d{3}")  # as text it may be a whole number with a point between the thousands
_MIDNIGHT = re.compile(r"(\d{4}-\d{2}-\d{2})[ T]00:00:00(?:\.0+)?")


@dataclass(frozen=True, slots=True)
class Kind:
    """What a drawn row or cell is: always word, sign and colour together."""

    name: str  # of the style
    sign: str
    word: str


HEADER = Kind("header", "≡", N_("Rubrik"))
READ = Kind("read", "●", N_("Läses"))
DROPPED = Kind("dropped", "✕", N_("Läses inte"))
OUTSIDE = Kind("outside", "·", N_("Utanför"))


@dataclass(frozen=True, slots=True)
class Place:
    """A table's place in a sheet; rows 1-based, columns 0-based, all inclusive."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int
    header: range

    @classmethod
    def of(cls, table: TableSeen) -> Place:
        """From "A5:H40" and "5-6". A range that cannot be read is one that holds nothing."""
        found, span = _RANGE.fullmatch(table.range), _SPAN.fullmatch(table.header)
        if not found:
            return cls(0, -1, 0, -1, range(0))
        header = range(int(span[1]), int(span[2] or span[1]) + 1) if span else range(0)
        first = min([int(found[2]), *header])
        return cls(first, int(found[4]), index_of(found[1]), index_of(found[3]), header)

    def rows(self) -> range:
        return range(self.first_row, self.last_row + 1)

    def columns(self) -> range:
        return range(self.first_column, self.last_column + 1)


def drawn(sheet: SheetSeen, file: str) -> str:
    """The sheet's first rows as a table with its headers, rows and what is left out marked; and below it what each column means.

    On a sheet that is not read nothing is marked: what might be a table there is not one that is understood.
    """
    if not sheet.head or sheet.state in ("empty", "guide"):
        return ""
    tables = _tables(sheet)
    more = "".join(_columns(t, sheet, file, always=_width(sheet) > MOST_COLUMNS or len(tables) > 1) for t in tables)
    return _grid(sheet, tables, file) + more


def _tables(sheet: SheetSeen) -> tuple[TableSeen, ...]:
    return sheet.tables if sheet.state == "asked" else tuple(t for t in sheet.tables if t.layout is not None and sheet.state == "read")


def heading(sheet: SheetSeen) -> str:
    """The sheet's name and what becomes of it."""
    hidden = "" if sheet.visible else tr("Bladet är dolt i filen.")
    several = len({t.layout for t in sheet.tables}) > 1
    tables = (
        [f"{_named(t)} {t.range}{_extract(t) if several else ''}, {_rows(t)}" for t in sheet.tables]
        if sheet.state in ("read", "asked")
        else []
    )
    said = "; ".join(tables)
    state = tr(STATE[sheet.state]) if sheet.state in STATE else sheet.state
    text = f"{said[:1].upper()}{said[1:]}. {hidden}".rstrip() if said else hidden
    below = f'<p class="mb-note">{html(text)}</p>' if text else ""
    return f'<h3 class="mb-sheet">{tr("Blad {name}: {state}", name=html(sheet.name), state=html(state))}</h3>{below}'


def _extract(table: TableSeen) -> str:
    """The kind of extract that a table is, where a sheet has several."""
    return next((f" ({c.text})" for c in table.layout_choices if c.value == table.layout), "")


def _named(table: TableSeen) -> str:
    return tr("tabellen") if table.header else tr("området")


def _rows(table: TableSeen) -> str:
    said = [tr("rubrik på rad {number}", number=table.header.replace("-", "–"))] if table.header else []
    said.append(ntr("{n} rad", "{n} rader", table.rows, n=numbers.count(table.rows)))
    left = sum(d.row is not None for d in table.dropped)
    if left:
        said.append(ntr("{n} rad läses inte", "{n} rader läses inte", left, n=numbers.count(left)))
    return ", ".join(said)


def _width(sheet: SheetSeen) -> int:
    return max((len(row) for row in sheet.head), default=0)


def _grid(sheet: SheetSeen, tables: Sequence[TableSeen], file: str) -> str:
    places = [(Place.of(t), t) for t in tables]
    width = min(_width(sheet), MOST_COLUMNS)
    meanings = _meanings(tables[0]) if len(tables) == 1 else {}
    heads = "".join(f'<th scope="col">{letter(c)}{_meaning(meanings.get(c))}</th>' for c in range(width))
    left_out = {c for c, seen in meanings.items() if seen.current == SKIP}
    body = "".join(_row(number, row, width, places, left_out, file) for number, row in enumerate(sheet.head, start=1))
    caption = tr("De första raderna på bladet {name}", name=sheet.name)
    cut = ""
    if _width(sheet) > width:
        cut = f'<p class="mb-note">{tr("De första {shown} kolumnerna av {total}.", shown=MOST_COLUMNS, total=_width(sheet))}</p>'
    kinds = "".join(f'<li class="mb-is-{k.name}">{_sign(k)} {html(tr(k.word))}</li>' for k in (HEADER, READ, DROPPED, OUTSIDE))
    key = f'<ul class="mb-key" aria-label="{html(tr("Teckenförklaring"))}">{kinds}</ul>' if tables else ""
    first = f'<th scope="col" class="mb-no">{tr("Rad")}</th><th scope="col" class="mb-kind">{ptr("vad raden är", "Är")}</th>'
    return (
        f'<div class="mb-drawn"><table class="mb-grid"><caption>{html(caption)}</caption>'
        f"<thead><tr>{first}{heads}</tr></thead><tbody>{body}</tbody></table>{_after(sheet, places)}{cut}{key}</div>"
    )


def _row(number: int, row: Sequence[str], width: int, places: Sequence[tuple[Place, TableSeen]], left_out: set[int], file: str) -> str:
    here = next(((p, t) for p, t in places if number in p.rows() or any(d.row == number for d in t.dropped)), None)
    kind, why = _kind(number, here)
    cells = []
    for column in range(width):
        text = shown(row[column], file) if column < len(row) else ""
        inside = here is not None and column in here[0].columns()
        name = OUTSIDE.name if not inside else DROPPED.name if kind is READ and column in left_out else kind.name
        cells.append(f'<td class="mb-is-{name}" title="{html(text)}">{html(text)}</td>')
    word = f"{_sign(kind)} {html(why or tr(kind.word))}"
    return f'<tr class="mb-is-{kind.name}"><th scope="row" class="mb-no">{number}</th><td class="mb-kind">{word}</td>{"".join(cells)}</tr>'


def _kind(number: int, here: tuple[Place, TableSeen] | None) -> tuple[Kind, str]:
    if here is None:
        return OUTSIDE, ""
    place, table = here
    if number in place.header:
        return HEADER, ""
    why = next((d.text for d in table.dropped if d.row == number), None)
    return (READ, "") if why is None else (DROPPED, f"{tr(DROPPED.word)}: {why}")


def _sign(kind: Kind) -> str:
    return f'<span class="mb-sign" aria-hidden="true">{kind.sign}</span>'


def _after(sheet: SheetSeen, places: Sequence[tuple[Place, TableSeen]]) -> str:
    last = max((p.last_row for p, _ in places), default=0)
    if last <= len(sheet.head):
        return ""
    later = [d for _, t in places for d in t.dropped if d.row is not None and d.row > len(sheet.head)]
    said = [tr("… och vidare till rad {last}.", last=numbers.count(last))]
    said += [tr("Rad {number} läses inte: {why}.", number=numbers.count(d.row), why=d.text) for d in later[:_TOLD]]
    more = len(later) - _TOLD
    said += [tr("Och {n} rader till läses inte.", n=numbers.count(more))] if more > 0 else []
    return f'<p class="mb-note">{html(" ".join(said))}</p>'


def _meanings(table: TableSeen) -> dict[int, ColumnSeen]:
    return {index_of(c.letter): c for c in table.columns if c.letter}


def _meaning(seen: ColumnSeen | None) -> str:
    if seen is None:
        return ""
    name = DROPPED.name if seen.current == SKIP else READ.name
    return f'<span class="mb-meaning mb-is-{name}">{html(seen.meaning)}</span>'


def _columns(table: TableSeen, sheet: SheetSeen, file: str, always: bool) -> str:
    """What each column means. Where there is room the drawn table says the same, and this is shown only when it does not."""
    if not table.columns:
        return ""
    rows = [(f"{c.letter} · {c.heading}" if c.heading else c.letter, c.meaning, _examples(c, table, sheet, file)) for c in table.columns]
    listed = parts.table(
        tr("Kolumnerna i {range} på bladet {name}", range=table.range, name=sheet.name), (tr("Kolumn"), tr("Betyder"), tr("Exempel")), rows
    )
    return listed if always else f'<div class="mb-drawn-narrow">{listed}</div>'


def _examples(column: ColumnSeen, table: TableSeen, sheet: SheetSeen, file: str) -> str:
    place, at = Place.of(table), index_of(column.letter) if column.letter else -1
    below = [row for number, row in enumerate(sheet.head, start=1) if number in place.rows() and number not in place.header]
    found = dict.fromkeys(shown(row[at], file) for row in below if 0 <= at < len(row) and row[at].strip())
    return ", ".join(list(found)[:EXAMPLES])


def shown(text: str, file: str) -> str:
    """A cell as the program that made the file shows it: a workbook's numbers with the language's decimal mark, dates without midnight.

    What may be a text with a point between the thousands is left as it stands, and so is everything in a text file.
    """
    if PurePath(file).suffix.lower() in TEXT_FILES:
        return text
    if _NUMBER.fullmatch(text) and not _AMBIGUOUS.fullmatch(text):
        return text.replace(".", number_marks().decimal)
    return _MIDNIGHT.sub(r"\1", text)


def found(sheets: Sequence[SheetSeen]) -> str:
    """All sheets in one line: how many are read, and which are not."""
    counts: Mapping[str, list[str]] = {state: [s.name for s in sheets if s.state == state] for state in STATE}
    texts = {
        "read": tr("läses in"),
        "asked": tr("väntar på svar"),
        "other": tr("läses inte"),
        "empty": tr("tomma"),
        "guide": tr("hjälpblad"),
    }
    return "; ".join(f"{', '.join(names)} {texts[state]}" for state, names in counts.items() if names)
