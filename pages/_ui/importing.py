"""Reading files in, step by step: choose, answer, see what was understood and what would change, confirm, see what became of it."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from kpi.access import audit
from kpi.access.scope import Scope
from kpi.errors import Refusal
from kpi.intake import ImportResult, Preview, storing_order
from kpi.intake.templates import write_templates
from kpi.language import N_, ntr, tr
from kpi.runtime import Runtime
from kpi.text import numbers
from kpi.text.escape import html
from pages._ui import errors, forms, importing_file, importing_reading, log, parts
from pages._ui.guard import Visit
from pages._ui.importing_reading import Held, file_by_file, working
from pages._ui.later import later

__all__ = ["confirm", "file_by_file", "files_shown", "results", "start_over", "store", "templates", "templates_zip", "uploader", "working"]

RESULTS = "malbild-resultat"
TYPES = ["xlsx", "xlsm", "xlsb", "xls", "ods", "csv", "tsv", "txt"]
STATE = {"active": N_("Inläst"), "unchanged": N_("Redan inläst, inget ändrat"), "refused": N_("Ej inläst")}


def uploader() -> list[Any]:
    """The file field. It starts over, empty, after each import."""
    turn = st.session_state.get(importing_reading.ROUND, 0)
    label = tr("Utdrag: arbetsböcker (.xlsx, .xlsm, .xlsb, .xls, .ods) eller text (.csv, .tsv, .txt)")
    with st.container(key="malbild-val-filer"):
        return st.file_uploader(label, type=TYPES, accept_multiple_files=True, key=f"filer-{turn}") or []


@parts.placed
def files_shown(visit: Visit, files: Sequence[Any]) -> list[Held]:
    """Every file as it was read; with several, first all of them at a glance."""
    held = importing_reading.read(visit, files)
    if len(held) > 1:
        importing_file.overview(held)
    for one in held:
        importing_file.show(visit, one, held, unfolded=len(held) <= importing_file.FEW_FILES)
    return held


@parts.placed
def confirm(visit: Visit, held: Sequence[Held]) -> None:
    """What must be confirmed, who does it, and a button that stores the files that are ready."""
    able = [h for h in held if not h.reading.refused]
    if not able:
        return
    with st.container(key="malbild-val-bekrafta"):
        parts.write(parts.section(tr("Importera")))
        ready = [h for h in able if _ticked(h)]
        _waiting(held, ready)
        if not ready:
            return
        scope = forms.signature(visit, "import-namn")
        text = ntr("Importera filen", "Importera {n} filer", len(ready), n=numbers.count(len(ready)))
        # The key holds the version that was compared with: when the data changes meanwhile, the click is lost and what is new is shown.
        if not st.button(text, type="primary", key=f"importera-{ready[0].version}"):
            return
    try:
        made = store(visit, [h.preview for h in ready], scope)
    except Refusal as error:
        errors.refusal(error)
        return
    forms.remember(scope)
    start_over(made)


def _ticked(held: Held) -> bool:
    """Has everything that this file asks to have confirmed been ticked?"""
    ticks = []
    for question in held.confirm:
        text = f"{held.file.name}: {question.text} – {question.choices[0].text}"
        ticks.append(st.checkbox(forms.label(text), key=f"bekrafta-{held.file.file_id}-{question.id}"))
        examples = tr("Gäller bland annat: {examples}.", examples="; ".join(question.examples)) if question.examples else ""
        parts.write(f'<p class="mb-note mb-why">{html(f"{question.why} {examples}".rstrip())}</p>')
    return all(ticks)


def _waiting(held: Sequence[Held], ready: Sequence[Held]) -> None:
    left = [h.reading.file for h in held if h not in ready]
    if left:
        told = tr("Läses inte in nu: {files}.", files=", ".join(left))
        parts.write(f'<p class="mb-note">{html(told)}</p>')


def start_over(made: Sequence[ImportResult]) -> None:
    """Show the page again with an empty file field and what became of the files."""
    st.session_state[RESULTS] = made
    importing_reading.start_over()
    st.rerun()


def store(visit: Visit, previews: Sequence[Preview], scope: Scope) -> list[ImportResult]:
    """Store the files, organisations first. If the data has changed since they were shown, the first is refused and nothing is stored."""
    made: list[ImportResult] = []
    version = previews[0].data_version
    order = storing_order([p.reading for p in previews])
    with working(tr("Importerar")) as tell:
        for position, index in enumerate(order):
            reading = previews[index].reading

            def told(share: float, text: str, done: int = position, file: str = reading.file) -> None:
                tell((done + share) / len(order), f"{file}, {text[:1].lower()}{text[1:]}")

            made.append(visit.runtime.intake.commit(reading, scope.user, progress=told, expect_version=version))
            version = made[-1].data_version
            audit.record(scope.user, "import", file=reading.file, sha256=reading.sha256[:12], batch=made[-1].batch, state=made[-1].state)
    return made


@parts.placed
def results(visit: Visit) -> None:
    """What became of the files in the import just made, once."""
    made: Sequence[ImportResult] = st.session_state.pop(RESULTS, ())
    if not made:
        return
    rows = [
        (
            r.reading.file,
            log.layout_name(visit, r.reading.layout) if r.reading.layout else "",
            tr(STATE[r.state]),
            *(numbers.count(n) for n in (r.reading.rows_read, r.facts_new, r.facts_changed, r.facts_unchanged)),
            r.batch or "",
        )
        for result in made
        for r in result.parts or (result,)
    ]
    headings = (tr("Fil"), tr("Slag"), tr("Resultat"), tr("Rader"), tr("Nya"), tr("Ändrade"), tr("Oförändrade"), tr("Import-id"))
    table = parts.table(tr("Så gick det"), headings, rows, numeric=(3, 4, 5, 6))
    answers = sum(len(r.reading.answered) for r in made if r.state == "active")
    told = tr("{n} svar är sparade till nästa fil från samma avsändare.", n=numbers.count(answers))
    kept = f"<p>{html(told)}</p>" if answers else ""
    link = f'<p><a href="{html(visit.query.href())}" data-mb="top">{tr("Se läget")}</a></p>'
    parts.write(f'<section class="mb-message" role="status"><h2>{tr("Klart")}</h2>{table}{kept}{link}</section>')


@parts.placed
def templates(visit: Visit) -> None:
    """The templates as one file, made when asked for."""
    text = tr("Har du inget utdrag i rätt form? I mallarna finns rubrikerna, listor att välja ur och ett exempel.")
    parts.write(parts.section(tr("Mallar"), text))
    runtime = visit.runtime
    st.download_button(
        tr("Hämta mallar"), later(lambda: templates_zip(runtime)), "malbild-mallar.zip", "application/zip", on_click="ignore", key="mallar"
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
