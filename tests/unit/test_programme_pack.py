"""The pack against the plan, number by number and word by word (tests/spec/programme_rows.md is copied from the plan)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kpi.programme.loader import load_programme, programme_dir
from kpi.programme.model import Direction, Indicator, Programme
from kpi.text.numbers import NBSP, difference, stated

SPEC = Path(__file__).parents[1] / "spec" / "programme_rows.md"


def spec_table(heading: str) -> list[dict[str, str]]:
    """The table under ``heading`` of the spec, one dict a row."""
    section = SPEC.read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [[c.strip() for c in line.strip("|").split("|")] for line in section.splitlines() if line.startswith("|")]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[2:]]


INDICATORS = spec_table("Indikatorer")


@pytest.fixture(scope="module")
def programme() -> Programme:
    return load_programme(programme_dir("region-vastmanland"))


def printed_number(text: str) -> float | None:
    """The number of a printed cell ("64,61 år", "77%"); None for an arrow, words or an empty cell."""
    match = re.fullmatch(r"(\d+(?:,\d+)?)\s*(?:%|år)?", text)
    return float(match[1].replace(",", ".")) if match else None


def test_the_plan_has_four_areas_with_their_goals_in_order(programme: Programme) -> None:
    assert [(str(a.number), a.name, a.goal) for a in programme.areas] == [tuple(r.values()) for r in spec_table("Mål")]


def test_there_are_3_9_2_and_5_indicators_and_7_6_4_and_6_actions(programme: Programme) -> None:
    assert [len(a.planned) for a in programme.areas] == [3, 9, 2, 5]
    assert [len(a.actions) for a in programme.areas] == [7, 6, 4, 6]


def test_indicators_come_in_the_order_of_the_plan(programme: Programme) -> None:
    assert [i.id for i in programme.planned] == [r["Id"] for r in INDICATORS]
    assert [i.number for i in programme.planned] == list(range(1, 20))


@pytest.mark.parametrize("row", INDICATORS, ids=lambda r: r["Id"])
class TestEachIndicator:
    @pytest.fixture
    def indicator(self, programme: Programme, row: dict[str, str]) -> Indicator:
        return programme.indicator(row["Id"])

    def test_belongs_to_its_area(self, programme: Programme, row: dict[str, str]) -> None:
        assert programme.area_of(row["Id"]).name == row["Område"]

    def test_is_named_as_in_the_plan(self, indicator: Indicator, row: dict[str, str]) -> None:
        as_shown = row["Indikator"].replace(" – 1", "–1").replace("Korttidsjuk", "Korttidssjuk")
        assert indicator.name == as_shown

    def test_keeps_the_printed_row(self, indicator: Indicator, row: dict[str, str]) -> None:
        assert indicator.source_text == f"{row['Indikator']} | Målvärde: {row['Målvärde']} | Nuläge: {row['Nuläge']}"

    def test_has_the_printed_target_and_baseline(self, indicator: Indicator, row: dict[str, str]) -> None:
        assert indicator.target == printed_number(row["Målvärde"])
        assert indicator.baseline == printed_number(row["Nuläge"])

    def test_writes_target_and_baseline_as_printed(self, indicator: Indicator, row: dict[str, str]) -> None:
        for value, printed in ((indicator.target, row["Målvärde"]), (indicator.baseline, row["Nuläge"])):
            if value is not None:
                assert stated(indicator, value).replace(NBSP, "") == printed.replace(" ", "")

    def test_dates_the_baseline_to_december_2021_or_says_when_it_is_measured(self, indicator: Indicator, row: dict[str, str]) -> None:
        if indicator.baseline is None:
            assert (indicator.baseline_date, indicator.baseline_note) == (None, row["Nuläge"])
        else:
            assert (indicator.baseline_date, indicator.baseline_note) == ("2021-12", None)
        assert (indicator.baseline_year, indicator.target_year) == (2021, 2027)

    def test_has_the_direction_unit_group_and_smallest_group(self, indicator: Indicator, row: dict[str, str]) -> None:
        assert indicator.direction is {"↑": Direction.UP, "↓": Direction.DOWN}[row["Bättre"]]
        assert indicator.unit.name == row["Enhet"]
        assert (indicator.population, str(indicator.min_n)) == (row["Grupp"], row["Minst n"])
        assert indicator.by_sex is (row["Per kön"] == "ja")

    def test_has_a_definition_exactly_where_one_is_established(self, indicator: Indicator, row: dict[str, str]) -> None:
        assert (indicator.definition is not None) is (row["Definition"] == "finns")
        assert (indicator.definition is None) is (indicator.definition_source is None)

    def test_has_the_gap_of_the_plan_to_the_last_decimal(self, indicator: Indicator, row: dict[str, str]) -> None:
        if indicator.target is None or indicator.baseline is None:
            assert row["Avstånd"] == "–"
            return
        gap = float(row["Avstånd"].replace("−", "-").replace(",", "."))
        assert indicator.baseline - indicator.target == pytest.approx(gap, abs=1e-9)
        assert difference(indicator, gap).lstrip("+").startswith(row["Avstånd"])


def test_every_action_stands_word_for_word_with_responsible_and_year(programme: Programme) -> None:
    actions = [(a.name, x.text, ", ".join(x.responsible), str(x.due_year)) for a in programme.areas for x in a.actions]
    assert actions == [tuple(r.values()) for r in spec_table("Åtgärder")]
    assert len({x.id for a in programme.areas for x in a.actions}) == 23


def test_what_n_counts_is_told_only_with_a_source_that_says_it(programme: Programme) -> None:
    headings = {c.heading for layout in programme.layouts for c in layout.columns if c.role == "n"}
    counted = {i.id: i for i in programme.indicators if i.counted}
    for i in counted.values():
        quoted = re.findall("”(.+?)”", i.counted_source)
        assert all(q in headings and i.counted in q.lower() for q in quoted)
        told_of_rows = any(layout.name in i.counted_source for layout in programme.layouts if layout.individual)
        assert quoted or told_of_rows or i.counted in f"{i.definition} {[n.text for n in i.notes]}"
    assert [i.counted for i in counted.values()].count("svar") == 8


def test_an_action_concerns_a_group_that_its_own_text_names(programme: Programme) -> None:
    named = {x.id: x for a in programme.areas for x in a.actions if x.concerns}
    assert set(named) == {"cf-3", "cf-6", "lb-3"}
    assert all(population in x.text.lower() for x in named.values() for population in x.concerns)


def test_no_text_keeps_a_line_break_hyphen_of_the_pdf(programme: Programme) -> None:
    texts = [t for a in programme.areas for t in (a.goal, *(i.name for i in a.indicators), *(x.text for x in a.actions))]
    broken = [t for t in texts if re.search(r"[a-zåäö]-[a-zåäö]|[a-zåäö]- (?!och )|  |\n", t)]
    assert broken == []


def test_the_interpreted_direction_says_so_and_no_other_does(programme: Programme) -> None:
    noted = {i.id: i.direction_note for i in programme.indicators if i.direction_note}
    assert noted == {"bristkompetenser-lang-sikt": "tolkad, ej angiven i källan"}


def test_the_plans_contradiction_is_told_with_its_right_arithmetic(programme: Programme) -> None:
    parts = [programme.indicator(f"hme-{p}-medarbetare") for p in ("motivation", "ledarskap", "styrning")]
    total = programme.indicator("hme-total-medarbetare")
    assert round(sum(p.target for p in parts) / 3, 1) == 84.0 != total.target
    assert round(sum(p.baseline for p in parts) / 3, 1) == 77.2 != total.baseline
    note = next(n.text for n in total.notes if "motsäger" in n.text)
    assert all(figure in note for figure in ("85, 85 och 82", "84,0", "77,2", "77,3"))


def test_values_that_are_shares_or_indices_stay_between_0_and_100(programme: Programme) -> None:
    for i in programme.indicators:
        if i.unit.id in ("procent", "index"):
            assert (i.value_min, i.value_max) == (0, 100), i.id


def test_the_sample_has_the_sizes_of_its_source_and_says_what_is_invented(programme: Programme) -> None:
    sample = programme.sample
    assert sample is not None
    units = {u.code: u for u in sample.units}
    pmn = next(u for u in sample.units if u.name == "Psykiatri, medicin och närsjukvård")
    assert (pmn.employees, pmn.children) == (2574, {"verksamhet": 14, "enhet": 110})
    assert sample.employees == 7000
    for parent in {u.parent for u in sample.units if u.parent}:
        assert sum(u.employees for u in sample.units if u.parent == parent) == units[parent].employees
    invented = [u.name for u in sample.units if u.level == "forvaltning" and u.code != pmn.parent]
    assert invented and all(name.endswith("(påhittad)") for name in invented)
    assert "påhittat" in sample.source


def test_drifts_of_sub_indices_agree_with_their_total(programme: Programme) -> None:
    drift = programme.sample.yearly_drift
    for group in ("chefer", "medarbetare"):
        parts = [drift[f"hme-{p}-{group}"] for p in ("motivation", "ledarskap", "styrning")]
        assert sum(parts) / 3 == pytest.approx(drift[f"hme-total-{group}"])
