"""The only place that asks the frontend who it is: signed in by OIDC, vouched for by a proxy, or at the machine itself."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from urllib.parse import unquote

import streamlit as st
from streamlit import config

from kpi.access.identity import Person, check_local, local_person, person_id, person_of_claims
from pages._ui import state
from pages._ui.logins import ended, key_of

# Written by the door (pages/_ui/door.py) on what the proxy has vouched for; taken away from what everyone else sends.
PERSON, NAME, UNTIL, CHECKED = "x-malbild-person", "x-malbild-name", "x-malbild-until", "x-malbild-checked"
WHY = "x-malbild-why"  # why the door took a sign-in away
# Only the door of this very process knows it: without the door in front, no header counts.
MARK = secrets.token_hex(16)


class Why(StrEnum):
    """Why there is no person."""

    NOBODY = "nobody"
    EXPIRED = "expired"
    ENDED = "ended"
    UNNAMED = "unnamed"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A person, or why there is none."""

    person: Person | None
    why: Why | None = None


def person() -> Person | None:
    """Who is asking, or None: nobody has signed in, or the sign-in has ended.

    Raises Refusal when nobody vouches for people and the server listens on more than a loopback address.
    """
    return arrival().person


def arrival() -> Arrival:
    """``person``, with the reason when there is none. Asked anew on each run: a sign-in can end between two."""
    provider = state.provider()
    headers = {name.lower(): value for name, value in st.context.headers.items()}
    if provider.source == "oidc":
        found = of_claims(st.user.to_dict())
        taken = headers.get(WHY, "")
        return Arrival(None, Why(taken)) if found.why is Why.NOBODY and taken in list(Why) else found
    if provider.source == "proxy":
        return of_headers(headers)
    check_local(str(config.get_option("server.address") or ""))
    return Arrival(of_this_machine())


def of_this_machine() -> Person:
    """Whom the computer's own user is taken for, when nobody vouches for people."""
    return local_person(state.runtime().settings.user)


def of_claims(claims: Mapping[str, object]) -> Arrival:
    """Who an ID token's claims name. Also asked by the door, before the frontend has seen the request."""
    provider = state.provider()
    if not claims.get("is_logged_in"):
        return Arrival(None, Why.NOBODY)
    found = person_of_claims(claims, claim=provider.claim, name_claim=provider.name_claim)
    if found is None:
        return Arrival(None, Why.UNNAMED)
    if found.expired(datetime.now(UTC)):
        return Arrival(None, Why.EXPIRED)
    if key_of(claims) in ended:
        return Arrival(None, Why.ENDED)
    return Arrival(found)


def of_headers(headers: Mapping[str, str]) -> Arrival:
    """Whom the proxy vouches for, in headers that the door has checked and written itself."""
    found = person_id(unquote(headers.get(PERSON, "")))
    if found is None or not hmac.compare_digest(headers.get(CHECKED, "").encode(), MARK.encode()):
        return Arrival(None, Why.NOBODY)
    until = datetime.fromtimestamp(int(headers[UNTIL]), UTC)
    made = Person(found, unquote(headers.get(NAME, "")).strip() or found, "proxy", until)
    return Arrival(None, Why.EXPIRED) if made.expired(datetime.now(UTC)) else Arrival(made)
