"""What goes wrong in a file: one change, chosen at random but repeatable, and what of the table it touches."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from kpi.intake import Reading
from tests.corpus.cases_values import AMOUNTS, GARBAGE, MARKS, SIGNED, SPELLINGS
from tests.corpus.page import Cell
from tests.fuzz.bases import CODES, NAMES, Base, Rows

_KEYS: tuple[Cell, ...] = (
    *sorted(CODES),
    *NAMES,
    "0199",
    "akuten",
    "AKUTEN",
    "Akuten ",
    "Vårdavdelning  1",
    "Dubbletten",
    101,
    "101",
    "Totalt",
    "Summa",
    "Alla",
    "K",
    "M",
    "T",
    "k",
    "Kvinnor",
    "Män",
    "F",
    2023,
    2024,
    2022,
    "2024",
    "24",
    1924,
    2042,
    2024.5,
    "2024-03",
    "2024-05",
    "2024-13",
    "mars 2024",
    45352,
    date(2024, 3, 1),
    1,
    5,
    13,
    "K2",
    "kv 3",
    "mars",
    "helår",
    "delaktighet",
    "Tydliga mål",
    "tydliga mal",
    "Chef",
    "Medarbetare",
    "Källa: systemet",
)
_NUMBERS: tuple[Cell, ...] = (0, 1, -1, 0.5, 0.765, 7.65, 765, 7650, 76.125, 100, 100.5, 1e9, 1e30, True, 45352, 2024, 101)
_NOISE = "\u00a0\u202f\u200b\ufeff\u2212–—.,;:'\"%<>*#=+-@ \t\n\x00\x1f🙂åÄöé٣７½²"
_HEADINGS = (
    "Värde", "Antal (n)", "Täljare", "Nämnare", "Metod", "År", "Enhet", "Kön", "Indikator", "Kommentar", "Mål",
    "Mål 2024", "Prognos 2024",
    "Budget", "Förändring", "2023", "2024", "2025", "Utfall 2024", "mars 2024", "Kv1 2024",
    "Summa", "Totalt", "Kvinnor", "Män", "Motivation", "HME",
    "Sjukfrånvaro (tim)", "Enhetskod", "Period", "Kvartal", "Månad", "Mätvärde", "Kolumn", "Mått", "R12", "",
)  # fmt: skip


@dataclass
class Mutant:
    """A mutated file. source: for each of its rows the row that it was (None: new); columns likewise. cells: those changed in place.

    anything: the change is to the file as a whole, and any row may be touched. raw: the bytes, when they were changed and not the table.
    """

    what: str
    rows: Rows
    source: list[int | None]
    columns: list[int | None]
    cells: set[tuple[int, int]] = field(default_factory=set)
    traits: dict[str, object] = field(default_factory=dict)
    keep_merged: bool = True
    raw: bytes | None = None
    answered: bool = False  # the file is sound: somebody answered what was not asked, or nonsense


def _copy(base: Base) -> Mutant:
    width = max(len(r) for r in base.rows)
    rows = [[*r, *[None] * (width - len(r))] for r in base.rows]
    return Mutant("", rows, list(range(len(rows))), list(range(width)))


def _data_row(base: Base, pick: random.Random) -> int:
    return pick.randint(base.header[1] + 1, base.last if base.last is not None else len(base.rows) - 1)


def _noisy(text: str, pick: random.Random) -> str:
    at = pick.randrange(len(text) + 1)
    match pick.randrange(4):
        case 0:
            return text[:at] + pick.choice(_NOISE) + text[at:]
        case 1:
            return text[:at] + text[at + 1 :]
        case 2:
            return text[:at] + text[at : at + 1] * 2 + text[at + 1 :]
        case _:
            return text[:at] + pick.choice("0123456789abc" + _NOISE) + text[at + 1 :]


def _plain(cell: Cell) -> str:
    return "" if cell is None else str(cell).replace(".", ",") if isinstance(cell, float) else str(cell)


def new_content(old: Cell, other: Cell, pick: random.Random) -> Cell:
    """What may stand in a cell in place of what stood there."""
    match pick.randrange(10):
        case 0:
            return pick.choice([*SPELLINGS, *SIGNED, *AMOUNTS])
        case 1:
            return pick.choice(list(MARKS))
        case 2:
            return pick.choice(GARBAGE)
        case 3 | 4:
            return pick.choice(_KEYS)
        case 5:
            return pick.choice(_NUMBERS)
        case 6:
            return None
        case 7:
            return other
        case _:
            return _noisy(_plain(old), pick) or None


def cell(base: Base, pick: random.Random) -> Mutant:
    """A cell of the table says something else; now and then a few of them."""
    done = _copy(base)
    for _ in range(pick.choice((1, 1, 1, 1, 1, 2, 3, 8))):
        r, c = _data_row(base, pick), pick.randrange(len(done.columns))
        r2, c2 = _data_row(base, pick), pick.randrange(len(done.columns))
        _put(done, r, c, new_content(done.rows[r][c], done.rows[r2][c2], pick))
    return done


def column_of_one_mark(base: Base, pick: random.Random) -> Mutant:
    """All cells of a column are written in one other way: multiplied, with a sign, a mark or a dot after them."""
    done = _copy(base)
    c, change = pick.randrange(len(done.columns)), pick.choice(_COLUMN_CHANGES)
    for r in range(base.header[1] + 1, len(base.rows) if base.last is None else base.last + 1):
        _put(done, r, c, change(done.rows[r][c]))
    done.what = f"column {c + 1} as {[row[c] for row in done.rows[base.header[1] + 1 :][:3]]}"
    return done


def _scaled(by: float) -> Callable[[Cell], Cell]:
    return lambda cell: round(cell * by, 6) if isinstance(cell, int | float) else cell


def _written(form: str) -> Callable[[Cell], Cell]:
    return lambda cell: None if cell is None else form.format(_plain(cell))


_COLUMN_CHANGES: tuple[Callable[[Cell], Cell], ...] = (
    *map(_scaled, (0.01, 0.05, 10, 1000)),
    *map(_written, ("{} %", "{}*", " {}", "{}\u00a0", "'{}", "{},000", "{}.000", "{} st", "0{}", "-{}", "{}1)")),
    lambda _: None,
    lambda _: "-",
    lambda _: "..",
)


def _put(done: Mutant, r: int, c: int, content: Cell) -> Mutant:
    done.what += f"{', ' if done.what else ''}cell {r + 1}/{c + 1}: {done.rows[r][c]!r} → {content!r}"
    done.rows[r][c] = content
    done.cells.add((r, c))
    return done


def heading(base: Base, pick: random.Random) -> Mutant:
    """A heading says something else."""
    done = _copy(base)
    r, c = pick.randint(*base.header), pick.randrange(len(done.columns))
    old = _plain(done.rows[r][c])
    return _put(done, r, c, pick.choice([pick.choice(_HEADINGS), pick.choice(_HEADINGS), _noisy(old, pick), _noisy(old, pick), None]))


def rows(base: Base, pick: random.Random) -> Mutant:
    """A row is lost, doubled, moved or pushed in."""
    done, r = _copy(base), _data_row(base, pick)
    match pick.randrange(9):
        case 0:
            done.what = f"row {r + 1} deleted"
            del done.rows[r], done.source[r]
        case 1:
            done.what = f"row {r + 1} doubled"
            done.rows.insert(r + 1, list(done.rows[r]))
            done.source.insert(r + 1, None)
        case 2:
            other = _data_row(base, pick)
            done.what = f"rows {r + 1} and {other + 1} swapped"
            done.rows[r], done.rows[other] = done.rows[other], done.rows[r]
            done.source[r], done.source[other] = done.source[other], done.source[r]
        case 3:
            count = pick.choice((1, 1, 2, 5))
            done.what = f"{count} blank rows at {r + 1}"
            done.rows[r:r] = [[None] * len(done.columns) for _ in range(count)]
            done.source[r:r] = [None] * count
        case 4:
            word = pick.choice(("Totalt", "Summa", "Alla", "Delsumma", "TOTALT:", "Genomsnitt", "Medel", "Region", "varav"))
            at = pick.choice(sorted(base.roles))
            done.what = f"a row ”{word}” at {r + 1}"
            new: list[Cell] = [v if isinstance(v, int | float) else None for v in done.rows[r]]
            new[at] = word
            done.rows.insert(r, new)
            done.source.insert(r, None)
        case 5:
            note = pick.choice(("Källa: personalsystemet", "* preliminärt", "1) avser december", "OBS! Rättad 2025-02-01", "Anm: 40 svar"))
            done.what = f"a note ”{note}” at {r + 1}"
            done.rows.insert(r, [note, *[None] * (len(done.columns) - 1)])
            done.source.insert(r, None)
        case 6:
            done.what = f"the header again at {r + 1}"
            for k, h in enumerate(range(base.header[0], base.header[1] + 1)):
                done.rows.insert(r + k, list(done.rows[h]))
                done.source.insert(r + k, None)
            done.keep_merged = not base.merged
        case 7:
            count = pick.choice((1, 3, 12))
            done.what = f"{count} title rows on top"
            done.rows[0:0] = [[f"Sida {i}", *[None] * (len(done.columns) - 1)] for i in range(count)]
            done.source[0:0] = [None] * count
            done.keep_merged = not base.merged
        case _:
            done.what = f"everything from row {r + 1} on deleted"
            del done.rows[r:], done.source[r:]
    return done


def columns(base: Base, pick: random.Random) -> Mutant:
    """A column is lost, doubled, moved, pushed in or shifted by a row."""
    done = _copy(base)
    c, other = pick.randrange(len(done.columns)), pick.randrange(len(done.columns))
    done.keep_merged = not base.merged
    match pick.randrange(6):
        case 0:
            done.what = f"column {c + 1} deleted"
            for row in done.rows:
                del row[c]
            del done.columns[c]
        case 1:
            done.what = f"column {c + 1} doubled"
            for row in done.rows:
                row.insert(c + 1, row[c])
            done.columns.insert(c + 1, None)
        case 2:
            done.what = f"columns {c + 1} and {other + 1} swapped"
            for row in done.rows:
                row[c], row[other] = row[other], row[c]
            done.columns[c], done.columns[other] = done.columns[other], done.columns[c]
        case 3:
            done.what = f"a blank column at {c + 1}"
            for row in done.rows:
                row.insert(c, None)
            done.columns.insert(c, None)
        case 4:
            done.what = f"a column of remarks at {c + 1}"
            for k, row in enumerate(done.rows):
                row.insert(c, "Kommentar" if k == base.header[1] else f"se not {k}" if k > base.header[1] else None)
            done.columns.insert(c, None)
        case _:
            done.what = f"the cells of column {c + 1} one row down"
            done.cells |= {(r, c) for r in range(len(done.rows))}
            below = [row[c] for row in done.rows[base.header[1] + 1 :]]
            for row, value in zip(done.rows[base.header[1] + 1 :], [None, *below], strict=False):
                row[c] = value
    return done


def sheet(base: Base, pick: random.Random) -> Mutant:
    """The sheet is called something else, or rows and columns are hidden or filtered."""
    done = _copy(base)
    r, c = _data_row(base, pick), pick.randrange(len(done.columns))
    done.traits = pick.choice(
        [
            {"name": pick.choice(("2023", "2022", "Dold", "Mål", "Prognos", "Kvinnor", "R12", "Budget 2025", "A&B <c>"))},
            {"hidden_rows": [r]},
            {"hidden_columns": [c]},
            {"visible": True, "filtered": (base.header[1], 0, len(done.rows) - 1, len(done.columns) - 1)},
        ]
    )
    done.what = f"sheet: {done.traits}"
    return done


_ODD_ANSWERS = (
    "", " ", "x", "ja", "0", "-1", "1", "2", "5", "5-6", "6-5", "5-", "99999", "1-99999", "A1", "A1:B2", "A1:F4", "B3:D9", "F9:A1",
    "A1:XFD1048576", "A0:B0",
    "ZZ1:ZZ2", "A1:", ":", "REGION", "0102", "0199", "K", "100", "1", "decimal", "thousands", "indikatorvarden",
    "sjukfranvaro", "organisation", "varde", "antal", "kon", "value|period=2023|sex=K",
    "value|period=20x3", "value|", "value|sex=Q", "title", "\x00", "🙂", "9" * 400,
)  # fmt: skip


def answered(base: Base, before: Reading, pick: random.Random) -> tuple[Mutant, dict[str, str]]:
    """Answers that nobody asked for: to questions of the tables seen in the sound file, by their choices and by nonsense."""
    asked: dict[str, list[str]] = {q.id: [c.value for c in q.choices] for q in before.questions}
    for table in (t for s in before.seen for t in s.tables):
        asked |= {table.layout_question: [c.value for c in table.layout_choices], table.range_question: [], table.header_question: []}
        asked |= {c.question_id: [x.value for x in c.choices] for c in table.columns}
    asked |= {f"unit:{pick.choice(('0101', 'akuten', 'f1'))}": ["0102", "REGION"]}
    ids = pick.sample(sorted(asked), k=min(len(asked), pick.choice((1, 1, 2, 3))))
    odd = {i: pick.choice([*asked[i], *asked[i], pick.choice(_ODD_ANSWERS), pick.choice(_ODD_ANSWERS)]) for i in ids}
    done = _copy(base)
    done.what, done.answered = f"answers: {odd}", True
    return done, odd


KINDS: dict[str, Callable[[Base, random.Random], Mutant]] = {
    "cell": cell,
    "column": column_of_one_mark,
    "heading": heading,
    "rows": rows,
    "columns": columns,
    "sheet": sheet,
}
