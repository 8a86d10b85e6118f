"""The benchmarks say what they measure, fail when a limit is broken, and compare like with like."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest
from streamlit.proto.Delta_pb2 import Delta

from bench import __main__ as command
from bench import load, overview, rerun
from bench.table import Result, seconds, show, table
from kpi.store import open_store


def result(ratio: float, at_least: bool) -> Result:
    return Result("x", "mätning", ratio, 2.0, at_least, "1 mot 2")


@pytest.mark.parametrize(("ratio", "at_least", "held"), [(2.0, True, True), (1.9, True, False), (2.0, False, True), (2.1, False, False)])
def test_a_limit_holds_at_the_limit_and_not_beyond(ratio, at_least, held):
    assert result(ratio, at_least).held is held


def test_the_table_says_which_limit_is_broken():
    text = table([result(3.0, True), result(3.0, False)])
    good, bad = text.splitlines()[2:]
    assert "≥ 2,00 ×" in good and "håller" in good
    assert "≤ 2,00 ×" in bad and "BRYTS" in bad


def test_a_ratio_without_limit_is_told_and_never_fails():
    told = Result("x", "mätning", 9.0, None, False, "1 mot 2")
    assert told.held
    assert "BRYTS" not in table([told]) and "9,00" in table([told])


def test_times_are_medians_and_readable():
    waits = iter([0.0, 0.0, 0.05])
    assert seconds(lambda: __import__("time").sleep(next(waits)), 3) < 0.04
    assert (show(0.01234), show(2.5)) == ("12,3 ms", "2,50 s")


@pytest.mark.parametrize(("held", "code"), [(True, 0), (False, 1)])
def test_the_command_fails_when_a_limit_is_broken(monkeypatch, capsys, held, code):
    monkeypatch.setitem(sys.modules, "bench.importing", SimpleNamespace(measure=lambda: [result(3.0, held)]))
    assert command.main(["a"]) == code
    assert "3,00" in capsys.readouterr().out


def test_an_unknown_part_is_refused():
    assert command.main(["z"]) == 2


def test_the_overview_and_pandas_roll_up_the_same_facts_to_the_same_numbers(tmp_path):
    programme, size = load.bench_programme(), load.Size(4)
    assert len(programme.indicators) == 25 and len({i.id for i in programme.indicators}) == 25
    assert size.facts == 25 * 4 * 120 * 3
    store = open_store(str(tmp_path / "kpi.duckdb"), programme)
    load.fill(store, programme, size)
    shown = overview._shown(overview._overview(store, programme))
    store.close()
    totals = overview._totals(overview._in_pandas(programme, size)(), programme)
    overview._same(shown, totals)
    key = next(iter(totals))
    with pytest.raises(AssertionError):
        overview._same(shown, totals | {(key[0], load.YEARS[-1], key[2]): -1.0})


def test_the_constant_page_repeats_what_was_shown_and_refuses_what_it_does_not_know():
    html, box, line, empty, unknown = Delta(), Delta(), Delta(), Delta(), Delta()
    html.new_element.html.body = "<p>hej</p>"
    line.add_block.flex_container.direction = line.add_block.flex_container.Direction.HORIZONTAL
    box.new_element.selectbox.label = "Enhet"
    box.new_element.selectbox.options.extend(["a", "b"])
    box.new_element.selectbox.default = 1
    empty.new_element.empty.SetInParent()
    unknown.new_element.balloons.SetInParent()
    assert rerun.calls({(0, 1): line, (0, 0): html, (0, 1, 0): box, (0, 2): empty}) == [
        ((0, 0), "html", {"body": "<p>hej</p>"}),
        ((0, 1), "container", {"horizontal": True}),
        ((0, 1, 0), "selectbox", {"label": "Enhet", "options": ["a", "b"], "index": 1}),
    ]
    with pytest.raises(NotImplementedError, match="balloons"):
        rerun.calls({(0, 0): unknown})
