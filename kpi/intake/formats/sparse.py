"""Cells far out: a single one in the last corner of a sheet makes a reader allocate the whole rectangle up to it."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from kpi.errors import Refusal
from kpi.intake.letters import index_of, letter
from kpi.intake.limits import Limits
from kpi.language import tr

# Column BA or beyond, row 210 000 or beyond: only then are the references read one by one. The reader takes also what is not quite XML
# (an attribute without a space before it), so these patterns do.
FAR_CELL = r"""r\s*=\s*["'](?:[A-Za-z]{3,}[0-9]|[B-Zb-z][A-Za-z][0-9]|[A-Za-z]{0,2}0*(?:2[1-9][0-9]{4}|[3-9][0-9]{5}|[0-9]{7}))"""
_EMPTY_CELL = r"""<(?:\w+:)?c\s[^<>"']*(?:"[^"<>]*"[^<>"']*)*/>"""  # formatting without content
_CELL = r"<(?:\w+:)?c[\s>]"
_REFERENCE = r"""[\s"']r\s*=\s*["'][A-Za-z]*[0-9]+"""
_LAST_COLUMN = 20_000  # beyond what any spreadsheet program has; a longer reference is not worked out
_LAST_ROW = 10**12


def check_rectangle(pieces: Iterable[bytes], limits: Limits) -> None:
    """The rectangle from A1 that the used cells of a sheet's rows (XML, in pieces) span. Raises Refusal when it is too large."""
    columns = last = 0
    for rows in pieces:
        right, down = _extent(rows)
        columns, last = max(columns, right), max(last, down)
        _check(columns, last, limits)


def _extent(rows: bytes) -> tuple[int, int]:
    """How many columns and rows the used cells span, counted from A1."""
    text = pl.Series([rows.decode("utf-8", "replace")]).str.replace_all(_EMPTY_CELL, "")
    cells = int(text.str.count_matches(_CELL)[0])
    found = pl.DataFrame({"at": text.str.extract_all(_REFERENCE).explode()}).select(
        pl.col("at").str.extract(r"""["']([A-Za-z]*)[0-9]+$""").alias("letters"),
        pl.col("at").str.extract(r"([0-9]+)$").cast(pl.Int64, strict=False).fill_null(_LAST_ROW).alias("row"),
        pl.col("at").is_not_null().alias("is"),
    )
    found = found.filter("is")
    of_cells = found.filter(pl.col("letters") != "")
    columns = max((index_of(x) + 1 if len(x) < 4 else _LAST_COLUMN for x in of_cells["letters"].unique()), default=0)
    # A cell without a reference stands where its row says.
    counted = found if cells > of_cells.height else of_cells
    return columns, int(counted["row"].max() or 0)  # type: ignore[arg-type]


def _check(columns: int, last: int, limits: Limits) -> None:
    if columns > limits.columns:
        raise Refusal(
            tr(
                "Ett blad har innehåll ända ut i kolumn {letter} (högst {columns} kolumner läses). Ta bort det som ligger utanför "
                "tabellen.",
                letter=letter(columns - 1),
                columns=limits.columns,
            ),
            code="too_many_columns",
        )
    if last > limits.rows or last * columns > limits.cells:
        raise Refusal(
            tr(
                "Ett blad har innehåll ända ned på rad {last} i {columns} kolumner, mer än som läses. Ta bort det som ligger "
                "utanför tabellen eller dela upp filen.",
                last=last,
                columns=columns,
            ),
            code="too_many_rows",
        )
