"""*Min enhet* as a manager and as a controller open it: sentence first, every figure a link to its origin, nothing of other units."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

import pytest

from kpi.access.scope import Role, Scope
from kpi.audit.texts import DRAWING, NUMBER, _written
from kpi.measure.status import Certainty
from pages._ui import guard, mine, navigation
from tests.pages.conftest import html_of
from tests.unit.test_mine_pieces import mine_row

pytestmark = pytest.mark.xdist_group("pages")

MINE = navigation.MINE


@pytest.fixture
def sign_in(filled, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Scope]:
    """Make whoever visits next a manager of the units (or another role)."""

    def become(*units: str, role: Role = Role.MANAGER) -> Scope:
        scope = Scope(role, units, "mia")
        monkeypatch.setattr(guard, "admit", lambda runtime, person, query: guard.Visitor(person, scope, scope, (role,)))
        return scope

    return become


@pytest.fixture
def units(filled) -> dict[int, list[str]]:
    """Depth → the codes of the sample's units in its last year."""
    found: dict[int, list[str]] = {}
    for unit in filled.views.context(filled.scope, 2024).units:
        found.setdefault(unit.depth, []).append(unit.code)
    return found


def read(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_a_manager_meets_the_answer_first(filled, visit, sign_in, units):
    scope = sign_in(units[2][0])
    app = visit(MINE, ar="2024")
    html = html_of(app)
    view = filled.views.mine(scope, year=2024)
    assert not app.exception
    heading = html.index(f'tabindex="-1">{view.place.unit.name}</h1>')
    assert html.index(view.finding[0]) - heading < 200
    assert all(sentence in read(html) for sentence in view.finding)
    assert "Min enhet · 2024" in html


def test_every_indicator_stands_under_its_area_and_its_value_leads_to_where_it_comes_from(filled, visit, sign_in, units):
    scope = sign_in(units[2][0])
    html = html_of(visit(MINE, ar="2024"))
    rows = filled.views.mine(scope, year=2024).rows
    assert html.count("<article") == len(rows) == 19
    shown = [row for row in rows if row.total.value is not None]
    assert 0 < len(shown) < 19
    for row in rows:
        link = re.search(rf'<p class="mb-value"><a href="/indikator\?[^"]*indikator={row.indicator.id}&amp;visa=ursprung', html)
        assert bool(link) is (row in shown)


def test_the_table_has_the_same_indicators_and_says_what_is_protected(filled, visit, sign_in, units):
    scope = sign_in(units[2][0])
    html = html_of(visit(MINE, ar="2024"))
    view = filled.views.mine(scope, year=2024)
    table = html[html.index("Visa alla siffror som tabell") :].split("</table>")[0]
    assert re.findall(r'<th role="rowheader" scope="row">([^<]+)</th>', table) == [row.indicator.label for row in view.rows]
    assert table.count("skyddat") >= sum(row.why == "protected" for row in view.rows) > 0


def test_what_is_not_shown_is_told_with_its_reason_and_without_a_number(filled, visit, sign_in, units):
    scope = sign_in(units[4][0])
    html = html_of(visit(MINE, ar="2024"))
    view = filled.views.mine(scope, year=2024)
    told = html[html.index("Det som inte visas, och varför") :].split("Vad enheten kan göra")[0]
    assert {row.why for row in view.rows} >= {"protected", "not_measured"}
    for row in view.rows:
        assert (row.indicator.label in told) is (row.why is not None or _sexes_protected(row))
    assert not re.search(r"\d", re.sub(r"\bhösten 20\d\d|dag 1–14", "", read(told)))


def _sexes_protected(row) -> bool:
    return row.total.value is not None and row.card.sexes is not None and row.card.sexes.women.status == "suppressed"


def test_a_manager_of_several_picks_a_unit_and_it_stays_in_the_address(filled, visit, sign_in, units):
    first, second = units[2][0], units[3][-1]
    sign_in(first, second)
    html = html_of(visit(MINE, ar="2023"))
    choices = re.findall(r'<li><a href="/min-enhet\?([^"]+)" data-mb="top"( aria-current="true")?><b>', html)
    assert [address for address, _ in choices] == [f"ar=2023&amp;enhet={code}" for code in (first, second)]
    assert [bool(here) for _, here in choices] == [True, False]
    assert "Mina enheter sida vid sida" in html
    assert html_of(visit(MINE, ar="2023", enhet=second)).count('aria-current="true"><b>') == 1


def test_a_unit_beside_is_refused_and_its_figures_are_not_there(filled, visit, sign_in, units):
    sign_in(units[2][0])
    app = visit(MINE, ar="2024", enhet=units[1][-1])
    assert not app.exception
    assert "Det gick inte" in html_of(app)
    assert "<article" not in html_of(app)


def test_the_root_is_there_to_compare_with_and_says_so(filled, visit, sign_in, units):
    sign_in(units[3][0])
    html = html_of(visit(MINE, ar="2024", enhet=units[0][0]))
    assert "Det här är inte din enhet" in html
    assert '<a href="/min-enhet?ar=2024" data-mb="top">Till min enhet</a>' in html


@pytest.mark.parametrize(("role", "there"), [(Role.MANAGER, True), (Role.CONTROLLER, True), (Role.BOARD, False)])
def test_the_menu_names_the_page_for_those_with_units_after_the_areas(filled, visit, sign_in, units, role, there):
    sign_in(units[0][0] if role is not Role.MANAGER else units[2][0], role=role)
    menu = html_of(visit()).split("</nav>")[0]
    names = re.findall(r'data-mb="top"[^>]*>([^<]+)</a></li>', menu)
    assert ("Min enhet" in names) is there
    if there:
        assert names[names.index("Min enhet") - 1] == filled.programme.areas[-1].name
        assert names[0] == "Läget"


def test_the_board_that_asks_by_address_is_told_why_not(filled, visit, sign_in, units):
    sign_in(units[0][0], role=Role.BOARD)
    app = visit(MINE)
    assert not app.exception
    assert "Rollen nämnd får inte se sidan om en enhet" in html_of(app)
    assert "<article" not in html_of(app)


def test_laget_leads_a_manager_to_the_own_unit(filled, visit, sign_in, units):
    sign_in(units[3][0])
    html = html_of(visit(ar="2024"))
    assert '<a href="/min-enhet?ar=2024" data-mb="top">Allt om enheten: Min enhet</a>' in html


@pytest.mark.parametrize("path", [navigation.START, MINE])
def test_a_manager_is_not_handed_the_links_of_a_controller_who_saw_as_that_manager(filled, visit, sign_in, units, path):
    seen_as = html_of(visit(path, ar="2024", som=f"chef:{units[3][0]}"))
    assert f"som=chef%3A{units[3][0]}" in seen_as.split("<h1")[1]
    sign_in(units[3][0])
    assert "som=" not in html_of(visit(path, ar="2024"))


@pytest.mark.parametrize("depth", [3])
def test_every_number_with_decimals_on_the_page_is_one_of_its_rows(filled, visit, sign_in, units, depth):
    """Words, drawings, hover and table say nothing that the gated rows do not: what they hide cannot stand there."""
    scope = sign_in(*units[depth][:2])
    view = filled.views.mine(scope, year=2024)
    page = html_of(visit(MINE, ar="2024")).split("<h1")[1]
    said = set(NUMBER.findall(DRAWING.sub(" ", page)))
    assert said
    assert said - set(_written(view)) <= {"99,8"}  # the funnel's limits


def test_looking_at_a_unit_is_logged_without_a_figure(filled, visit, sign_in, units, caplog):
    with caplog.at_level(logging.INFO, "kpi.audit"):
        visit(MINE, ar="2024", enhet=units[3][0])
    lines = [r.getMessage() for r in caplog.records if "action=view" in r.getMessage()]
    assert [line.split(" action=")[1] for line in lines] == [f"view page=min-enhet unit={units[3][0]} year=2024"]


def test_the_page_works_before_any_file_is_read(empty, visit):
    html = html_of(visit(MINE))
    assert "av nitton indikatorer" in html
    assert "Inget antal är inläst" in html


@pytest.mark.parametrize(
    ("d", "told"), [(0.0, "lika"), (0.04, "under 0,1\u00a0enh."), (-0.04, "under 0,1\u00a0enh."), (1.0, "+1,0\u00a0enh.")]
)
def test_a_difference_that_cannot_be_seen_is_not_written_as_zero(d, told):
    assert mine._difference(mine_row(), d, Certainty.UNKNOWN) == told
