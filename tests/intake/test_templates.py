"""The templates: filled in they are read without a fault, as they come they hold nothing to read."""

from __future__ import annotations

import io

import openpyxl
import pytest

from kpi.intake.templates import write_templates
from tests.intake.builders import GOOD, HEADINGS, LAYOUTS
from tests.intake.conftest import UNITS


@pytest.fixture(scope="module")
def templates(programme, tmp_path_factory):
    files = write_templates(programme, UNITS, tmp_path_factory.mktemp("mallar") / "ny")
    return {f.stem: f for f in files}


def filled(path, rows) -> bytes:
    """The template with rows written on its data sheet, by another program than the one that made it."""
    book = openpyxl.load_workbook(path)
    for r, row in enumerate(rows, start=2):
        for c, value in enumerate(row, start=1):
            book["Data"].cell(r, c, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_there_is_one_template_for_each_layout(templates, programme):
    assert set(templates) == {layout.id for layout in programme.layouts} == set(LAYOUTS)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_template_filled_with_good_rows_is_read_without_a_fault(templates, intake, layout):
    reading = intake.read(filled(templates[layout], GOOD[layout]), "ifylld.xlsx")
    assert [str(f) for f in reading.faults] == []
    assert (reading.layout, reading.sheet, reading.rows_read, reading.other_sheets) == (layout, "Data", len(GOOD[layout]), [])
    assert not reading.synthetic


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_example_rows_are_valid_as_they_stand(templates, intake, layout):
    example = openpyxl.load_workbook(templates[layout])["Exempel"]
    rows = list(example.iter_rows(min_row=3, values_only=True))
    assert len(rows) == 2
    reading = intake.read(filled(templates[layout], rows), "ifylld.xlsx")
    assert [str(f) for f in reading.faults] == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_empty_template_is_refused_as_empty_and_its_examples_are_not_read(templates, intake, layout):
    reading = intake.read(templates[layout])
    assert [(f.code, f.sheet) for f in reading.faults] == [("no_data", "Data")]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_data_sheet_has_the_canonical_headings_and_is_shown_first(templates, layout, programme):
    book = openpyxl.load_workbook(templates[layout])
    headings = [cell.value for cell in book["Data"][1]]
    assert headings == [c.heading for c in programme.layout(layout).columns]
    assert [h for h in headings if h in HEADINGS[layout]] == HEADINGS[layout]
    assert book.active.title == "Data" and book["Data"].freeze_panes == "A2"
    assert book.sheetnames == ["Data", "Exempel", "Läs mig", "Listor"]


def drop_downs(book) -> dict[str, list[object]]:
    """Column letter → what its list offers."""
    lists = {}
    for rule in book["Data"].data_validations.dataValidation:
        if rule.type == "list":
            sheet, cells = rule.formula1.lstrip("=").split("!")
            lists[str(rule.sqref)[0]] = [c.value for row in book[sheet][cells.replace("$", "")] for c in row]
    return lists


def test_drop_down_lists_offer_the_packs_own_codes(templates, programme):
    lists = drop_downs(openpyxl.load_workbook(templates["indikatorvarden"]))
    assert lists["B"] == [u.code for u in UNITS]
    assert lists["C"] == ["K", "M", "T"]
    assert lists["D"] == [i.name for i in programme.indicators]
    lists = drop_downs(openpyxl.load_workbook(templates["hme"]))
    assert lists["C"] == ["Chef", "Medarbetare"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_column_is_explained(templates, layout, programme):
    page = openpyxl.load_workbook(templates[layout])["Läs mig"]
    texts = {cell.value for row in page.iter_rows() for cell in row}
    for column in programme.layout(layout).columns:
        assert {column.heading, column.help or ""} <= texts | {""}


def test_without_units_the_lists_offer_the_root(programme, tmp_path):
    files = {f.stem: f for f in write_templates(programme, [], tmp_path)}
    assert drop_downs(openpyxl.load_workbook(files["hme"]))["B"] == ["REGION"]


def test_a_unit_whose_name_looks_like_a_formula_stays_text(programme, tmp_path):
    from kpi.store.types import UnitRow

    files = {f.stem: f for f in write_templates(programme, [UnitRow("=1+1", "=cmd", None, "x", None, None)], tmp_path)}
    book = openpyxl.load_workbook(files["hme"])
    assert [c.data_type for c in (book["Listor"]["A3"], book["Listor"]["B3"])] == ["s", "s"]
