"""Documents of *Årsstatus*: made when asked for, beside the page, and handed to the person who asked for as long as the same is shown."""

from __future__ import annotations

import streamlit as st

from kpi.access import audit
from kpi.errors import Refusal
from kpi.language import N_, tr
from kpi.reports import MIME, Report, report
from kpi.text import numbers
from pages._ui import errors, parts
from pages._ui.aside import Tell, aside
from pages._ui.guard import Visit
from pages._ui.importing_reading import working

HELD = "malbild-rapport"  # in the session: what the latest document was made for, and the document
LABELS = {"pdf": "PDF", "xlsx": "Excel", "pptx": "PowerPoint"}
_PAGES = {"pdf": N_("{n} sidor, {size} kB"), "xlsx": N_("{n} blad, {size} kB"), "pptx": N_("{n} bilder, {size} kB")}
_LEAD = N_(
    "Samma siffror som på sidan: som dokument att skriva ut, som arbetsbok att räkna i, som bilder att visa. "
    "Det som är skyddat här är skyddat där."
)


def offer(visit: Visit, compare_year: int | None = None) -> None:
    """The three kinds to choose between; the one asked for is made at once, with its progress, and then offered."""
    parts.write(parts.section(tr("Ladda ned"), tr(_LEAD)))
    with st.container(key="malbild-val-rapport", horizontal=True):
        asked = [kind for kind, label in LABELS.items() if st.button(tr("Gör {document}", document=label), key=f"rapport-{kind}")]
    made_for = (*visit.key, compare_year)
    if asked:
        st.session_state[HELD] = (made_for, _made(visit, compare_year, asked[0]))
    held, done = st.session_state.get(HELD, (None, None))
    if done is not None and held == made_for:
        _hand_over(done)


def _made(visit: Visit, compare_year: int | None, kind: str) -> Report | None:
    """The document; None when it is refused, and then the reason stands on the page."""
    scope, views, programme = visit.scope, visit.views, visit.programme
    at = {"year": visit.context.year, "unit": visit.context.unit.code, "compare_year": compare_year}

    def work(tell: Tell) -> Report:
        tell(0.1, tr("hämtar siffrorna"))
        status = views.year_status(scope, **at, as_of=visit.as_of)
        return report(status, programme, kind, tell)

    try:
        with working(tr("Gör {document}", document=LABELS[kind])) as tell:
            done = aside(work, tell)
    except Refusal as error:
        errors.refusal(error)
        return None
    audit.record(scope.user, "report", unit=at["unit"], year=at["year"], kind=kind, version=done.data_version)
    return done


def _hand_over(done: Report) -> None:
    size = tr(_PAGES[done.kind], n=numbers.count(done.pages), size=numbers.count(max(1, len(done.data) // 1000)))
    label = tr("Hämta {document} ({size})", document=LABELS[done.kind], size=size)
    with st.container(key="malbild-val-rapport-fil"):
        st.download_button(label, done.data, done.name, MIME[done.kind], type="primary", key="rapport-hamta", on_click="ignore")
