"""Runs every table of ``tests/spec/rollup.md``: all cases stand beside each other in one store, on each backend."""

from __future__ import annotations

from kpi.store.types import Cell
from kpi.text.words import ORIGIN
from tests.spec.tables import MISSING, Row, Section, sections
from tests.store.world import MEAN, NONE, PER, RATIO, SHARE, YEAR, fact, fill, near, unit

RULES = {"andel": SHARE, "kvot": RATIO, "medel": MEAN, "ingen": NONE, "per": PER}
NOT_ASKED = "·"
CASES = sections("rollup.md")


def indicator(case: Section) -> str:
    return RULES[case.text.split("Regel:")[1].split()[0]]


def code(case: Section, name: str) -> str:
    return f"{CASES.index(case)} {name}"


def units_of(case: Section) -> list[dict]:
    parents = {row["Enhet"]: row.word("Överordnad") for row in case.rows}
    return [unit(code(case, name), "TOPP" if parent is None else code(case, parent)) for name, parent in parents.items()]


def facts_of(case: Section) -> list[dict]:
    return [
        fact(
            code(case, row["Enhet"]),
            row.number("Levererat"),
            _whole(row.number("n")),
            indicator=indicator(case),
            month=_whole(row.number("Månad")) if "Månad" in row.cells else None,
            sex=row["Kön"],
            num=row.number("Täljare"),
            den=row.number("Nämnare"),
        )
        for row in case.rows
        if row["Levererat"] != MISSING or (indicator(case) == PER and row["Nämnare"] == "0")
    ]


def _whole(number: float | None) -> int | None:
    return None if number is None else round(number)


def check(cells: dict[tuple[str, str, str], Cell], case: Section, row: Row) -> None:
    found = cells.get((code(case, row["Enhet"]), indicator(case), row["Kön"]))
    wanted = row.number("Blir")
    assert (found is None) == (wanted is None), f"{row}: {found}"
    if found is not None:
        assert found.value == near(wanted), row
        got = (found.n, ORIGIN[found.origin], found.parts, found.parts_missing)
        assert found.rolled_value == (None if "Delarna ger" not in row.cells else row.number("Delarna ger")), row
        assert got == (row.number("Blir n"), row["Ursprung"], row.number("Delar"), row.number("Saknas")), row


def test_every_case_comes_out_as_its_table_says(store):
    organisation = [row for case in CASES for row in units_of(case)]
    fill(store, organisation, *(row for case in CASES for row in facts_of(case)))
    found = store.cells(units=[str(row["code"]) for row in organisation], years=[YEAR])
    cells = {(c.unit, c.indicator, c.sex): c for c in found}
    assert len(cells) == len(found)
    asked = [(case, row) for case in CASES for row in case.rows if row["Blir"] != NOT_ASKED]
    for case, row in asked:
        check(cells, case, row)
    assert len(asked) > 40
    assert store.check() == []
