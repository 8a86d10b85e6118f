"""Nothing that anyone can get depends on a hidden cell.

Two stores are alike in all that may be shown and differ in every hidden figure: values, numbers of persons, numerators, rows in the file.
Everything that comes out, to the last coordinate of a drawing, is then the same from both. It is not enough that the hidden number itself
is nowhere: a sum, a difference, a scale or a sentence that it has gone into would differ. That the comparison can fail is tested too.
"""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from pydantic import BaseModel

from kpi import cli, runtime
from kpi.access.scope import Scope
from kpi.charts import alt, figures, tables
from kpi.charts.spark import spark_svg
from kpi.charts.track import track_html
from kpi.errors import Refusal
from kpi.programme.periods import GRAINS
from kpi.store import Store, open_store
from kpi.store.types import Delivery, NewBatch
from kpi.text.sentences import card_sentence, sex_sentence
from kpi.views import Views, gate
from kpi.views.rows import Card, IndicatorView
from tests.extent import some
from tests.views.world import (
    BOARD,
    CONTROLLER,
    FILE,
    HELTID,
    HME,
    KORT,
    ROOT,
    deliver_units,
    delivery,
    fact,
    facts_table,
    manager,
    previewed,
    programme,
)

pytestmark = pytest.mark.xdist_group("leaks")  # one process: everything that comes out is gathered once

PART = "hme-motivation-medarbetare"  # an index over some of the questions of HME
SMALL = 50  # persons: the smaller of two that are hidden together
EARLIER = "tidigare.xlsx"
OFFICIAL, COMPUTED = "officiell", "beräknad ur svar"
SCOPES = {"controller": CONTROLLER, "board": BOARD, **{f"manager {unit}": manager(unit) for unit in some(("V1", "O3", "O1"), ("V1", "O3"))}}
FEWEST = {"manager O3": SCOPES["manager O3"]}
UNITS = (ROOT, "F1", "F2", "O1", "O2", "O3", "V1", "V2")
EACH_KIND = (ROOT, "F1", "O1", "O3", "V1")  # the others are hidden, or shown, as their neighbour or their only child is
INDICATORS = (HELTID, HME, PART, KORT)
IN_TURN = some(INDICATORS, (HELTID, KORT))  # by year and by month: asked about one by one in every role
AT_FIRST = some(INDICATORS, (HELTID,))  # of the others there was no figure then
BY_SEX = some(INDICATORS, (HELTID,))  # of the others there are no figures by sex
YEARS = (2022, 2023, 2024)

Out = dict[str, str]


class World:
    """The facts. ``secret`` is 0 or 1: hidden figures differ by it, shown ones never. ``open_too``: so does one that is shown."""

    def __init__(self, secret: int, *, open_too: bool = False) -> None:
        self.secret, self.open_too = secret, open_too

    def hidden(self, indicator: str, unit: str, period: str | int, value: float, n: int, **more: Any) -> dict[str, object]:
        """A figure that is not to be shown. Its rows are as many as its persons, as in a file of answers. A small group is one person
        fewer when ``secret``, the other that is hidden with it one more: together they are what their total is without the rest."""
        size = n - self.secret if n < SMALL else n + self.secret
        made = fact(indicator, unit, period, value + 3.217 * self.secret, n=size, **more)
        made["numerator"], made["denominator"] = 37.0 + self.secret, 100.0
        made["row_last"] = 1 + size
        return made

    def shares(self) -> Iterator[dict[str, object]]:
        for year in YEARS:
            yield fact(HELTID, ROOT, year, 80.0 + (1.0 if self.open_too and self.secret else 0.0), n=900)
            yield fact(HELTID, "F1", year, 75.0, n=400)
            yield fact(HELTID, "F2", year, 84.0, n=500)
            yield fact(HELTID, "O3", year, 84.0, n=500)
            yield self.hidden(HELTID, "O3", year, 70.0, 493, sex="K")
            yield self.hidden(HELTID, "O3", year, 60.0, 7, sex="M")
        yield fact(HELTID, "O1", 2023, 71.0, n=200)
        yield fact(HELTID, "O2", 2023, 79.0, n=200)
        for year in (2022, 2024):
            yield self.hidden(HELTID, "O1", year, 61.0, 8)
            yield self.hidden(HELTID, "O2", year, 76.0, 392)
        for year, show in ((2022, True), (2023, False), (2024, True)):
            yield fact(HELTID, "V1", year, 72.0, n=50) if show else self.hidden(HELTID, "V1", year, 66.0, 9)
            yield fact(HELTID, "V2", year, 73.0, n=50) if show else self.hidden(HELTID, "V2", year, 67.0, 191)

    def indices(self) -> Iterator[dict[str, object]]:
        for method in (OFFICIAL, COMPUTED):
            for indicator in (HME, PART):
                yield fact(indicator, ROOT, 2024, 78.0, n=300, method=method)
                yield fact(indicator, "F1", 2024, 77.0, n=100, method=method)
                yield fact(indicator, "F2", 2024, 79.0, n=200, method=method)
                yield fact(indicator, "O3", 2024, 79.0, n=200, method=method)
        yield self.hidden(HME, "O1", 2024, 66.0, 9, method=OFFICIAL)
        yield self.hidden(HME, "O2", 2024, 78.0, 91, method=OFFICIAL)
        # The same people in another way, and by a related indicator: answers enough to be shown but for the ones above.
        for indicator, method in ((HME, COMPUTED), (PART, OFFICIAL), (PART, COMPUTED)):
            yield self.hidden(indicator, "O1", 2024, 66.1, 12, method=method)
            yield self.hidden(indicator, "O2", 2024, 78.1, 88, method=method)

    def months(self) -> Iterator[dict[str, object]]:
        for month in range(1, 13):
            period = f"2024-{month:02}"
            for unit, n, value in (("F1", 400, 3.0), ("F2", 500, 4.0), ("O1", 200, 3.1), ("O2", 200, 2.9)):
                yield fact(KORT, unit, period, value, n=n, method="A", numerator=value * n, denominator=100.0 * n)
            yield self.hidden(KORT, "V1", period, 2.0, 9 if month == 3 else 40, method="A")
            yield self.hidden(KORT, "V2", period, 3.0, 191 if month == 3 else 160, method="A")

    def quarters(self) -> Iterator[dict[str, object]]:
        """Every group is large enough by the quarter; the small one of March hides its year's quarters too."""
        for quarter in (1, 2, 3, 4):
            period = f"2024-Q{quarter}"
            for unit, n, value in (("F1", 400, 3.0), ("F2", 500, 4.0), ("O1", 200, 3.1), ("O2", 200, 2.9)):
                yield fact(KORT, unit, period, value, n=n, method="A", numerator=value * n, denominator=100.0 * n)
            yield self.hidden(KORT, "V1", period, 2.0, 40, method="A")
            yield self.hidden(KORT, "V2", period, 3.0, 160, method="A")

    def earlier(self) -> Iterator[dict[str, object]]:
        """A first delivery of figures that have been corrected since: then small, shown now."""
        for unit, n in ((ROOT, 890), ("F1", 400), ("F2", 490)):
            yield fact(HELTID, unit, 2024, 79.0, n=n)
        yield self.hidden(HELTID, "V1", 2024, 60.0, 7)
        yield self.hidden(HELTID, "O3", 2024, 60.0, 8)
        yield self.hidden(HELTID, "O1", 2024, 64.0, 6)

    def store(self, folder: Path) -> Store:
        """The one that is in the folder already, or a new one."""
        if (folder / FILE).exists():
            return open_store(str(folder / FILE), programme())
        started = datetime(2026, 3, 1, tzinfo=UTC)
        ticks = iter(range(10_000))
        store = open_store(str(folder / FILE), programme(), clock=lambda: started + timedelta(minutes=next(ticks)))
        deliver_units(store)
        self.commit(store, EARLIER, self.earlier())
        self.commit(store, "utdrag.xlsx", [*self.shares(), *self.indices(), *self.months(), *self.quarters()])
        return store

    def commit(self, store: Store, file: str, rows: Any) -> None:
        table = facts_table(list(rows))
        store.commit(NewBatch(file=file, sha256=file.encode().hex(), layout="indikatorvarden", user="eva", sheet="Värden"), table, None)

    def upload(self) -> Delivery:
        """A file that would change hidden figures and be hidden itself."""
        rows = [
            fact(HELTID, "F1", 2024, 75.5, n=400),
            self.hidden(HELTID, "O1", 2024, 62.0, 8),
            self.hidden(HELTID, "O2", 2024, 77.0, 392),
            self.hidden(HME, "O1", 2024, 68.0, 12, method=COMPUTED),
            self.hidden(HME, "O2", 2024, 79.0, 88, method=COMPUTED),
            self.hidden(KORT, "V1", "2024-05", 2.2, 41, method="A"),
            self.hidden(KORT, "V2", "2024-05", 3.2, 61, method="A"),
            self.hidden(KORT, "V1", "2024-Q2", 2.2, 41, method="A"),
            self.hidden(KORT, "V2", "2024-Q2", 3.2, 61, method="A"),
        ]
        return delivery(*rows)


def drawn(card: Card) -> list[Any]:
    """Everything that is drawn and said of a card."""
    label = programme().path_label
    return [
        card,
        track_html(card, key="k"),
        spark_svg(card.series, card.indicator, key="k"),
        figures.series_figure(card, path_label=label, dark=False),
        *(text(card) for text in (alt.alt_track, lambda c: alt.alt_series(c, label))),
        tables.table_csv(tables.series_table(card, path_label=label)),
        tables.table_html(tables.series_table(card, path_label=label)),
        *(card_sentence(row) for row in (card.total, *((card.sexes.women, card.sexes.men) if card.sexes else ()))),
        sex_sentence(card.sexes) if card.sexes else "",
    ]


def drawn_all(view: IndicatorView) -> list[Any]:
    card = view.card
    name = view.context.unit.name
    found: list[Any] = [view, *drawn(card)]
    for grain, points in view.by_grain.items():
        found += [figures.parts_figure(card, *points, dark=False), alt.alt_parts(card, *points, grain=grain)]
        found += [tables.table_html(tables.parts_table(card, *points, grain=grain))]
    if view.below:
        found += [figures.units_figure(card, view.below, view.below_names, unit_name=name, dark=False)]
        found += [alt.alt_units(card, view.below, view.below_names, name)]
        found += [tables.table_html(tables.units_table(card, view.below, view.below_names, name))]
    found += [tables.table_html(tables.points_table(card.indicator, m, points)) for m, points in view.other_methods.items()]
    return found


def text_of(found: Any) -> str:
    if isinstance(found, list):
        return "\n".join(text_of(each) for each in found)
    return json.dumps(found.to_dict(), default=str, sort_keys=True) if hasattr(found, "to_dict") else repr(found)


def asked(make: Callable[[], Any]) -> str:
    """What is answered, or why not."""
    try:
        return text_of(make())
    except Refusal as refusal:
        return f"{refusal.code}: {refusal.message} {refusal.faults}"


def where(views: Views, scope: Scope) -> list[str]:
    """The units that are asked about: one of each kind of those that the scope reaches, and every one that it does not."""
    reach = {unit.code for unit in views.context(scope, YEARS[-1]).units}
    return list(some(UNITS, [unit for unit in UNITS if unit in EACH_KIND or unit not in reach]))


def of_scope(views: Views, scope: Scope, as_of: str | None) -> Iterator[tuple[str, Callable[[], Any]]]:
    """The controller's answers of today are drawn as well: the others are of the same kind. Every indicator is among the
    answers about a unit, whoever asks."""
    at: dict[str, Any] = {"as_of": as_of}
    everything = scope is CONTROLLER and as_of is None
    draw = drawn_all if everything else lambda view: view
    indicators = INDICATORS if everything else IN_TURN if as_of is None else AT_FIRST
    for unit in where(views, scope):
        for year in YEARS[1:] if everything else YEARS[-1:]:
            here = {"unit": unit, "year": year, **at}
            yield f"{unit} {year} overview", lambda w=here: views.overview(scope, **w)
            yield f"{unit} {year} plan", lambda w=here: views.plan(scope, **w)
            yield f"{unit} {year} year", lambda w=here: views.year_status(scope, compare_year=YEARS[0], **w)
            for sex in "TK":
                yield f"{unit} {year} {sex} status", lambda w=here, s=sex: views.status(scope, sex=s, **w)[1]
            for name in indicators if year == YEARS[-1] else (HELTID,):  # the others have no figure in an earlier year
                yield f"{unit} {year} {name}", lambda w=here, i=name: draw(views.indicator(scope, i, **w))
                for sex in "KM" if everything and name in BY_SEX else "":
                    yield f"{unit} {year} {name} {sex}", lambda w=here, i=name, s=sex: views.trace(scope, i, sex=s, **w)
                for way in ((OFFICIAL, COMPUTED) if everything else (COMPUTED,)) if name in (HME, PART) else ():
                    yield f"{unit} {year} {name} {way}", lambda w=here, i=name, m=way: views.trace(scope, i, method=m, **w)
                for month in ((3, 4) if everything else (3,)) if name == KORT else ():
                    yield f"{unit} {year} {name} {month}", lambda w=here, i=name, m=month: views.trace(scope, i, month=m, **w)
                for quarter in ((1, 4) if everything else (1,)) if name == KORT else ():
                    yield f"{unit} {year} {name} Q{quarter}", lambda w=here, i=name, q=quarter: views.trace(scope, i, quarter=q, **w)
        for name in indicators:
            for sex in "TKM" if everything and name in BY_SEX else "T":
                for by in GRAINS:
                    key = {"unit": unit, "sex": sex, "by": by, **at}
                    yield f"{unit} {name} {sex} {by}", lambda k=key, i=name: views.series(scope, i, **k)


def collect(world: World, folder: Path, scopes: Mapping[str, Scope] = SCOPES) -> Out:
    """Everything that each role can get, by how it was asked for; on the command line when it is all of them."""
    folder.mkdir(exist_ok=True)
    with mock.patch.object(BaseModel, "__repr__", lambda model: f"{type(model).__name__} {getattr(model, 'id', '')}"):
        return _collected(world, folder, scopes)


def _collected(world: World, folder: Path, scopes: Mapping[str, Scope]) -> Out:
    """The pack's own texts are the same whatever figures there are: they are told by their ids."""
    found: Out = {}
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    logging.getLogger("kpi").addHandler(handler)
    store = world.store(folder)
    try:
        views = Views(store, programme())
        first = min(b.time for b in store.batches() if b.file == EARLIER)
        for who, scope in scopes.items():
            for moment in (None, first) if scope is CONTROLLER else (None,):
                found |= {f"{who} {moment} {what}": asked(make) for what, make in of_scope(views, scope, moment)}
            for unit in (ROOT, "F1", "O1", "O3", "V1"):
                found[f"{who} {unit} changes"] = asked(lambda s=scope, u=unit: views.year_changes(s, year=YEARS[-1], unit=u, since=first))
            found[f"{who} log"] = asked(lambda s=scope: [views.batches(s), views.events(s), views.catalogue(s)])
        found["preview"] = asked(lambda: previewed(views, store, world.upload()))
    finally:
        store.close()
        logging.getLogger("kpi").removeHandler(handler)
    return found | {"log": log.getvalue()} | (dict(command_line(folder)) if scopes is SCOPES else {})


def command_line(folder: Path) -> Iterator[tuple[str, str]]:
    """Every command that tells of figures. In a night more of the units and periods, which the views are asked about above."""
    asked_for = [
        ["status", "--year", "2024", "--unit", "O1"],
        ["--json", "status", "--year", "2024", "--unit", "O3", "--sex", "M"],
        ["--json", "status", "--year", "2024", "--unit", "O1", "--as-role", "manager", "--scope", "F1"],
        ["--json", "status", "--year", "2024", "--unit", "O1", "--as-role", "board"],
        ["--json", "series", HELTID, "--unit", "O1"],
        ["--json", "series", KORT, "--unit", "V1", "--by", "month"],
        ["--json", "trace", KORT, "--unit", "V1", "--year", "2024", "--quarter", "2"],
        ["--json", "trace", HELTID, "--unit", "V1", "--year", "2024", "--sex", "T"],
        ["--json", "batches"],
    ]
    for_a_night = [
        ["--json", "series", KORT, "--unit", "V1", "--by", "quarter"],
        ["--json", "trace", HELTID, "--unit", "O1", "--year", "2024", "--sex", "T"],
        ["--json", "trace", KORT, "--unit", "O1", "--year", "2024", "--sex", "T"],
    ]
    for words in some([*asked_for, *for_a_night], asked_for):
        out, err = io.StringIO(), io.StringIO()
        with mock.patch.object(runtime, "load_programme", lambda _: programme()):  # the pack is the same for each command
            code = cli.main(words, out, err, environ={"KPI_STORE": FILE, "KPI_USER": "eva"}, cwd=folder)
        yield " ".join(words), f"{code}\n{out.getvalue()}\n{err.getvalue()}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lacka")


@pytest.fixture(scope="module")
def answers(folder: Path) -> tuple[Out, Out]:
    return collect(World(0), folder / "a"), collect(World(1), folder / "b")


def differing(first: Out, second: Out) -> list[str]:
    assert first.keys() == second.keys()
    return [what for what in first if first[what] != second[what]]


def test_nothing_that_comes_out_depends_on_a_hidden_figure(answers: tuple[Out, Out]) -> None:
    assert differing(*answers) == []


def test_what_is_compared_are_answers_with_figures_in_them(answers: tuple[Out, Out]) -> None:
    found = answers[0]
    assert len(found) > 400
    assert "71.0" in found["controller None O1 2023 overview"] and "84.0" in found["manager O3 None O3 2024 overview"]
    assert "suppressed" in found["controller None O1 2024 overview"]
    assert "not_allowed" in found["board None O1 2024 overview"] and "not_allowed" in found["manager V1 None V2 2024 overview"]
    assert "75.5" in found["preview"]


def test_a_shown_figure_that_differs_is_noticed(answers: tuple[Out, Out], tmp_path: Path) -> None:
    found = collect(World(1, open_too=True), tmp_path / "c", FEWEST)
    assert any(found[what] != answers[0][what] for what in found)


@pytest.mark.parametrize("door", ["gate_cells", "origin_hidden"])
def test_a_gate_left_open_is_noticed(answers: tuple[Out, Out], door: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_gate(door, monkeypatch)
    found = collect(World(1), folder / "b", FEWEST)
    assert any(found[what] != answers[0][what] for what in found)


def open_gate(door: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from kpi.views import source, trace

    if door == "origin_hidden":
        monkeypatch.setattr(trace, "origin_hidden", lambda *_: False)
        return
    real = gate.gate_cells
    monkeypatch.setattr(gate, "too_small", lambda *_: False)
    monkeypatch.setattr(source, "gate_cells", lambda cells, plan: real([cell._replace(hidden=False) for cell in cells], plan))
