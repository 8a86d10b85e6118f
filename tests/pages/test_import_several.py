"""Importera, a file with tables of several layouts: each shown, all stored with one press, each undone by itself."""

from __future__ import annotations

import io

import openpyxl
import pytest

from kpi.intake.questions import SKIP
from pages._ui import navigation
from tests.pages.conftest import html_of
from tests.pages.test_import import button, upload

pytestmark = pytest.mark.xdist_group("pages")

UNITS = [
    ["Enhetskod", "Enhetsnamn", "Överordnad enhet", "Nivå", "Gäller från", "Gäller till"],
    ["X901", "Nya enheten", "REGION", "Förvaltning", None, None],
]
LEAVING = [["År", "Enhet", "Kön", "Ålder vid avgång"], [2024, "X901", "K", 65], [2024, "X901", "M", 66]]


def workbook(**sheets) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_file_of_two_layouts_is_shown_layout_by_layout_and_stored_at_once(writable, visit):
    app = upload(visit(navigation.IMPORT), ("bok.xlsx", workbook(Avgångar=LEAVING, Enheter=UNITS, Info=[["Läs mig"]])))
    html = html_of(app)
    assert not app.exception
    assert "Slag av underlag i bok.xlsx" in html and "läses in på en gång, eller inte alls" in html
    assert html.index("Organisation") < html.index("Pensionsavgångar")
    assert "4 nya, 0 ändrade, 0 oförändrade" in html
    before = len(writable.views.batches(writable.scope))
    button(app, "Importera filen").click().run()
    assert not app.exception
    made = writable.views.batches(writable.scope)[: len(writable.views.batches(writable.scope)) - before]
    assert sorted(b.layout for b in made) == ["organisation", "pensionsavgangar"]
    assert all(b.batch in html_of(app) for b in made)


def test_a_file_of_two_layouts_with_a_fault_in_one_is_refused_whole(writable, visit):
    wrong = [LEAVING[0], [2024, "X901", "K", 650]]
    app = upload(visit(navigation.IMPORT), ("bok.xlsx", workbook(Avgångar=wrong, Enheter=UNITS)))
    html = html_of(app)
    assert "Fel i bok.xlsx" in html and "Slag av underlag i bok.xlsx" in html
    assert not [b for b in app.button if b.label.startswith("Importera")]


def test_a_second_layout_that_is_unclear_can_be_left_out_by_an_answer(writable, visit):
    odd = [[*LEAVING[0], "Kommentar"], [2024, "REGION", "K", 65, "prel"]]
    app = upload(visit(navigation.IMPORT), ("bok.xlsx", workbook(Enheter=UNITS, Avgångar=odd)))
    assert not app.exception
    field = next(s for s in app.selectbox if s.label.startswith("Ska tabellen på bladet"))
    field.set_value(SKIP)
    button(app, "Läs om filen med svaren").click().run()
    assert not app.exception
    html = html_of(app)
    assert "Klar att läsas in" in html and "Slag av underlag" not in html
