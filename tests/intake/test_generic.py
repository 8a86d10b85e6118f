"""Intake knows no layout by name: a pack with other headings and another indicator is read by the same code."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import get_args

import pytest

from kpi.intake import Intake
from kpi.intake.templates import write_templates
from kpi.programme.model import ColumnRole, ColumnType, Layout
from tests.intake.builders import sheet_rows, xlsx
from tests.intake.conftest import TODAY


def other_pack(programme):
    """The pack with one layout of its own: absence hours by year, one row a person, a ratio of sums."""
    columns = [
        {"key": "when", "heading": "Kalenderår", "role": "period", "type": "year"},
        {"key": "place", "heading": "Arbetsställe", "role": "unit", "type": "unit"},
        {"key": "group", "heading": "Yrkesgrupp", "role": "input", "type": "choice", "choices": {"Läkare": "a", "Övriga": "b"}},
        {"key": "away", "heading": "Borta (h)", "role": "input", "type": "number", "value_min": 0},
        {"key": "due", "heading": "Avtalat (h)", "role": "input", "type": "number", "value_min": 0},
    ]
    measure = {
        "indicator": "korttidssjukfranvaro",
        "rule": "ratio",
        "numerator": "away",
        "denominator": "due",
        "method": "B",
        "where": [{"column": "group", "equals": "a"}],
    }
    layout = Layout(
        id="timmar", name="Timmar", description="En rad per person.", kind="measures", individual=True, columns=columns, measures=[measure]
    )
    return programme.model_copy(update={"layouts": (layout,)})


def test_a_layout_of_another_pack_is_read_by_the_same_code(programme, store):
    intake = Intake(other_pack(programme), store, today=lambda: TODAY)
    rows = [
        ["Kalenderår", "Arbetsställe", "Yrkesgrupp", "Borta (h)", "Avtalat (h)"],
        [2024, "0101", "Läkare", 10, 160],
        [2024, "0101", "Läkare", 0, 150],
        [2024, "0101", "Övriga", 99, 100],
    ]
    reading = intake.read(xlsx(rows), "a.xlsx")
    assert [str(f) for f in reading.faults] == []
    fact = reading.facts.to_pylist()[0]
    assert (fact["sex"], fact["numerator"], fact["denominator"], fact["n"], fact["method"]) == ("T", 10, 310, 2, "B")
    assert abs(fact["value"] - 100 * 10 / 310) < 1e-12


def test_a_template_of_another_pack_can_be_filled_in(programme, store, tmp_path):
    pack = other_pack(programme)
    (path,) = write_templates(pack, store.units(), tmp_path)
    assert [f.code for f in Intake(pack, store, today=lambda: TODAY).read(path).faults] == ["no_data"]


def with_optional(programme, layout_id: str):
    """The pack where a layout's own figures are optional columns."""
    layout = programme.layout(layout_id)
    columns = tuple(c.model_copy(update={"required": False}) if c.role == "input" else c for c in layout.columns)
    return programme.model_copy(update={"layouts": (layout.model_copy(update={"columns": columns}),)})


@pytest.mark.parametrize(
    ("layout", "column", "left"), [("hme-svar", 5, {"ledarskap", "styrning"}), ("hme", 8, {"motivation", "ledarskap", "styrning"})]
)
def test_an_optional_column_that_is_absent_leaves_the_indicators_that_need_it_out_and_says_so(programme, store, layout, column, left):
    intake = Intake(with_optional(programme, layout), store, today=lambda: TODAY)
    rows = [[cell for i, cell in enumerate(row) if i != column] for row in sheet_rows(layout)]
    reading = intake.read(xlsx(rows), "a.xlsx")
    assert {f["indicator"].split("-")[1] for f in reading.facts.to_pylist()} == left
    assert [w.code for w in reading.warnings] == ["measure_without_columns"]


def test_headings_that_fit_two_layouts_are_asked_about(programme, store):
    twin = programme.layout("hme").model_copy(update={"id": "tvilling", "name": "Tvillingen"})
    intake = Intake(programme.model_copy(update={"layouts": (programme.layout("hme"), twin)}), store, today=lambda: TODAY)
    reading = intake.read(xlsx(sheet_rows("hme")), "a.xlsx")
    (fault,), (question,) = reading.faults, reading.questions
    assert (fault.code, fault.row, question.kind, question.proposed) == ("needs_answer", 1, "layout", None)
    assert "”Tvillingen”" in question.why and "tvilling" in {c.value for c in question.choices}
    assert intake.read(xlsx(sheet_rows("hme")), "a.xlsx", answers={question.id: "tvilling"}).layout == "tvilling"
    assert intake.read(xlsx(sheet_rows("hme")), "a.xlsx", layout="tvilling").layout == "tvilling"


def test_no_layout_indicator_or_column_of_the_pack_is_named_in_the_code(programme):
    roles = set(get_args(ColumnRole)) | set(get_args(ColumnType))
    layouts = [layout for layout in programme.layouts if layout.kind != "organisation"]
    names = {layout.id for layout in layouts} | {i.id for i in programme.indicators} | {i.name for i in programme.indicators}
    names |= {c.key for layout in layouts for c in layout.columns} | {c.heading for layout in layouts for c in layout.columns}
    for path in sorted((Path(__file__).parents[2] / "kpi" / "intake").glob("*.py")):
        # The list of managers and the workbook that a pack is started from are no layouts of a pack, and have headings of their own.
        if path.stem in {"managers", "pack_book", "pack_columns"}:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        texts = {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
        assert not texts & (names - roles), path
