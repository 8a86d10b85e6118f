"""*Min enhet*: what it says is true of the rows, noise is never a change, and nothing hidden is there."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from kpi.errors import Refusal
from kpi.measure.status import Certainty, Status
from kpi.store import Store
from kpi.views import Views
from kpi.views.mine_beside import MOST
from kpi.views.mine_rows import Mine
from tests.views.world import (
    ADMIN,
    BOARD,
    CONTROLLER,
    FILE,
    HELTID,
    HME,
    KORT,
    ROOT,
    SAM,
    UNITS,
    deliver,
    deliver_units,
    empty_store,
    fact,
    manager,
    units_table,
)  # fmt: skip

OFFICIAL = {"method": "officiell"}
MOTIVATION = "hme-motivation-medarbetare"


def row_of(mine: Mine, indicator: str):
    return next(row for row in mine.rows if row.indicator.id == indicator)


def numbers_in(value: object) -> set[float]:
    """Every number anywhere in a finished view, whatever it is called."""
    if isinstance(value, bool):
        return set()
    if isinstance(value, int | float):
        return {float(value)}
    if isinstance(value, dict):
        return set().union(*(numbers_in(v) for v in value.values()), set())
    if isinstance(value, list | tuple):
        return set().union(*(numbers_in(v) for v in value), set())
    if is_dataclass(value) and not isinstance(value, type):
        return set().union(*(numbers_in(getattr(value, f.name)) for f in fields(value)), set())
    return set()


@pytest.fixture(scope="module")
def filled_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two years of shares with n: O1 rises for sure, O2 within chance; V1 and V2 below O1; hours without certainty. Made once."""
    folder = tmp_path_factory.mktemp("filled")
    made = empty_store(folder)
    deliver_units(made)
    deliver(
        made,
        fact(HELTID, ROOT, 2023, 74.0, n=1200), fact(HELTID, ROOT, 2024, 74.5, n=1200),
        fact(HELTID, "F1", 2023, 70.0, n=400), fact(HELTID, "F1", 2024, 73.0, n=400),
        fact(HELTID, "F2", 2024, 76.0, n=800),
        fact(HELTID, "O1", 2023, 50.0, n=200), fact(HELTID, "O1", 2024, 78.0, n=200),
        fact(HELTID, "O2", 2023, 66.0, n=200), fact(HELTID, "O2", 2024, 68.0, n=200),
        fact(HELTID, "V1", 2024, 79.0, n=120), fact(HELTID, "V2", 2024, 76.5, n=80),
        fact(HELTID, "O1", 2024, 80.0, n=150, sex="K"), fact(HELTID, "O1", 2024, 72.0, n=50, sex="M"),
        fact(KORT, "O1", 2023, 3.1, n=210, method="A", numerator=3.1, denominator=100.0),
        fact(KORT, "O1", 2024, 3.4, n=207, method="A", numerator=3.4, denominator=100.0),
        fact(SAM, "O1", 2023, 90.0, n=60), fact(SAM, "O1", 2024, 50.0, n=60),
        fact(MOTIVATION, "O1", 2024, 80.1, n=111, **OFFICIAL), fact(HME, "O1", 2024, 79.9, n=111, **OFFICIAL),
    )  # fmt: skip
    made.close()
    return folder / FILE


def test_the_summary_counts_every_indicator_once_and_is_true_of_the_rows(views: Views, shared: Store) -> None:
    mine = views.mine(manager("O1"), year=2024)
    statuses = [row.total.status for row in mine.rows]
    assert len(statuses) == len(shared.programme.planned) == 19
    assert statuses.count(Status.REACHED) == 1  # 78 against 77
    assert mine.finding[0] == "En av nitton indikatorer når målvärdet 2024."
    short = sum(s in (Status.ON_TRACK, Status.BEHIND, Status.WRONG_WAY, Status.NOT_REACHED) for s in statuses)
    assert short + statuses.count(Status.NOT_MEASURED) + statuses.count(Status.SUPPRESSED) + 1 == 19
    assert mine.finding[1].startswith({4: "Fyra når det inte"}[short])


def test_only_what_is_more_than_chance_is_a_change_and_the_largest_comes_first(views: Views, shared: Store) -> None:
    changes = views.mine(manager("O1"), year=2024).changes
    assert [row.indicator.id for row in changes.clear] == [HELTID, SAM]  # 28 of the 5 units to go, against 40 of 60
    assert [row.better for row in changes.clear] == [True, False]
    assert [row.indicator.id for row in changes.unknown] == [KORT]
    assert views.mine(manager("O1"), year=2024).finding[2] == (
        "Mest har andelen heltidsarbetande månadsavlönade ändrats: +28,0\u00a0procentenheter sedan 2023, till det bättre, "
        "säkert mer än slumpen. Ytterligare en förändring är också säker."
    )


def test_noise_is_never_called_a_change(views: Views, shared: Store) -> None:
    mine = views.mine(manager("O2"), year=2024)
    assert row_of(mine, HELTID).total.change_year == 2.0
    assert mine.changes.clear == ()
    assert [row.indicator.id for row in mine.changes.within_noise] == [HELTID]
    assert mine.finding[-1] == "Ingen förändring sedan 2023 är säkert mer än slumpen."
    assert not re.search("bättre|sämre|framsteg", " ".join(mine.finding))


def test_a_difference_too_small_to_be_seen_is_not_listed(views: Views, organised: Store) -> None:
    deliver(organised, fact(HELTID, "O1", 2023, 70.0, n=200), fact(HELTID, "O1", 2024, 70.04, n=200))
    mine = views.mine(manager("O1"), year=2024)
    assert row_of(mine, HELTID).total.change_year == 0.04
    assert mine.changes.clear == mine.changes.within_noise == mine.changes.unknown == ()
    assert mine.finding[-1] == "Inget värde skiljer sig synligt från 2023."


def test_a_change_that_nobody_can_judge_is_said_to_be_so(views: Views, organised: Store) -> None:
    for year, value in ((2023, 3.0), (2024, 4.0)):
        deliver(organised, fact(KORT, "O1", year, value, n=200, method="A", numerator=value, denominator=100.0), file=f"{year}.xlsx")
    mine = views.mine(manager("O1"), year=2024)
    assert mine.finding[-1] == "Om något har ändrats mer än slumpen sedan 2023 går inte att avgöra: underlaget räcker inte."


def test_a_figure_measured_in_another_way_last_year_is_shown_and_not_compared(views: Views, organised: Store) -> None:
    deliver(organised, fact(KORT, "O1", 2023, 3.0, n=200, method="ej angiven"), fact(KORT, "O1", 2024, 4.0, n=200, method="A"))
    row = row_of(views.mine(manager("O1"), year=2024), KORT)
    assert (row.before.value, row.before_comparable, row.better) == (3.0, False, None)
    assert views.mine(manager("O1"), year=2024).finding[-1] == "Inget värde går att jämföra med 2023."


def test_the_unit_is_held_against_the_nearest_unit_above_within_reach(views: Views, shared: Store) -> None:
    mine = views.mine(CONTROLLER, unit="O1", year=2024)
    assert mine.above.code == "F1"
    above = row_of(mine, HELTID).above
    assert (above.row.value, above.difference, above.certainty) == (73.0, 5.0, Certainty.WITHIN_NOISE)
    reached = {u.code for u in views.context(manager("O1"), 2024).units}
    own = views.mine(manager("O1"), year=2024)
    nearest = next(u.code for u in own.place.above if u.code in reached)
    assert own.above.code == nearest
    assert views.mine(CONTROLLER, unit=ROOT, year=2024).above is None


def test_the_place_tells_the_way_up_and_since_when(views: Views, store: Store) -> None:
    deliver_units(store, units_table(V1=(2022, None), O2=(None, 2024)))
    deliver(store, fact(HELTID, "V1", 2024, 73.0, n=120))
    place = views.mine(manager("V1"), year=2024).place
    assert [u.code for u in place.above] == ["O1", "F1", ROOT]
    assert (place.since, place.until, place.moved_from, place.kind) == (2022, None, None, "own")
    assert views.mine(CONTROLLER, unit="O2", year=2024).place.until == 2024
    assert views.mine(CONTROLLER, unit="O2", year=2024).place.kind == "chosen"
    assert views.mine(manager("V1"), unit=ROOT, year=2024).place.kind == "compared"


def test_a_unit_that_has_moved_says_where_it_was(views: Views, store: Store) -> None:
    rows = units_table().to_pylist()
    old = next(r for r in rows if r["code"] == "V1")
    rows.append(old | {"parent": "O2", "valid_from": 2024, "row_first": 99})
    old["valid_to"] = 2023
    deliver_units(store, type(units_table()).from_pylist(rows, units_table().schema))
    deliver(store, fact(HELTID, "V1", 2024, 73.0, n=120))
    place = views.mine(manager("V1"), year=2024).place
    assert (place.since, place.moved_from, place.above[0].code) == (2024, "Område ett", "O2")


def test_people_are_told_with_what_is_counted_whose_figure_and_year(views: Views, shared: Store) -> None:
    people = views.mine(manager("O1"), year=2024).people
    told = {(p.counted, p.total, p.women, p.men, tuple(i.id for i in p.indicators)) for p in people}
    assert ("anställda", 207, None, None, (KORT,)) in told
    assert ("månadsavlönade", 200, 150, 50, (HELTID,)) in told
    assert ("svar", 111, None, None, (HME, MOTIVATION)) in told
    assert ("", 60, None, None, (SAM,)) in told  # no source says what is counted
    assert all(p.year == 2024 and (p.source or not p.counted) for p in people)
    assert not any(p.monthly for p in people)


def test_a_number_that_is_a_mean_of_months_says_so(views: Views, organised: Store) -> None:
    months = (fact(KORT, "O1", f"2024-{m:02d}", 3.0, n=40 + m, method="A", numerator=3.0, denominator=100.0) for m in range(1, 13))
    deliver(organised, *months, fact("lag-stabil-sjukfranvaro", "O1", 2024, 20.0, n=47))
    (people,) = views.mine(manager("O1"), year=2024).people
    assert (people.total, [i.id for i in people.indicators], people.monthly) == (47, ["lag-stabil-sjukfranvaro", KORT], {KORT})


@pytest.mark.parametrize(("indicator", "n", "shown"), [(HELTID, 9, False), (HELTID, 10, True), (KORT, 10, False), (KORT, 11, True)])
def test_a_group_below_the_smallest_is_not_here_in_any_form(views: Views, organised: Store, indicator: str, n: int, shown: bool) -> None:
    parts = {"numerator": 61.37, "denominator": 100.0} if indicator == KORT else {}
    method = {"method": "A"} if indicator == KORT else {}
    deliver(organised, fact(indicator, "V1", 2024, 61.37, n=n, **parts, **method))
    mine = views.mine(manager("V1"), year=2024)
    row = row_of(mine, indicator)
    assert (row.total.status is Status.SUPPRESSED) is not shown
    assert (61.37 in numbers_in(mine.areas)) is shown
    assert any(p.total == n for p in mine.people) is shown
    assert row.why == (None if shown else "protected")
    if not shown:
        assert row.reason == ""
        assert "En är skyddad" in mine.finding[1] or "en är skyddad" in mine.finding[1]


def test_a_protected_sex_is_neither_in_the_rows_nor_among_the_people(views: Views, organised: Store) -> None:
    deliver(
        organised, fact(HELTID, "O1", 2024, 70.0, n=60), fact(HELTID, "O1", 2024, 71.37, n=53, sex="K"),
        fact(HELTID, "O1", 2024, 59.13, n=7, sex="M"),
    )  # fmt: skip
    mine = views.mine(manager("O1"), year=2024)
    assert not {71.37, 59.13, 53.0} & numbers_in(mine.areas)
    assert [(p.total, p.women, p.men, p.sexes_hidden) for p in mine.people] == [(60, None, None, True)]


def test_a_year_that_is_not_whole_is_told(views: Views, filled: Store) -> None:
    deliver(filled, fact(KORT, "V1", "2024-01", 3.0, n=40, method="A", numerator=3.0, denominator=100.0))
    assert row_of(views.mine(manager("V1"), year=2024), KORT).quality == ("Bygger på 1 av 12 månader.",)


def test_why_there_is_no_figure_is_told_apart(views: Views, organised: Store) -> None:
    def without(indicator: str, why: str) -> dict[str, object]:
        return fact(indicator, "O1", 2024, None, **({"method": "officiell"} if indicator.startswith("hme") else {})) | {"missing": why}

    deliver(
        organised, fact(HELTID, "O1", 2024, 70.0, n=3), fact("tydliga-mal", "O1", 2024, 80.0, n=50), fact(SAM, "F1", 2024, 50.0, n=300),
        without(HME, "skyddat i källan"), without(MOTIVATION, "uppgift saknas i källan"),
    )  # fmt: skip
    views.assess(CONTROLLER, "tydliga-mal", unit="O1", year=2024, reason="Frågan byttes")
    mine = views.mine(manager("O1"), year=2024)
    told = {i: (row_of(mine, i).why, row_of(mine, i).reason) for i in (HELTID, HME, MOTIVATION, "tydliga-mal", SAM)}
    assert told == {
        HELTID: ("protected", ""),
        HME: ("protected_in_source", ""),
        MOTIVATION: ("missing", "uppgift saknas i källan"),
        "tydliga-mal": ("not_assessable", "Frågan byttes"),
        SAM: ("not_measured", ""),
    }
    assert row_of(mine, SAM).only_above and not row_of(mine, HELTID).only_above


def test_a_mark_that_a_later_file_has_replaced_is_not_told(views: Views, organised: Store) -> None:
    deliver(organised, fact(HME, "O1", 2024, None, **OFFICIAL) | {"missing": "skyddat i källan"}, file="ett.xlsx")
    assert row_of(views.mine(manager("O1"), year=2024), HME).why == "protected_in_source"
    batch = deliver(organised, fact(HME, "O1", 2024, 80.0, n=50, **OFFICIAL), file="två.xlsx")
    assert row_of(views.mine(manager("O1"), year=2024), HME).why is None
    organised.undo(batch, "eva", "fel fil")
    assert row_of(views.mine(manager("O1"), year=2024), HME).why == "protected_in_source"


def test_the_tasks_are_those_of_the_units_levels_and_of_its_managers(views: Views, shared: Store) -> None:
    tasks = {(t.kind, t.name): t for t in views.mine(manager("O1"), year=2024).tasks}
    assert set(tasks) == {("responsible", "Förvaltningar"), ("concerns", "chefer")}
    responsible = tasks["responsible", "Förvaltningar"]
    assert responsible.unit == "Förvaltning ett"
    assert {a.id for _, a in responsible.actions} == {
        a.id for area in shared.programme.areas for a in area.actions if "Förvaltningar" in a.responsible
    }
    assert all("chefer" in a.text for _, a in tasks["concerns", "chefer"].actions)
    assert next(t for t in views.mine(CONTROLLER, unit=ROOT, year=2024).tasks if t.kind == "responsible").unit == ""


def test_a_manager_of_several_units_picks_among_them_and_sees_them_beside_each_other(views: Views, shared: Store) -> None:
    mine = views.mine(manager("V2", "O2", "V1"), unit="V1", year=2024)
    assert [(o.unit.code, o.chosen) for o in mine.mine] == [("V1", True), ("V2", False), ("O2", False)]  # the organisation's order
    assert [(o.reached, o.measured) for o in mine.mine] == [(1, 1), (0, 1), (0, 1)]
    assert mine.beside.kind == "own"
    compared = next(c for _, of in mine.beside.areas for c in of if c.indicator.id == HELTID)
    assert [(u.code, row.value) for u, row, _ in compared.units] == [("V1", 79.0), ("V2", 76.5), ("O2", 68.0)]
    assert compared.whole.unit == mine.beside.whole.code
    assert mine.beside.whole.code in {u.code for u in mine.context.units}


def test_a_unit_below_another_of_the_same_manager_is_not_a_unit_of_its_own(views: Views, shared: Store) -> None:
    mine = views.mine(manager("O1", "V1"), year=2024)
    assert mine.mine == ()
    assert mine.beside.kind == "below"
    assert [u.code for u, _, _ in mine.beside.areas[0][1][0].units] == ["V1", "V2"]


def test_units_beside_each_other_differ_only_beyond_the_funnels_outer_limits(views: Views, filled: Store) -> None:
    mine = views.mine(manager("F1"), year=2024)
    compared = next(c for _, of in mine.beside.areas for c in of if c.indicator.id == HELTID)
    judged = {u.code: against.certainty for u, _, against in compared.units}
    assert judged == {"O1": Certainty.WITHIN_NOISE, "O2": Certainty.WITHIN_NOISE}
    deliver(filled, fact(HELTID, "O2", 2024, 55.0, n=200), file="lägre.xlsx")
    compared = next(c for _, of in views.mine(manager("F1"), year=2024).beside.areas for c in of if c.indicator.id == HELTID)
    assert {u.code: a.certainty for u, _, a in compared.units}["O2"] is Certainty.CLEAR


@pytest.mark.parametrize(
    ("count", "beside", "too_many"),
    [pytest.param(2, True, 0, marks=pytest.mark.sweep), (MOST, True, 0), (MOST + 1, False, MOST + 1)],
)
def test_more_units_than_can_be_read_are_not_put_beside_each_other(
    views: Views, store: Store, count: int, beside: bool, too_many: int
) -> None:
    rows = [*UNITS[:2], *((f"O{k:02d}", f"Område {k}", "F1", "omrade") for k in range(count))]
    deliver_units(store, units_table(rows))
    deliver(store, *(fact(HELTID, f"O{k:02d}", 2024, 70.0 + k, n=100) for k in range(count)))
    mine = views.mine(manager("F1"), year=2024)
    assert (mine.beside is not None, mine.too_many) == (beside, too_many)


@pytest.mark.parametrize("scope", [BOARD, ADMIN])
def test_roles_without_units_of_their_own_are_refused_with_a_reason(views: Views, shared: Store, scope) -> None:
    with pytest.raises(Refusal) as refused:
        views.mine(scope, year=2024)
    assert refused.value.code == "not_allowed"
    assert "enhet" in refused.value.message


@pytest.mark.parametrize("unit", ["F2", "O3", "O2", "FINNS-INTE"])
def test_a_manager_cannot_ask_for_a_unit_beside(views: Views, shared: Store, unit: str) -> None:
    with pytest.raises(Refusal):
        views.mine(manager("O1"), unit=unit)


def test_nothing_of_a_unit_outside_the_reach_is_in_the_page(views: Views, shared: Store) -> None:
    mine = views.mine(manager("O1"), year=2024)
    reached = {u.code for u in mine.context.units}
    shown = {row.total.unit for row in mine.rows} | {row.above.row.unit for row in mine.rows if row.above}
    shown |= {u.code for _, of in mine.beside.areas for c in of for u, _, _ in c.units}
    assert shown <= reached
    assert not {76.0, 68.0} & numbers_in((mine.areas, mine.people, mine.beside))  # F2 and O2


def test_every_figure_is_the_one_that_the_other_views_show(views: Views, shared: Store) -> None:
    scope = manager("F1")
    mine = views.mine(scope, year=2024)
    rows = [(r.total, r.card.sexes) for r in mine.rows]
    shown = [t for t, _ in rows] + [s for _, g in rows if g for s in (g.women, g.men)] + [r.above.row for r in mine.rows if r.above]
    shown += [row for _, of in mine.beside.areas for c in of for _, row, _ in c.units]
    shown += [c.whole for _, of in mine.beside.areas for c in of]
    elsewhere = {
        (row.unit, row.sex, row.indicator.id): row
        for unit in {r.unit for r in shown}
        for sex in "TKM"
        for row in views.status(scope, year=2024, unit=unit, sex=sex)[1]
    }
    assert all(row == elsewhere[row.unit, row.sex, row.indicator.id] for row in shown)
    assert {p.total for p in mine.people} <= {row.n for row in elsewhere.values()}


def test_all_figures_come_by_one_query_and_a_second_visit_by_none(views: Views, filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    whole = filled.cells
    monkeypatch.setattr(filled, "cells", lambda **what: asked.append(sorted(what["units"])) or whole(**what))
    scope = manager("V2", "O2", "V1")
    first = views.mine(scope, year=2024)
    assert len(asked) == 1
    assert views.mine(scope, year=2024) is first
    assert len(asked) == 1
    assert views.mine(manager("V1"), year=2024) is not views.mine(CONTROLLER, unit="V1", year=2024)


def test_an_earlier_date_shows_what_was_known_then(views: Views, filled: Store) -> None:
    before = filled.batches()[0].time
    deliver(filled, fact(HELTID, "O1", 2024, 60.0, n=200), file="rättat.xlsx")
    assert row_of(views.mine(manager("O1"), year=2024), HELTID).total.value == 60.0
    assert row_of(views.mine(manager("O1"), year=2024, as_of=before), HELTID).total.value == 78.0


def test_a_year_without_figures_says_so(views: Views, shared: Store) -> None:
    mine = views.mine(manager("O1"), year=2026)
    assert mine.finding == ("Ingen av nitton indikatorer har något värde för 2026.",)
    assert mine.people == ()
    assert {row.why for row in mine.rows} == {"not_measured"}
