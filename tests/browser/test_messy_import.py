"""A messy workbook in a real browser: uploaded, asked about, answered, corrected, previewed, confirmed, traced, undone, remembered."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from playwright.sync_api import Locator, Page, expect

from kpi.runtime import Runtime
from pages._ui import navigation
from tests.browser.conftest import go, ready
from tests.browser.judging import faults, inaccessible, outside, sideways
from tests.browser.test_journeys import LONG, field
from tests.extent import sweep
from tests.pages.conftest import settings

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

INDICATOR = "delaktighet"
FILE = "Medarbetarenkät 2024 (rörig).xlsx"


@pytest.fixture(scope="session")
def names(filled_store: Path) -> dict[str, str]:
    """Names that the messy workbook uses: the indicator's, a unit's with a figure of its own, and that of one below the root."""
    with Runtime.open(settings(filled_store)) as runtime:
        units = runtime.views.context(runtime.scope, 2024).units
        below = next(u for u in units if u.depth == 1)
        own = next(u.code for u in units if _own(runtime, u.code))
        return {"indicator": runtime.programme.indicator(INDICATOR).name, "own": own, "below": below.name, "code": below.code}


def _own(runtime: Runtime, unit: str) -> bool:
    rows = runtime.views.status(runtime.scope, year=2024, unit=unit)[1]
    return any(r.indicator.id == INDICATOR and r.origin == "delivered" and r.value is not None and r.value > 60 for r in rows)


def messy(names: dict[str, str], own: str = "50,1", below: str = "71,2") -> bytes:
    """A title, blank rows and a blank column, years as columns, a unit misspelt, a sum, a footnote, an extra column and a hidden sheet."""
    out = io.BytesIO()
    misspelt = names["below"][:-1] + "x"
    rows = [
        ["Medarbetarenkäten, uttag ur systemet"],
        [],
        [],
        ["Mått och index", "Enhet", "Utfall 2023", "Utfall 2024", "Antal (n)", "Anmärkning"],
        [names["indicator"], names["own"], "77,3", own, "200", "stor ändring"],
        [names["indicator"], misspelt, "70,4", below, "300", ""],
        ["Summa", "", "", "", "500", ""],
        [],
        ["* Källa: enkätleverantören"],
    ]
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Uttag")
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                sheet.write_string(r, c + 1, text)
        hidden = book.add_worksheet("Arbetsblad")
        hidden.write(0, 0, "anteckning")
        hidden.hide()
    return out.getvalue()


def plain(names: dict[str, str], value: str) -> bytes:
    """A title, a header and a row: nothing to ask about."""
    out = io.BytesIO()
    rows = [["Uttag ur systemet"], [], ["Indikator", "Enhet", "År", "Värde", "Antal (n)"], [INDICATOR, names["own"], "2024", value, "200"]]
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Uttag")
        for r, row in enumerate(rows):
            sheet.write_row(r, 0, row)
    return out.getvalue()


def upload(page: Page, data: bytes, name: str = FILE) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_test_id("stFileUploaderDropzone").get_by_role("button", name="Välj filer").last.click()
    chooser.value.set_files([{"name": name, "mimeType": "application/octet-stream", "buffer": data}])
    expect(page.get_by_role("heading", name=name)).to_be_visible(timeout=LONG)
    ready(page)


def pick(page: Page, box: Locator, text: str) -> None:
    """Open a field with choices and take the first with this text; a long list is drawn only as far as one has scrolled."""
    box.scroll_into_view_if_needed()
    page.wait_for_timeout(200)  # a list that has just been opened closes when the page scrolls
    box.click()
    page.wait_for_timeout(300)
    if box.get_attribute("aria-expanded") != "true":
        box.click()
        page.wait_for_timeout(300)
    option = page.get_by_role("option").filter(has_text=text)
    for _ in range(8):
        if option.count():
            break
        page.evaluate("document.querySelectorAll('[role=listbox], [role=listbox] *').forEach(e => { e.scrollTop += 160; })")
        page.wait_for_timeout(150)
    option.first.click(timeout=5000)
    page.wait_for_timeout(200)


def answer_everything(page: Page) -> list[str]:
    """Answer the questions: what the unknown columns are, and the proposal for the unit. Returns what was asked."""
    asked: list[str] = []
    for _ in range(8):
        form = page.get_by_role("button", name="Läs om filen med svaren")
        if not form.count():
            return asked
        boxes = page.locator("[class*=st-key-fraga-] input[role=combobox]")
        for box in boxes.all():
            label = box.get_attribute("aria-label") or ""
            asked.append(label)
            pick(
                page,
                box,
                "Indikator"
                if "Mått och index" in label
                else "läses inte"
                if "Anmärkning" in label
                else "samma för alla"
                if "Antal" in label
                else "Förslag",
            )
        form.click()
        page.wait_for_timeout(200)
        ready(page)
    return asked


def judged(page: Page) -> list[str]:
    wrong = faults(page) + inaccessible(page) + outside(page)
    return wrong + (["scrolls sideways"] if sideways(page) else [])


def test_a_messy_workbook_is_asked_about_answered_confirmed_traced_and_undone(writable_server, visit, names):
    page = visit(f"{writable_server}/{navigation.IMPORT}")
    upload(page, messy(names))
    expect(page.get_by_text(re.compile("Väntar på svar på"))).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Importera"))).to_have_count(0)
    assert not judged(page)

    asked = answer_everything(page)
    assert any(names["below"][:-1] in question for question in asked), asked
    grid = page.locator("table.mb-grid").first
    expect(grid.locator("tr.mb-is-header")).to_contain_text("Utfall 2023")
    expect(grid.locator("tr.mb-is-dropped").first).to_contain_text("Läses inte")
    expect(grid.locator("thead")).to_contain_text("Värde, 2024")
    expect(page.locator("table", has_text="Känns igen på")).to_contain_text(names["code"])

    expect(page.get_by_text("Stora ändringar: bekräfta dem före importen")).to_be_visible()
    changes = page.locator("table", has_text="Skillnad").first
    expect(changes.locator("tbody tr").first).to_contain_text("50,1")
    assert not judged(page)
    expect(page.get_by_role("button", name="Importera filen")).to_have_count(0)
    page.get_by_test_id("stCheckbox").get_by_text("Stämmer det?").click()
    ready(page)
    field(page, "Ditt namn (står i loggen)", "Anna Controller")
    page.get_by_role("button", name="Importera filen").click()
    expect(page.get_by_text("Så gick det")).to_be_visible(timeout=LONG)
    expect(page.get_by_text(re.compile("svar är sparade till nästa fil"))).to_be_visible()
    ready(page)
    assert not judged(page)

    go(page, f"/{navigation.INDICATOR}?indikator={INDICATOR}&ar=2024&enhet={names['own']}")
    expect(page.locator("body")).to_contain_text("50,1")
    expect(page.locator("body")).to_contain_text(FILE)
    expect(page.locator("body")).to_contain_text("Uttag!E5")

    go(page, f"/{navigation.LOG}")
    field(page, "Skäl", "fel fil")
    page.get_by_role("button", name="Ångra importen").click()
    expect(page.get_by_text(re.compile("är ångrad\\."))).to_be_visible(timeout=LONG)
    go(page, f"/{navigation.INDICATOR}?indikator={INDICATOR}&ar=2024&enhet={names['own']}")
    expect(page.locator(".mb-large").first).not_to_contain_text("50,1")

    # The next file from the same sender asks nothing that has been answered; only its own large change is to be confirmed.
    go(page, f"/{navigation.IMPORT}")
    expect(page.get_by_text("Svar som sparats från tidigare filer")).to_be_visible()
    upload(page, messy(names, below="71,4"))
    expect(page.get_by_role("button", name="Läs om filen med svaren")).to_have_count(0)
    expect(page.get_by_text("Stora ändringar")).to_be_visible()


@sweep  # the same questions again; tests/pages has the correction, and test_every_page the page on a phone
def test_what_was_understood_is_corrected_on_a_phone(filled_server, open_page, names):
    page = open_page(f"{filled_server}/{navigation.IMPORT}", "phone", "dark")
    upload(page, messy(names))
    answer_everything(page)
    assert not judged(page)
    expect(page.locator("table.mb-grid").first).to_be_hidden()  # the columns are listed instead
    expect(page.locator(".mb-drawn-narrow").first).to_be_visible()
    page.get_by_text("Rätta det som är fel uppfattat").click()
    ready(page)
    pick(page, page.get_by_role("combobox", name=re.compile("Kolumn D")).first, "läses inte")
    page.get_by_role("button", name="Läs om filen med ändringarna").first.click()
    ready(page)
    expect(page.locator(".mb-drawn-narrow").first.locator("tr", has_text="Utfall 2023")).to_contain_text("läses inte")
    assert not judged(page)


def test_the_faults_come_back_in_the_workbook(filled_server, visit, names):
    page = visit(f"{filled_server}/{navigation.IMPORT}")
    upload(page, plain(names, value="sjuttio"))
    expect(page.get_by_text(re.compile("Kan inte läsas in"))).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Hämta arbetsboken med felen markerade").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert book["Uttag"]["D4"].comment is not None and book.sheetnames[0] == "Fel att rätta"
    assert not judged(page)


def test_the_questions_are_answered_by_keyboard_alone(filled_server, open_page, names):
    page = open_page(f"{filled_server}/{navigation.IMPORT}")
    upload(page, messy(names))
    before = page.locator(".mb-file").inner_text()
    page.locator("[class*=st-key-fraga-] input[role=combobox]").first.focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(300)
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip() == "Läs om filen med svaren":
            break
    page.keyboard.press("Enter")
    page.wait_for_timeout(400)
    ready(page)
    assert page.locator(".mb-file").inner_text() != before
