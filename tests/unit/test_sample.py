"""The synthetic extracts: labelled, repeatable, and adding up to the plan's own figures."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from kpi.errors import Refusal
from kpi.programme.loader import load_programme, programme_dir
from kpi.programme.model import Layout, Programme, Rollup
from kpi.sample import write_sample
from kpi.sample.organisation import LARGEST, SMALLEST
from kpi.sample.world import Rows, World
from kpi.sample.write import extracts, make_world
from tests.extent import sweep


@pytest.fixture(scope="module")
def programme() -> Programme:
    return load_programme(programme_dir("region-vastmanland"))


@pytest.fixture(scope="module")
def world(programme) -> World:
    return make_world(programme, None, None, 1)


@pytest.fixture(scope="module")
def made(world) -> dict[str, tuple[Layout, Rows]]:
    return {layout.id: (layout, rows) for layout, rows in extracts(world)}


def whole(programme: Programme, made: dict[str, tuple[Layout, Rows]]) -> dict[tuple[str, int, str], float]:
    """(indicator, year, sex) → the whole organisation's figure, added up here from the extracts alone."""
    got: dict[tuple[str, int, str], float] = {}
    sums: dict[tuple[str, int, str], list[float]] = defaultdict(lambda: [0.0, 0.0])

    def add(indicator, year, sex, above, below):
        sums[indicator, year, sex][0] += above
        sums[indicator, year, sex][1] += below

    _, rows = made["indikatorvarden"]
    for i, y, s, v, n, above, below in zip(
        *(rows[k].tolist() for k in ("indikator", "ar", "kon", "varde", "antal", "taljare", "namnare")), strict=True
    ):
        rule = programme.indicator(i).rollup
        if rule is Rollup.NONE:
            got[i, y, s] = v
        elif rule is Rollup.MEAN:
            add(i, y, s, v * n, n)
        else:
            add(i, y, s, programme.indicator(i).scale * above, below)
    layout, rows = made["hme"]
    word = {value: text for text, value in reversed(layout.column("grupp").choices.items())}
    for m in layout.measures:
        for g, y, s, v, n in zip(*(rows[k].tolist() for k in ("grupp", "ar", "kon", m.value, "antal_svar")), strict=True):
            if g == word[m.population]:
                add(m.indicator, y, s, v * n, n)
    _, rows = made["sjukfranvaro"]
    for p, s, above, below in zip(*(rows[k].tolist() for k in ("period", "kon", "dag_1_14_tim", "ordinarie_tim")), strict=True):
        for sex in (s, "T"):
            add("korttidssjukfranvaro", int(p[:4]), sex, 100 * above, below)
    _, rows = made["anstallningar"]
    for y, s, form, degree in zip(*(rows[k].tolist() for k in ("ar", "kon", "avloningsform", "sysselsattningsgrad")), strict=True):
        if form == "Månadsavlönad" and degree > 0:
            for sex in (s, "T"):
                add("heltid-manadsavlonade", y, sex, 100.0 * (degree == 100), 1)
        add("anstallda-per-chef", y, "T", 1, 0)
    for y in rows["ar"][rows["chef"] == "Ja"].tolist():
        add("anstallda-per-chef", y, "T", 0, 1)
    _, rows = made["chefer"]
    for y in sorted(set(rows["ar"].tolist())):
        units, roles, clinical = (rows[k][rows["ar"] == y] for k in ("enhet", "roll", "klinisk"))
        stands_in = np.char.find(roles.astype(str), "iträdande") >= 0
        add("ledningsredundans", y, "T", 100.0 * len(set(units[stands_in])), len(set(units)))
        add("klinisk-tjanstgoring-chefer", y, "T", 100.0 * (clinical[~stands_in] == "Ja").sum(), (~stands_in).sum())
    _, rows = made["pensionsavgangar"]
    for y, s, age in zip(*(rows[k].tolist() for k in ("ar", "kon", "alder")), strict=True):
        for sex in (s, "T"):
            add("pensionsalder", y, sex, age, 1)
    return got | {key: above / below for key, (above, below) in sums.items()}


@pytest.fixture(scope="module")
def figures(programme, made):
    return whole(programme, made)


def test_in_the_year_of_the_nulage_the_whole_is_the_plans_own_figure(programme, figures):
    for i in programme.indicators:
        if i.baseline is not None:
            assert figures[i.id, i.baseline_year, "T"] == pytest.approx(i.baseline, abs=1e-9), i.id


def test_every_later_year_is_as_designed_to_the_indicators_decimals(programme, world, figures):
    for i in programme.indicators:
        for year, root in world.roots(i).items():
            coarse = 0.2 if i.supplementary else 0.0  # whole managers and units
            assert figures[i.id, year, "T"] == pytest.approx(root, abs=0.49 * 10.0**-i.decimals + coarse), (i.id, year)


def test_what_the_plan_measures_from_autumn_2022_has_no_figure_before(programme, figures):
    late = [i.id for i in programme.planned if i.baseline is None]
    assert len(late) == 3
    for indicator in late:
        assert sorted(y for i, y, s in figures if i == indicator and s == "T") == list(range(2022, 2027))


def test_women_and_men_differ_as_the_pack_says(programme, figures):
    gaps = programme.sample.sex_gaps
    for i in programme.indicators:
        if not i.by_sex:
            assert not any(key[0] == i.id and key[2] != "T" for key in figures)
            continue
        apart = np.mean([figures[i.id, y, "K"] - figures[i.id, y, "M"] for y in range(2022, 2027)])
        # managers are few and shares of whole people are coarse: a wide margin there
        margin = 6.0 if i.rollup is Rollup.SHARE else max(0.9, 0.6 * abs(gaps[i.id]))
        assert apart == pytest.approx(gaps[i.id], abs=margin), i.id


def test_every_status_that_the_programme_can_have_occurs_some_year(programme, figures):
    seen = set()
    for i in programme.planned:
        for year in range(2021, 2027):
            value = figures.get((i.id, year, "T"))
            s = i.direction.sign
            if value is None:
                seen.add("not_measured")
            elif i.target is None and i.baseline is None:
                seen.add("no_baseline")
            elif i.target is None:
                step = s * (value - i.baseline)
                seen.add("improved" if step > 1e-9 else "worsened" if step < -1e-9 else "unchanged")
            else:
                expected = i.baseline + (i.target - i.baseline) * (year - i.baseline_year) / (i.target_year - i.baseline_year)
                if s * (value - i.target) >= -1e-9:
                    seen.add("reached")
                elif s * (value - i.baseline) < -1e-9:
                    seen.add("wrong_way")
                else:
                    seen.add("on_track" if s * (value - expected) >= -1e-9 else "behind")
    assert seen == {"not_measured", "no_baseline", "improved", "unchanged", "worsened", "reached", "wrong_way", "on_track", "behind"}


def test_the_total_of_a_unit_is_the_rounded_mean_of_women_and_men(made):
    _, rows = made["hme"]
    cells = defaultdict(dict)
    for y, u, g, s, n, v in zip(*(rows[k].tolist() for k in ("ar", "enhet", "grupp", "kon", "antal_svar", "hme")), strict=True):
        cells[y, u, g][s] = (n, v)
    for key, cell in cells.items():
        n, total = cell["T"]
        parts = [cell[s] for s in "KM" if s in cell]
        assert sum(k for k, _ in parts) == n, key
        assert sum(k * v for k, v in parts) / n == pytest.approx(total, abs=0.0500001), key


def test_shares_are_whole_people_and_sexes_add_up(made, programme):
    _, rows = made["indikatorvarden"]
    cells = defaultdict(dict)
    keys = ("indikator", "ar", "enhet", "kon", "taljare", "namnare")
    for i, y, u, s, above, below in zip(*(rows[k].tolist() for k in keys), strict=True):
        if programme.indicator(i).rollup is Rollup.SHARE:
            assert 0 <= above <= below and above == int(above)
            cells[i, y, u][s] = (above, below)
    assert cells
    for cell in cells.values():
        for at in (0, 1):
            assert sum(cell[s][at] for s in "KM" if s in cell) == cell["T"][at]


def test_hours_are_possible_and_the_sum_column_is_the_sum(made):
    _, rows = made["sjukfranvaro"]
    parts = rows["dag_1_14_tim"] + rows["dag_15_59_tim"] + rows["dag_60_tim"]
    assert np.allclose(parts, rows["sjuk_tim"], atol=1e-6)
    assert (rows["dag_1_14_tim"] <= rows["ordinarie_tim"]).all()
    assert (rows["dag_1_14_tim"] >= 0).all()
    share = 100 * rows["sjuk_tim"].sum() / rows["ordinarie_tim"].sum()
    assert 5.5 < share < 8


def test_each_unit_has_one_manager_among_its_employees(made):
    _, rows = made["anstallningar"]
    assert set(rows["chef"].tolist()) == {"Ja", "Nej"}
    managers = Counter(zip(rows["ar"][rows["chef"] == "Ja"].tolist(), rows["enhet"][rows["chef"] == "Ja"].tolist(), strict=True))
    assert set(managers) == set(zip(rows["ar"].tolist(), rows["enhet"].tolist(), strict=True))
    # One more in the first unit of each group: the group's own manager is placed there.
    more = Counter((year, unit.rsplit("-", 1)[0]) for (year, unit), count in managers.items() if count > 1)
    assert set(managers.values()) == {1, 2}
    assert set(more.values()) == {1}
    assert len([group for year, group in more if year == 2021 and group.startswith("PMN-")]) == 14


def test_the_last_year_has_only_the_months_that_have_been_delivered(made, programme):
    _, rows = made["sjukfranvaro"]
    periods = set(rows["period"].tolist())
    assert {p for p in periods if p.startswith("2026")} == {f"2026-{m:02d}" for m in range(1, programme.sample.last_month + 1)}
    assert len({p for p in periods if p.startswith("2025")}) == 12


def test_the_organisation_is_the_one_of_the_sources(world, programme):
    rows = world.organisation.rows
    level = {r.code: r.level for r in rows}
    below = [c for c in level if c.startswith("PMN-")]
    assert sum(level[c] == "verksamhet" for c in below) == 14
    assert sum(level[c] == "enhet" for c in below) == 110
    pmn = np.char.startswith(world.organisation.leaves.astype(str), "PMN-")
    assert abs(world.organisation.staff[0][pmn].sum() - 2574) < 60  # the unit that opens later is not there yet
    assert 6900 <= world.organisation.staff[0].sum() <= 7050
    sizes = world.organisation.staff[0].sum(axis=1)
    sizes = sizes[sizes > 0]
    assert sizes.min() >= SMALLEST and sizes.max() <= 1.2 * LARGEST
    assert 0 < (sizes < 10).sum() < len(sizes) / 3
    women = world.organisation.staff[0, :, 0].sum() / world.organisation.staff[0].sum()
    assert women == pytest.approx(programme.sample.share_women, abs=0.02)


def test_one_unit_moves_one_closes_and_one_is_new(world, made):
    rows = world.organisation.rows
    twice = {r.code for r in rows if sum(q.code == r.code for q in rows) == 2}
    assert len(twice) == 1
    before, after = (r for r in rows if r.code in twice)
    assert (before.valid_to, after.valid_from) == (2023, 2024) and before.parent != after.parent
    assert [r.valid_to for r in rows if r.valid_to and r.code not in twice] == [2023]
    assert [r.valid_from for r in rows if r.valid_from and r.code not in twice] == [2025]
    closed = next(r.code for r in rows if r.valid_to and r.code not in twice)
    new = next(r.code for r in rows if r.valid_from and r.code not in twice)
    for name in ("anstallningar", "hme", "indikatorvarden", "pensionsavgangar"):
        columns = made[name][1]
        assert (columns["ar"][columns["enhet"] == closed] <= 2023).all()
        assert (columns["ar"][columns["enhet"] == new] >= 2025).all()


def test_every_unit_in_an_extract_is_in_the_organisation(world, made):
    known = {r.code for r in world.organisation.rows}
    parents = {r.parent for r in world.organisation.rows if r.parent}
    assert parents <= known
    for name, (layout, rows) in made.items():
        column = layout.role("unit")
        if column is not None:
            assert set(rows[column.key].tolist()) <= known, name


def test_no_unit_has_figures_of_its_own_above_units_that_have_the_same_ones(world, made):
    """A unit's own figure stands for all of it: managers counted above others' figures would hide these."""
    parent = {r.code: r.parent for r in world.organisation.rows}
    _, rows = made["hme"]
    for group in set(rows["grupp"].tolist()):
        units = set(rows["enhet"][rows["grupp"] == group].tolist())
        for unit in units:
            at = parent[unit]
            while at:
                assert at not in units, (group, unit)
                at = parent[at]


def test_raw_answers_stand_in_where_the_official_index_is_not_delivered(made):
    _, answers = made["hme-svar"]
    _, official = made["hme"]
    raw = set(zip(answers["ar"].tolist(), answers["enhet"].tolist(), strict=True))
    assert raw and len(answers["ar"]) < 2000
    assert not raw & set(zip(official["ar"].tolist(), official["enhet"].tolist(), strict=True))
    for key, column in answers.items():
        if key.startswith(("motivation", "ledarskap", "styrning")):
            given = column[~np.isnan(column)]
            assert set(given.tolist()) <= {1.0, 2.0, 3.0, 4.0, 5.0}
            assert 0.5 < given.std() < 1.5


@pytest.mark.parametrize("units", [1, 6, 200, pytest.param(900, marks=sweep)])
def test_the_organisation_scales_to_any_number_of_units(programme, units):
    small = make_world(programme, units, (2023, 2024), 7)
    codes = {r.code for r in small.organisation.rows}
    assert len(small.organisation.leaves) == units
    assert all(r.parent in codes for r in small.organisation.rows if r.parent)
    average = small.organisation.staff[0].sum() / units
    assert 15 < average < 40
    for layout, rows in extracts(small):
        assert rows, layout.id
        assert len({len(column) for column in rows.values()}) == 1


def test_without_months_the_monthly_indicators_come_as_yearly_figures(programme):
    small = make_world(programme, 30, (2021, 2022), 3)
    made = {layout.id: (layout, rows) for layout, rows in extracts(small, months=False)}
    assert "sjukfranvaro" not in made
    _, rows = made["indikatorvarden"]
    monthly = rows["indikator"] == "korttidssjukfranvaro"
    first = monthly & (rows["ar"] == 2021) & (rows["kon"] == "T")
    assert 100 * rows["taljare"][first].sum() / rows["namnare"][first].sum() == pytest.approx(3.6, abs=1e-9)
    assert set(rows["kon"][monthly].tolist()) == {"K", "M", "T"}


def test_every_workbook_says_that_it_is_synthetic(programme, tmp_path):
    paths = write_sample(programme, tmp_path, units=6, seed=4)
    assert next(p.name for p in paths) == "syntetisk_organisation.xlsx"
    assert {p.stem for p in paths} == {f"syntetisk_{layout.id}" for layout in programme.layouts}
    for path in paths:
        book = openpyxl.load_workbook(path, read_only=True)
        rows = list(book.active.iter_rows(max_row=4, values_only=True))
        assert "SYNTETISKA" in rows[0][0] and "seed 4" in rows[0][0]
        layout = programme.layout(path.stem.removeprefix("syntetisk_"))
        headings = [h for h in rows[2] if h is not None]
        assert headings == [c.heading for c in layout.columns if c.heading in headings]
        assert {c.heading for c in layout.columns if c.required} <= set(headings)
        assert rows[3][0] is not None


def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_figures(programme, tmp_path):
    def written(name: str, seed: int) -> dict[str, bytes]:
        return {p.name: p.read_bytes() for p in write_sample(programme, tmp_path / name, units=3, years=(2021, 2022), seed=seed)}

    one, again, other = written("a", 1), written("b", 1), written("c", 2)
    assert one == again
    assert one["syntetisk_hme.xlsx"] != other["syntetisk_hme.xlsx"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [({"units": 0}, "bad_units"), ({"years": (1, 2)}, "bad_years"), ({"seed": -1}, "bad_seed")],
)
def test_arguments_that_make_no_sense_are_refused_before_anything_is_written(programme, tmp_path, arguments, code):
    with pytest.raises(Refusal) as refused:
        write_sample(programme, tmp_path / "x", **arguments)
    assert refused.value.code == code
    assert not (tmp_path / "x").exists()


def test_a_pack_without_sample_is_refused(programme, tmp_path):
    with pytest.raises(Refusal, match=r"sample\.toml"):
        write_sample(programme.model_copy(update={"sample": None}), tmp_path)


def test_nothing_is_made_up_for_an_indicator_without_a_start(programme):
    bare = programme.sample.model_copy(update={"start_values": {}})
    world = make_world(programme.model_copy(update={"sample": bare}), 5, (2021, 2023), 1)
    for i in programme.indicators:
        assert bool(world.roots(i)) == (i.baseline is not None)


def test_small_samples_lie_beside_the_code_and_are_made_by_it(programme, tmp_path):
    kept = {p.name: p for p in (Path(__file__).parents[2] / "data" / "samples").glob("*.xlsx")}
    made = {p.name: p for p in write_sample(programme, tmp_path, units=6)}
    assert kept.keys() == made.keys()
    assert sum(p.stat().st_size for p in kept.values()) < 300_000
    for name, path in made.items():
        old, new = (list(openpyxl.load_workbook(p, read_only=True).active.values) for p in (kept[name], path))
        assert old == new, f"{name}: run python -m kpi sample --units 6 --out data/samples"
