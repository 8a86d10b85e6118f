"""Importera, Logg and the empty store: files in, faults told, figures changed, undone and done again."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from kpi.sample import write_sample
from kpi.text.escape import markdown
from pages._ui import export, importing, navigation
from tests.pages.conftest import html_of

pytestmark = pytest.mark.xdist_group("pages")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
INDICATOR = "korttidssjukfranvaro"


def upload(app, *files):
    return app.file_uploader[0].set_value([(name, data, XLSX if name.endswith("xlsx") else "text/csv") for name, data in files]).run()


def button(app, label):
    return next(b for b in app.button if b.label == label)


def workbook(rows) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def values_file(value: str = "3,1", indicator: str = INDICATOR) -> bytes:
    return workbook([["År", "Enhet", "Kön", "Indikator", "Värde", "Antal (n)"], [2024, "REGION", "T", indicator, value, 7000]])


def test_all_extracts_of_the_sample_are_read_shown_and_stored_in_one_go(empty, visit, tmp_path):
    sample_files = write_sample(empty.programme, tmp_path / "utdrag", units=3, years=range(2023, 2025), months=False)
    app = upload(visit(navigation.IMPORT), *((p.name, p.read_bytes()) for p in sample_files))
    assert not app.exception
    html = html_of(app)
    assert all(p.name in html for p in sample_files)
    assert "Filen kan inte läsas in" not in html  # the files know the organisation that comes with them
    assert empty.views.context(empty.scope).empty  # nothing is stored before it is confirmed

    app.text_input(key="import-namn").set_value("Anna Controller")
    button(app, f"Importera {len(sample_files)} filer").click().run()
    assert not app.exception
    assert "Så gick det" in html_of(app)
    assert len(empty.views.batches(empty.scope)) == len(sample_files)
    assert {b.user for b in empty.views.batches(empty.scope)} == {"Anna Controller"}
    assert not app.file_uploader[0].value  # ready for the next


def test_what_would_change_is_shown_from_and_to(empty, visit):
    app = upload(visit(navigation.IMPORT), ("ny.xlsx", values_file()))
    html = html_of(app)
    assert "1 nya, 0 ändrade, 0 oförändrade" in html
    button(app, "Importera filen").click().run()
    again = html_of(upload(app, ("ny2.xlsx", values_file("3,0"))))
    assert "0 nya, 1 ändrade, 0 oförändrade" in again
    assert "3,1" in again and "3,0" in again


def test_a_faulty_file_is_told_with_its_places_and_cannot_be_stored(writable, visit):
    before = writable.store.data_version()
    faulty = workbook(
        [["År", "Enhet", "Kön", "Indikator", "Värde"], [2024, "FINNSEJ", "T", INDICATOR, "3,1"], [2024, "REGION", "T", INDICATOR, "abc"]]
    )
    app = upload(visit(navigation.IMPORT), ("fel.xlsx", faulty))
    html = html_of(app)
    assert not app.exception
    assert "Fel i fel.xlsx" in html and "FINNSEJ" in html and "abc" in html
    assert not [b for b in app.button if b.label.startswith("Importera")]
    assert [d.label for d in app.get("download_button")] == ["Hämta arbetsboken med felen markerade", "Hämta fellistan som CSV"]
    assert writable.store.data_version() == before


@pytest.mark.parametrize(
    ("name", "data"), [("text.xlsx", b"inte ett kalkylblad"), ("tom.csv", b""), ("tom.xlsx", workbook([]))], ids=["text", "csv", "xlsx"]
)
def test_a_file_that_is_no_extract_is_told(writable, visit, name, data):
    app = upload(visit(navigation.IMPORT), (name, data))
    assert not app.exception
    assert f"Fel i {name}" in html_of(app)


def test_a_file_name_is_never_markup(writable, visit):
    html = html_of(upload(visit(navigation.IMPORT), ("<b onclick=x>.csv", b"x;y\n1;2\n")))
    assert "<b onclick" not in html and "&lt;b onclick" in html


def test_the_data_having_changed_meanwhile_stores_nothing(empty, visit):
    app = upload(visit(navigation.IMPORT), ("ny.xlsx", values_file()))
    empty.views.assess(empty.scope, INDICATOR, unit="REGION", year=2024, reason="prov")
    count = len(empty.views.batches(empty.scope))
    button(app, "Importera filen").click().run()  # what the visitor saw no longer holds
    assert not app.exception
    assert len(empty.views.batches(empty.scope)) == count
    button(app, "Importera filen").click().run()  # the page has read the file again
    assert len(empty.views.batches(empty.scope)) == count + 1


def test_an_import_is_undone_and_done_again_with_a_reason(empty, visit):
    app = upload(visit(navigation.IMPORT), ("ny.xlsx", values_file()))
    button(app, "Importera filen").click().run()

    app = visit(navigation.LOG)
    button(app, "Ångra importen").click().run()
    assert "Det gick inte" in html_of(app)  # without a reason
    app.text_input(key="angra-skal").set_value("fel fil")
    button(app, "Ångra importen").click().run()
    assert app.success[0].value == markdown("Importen av ny.xlsx är ångrad.")
    assert "ångrad: fel fil" in html_of(app)

    app.text_input(key="angra-skal").set_value("rätt ändå")
    button(app, "Gör om importen").click().run()
    assert app.success[0].value == markdown("Importen av ny.xlsx är gjord igen.")
    assert next(b.state for b in empty.views.batches(empty.scope)) == "active"


def test_an_empty_store_offers_sample_data_in_one_click(empty, visit, monkeypatch):
    small = importing_small_sample(monkeypatch)
    app = visit()
    assert "Välkommen till Målbild" in html_of(app)
    button(app, "Skapa syntetiska exempeldata").click().run(timeout=60)
    assert not app.exception
    assert small and "SYNTETISK" in html_of(app)
    assert not empty.views.context(empty.scope).empty


def importing_small_sample(monkeypatch) -> list:
    from pages._ui import empty as page

    made: list = []

    def small(programme, out):
        made.extend(write_sample(programme, out, units=3, years=range(2023, 2025), months=False))
        return made

    monkeypatch.setattr(page, "write_sample", small)
    return made


def test_the_templates_come_as_one_file(filled, visit):
    app = visit(navigation.IMPORT)
    assert "Hämta mallar" in [d.label for d in app.get("download_button")]
    archive = zipfile.ZipFile(io.BytesIO(importing.templates_zip(filled)))
    assert len(archive.namelist()) == len(filled.programme.layouts)


def test_the_figures_as_a_file_say_that_they_are_synthetic(filled, visit):
    view = filled.views.indicator(filled.scope, INDICATOR, year=2024)
    from kpi.charts import tables

    text = export.csv(tables.series_table(view.card, path_label=filled.programme.path_label), view.context).decode("utf-8-sig")
    head, *rows = text.strip().split("\r\n")
    assert head.endswith("Märkning") and rows
    assert all(r.endswith("SYNTETISK") for r in rows)
    assert export.name("x", view.context).startswith("SYNTETISK-")


def test_the_log_names_every_event_in_swedish(empty, visit):
    empty.views.assess(empty.scope, INDICATOR, unit="REGION", year=2024, reason="prov")
    empty.views.revise(empty.scope, INDICATOR, target=2.5, baseline=3.6, valid_from=2024, reason="nytt beslut")
    html = html_of(visit(navigation.LOG))
    assert "kan ej bedömas" in html and "mål eller nuläge ändrat" in html
