"""Two programmes in one installation: the address says which, for those who may see it, and nothing of one is served for the other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kpi.access.identity import Person
from kpi.access.scope import Role, Scope
from kpi.errors import Refusal
from kpi.runtime import Runtime
from kpi.settings import Settings
from kpi.store.grant import NewGrant
from kpi.store.types import Revision
from kpi.text import numbers
from pages._ui import navigation, server, signin, state
from tests.extent import sweep
from tests.pages.conftest import Open, html_of
from tests.programme.pair import AREA, FIRST, NAME, OWN, SECOND, SHARED, STRICTER, TARGET, write_pair
from tests.spec.tables import rows

pytestmark = pytest.mark.xdist_group("pages")
YEAR, SICK = 2024, SHARED[1]


@pytest.fixture(scope="module")
def pair(filled_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    """The small sample, opened with both packs; the first is the default."""
    folder = tmp_path_factory.mktemp("tva")
    first, second = write_pair(folder)
    path = folder / "kpi.duckdb"
    path.write_bytes(filled_store.read_bytes())
    env = {"KPI_STORE": str(path), "KPI_USER": "Prov Provsson", "KPI_PROGRAMME": f"{first},{second}"}
    with Runtime.open(Settings.read(env)) as runtime:
        for one, people in ((runtime, ("anna", "bo")), (runtime.of(SECOND), ("anna", "cia"))):
            board = [NewGrant(f"{who}@prov.se", who, Role.BOARD.value, "2020-01-01", "prov") for who in people]
            chief = [NewGrant(f"{who}-c@prov.se", who, Role.CONTROLLER.value, "2020-01-01", "prov") for who in people]
            admin = [NewGrant(f"{who}-a@prov.se", who, Role.ADMIN.value, "2020-01-01", "prov") for who in people]
            one.store.change_access([*board, *chief, *admin], {}, "prov")
        yield runtime


@pytest.fixture
def opened(pair: Runtime, visit: Open, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Open a page as someone who has signed in (None: at the machine). What earlier visitors were shown is still kept."""
    monkeypatch.setattr(state, "_runtime", pair)

    def open_page(who: str | None, path: str = navigation.START, **query: str) -> AppTest:
        if who is not None:
            person = Person(f"{who}@prov.se", who, "oidc", datetime.now(UTC) + timedelta(hours=1))
            monkeypatch.setattr(signin, "arrival", lambda: signin.Arrival(person))
        app = visit(path, **query)
        assert not app.exception
        return app

    return open_page


def cards(page: str) -> set[str]:
    return set(re.findall(r"indikator=([a-z0-9-]+)", page))


PAGES = [navigation.START, "arsstatus", "indikator", "katalog"]
ROWS = rows("access.md", having="Program i adressen")
WHO = {"i båda": "anna", "i det första": "bo", "i det andra": "cia", "ingen": "ina", "maskinen": None}
NAMES = {"första": FIRST, "andra": SECOND}


def _everyone() -> Iterator[object]:
    """Every row for everyone on every page: two of the pages in turn, in a night each."""
    for turn, (row, who, path) in enumerate(product(ROWS, WHO, PAGES)):
        number, page = divmod(turn, len(PAGES))
        marks = () if (number + page + number // len(WHO)) % 2 == 0 else (sweep,)
        yield pytest.param(row, who, path, marks=marks, id=f"{path}-{who}-{row['Program i adressen']}")


@pytest.mark.parametrize(("row", "who", "path"), _everyone())
def test_who_gets_which_programme_by_the_address(opened, pair, row, who, path):
    asked, expected = row["Program i adressen"], row[who]
    query = {} if asked == "–" else {"program": NAMES.get(asked, asked)}
    page = html_of(opened(WHO[who], path, ar=str(YEAR), indikator=SICK, **query))
    own = {id_: {i.id for i in pair.of(id_).programme.indicators} for id_ in NAMES.values()}
    if expected not in NAMES:
        assert expected in page
        assert not cards(page) and not any(mark in page for mark in ("mb-card", "<table", "mb-track"))
        return
    here, there = NAMES[expected], next(p for p in NAMES.values() if p != NAMES[expected])
    assert f"program={here}" in page
    assert not cards(page) - own[here]
    assert not [a.name for a in pair.of(there).programme.areas if a.name in page]


def test_without_a_name_the_default_is_shown_and_from_then_on_named(opened, pair):
    page = html_of(opened(None, ar=str(YEAR)))
    assert cards(page) == {i.id for i in pair.programme.indicators}
    links = [a for a in re.findall(r'href="(/[^"]*)"', page) if not a.startswith("/auth")]
    assert links and all("program=" in a for a in links)
    assert f'<a href="/?ar={YEAR}&amp;program={SECOND}">{NAME}</a>' in page, "a link to the other, which loads a whole page"


def test_the_address_says_which_programme_and_every_page_is_its_own(opened, pair):
    page = html_of(opened(None, ar=str(YEAR), program=SECOND))
    assert cards(page) == {*SHARED, OWN}
    assert "Närvaro" in page and pair.programme.areas[0].name not in page
    links = re.findall(r'href="(/[^"]*)" data-mb', page)
    assert links and all(f"program={SECOND}" in a for a in links)
    for path in (e.path for e in navigation.entries(pair.of(SECOND).programme)):
        found = html_of(opened(None, path, program=SECOND, indikator=SICK))
        assert found.count("<h1") == 1 and pair.programme.areas[0].name not in found


def test_the_same_figure_is_held_against_each_programmes_own_target(opened, pair):
    pair.of(SECOND).store.revise_target(Revision(SICK, 1.9, 4.0, "down", 2026, "beslut", "prov"))
    there, here = (html_of(opened(None, program=p, ar=str(YEAR))) for p in (SECOND, FIRST))
    own, others = (numbers.stated(i, i.target) for i in (pair.of(SECOND).programme.indicator(SICK), pair.programme.indicator(SICK)))
    assert (own, others) == ("2,1\u00a0%", "2,7\u00a0%")
    assert f"mål {own}" in there and f"mål {others}" not in there
    assert f"mål {others}" in here and f"mål {own}" not in here
    rows = [{r.indicator.id: r for r in one.views.status(one.scope, year=YEAR)[1]} for one in (pair, pair.of(SECOND))]
    assert [r[SICK].target for r in rows] == [2.7, TARGET]
    assert rows[0][SICK].value == rows[1][SICK].value


def test_what_is_hidden_is_the_same_for_both_by_the_stricter_limit(pair):
    seen = []
    for one in (pair, pair.of(SECOND)):
        units = [u.code for u in one.views.context(one.scope, YEAR).units]
        status = {u: one.views.status(one.scope, year=YEAR, unit=u, sex=s)[1] for u in units for s in ("T",)}
        seen.append({(u, r.indicator.id): (r.value, r.n, r.status) for u, rows in status.items() for r in rows if r.indicator.id in SHARED})
    assert {key: (value, n) for key, (value, n, _) in seen[0].items()} == {key: (value, n) for key, (value, n, _) in seen[1].items()}
    assert min(n for _, n, _ in seen[0].values() if n is not None) >= STRICTER
    assert {i.min_n for one in (pair, pair.of(SECOND)) for i in one.programme.indicators if i.id in SHARED} == {STRICTER}


@pytest.mark.parametrize(("who", "program", "said"), [
    ("bo", SECOND, f"ingen behörighet i programmet ”{NAME}”"),
    ("bo", "hittepa", "finns inte här"),
    ("anna", "hittepa", "finns inte här"),
    (None, "hittepa", "finns inte här"),
    (None, f"{FIRST},{SECOND}", "finns inte här"),
])  # fmt: skip
def test_an_unknown_or_forbidden_programme_is_refused_never_another_in_its_place(opened, who, program, said):
    for path in (navigation.START, "indikator", AREA):
        page = html_of(opened(who, path, program=program, indikator=SICK))
        assert said in page
        assert not any(mark in page for mark in ("mb-card", "<table", "mb-track", "mb-counts"))


def test_who_has_one_programme_gets_it_and_no_switcher(opened, pair):
    page = html_of(opened("cia", ar=str(YEAR)))
    assert cards(page) == {*SHARED, OWN}
    assert "mb-programmes" not in page and pair.programme.name not in page
    page = html_of(opened("anna", ar=str(YEAR)))
    assert "mb-programmes" in page and NAME in page


def test_nobody_without_any_grant_is_told_anything_of_either(opened):
    for query in ({}, {"program": SECOND}, {"program": FIRST}):
        assert "Ingen har gett dig" in html_of(opened("ina", **query))


def test_an_area_of_the_other_programme_says_where_it_is(opened, pair):
    page = html_of(opened(None, AREA, program=FIRST))
    assert "Programområdet finns inte i programmet" in page and f'href="/{AREA}?program={SECOND}"' in page
    assert "Alla kan vara på jobbet" not in page
    assert f'href="/{AREA}' not in html_of(opened("bo", AREA, program=FIRST)), "not to someone who may not go there"
    assert {AREA, pair.programme.areas[0].id} <= server._paths()


def test_figures_are_common_so_a_controller_of_one_programme_changes_none(opened):
    for who in ("bo-c", "cia-c"):
        assert "bara den som har rollen i alla får importera filer" in html_of(opened(who, "importera"))
    assert "Importera" in html_of(opened("anna-c", "importera"))


def test_an_administrator_gives_and_sees_the_grants_of_one_programme(opened, pair):
    page = html_of(opened("anna-a", "atkomst", program=SECOND))
    assert f"Behörigheterna gäller programmet ”{NAME}”" in page
    assert "cia@prov.se" in page and "bo@prov.se" not in page
    admin = Scope(Role.ADMIN, (), "anna-a@prov.se", SECOND)
    for scope in (Scope(Role.ADMIN, (), "anna-a@prov.se", FIRST), Scope(Role.ADMIN, (), "anna-a@prov.se")):
        with pytest.raises(Refusal, match="gäller inte programmet"):
            pair.of(SECOND).views.give(scope, "ny@prov.se", "board", reason="prov")
    made = pair.of(SECOND).views.give(admin, "ny@prov.se", "board", reason="prov")
    assert made.programme == SECOND
    assert "finns inte här" not in html_of(opened("ny")) and NAME in html_of(opened("ny", "katalog"))
    assert "ingen behörighet" in html_of(opened("ny", program=FIRST))


def test_every_view_refuses_a_scope_of_the_other_programme(pair):
    first, second = pair, pair.of(SECOND)
    asked = {name for name in dir(first.views) if not name.startswith("_") and callable(getattr(first.views, name))}
    assert len(asked) > 40
    for name in asked:
        for scope in (second.scope, Scope(Role.CONTROLLER, ("REGION",), "prov")):
            with pytest.raises(Refusal) as caught:
                getattr(first.views, name)(scope)
            assert caught.value.code == "not_allowed"
