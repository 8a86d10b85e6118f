"""Reading files in, step by step: choose, see what was recognised and what would change, confirm, see what became of it."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from kpi.access.scope import Scope
from kpi.errors import Fault, Refusal
from kpi.intake import ImportResult, Preview, storing_order
from kpi.intake.templates import write_templates
from kpi.runtime import Runtime
from kpi.text import numbers, words
from kpi.text.escape import html, markdown
from kpi.views.rows import PreviewRow
from pages._ui import errors, export, forms, log, parts
from pages._ui.guard import Visit

READ = "malbild-lasta"
RESULTS = "malbild-resultat"
ROUND = "malbild-omgang"
SHOWN_ROWS = 200
SHOWN_FAULTS = 100
KIND = {"new": "ny", "changed": "ändrad", "unchanged": "oförändrad"}
STATE = {"active": "Inläst", "unchanged": "Redan inläst, inget ändrat", "refused": "Ej inläst"}


def uploader() -> list[Any]:
    """The file field. It starts over, empty, after each import."""
    turn = st.session_state.get(ROUND, 0)
    with st.container(key="malbild-val-filer"):
        return st.file_uploader("Utdrag (.xlsx eller .csv)", type=["xlsx", "csv"], accept_multiple_files=True, key=f"filer-{turn}") or []


def read(visit: Visit, files: Sequence[Any]) -> list[Preview]:
    """The files, read and compared with what is stored; kept for the session until the files or the data change."""
    key = (visit.context.data_version, *(f.file_id for f in files))
    kept = st.session_state.get(READ)
    if kept and kept[0] == key:
        return kept[1]
    intake = visit.runtime.intake
    with working("Läser filerna") as tell:
        readings = intake.read_all([(f.getvalue(), f.name) for f in files], progress=file_by_file(tell, len(files)))
        tell(1.0, "Jämför med det som är inläst")
        previews = [intake.preview(r) for r in readings]
    st.session_state[READ] = (key, previews)
    return previews


class working:
    """A line that says what is being done and how far it is, with a way to break off. Used in a ``with``; gone afterwards."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __enter__(self) -> Callable[[float, str], None]:
        self._place = st.empty()
        box = self._place.container(key=f"malbild-val-{self._text}")
        with box:
            bar = st.progress(0.0, self._text)
            st.button("Avbryt", key=f"avbryt-{self._text}")  # a click reruns the page, which ends the work at its next step
        # The text of a progress bar is Markdown, and the file's name is in it.
        return lambda share, text: bar.progress(min(max(share, 0.0), 1.0), f"{self._text}: {markdown(text[:1].lower() + text[1:])}")

    def __exit__(self, *_: object) -> None:
        self._place.empty()


def file_by_file(tell: Callable[[float, str], None], total: int) -> Callable[[float, str], None]:
    """One progress over several files, of which each reports from 0 to 1. Files that must be read once more do not move it back."""
    begun = 0

    def told(share: float, text: str) -> None:
        nonlocal begun
        begun += share == 0.0
        if begun > total:
            tell(1.0, "Kontrollerar mot den nya organisationen")
        else:
            tell((begun - 1 + share) / total, f"fil {begun} av {total}, {text[:1].lower()}{text[1:]}")

    return told


def show(visit: Visit, preview: Preview) -> None:
    """One file: what it is, its faults or what it would change."""
    reading = preview.reading
    parts.write(parts.section(reading.file) + parts.facts(_recognised(visit, preview)))
    if reading.faults:
        _faults(reading.file, reading.faults, reading.faults_total)
    if reading.warnings:
        parts.write(_fault_table("Att tänka på", reading.warnings[:SHOWN_FAULTS]))
    if preview.comparison is not None and reading.facts is not None:
        rows = visit.views.preview(visit.scope, preview.comparison.rows, limit=SHOWN_ROWS)
        with st.expander("Visa vad som skulle ändras", expanded=preview.comparison.changed > 0):
            parts.write(_changes(rows))


def _recognised(visit: Visit, preview: Preview) -> list[tuple[str, str]]:
    r = preview.reading
    pairs = [("Känns igen som", log.layout_name(visit, r.layout) if r.layout else "inget känt slag av utdrag")]
    if r.sheet:
        pairs.append(("Plats", f"blad {r.sheet}, rubrikrad {numbers.count(r.header_row)}"))
    if r.rows_read:
        pairs.append(("Rader", f"{numbers.count(r.rows_read)} lästa, {numbers.count(r.rows_accepted)} godkända"))
    if r.other_sheets:
        pairs.append(("Andra blad, ej lästa", ", ".join(r.other_sheets)))
    if r.synthetic:
        pairs.append(("Märkning", "SYNTETISK"))
    if preview.comparison is not None:
        c = preview.comparison
        pairs.append(
            ("Skulle ge", f"{numbers.count(c.new)} nya, {numbers.count(c.changed)} ändrade, {numbers.count(c.unchanged)} oförändrade")
        )
    if r.faults_total:
        pairs.append(("Fel", f"{numbers.count(r.faults_total)}. Filen kan inte läsas in förrän de är rättade."))
    return pairs


def _faults(file: str, faults: Sequence[Fault], total: int) -> None:
    shown = faults[:SHOWN_FAULTS]
    caption = f"Fel i {file}" if len(shown) == total else f"Fel i {file}, de {len(shown)} första av {numbers.count(total)}"
    parts.write(_fault_table(caption, shown))
    st.download_button(
        "Hämta fellistan som CSV", export.faults(faults), f"fel-{Path(file).stem}.csv", "text/csv", on_click="ignore", key=f"fel-{file}"
    )


def _fault_table(caption: str, faults: Sequence[Fault]) -> str:
    return parts.table(caption, ("Plats", "Kolumn", "Värde", "Fel och vad du kan göra"), [_fault(f) for f in faults])


def _fault(fault: Fault) -> tuple[str, ...]:
    row = f"rad {numbers.count(fault.row)}" if fault.row else ""
    sheet = f"blad {fault.sheet}" if fault.sheet else ""
    return (", ".join(p for p in (sheet, row) if p) or "hela filen", fault.column or "", fault.value or "", fault.message)


def _changes(rows: Sequence[PreviewRow]) -> str:
    if not rows:
        return '<p class="mb-note">Inget skulle ändras.</p>'
    body = [
        (
            r.indicator.label,
            r.unit_name,
            words.period(r.period),
            words.SEX[r.sex],
            _value(r, r.value_from),
            _value(r, r.value_to),
            KIND[r.kind],
        )
        for r in rows
    ]
    caption = f"Vad som skulle ändras (högst {SHOWN_ROWS} rader, ändrade först)"
    return parts.table(caption, ("Indikator", "Var", "Period", "Kön", "Från", "Till", "Slag"), body, numeric=(4, 5))


def _value(row: PreviewRow, value: float | None) -> str:
    return "skyddat" if row.hidden and value is None else numbers.value(row.indicator, value)


def confirm(visit: Visit, previews: Sequence[Preview]) -> None:
    """Who, and a button that stores the files that have no faults."""
    ready = [p for p in previews if not p.reading.refused]
    if not ready:
        return
    with st.container(key="malbild-val-bekrafta"):
        scope = forms.signature(visit, "import-namn")
        text = "Importera filen" if len(ready) == 1 else f"Importera {numbers.count(len(ready))} filer"
        # The key holds the version that was compared with: when the data changes meanwhile, the click is lost and what is new is shown.
        if not st.button(text, type="primary", key=f"importera-{ready[0].data_version}"):
            return
    try:
        made = store(visit, ready, scope)
    except Refusal as error:
        errors.refusal(error)
        return
    forms.remember(scope)
    start_over(made)


def start_over(made: Sequence[ImportResult]) -> None:
    """Show the page again with an empty file field and what became of the files."""
    st.session_state[RESULTS] = made
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
    st.session_state.pop(READ, None)
    st.rerun()


def store(visit: Visit, previews: Sequence[Preview], scope: Scope) -> list[ImportResult]:
    """Store the files, organisations first. If the data has changed since they were shown, the first is refused and nothing is stored."""
    made: list[ImportResult] = []
    version = previews[0].data_version
    order = storing_order([p.reading for p in previews])
    with working("Importerar") as tell:
        for position, index in enumerate(order):
            reading = previews[index].reading

            def told(share: float, text: str, done: int = position, file: str = reading.file) -> None:
                tell((done + share) / len(order), f"{file}, {text[:1].lower()}{text[1:]}")

            made.append(visit.runtime.intake.commit(reading, scope.user, progress=told, expect_version=version))
            version = made[-1].data_version
    return made


def results(visit: Visit) -> None:
    """What became of the files in the import just made, once."""
    made: Sequence[ImportResult] = st.session_state.pop(RESULTS, ())
    if not made:
        return
    rows = [
        (
            r.reading.file,
            STATE[r.state],
            *(numbers.count(n) for n in (r.reading.rows_read, r.facts_new, r.facts_changed, r.facts_unchanged)),
            r.batch or "",
        )
        for r in made
    ]
    table = parts.table(
        "Så gick det", ("Fil", "Resultat", "Rader", "Nya", "Ändrade", "Oförändrade", "Import-id"), rows, numeric=(2, 3, 4, 5)
    )
    link = f'<p><a href="{html(visit.query.href())}" data-mb="top">Se läget</a></p>'
    parts.write(f'<section class="mb-message" role="status"><h2>Klart</h2>{table}{link}</section>')


def templates(visit: Visit) -> None:
    """The templates as one file, made when asked for."""
    text = "Har du inget utdrag i rätt form? I mallarna finns rubrikerna, listor att välja ur och ett exempel."
    parts.write(parts.section("Mallar", text))
    runtime = visit.runtime
    st.download_button(
        "Hämta mallar", lambda: templates_zip(runtime), "malbild-mallar.zip", "application/zip", on_click="ignore", key="mallar"
    )


def templates_zip(runtime: Runtime) -> bytes:
    """A template per layout, with the organisation as it is now in the lists to choose from."""
    out = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder:
        paths = write_templates(runtime.programme, runtime.store.units(), Path(folder))
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in paths:
                archive.write(path, path.name)
    return out.getvalue()
