"""Take the README's pictures: the synthetic sample in a store of its own, the real server, a real browser.

``python -m docs.pictures`` writes ``docs/bilder/*.png``. Needs Chromium (``CHROMIUM``), as the browser tests do.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import xlsxwriter
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
OUT = ROOT / "docs" / "bilder"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

# name → (address, width, height, colour scheme)
PICTURES = {
    "lage": ("/?ar=2025", 1440, 1000, "light"),
    "omrade": ("/{area}?ar=2025", 1440, 1000, "light"),
    "indikator": ("/indikator?indikator={indicator}&ar=2025", 1440, 1000, "light"),
    "min-enhet": ("/min-enhet?ar=2025&enhet={unit}", 1440, 1300, "light"),
    "min-enhet-mobil": ("/min-enhet?ar=2025&enhet={unit}", 390, 844, "light"),
    "arsstatus": ("/arsstatus?ar=2025&jamfor=2023&som=namnd", 1440, 1300, "light"),
    "importera": ("/importera", 1440, 1500, "light"),
    "katalog": ("/katalog", 1440, 1000, "light"),
    "lage-mobil": ("/?ar=2025", 390, 844, "light"),
    "indikator-mobil-mork": ("/indikator?indikator={indicator}&ar=2025", 390, 844, "dark"),
}


def messy_extract(path: Path, indicator: str, unit: str) -> Path:
    """A workbook as they come: a title, years as columns, a unit that is nearly one of ours, a sum and a footnote. Made up, and says so."""
    rows = [
        ["Uttag ur enkätverktyget, SYNTETISK", None, None, None, None],
        [None, None, None, None, None],
        ["Indikator", "Enhet", "Utfall 2024", "Utfall 2025", "Antal"],
        [indicator, "REGION", "77,3 %", "78,1 %", 5000],
        [indicator, f"{unit}  ", "71,2 %", "74,9 %", 320],
        ["Summa", None, None, None, 5320],
        ["* .. = uppgift saknas", None, None, None, None],
    ]
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Uttag")
    for number, row in enumerate(rows):
        sheet.write_row(number, 1, row)
    book.close()
    return path


def _kpi(*arguments: str, env: dict[str, str]) -> None:
    subprocess.run([sys.executable, "-m", "kpi", *arguments], cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)


def _settle(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("h1, h2", timeout=30_000)
    page.wait_for_selector("[data-testid='stStatusWidget']", state="detached", timeout=30_000)
    page.wait_for_timeout(1500)  # charts draw after the run has ended


def take(base: str, area: str, indicator: str, unit: str, extract: Path) -> None:
    """Every picture from a running server at ``base``; of a unit by its code, of the import with ``extract`` chosen."""
    OUT.mkdir(exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, (path, width, height, scheme) in PICTURES.items():
            context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, locale="sv-SE")
            page = context.new_page()
            _settle(page, base + path.format(area=area, indicator=indicator, unit=unit))
            if name == "importera":
                page.set_input_files("input[type=file]", extract)
                page.wait_for_selector(".mb-sheet, [class*=mb-grid], table", timeout=30_000)
                page.wait_for_timeout(2500)  # it is read, and the page drawn anew
            page.screenshot(path=OUT / f"{name}.png")
            context.close()
        browser.close()


def main() -> int:
    """Make the sample, start the server, take the pictures. Returns the exit code."""
    from kpi.programme.loader import load_programme, programme_dir
    from kpi.settings import DEFAULT_PROGRAMME

    programme = load_programme(programme_dir(DEFAULT_PROGRAMME))
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "KPI_STORE": f"{folder}/kpi.duckdb", "KPI_USER": "anna"}
        _kpi("sample", "--out", f"{folder}/exempel", env=env)
        _kpi("import", *map(str, sorted(Path(folder, "exempel").glob("*.xlsx"))), env=env)
        goal = programme.areas[0].id
        _kpi("judgements", "write", goal, "uncertain", "--year", "2025", "--why", "Påhittad bedömning: ett värde är skyddat", env=env)
        _kpi("judgements", "approve", goal, "--year", "2025", env=env)
        server = subprocess.Popen([sys.executable, "app.py", "--port", "8599"], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
        try:
            assert server.stdout is not None
            server.stdout.readline()  # says where it is once it can be reached
            units = programme.sample.units if programme.sample else ()
            unit = next((u.name for u in units if u.parent), programme.organisation)
            inner = (u.code for u in units if u.parent not in (None, programme.root_unit))
            code = next((f"{code}-01" for code in inner), programme.root_unit)  # one made below a unit of the pack
            extract = messy_extract(Path(folder, "uttag.xlsx"), programme.areas[-1].indicators[-1].name, unit)
            area = max(programme.areas, key=lambda a: len(a.indicators))
            take("http://127.0.0.1:8599", area.id, programme.areas[-1].indicators[-3].id, code, extract)
        finally:
            server.terminate()
            server.wait(timeout=20)
    return 0


if __name__ == "__main__":
    sys.exit(main())
