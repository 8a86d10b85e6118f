"""What someone sees who is not signed in, or who is and may see nothing; and the words on every page about who is signed in."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from kpi.access.identity import Person
from kpi.language import N_, tr
from kpi.programme.model import Programme
from kpi.text.escape import html
from pages._ui import answers, door, navigation, parts, state
from pages._ui.signin import Arrival, Why

SIGN_IN, SIGN_OUT = "malbild-logga-in", "malbild-logga-ut"  # the buttons' keys; boot.js knows the first
_SAID = {
    Why.EXPIRED: N_("Din inloggning har gått ut. Logga in igen för att fortsätta där du var."),
    Why.ENDED: N_("Du är utloggad."),
    Why.UNNAMED: N_(
        "Du är inloggad hos inloggningstjänsten, men den sade inte vem du är på det sätt som Målbild behöver. "
        "Säg till den som sköter Målbild."
    ),
}
_TOLD = {
    answers.SIGNED_OUT: N_("Du är utloggad."),
    answers.OVER: _SAID[Why.EXPIRED],
    answers.FAILED: N_("Inloggningen avbröts eller misslyckades. Försök igen. Händer det igen: säg till den som sköter Målbild."),
}


def sign_in(arrival: Arrival, programme: Programme) -> None:
    """The sign-in page, which says why one is there."""
    st.set_page_config(page_title=f"{tr('Logga in')} · Målbild")
    said = _SAID.get(arrival.why or Why.NOBODY) or _TOLD.get(str(st.query_params.get(answers.PARAMETER, "")), "")
    told = f'<p class="mb-told" role="status">{html(tr(said))}</p>' if said else ""
    lead = tr("{plan}: målen, hur det går och vad som återstår. Du ser det som din behörighet omfattar.", plan=programme.name)
    with st.container(key="malbild-grind"):
        parts.write(
            navigation.brand(),
            f'<div class="mb-gate">{parts.title(tr("Logga in"), programme.organisation, lead)}{_TRACK}{told}</div>',
        )
        if state.provider().source == "proxy":
            parts.write(f'<p><a href="/">{tr("Ladda om sidan")}</a></p>')
        else:
            st.button(tr("Logga in"), type="primary", on_click=st.login, key=SIGN_IN)
        note = tr(
            "Du loggar in med ditt arbetskonto. Målbild får aldrig ditt lösenord. Vem som loggar in, vilka enheters siffror som öppnas och "
            "vad som hämtas eller ändras antecknas i en logg, utan siffror."
        )
        parts.write(f'<p class="mb-note">{note}</p>')


def no_access(person: Person, why: str, ask: str) -> None:
    """Signed in, without any right: who one is to the dashboard, ``why`` nothing is shown, and whom to ``ask``."""
    st.set_page_config(page_title=f"{tr('Ingen behörighet')} · Målbild")
    lead = tr("Inloggningen fungerade. {why}", why=why)
    with st.container(key="malbild-grind"):
        parts.write(
            navigation.brand(),
            f'<div class="mb-gate">{parts.title(tr("Du är inloggad men har ingen behörighet"), lead=lead)}',
            parts.facts([(tr("Namn"), person.name), (tr("Användarnamn"), person.id)]),
            f"<section><h2>{tr('Så får du behörighet')}</h2><p>{html(ask)} "
            f"{tr('Uppge användarnamnet precis som det står ovan. Ladda sedan om sidan.')}</p></section></div>",
        )
        if person.source == "oidc":
            st.button(tr("Logga ut"), on_click=st.logout, key=SIGN_OUT)


def who(person: Person | None, role: str) -> str:
    """Ready HTML for every page: who is signed in as what, until when, and the way out; or that nobody is, on this computer only."""
    if person is None:
        return ""
    if person.source == "local":
        return html(tr("Lokal {role} ({name}), utan inloggning, bara på den här datorn", role=role, name=person.name))
    out = f' · <a href="{door.LOGOUT}">{tr("Logga ut")}</a>' if person.source == "oidc" else ""
    ends = person.expires or datetime.now(UTC)
    left = max(0, int((ends - datetime.now(UTC)).total_seconds()) + 1)
    # The page clears itself when the sign-in ends, also when nobody touches it (boot.js); until then the server checks at each run.
    told = html(tr("Inloggad som {name}, {role}", name=person.name, role=role))
    return f'<span data-mb-ends="{int(ends.timestamp())}" data-mb-left="{left}">{told}</span>{out}'


_TRACK = (
    '<svg class="mb-gate-track" viewBox="0 0 560 40" aria-hidden="true" focusable="false">'
    '<path d="M8 20h536" stroke="var(--mb-hairline)" stroke-width="2"/><path d="M8 20h318" stroke="currentColor" stroke-width="3"/>'
    '<path d="M392 8v24" stroke="currentColor" stroke-width="2" stroke-dasharray="3 4"/>'
    '<circle cx="8" cy="20" r="6.5" fill="var(--mb-paper)" stroke="currentColor" stroke-width="2"/>'
    '<circle cx="326" cy="20" r="8" fill="currentColor"/><path d="M544 9l11 11-11 11-11-11z" fill="var(--mb-accent)"/></svg>'
)
