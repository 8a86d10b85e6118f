"""From grants to a scope: who has which role over which units on a day, and the reason for each yes and each no."""

from __future__ import annotations

from datetime import date

import pytest

from kpi.access.grants import day_of, explain, in_force, roles_of, scope_of
from kpi.access.scope import Role, Scope
from kpi.store.grant import Grant

TODAY = date(2026, 3, 2)


def grant(person: str = "anna", role: str = "manager", units: tuple[str, ...] = ("A",), **more) -> Grant:
    base = {
        "id": f"b-{person}-{role}-{'-'.join(units)}", "name": person.capitalize(), "valid_from": "2026-01-01", "valid_to": None,
        "deputy_for": None, "replaces": None, "reason": "chef", "user": "ada", "time": "2026-01-01T08:00:00.000000+00:00", "seq": 1,
    }  # fmt: skip
    return Grant(person=person, role=role, units=units, **(base | more))


def deputy(of: Grant, person: str = "dan", **more) -> Grant:
    return grant(person, units=(), deputy_for=of.id, **more)


REVOKED = {"revoked_time": "2026-02-01T09:00:00.000000+00:00", "revoked_user": "eva", "revoked_reason": "slutat"}


def why(person: str, grants: list[Grant], day: date = TODAY) -> str:
    return explain(person, grants, day).text


def test_nobody_sees_nothing():
    assert scope_of("anna", [], TODAY) is None
    assert scope_of("", [grant(person="")], TODAY) is None
    assert scope_of("bo", [grant()], TODAY) is None
    assert why("bo", [grant()]) == "Ingen behörighet har getts till personen, och utan behörighet visas ingenting."


def test_a_manager_has_the_units_of_the_grant_whatever_case_the_name_is_written_in():
    assert scope_of(" Anna ", [grant()], TODAY) == Scope(Role.MANAGER, ("A",), "anna")


def test_several_grants_of_a_manager_are_joined_in_the_order_they_were_given():
    newest_first = [grant(units=("C", "A"), seq=2), grant(units=("A", "B"))]
    assert scope_of("anna", newest_first, TODAY) == Scope(Role.MANAGER, ("A", "B", "C"), "anna")


@pytest.mark.parametrize(
    ("dates", "holds"),
    [
        ({"valid_from": "2026-03-02"}, True),
        ({"valid_from": "2026-03-03"}, False),
        ({"valid_to": "2026-03-02"}, True),
        ({"valid_to": "2026-03-01"}, False),
        ({"time": "2026-03-02T10:00:00.000000+00:00"}, True),
        ({"time": "2026-03-02T23:30:00.000000+00:00"}, False),  # the day after, in Sweden
        (REVOKED, False),
        (REVOKED | {"revoked_time": "2026-03-02T00:00:00.000000+00:00"}, False),
        (REVOKED | {"revoked_time": "2026-03-03T09:00:00.000000+00:00"}, True),
    ],
)
def test_a_grant_holds_between_its_days_and_until_it_is_revoked(dates, holds):
    assert (scope_of("anna", [grant(**dates)], TODAY) is not None) is holds


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"valid_from": "2026-03-03"}, "börjar gälla först 2026-03-03"),
        ({"valid_to": "2026-03-01"}, "slutade gälla 2026-03-01"),
        ({"time": "2026-04-01T08:00:00.000000+00:00"}, "gavs först 2026-04-01"),
        (REVOKED, "återkallades 2026-02-01 av eva: slutat"),
        ({"replaced_by": "b-x", "replaced_time": "2026-02-01T09:00:00.000000+00:00"}, "ersattes 2026-02-01"),
    ],
)
def test_each_no_says_why(changes, said):
    found = explain("anna", [grant(**changes)], TODAY)
    assert found.scope is None and found.roles == ()
    assert said in found.text and said in found.reasons[0].text
    assert not found.reasons[0].holds


def test_each_yes_says_why():
    found = explain("anna", [grant()], TODAY)
    assert found.text == "Rollen chef gäller."
    assert found.reasons[0].text == "Chef från 2026-01-01 tills vidare. Gavs 2026-01-01 av ada: chef."


def test_a_backdated_grant_gave_nothing_before_it_was_given():
    late = grant(valid_from="2025-01-01", time="2026-03-01T08:00:00.000000+00:00")
    assert scope_of("anna", [late], date(2026, 2, 28)) is None
    assert scope_of("anna", [late], date(2026, 3, 1)) is not None


def test_of_several_roles_one_holds_and_the_others_can_be_chosen():
    held = [grant(role="admin", units=()), grant(role="board", units=()), grant()]
    assert roles_of("anna", held, TODAY) == (Role.MANAGER, Role.BOARD, Role.ADMIN)
    assert scope_of("anna", held, TODAY) == Scope(Role.MANAGER, ("A",), "anna")
    assert scope_of("anna", held, TODAY, Role.BOARD) == Scope(Role.BOARD, (), "anna")
    assert scope_of("anna", held, TODAY, Role.CONTROLLER) is None
    assert "välja rollen nämnd eller administratör" in why("anna", held)
    assert explain("anna", held, TODAY, Role.CONTROLLER).text == (
        "Personen har inte rollen controller, bara chef, nämnd och administratör."
    )


def test_a_controller_is_a_controller_first():
    assert scope_of("anna", [grant(), grant(role="controller", units=())], TODAY).role is Role.CONTROLLER


def test_an_unknown_role_gives_nothing():
    assert scope_of("anna", [grant(role="spöke")], TODAY) is None
    assert "Rollen spöke är okänd." in why("anna", [grant(role="spöke")])


def test_a_deputy_has_the_units_of_the_one_deputised_for():
    own = grant(units=("A", "B"))
    assert scope_of("dan", [deputy(own), own], TODAY) == Scope(Role.MANAGER, ("A", "B"), "dan")
    assert explain("dan", [deputy(own), own], TODAY).reasons[0].text.startswith("Ställföreträdare för Anna (chef) från 2026-01-01")


@pytest.mark.parametrize("ended", [REVOKED, {"valid_to": "2026-03-01"}, {"valid_from": "2026-03-03"}])
def test_a_deputy_ends_with_the_grant_deputised_for(ended):
    own = grant(**ended)
    found = explain("dan", [deputy(own), own], TODAY)
    assert found.scope is None
    assert "Ställföreträdare för Anna, vars behörighet inte gäller" in found.reasons[0].text


@pytest.mark.parametrize("ended", [REVOKED, {"valid_to": "2026-03-01"}, {"valid_from": "2026-03-03"}])
def test_a_deputy_has_dates_of_its_own(ended):
    own = grant()
    assert scope_of("dan", [deputy(own, **ended), own], TODAY) is None
    assert scope_of("anna", [deputy(own, **ended), own], TODAY) is not None


def test_a_deputy_for_a_grant_that_is_not_there_has_nothing():
    assert scope_of("dan", [deputy(grant())], TODAY) is None


def test_a_deputy_follows_what_replaces_the_grant_and_no_other():
    first = grant(id="b-1", replaced_by="b-2", replaced_time="2026-02-01T09:00:00.000000+00:00")
    second = grant(id="b-2", units=("C",), replaces="b-1", time="2026-02-01T09:00:00.000000+00:00")
    unrelated = grant(id="b-3", units=("X",))
    held = [deputy(first), second, unrelated, first]
    assert scope_of("dan", held, TODAY).units == ("C",)
    assert scope_of("dan", held, date(2026, 1, 15)).units == ("A",)
    assert scope_of("anna", held, TODAY).units == ("X", "C")
    ended = grant(id="b-2", units=("C",), replaces="b-1", time="2026-02-01T09:00:00.000000+00:00", **REVOKED)
    assert scope_of("dan", [deputy(first), ended, unrelated, first], TODAY) is None


def test_own_grants_and_deputyships_are_joined():
    other = grant("bo", units=("B",))
    assert scope_of("anna", [deputy(other, "anna"), other, grant()], TODAY).units == ("A", "B")


def test_those_in_force_are_listed():
    held = [grant(), grant("bo", **REVOKED), deputy(grant())]
    assert [r.grant.person for r in in_force(held, TODAY)] == ["anna", "dan"]


def test_days_are_swedish():
    assert day_of("2026-07-01T22:30:00.000000+00:00") == date(2026, 7, 2)
    assert day_of("2026-07-01T21:30:00") == date(2026, 7, 1)
