"""The workbook and the slides as other libraries open them: made to be worked with, printed and shown."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import fastexcel
import openpyxl
import pytest
from pptx import Presentation

from kpi.reports import report
from kpi.reports.content import content, files
from tests.reports import stores

pytestmark = pytest.mark.xdist_group("reports")
SHEETS = ["Om rapporten", "Målen", "Siffror", "Serier", "Bedömningar", "Åtgärder", "Definitioner"]


@pytest.fixture(scope="module")
def book(sample):
    return openpyxl.load_workbook(io.BytesIO(stores.once(sample, "xlsx", year=2026).data))


@pytest.fixture(scope="module")
def deck(sample):
    return Presentation(io.BytesIO(stores.once(sample, "pptx", year=2026).data))


def test_a_table_a_sheet_without_merged_cells_with_its_heading_frozen_and_printed_on_each_page(book):
    assert book.sheetnames == SHEETS
    for sheet in book:
        assert len(sheet.tables) == 1 and next(iter(sheet.tables.values())).ref == sheet.dimensions
        assert not sheet.merged_cells.ranges and sheet.freeze_panes == "B2"
        assert sheet.print_title_rows == "$1:$1" and sheet.page_setup.orientation == "landscape" and sheet.page_setup.paperSize == 9
        assert (
            sheet.page_setup.fitToWidth in (None, 1) and sheet.page_setup.fitToHeight == 0 and sheet.sheet_properties.pageSetUpPr.fitToPage
        )
        assert "SYNTETISK · Dataversion 7" in sheet.oddFooter.left.text


def test_a_column_of_numbers_holds_numbers_or_nothing(book):
    for name in ("Målen", "Siffror", "Serier", "Åtgärder"):
        heads, *rows = book[name].iter_rows()
        told = [h.value for h in heads]
        assert len(set(told)) == len(told)
        for k, head in enumerate(told):
            kinds = {type(row[k].value) for row in rows} - {type(None)}
            assert len(kinds) <= 2 and (kinds <= {int, float} or kinds == {str}), (name, head, kinds)
    assert {type(row[0].value) for row in book["Serier"].iter_rows(2, min_col=4, max_col=4)} == {int}  # years


def test_another_reader_finds_the_same_rows(sample, book):
    reader = fastexcel.read_excel(stores.once(sample, "xlsx", year=2026).data)
    for name in SHEETS:
        assert reader.load_sheet(name).height == book[name].max_row - 1


def test_text_that_looks_like_a_formula_or_an_address_is_text(sample):
    status = sample.views.year_status(sample.scope, year=2026)
    unit = replace(status.context.unit, name="=HYPERLINK(http://x.se)", code="../å b/=1")
    odd = replace(status, context=replace(status.context, unit=unit))
    done = report(odd, sample.programme, "xlsx")
    assert done.name == "SYNTETISK-arsstatus-å-b-1-2026-v7.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(done.data))
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row]
    assert not [c for c in cells if c.data_type == "f" or c.hyperlink]
    assert any("=HYPERLINK(http://x.se)" in str(c.value) for c in cells)


def test_a_unit_whose_code_is_no_name_has_a_file_name_all_the_same(sample):
    status = sample.views.year_status(sample.scope, year=2026)
    unit = replace(status.context.unit, code="///")
    odd = content(replace(status, context=replace(status.context, unit=unit)), sample.programme)
    assert files(odd, "pdf") == "SYNTETISK-arsstatus-enhet-2026-v7.pdf"


def test_a_slide_a_goal_with_native_charts_a_table_and_notes(deck, sample):
    by_title = {slide.shapes.title.text: slide for slide in deck.slides}
    for area in sample.programme.areas:
        slide = by_title[f"Mål {area.number}. {area.name}"]
        charts = [s for s in slide.shapes if s.has_chart]
        assert {s.name for s in charts} <= {i.label for i in area.indicators} and charts
        assert all(s._element.nvGraphicFramePr.cNvPr.get("descr") for s in slide.shapes if s.has_chart or s.has_table)
        assert sum(s.has_table for s in slide.shapes) == 1
        notes = slide.notes_slide.notes_text_frame.text
        assert area.goal in notes and "Definition: " in notes and "Källa: " in notes and "Dataversion: 7" in notes
    assert len(by_title) == len(deck.slides) == len(sample.programme.areas) + 4


def test_every_shape_stands_on_its_slide(deck):
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.top >= 0 and shape.left + shape.width <= deck.slide_width + 2, (
                slide.shapes.title.text,
                shape.name,
            )
            assert shape.top + shape.height <= deck.slide_height + 2 or shape.has_table, (slide.shapes.title.text, shape.name)


@pytest.mark.parametrize("kind", ["xlsx", "pptx"])
def test_times_in_the_package_are_the_data_versions(sample, kind):
    with zipfile.ZipFile(io.BytesIO(stores.once(sample, kind, year=2026).data)) as parts:
        assert {entry.date_time for entry in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = parts.read("docProps/core.xml").decode()
        assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"2027-02-01T09:36:00Z"}
        names = parts.namelist()
        assert "Steve Canny" not in core and not [n for n in names if "thumbnail" in n or "printerSettings" in n]


def test_a_kind_that_there_is_none_of_is_a_fault_of_ours(sample):
    with pytest.raises(KeyError):
        report(sample.views.year_status(sample.scope, year=2026), sample.programme, "docx")
