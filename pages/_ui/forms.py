"""What people type, read the way their language writes it; and who they are."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import streamlit as st

from kpi.access.scope import Scope
from kpi.errors import Refusal
from kpi.language import number_marks, tr
from kpi.text import numbers
from kpi.text.escape import markdown, plain
from pages._ui import errors, parts
from pages._ui.guard import Visit

_MARKS = re.compile(r"([\\`*_\[\]$~<])")
_OPENING = re.compile(r"(?=[#>+\-]|\d+[.)])")
_SHORTCODE = re.compile(r"(:)(?=[\w+\-]+:|material/|streamlit|//)", re.IGNORECASE)
_JOINER = "\u2060"

NAME = "malbild-namn"
DONE = "malbild-klart"


def signature(visit: Visit, key: str) -> Scope:
    """A field for the name that goes into the log, filled with what was given before. Returns the visitor's scope under that name. Who has
    signed in is named by that, and by nothing else."""
    if visit.visitor.person.source != "local":
        return visit.scope
    name = st.text_input(
        tr("Ditt namn (står i loggen)"), value=st.session_state.get(NAME, visit.scope.user), key=key, max_chars=80, width=320
    )
    return replace(visit.scope, user=(name or "").strip() or visit.scope.user)


def label(text: str) -> str:
    """Text from a file as the name of a field. The name is shown as Markdown but read out as it stands: only what must be is escaped."""
    line = _SHORTCODE.sub(lambda m: m.group(0) + _JOINER, plain(text, 300))
    escaped = _MARKS.sub(r"\\\1", line)
    return f"{_JOINER}{escaped}" if _OPENING.match(escaped) else escaped


def remember(scope: Scope) -> None:
    """Keep the name for the next form."""
    st.session_state[NAME] = scope.user


def number(text: str, what: str) -> float | None:
    """A number as the language of the run writes it: in Swedish "77,3", "−4", "1 034". Either mark does for decimals, except where the
    language parts thousands by it, and groups of three say that it does. Empty is None. Raises Refusal for anything else."""
    decimal, thousands, _ = number_marks()
    plain = text.strip().replace(numbers.NBSP, "").replace(" ", "").replace(numbers.MINUS, "-")
    if re.fullmatch(rf"-?\d{{1,3}}({re.escape(thousands)}\d{{3}})+({re.escape(decimal)}\d*)?", plain, re.ASCII):
        plain = plain.replace(thousands, "")
    plain = plain.replace(",", ".")
    if not plain:
        return None
    digits = plain.removeprefix("-").replace(".", "", 1)
    if not (digits.isascii() and digits.isdigit()):
        raise Refusal(
            tr("{what}: ”{written}” går inte att läsa som ett tal. Skriv till exempel 77,3.", what=what, written=text.strip()),
            code="bad_number",
        )
    return float(plain)


def date_of(text: str | None, what: str) -> date | None:
    """A day as ÅÅÅÅ-MM-DD. Empty is None. Raises Refusal for anything else."""
    written = (text or "").strip()
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise Refusal(
            tr("{what}: ”{written}” går inte att läsa som en dag. Skriv ÅÅÅÅ-MM-DD.", what=what, written=written), code="bad_date"
        ) from None


def carry_out(visit: Visit, scope: Scope, change: Callable[[], object], told: str, *, then: Callable[[], None] = lambda: None) -> None:
    """Make a change and say ``told`` after a rerun, or show why it was refused. ``scope``: the visitor's, under the name that was given.
    ``then``: what else to do when the change is made."""
    try:
        change()
    except Refusal as error:
        errors.refusal(error)
        return
    remember(replace(visit.scope, user=scope.user))
    then()
    done(told)
    st.rerun()


def done(text: str) -> None:
    """Say after the coming rerun that something is done."""
    st.session_state[DONE] = text


@parts.placed
def tell_done() -> None:
    """What was done in the run before, once."""
    text = st.session_state.pop(DONE, None)
    if text:
        st.success(markdown(text), icon=None)
