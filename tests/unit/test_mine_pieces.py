"""The line, the strip, the table and the sentences of *Min enhet*, on rows made by hand; and which units stand above a unit."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import pytest

from kpi.access.above import kind_of, path_to, shared_above, tops_of, units_above
from kpi.access.scope import Role, Scope
from kpi.charts.mine import alt_mine, mine_html, strip_ends, strip_svg
from kpi.measure.certainty import Z_998, Measured, from_fixed
from kpi.measure.gap import moved_share
from kpi.measure.status import Certainty, Status
from kpi.programme.model import Indicator, Rollup
from kpi.text import mine as say
from kpi.views.mine_rows import Against, Changes, MineRow, People
from kpi.views.rows import Card
from tests.unit.charts_cases import DIRECTION, INDEX, LOWER, point, row

SVG = re.compile(r"<svg.*?</svg>", re.DOTALL)


def mine_row(
    indicator: Indicator = INDEX,
    value: float | None = 79.0,
    before: float | None = 78.0,
    above: float | None = 80.0,
    status: Status = Status.BEHIND,
    certainty: Certainty = Certainty.UNKNOWN,
    **more: object,
) -> MineRow:
    """A row of the unit V1, with last year's figure and that of O1 above it."""
    moved = None if value is None or before is None else value - before
    own = row(indicator, value, status, unit="V1", change_year=moved, change_year_from=2023, certainty=certainty)
    over = row(indicator, above, Status.NOT_MEASURED if above is None else Status.BEHIND, unit="O1")
    return MineRow(
        card=Card(own.indicator, own, None, ()),
        before=point(2023, before),
        before_comparable=moved is not None,
        above=Against(over, None if value is None or above is None else value - above, Certainty.UNKNOWN),
        moved_share=moved_share(moved, indicator.target, indicator.baseline),
        better=None if not moved else indicator.direction.sign * moved > 0,
        why=None if value is not None else "protected",
        **more,
    )


def circles(html: str) -> list[float]:
    """Where the visible dots and rings stand, from left to right, in the wide drawing."""
    wide = SVG.findall(html)[0]
    return sorted(float(x) for x, fill in re.findall(r'<circle cx="([\d.]+)"[^>]*fill="([^"]+)"', wide) if fill != "transparent")


def test_the_line_has_now_last_year_and_the_level_above_with_their_words() -> None:
    html = mine_html(mine_row(), "Område ett")
    assert len(SVG.findall(html)) == 2  # wide and compact
    titles = re.findall("<title[^>]*>([^<]+)</title>", SVG.findall(html)[0])
    assert titles[0].startswith("HME – totalt medarbetare 2024: 79,0.")
    assert {"Område ett 2024: 80,0", "2023: 78,0", "Mål 2027: 82"} <= set(titles)
    assert len(circles(html)) == 3  # nuläge, last year, now


def test_right_is_better_also_when_lower_is() -> None:
    html = mine_html(mine_row(LOWER, value=3.0, before=3.4, above=3.2), "Område ett")
    assert circles(html)[-1] > circles(html)[0]
    assert "lägre är bättre" in html
    now = SVG.findall(html)[0]
    assert now.index("3,4") < now.index("3,0\u00a0% –")


@pytest.mark.parametrize(("certainty", "dotted"), [(Certainty.CLEAR, False), (Certainty.WITHIN_NOISE, True), (Certainty.UNKNOWN, True)])
def test_the_way_from_last_year_is_whole_only_when_it_is_more_than_chance(certainty: Certainty, dotted: bool) -> None:
    html = mine_html(mine_row(certainty=certainty), "Område ett")
    assert ('stroke-dasharray="0.5 5"' in html) is dotted


def test_a_protected_value_is_told_and_not_drawn() -> None:
    hidden = mine_row(value=None, status=Status.SUPPRESSED)
    html = mine_html(hidden, "Område ett")
    assert "Skyddat – för få" in html and "Värdet för 2024 är skyddat" in html
    assert len(circles(html)) == 1  # the plan's nuläge alone
    assert 'stroke-dasharray="0.5 5"' not in html


def test_the_alternative_text_tells_how_sure_the_change_is_and_the_level_above() -> None:
    text = alt_mine(mine_row(certainty=Certainty.WITHIN_NOISE), "Område ett")
    assert "2023: 78,0. Förändringen är inte mer än slumpen. Område ett: 80,0." in text


def test_names_from_files_are_escaped_in_the_line() -> None:
    html = mine_html(mine_row(), '<script>"x"</script>')
    assert "<script>" not in html


@pytest.mark.parametrize("value", [60.0, 77.3, 79.0, 82.0, 99.9])
@pytest.mark.parametrize("above", [None, 60.0, 79.0, 99.9])
def test_every_mark_and_label_stays_inside_the_drawing(value: float, above: float | None) -> None:
    for svg, width in zip(SVG.findall(mine_html(mine_row(value=value, above=above), "O")), (560, 340), strict=True):
        xs = [float(x) for x in re.findall(r'(?:cx|x)="([\d.]+)"', svg)]
        assert all(0 <= x <= width for x in xs)


def test_a_strip_is_filled_only_when_the_unit_differs_for_sure_and_has_no_mark_for_what_is_hidden() -> None:
    shown, hidden = row(INDEX, 79.0, Status.BEHIND), row(INDEX, None, Status.SUPPRESSED)
    ends = strip_ends([shown, hidden])
    assert 'fill="var(--mb-paper' in strip_svg(shown, None, ends, sure=False)
    assert 'fill="var(--mb-status-behind' in strip_svg(shown, None, ends, sure=True)
    assert "<circle" not in strip_svg(hidden, shown, ends, sure=False)
    assert strip_ends([shown]) == ends  # what is hidden does not stretch the line


def test_units_on_a_strip_share_its_scale() -> None:
    rows = [row(INDEX, v, Status.BEHIND) for v in (76.0, 79.0, 81.0)]
    ends = strip_ends(rows)
    at = [float(re.search(r'cx="([\d.]+)"', strip_svg(r, None, ends, sure=False))[1]) for r in rows]
    assert at == sorted(at)
    assert (at[2] - at[1]) / (at[1] - at[0]) == pytest.approx(2 / 3, abs=0.01)


# ------------------------------------------------------------------------------------------------------------ sentences


def told(*rows: MineRow, clear: tuple[MineRow, ...] = (), noise: tuple[MineRow, ...] = (), unknown: tuple[MineRow, ...] = ()) -> str:
    return " ".join(say.finding(rows, Changes(2023, clear, noise, unknown), 2024))


def test_the_summary_in_words() -> None:
    reached, behind = mine_row(status=Status.REACHED), mine_row()
    hidden = mine_row(value=None, status=Status.SUPPRESSED)
    assert told(reached, behind, hidden, noise=(behind,)) == (
        "En av tre indikatorer når målvärdet 2024. En når det inte och en är skyddad. Ingen förändring sedan 2023 är säkert mer än slumpen."
    )
    assert told(behind, unknown=(behind,)).startswith("Ingen av en indikator når målvärdet 2024. En når det inte.")


@pytest.mark.parametrize(("value", "way"), [(81.0, "till det bättre"), (76.0, "till det sämre")])
def test_a_sure_change_says_which_way_it_went(value: float, way: str) -> None:
    changed = mine_row(value=value, certainty=Certainty.CLEAR)
    text = told(changed, clear=(changed,))
    assert f"sedan 2023, {way}, säkert mer än slumpen." in text
    assert "HME totalt för medarbetare ändrats" in text


def test_a_name_that_fits_no_sentence_is_quoted() -> None:
    bare = DIRECTION.model_copy(update={"sentence_name": None})
    changed = mine_row(bare, value=60.0, before=40.0, above=None, status=Status.NO_BASELINE, certainty=Certainty.CLEAR)
    assert f"Mest har ”{bare.label}” ändrats" in told(changed, clear=(changed,))


def test_a_change_too_small_to_see_is_not_written_as_zero() -> None:
    changed = mine_row(value=78.01, certainty=Certainty.CLEAR)
    assert say.moved(changed).startswith("mindre än 0,1")


@pytest.mark.parametrize(("n", "word"), [(0, "noll"), (1, "en"), (19, "nitton"), (20, "tjugo"), (21, "21"), (1034, "1\u00a0034")])
def test_counts_in_words(n: int, word: str) -> None:
    assert say.count_word(n) == word


def test_a_unit_beside_a_whole() -> None:
    def against(d: float | None) -> Against:
        return Against(row(INDEX, 80.0, Status.BEHIND), d, Certainty.UNKNOWN)

    assert say.beside(against(1.8), INDEX) == "1,8\u00a0indexenheter högre"
    assert say.beside(against(-1.0), LOWER) == "1,0\u00a0procentenheter lägre"
    assert (say.beside(against(0.01), INDEX), say.beside(against(None), INDEX)) == ("lika", "")


# ------------------------------------------------------------------------------------------------------------ measures


def test_a_change_is_measured_against_the_whole_way() -> None:
    assert moved_share(-2.35, 82.0, 77.3) == pytest.approx(0.5)
    assert moved_share(1.0, 82.0, None) is moved_share(None, 82.0, 77.3) is moved_share(1.0, 82.0, 82.0) is None


def test_the_funnels_outer_limits_are_wider_than_the_inner() -> None:
    unit = Measured(66.0, 100)
    assert from_fixed(unit, 77.0, rollup=Rollup.SHARE, scale=100.0) is Certainty.CLEAR
    assert from_fixed(unit, 77.0, rollup=Rollup.SHARE, scale=100.0, z=Z_998) is Certainty.WITHIN_NOISE


# ------------------------------------------------------------------------------------------------------------ what stands above


@dataclass(frozen=True)
class Node:
    parent: str | None
    depth: int
    children: tuple[str, ...] = ()


TREE = {
    "R": Node(None, 0, ("A", "B")), "A": Node("R", 1, ("A1", "A2")), "B": Node("R", 1), "A1": Node("A", 2, ("A11",)), "A2": Node("A", 2),
    "A11": Node("A1", 3),
}  # fmt: skip


def test_the_units_above_are_those_that_are_reached_nearest_first() -> None:
    assert path_to("A11", TREE) == ("A1", "A", "R")
    assert path_to("R", TREE) == path_to("BORTA", TREE) == ()
    assert units_above("A11", TREE, {"A11", "A", "R"}) == ("A", "R")
    assert units_above("A11", TREE, {"A11"}) == ()


def test_several_units_are_held_against_the_nearest_that_is_above_them_all() -> None:
    assert shared_above(["A11", "A2"], TREE, set(TREE)) == "A"
    assert shared_above(["A11", "A2"], TREE, {"A11", "A2", "R"}) == "R"
    assert shared_above(["A11", "B"], TREE, {"A11", "B"}) is None
    assert shared_above([], TREE, set(TREE)) is None


def test_only_a_manager_has_units_of_their_own() -> None:
    both = Scope(Role.MANAGER, ("A2", "A1", "A11", "BORTA", "A2"), "mia")
    assert tops_of(both, TREE, set(TREE)) == ("A2", "A1")
    assert tops_of(both, TREE, {"A1"}) == ("A1",)
    assert tops_of(replace(both, role=Role.CONTROLLER), TREE, set(TREE)) == ()
    assert [kind_of(both, unit, TREE) for unit in ("A11", "A")] == ["own", "compared"]
    assert kind_of(replace(both, role=Role.CONTROLLER), "A", TREE) == "chosen"


def test_a_number_of_people_in_words() -> None:
    part = People("svar", "Utdraget", "medarbetare", 2024, 1034, 900, 134, False, (INDEX,), frozenset())
    assert say.people_line(part) == "1\u00a0034 svar"
    assert say.people_line(part, whose=True) == "1\u00a0034 svar (medarbetare)"
    assert say.people_line(replace(part, counted="")) == "1\u00a0034 i underlaget (medarbetare)"
    assert say.people_sexes(part) == "kvinnor 900, män 134"
    assert say.people_sexes(replace(part, women=None, men=None, sexes_hidden=True)) == "kvinnor och män: skyddat"
    assert say.people_sexes(replace(part, women=None, men=None)) == ""
