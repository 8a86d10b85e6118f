"""A list of managers: read row by row, compared with the grants there are, applied whole or not at all."""

from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
import xlsxwriter

from kpi.access.grants import scope_of, today
from kpi.access.scope import Role, Scope
from kpi.errors import Refusal
from kpi.intake.managers import COLUMNS, write_template
from kpi.store import Store
from kpi.views import Views
from kpi.views.managers import Plan

ADMIN = Scope(Role.ADMIN, (), "ada")
HEAD = tuple(COLUMNS.values())
DAY = today()
YESTERDAY, TOMORROW = ((DAY + timedelta(days=step)).isoformat() for step in (-1, 1))


@pytest.fixture(scope="module")
def filled_file(organised_file: Path) -> Path:
    """The tests that store nothing share the small organisation."""
    return organised_file


def book(*rows: tuple, head: tuple = HEAD, above: int = 0) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        sheet = made.add_worksheet("Chefer")
        for number, row in enumerate((head, *rows), start=above):
            for at, text in enumerate(row):
                if isinstance(text, date):
                    sheet.write_datetime(number, at, text, made.add_format({"num_format": "yyyy-mm-dd"}))
                elif text:
                    sheet.write_string(number, at, text)
    return out.getvalue()


def plan(views: Views, *rows: tuple, name: str = "chefer.xlsx", **more) -> Plan:
    return views.plan_managers(ADMIN, book(*rows, **more), name)


def kinds(made: Plan) -> list[tuple[str, str | None]]:
    return [(row.kind, row.unit) for row in made.rows]


def faults(made: Plan) -> list[tuple[str, int | None]]:
    assert made.rows == ()
    return [(fault.code, fault.row) for fault in made.faults]


def units(store: Store, person: str) -> tuple[str, ...]:
    scope = scope_of(person, store.grants(), DAY)
    return scope.units if scope else ()


def test_a_list_gives_managers_their_units_by_code_or_name(views: Views, organised: Store) -> None:
    made = plan(
        views, ("Anna@x.se", "Anna Ek", "O1"), ("anna@x.se", "Anna Ek", "Område tre"), ("bo@x.se", "Bo", "F2", date(2020, 1, 1), TOMORROW)
    )
    assert kinds(made) == [("new", "O1"), ("new", "O3"), ("new", "F2")]
    views.apply_managers(ADMIN, made)
    assert set(units(organised, "anna@x.se")) == {"O1", "O3"}
    assert units(organised, "bo@x.se") == ("F2",)
    grant = next(g for g in organised.grants() if g.person == "bo@x.se")
    assert (grant.valid_from, grant.valid_to, grant.user, grant.reason) == ("2020-01-01", TOMORROW, "ada", "Ur listan chefer.xlsx")
    assert len({g.seq for g in organised.grants()}) == 1
    assert organised.check() == []


def test_the_same_list_again_changes_nothing(views: Views, organised: Store) -> None:
    rows = (("anna@x.se", "Anna", "O1", "", TOMORROW), ("dan@x.se", "Dan", "", "", "", "anna@x.se"))
    views.apply_managers(ADMIN, plan(views, *rows))
    version = organised.data_version()
    again = plan(views, *rows)
    assert [row.kind for row in again.rows] == ["unchanged", "unchanged"]
    assert views.apply_managers(ADMIN, again) == []
    assert organised.data_version() == version


def test_a_changed_row_takes_the_place_of_the_grant_and_its_deputy_goes_on(views: Views, organised: Store) -> None:
    views.apply_managers(ADMIN, plan(views, ("anna@x.se", "Anna", "O1"), ("dan@x.se", "Dan", "O1", "", "", "anna@x.se")))
    assert units(organised, "dan@x.se") == ("O1",)
    made = plan(views, ("anna@x.se", "Anna Ek", "O1", "", TOMORROW), ("dan@x.se", "Dan", "O1", "", "", "anna@x.se"))
    assert [(row.kind, row.row.person) for row in made.rows] == [("changed", "anna@x.se"), ("unchanged", "dan@x.se")]
    views.apply_managers(ADMIN, made)
    assert units(organised, "anna@x.se") == units(organised, "dan@x.se") == ("O1",)
    assert next(g for g in organised.grants() if g.person == "anna@x.se").valid_to == TOMORROW
    assert organised.check() == []


def test_who_is_not_in_the_list_keeps_what_they_have(views: Views, organised: Store) -> None:
    views.apply_managers(ADMIN, plan(views, ("anna@x.se", "Anna", "O1")))
    views.apply_managers(ADMIN, plan(views, ("bo@x.se", "Bo", "O2")))
    assert units(organised, "anna@x.se") == ("O1",)


def test_a_deputy_has_part_in_all_the_units_of_a_manager_or_in_one(views: Views, organised: Store) -> None:
    rows = (("anna@x.se", "Anna", "O1"), ("anna@x.se", "Anna", "F2"))
    views.apply_managers(
        ADMIN, plan(views, *rows, ("dan@x.se", "Dan", "", "", "", "anna@x.se"), ("eva@x.se", "Eva", "F2", "", "", "ANNA@x.se"))
    )
    assert set(units(organised, "dan@x.se")) == {"O1", "F2"}
    assert units(organised, "eva@x.se") == ("F2",)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("", "Anna", "O1"), "no_person"),
        (("anna@x.se", "Anna", ""), "unit_missing"),
        (("anna@x.se", "Anna", "O9"), "unknown_unit"),
        (("anna@x.se", "Anna", "O1", "1 mars"), "bad_date"),
        (("anna@x.se", "Anna", "O1", TOMORROW, YESTERDAY), "bad_dates"),
        (("anna@x.se", "Anna", "", "", "", "anna@x.se"), "own_deputy"),
        (("anna@x.se", "Anna", "", "", "", "finns.inte@x.se"), "no_principal"),
        (("ada", "Ada", "O1"), "own_grant"),
        (("bo@x.se", "Bo", "O2"), "row_twice"),
    ],
)
def test_each_fault_has_its_row_and_nothing_is_stored(views: Views, shared: Store, row: tuple, code: str) -> None:
    made = plan(views, ("bo@x.se", "Bo", "O2"), row)
    assert faults(made) == [(code, 3)]
    assert made.faults[0].message.strip()[-1] == "." and made.faults[0].column
    with pytest.raises(Refusal) as refused:
        views.apply_managers(ADMIN, made)
    assert refused.value.code == "bad_list"
    assert shared.grants() == ()


def test_a_list_with_personnummer_is_refused_whole_and_says_none(views: Views, shared: Store) -> None:
    for row in (("640823-3234", "Anna", "O1"), ("anna@x.se", "Anna 19640823-3234", "O1")):
        made = plan(views, ("bo@x.se", "Bo", "O2"), row)
        assert {fault.code for fault in made.faults} == {"personnummer"}
        assert not any("3234" in f"{fault.message}{fault.value}" for fault in made.faults)
    assert {f.code for f in plan(views, ("bo@x.se", "Bo", "O2"), head=("Användarnamn", "Personnummer", "Enhet")).faults} == {"personnummer"}
    assert plan(views, ("bo@x.se", "Bo", "O2"), name="640823-3234.xlsx").faults[0].code == "personnummer"


def test_what_is_no_list_is_said(views: Views, shared: Store) -> None:
    assert faults(plan(views, ("a", "b"), head=("Kolumn", "Annan"))) == [("no_header", None)]
    assert [code for code, _ in faults(plan(views))] == ["no_rows"]
    assert views.plan_managers(ADMIN, b"%PDF-1.7 nothing to read", "chefer.pdf").faults


def test_titles_above_and_other_columns_do_no_harm(views: Views, shared: Store) -> None:
    made = plan(views, ("x", "anna@x.se", "O1"), head=("Kommentar", "användarnamn", "ENHET"), above=3)
    assert [(row.row.row, row.row.person, row.unit) for row in made.rows] == [(5, "anna@x.se", "O1")]


def test_a_plan_is_for_the_grants_it_was_made_against(views: Views, organised: Store) -> None:
    made = plan(views, ("anna@x.se", "Anna", "O1"))
    views.give(ADMIN, "bo@x.se", "board", reason="ledamot")
    with pytest.raises(Refusal) as refused:
        views.apply_managers(ADMIN, made)
    assert refused.value.code == "changed_meanwhile"


def test_a_unit_within_a_grant_for_several_is_not_given_twice(views: Views, organised: Store) -> None:
    views.give(ADMIN, "anna@x.se", "manager", name="Anna", units=("O1", "O2"), reason="chef")
    assert kinds(plan(views, ("anna@x.se", "Anna", "O1"))) == [("unchanged", "O1")]
    assert faults(plan(views, ("anna@x.se", "Anna", "O1", "", TOMORROW))) == [("several_units", 2)]


def test_the_template_can_be_filled_in_and_read(views: Views, shared: Store, tmp_path) -> None:
    path = tmp_path / "mall.xlsx"
    write_template(path, [("O1", "Område ett")])
    assert faults(views.plan_managers(ADMIN, path.read_bytes(), "mall.xlsx")) == [("no_rows", None)]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"role": "chef"}, "unknown_role"),
        ({"units": ()}, "unit_missing"),
        ({"units": ("O9",)}, "unknown_unit"),
        ({"role": "board"}, "no_units"),
        ({"person": ""}, "no_person"),
        ({"person": "a\nb"}, "no_person"),
        ({"person": "196408233234"}, "personnummer"),
        ({"name": "Anna 640823-3234"}, "personnummer"),
        ({"person": "ADA"}, "own_grant"),
        ({"reason": ""}, "reason_missing"),
    ],
)
def test_a_grant_that_cannot_be_is_refused(views: Views, shared: Store, more: dict, code: str) -> None:
    asked = {"person": "anna@x.se", "role": "manager", "units": ("O1",), "reason": "chef"} | more
    with pytest.raises(Refusal) as refused:
        views.give(ADMIN, asked.pop("person"), asked.pop("role"), **asked)
    assert refused.value.code == code
    assert shared.grants() == ()


def test_the_explanation_has_a_reason_for_every_unit_and_action(views: Views, organised: Store) -> None:
    views.give(ADMIN, "anna@x.se", "manager", units=("O1",), reason="chef")
    found = views.explain(ADMIN, "Anna@X.se", year=2024)
    seen = {u.code: u.answer for u in found.units}
    assert {code for code, answer in seen.items() if answer.ok} == {"REGION", "F1", "O1", "V1", "V2"}
    assert all(answer.reason for answer in seen.values()) and all(answer.reason for _, answer in found.actions)
    nobody = views.explain(ADMIN, "ingen@x.se", year=2024)
    assert nobody.role is None and not any(u.answer.ok for u in nobody.units)
    assert "Ingen behörighet har getts" in nobody.explanation.text
