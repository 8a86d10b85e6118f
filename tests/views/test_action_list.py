"""The plan's actions as a workbook: out as values, never formulas; in with a preview, with faults by row, all of it or nothing."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from kpi.errors import Refusal
from kpi.programme.plan import ActionStatus, State
from kpi.views import action_list, actions
from kpi.views.actions import Revision
from tests.views.world import BOARD, CONTROLLER, KORT

TODAY = date(2026, 11, 22)


@pytest.fixture
def source(views):
    return views._source


class Book:
    """A written workbook, to be filled in by heading."""

    def __init__(self, path: Path) -> None:
        self.book = openpyxl.load_workbook(path)
        self.sheet = self.book.worksheets[0]
        self.columns = {cell.value: cell.column for cell in self.sheet[1]}

    def put(self, row: int, **cells: object) -> None:
        for heading, value in cells.items():
            self.sheet.cell(row, self.columns[heading.replace("_", " ")], value)

    def row_of(self, action: str) -> int:
        return next(cells[0].row for cells in self.sheet.iter_rows() if cells[0].value == action)

    def data(self) -> bytes:
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


def written(source, tmp_path: Path, year: int = 2025, scope=CONTROLLER) -> Book:
    path = tmp_path / f"{year}.xlsx"
    action_list.write(source, scope, path, year, None, TODAY)
    return Book(path)


def planned(source, book: Book, reason: str = "revidering", year: int = 2025) -> action_list.ListPlan:
    return action_list.plan(source, CONTROLLER, book.data(), "plan.xlsx", year, reason, TODAY)


def test_what_is_written_is_values_and_read_back_it_changes_nothing(source, tmp_path):
    actions.report(source, CONTROLLER, "kf-1", State.DONE, "2023-12-30", '=HYPERLINK("http://x")', TODAY)
    actions.revise(source, CONTROLLER, Revision(2025, "=1+1", "kf-2", text="=cmd|x", closed=True))
    actions.link(source, CONTROLLER, "ha-6", KORT, True, "minskar den")
    book = written(source, tmp_path, scope=BOARD)
    cells = {cell.value: cell for row in book.sheet.iter_rows() for cell in row if cell.value is not None}
    assert [cells[text].data_type for text in ("=cmd|x", '=HYPERLINK("http://x")')] == ["s", "s"]
    row = book.row_of("ha-6")
    assert book.sheet.cell(row, book.columns["Planeras klar"]).value == 2025
    assert book.sheet.cell(row, book.columns["Status"]).value == "Försenad"
    assert len(book.book.worksheets) == 2 and not book.sheet.merged_cells.ranges
    plan = planned(source, book)
    assert plan.faults == () and {r.kind for r in plan.rows} == {"unchanged"} and len(plan.rows) == 23
    before = source.store.data_version()
    assert action_list.apply(source, CONTROLLER, plan) == 0 and source.store.data_version() == before


def test_a_filled_in_workbook_is_shown_and_stored_in_one_write(source, tmp_path):
    book = written(source, tmp_path)
    book.put(book.row_of("kf-1"), Rapporterad_status="genomförd", Dag=date(2025, 2, 3), Skäl_till_ändringen="slutrapport")
    book.put(book.row_of("kf-2"), Planeras_klar=2026, Ansvarig="CHR,  CK")
    book.put(book.row_of("kf-3"), Tagen_ur_planen="Ja")
    area = source.programme.areas[1]
    book.put(25, Programområde=area.name, Åtgärd="Pröva nytt", Ansvarig="CHR", Planeras_klar="2027", Rapporterad_status="Påbörjad")
    plan = planned(source, book)
    assert plan.faults == ()
    assert {r.id: (r.kind, r.said) for r in plan.rows if r.told} == {
        "kf-1": ("changed", ("Genomförd 2025-02-03",)),
        "kf-2": ("changed", ("Planen 2025: flyttad från 2023 till 2026; ansvarig ändrad från CHR till CHR, CK",)),
        "kf-3": ("changed", ("Planen 2025: tagen ur planen",)),
        "cf-7": ("new", ("Ny i planen 2025, planeras klar 2027", "Påbörjad 2026-11-22")),
    }
    assert (plan.count("new"), plan.count("changed"), plan.count("unchanged")) == (1, 3, 20)
    assert source.store.data_version() == 0
    assert action_list.apply(source, CONTROLLER, plan) == 4 and source.store.data_version() == 1
    view = actions.actions(source, CONTROLLER, 2026, None, TODAY)
    assert (view.row("kf-1").status, view.row("kf-1").told.reason) == (ActionStatus.DONE, "slutrapport")
    assert (view.row("cf-7").status, view.row("cf-7").told.reason) == (ActionStatus.STARTED, "revidering")
    assert [row.id for row in view.closed] == ["kf-3"] and source.store.check() == []
    with pytest.raises(Refusal) as refused:
        action_list.apply(source, CONTROLLER, plan)
    assert refused.value.code == "changed_meanwhile"


def test_faults_are_told_by_row_and_nothing_is_stored(source, tmp_path):
    book = written(source, tmp_path)
    for row, cells in {
        2: {"Rapporterad_status": "Försenad"},
        3: {"Planeras_klar": "snart"},
        4: {"Dag": "i våras", "Rapporterad_status": "Påbörjad"},
        5: {"Åtgärd": None},
        6: {"Tagen_ur_planen": "kanske"},
    }.items():
        book.put(row, **cells)
    book.sheet.cell(5, book.columns["Åtgärd"]).value = None
    plan = planned(source, book)
    assert [(f.row, f.code) for f in plan.faults] == [
        (2, "unknown_state"), (3, "unknown_year"), (4, "bad_date"), (5, "missing"), (6, "unknown_answer")]  # fmt: skip
    assert "försenad räknas ut" in plan.faults[0].message and plan.faults[0].column.endswith("Rapporterad status")
    with pytest.raises(Refusal):
        action_list.apply(source, CONTROLLER, plan)

    book = written(source, tmp_path)
    book.put(2, Programområde="Finns inte")
    book.put(3, Id="xx-1")
    book.put(4, Rapporterad_status="Genomförd", Dag="2027-01-01")
    book.put(5, Id="kf-5")
    assert {f.code for f in planned(source, book).faults} == {"row_twice"}
    book.put(5, Id="kf-4", Planeras_klar=2026)
    assert [(f.row, f.code) for f in planned(source, book, reason="").faults] == [
        (2, "unknown_area"), (3, "unknown_action"), (4, "future_day"), (5, "reason_missing")]  # fmt: skip
    assert source.store.data_version() == 0


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [(b"a;b\n1;2\n", "a.csv", "no_header"), (b"", "a.xlsx", None), (b"x", "19121212-1212.csv", "personnummer")],
    ids=["other", "empty", "secret-name"],
)
def test_another_file_is_refused_with_its_reason(source, data, name, code):
    plan = action_list.plan(source, CONTROLLER, data, name, 2025, "x", TODAY)
    assert plan.faults and plan.rows == () and (code is None or plan.faults[0].code == code)


def test_a_personnummer_in_the_workbook_refuses_it_whole(source, tmp_path):
    book = written(source, tmp_path)
    book.put(2, Ansvarig="19121212-1212")
    plan = planned(source, book)
    assert {f.code for f in plan.faults} == {"personnummer"} and "1212" not in str(plan.faults[0].message)


def test_only_controllers_read_in(source, tmp_path):
    with pytest.raises(Refusal) as refused:
        action_list.plan(source, BOARD, b"", "a.csv", 2025, "x", TODAY)
    assert refused.value.code == "not_allowed"
