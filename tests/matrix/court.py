"""The persons of tests/spec/access.md over a small synthetic organisation, and what a page told them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from streamlit.testing.v1 import AppTest

from kpi.access.grants import scope_of, today
from kpi.access.identity import Person
from kpi.access.scope import Role, Scope
from kpi.runtime import Runtime
from kpi.store.grant import NewGrant
from tests.pages.conftest import html_of

YEAR = 2024
PERSONS = {
    "controller": "cilla@prov.se", "chef": "anna@prov.se", "två enheter": "tor@prov.se", "ställföreträdare": "dan@prov.se",
    "utgången": "ulla@prov.se", "återkallad": "ove@prov.se", "nämnd": "nils@prov.se", "administratör": "ada@prov.se",
    "ingen": "ina@prov.se",
}  # fmt: skip
WITH_ACCESS = [name for name in PERSONS if name not in ("utgången", "återkallad", "ingen")]
ROLES = {"controller": Role.CONTROLLER, "chef": Role.MANAGER, "nämnd": Role.BOARD, "administratör": Role.ADMIN}


@dataclass(frozen=True)
class Court:
    """The organisation with its grants. ``units``: the table's words for units → codes. ``grants``: person → the id of a grant."""

    runtime: Runtime
    units: dict[str, str]
    grants: dict[str, str]

    def scope(self, who: str) -> Scope | None:
        return scope_of(PERSONS[who], self.runtime.store.grants(), today())

    def reach(self, who: str, year: int = YEAR) -> set[str]:
        scope = self.scope(who)
        return set() if scope is None or scope.role is Role.ADMIN else {u.code for u in self.runtime.views.context(scope, year).units}

    def everyone(self, year: int = YEAR) -> dict[str, str]:
        """Every unit's code and name."""
        return {u.code: u.name for u in self.runtime.views.context(self.runtime.scope, year).units}


def person(who: str) -> Person:
    """As one who has signed in."""
    return Person(PERSONS[who], who.capitalize(), "oidc", datetime.now(UTC) + timedelta(hours=1))


def hold(runtime: Runtime) -> Court:
    """Give everyone their roles."""
    units = runtime.views.context(runtime.scope, YEAR).units
    tree = {u.code: u for u in units}
    below = _below(runtime)
    own, neighbour = next((a, b) for top in below[runtime.programme.root_unit] for a, b in [below[top][:2]] if below[a] and below[b])
    above = next(code for code, children in below.items() if own in children)
    other = next(top for top in below[runtime.programme.root_unit] if top != above and below[top])
    places = {
        "den egna": own, "under den egna": below[own][0], "närmast över": above, "hela organisationen": runtime.programme.root_unit,
        "grannen": neighbour, "under grannen": below[neighbour][0], "i en annan del": below[other][0], "den andra delens topp": other,
        "en som inte finns": "FINNS-INTE",
    }  # fmt: skip
    assert all(code in tree for name, code in places.items() if name != "en som inte finns")
    yesterday = (today() - timedelta(days=1)).isoformat()
    given = {
        "controller": _new("controller", Role.CONTROLLER), "chef": _new("chef", Role.MANAGER, own),
        "två enheter": _new("två enheter", Role.MANAGER, own, places["i en annan del"]),
        "utgången": _new("utgången", Role.MANAGER, own, valid_to=yesterday), "återkallad": _new("återkallad", Role.MANAGER, own),
        "nämnd": _new("nämnd", Role.BOARD), "administratör": _new("administratör", Role.ADMIN),
    }  # fmt: skip
    given["ställföreträdare"] = _new("ställföreträdare", Role.MANAGER, deputy_for=given["chef"].id)
    runtime.store.change_access(list(given.values()), {}, "prov")
    runtime.store.change_access([], {given["återkallad"].id: "har slutat"}, "prov")
    return Court(runtime, places, {who: new.id for who, new in given.items()})


def _below(runtime: Runtime) -> dict[str, list[str]]:
    return {code: list(node.children) for code, node in runtime.store.tree(YEAR).items()}


def _new(who: str, role: Role, *units: str, **more: str) -> NewGrant:
    return NewGrant(PERSONS[who], who.capitalize(), role.value, "2020-01-01", "prov", units, **more)


def told(app: AppTest) -> str:
    """Everything that the page sent: HTML, choices, charts with hover texts and alternative texts, labels."""
    parts = [html_of(app)]
    for box in app.selectbox:
        parts += box.options
    for kind in ("plotly_chart", "markdown", "expander", "button", "download_button", "text_input", "checkbox", "file_uploader"):
        for element in app.get(kind):
            parts.append(json.dumps(str(getattr(element, "proto", "")), ensure_ascii=False))
    return "\n".join(parts).encode().decode("unicode_escape", "ignore") + "\n".join(parts)


def named(text: str, units: dict[str, str]) -> set[str]:
    """The codes of those units that the text tells about, by code or by name."""

    def stands(word: str) -> bool:
        return word in text and re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text) is not None  # mostly it is not there at all

    return {code for code, name in units.items() if stands(code) or stands(name)}


def shows_figures(app: AppTest) -> bool:
    """Has the page anything but words?"""
    html = html_of(app)
    return any(mark in html for mark in ("mb-card", "<table", "mb-track", "mb-counts")) or bool(app.get("plotly_chart") or app.selectbox)
