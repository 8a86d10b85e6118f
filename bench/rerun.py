"""(c) A rerun of *Läget* against a page with the same elements and constant data.

Both are served by the same kind of server and asked over the frontend's WebSocket protocol: from the question until the server says that
the run is finished. The constant page is made from what *Läget* showed: the same calls, with the same texts, as constants. The store holds
the whole sample organisation. Reruns of the two are taken in turn, so that whatever else the machine does falls on both.
"""

from __future__ import annotations

import json
import statistics
import tempfile
from pathlib import Path
from typing import Any

from streamlit.proto.Delta_pb2 import Delta

from bench.session import Visitor, server, visitor
from bench.table import Result, show
from kpi.intake import Intake
from kpi.programme.loader import load_programme, programme_dir
from kpi.sample import write_sample
from kpi.store import open_store

AT_MOST = 2.5
WARM, RUNS = 10, 60
Call = tuple[tuple[int, ...], str, dict[str, Any]]


def measure() -> list[Result]:
    """Läget, whole organisation and latest year, as on any rerun; and for another unit and year each time, nothing of which is cached."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        units = fill_store(folder)
        quiet = {"STREAMLIT_LOGGER_LEVEL": "error"}
        with server(["app.py"], {"KPI_STORE": str(folder / "bench.duckdb")}) as (_, port), visitor(port) as laget:
            laget.rerun()
            (folder / "page.json").write_text(json.dumps(calls(laget.page)), encoding="utf-8")
            with (
                server(["bench/constant_app.py"], quiet | {"BENCH_PAGE": str(folder / "page.json")}) as (_, other),
                visitor(other) as constant,
            ):
                constant.rerun()
                _same_elements(laget, constant)
                again, plain = _in_turn(laget, constant, [""])
                other_units, plain_too = _in_turn(laget, constant, [f"enhet={u}&ar={y}" for y in (2023, 2024) for u in units])
            assert not laget.faults and not constant.faults, laget.faults + constant.faults
    return [
        Result("c", "omkörning av Läget mot konstant sida", again / plain, AT_MOST, False, f"{show(again)} mot {show(plain)}"),
        Result(
            "c", "Läget för ny enhet och nytt år varje gång mot konstant sida", other_units / plain_too, None, False,
            f"{show(other_units)} mot {show(plain_too)}",
        ),
    ]  # fmt: skip


def fill_store(folder: Path) -> list[str]:
    """A store in the folder with the whole sample; returns units to look at."""
    programme = load_programme(programme_dir("region-vastmanland"))
    store = open_store(str(folder / "bench.duckdb"), programme)
    intake = Intake(programme, store)
    for path in write_sample(programme, folder):
        outcome = intake.run(path, "bench").to_json()
        assert outcome["state"] == "active", outcome
    units = [unit.code for unit in store.units() if unit.parent is not None and unit.valid_from is None and unit.valid_to is None]
    store.close()
    return units[: (WARM + RUNS) // 2]


def _in_turn(laget: Visitor, constant: Visitor, queries: list[str]) -> tuple[float, float]:
    """Median seconds of a rerun of each."""
    ours, theirs = [], []
    for at in range(WARM + RUNS):
        ours.append(laget.rerun(queries[at % len(queries)]))
        theirs.append(constant.rerun())
    return statistics.median(ours[WARM:]), statistics.median(theirs[WARM:])


def calls(page: dict[tuple[int, ...], Delta]) -> list[Call]:
    """The Streamlit calls that make this page. Raises NotImplementedError for an element that it does not know."""
    return [(path, *_call(delta)) for path, delta in sorted(page.items()) if delta.WhichOneof("type") != "new_element" or _shown(delta)]


def _shown(delta: Delta) -> bool:
    return delta.new_element.WhichOneof("type") not in (None, "empty")


def _call(delta: Delta) -> tuple[str, dict[str, Any]]:
    if delta.WhichOneof("type") == "add_block":
        block = delta.add_block
        if block.WhichOneof("type") != "flex_container":
            raise NotImplementedError(f"block {block.WhichOneof('type')}")
        flex = block.flex_container
        return "container", {"horizontal": flex.direction == flex.Direction.HORIZONTAL}
    element = delta.new_element
    kind = element.WhichOneof("type")
    if kind == "html":
        return "html", {"body": element.html.body}
    if kind == "selectbox":
        box = element.selectbox
        return "selectbox", {"label": box.label, "options": list(box.options), "index": box.default}
    if kind == "button":
        return "button", {"label": element.button.label}
    raise NotImplementedError(f"element {kind}")


def _same_elements(laget: Visitor, constant: Visitor) -> None:
    """Raise AssertionError unless both pages have the same elements in the same places, and as much in them."""
    kinds = [
        {path: d.new_element.WhichOneof("type") or d.add_block.WhichOneof("type") for path, d in v.page.items()} for v in (laget, constant)
    ]
    assert kinds[0] == kinds[1], kinds
    sizes = [sum(d.ByteSize() for d in v.page.values()) for v in (laget, constant)]
    assert abs(sizes[0] - sizes[1]) < 0.02 * sizes[0], sizes
