"""What a file would change: the largest change first, and nothing that tells the size of one that may not be shown."""

from __future__ import annotations

import pyarrow as pa
import pytest

from kpi.views import preview


def row(number: int, old: float | None, new: float | None, kind: str = "changed") -> dict:
    return {
        "indicator": "x", "unit": f"U{number}", "period": "2024", "sex": "T", "population": "alla", "method": "",
        "value_from": old, "value_to": new, "n_from": 20, "n_to": 20, "kind": kind,
    }  # fmt: skip


class Shown:
    """A row as the gate lets it through; ``hidden`` for the units asked for."""

    def __init__(self, row: dict, hidden: frozenset[str]) -> None:
        self.unit, self.kind, self.hidden = row["unit"], row["kind"], row["unit"] in hidden
        self.value_from = None if self.hidden else row["value_from"]
        self.value_to = None if self.hidden else row["value_to"]


@pytest.fixture
def listed(monkeypatch):
    """``listed(rows, limit, hidden)``: the units in the order they are shown. The gate itself is tested where it is."""

    def show(rows: list[dict], limit: int = 100, hidden: tuple[str, ...] = ()) -> list[str]:
        monkeypatch.setattr(preview, "_gated", lambda _s, _all, chosen: [Shown(r, frozenset(hidden)) for r in chosen.to_pylist()])
        monkeypatch.setattr(preview, "require", lambda *_: None)
        return [r.unit for r in preview.preview(None, None, pa.Table.from_pylist(rows), [], limit)]

    return show


ROWS = [row(1, 80.0, 78.0), row(2, 3.0, 9.0), row(3, None, 5.0), row(4, 50.0, 60.0), row(5, 0.0, 0.0)]


def test_the_largest_change_in_proportion_comes_first_and_a_value_that_comes_or_goes_before_all(listed):
    assert listed(ROWS) == ["U3", "U2", "U4", "U1", "U5"]


def test_new_and_unchanged_come_after_in_the_files_order(listed):
    rows = [row(7, 1.0, 1.0, "unchanged"), row(8, None, 1.0, "new"), *ROWS[:2], row(9, None, 2.0, "new")]
    assert listed(rows) == ["U2", "U1", "U8", "U9", "U7"]
    assert listed(rows, limit=3) == ["U2", "U1", "U8"]


def test_a_hidden_change_stands_last_in_the_files_order_whatever_its_size(listed):
    large, small = [*ROWS, row(6, 1.0, 900.0)], [*ROWS, row(6, 1.0, 1.01)]
    assert listed(large, hidden=("U6", "U2")) == listed(small, hidden=("U6", "U2")) == ["U3", "U4", "U1", "U5", "U2", "U6"]


def test_a_list_that_is_cut_holds_no_hidden_change_and_is_filled_with_the_next(listed):
    assert listed(ROWS, limit=2, hidden=("U2",)) == ["U3", "U4"]
    assert listed(ROWS, limit=2, hidden=("U3", "U2", "U4")) == ["U1", "U5"]


def test_a_list_that_is_cut_is_the_same_whatever_a_hidden_change_is(listed):
    small = [*ROWS[:1], row(2, 3.0, 3.01), *ROWS[2:]]
    assert listed(ROWS, limit=3, hidden=("U2",)) == listed(small, limit=3, hidden=("U2",))


def test_an_organisations_rows_give_nothing(listed):
    assert listed([{"code": "A", "kind": "new"}]) == []
