"""tests/spec/access.md: every role × page × address × file × view × command. Only what the role may see; each refusal says why."""

from __future__ import annotations

import inspect
import io
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from kpi.access.permissions import allowed
from kpi.access.scope import Role, Scope
from kpi.cli import COMMANDS, main
from kpi.cli.parser import build
from kpi.errors import Refusal
from kpi.intake.managers import COLUMNS
from kpi.programme.loader import load_programme, programme_dir
from kpi.programme.plan import State
from kpi.settings import DEFAULT_PROGRAMME
from kpi.store.grant import NewGrant
from kpi.views import Views
from kpi.views.action_list import ListPlan
from kpi.views.actions import Revision
from pages._ui import access, guard, navigation, programmes
from pages._ui.urls import Query
from tests.matrix.court import PERSONS, ROLES, WITH_ACCESS, YEAR, Court, named, person, shows_figures, told
from tests.pages.conftest import html_of
from tests.spec.tables import Row, rows
from tests.store.world import facts as fact_table

pytestmark = pytest.mark.xdist_group("pages")

PAGES, UNITS, ADDRESSES = (rows("access.md", having=name) for name in ("Sida", "Enhet", "Adress"))
FILES, VIEWS, AS_ROLE = (rows("access.md", having=name) for name in ("Fil", "Vy", "Kommando"))
INDICATOR = "korttidssjukfranvaro"
ACTION = "kf-1"
WITH_PARTS = ("access", "actions", "milestones", "judgements", "annotations", "shown")
GOAL = ("goal", "lonebildning")
ON_EVERY_PAGE = ("controller", "chef", "nämnd", "administratör", "ingen")
OPENED_BY_ALL = ("lage", "indikator", "importera")
ON_THE_PAGE = ("controller", "chef", "administratör", "ingen")  # of the others the guard itself is asked
SHOWN, NONE, NO_ROLE = "visas", "–", "tar ingen roll"
FULL = {"ar": "2023", "indikator": INDICATOR, "kon": "K", "manad": "3", "serie": "manad", "metod": "A", "visa": "ursprung"}
FULL |= {
    "atgard": ACTION,
    "gruppera": "ansvar",
    "ansvar": "CHR",
    "jamfor": "2022",
    "skriv": "visad",
    "sedan": "2024-01-01",
    "samband": "lonebildning",
}


def each(table: list[Row], persons: list[str]) -> list[Any]:
    return [pytest.param(row, who, id=f"{next(iter(row.cells.values()))}-{who}") for row in table for who in persons]


def judge(court: Court, app: Any, who: str, expected: str, year: int = YEAR, as_: str | None = None, asked: str | None = None) -> None:
    """Shown, and nothing of what ``as_`` (or the person) does not reach; or refused, with the reason and nothing else than the ``asked``
    code, given back as it was written."""
    assert not app.exception
    html = html_of(app)
    if expected.startswith(SHOWN):
        assert "Det gick inte" not in html and "ingen behörighet" not in html
        outside = {c: n for c, n in court.everyone(year).items() if c not in court.reach(as_ or who, year)}
        assert not named(told(app), outside)
    else:
        assert expected in html
        assert not shows_figures(app)
        assert not named(told(app), court.everyone(year)) - {court.runtime.programme.root_unit, asked}


# The tables are whole


def test_every_page_has_its_row():
    entries = navigation.entries(load_programme(programme_dir(DEFAULT_PROGRAMME)))
    assert {r["Sida"] for r in PAGES} == {"område" if e.area else e.path for e in entries}


def test_every_parameter_of_an_address_is_tried():
    tried = {name.partition("=")[0].strip() for row in ADDRESSES for name in row["Adress"].split(",")} | {"enhet"}
    assert tried == {f.name for f in fields(Query)}


def test_every_view_has_its_row():
    assert {r["Vy"] for r in VIEWS} == {name for name, _ in inspect.getmembers(Views, inspect.isfunction) if not name.startswith("_")}


def test_every_command_has_its_row():
    assert {r["Kommando"] for r in AS_ROLE} == set(COMMANDS)


def test_every_role_has_its_column():
    assert set(ROLES.values()) == set(Role)
    assert all(set(PERSONS) <= set(r.cells) for r in (*PAGES, *ADDRESSES))


# Pages


def said_of_page(court: Court, who: str, path: str, expected: str) -> None:
    """The guard's answer about a page, without drawing it."""
    if court.scope(who) is None:
        said(court, who, expected)
        return
    entry = next(e for e in navigation.entries(court.runtime.programme) if e.path == path or (e.area and path == "område"))
    answer = allowed(court.scope(who), entry.needs)
    assert answer.ok if expected == SHOWN else expected in answer.reason


def query_of(path: str) -> dict[str, str]:
    return {"ar": str(YEAR)} | ({"indikator": INDICATOR} if path == navigation.INDICATOR else {})


@pytest.mark.parametrize(("row", "who"), each(PAGES, list(PERSONS)))
def test_a_page_opened_cold_by_its_address(court, opened, row, who):
    if who not in ON_EVERY_PAGE and row["Sida"] not in OPENED_BY_ALL:
        said_of_page(court, who, row["Sida"], row[who])
        return
    area = next(e.path for e in navigation.entries(court.runtime.programme) if e.area)
    app = opened(who, area if row["Sida"] == "område" else row["Sida"], **query_of(row["Sida"]))
    expected = row[who]
    if expected == SHOWN and row["Sida"] == navigation.ACCESS:  # about units by name, without figures
        assert not app.exception and "Vad ser en person" in html_of(app)
        return
    judge(court, app, who, expected)


@pytest.mark.parametrize(("row", "who"), each(UNITS, ["controller", "chef", "två enheter", "ställföreträdare", "nämnd", "administratör"]))
def test_a_unit_in_the_address(court, row, who):
    scope, unit = court.scope(who), court.units[row["Enhet"]]
    if row[who] != SHOWN:
        with pytest.raises(Refusal, match=row[who]):
            court.runtime.views.overview(scope, year=YEAR, unit=unit)
        return
    assert court.runtime.views.overview(scope, year=YEAR, unit=unit).context.unit.code == unit
    assert unit in court.reach(who)


@pytest.mark.parametrize("who", WITH_ACCESS)
def test_a_unit_beside_opened_cold_by_its_address(court, opened, who):
    app = opened(who, navigation.INDICATOR, enhet=court.units["grannen"], **FULL)
    expected = next(r for r in UNITS if r["Enhet"] == "grannen")[who]
    judge(court, app, who, expected, 2023, asked=court.units["grannen"])


def said(court: Court, who: str, expected: str, **query: str) -> None:
    """The guard's answer, where a page would say no more than that."""
    try:
        runtime, asked = programmes.chosen(court.runtime, person(who), Query(**query))
        visitor = guard.admit(runtime, person(who), asked)
    except Refusal as refused:
        assert expected in refused.message
    else:
        assert visitor is None
        assert expected in access.why_not(court.runtime, person(who))[0]


@pytest.mark.parametrize(("row", "who"), each(ADDRESSES, list(PERSONS)))
def test_the_rest_of_the_address(court, opened, row, who):
    asked, expected = row["Adress"], row[who]
    if "," in asked:
        app = opened(who, navigation.INDICATOR, per="2099-01-01", **FULL)
        judge(court, app, who, expected, 2023)
        return
    name, _, value = asked.partition("=")
    put = {"chef:ENHET": f"chef:{court.units['den egna']}", "BEHÖRIGHET": court.grants["chef"], "UTGÅNGEN": court.grants["utgången"]}
    put["DETTA"] = court.runtime.programme.id
    if who not in ON_THE_PAGE and not expected.startswith(SHOWN):
        said(court, who, expected, **{name: put.get(value, value)})
        return
    app = opened(who, navigation.INDICATOR, indikator=INDICATOR, ar=str(YEAR), **{name: put.get(value, value)})
    as_ = expected.removeprefix("visas som ") if expected.startswith("visas som") else None
    judge(court, app, who, expected, as_=as_)
    if as_:
        assert "Du ser det som" in html_of(app) and "Sluta visa som" in html_of(app)
        mine = opened(as_, navigation.INDICATOR, indikator=INDICATOR, ar=str(YEAR))
        assert [c.proto.spec for c in app.get("plotly_chart")] == [c.proto.spec for c in mine.get("plotly_chart")]
        assert app.selectbox[0].options == mine.selectbox[0].options


@pytest.mark.parametrize("path", [navigation.IMPORT, navigation.LOG, navigation.ACCESS])
def test_who_sees_as_someone_else_can_do_no_more(court, opened, path):
    app = opened("controller", path, som="namnd")
    assert "Rollen nämnd får inte" in html_of(app) and "Sluta visa som" in html_of(app)
    assert not shows_figures(app) and not app.button


@pytest.mark.parametrize(("row", "who"), each(FILES, WITH_ACCESS))
def test_a_file_to_fetch(court, opened, row, who):
    path, label = row["Fil"].split(": ")
    app = opened(who, path, **query_of(path))
    found = [b for b in app.get("download_button") if b.proto.label == label]
    assert bool(found) is (row[who] != NONE)


# Views


def ask(court: Court, scope: Scope, name: str) -> Any:
    """Ask a view for something, within what the scope would reach."""
    views, unit = court.runtime.views, court.units["närmast över"]
    plan = f"{COLUMNS['person']};{COLUMNS['unit']}\nny@prov.se;{court.units['den egna']}\n".encode()
    admin = Scope(Role.ADMIN, (), "prov")
    asks: dict[str, Callable[[], Any]] = {
        "area": lambda: views.area(scope, views.programme.areas[0].id),
        "indicator": lambda: views.indicator(scope, INDICATOR),
        "series": lambda: views.series(scope, INDICATOR),
        "trace": lambda: views.trace(scope, INDICATOR),
        "revise": lambda: views.revise(scope, INDICATOR, target=2.0, baseline=3.0, valid_from=2050, reason="prov"),
        "assess": lambda: views.assess(scope, INDICATOR, unit=unit, year=2050, reason="prov"),
        "report_action": lambda: views.report_action(scope, ACTION, State.STARTED, reason="prov"),
        "revise_action": lambda: views.revise_action(scope, Revision(2050, "prov", ACTION, due_year=2060)),
        "link_action": lambda: views.link_action(scope, ACTION, INDICATOR, reason="prov"),
        "actions_workbook": lambda: views.actions_workbook(scope, _scratch(court)),
        "plan_actions": lambda: views.plan_actions(scope, b"", "a.csv", valid_from=2050),
        "apply_actions": lambda: views.apply_actions(scope, ListPlan("a", 2050, (), (), court.runtime.store.data_version())),
        "assess_milestone": lambda: _on_milestones(lambda: views.assess_milestone(scope, "finns-inte", "reached", reason="prov")),
        "tie_milestone": lambda: _on_milestones(lambda: views.tie_milestone(scope, "finns-inte", INDICATOR, reason="prov")),
        "judge": lambda: _judged(views, scope, 2050),
        "approve": lambda: _approved(views, scope, 2051),
        "withdraw": lambda: _withdrawn(views, scope, 2052),
        "annotate": lambda: _noted(views, scope),
        "remove_annotation": lambda: views.remove_annotation(scope, _noted(views, court.runtime.scope), "prov"),
        "present": lambda: views.present(scope, year=2050, audience=f"prov {court.runtime.store.data_version()}"),
        "preview": lambda: views.preview(scope, court.runtime.store.compare(fact_table()).rows, []),
        "explain": lambda: views.explain(scope, PERSONS["chef"]),
        "managers_template": lambda: views.managers_template(scope, _scratch(court)),
        "give": lambda: views.give(scope, f"{len(court.runtime.store.grants())}@prov.se", "board", reason="prov"),
        "revoke": lambda: views.revoke(scope, _spare(court), "prov"),
        "forget_person": lambda: views.forget_person(scope, _left(court), "har slutat"),
        "plan_managers": lambda: views.plan_managers(scope, plan, "chefer.csv"),
        "apply_managers": lambda: views.apply_managers(scope, views.plan_managers(admin, plan, "chefer.csv")),
    }
    return asks.get(name, lambda: getattr(views, name)(scope))()


def _on_milestones(change: Callable[[], Any]) -> None:
    """This pack has no milestones: who may say something of one gets as far as being told so."""
    with pytest.raises(Refusal) as refused:
        change()
    if refused.value.code != "unknown_milestone":
        raise refused.value


def _judged(views: Views, scope: Scope, year: int) -> None:
    views.judge(scope, *GOAL, year=year, verdict="uncertain", reason="prov")


def _approved(views: Views, scope: Scope, year: int) -> None:
    if scope.role is Role.CONTROLLER:
        _judged(views, scope, year)
    views.approve(scope, *GOAL, year=year)


def _withdrawn(views: Views, scope: Scope, year: int) -> None:
    if scope.role is Role.CONTROLLER:
        _approved(views, scope, year)
    views.withdraw(scope, *GOAL, year=year, reason="prov")


def _noted(views: Views, scope: Scope) -> str:
    return views.annotate(scope, INDICATOR, kind="event", period="2050", text="prov").id


def _scratch(court: Court) -> Path:
    return Path(court.runtime.settings.store).with_name("mall.xlsx")


def _spare(court: Court) -> str:
    """A grant to revoke, that nobody else in the tests needs."""
    given = court.runtime.views.give(Scope(Role.ADMIN, (), "prov"), f"r{len(court.runtime.store.grants())}@prov.se", "board", reason="prov")
    return given.id


def _left(court: Court) -> str:
    """A person who has left, for whom nobody in the tests needs to be taken."""
    new = NewGrant(f"s{len(court.runtime.store.grants())}@prov.se", "S", "board", "2020-01-01", "prov", valid_to="2020-12-31")
    court.runtime.store.change_access([new], {}, "prov")
    return new.person


@pytest.mark.parametrize(("row", "who"), each(VIEWS, list(ROLES)))
def test_a_view(court, row, who):
    scope = court.scope(who)
    if row[who] == SHOWN:
        ask(court, scope, row["Vy"])
        return
    before = court.runtime.store.grants()
    with pytest.raises(Refusal, match=row[who]) as refused:
        ask(court, scope, row["Vy"])
    assert refused.value.code == "not_allowed"
    assert len(court.runtime.store.grants()) - len(before) <= (row["Vy"] in ("revoke", "forget_person"))  # the one made for it


# Commands


@pytest.fixture(scope="module")
def at_rest(court, tmp_path_factory) -> dict[str, Any]:
    """The same store as a file that no server holds."""
    folder = tmp_path_factory.mktemp("vila")
    court.runtime.store.backup(folder / "kpi.duckdb")
    return {"environ": {"KPI_STORE": str(folder / "kpi.duckdb"), "KPI_USER": "prov"}, "cwd": folder}


@pytest.mark.parametrize(("row", "who"), each(AS_ROLE, [r.value for r in Role]))
def test_a_command(court, at_rest, row, who):
    name = row["Kommando"]
    positional = {"series": [INDICATOR], "trace": [INDICATOR], "report": ["--out", "rapport.xlsx"]}.get(name, [])
    scope = ["--scope", court.units["den egna"]] if who == Role.MANAGER else []
    words = [name, *positional, "--as-role", who, *scope]
    if row[who] == NO_ROLE:
        with pytest.raises(Refusal) as refused:
            build().parse_args(
                [
                    name,
                    *(["list"] if name in WITH_PARTS else []),
                    "--as-role",
                    who,
                ]
            )
        assert refused.value.code == "usage"
        return
    out, err = io.StringIO(), io.StringIO()
    code = main(words, out, err, **at_rest)
    assert code == (0 if row[who] == SHOWN else 2)
    if row[who] == SHOWN:
        as_ = next(name for name, role in ROLES.items() if role == who)
        outside = {c: n for c, n in court.everyone().items() if c not in court.reach(as_) | court.reach(as_, 2021)}
        assert not named(out.getvalue(), outside)
    else:
        assert row[who] in err.getvalue() and not out.getvalue()
    beside = ["--unit", court.units["under grannen"]]
    if name in ("status", "trace", "series", "report") and who in (Role.MANAGER, Role.BOARD):
        assert main([*words, *beside], io.StringIO(), err, **at_rest) == 2
        assert "utanför det du får se" in err.getvalue()


# In the middle of a visit


def test_a_role_that_is_taken_away_is_gone_at_the_next_click(court, opened):
    new = court.runtime.views.give(Scope(Role.ADMIN, (), "prov"), PERSONS["ingen"], "board", reason="prov")
    app = opened("ingen", navigation.START, ar="2022")
    assert "mb-card" in html_of(app)
    court.runtime.views.revoke(Scope(Role.ADMIN, (), "prov"), new.id, "prov")
    app.run()
    assert "återkallades" in html_of(app) and not shows_figures(app)


def test_no_control_of_another_role_is_drawn(court, opened):
    assert not opened("chef", navigation.CATALOGUE, indikator=INDICATOR).button


@pytest.mark.parametrize("who", ["chef", "nämnd"])
def test_only_a_controller_gets_to_write_the_years_status(court, opened, who):
    for asked in ("mal:lonebildning", f"indikator:{INDICATOR}", "visad"):
        app = opened(who, navigation.YEAR_STATUS, skriv=asked, ar=str(YEAR))
        assert not _to_write(app) and "Bedömt" in html_of(app) and "mb-write" not in html_of(app)
    assert _to_write(opened("controller", navigation.YEAR_STATUS, skriv="mal:lonebildning", ar=str(YEAR)))


def _to_write(app) -> list[str]:
    """The buttons that are not for making a document."""
    return [button.label for button in app.button if not button.key.startswith("rapport-")]
