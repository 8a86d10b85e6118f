"""Who may do what, and which units a scope reaches."""

from __future__ import annotations

import logging
from dataclasses import dataclass

import pytest

from kpi.access import audit
from kpi.access.identity import check_listen_address, check_local, is_loopback, local_controller
from kpi.access.permissions import ROLES, WORDS, Permission, allowed, require
from kpi.access.reach import own_units, reach, subtree, top_unit, unit_above, why
from kpi.access.scope import Role, Scope
from kpi.errors import Fault, Refusal
from kpi.language import LANGUAGES, speaking


@dataclass(frozen=True)
class Node:
    depth: int
    children: tuple[str, ...] = ()


TREE = {
    "ROT": Node(0, ("A", "B")),
    "A": Node(1, ("A1", "A2")),
    "B": Node(1, ("B1",)),
    "A1": Node(2, ("A11",)),
    "A2": Node(2),
    "A11": Node(3),
    "B1": Node(2),
}


def scope(role: Role, *units: str) -> Scope:
    return Scope(role, units or ("ROT",), "test")


def test_a_controller_reaches_every_unit_whatever_the_scope_names() -> None:
    assert reach(scope(Role.CONTROLLER, "A"), TREE, "ROT") == frozenset(TREE)
    assert top_unit(scope(Role.CONTROLLER, "A"), TREE, "ROT") == "ROT"


def test_a_manager_reaches_the_own_unit_below_and_the_root_to_compare_with() -> None:
    assert reach(scope(Role.MANAGER, "A"), TREE, "ROT") == {"A", "A1", "A2", "A11", "ROT"}
    assert own_units(scope(Role.MANAGER, "A"), TREE) == {"A", "A1", "A2", "A11"}
    assert top_unit(scope(Role.MANAGER, "A"), TREE, "ROT") == "A"


def test_a_manager_of_two_units_reaches_both_and_opens_with_the_first_in_force() -> None:
    both = scope(Role.MANAGER, "GAMMAL", "A1", "B")
    assert reach(both, TREE, "ROT") == {"A", "A1", "A11", "B", "B1", "ROT"}
    assert own_units(both, TREE) == {"A1", "A11", "B", "B1"}
    assert top_unit(both, TREE, "ROT") == "A1"


def test_a_manager_of_an_unknown_unit_reaches_nothing_not_even_the_root() -> None:
    assert reach(scope(Role.MANAGER, "X"), TREE, "ROT") == frozenset()
    assert top_unit(scope(Role.MANAGER, "X"), TREE, "ROT") is None


def test_a_manager_also_sees_the_unit_above_to_compare_with_but_not_the_neighbours() -> None:
    assert reach(scope(Role.MANAGER, "A11"), TREE, "ROT") == {"A11", "A1", "ROT"}
    assert reach(scope(Role.MANAGER, "ROT"), TREE, "ROT") == frozenset(TREE)
    assert (unit_above("A11", TREE), unit_above("ROT", TREE), unit_above("X", TREE)) == ("A1", None, None)


@pytest.mark.parametrize(
    ("who", "unit", "yes", "said"),
    [
        (scope(Role.CONTROLLER), "B1", True, "ser alla enheter"),
        (scope(Role.MANAGER, "A1"), "A1", True, "Egen enhet."),
        (scope(Role.MANAGER, "A1"), "A11", True, "Ligger under den egna enheten A1."),
        (scope(Role.MANAGER, "A1"), "ROT", True, "Hela organisationen, att jämföra med."),
        (scope(Role.MANAGER, "A1"), "A", True, "Enheten närmast över, att jämföra med."),
        (scope(Role.MANAGER, "A1"), "B", False, "Ligger inte under någon egen enhet."),
        (scope(Role.MANAGER, "A1"), "X", False, "finns inte i organisationen det året"),
        (scope(Role.BOARD), "B", True, "två översta nivåerna"),
        (scope(Role.BOARD), "B1", False, "bara de två översta nivåerna"),
        (scope(Role.ADMIN), "ROT", False, "ser inga siffror"),
    ],
)
def test_each_unit_is_answered_for_with_a_reason(who: Scope, unit: str, yes: bool, said: str) -> None:
    answer = why(who, unit, TREE, "ROT")
    assert answer.ok is yes is (unit in reach(who, TREE, "ROT"))
    assert said in answer.reason


def test_the_board_reaches_the_top_two_levels_only() -> None:
    assert reach(scope(Role.BOARD, "A1"), TREE, "ROT") == {"ROT", "A", "B"}


def test_an_administrator_reaches_no_figures() -> None:
    assert reach(scope(Role.ADMIN), TREE, "ROT") == frozenset()
    assert not allowed(scope(Role.ADMIN), Permission.READ_FIGURES)
    assert allowed(scope(Role.ADMIN), Permission.MANAGE_ACCESS)


def test_a_subtree_lists_parents_before_children_and_survives_a_missing_child() -> None:
    assert subtree(TREE, "A") == ["A", "A1", "A11", "A2"]
    assert subtree({"R": Node(0, ("BORTA", "C")), "C": Node(1)}, "R") == ["R", "C"]
    assert subtree(TREE, "X") == []


READING = (Permission.READ_FIGURES, Permission.READ_UNIT, Permission.READ_CATALOGUE, Permission.READ_ACTIONS)


def test_only_those_with_units_open_the_page_of_a_unit() -> None:
    assert [role for role in Role if allowed(scope(role), Permission.READ_UNIT)] == [Role.CONTROLLER, Role.MANAGER]


@pytest.mark.parametrize("permission", [p for p in Permission if p not in READING])
@pytest.mark.parametrize("role", [Role.MANAGER, Role.BOARD])
def test_managers_and_the_board_may_only_read(role: Role, permission: Permission) -> None:
    answer = allowed(scope(role), permission)
    assert not answer.ok
    assert WORDS[permission] in answer.reason


def test_controllers_managers_and_the_board_read_the_actions_and_only_controllers_change_them() -> None:
    may = {p: [role for role in Role if allowed(scope(role), p)] for p in (Permission.READ_ACTIONS, Permission.EDIT_ACTIONS)}
    assert may == {
        Permission.READ_ACTIONS: [Role.CONTROLLER, Role.MANAGER, Role.BOARD],
        Permission.EDIT_ACTIONS: [Role.CONTROLLER],
    }


def test_every_role_and_permission_is_classified() -> None:
    assert set(ROLES) == set(Role)
    assert set(WORDS) == set(Permission)
    granted = set().union(*(role.permissions for role in ROLES.values()))
    assert granted == set(Permission), "a permission no role has is dead"


def test_a_role_that_is_not_known_is_denied() -> None:
    stranger = Scope("spöke", ("ROT",), "test")  # type: ignore[arg-type]
    assert not allowed(stranger, Permission.READ_FIGURES)
    assert reach(stranger, TREE, "ROT") == frozenset()
    assert top_unit(stranger, TREE, "ROT") is None


def test_a_unit_is_denied_when_its_reach_is_not_given_or_does_not_hold_it() -> None:
    manager = scope(Role.MANAGER, "A")
    assert not allowed(manager, Permission.READ_FIGURES, unit="A")
    assert not allowed(manager, Permission.READ_FIGURES, unit="B", reach=frozenset({"A"}))
    assert allowed(manager, Permission.READ_FIGURES, unit="A", reach=frozenset({"A"}))


def test_what_is_required_and_not_allowed_is_refused_in_swedish() -> None:
    with pytest.raises(Refusal) as refused:
        require(scope(Role.BOARD), Permission.IMPORT)
    assert refused.value.code == "not_allowed"
    assert refused.value.message == "Rollen nämnd får inte importera filer."


@pytest.mark.parametrize(
    ("address", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("[::1]", True),
        ("::ffff:127.0.0.1", True),
        ("localhost", True),
        ("LOCALHOST", True),
        ("0.0.0.0", False),
        ("::", False),
        ("", False),
        ("10.1.2.3", False),
        ("::ffff:10.0.0.1", False),
        ("127.0.0.1.example.se", False),
        ("localhost.example.se", False),
        ("kpi.region.se", False),
    ],
)
def test_only_loopback_addresses_count_as_local(address: str, loopback: bool) -> None:
    assert is_loopback(address) is loopback


def test_the_local_controller_is_given_out_on_loopback_only() -> None:
    check_local("::1")
    assert local_controller("ROT", "eva") == Scope(Role.CONTROLLER, ("ROT",), "eva")
    with pytest.raises(Refusal, match="inte inloggad"):
        check_local("192.168.0.9")


def test_the_server_refuses_to_start_elsewhere_without_an_identity_provider() -> None:
    check_listen_address("127.0.0.1")
    check_listen_address("0.0.0.0", identity_provider=True)
    for address in ("0.0.0.0", "", "10.0.0.5"):
        with pytest.raises(Refusal, match="Servern startar inte"):
            check_listen_address(address)


def test_scopes_with_the_same_reach_share_a_cache_key_and_others_do_not() -> None:
    assert Scope(Role.MANAGER, ("B", "A"), "x").key == Scope(Role.MANAGER, ("A", "B"), "y").key
    assert Scope(Role.MANAGER, ("A",), "x").key != Scope(Role.BOARD, ("A",), "x").key
    assert Scope(Role.MANAGER, ("A", "B"), "x").key != Scope(Role.MANAGER, ("A,B",), "x").key


def test_the_audit_log_is_one_line_that_a_file_name_cannot_forge(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "kpi.audit"):
        audit.record("eva", "import", file="a.xlsx\nuser=ond action=undo", batch=None)
    assert [r.getMessage() for r in caplog.records] == ['user=eva action=import file="a.xlsx?user=ond action=undo"']


def test_a_file_name_cannot_forge_a_field_of_the_audit_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "kpi.audit"):
        audit.record("eva", "import", file='a" action="undo', batch="b=c\\")
    assert caplog.records[-1].getMessage() == r'user=eva action=import file="a\" action=\"undo" batch="b=c\\"'


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "sv"])
def test_every_answer_is_given_in_the_language_of_the_run(language: str) -> None:
    """Each role asked for each permission, and for each unit: never in Swedish."""

    def said() -> list[str]:
        everyone = [scope(role, "A") for role in Role]
        asked = [allowed(who, permission).reason for who in everyone for permission in Permission]
        return asked + [why(who, unit, TREE, "ROT").reason for who in everyone for unit in (*TREE, "nowhere")]

    swedish = said()
    with speaking(language):
        assert all(one != other for one, other in zip(swedish, said(), strict=True))


@pytest.mark.parametrize(
    ("language", "place"), [("sv", "blad S, rad 3, kolumn K"), ("da", "ark S, række 3, kolonne K"), ("en", "sheet S, row 3, column K")]
)
def test_a_fault_s_place_is_told_in_the_language_of_the_run(language: str, place: str) -> None:
    with speaking(language):
        assert str(Fault("x", "!", sheet="S", row=3, column="K")) == f"{place}: !"
