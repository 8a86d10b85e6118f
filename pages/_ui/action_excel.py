"""*Åtgärder* as a workbook: fetched by those who read them, and read back, shown first, by a controller."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import streamlit as st

from kpi.errors import Refusal
from kpi.language import tr
from kpi.text import actions as say
from kpi.text import numbers
from kpi.views.action_list import ListPlan
from kpi.views.action_rows import Actions
from pages._ui import errors, export, forms, parts
from pages._ui.action_forms import year
from pages._ui.guard import Visit
from pages._ui.later import later

ROUND = "malbild-atgarder-omgang"  # in the session: the file field starts over, empty, after each workbook


def fetch(visit: Visit, view: Actions) -> None:
    """The plan of the year as Excel."""
    name = f"atgarder-{view.year}.xlsx"
    st.download_button(tr("Hämta som Excel"), later(lambda: _workbook(visit, view)), name, key="atgarder-excel", on_click="ignore")


def _workbook(visit: Visit, view: Actions) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "atgarder.xlsx"
        visit.views.actions_workbook(visit.scope, path, year=view.year, as_of=visit.as_of)
        return path.read_bytes()


@parts.placed
def read_in(visit: Visit, view: Actions) -> None:
    """A filled-in workbook: what it would change is shown, and stored whole when that is confirmed."""
    with st.expander(tr("Läs in åtgärderna från Excel")):
        told = tr("Utgå från filen du hämtar här. Först visas vad som ändras; allt läses in, eller inget.")
        parts.write(f'<p class="mb-note">{told}</p>')
        first = st.text_input(tr("Ändringar av planen gäller från år"), value=str(view.year), key="excel-fran", max_chars=4, width=240)
        reason = st.text_input(tr("Skäl, där raden inte anger något"), key="excel-skal", max_chars=1000, width=640)
        turn = st.session_state.get(ROUND, 0)
        file = st.file_uploader(
            tr("Åtgärder (.xlsx, .xls, .ods, .csv)"), type=["xlsx", "xlsm", "xls", "xlsb", "ods", "csv"], key=f"excel-{turn}"
        )
        if file is None:
            return
        try:
            plan = visit.views.plan_actions(
                visit.scope, file.getvalue(), file.name, valid_from=year(first, tr("Gäller från år")), reason=reason
            )
        except Refusal as error:
            errors.refusal(error)
            return
        if plan.faults:
            _faults(plan)
        else:
            _preview(visit, plan)


def _faults(plan: ListPlan) -> None:
    said = tr("Arbetsboken har fel, och inget är inläst. Rätta raderna och läs in den igen.")
    errors.refusal(Refusal(said, code="bad_list", faults=plan.faults))
    st.download_button(
        tr("Hämta alla fel som CSV"), export.faults(plan.faults), "fel-i-atgarderna.csv", "text/csv", on_click="ignore", key="excel-fel"
    )


def _preview(visit: Visit, plan: ListPlan) -> None:
    counts = ", ".join(f"{numbers.count(plan.count(kind))} {word}" for kind, word in say.KINDS.items())
    changes = [(numbers.count(row.row), say.KINDS[row.kind], row.id, row.text, "; ".join(row.said)) for row in plan.rows if row.told]
    parts.write(f'<p class="mb-finding">{tr("Arbetsboken ger: {counts}.", counts=counts)}</p>')
    if not changes:
        return
    parts.write(parts.table(tr("Det här ändras"), (tr("Rad"), tr("Slag"), tr("Id"), tr("Åtgärd"), tr("Ändring")), changes, numeric=(0,)))
    scope = forms.signature(visit, "excel-namn")
    if not st.button(tr("Läs in åtgärderna"), type="primary", key=f"excel-in-{plan.version}"):
        return
    try:
        visit.views.apply_actions(scope, plan)
    except Refusal as error:
        errors.refusal(error)
        return
    forms.remember(replace(visit.scope, user=scope.user))
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
    forms.done(tr("Åtgärderna är inlästa: {counts}.", counts=counts))
    st.rerun()
