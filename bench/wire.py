"""(wire) Many managers at once, each on their own unit: is there a cell of another scope in anything that the server answers?

Everything is checked on the wire: each websocket message as the server sent it, with charts unpacked (also their binary arrays), and each
file fetched. Every unit of the organisation has figures that no other unit has: a value with six decimals, a number of people of seven
digits, a code and a name. What is a unit's can so be told wherever it turns up, and however it is written.
"""

from __future__ import annotations

import base64
import http.client
import json
import re
import tempfile
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from bench.session import PATIENCE, server
from bench.table import Result
from kpi.programme.loader import load_programme, programme_dir
from kpi.programme.model import Programme
from kpi.store import open_store
from kpi.store.grant import NewGrant
from kpi.store.types import FACT_SCHEMA, UNIT_SCHEMA, NewBatch

MANAGERS = 100
PER_BRANCH = 10
YEARS = (2023, 2024)
SECRET = "malbild-matning-" * 3
NUMBER = re.compile(r"(?<![\w.])\d{1,3}(?:\u00a0\d{3})+(?!\w)|(?<![\w.])\d+(?:\.\d+)?(?!\w)")


@dataclass(frozen=True)
class Marked:
    """A unit and what is its alone: texts that only it has, in any way of writing them."""

    code: str
    name: str
    parent: str | None
    depth: int
    value: float
    n: int

    def marks(self) -> set[str]:
        """Its value as in charts' data, its n raw and as shown, its code and its name."""
        return {f"{self.value:.6f}", str(self.n), f"{self.n:,}".replace(",", "\u00a0"), self.code, self.name}


def organisation(managers: int, root: str) -> list[Marked]:
    """Root, branches, a unit for each manager, and one below each: their codes hold no other's code."""
    rows = [Marked(root, "Hela organisationen", None, 0, 0.0, 0)]
    for branch in range(-(-managers // PER_BRANCH)):
        rows.append(Marked(f"GREN{branch:03d}X", f"Gren nummer {branch:03d}", root, 1, 0.0, 0))
    for i in range(managers):
        parent = f"GREN{i // PER_BRANCH:03d}X"
        value, n = round(30.003719 + i * 0.400173, 6), 2_000_011 + 3_701 * i
        rows.append(Marked(f"CHEF{i:03d}X", f"Chefsenhet nummer {i:03d}", parent, 2, value, n))
        rows.append(Marked(f"BLAD{i:03d}X", f"Bladenhet nummer {i:03d}", f"CHEF{i:03d}X", 3, value, n))
    return rows


def fill(path: Path, programme: Programme, units: Sequence[Marked]) -> None:
    """A store with the organisation, figures for the lowest units, and a manager for each unit above those."""
    levels = {level.depth: level.key for level in programme.levels}
    table = [
        {"code": u.code, "name": u.name, "parent": u.parent, "level": levels[u.depth], "valid_from": None, "valid_to": None, "sheet": "A",
         "row_first": 2} for u in units
    ]  # fmt: skip
    store = open_store(str(path), programme)
    try:
        store.commit(_batch("organisation"), None, pa.Table.from_pylist(table, UNIT_SCHEMA))
        store.commit(_batch("figures"), pa.Table.from_pylist(list(_facts(programme, units)), FACT_SCHEMA), None)
        given = [NewGrant(_person(u), u.name, "manager", "2020-01-01", "mätning", (u.code,)) for u in units if u.depth == 2]
        store.change_access(given, {}, "mätning")
    finally:
        store.close()


def _facts(programme: Programme, units: Sequence[Marked]) -> Iterator[dict[str, object]]:
    indicator = measured(programme)
    for unit in (u for u in units if u.depth == 3):
        for year in YEARS:
            n = unit.n if year == YEARS[-1] else unit.n + 1_000_000
            value = unit.value if year == YEARS[-1] else round(unit.value + 0.001213, 6)
            yield {
                "indicator": indicator, "unit": unit.code, "period": str(year), "year": year, "month": None, "sex": "T",
                "population": programme.indicator(indicator).population, "method": "", "value": value, "numerator": value * n / 100,
                "denominator": float(n), "n": n, "sd": None, "missing": None, "sheet": "Blad1", "row_first": 2, "row_last": 2, "col": "E",
            }  # fmt: skip


def measured(programme: Programme) -> str:
    """The indicator that has figures: a share that is rolled up."""
    return next(i.id for i in programme.indicators if i.rollup == "share" and i.methods == ("",))


def _batch(name: str) -> NewBatch:
    return NewBatch(name, name * 4, "indikatorvarden", "mätning", rows_read=1, rows_accepted=1, synthetic=True)


def _person(unit: Marked) -> str:
    return f"{unit.code.lower()}@matning.se"


@dataclass
class Heard:
    """Everything that one visitor was sent."""

    text: list[str]
    messages: int = 0
    files: int = 0


def visit(port: int, person: str, asks: Sequence[str], start: threading.Barrier) -> Heard:
    """Sign in by the proxy's word, run each page, fetch each file that is offered. ``asks``: "page?query"."""
    heard = Heard([])
    headers = {"x-proxy-secret": SECRET, "x-user": person}
    address = f"127.0.0.1:{port}"
    with connect(
        f"ws://{address}/_stcore/stream", origin=f"http://{address}", subprotocols=["streamlit"], additional_headers=headers, max_size=None,
        open_timeout=PATIENCE,
    ) as socket:  # fmt: skip
        start.wait(PATIENCE)
        for ask in asks:
            page, _, query = ask.partition("?")
            question = BackMsg()
            question.rerun_script.query_string = query
            question.rerun_script.page_name = page
            question.rerun_script.widget_states.SetInParent()
            socket.send(question.SerializeToString())
            for file in sorted(_answer(socket, heard)):  # before the next page: it takes away what this one offered
                heard.text.append(_fetched(port, file, headers))
                heard.files += 1
    return heard


def _answer(socket: ClientConnection, heard: Heard) -> set[str]:
    """Take down everything until the run is finished; the files that it offers."""
    files: set[str] = set()
    while True:
        raw = socket.recv(timeout=PATIENCE)
        message = ForwardMsg.FromString(raw)
        heard.messages += 1
        heard.text += [raw.decode("utf-8", "ignore"), *unpacked(message)]
        files |= {message.delta.new_element.download_button.url} - {""}
        if message.WhichOneof("type") == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            return files


def _fetched(port: int, path: str, headers: dict[str, str]) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        body = answer.read().decode("utf-8", "ignore")
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")
        return body
    finally:
        connection.close()


def unpacked(message: ForwardMsg) -> list[str]:
    """The charts in a message as text: their binary arrays as numbers."""
    if message.WhichOneof("type") != "delta" or message.delta.new_element.WhichOneof("type") != "plotly_chart":
        return []
    found: list[str] = []
    waiting: list[object] = [json.loads(message.delta.new_element.plotly_chart.spec)]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict) and {"bdata", "dtype"} <= part.keys():
            numbers = np.frombuffer(base64.b64decode(part["bdata"]), part["dtype"])
            found.append(" ".join(f"{number:.6f} {number:.0f}" for number in numbers.astype(float)))
        elif isinstance(part, dict):
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part
        elif isinstance(part, float):
            found.append(f"{part:.6f} {part:.0f}")
        elif part is not None:
            found.append(str(part))
    return found


def foreign(heard: Heard, own: Marked, units: Sequence[Marked]) -> list[str]:
    """Marks of units that the manager of ``own`` does not reach, in anything that was sent."""
    reached = {own.code, own.parent, *(u.code for u in units if u.parent == own.code), units[0].code}
    theirs = {mark for u in units if u.code in reached for mark in (u.marks() if u.n else {u.code, u.name})}
    text = "\n".join(heard.text)
    words = {*re.findall(r"[A-Z]{4}\d{3}X|[A-Za-zåäö]+ nummer \d{3}", text), *NUMBER.findall(text)}
    marks = {mark for u in units if u.code not in reached for mark in (u.marks() if u.n else {u.code, u.name})}
    return sorted((marks - theirs) & words)


def pages(programme: Programme, own: Marked, beside: Marked) -> list[str]:
    """What a manager opens: every kind of page, and the neighbour's unit by its address."""
    indicator, area = measured(programme), next(a for a in programme.areas if any(i.id == measured(programme) for i in a.indicators))
    at = f"ar={YEARS[-1]}"
    return [
        f"?{at}", f"{area.id}?{at}", f"indikator?indikator={indicator}&{at}", f"indikator?indikator={indicator}&{at}&visa=ursprung",
        f"indikator?indikator={indicator}&{at}&enhet={own.parent}", f"indikator?indikator={indicator}&{at}&enhet={programme.root_unit}",
        "katalog", "logg", "importera", "atkomst", f"?{at}&som=namnd", f"?{at}&som=chef:{beside.code}", f"?{at}&roll=controller",
        f"indikator?indikator={indicator}&{at}&enhet={beside.code}",
    ]  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """What all visitors together were sent."""

    managers: int
    messages: int
    files: int
    own: int  # managers who were sent their own unit's value and n: else nothing is proved
    foreign: list[str]


def listen(managers: int) -> Outcome:
    """All managers at the same time against one server."""
    programme = load_programme(programme_dir("region-vastmanland"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        units = organisation(managers, programme.root_unit)
        fill(folder / "bench.duckdb", programme, units)
        own = [u for u in units if u.depth == 2]
        proxy = f'secret = "{SECRET}"\nsecret_header = "x-proxy-secret"\nperson_header = "x-user"\naddress = "http://127.0.0.1"\n'
        (folder / "secrets.toml").write_text(f"[malbild.proxy]\n{proxy}", encoding="utf-8")
        environment = {"KPI_STORE": str(folder / "bench.duckdb"), "KPI_SECRETS": str(folder / "secrets.toml")}
        environment |= {"KPI_LOG": str(folder / "bench.log"), "STREAMLIT_LOGGER_LEVEL": "error"}
        with server(["app.py"], environment) as (_, port), ThreadPoolExecutor(managers) as pool:
            start = threading.Barrier(managers)
            asked = [pool.submit(visit, port, _person(u), pages(programme, u, own[i - 1]), start) for i, u in enumerate(own)]
            heard = [future.result() for future in asked]
    texts = ["\n".join(h.text) for h in heard]
    seen = sum(f"{u.value:.6f}" in text and str(u.n) in text for u, text in zip(own, texts, strict=True))
    # The code of the neighbour whose page was asked for comes back in the refusal: the visitor's own words, and no figure.
    found = [
        f"{u.code}: {mark}"
        for i, (u, h) in enumerate(zip(own, heard, strict=True))
        for mark in foreign(h, u, units)
        if mark != own[i - 1].code
    ]
    return Outcome(managers, sum(h.messages for h in heard), sum(h.files for h in heard), seen, found)


def measure() -> list[Result]:
    """100 managers: how many cells of another scope."""
    outcome = listen(MANAGERS)
    detail = f"{outcome.messages} meddelanden och {outcome.files} filer; {outcome.own} av {outcome.managers} såg sina egna siffror"
    return [
        Result("wire", f"{MANAGERS} chefer samtidigt: celler ur andras enheter", float(len(outcome.foreign)), 0.0, False, detail, "st"),
        Result("wire", "chefer som såg sina egna siffror", outcome.own / outcome.managers, 1.0, True, "annars bevisar mätningen inget"),
    ]
