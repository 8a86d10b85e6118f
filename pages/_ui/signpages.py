"""What someone sees who is not signed in, or who is and may see nothing."""

from __future__ import annotations

import streamlit as st

from kpi.access.identity import Person
from kpi.text.escape import html
from pages._ui import parts
from pages._ui.signin import Arrival, Why

_SAID = {
    Why.NOBODY: "",
    Why.EXPIRED: "Din inloggning har gått ut. Logga in igen för att fortsätta.",
    Why.ENDED: "Du har loggat ut.",
    Why.UNNAMED: "Inloggningstjänsten sade inte vem du är på det sätt som Målbild behöver. Säg till den som sköter Målbild.",
}


def sign_in(arrival: Arrival) -> None:
    """The sign-in page."""
    st.set_page_config(page_title="Logga in · Målbild")
    said = _SAID[arrival.why or Why.NOBODY]
    parts.write(f'<section class="mb-signin"><h1>Logga in</h1>{f"<p>{html(said)}</p>" if said else ""}</section>')
    st.button("Logga in", type="primary", on_click=st.login, key="malbild-logga-in")


def no_access(person: Person) -> None:
    """Signed in, without any right."""
    st.set_page_config(page_title="Ingen behörighet · Målbild")
    parts.write(
        f'<section class="mb-signin"><h1>Du är inloggad men har ingen behörighet</h1><p>{html(person.name)} ({html(person.id)})</p></section>'
    )
