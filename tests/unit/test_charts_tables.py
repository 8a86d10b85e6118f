"""Table twins and alternative texts: the same figures as the chart, escaped, aligned, safe in a spreadsheet, nothing protected."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.charts import alt, tables
from kpi.charts.tables import Table
from kpi.measure.status import Status
from tests.unit.charts_cases import (
    BELOW,
    DIRECTION,
    INDEX,
    LOWER,
    NAMES,
    PATH_LABEL,
    SERIES,
    TRACKS,
    UNIT_NAME,
    card,
    months,
    point,
    points,
    quarters,
    row,
    with_sexes,
)

LOWER_CARD = SERIES["lower is better"]


def every_table() -> dict[str, Table]:
    made = {f"series: {case}": tables.series_table(c, PATH_LABEL) for case, c in SERIES.items()}
    made["months"] = tables.parts_table(LOWER_CARD, months(3.4, 14, hidden=(3,)), months(3.6, 14), months(2.8, 14))
    made["units"] = tables.units_table(SERIES["both sexes"], BELOW, NAMES, UNIT_NAME)
    made["overview"] = tables.overview_table([*TRACKS.values(), *SERIES.values()], "Läget 2024")
    made["quarters"] = tables.parts_table(LOWER_CARD, quarters(3.4, 6, hidden=(3,)), quarters(3.6, 6), quarters(2.8, 6), grain="quarter")
    made["other method"] = tables.points_table(LOWER, "rullande tolv månader", months(3.4, 3))
    return made


TABLES = every_table()


def html(table: Table) -> ElementTree.Element:
    return ElementTree.fromstring(tables.table_html(table))


def read(table: Table) -> list[list[str]]:
    return list(csv.reader(io.StringIO(tables.table_csv(table).decode("utf-8-sig")), delimiter=";"))


@pytest.mark.parametrize("case", TABLES)
def test_a_table_is_square_with_a_caption_and_headings(case):
    table = TABLES[case]
    assert table.caption and table.rows and len(set(table.headers)) == len(table.headers)
    assert all(len(r) == len(table.headers) for r in table.rows)
    root = html(table)
    assert root.find(".//caption").text == table.caption
    assert [th.get("scope") for th in root.findall(".//thead//th")] == ["col"] * len(table.headers)
    assert [th.get("scope") for th in root.findall(".//tbody//th")] == ["row"] * len(table.rows)


@pytest.mark.parametrize("case", TABLES)
def test_cells_reach_the_reader_unchanged(case):
    table = TABLES[case]
    shown = [["".join(cell.itertext()) for cell in tr] for tr in html(table).findall(".//tbody/tr")]
    assert shown == table.rows


@pytest.mark.parametrize("case", TABLES)
def test_numbers_have_decimal_comma_and_stand_alone(case):
    table = TABLES[case]
    for cells in table.rows:
        assert not any(re.search(r"\d\.\d", c) for c in cells)
        assert all(re.fullmatch(r"[+−]?[\d\u00a0]+(,\d+)?|–|skyddat|öka|minska|ej fastställd", cells[i]) for i in table.numeric), cells


def test_the_yearly_table_holds_what_the_chart_draws():
    table = tables.series_table(SERIES["both sexes"], PATH_LABEL)
    assert table.headers == ["År", "Totalt", "Kvinnor", "Män", "n (antal)", "Linjär väg (beräknad)", "Status"]
    assert table.rows[3] == ["2024", "78,4", "78,9", "76,6", "300", "79,7", "I fas"]
    assert table.rows[-1] == ["2027", "–", "–", "–", "–", "82,0", "–"]
    assert table.note == "Nuläge 2021: 77,3. Mål 2027: 82."
    assert tables.series_table(LOWER_CARD, PATH_LABEL).headers[1] == "Totalt (%)"


def test_protected_and_missing_are_different_words():
    rows = tables.series_table(SERIES["gaps"], PATH_LABEL).rows
    assert [r[1] for r in rows[:5]] == ["77,3", "skyddat", "skyddat", "78,4", "–"]
    assert rows[3][2:4] == ["skyddat", "skyddat"]


def test_units_stand_in_order_of_name_and_the_whole_last():
    rows = tables.units_table(SERIES["both sexes"], BELOW, NAMES, UNIT_NAME).rows
    assert [r[0] for r in rows] == ["Akutsjukvård", "Folktandvården", NAMES["u3"], NAMES["u1"], "Ögonkliniken", UNIT_NAME]
    assert rows[0] == ["Akutsjukvård", "74,2", "812", "−7,8", "Fel riktning"]
    assert rows[2][1:] == ["skyddat", "–", "–", "Skyddat – för få"]


def test_the_overview_states_targets_as_decided():
    table = tables.overview_table([TRACKS["lower is better"], TRACKS["two decimals"], TRACKS["direction, improved"]], "Läget")
    assert [r[2:6] for r in table.rows] == [["3,6", "3,2", "2,7", "+0,5"], ["64,61", "65,02", "67", "−1,98"], ["40", "46,0", "öka", "–"]]


def test_commas_stand_under_each_other():
    table = Table("t", ["a", "b"], [["x", "1,25"], ["y", "10"], ["z", "–"]], frozenset((1,)))
    found = re.findall(r'>([^<>]*)<span class="mb-frac" style="--mb-frac: 2.5ch">([^<]*)</span>', tables.table_html(table))
    assert found == [("1", ",25"), ("10", ""), ("–", "")]


@given(st.lists(st.text(max_size=30), min_size=2, max_size=2), st.text(max_size=30))
def test_any_text_is_escaped_in_html(cells, caption):
    table = Table(caption, ["<b>", "&"], [cells], frozenset((1,)), note=caption)
    assert html(table) is not None
    markup = re.sub(r'<(/?)(div|table|caption|thead|tbody|tr|th|td|span|p)( [a-z-]+="[^"<>]*")*>', "", tables.table_html(table))
    assert "<" not in markup


def test_csv_opens_in_a_swedish_excel():
    raw = tables.table_csv(tables.units_table(SERIES["both sexes"], BELOW, NAMES, UNIT_NAME))
    assert raw.startswith(b"\xef\xbb\xbf") and b"\r\n" in raw
    assert raw.decode("utf-8-sig").splitlines()[1] == "Akutsjukvård;74,2;812;-7,8;Fel riktning"
    assert read(Table("t", ["n"], [["1\u00a0034"]]))[1] == ["1034"]


@pytest.mark.parametrize(
    "cell", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1+1", '=HYPERLINK("x")', "-a", "+"]
)
def test_a_formula_from_a_file_becomes_text(cell):
    assert read(Table("t", ["x"], [[cell]]))[1][0].startswith("'")
    assert read(Table("t", [cell], [["x"]]))[0][0].startswith("'")


@pytest.mark.parametrize(
    ("cell", "plain"), [("+0,8", "+0,8"), ("−4,7", "-4,7"), ("-4,7", "-4,7"), ("78,4", "78,4"), ("–", "–"), ("Kirurgi", "Kirurgi")]
)
def test_numbers_and_words_stay_as_they_are(cell, plain):
    assert read(Table("t", ["x"], [[cell]]))[1] == [plain]


@given(st.text(max_size=20))
def test_no_csv_cell_begins_as_a_formula_unless_it_is_a_number(cell):
    text = tables.table_csv(Table("t", ["x", "y"], [[cell, "slut"]])).decode("utf-8-sig")
    got = text.split("\r\n", 1)[1].removeprefix('"')
    assert got[:1] not in ("=", "+", "-", "@", "\t", "\r") or re.match(r"[+-]\d+(,\d+)?;", got)


@pytest.mark.parametrize("status", [Status.SUPPRESSED, Status.NOT_MEASURED])
def test_a_value_that_slipped_past_the_gate_is_in_no_table_and_no_alternative_text(status):
    leak = point(2023, 54.321, status, n=7777)
    leaked = with_sexes(card(INDEX, None, status, series=(point(2021, 77.3), leak)), (leak,), (leak,))
    leaked = replace(leaked, total=replace(leaked.total, value=54.321, n=7777, gap=-27.679))
    below = [row(INDEX, 54.321, status, unit="u1", n=7777)]
    monthly = [point("2024-01", 3.2), point("2024-02", 54.321, status, n=7777)]
    made = [
        tables.series_table(leaked, PATH_LABEL),
        tables.units_table(leaked, below, NAMES, UNIT_NAME),
        tables.parts_table(leaked, monthly, monthly, monthly),
        tables.overview_table([leaked], "Läget"),
        tables.points_table(INDEX, "annan metod", [leak]),
    ]
    out = [tables.table_html(t) for t in made] + [tables.table_csv(t).decode() for t in made]
    out += [alt.alt_track(leaked), alt.alt_series(leaked, PATH_LABEL), alt.alt_parts(leaked, monthly, monthly)]
    out += [alt.alt_units(leaked, below, NAMES, UNIT_NAME)]
    assert not [o for o in out if re.search(r"54[.,]|7\D?777|27,7", o)]


def test_the_alternative_text_tells_from_to_target_and_path():
    text = alt.alt_series(replace(SERIES["both sexes"], sentence="3,6 indexenheter återstår."), PATH_LABEL)
    for part in (
        "Linjediagram",
        "Totalt: 77,3 (2021) till 78,4 (2024)",
        "Kvinnor: 77,9 (2021) till 78,9 (2024)",
        "Män: 75,1 (2021) till 76,6 (2024)",
        "Nuläge 2021: 77,3",
        "Mål 2027: 82",
        "Linjär väg (beräknad): 77,3 (2021) till 82,0 (2027)",
        "3,6 indexenheter återstår.",
    ):
        assert part in text
    assert "skyddat, för få: 2022, 2023" in alt.alt_series(SERIES["gaps"], PATH_LABEL)
    assert "Lägre är bättre" in alt.alt_series(LOWER_CARD, PATH_LABEL)


def test_the_alternative_text_of_months_and_units_is_complete():
    quarterly = alt.alt_parts(LOWER_CARD, quarters(3.4, 6, hidden=(3,)), quarters(3.6, 6), grain="quarter")
    assert (
        quarterly.startswith("Linjediagram per kvartal: ")
        and "kvartal 1 2021" in quarterly
        and "skyddat, för få: kvartal 4 2021" in quarterly
    )
    monthly = alt.alt_parts(LOWER_CARD, months(3.4, 14), months(3.6, 14))
    assert "januari 2021" in monthly and "februari 2022" in monthly and "Högst" in monthly and "Kvinnor" in monthly
    below = alt.alt_units(SERIES["both sexes"], BELOW, NAMES, UNIT_NAME)
    for part in (f"{UNIT_NAME}: 78,4", "Mål 2027: 82", "Akutsjukvård: 74,2", f"{NAMES['u3']}: skyddat", "Folktandvården: ej mätt"):
        assert part in below
    assert below.index("Akutsjukvård") < below.index("Ögonkliniken")


@pytest.mark.parametrize("case", [*TRACKS])
def test_every_track_has_an_alternative_text_in_swedish(case):
    text = alt.alt_track(TRACKS[case])
    assert text.endswith(".") and "Status: " in text and not re.search(r"\d\.\d|None|nan", text)
    assert ("Inget målvärde" in text) == (TRACKS[case].total.target is None)


def test_an_empty_series_is_told_as_empty():
    text = alt.alt_series(card(DIRECTION, None, Status.NOT_MEASURED, series=points(2021, None)), PATH_LABEL)
    assert "inget värde att visa" in text and "mäts hösten 2022" in text.lower()
