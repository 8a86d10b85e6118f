"""The pages of each pack: every one, for years from the first to after the last, and for the whole as for a small unit, by every role.

Each page in one of the years, for the whole or for the small unit, and every year and both on some page. ``make packs``: all of all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import product

import pytest
from streamlit.testing.v1 import AppTest

from kpi.access.permissions import Permission, allowed
from kpi.access.scope import Role, Scope
from kpi.language import LANGUAGES, speaking, tr
from kpi.runtime import Runtime
from kpi.text import numbers, words
from kpi.text.escape import html
from kpi.views.rows import StatusRow
from pages._ui import navigation, signin, state
from tests.extent import ALL
from tests.matrix.court import named, shows_figures
from tests.matrix.court import told as everything
from tests.packs import visitors
from tests.packs.filling import leaves, organisation, small
from tests.packs.packs import Pack
from tests.packs.speech import foreign
from tests.pages.conftest import html_of, visit
from tests.pages.test_languages import kept, read

__all__ = ["visit"]
pytestmark = pytest.mark.xdist_group("packs")
Opened = Callable[..., AppTest]
VALUE = re.compile(r'<p class="mb-value">(.*?)</p>')
TAG = re.compile(r"<[^>]*>")


@pytest.fixture
def opened(runtime: Runtime, visit: Opened, monkeypatch: pytest.MonkeyPatch) -> Opened:
    """Open a page as someone who has signed in; without a name, as the local controller."""
    monkeypatch.setattr(state, "_runtime", runtime)
    state.rendered.clear()

    def open_page(path: str, who: str | None = None, **query: str) -> AppTest:
        with monkeypatch.context() as patch:
            if who:
                patch.setattr(signin, "arrival", lambda: signin.Arrival(visitors.person(who)))
            return visit(path, **query)

    return open_page


def asked(pack: Pack) -> Iterator[tuple[str, dict[str, str]]]:
    """Every page, with what it is about."""
    for entry in navigation.entries(pack.programme):
        if entry.path != navigation.INDICATOR:
            yield entry.path, {}
    indicators = pack.measured if ALL else pack.measured[:1] + pack.measured[-1:]
    for indicator in indicators:
        yield navigation.INDICATOR, {"indikator": indicator.id}
        yield navigation.INDICATOR, {"indikator": indicator.id, "visa": navigation.ORIGIN}
    for indicator in indicators[:1]:
        yield navigation.CATALOGUE, {"indikator": indicator.id}
    if not indicators:
        yield navigation.INDICATOR, {}
    paths = {e.area: e.path for e in navigation.entries(pack.programme)}
    for area in pack.programme.areas if ALL else pack.programme.areas[:1]:
        yield from ((navigation.ACTIONS, {"atgard": action.id}) for action in area.actions[:1])
        yield from ((paths[area.id], {"delmal": milestone.id}) for milestone in area.milestones[:1])
    for elements in (pack.programme.plan_goals, pack.programme.strategies, pack.programme.foundations):
        yield from ((navigation.MAP, {"samband": element.id}) for element in elements[:1])


def test_every_page_opens_in_the_packs_language_with_its_own_words(runtime: Runtime, pack: Pack, opened: Opened) -> None:
    told_as_it_is = [*kept(runtime), "Prov", "Manager", "Controller", "Admin", "Board"]
    wrong, said = [], {}
    for number, (path, query) in enumerate(asked(pack)):
        entry = next(e for e in navigation.entries(pack.programme) if e.path == path)
        area = next((a for a in pack.programme.areas if a.id == entry.area), None)
        for year, unit in turns(pack, number) if entry.filtered else [(pack.first, pack.programme.root_unit)]:
            app = opened(path, ar=str(year), enhet=unit, **query)
            page, where = html_of(app), (path, query, year, unit)
            if app.exception or app.error or page.count("<h1") != 1 or ">None<" in page:
                wrong.append((where, [e.value for e in app.exception], page[:200]))
            if area is not None and not query and html(area.aim or _no_goal(pack)) not in page:
                wrong.append((where, "does not say its goal"))
            said |= dict.fromkeys((text for text in read(app) if text not in said), where)  # where it is said first
    wrong += [(said[text], text) for text in foreign(said, pack, told_as_it_is)]
    assert wrong == []


def turns(pack: Pack, number: int) -> list[tuple[int, str]]:
    """Years and units to open the page with this number for."""
    units = [pack.programme.root_unit, small(pack)]
    if ALL:
        return list(product(pack.years, [*units, *leaves(pack)[:-1]]))
    return [(pack.years[number % 4], units[number // 4 % 2])]


def test_another_language_would_have_been_found(pack: Pack) -> None:
    for other in LANGUAGES:
        with speaking(other):
            said = allowed(Scope(Role.ADMIN, (), "prov"), Permission.READ_FIGURES).reason
        assert bool(foreign([said], pack)) is (other != pack.programme.language), said


def _no_goal(pack: Pack) -> str:
    with speaking(pack.programme.language):
        return str(words.NO_GOAL)


def test_the_start_page_shows_the_stores_gated_figures_and_no_other(runtime: Runtime, pack: Pack, opened: Opened) -> None:
    for year, unit in product(pack.years, [pack.programme.root_unit, leaves(pack)[0], small(pack)]):
        app = opened(navigation.START, ar=str(year), enhet=unit)
        with speaking(pack.programme.language):
            view = runtime.views.overview(runtime.scope, year=year, unit=unit)
            rows = [card.total for area in view.areas for card in (*area.cards, *area.supplementary)]
            wanted = [numbers.MISSING if row.value is None else _in_words(row) for row in rows]
        assert [TAG.sub("", value) for value in VALUE.findall(html_of(app))] == wanted, (year, unit)
        if unit == small(pack):
            assert all(row.value is None or row.origin == "plan" for row in rows)
        assert not app.exception


def _in_words(row: StatusRow) -> str:
    """As many decimals as the indicator has; the plan's own figures as the plan has them."""
    return numbers.stated(row.indicator, row.value) if row.origin == "plan" else numbers.value(row.indicator, row.value)


def test_a_pack_without_indicators_says_that_there_are_none(pack: Pack, opened: Opened) -> None:
    page = html_of(opened(navigation.START, ar=str(pack.first)))
    assert page.count('class="mb-card"') == len(pack.measured)
    assert all(html(area.name) in page for area in pack.programme.areas)


# ------------------------------------------------------------------------------------ roles


@pytest.mark.parametrize("who", list(visitors.ROLES))
def test_a_role_sees_what_it_may_and_is_told_why_not(runtime: Runtime, pack: Pack, opened: Opened, who: str) -> None:
    scope = visitors.scope(runtime, who)
    everyone = {u.code: u.name for u in organisation(pack)}
    root = pack.programme.root_unit
    reached = {u.code for u in runtime.views.context(scope, pack.first).units} if who != "admin" else set()
    entries = list(navigation.entries(pack.programme))
    if not ALL:  # one page of each kind, and for who sees all only those that need more than figures
        first_area = next(e for e in entries if e.area)
        entries = [e for e in entries if not e.area or e == first_area]
        entries = [e for e in entries if who == "manager" or not allowed(scope, e.needs) or e.path == navigation.START]
    for entry in entries:
        query = {"indikator": pack.measured[0].id} if entry.path == navigation.INDICATOR and pack.measured else {}
        app = opened(entry.path, who, ar=str(pack.first), **query)
        page = html_of(app)
        assert not app.exception
        with speaking(pack.programme.language):
            answer = allowed(scope, entry.needs)
        if answer:
            assert page.count("<h1") == 1
            if who != "admin":  # who gives access sees units by name
                assert not named(everything(app), {c: n for c, n in everyone.items() if c not in reached | {root}}), entry.path
        else:
            assert html(answer.reason) in page, entry.path
            assert not shows_figures(app) and not named(everything(app), everyone), entry.path
            assert foreign([answer.reason], pack) == []


def test_a_manager_reaches_the_own_unit_and_what_is_below_and_is_told_of_no_other(runtime: Runtime, pack: Pack, opened: Opened) -> None:
    own, other = visitors.own_unit(pack), visitors.beside(pack)
    everyone = {u.code: u.name for u in organisation(pack)}
    mine = opened(navigation.START, "manager", ar=str(pack.first), enhet=own)
    assert everyone[own] in everything(mine) and not named(everything(mine), {other: everyone[other]})
    refused = opened(navigation.START, "manager", ar=str(pack.first), enhet=other)
    with speaking(pack.programme.language):
        why = tr("Enheten {unit} finns inte eller ligger utanför det du får se.", unit=other)
    assert html(why) in html_of(refused)
    assert not named(everything(refused), {other: "–", **{c: n for c, n in everyone.items() if c != other}}) - {other}


def test_who_has_no_role_sees_nothing(pack: Pack, opened: Opened) -> None:
    app = opened(navigation.START, visitors.NOBODY)
    assert not app.exception and not shows_figures(app)
    assert not named(everything(app), {u.code: u.name for u in organisation(pack)})
    assert foreign(read(app), pack, ["Nobody", "nobody@prov.se", "Manager", "Controller", "Admin", "Board"]) == []
