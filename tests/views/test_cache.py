"""The views' cache: scalars as keys, bounded, safe between threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kpi.store import Store
from kpi.views import Views
from kpi.views.cache import Cache
from tests.views.world import BOARD, CONTROLLER, HELTID, deliver, fact, manager


def test_what_was_made_is_given_again() -> None:
    cache, made = Cache(2), []
    for _ in range(3):
        assert cache.get(("a", 1), lambda: made.append(1) or "x") == "x"
    assert len(made) == 1


def test_the_least_recently_used_goes_first() -> None:
    cache, made = Cache(2), []
    for key in ("a", "b", "a", "c", "a", "b"):
        cache.get((key,), lambda key=key: made.append(key))
    assert made == ["a", "b", "c", "b"]
    assert len(cache) == 2


def test_none_and_false_are_kept_too() -> None:
    cache, made = Cache(2), []
    for _ in range(2):
        cache.get(("a",), lambda: made.append(1))
    assert len(made) == 1


@pytest.mark.parametrize("part", [["lista"], {"a": 1}, Path("x"), (1, 2), object()])
def test_a_key_of_anything_but_scalars_is_a_fault(part: object) -> None:
    with pytest.raises(TypeError, match="scalars"):
        Cache(2).get(("a", part), lambda: 1)  # type: ignore[arg-type]


def test_many_threads_and_roles_each_get_their_own_view_while_imports_go_on(views: Views, organised: Store) -> None:
    deliver(organised, fact(HELTID, "O1", 2024, 70.0, n=100), fact(HELTID, "O3", 2024, 70.0, n=100))
    asked = [(CONTROLLER, 8), (BOARD, 3), (manager("O1"), 5), (manager("F2"), 3)]

    def look(number: int) -> bool:
        scope, units = asked[number % len(asked)]
        if number % 10 == 0:
            deliver(organised, fact(HELTID, "O1", 2024, 70.0 + number / 100, n=100), file=f"{number}.xlsx")
        view = views.overview(scope)
        return len(view.context.units) == units and len(view.areas) == 4

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(look, range(40)))
    last = views.status(CONTROLLER, year=2024, unit="O1")[1][2].value
    assert last == views.overview(CONTROLLER, unit="O1", year=2024).areas[0].cards[2].total.value
