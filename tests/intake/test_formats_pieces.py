"""A large sheet is read in pieces, and says what it says when read whole."""

from __future__ import annotations

import random

import pytest

from kpi.intake.formats import split
from kpi.intake.formats.pieces import pieces
from kpi.intake.formats.shown import styles_of
from kpi.intake.read import read_book
from tests.corpus.workbooks import changed
from tests.extent import examples
from tests.intake.grids import cells, workbook

# --- a large sheet, in pieces -----------------------------------------------------------------------------------------------------


def messy(seed: int, rows: int = 400, inline: bool = False, plain: bool = False) -> bytes:
    """A sheet with gaps, errors, formulas, percents, hidden rows and merged cells at random places, and a small sheet beside it.

    plain: without dates, and errors only in some of the rows.
    """
    rng = random.Random(seed)

    def write(book):
        percent, code, date = (book.add_format({"num_format": f}) for f in ("0.0%", "0000", "yyyy-mm-dd" if not plain else "#,##0"))
        page = book.add_worksheet("Stora & små")
        first = rng.choice([0, 0, 3, 40])
        for r in range(first, first + rows):
            if rng.random() < 0.1:
                r += rng.randrange(3)
            if rng.random() < 0.05:
                page.set_row(r, None, None, {"hidden": True})
            for c in range(rng.choice([0, 1]), rng.randrange(2, 9)):
                kind = rng.randrange(9)
                if kind == 0:
                    page.write_string(r, c, rng.choice(["Enhet A", " ", "é<&>\"'", "a\nb", "x" * 50]))
                elif kind == 1:
                    page.write_number(r, c, rng.random(), percent)
                elif kind == 2:
                    page.write_number(r, c, rng.randrange(2000), code)
                elif kind == 3:
                    page.write_number(r, c, rng.choice([40000 + rng.randrange(5000), -5, 3_000_000]), date)  # the last two are no dates
                elif kind == 4:
                    errors = [] if plain and r > rows / 2 else ["#DIV/0!", "#N/A"]
                    page.write_formula(r, c, "=1/0", None, rng.choice([*errors, "", 5, "text"]))
                elif kind == 5:
                    page.write_blank(r, c, None, percent)
                else:
                    page.write_number(r, c, rng.choice([rng.randrange(100), rng.random() * 1000, -4.7]))
        page.merge_range(first + rows + 5, 1, first + rows + 6, 3, "fotnot")
        other = book.add_worksheet("Annat")
        other.write(2, 2, "x")
        other.hide()

    return workbook(write, constant_memory=inline)


@pytest.mark.parametrize("plain", [False, True], ids=["with dates", "without"])
@pytest.mark.parametrize("seed", range(examples(4, 12)))
def test_a_sheet_read_in_pieces_says_what_it_says_when_read_whole(monkeypatch, seed, plain):
    data = messy(seed, inline=seed % 3 == 0, plain=plain)
    whole = read_book(data, "a.xlsx")
    monkeypatch.setattr(split, "SPLIT_FROM", 1000)
    monkeypatch.setattr(split, "PIECE", 3000)
    monkeypatch.setattr(split, "_STRINGS_SHARE", 100)
    calls, quick = [], []
    original, load_plain = split.read_split, split.load_plain
    monkeypatch.setattr(split, "load_plain", lambda *args: quick.append(args) or load_plain(*args))

    def counted(*args):
        grid, look = original(*args)
        calls.append(grid)
        return grid, look

    monkeypatch.setattr("kpi.intake.formats.xlsx.read_split", counted)
    monkeypatch.setattr("kpi.intake.formats.xlsx.PIECE", 3000)
    cut = read_book(data, "a.xlsx")
    assert calls and calls[0] is not None, "the sheet was not read in pieces"
    for one, other in zip(whole.sheets, cut.sheets, strict=True):
        assert (one.name, one.visible, one.traits) == (other.name, other.visible, other.traits)
        assert cells(one) == cells(other)
        assert one.grid.height == other.grid.height
    assert bool(quick) == plain, "what may not be read the quick way was, or the other way about"


@pytest.mark.parametrize(
    ("codes", "format_ids", "may_be_dates"),
    [
        ({}, [0], False),
        ({}, [0, 9, 49], False),
        ({164: '#,##0.00" %"', 165: "0.00E+00", 166: "General"}, [164, 165, 166], False),
        ({}, [0, 14], True),
        ({}, [27], True),  # a date in East Asian workbooks
        ({164: "yyyy-mm-dd"}, [0, 164], True),
        ({14: "0"}, [14], False),  # the workbook's own code counts
        ({}, [], True),  # styles that could not be read
    ],
)
def test_only_styles_that_are_surely_no_dates_are_read_the_quick_way(codes, format_ids, may_be_dates):
    assert styles_of(codes, format_ids).dates == may_be_dates


def test_an_odd_sheet_is_read_whole_whatever_its_size(monkeypatch):
    data = messy(1, 50)
    odd = changed(data, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", b"<!-- <row r='1'> --></sheetData>"))
    whole = read_book(data, "a.xlsx")
    monkeypatch.setattr(split, "SPLIT_FROM", 1000)
    monkeypatch.setattr(split, "PIECE", 3000)
    monkeypatch.setattr(split, "_STRINGS_SHARE", 100)
    assert cells(read_book(odd, "a.xlsx").sheets[0]) == cells(whole.sheets[0])


@pytest.mark.parametrize("size", [1, 7, 64, 1000, 100_000])
@pytest.mark.parametrize("chunk", [1, 13, 4096])
def test_pieces_joined_are_the_part_and_rows_stay_whole(size, chunk):
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>%d</v></c></row>' % (i, i, i) for i in range(1, 60))
    part = (
        b'<?xml version="1.0"?><worksheet><cols/><sheetData>'
        + rows
        + b'</sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>'
    )
    found = list(pieces((part[i : i + chunk] for i in range(0, len(part), chunk)), size))
    assert b"".join(x for piece in found for x in piece) == part
    assert b"".join(piece.rows for piece in found) == rows
    assert all(piece.rows.count(b"<row") == piece.rows.count(b"</row>") for piece in found)
