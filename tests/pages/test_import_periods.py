"""Importera, a table whose year stands in one column and whose quarter or month in another: told, asked, answered, stored."""

from __future__ import annotations

import pytest

from pages._ui import navigation
from tests.pages.conftest import html_of
from tests.pages.test_import import button, upload
from tests.pages.test_import_several import workbook

pytestmark = pytest.mark.xdist_group("pages")


def table(heading: str) -> bytes:
    rows = [[2023, part, "REGION", "T", "tydliga-mal", 70.5 + part, 900] for part in (1, 2)]
    return workbook(Utfall=[["År", heading, "Enhet", "Kön", "Indikator", "Värde", "Antal (n)"], *rows])


def test_the_page_says_which_columns_the_period_is_read_from(writable, visit):
    app = upload(visit(navigation.IMPORT), ("kvartal.xlsx", table("Kvartal")))
    html = html_of(app)
    assert not app.exception
    assert "periodens år" in html and "periodens kvartal" in html
    assert "läses ur året i kolumnen A · År och kvartalet i kolumnen B · Kvartal" in html
    assert "2 nya" in html


def test_numbers_that_may_be_quarters_or_months_are_asked_about_and_stored_as_answered(writable, visit):
    app = upload(visit(navigation.IMPORT), ("period.xlsx", table("Period")))
    assert "inget säger om de är kvartal eller månader" in html_of(app)
    assert not [b for b in app.button if b.label.startswith("Importera")]
    next(s for s in app.selectbox if "Vad är kolumnen" in s.label).set_value("ar|part=month")
    button(app, "Läs om filen med svaren").click().run()
    assert not app.exception
    assert "periodens månad" in html_of(app)
    button(app, "Importera filen").click().run()
    assert not app.exception
    made = writable.views.batches(writable.scope)[0]
    assert (made.file, made.layout) == ("period.xlsx", "indikatorvarden")
