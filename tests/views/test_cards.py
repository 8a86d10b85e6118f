"""The cards, areas and the indicator page: what stands beside the figure."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from kpi.errors import Refusal
from kpi.measure.status import Status
from kpi.programme.model import Direction
from kpi.store import Store
from kpi.views import Views
from kpi.views.rows import Card, Glance
from tests.views.world import CONTROLLER, HELTID, HME, KORT, ROOT, SAM, deliver, fact


def card(views: Views, indicator: str, **at: Any) -> Card:
    return views.indicator(CONTROLLER, indicator, **at).card


def has(notes: tuple[str, ...], words: str) -> bool:
    return any(words in note for note in notes)


# ------------------------------------------------------------------------------------------------ overview and area


def test_the_overview_has_every_indicator_by_area_and_counts_them(views: Views, untouched: Store) -> None:
    found = views.overview(CONTROLLER)
    assert [len(area.cards) for area in found.areas] == [3, 9, 2, 5]
    assert [len(area.area.actions) for area in found.areas] == [7, 6, 4, 6]
    assert sum(found.counts.values()) == 19
    assert found.counts == {Status.ON_TRACK: 15, Status.NOT_MEASURED: 3, Status.UNCHANGED: 1}
    for status in found.counts:
        assert found.counts[status] == sum(area.counts.get(status, 0) for area in found.areas)


def glance(card: Card) -> Glance:
    """What there is of a card in the overview."""
    return Glance(card.indicator, card.total, card.sexes, card.series)


def test_an_area_is_the_same_as_in_the_overview(views: Views, organised: Store) -> None:
    deliver(organised, fact(HELTID, ROOT, 2024, 74.0, n=7000), fact(SAM, ROOT, 2024, 60.0, n=120))
    for area in views.overview(CONTROLLER).areas:
        whole = views.area(CONTROLLER, area.area.id).area
        assert area.cards == tuple(glance(c) for c in whole.cards)
        assert area.supplementary == tuple(glance(c) for c in whole.supplementary)
        assert (area.area, area.counts) == (whole.area, whole.counts)
        assert whole.actions == area.area.actions


def test_an_area_s_cards_leave_out_no_year_that_the_indicator_s_own_card_tells_of(views: Views, organised: Store) -> None:
    """An area's page reads the years its cards show, the indicator's all there are."""
    values = {"T": 70.0, "K": 69.0, "M": 72.0}
    told = product((ROOT, "F1"), range(2017, 2026), values)
    deliver(organised, *(fact(HELTID, unit, year, values[sex] + year - 2018, n=7000, sex=sex) for unit, year, sex in told))
    for year, unit in product((2018, 2019, 2021, 2022, 2025), (ROOT, "F1")):
        area = views.area(CONTROLLER, views.programme.area_of(HELTID).id, year=year, unit=unit).area
        assert card(views, HELTID, year=year, unit=unit) in area.cards, (year, unit)


def test_every_card_has_a_sentence_that_ends(views: Views, untouched: Store) -> None:
    for area in views.programme.areas:
        for each in views.area(CONTROLLER, area.id).area.cards:
            assert each.sentence.endswith(".")


def test_the_overview_asks_the_store_once_for_all_figures(views: Views, organised: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver(organised, fact(HELTID, "F1", 2024, 74.0, n=700))
    asked: list[dict] = []
    real = type(organised).cells

    def spy(self: Store, **options: Any) -> Any:
        asked.append(options)
        return real(self, **options)

    monkeypatch.setattr(type(organised), "cells", spy)
    views.overview(CONTROLLER)
    assert len(asked) == 1
    views.overview(CONTROLLER)
    views.area(CONTROLLER, views.programme.areas[0].id)
    assert len(asked) == 1


# ------------------------------------------------------------------------------------------------ series, path, sexes


def test_a_series_runs_from_the_baseline_year_with_gaps_shown_as_gaps(views: Views, organised: Store) -> None:
    deliver(
        organised, fact(HELTID, ROOT, 2023, 73.0, n=7000), fact(HELTID, ROOT, 2025, 75.0, n=7000), fact(HELTID, ROOT, 2019, 70.0, n=7000)
    )
    series = card(views, HELTID, year=2023).series
    assert [(p.year, p.value) for p in series] == [(2021, 72.0), (2022, None), (2023, 73.0), (2024, None), (2025, 75.0)]
    assert [p.status for p in series if p.value is None] == [Status.NOT_MEASURED] * 2
    assert [(p.period, p.value) for p in views.series(CONTROLLER, HELTID)] == [
        ("2019", 70.0),
        ("2021", 72.0),
        ("2023", 73.0),
        ("2025", 75.0),
    ]


def test_the_path_is_linear_from_baseline_to_target(views: Views, untouched: Store) -> None:
    path = card(views, SAM).path
    assert path == tuple((2021 + k, 40.0 + 10.0 * k) for k in range(7))
    assert card(views, "bristkompetenser-lang-sikt").path == ()
    assert card(views, "chefers-forutsattningar").path == ()


def test_women_and_men_are_compared_when_both_are_shown(views: Views, organised: Store) -> None:
    deliver(
        organised,
        fact(HELTID, ROOT, 2024, 74.0, n=7000),
        fact(HELTID, ROOT, 2024, 72.5, n=5600, sex="K"),
        fact(HELTID, ROOT, 2024, 80.0, n=1400, sex="M"),
    )
    found = card(views, HELTID)
    assert found.sexes is not None
    assert (found.sexes.women.value, found.sexes.men.value, found.sexes.difference) == (72.5, 80.0, -7.5)
    assert (found.sexes.women.gap, found.sexes.men.gap) == (-4.5, 3.0)
    assert [p.value for p in found.series_women] == [None, None, None, 72.5]


def test_an_indicator_that_is_not_split_by_sex_has_no_sexes(views: Views, untouched: Store) -> None:
    found = card(views, "egen-bemanning")
    assert (found.sexes, found.series_women, found.series_men) == (None, (), ())


def test_sexes_measured_in_different_ways_are_not_subtracted(views: Views, organised: Store) -> None:
    deliver(
        organised,
        fact(HME, ROOT, 2024, 79.0, n=3000, sex="K", method="officiell"),
        fact(HME, ROOT, 2024, 77.0, n=900, sex="M", method="beräknad ur svar"),
    )
    sexes = card(views, HME).sexes
    assert sexes is not None
    assert (sexes.women.value, sexes.men.value, sexes.difference) == (79.0, 77.0, None)


def test_other_methods_are_shown_apart_and_not_judged(views: Views, organised: Store) -> None:
    deliver(
        organised,
        fact(KORT, ROOT, 2024, 3.2, n=7000, method="A"),
        fact(KORT, ROOT, 2024, 2.9, n=7000, method="B"),
        fact(KORT, ROOT, 2025, 3.0, n=7000, method="R12"),
    )
    view = views.indicator(CONTROLLER, KORT, year=2024)
    assert view.card.total.value == 3.2
    assert {m: [(p.year, p.value, p.status) for p in points] for m, points in view.other_methods.items()} == {
        "B": [(2024, 2.9, Status.NOT_ASSESSABLE)],
        "R12": [(2025, 3.0, Status.NOT_ASSESSABLE)],
    }


def test_months_are_points_in_time_order(views: Views, organised: Store) -> None:
    months = [fact(KORT, "O3", f"2024-{m:02}", 3.0, n=40, numerator=300.0 + m, denominator=10_000.0, method="A") for m in (3, 1, 2)]
    deliver(organised, *months)
    view = views.indicator(CONTROLLER, KORT, unit="O3", year=2024)
    points = view.by_grain["month"].total
    assert [p.period for p in points] == ["2024-01", "2024-02", "2024-03"]
    assert all(p.value is not None and p.n == 40 for p in points)
    assert not any(view.by_grain["quarter"])
    assert view.card.total.months == 3
    assert has(view.card.notes, "3 av 12 månader")


def test_the_units_below_are_named_and_in_the_tree_s_order_also_without_figures(views: Views, organised: Store) -> None:
    deliver(organised, fact(HELTID, "F1", 2024, 74.0, n=700))
    view = views.indicator(CONTROLLER, HELTID, year=2024)
    assert [(r.unit, r.status is Status.NOT_MEASURED) for r in view.below] == [("F1", False), ("F2", True)]
    assert view.below_names == {"F1": "Förvaltning ett", "F2": "Förvaltning två"}


# ------------------------------------------------------------------------------------------------ notes


def test_notes_say_what_a_rolled_up_figure_lacks(views: Views, organised: Store) -> None:
    deliver(organised, fact(HELTID, "F1", 2024, 74.0, n=700))
    found = card(views, HELTID, year=2024)
    assert (found.total.parts, found.total.parts_missing) == (1, 1)
    assert has(found.notes, "Beräknad ur 1 enhet; 1 enhet saknar värde.")


def test_notes_say_when_a_delivered_figure_is_not_the_sum_of_its_parts(views: Views, organised: Store) -> None:
    deliver(organised, fact(HELTID, ROOT, 2024, 76.0, n=1000), fact(HELTID, "F1", 2024, 74.0, n=700), fact(HELTID, "F2", 2024, 74.0, n=300))
    found = card(views, HELTID, year=2024)
    assert (found.total.value, found.total.rolled_differs) == (76.0, True)
    assert has(found.notes, "skiljer sig från vad de underliggande enheterna ger")
    assert "74" not in found.notes[0]


def test_notes_say_which_method_stands_in(views: Views, organised: Store) -> None:
    deliver(organised, fact(KORT, ROOT, 2024, 3.2, n=7000, method="A"))
    found = card(views, KORT, year=2024)
    assert has(found.notes, "Metod: A.")
    assert has(found.notes, "ej angiven")


def test_notes_tell_the_plans_own_figure_interpreted_direction_and_missing_definition(views: Views, untouched: Store) -> None:
    found = card(views, "bristkompetenser-lang-sikt")
    assert has(found.notes, "planens nuläge (2021-12)")
    assert has(found.notes, "tolkad")
    assert has(card(views, "chefers-forutsattningar").notes, "Mäts hösten 2022")
    assert has(card(views, "pensionsalder").notes, "Definition ej fastställd.")
    assert not has(card(views, HELTID).notes, "Definition ej fastställd.")
    assert has(card(views, HME).notes, "Planen motsäger sig själv")


def test_a_units_card_says_that_the_nulage_is_the_whole_organisations(views: Views, organised: Store) -> None:
    deliver(organised, fact(HELTID, "F1", 2021, 66.0, n=700), fact(HELTID, "F1", 2024, 70.0, n=700))
    found = card(views, HELTID, unit="F1", year=2024)
    assert found.total.baseline == 72.0
    assert has(found.notes, "är hela organisationens. Enhetens eget värde 2021 var 66,0\u00a0%.")
    assert not has(card(views, HELTID, unit=ROOT, year=2024).notes, "hela organisationens")


def test_a_changed_target_is_noted_with_its_reason(views: Views) -> None:
    views.revise(CONTROLLER, HELTID, target=80.0, baseline=72.0, valid_from=2021, reason="Beslut i regionstyrelsen")
    assert has(card(views, HELTID, year=2021).notes, "gäller från 2021. Skäl: Beslut i regionstyrelsen")


# ------------------------------------------------------------------------------------------------ context, trace, catalogue, log


def test_synthetic_figures_are_told_until_their_import_is_undone(views: Views, organised: Store) -> None:
    assert not views.context(CONTROLLER).synthetic
    batch = deliver(organised, fact(HELTID, ROOT, 2024, 74.0, n=7000), synthetic=True)
    assert views.context(CONTROLLER).synthetic
    assert views.trace(CONTROLLER, HELTID, year=2024).origins[0].synthetic
    organised.undo(batch, "eva", "prov")
    assert not views.context(CONTROLLER).synthetic
    assert views.context(CONTROLLER).empty


def test_a_trace_leads_to_file_sheet_rows_and_column(views: Views, organised: Store) -> None:
    deliver(organised, fact(HELTID, ROOT, 2024, 73.0, n=7000, row=17), file="gammal.xlsx")
    batch = deliver(organised, fact(HELTID, ROOT, 2024, 74.0, n=7100, row=18), file="ny.xlsx", user="mia")
    found = views.trace(CONTROLLER, HELTID, year=2024)
    (origin,) = found.origins
    assert (origin.batch, origin.file, origin.sheet, origin.rows, origin.column, origin.user) == (
        batch,
        "ny.xlsx",
        "Värden",
        "18",
        "E · Värde",
        "mia",
    )
    assert (origin.value, origin.n, found.value, found.kind) == (74.0, 7100, 74.0, "delivered")
    assert [(o.file, o.rows, o.value) for o in found.superseded] == [("gammal.xlsx", "17", 73.0)]
    assert found.note.startswith("Siffran är levererad.")


def test_a_rolled_figures_trace_names_its_parts(views: Views, organised: Store) -> None:
    deliver(organised, fact(HELTID, "O1", 2024, 74.0, n=300), fact(HELTID, "O2", 2024, 75.0, n=300), fact(HELTID, "F2", 2024, 76.0, n=400))
    found = views.trace(CONTROLLER, HELTID, year=2024)
    assert {o.unit: o.value for o in found.origins} == {"O1": 74.0, "O2": 75.0, "F2": 76.0}
    assert "beräknad ur underliggande enheter" in found.note


def test_the_trace_of_the_plans_own_figure_names_the_plan(views: Views, untouched: Store) -> None:
    found = views.trace(CONTROLLER, HELTID, year=2021)
    assert (found.value, found.kind, found.origins) == (72.0, "plan", ())
    assert views.programme.source in found.note


def test_the_trace_of_a_figure_that_is_not_there_is_empty(views: Views, untouched: Store) -> None:
    found = views.trace(CONTROLLER, HELTID, year=2024)
    assert (found.value, found.kind, found.origins, found.superseded, found.status) == (None, None, (), (), Status.NOT_MEASURED)


def test_the_catalogue_has_what_is_in_force_and_the_history_newest_first(views: Views) -> None:
    views.revise(CONTROLLER, HELTID, target=80.0, baseline=72.0, valid_from=2021, reason="Först")
    views.revise(CONTROLLER, HELTID, target=None, baseline=71.0, direction="down", valid_from=2021, reason="Sedan")
    rows = {r.indicator.id: r for r in views.catalogue(CONTROLLER)}
    assert sum(not r.indicator.supplementary for r in rows.values()) == 19
    changed = rows[HELTID]
    assert (changed.indicator.target, changed.target, changed.baseline, changed.direction) == (77.0, None, 71.0, Direction.DOWN)
    assert [(h.reason, h.target, h.user) for h in changed.history] == [("Sedan", None, "eva"), ("Först", 80.0, "eva")]
    assert rows[SAM].history == ()


def test_a_change_that_makes_no_sense_is_refused_and_nothing_is_stored(views: Views, untouched: Store) -> None:
    good: dict[str, Any] = {"target": 80.0, "baseline": 72.0, "valid_from": 2025, "reason": "Beslut"}
    bad: list[tuple[dict[str, Any], str]] = [
        ({"target": 101.0}, "value_out_of_range"),
        ({"baseline": -1.0}, "value_out_of_range"),
        ({"target": float("nan")}, "value_out_of_range"),
        ({"valid_from": 25}, "unknown_year"),
        ({"reason": "  "}, "missing_reason"),
        ({"direction": "sidledes"}, "unknown_direction"),
    ]
    for change, code in bad:
        with pytest.raises(Refusal) as refused:
            views.revise(CONTROLLER, HELTID, **(good | change))
        assert refused.value.code == code
    with pytest.raises(Refusal):
        views.assess(CONTROLLER, HELTID, unit=ROOT, year=2024, reason=" ")
    with pytest.raises(Refusal):
        views.assess(CONTROLLER, HELTID, unit="FINNS-INTE", year=2024, reason="x")
    assert untouched.data_version() == 0


def test_the_log_has_imports_and_events_newest_first(views: Views, organised: Store) -> None:
    deliver(organised, fact(HELTID, ROOT, 2024, 74.0, n=7000), file="a.xlsx")
    views.revise(CONTROLLER, HELTID, target=80.0, baseline=72.0, valid_from=2025, reason="Beslut")
    assert [b.file for b in views.batches(CONTROLLER)] == ["a.xlsx", "organisation.xlsx"]
    assert [e.kind for e in views.events(CONTROLLER)] == ["target", "import", "import"]


@pytest.mark.parametrize("by", ["dag", "", "Year"])
def test_a_series_is_by_year_quarter_or_month(views: Views, untouched: Store, by: str) -> None:
    with pytest.raises(Refusal, match="year, quarter eller month"):
        views.series(CONTROLLER, HELTID, by=by)
