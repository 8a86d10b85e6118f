"""The real files: nothing of them is guessed as they stand; Kolada's figures in the shapes that suppliers send come out exact."""

from __future__ import annotations

import csv
from pathlib import Path

from tests.corpus.case import LEAVE_OUT, PROPOSED, Ask, Case
from tests.corpus.cases_formats import UTF8_BOM, text
from tests.corpus.page import Cell, Page
from tests.corpus.workbooks import xlsx

_DATA = Path(__file__).parent / "data"
_HELSINGBORG = "familjen_helsingborg_sjuknyckeltal1_wide_decimalkomma.csv"
_INDICES = {
    "U00200": "hme-total-medarbetare",
    "U00201": "hme-motivation-medarbetare",
    "U00202": "hme-ledarskap-medarbetare",
    "U00203": "hme-styrning-medarbetare",
}
_WORDS = {"K": "Kvinnor", "M": "Män", "T": "Totalt"}
_FIRST = "2016"  # the year before that has no figures by sex


def _kolada() -> dict[tuple[str, str, str], str]:
    """Indicator, year and sex → the figure as Kolada writes it."""
    with (_DATA / "kolada_uppsala_riket_real_values.csv").open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["kpi"] in _INDICES and r["period"] >= _FIRST]
    return {(_INDICES[r["kpi"]], r["period"], r["gender"]): r["value"] for r in rows}


FIGURES = _kolada()
_YEARS = sorted({year for _, year, _ in FIGURES})
_FACTS = "\n".join(f"{i} 0101 {y} {s} {v}" for (i, y, s), v in FIGURES.items())


def _long() -> list[list[Cell]]:
    rows: list[list[Cell]] = [[y, "0101", i, _WORDS[s], v.replace(".", ",")] for (i, y, s), v in FIGURES.items()]
    return [["Period", "Enhet", "Mått", "Kolumn", "Mätvärde"], *rows]


def _wide() -> list[list[Cell]]:
    rows: list[list[Cell]] = [
        [i, "0101", _WORDS[s], *[float(FIGURES[i, y, s]) for y in _YEARS]] for i in _INDICES.values() for s in ("K", "M", "T")
    ]
    return [["HME 2016–2025"], [], ["Indikator", "Enhet", "Kön", *_YEARS], *rows]


def _as_it_is(file: str, why: str) -> Case:
    stem = file.split("_")[0] + "-" + file.split("_")[1].removesuffix(".csv")
    return Case(f"real-{stem}", ("real",), (_DATA / file).read_bytes, why, file, held=True)


def _units_as_columns() -> str:
    """Helsingborg's file with two of its municipalities taken for units of ours."""
    rows = (_DATA / _HELSINGBORG).read_text(encoding="utf-8-sig").split()
    heads = rows[0].split(";")
    figures = [dict(zip(heads, row.split(";"), strict=True)) for row in rows[1:]]
    pairs = (("BJUV", "0101"), ("BÅS", "0102"))
    return "\n".join(f"korttidssjukfranvaro {u} {f['År']} T {f[name].replace(',', '.')}" for f in figures for name, u in pairs)


REAL = (
    _as_it_is(
        _HELSINGBORG,
        "sick leave in eleven municipalities: units in columns, none of them ours",
    ),
    Case(
        "real-helsingborg-answered",
        ("real", "unit columns", "csv"),
        (_DATA / _HELSINGBORG).read_bytes,
        "the same, answered: the headings are units, which of ours, and which indicator",
        _HELSINGBORG,
        _units_as_columns(),
        asks=(
            Ask("column", PROPOSED, about="enheter"),
            Ask("indicator", "korttidssjukfranvaro"),
            Ask("unit", "0101", about="BJUV"),
            Ask("unit", "0102", about="BÅS"),
            Ask("unit", LEAVE_OUT),
        ),
        warns=("rows_left_out",),
    ),
    _as_it_is(
        "sundsvall_sjukfranvaro_2026-04-30.csv", "sick leave by department: no year but in the file's name, no indicator of the plan"
    ),
    _as_it_is(
        "region_vastmanland_sjukfranvaro_public.csv", "four totals with a source beside each: sick leave in total is none of the indicators"
    ),
    _as_it_is("kolada_uppsala_riket_real_values.csv", "Kolada's rows: key figures and municipalities by number"),
    _as_it_is("kolada_municipality.csv", "a list of municipalities: no figures at all"),
    Case(
        "real-hme-long",
        ("real", "long", "csv"),
        lambda: text(_long(), separator=",", bom=UTF8_BOM),
        "Kolada's HME 2016–2025 as QlikView exports it, eight decimals",
        "qlik.csv",
        _FACTS,
        asks=(Ask("column|layout|indicator", PROPOSED, may=True),),
    ),
    Case(
        "real-hme-wide",
        ("real", "period columns"),
        lambda: xlsx(Page(_wide(), "HME")),
        "the same with the years as columns",
        facts=_FACTS,
        asks=(Ask("column|layout|header", PROPOSED, may=True),),
    ),
)
