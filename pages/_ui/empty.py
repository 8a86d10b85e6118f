"""The empty store: what is shown anyway, and the two ways on."""

from __future__ import annotations

import tempfile
from pathlib import Path

import streamlit as st

from kpi.access.permissions import Permission, allowed
from kpi.errors import Refusal
from kpi.language import N_, tr
from kpi.sample import write_sample
from kpi.text.escape import html
from pages._ui import errors, importing, navigation, parts
from pages._ui.guard import Visit

NOTHING = N_("Inga utdrag är inlästa än.")
IN_FIGURES = N_("Det som visas är planens egna siffror: nuläget {year} och målen.")
IN_WORDS = N_("Det som visas är planen som den är skriven.")
WITH_SAMPLE = N_("Läs in dina utdrag, eller titta runt med syntetiska exempeldata först; de går att ångra i loggen.")
WITHOUT_SAMPLE = N_("Läs in dina utdrag, med början i organisationen.")


def offer(visit: Visit) -> None:
    """On *Läget*: say that nothing is read in yet, and offer upload or sample."""
    if not allowed(visit.scope, Permission.IMPORT):
        return
    link = f'<p><a href="{html(visit.query.href(navigation.IMPORT))}" data-mb="top">{tr("Importera utdrag")}</a></p>'
    shown = tr(IN_FIGURES, year=visit.context.year) if visit.programme.planned else tr(IN_WORDS)
    heading, text = tr("Välkommen till Målbild"), f"{tr(NOTHING)} {shown} {tr(WITH_SAMPLE if visit.programme.sample else WITHOUT_SAMPLE)}"
    parts.write(f'<section class="mb-message"><h2>{heading}</h2><p>{text}</p>{link}</section>')
    sample_button(visit)


def sample_button(visit: Visit) -> None:
    """One click makes synthetic extracts and reads them in."""
    if visit.programme.sample is None:
        return
    with st.container(key="malbild-val-exempel"):
        if not st.button(tr("Skapa syntetiska exempeldata"), key="exempeldata"):
            return
    try:
        made = _load(visit)
    except Refusal as error:
        errors.refusal(error)
        return
    importing.start_over(made)


def _load(visit: Visit) -> list:
    intake = visit.runtime.intake
    with tempfile.TemporaryDirectory() as folder, importing.working(tr("Skapar exempeldata")) as tell:
        tell(0.0, tr("Hittar på en organisation och dess siffror (tar några sekunder)"))
        paths = write_sample(visit.programme, Path(folder))
        readings = intake.read_all([(path, None) for path in paths], progress=importing.file_by_file(tell, len(paths)))
        previews = [intake.preview(r) for r in readings]
    return importing.store(visit, previews, visit.scope)
