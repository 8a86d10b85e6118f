"""Managers at the same time, each on their own unit: no cell of another scope in any answer, on the wire. ``make wire``: 100 of them."""

from __future__ import annotations

import base64
import json

import numpy as np
import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from bench.wire import Heard, foreign, listen, organisation, unpacked
from tests.extent import examples

pytestmark = pytest.mark.xdist_group("pages")

MANAGERS = 12  # more than a branch has
AT_ONCE = examples(5, MANAGERS)
UNITS = organisation(MANAGERS, "ROT")
OWN, OTHER = (next(u for u in UNITS if u.code == code) for code in ("CHEF000X", "CHEF011X"))


def test_no_manager_is_sent_a_cell_of_another_scope():
    outcome = listen(AT_ONCE)
    assert outcome.foreign == []
    assert outcome.own == AT_ONCE, "nobody's own figures were seen: nothing is proved"
    assert outcome.files == AT_ONCE * 4  # the indicator's page four times: own, origin, above, all


@pytest.mark.parametrize("mark", sorted(OTHER.marks()))
def test_a_mark_of_another_unit_is_heard_however_it_is_written(mark):
    assert foreign(Heard([f"<td>{mark}</td>"]), OWN, UNITS) == [mark]
    assert foreign(Heard([f'{{"y":["{mark}"]}}']), OWN, UNITS) == [mark]


def test_the_own_marks_and_those_above_and_below_are_not_foreign():
    text = " ".join([*OWN.marks(), "GREN000X", "BLAD000X", "ROT"])
    assert foreign(Heard([text]), OWN, UNITS) == []
    assert foreign(Heard(["GREN001X"]), OWN, UNITS) == ["GREN001X"]


def test_every_mark_is_one_units_alone():
    marks = [mark for u in UNITS if u.depth == 2 for mark in u.marks()]
    assert len(marks) == len(set(marks))


def test_charts_are_unpacked_also_their_binary_arrays():
    message = ForwardMsg()
    packed = base64.b64encode(np.array([OTHER.value, 1.0]).tobytes()).decode()
    spec = {"data": [{"y": {"bdata": packed, "dtype": "f8"}, "x": [OTHER.value], "customdata": [[OTHER.n, "a"]], "text": "hej"}]}
    message.delta.new_element.plotly_chart.spec = json.dumps(spec)
    assert foreign(Heard(unpacked(message)), OWN, UNITS) == sorted([f"{OTHER.value:.6f}", str(OTHER.n)])
    spec["data"][0].pop("x")
    spec["data"][0].pop("customdata")
    message.delta.new_element.plotly_chart.spec = json.dumps(spec)
    assert foreign(Heard(unpacked(message)), OWN, UNITS) == [f"{OTHER.value:.6f}"]
    assert unpacked(ForwardMsg()) == []
