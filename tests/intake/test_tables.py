"""Tables where people put them: found, read with an address for every number, and asked about where a guess would be needed."""

from __future__ import annotations

from datetime import date

import pytest

from kpi.intake.questions import SKIP
from tests.intake.builders import csv, sheet_rows
from tests.intake.sheets import Page, addresses, book, told

HEAD = ["År", "Enhet", "Kön", "Indikator", "Värde", "Antal (n)"]
ROWS = [
    [2024, "0101", "K", "delaktighet", 76.5, 40],
    [2024, "0101", "M", "delaktighet", 74.25, 20],
    [2024, "0102", "T", "tydliga-mal", 71, 15],
]
FACTS = ["delaktighet 0101 2024 K 76.5", "delaktighet 0101 2024 M 74.25", "tydliga-mal 0102 2024 T 71"]


def codes(reading) -> list[str]:
    return [w.code for w in reading.warnings]


def sound(reading):
    """The reading, which must be without fault and question."""
    assert [str(f) for f in reading.faults] == []
    return reading


# ---------------------------------------------------------------- where a table stands


@pytest.mark.parametrize(("down", "right"), [(0, 0), (3, 0), (0, 2), (19, 3), (75, 1)])
def test_a_table_is_found_wherever_it_begins_and_its_cells_keep_their_addresses(intake, down, right):
    rows = [["Uppföljning"], *[[]] * (down - 1)] if down else []
    reading = sound(intake.read(book([*rows, *[[None] * right + row for row in [HEAD, *ROWS]]]), "a.xlsx"))
    assert told(reading) == FACTS
    assert addresses(reading) == {f"Blad1!{'EFGH'[right]}{down + 2 + i}" for i in range(3)}
    assert reading.header_row == down + 1


def test_notes_around_a_table_are_not_read_and_that_is_told(intake):
    notes = [[], ["* Preliminära uppgifter"], [None, None, "Källa: enkäten 2024"], ["Enheter med färre än tio svar redovisas inte."]]
    reading = sound(intake.read(book([["Medarbetarenkät"], [], HEAD, *ROWS, *notes]), "a.xlsx"))
    assert told(reading) == FACTS
    (warning,) = reading.warnings
    assert (warning.code, warning.row) == ("rows_left_out", 8) and "fotnot: rad 8, 9 och 10" in warning.message


def test_a_note_beside_the_tables_columns_is_no_column(intake):
    reading = sound(intake.read(book([[None, *r] for r in [HEAD, *ROWS]] + [[], ["Källa: enkäten"]]), "a.xlsx"))
    assert told(reading) == FACTS


def test_headings_of_sections_and_repeated_headers_are_left_out(intake):
    reading = sound(intake.read(book([HEAD, ["Medicinkliniken"], *ROWS[:2], HEAD, ["Akutkliniken"], ROWS[2]]), "a.xlsx"))
    assert told(reading) == FACTS
    assert reading.rows_read == 3


def test_tables_below_each_other_keep_what_their_own_titles_say(intake):
    head, rows = HEAD[1:], [r[1:] for r in ROWS]
    data = book([["Utfall 2023"], head, *rows, [], ["Utfall 2024"], head, *rows])
    first = intake.read(data, "a.xlsx")
    assert [(q.kind, q.row, [c.value for c in q.choices]) for q in first.questions] == [("column", 2, ["title"])]
    # Both stand on one sheet under the same headings: one answer, "it stands in the title", holds for both, each with its own.
    reading = sound(intake.read(data, "a.xlsx", answers={first.questions[0].id: "title"}))
    assert {r["period"] for r in reading.facts.to_pylist()} == {"2023", "2024"}
    assert len(told(reading)) == 6


def test_tables_side_by_side_are_both_read(intake):
    other = [HEAD, *[[2023, *r[1:]] for r in ROWS]]
    reading = sound(intake.read(book([[*a, None, *b] for a, b in zip([HEAD, *ROWS], other, strict=True)]), "a.xlsx"))
    assert told(reading) == sorted(FACTS + [f.replace("2024", "2023") for f in FACTS])
    assert "Blad1!L2" in addresses(reading)


# ---------------------------------------------------------------- headers


def test_a_header_of_two_merged_rows_with_years_and_sexes(intake):
    rows = [
        ["Indikator", "Enhet", 2023, None, None, 2024, None, None],
        [None, None, "Kvinnor", "Män", "Totalt", "Kvinnor", "Män", "Totalt"],
        ["tydliga-mal", "0101", 77, 74, 76, 78, 75, 77],
    ]
    merged = [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 4), (0, 5, 0, 7)]
    reading = sound(intake.read(book(Page(rows, merged=merged)), "a.xlsx"))
    assert told(reading)[:3] == ["tydliga-mal 0101 2023 K 77", "tydliga-mal 0101 2023 M 74", "tydliga-mal 0101 2023 T 76"]
    assert addresses(reading) == {f"Blad1!{c}3" for c in "CDEFGH"}
    assert reading.facts.to_pylist()[0]["col"] == "C · 2023, Kvinnor"
    assert sound(intake.read(book(rows), "a.xlsx")).facts.equals(reading.facts)  # nothing merged: the names reach up to the next


def test_women_and_men_as_groups_of_several_columns_keep_each_cells_address(intake):
    rows = [
        ["År", "Enhet", "Grupp", "Kvinnor", None, None, "Män", None, None],
        [None, None, None, "Antal svar", "Motivation", "HME", "Antal svar", "Motivation", "HME"],
        [2024, "0101", "Medarbetare", 40, 78, 77, 20, 76, 75],
    ]
    first = intake.read(book(Page(rows, merged=[(0, 3, 0, 5), (0, 6, 0, 8)])), "a.xlsx")
    assert {f.code for f in first.faults} == {"missing_column"}  # two of the index's parts are required
    rows[0] += [None] * 4
    rows[1] = ["År", "Enhet", "Grupp", *["Antal svar", "Motivation", "Ledarskap", "Styrning", "HME"] * 2]
    rows[0] = [None, None, None, "Kvinnor", None, None, None, None, "Män"]
    rows[2] = [2024, "0101", "Medarbetare", 40, 78, 80, 75, 77, 20, 76, 79, 74, 75]
    reading = sound(intake.read(book(rows), "a.xlsx"))
    facts = {(r["indicator"], r["sex"]): r for r in reading.facts.to_pylist()}
    woman = facts[("hme-motivation-medarbetare", "K")]
    assert (woman["value"], woman["n"], woman["row_first"]) == (78, 40, 3)
    assert (facts[("hme-total-medarbetare", "M")]["value"], facts[("hme-total-medarbetare", "M")]["n"]) == (75, 20)
    assert facts[("hme-total-medarbetare", "M")]["col"].startswith("M · ")


def test_cells_merged_down_hold_for_their_rows_and_unmerged_blanks_are_asked_about(intake):
    rows = [HEAD, ROWS[0], [None, None, *ROWS[1][2:]], ROWS[2]]
    merged = [(1, 0, 2, 0), (1, 1, 2, 1)]
    assert told(sound(intake.read(book(Page(rows, merged=merged)), "a.xlsx"))) == FACTS
    more = [*rows[:3], [None, None, "T", "delaktighet", 75.75, 60], ROWS[2]]
    first = intake.read(book(more), "a.xlsx")
    assert [c.value for c in first.questions[0].choices] == ["fyll", "tomma"]
    filled = sound(intake.read(book(more), "a.xlsx", answers={first.questions[0].id: "fyll"}))
    assert told(filled) == sorted([*FACTS, "delaktighet 0101 2024 T 75.75"])
    assert {f.code for f in intake.read(book(more), "a.xlsx", answers={first.questions[0].id: "tomma"}).faults} == {"missing_value"}


# ---------------------------------------------------------------- wide tables


@pytest.mark.parametrize(
    ("headings", "periods"),
    [
        (["2023", "2024"], ["2023", "2024"]),
        ([2023, 2024], ["2023", "2024"]),
        (["Utfall 2023", "Utfall 2024"], ["2023", "2024"]),
        (["År 2023*", "2024 (prel.)"], ["2023", "2024"]),
        (["2024-03", "2024-04"], ["2024-03", "2024-04"]),
        (["mars 2024", "Apr -24"], ["2024-03", "2024-04"]),
        ([date(2024, 3, 1), date(2024, 4, 1)], ["2024-03", "2024-04"]),
        (["202403", "2024/04"], ["2024-03", "2024-04"]),
    ],
    ids=str,
)
def test_periods_as_columns(intake, headings, periods):
    reading = sound(intake.read(book([["Enhet", "Indikator", *headings], ["0101", "korttidssjukfranvaro", 3.5, 3.25]]), "a.xlsx"))
    assert told(reading) == [f"korttidssjukfranvaro 0101 {p} T {v}" for p, v in zip(periods, (3.5, 3.25), strict=True)]
    assert addresses(reading) == {"Blad1!C2", "Blad1!D2"}


def test_months_without_a_year_take_it_from_their_own_row_or_ask_for_the_one_in_the_title(intake):
    rows = [["År", "Enhet", "Indikator", "jan", "februari"], [2024, "0101", "korttidssjukfranvaro", 3.5, 3.25]]
    wanted = ["korttidssjukfranvaro 0101 2024-01 T 3.5", "korttidssjukfranvaro 0101 2024-02 T 3.25"]
    assert told(sound(intake.read(book(rows), "a.xlsx"))) == wanted
    titled = [["Korttidssjukfrånvaro per månad 2024"], *[r[1:] for r in rows]]
    first = intake.read(book(titled), "a.xlsx")
    assert [q.proposed for q in first.questions] == ["title"]
    assert told(sound(intake.read(book(titled), "a.xlsx", answers={first.questions[0].id: "title"}))) == wanted


def test_headings_that_are_the_first_of_january_may_be_years(intake):
    rows = [["Enhet", "Indikator", date(2023, 1, 1), date(2024, 1, 1)], ["0101", "tydliga-mal", 70, 71]]
    first = intake.read(book(rows), "a.xlsx")
    (question,) = first.questions
    assert [c.value for c in question.choices] == ["ar", "januari"]
    assert told(intake.read(book(rows), "a.xlsx", answers={question.id: "ar"}))[0] == "tydliga-mal 0101 2023 T 70"
    assert told(intake.read(book(rows), "a.xlsx", answers={question.id: "januari"}))[0] == "tydliga-mal 0101 2023-01 T 70"


def test_indicators_as_columns_and_as_merged_groups_over_sexes(intake):
    plain = [["År", "Enhet", "Tydliga mål", "Upplevd delaktighet bland medarbetare"], [2024, "0101", 77, 75]]
    assert told(sound(intake.read(book(plain), "a.xlsx"))) == ["delaktighet 0101 2024 T 75", "tydliga-mal 0101 2024 T 77"]
    rows = [["År", "Enhet", "Tydliga mål", None], [None, None, "Kvinnor", "Män"], [2024, "0101", 78, 76]]
    reading = sound(intake.read(book(Page(rows, merged=[(0, 2, 0, 3)])), "a.xlsx"))
    assert told(reading) == ["tydliga-mal 0101 2024 K 78", "tydliga-mal 0101 2024 M 76"]


def test_units_as_columns(intake):
    rows = [["År", "0101", "Akuten"], [2023, 71.5, 68], [2024, 77.5, 71]]
    first = intake.read(book([["Tydliga mål"], [], *rows]), "a.xlsx")
    (question,) = first.questions
    assert (question.kind, question.proposed) == ("indicator", "tydliga-mal")
    reading = sound(intake.read(book([["Tydliga mål"], [], *rows]), "a.xlsx", answers={question.id: "tydliga-mal"}))
    assert told(reading) == [
        f"tydliga-mal {u} {y} T {v}" for u, y, v in (("0101", 2023, 71.5), ("0101", 2024, 77.5), ("0102", 2023, 68), ("0102", 2024, 71))
    ]


@pytest.mark.parametrize("heading", ["Mål 2024", "Budget 2024", "Förändring 2023–2024", "Kommentar", "Prognos 2025", "Diff"])
def test_a_column_that_is_no_outcome_is_asked_about_and_never_read_in_silence(intake, heading):
    rows = [["Enhet", "Indikator", "2022", "2023", heading], ["0101", "tydliga-mal", 70, 71, 5]]
    first = intake.read(book(rows), "a.xlsx")
    (question,) = first.questions
    assert (question.kind, question.proposed, question.column) == ("column", SKIP, f"E · {heading}")
    reading = sound(intake.read(book(rows), "a.xlsx", answers={question.id: SKIP}))
    assert told(reading) == ["tydliga-mal 0101 2022 T 70", "tydliga-mal 0101 2023 T 71"]


def test_a_number_of_persons_beside_women_and_men_is_not_given_to_both(intake):
    rows = [["År", "Enhet", "Indikator", "Antal (n)", "Kvinnor", "Män"], [2024, "0101", "tydliga-mal", 60, 77, 74]]
    first = intake.read(book(rows), "a.xlsx")
    assert [q.column for q in first.questions] == ["D · Antal (n)"]
    assert "antal|sex=T" in {c.value for c in first.questions[0].choices}


def test_a_period_twice_is_a_fault_until_one_of_them_is_left_out(intake):
    rows = [["Enhet", "Indikator", "2023", "2023"], ["0101", "tydliga-mal", 70, 71]]
    first = intake.read(book(rows), "a.xlsx")
    assert [f.code for f in first.faults] == ["repeated_column"]
    second = first.seen[0].tables[0].columns[3]
    assert told(sound(intake.read(book(rows), "a.xlsx", answers={second.question_id: SKIP}))) == ["tydliga-mal 0101 2023 T 70"]


def test_blank_cells_of_a_wide_table_say_nothing_and_that_is_told(intake):
    rows = [["Enhet", "Indikator", "2023", "2024"], ["0101", "tydliga-mal", 70, None], ["0102", "tydliga-mal", None, None]]
    reading = sound(intake.read(book(rows), "a.xlsx"))
    assert told(reading) == ["tydliga-mal 0101 2023 T 70"]
    assert {"blank_cells", "rows_left_out"} <= set(codes(reading))


def test_the_long_export_of_a_qlik_table(intake):
    rows = [
        ["Period", "Enhet", "Mått", "Kolumn", "Mätvärde"],
        ["2024", "Regionen", "Tydliga mål", "Totalt", 76.1],
        ["2024", "0101", "Tydliga mål", "Kvinnor", 77.7],
        ["2024", "0101", "Tydliga mål", "Män", 74.2],
    ]
    for separator in (",", "\t"):
        reading = sound(intake.read(csv(rows, separator=separator, decimal="."), "qlik.csv"))
        assert told(reading) == ["tydliga-mal 0101 2024 K 77.7", "tydliga-mal 0101 2024 M 74.2", "tydliga-mal REGION 2024 T 76.1"]


# ---------------------------------------------------------------- what the table does not say


@pytest.mark.parametrize(
    ("title", "head", "row", "kind", "answer", "wanted"),
    [
        (
            "Medarbetarenkät 2023",
            ["Enhet", "Indikator", "Värde"],
            ["0101", "tydliga-mal", 70],
            "column",
            "title",
            "tydliga-mal 0101 2023 T 70",
        ),
        ("Tydliga mål", ["År", "Enhet", "Värde"], [2024, "0101", 70], "indicator", "tydliga-mal", "tydliga-mal 0101 2024 T 70"),
        (
            "Endast kvinnor",
            ["År", "Enhet", "Indikator", "Värde"],
            [2024, "0101", "tydliga-mal", 70],
            "column",
            "K",
            "tydliga-mal 0101 2024 K 70",
        ),
    ],
)
def test_what_only_the_title_says_is_proposed_and_taken_when_answered(intake, title, head, row, kind, answer, wanted):
    data = book([[title], [], head, row])
    first = intake.read(data, "a.xlsx")
    assert [(f.code) for f in first.faults] == ["needs_answer"]
    (question,) = first.questions
    assert (question.kind, question.proposed) == (kind, answer) and title in question.examples
    assert told(sound(intake.read(data, "a.xlsx", answers={question.id: answer}))) == [wanted]


def test_the_date_of_the_export_is_not_the_period_of_the_figures(intake):
    first = intake.read(book([["Uttag 2025-01-15"], HEAD[1:], *[r[1:] for r in ROWS]]), "a.xlsx")
    assert [f.code for f in first.faults] == ["missing_column"] and not first.questions


def test_a_rolling_figure_in_the_title_is_never_stored_as_the_first_method(intake):
    data = book([["Korttidssjukfrånvaro R12"], [], ["År", "Enhet", "Indikator", "Värde"], [2024, "0101", "korttidssjukfranvaro", 3.5]])
    (question,) = intake.read(data, "a.xlsx").questions
    assert (question.kind, question.proposed) == ("method", "R12")
    reading = sound(intake.read(data, "a.xlsx", answers={question.id: "R12"}))
    assert [r["method"] for r in reading.facts.to_pylist()] == ["R12"]


def test_hours_under_a_title_of_accumulated_figures_are_asked_about(intake):
    rows = [["Sjukfrånvaro, ackumulerat"], *sheet_rows("sjukfranvaro")]
    (question,) = intake.read(book(rows), "a.xlsx").questions
    assert question.kind == "method" and question.proposed is None
    assert sound(intake.read(book(rows), "a.xlsx", answers={question.id: "manad"})).rows_read == 3


# ---------------------------------------------------------------- sums


HOURS = sheet_rows("sjukfranvaro")[0]
DEPARTMENTS = [["2024-03", "0101", "T", 60, 9600, 600, 240, 200, 160], ["2024-03", "0102", "T", 40, 6400, 320, 128, 100, 92]]


@pytest.mark.parametrize("word", ["Totalt", "Summa", "Alla", "SUMMA:", "Summa kliniken", "Samtliga"])
@pytest.mark.parametrize("off", [0, 10])
def test_a_row_of_sums_is_not_read_and_is_compared_with_its_parts(intake, word, off):
    total = ["2024-03", word, "T", 100, 16000, 920, 368 + off, 300, 252]
    reading = sound(intake.read(book([HOURS, *DEPARTMENTS, total]), "a.xlsx"))
    assert reading.rows_read == 2 and {r["unit"] for r in reading.facts.to_pylist()} == {"0101", "0102"}
    faults = [w for w in reading.warnings if w.code == "control_sum"]
    assert [(w.row, w.column) for w in faults] == ([(4, "G · Dag 1–14 (tim)")] if off else [])
    assert all("378" not in w.message and w.value is None for w in faults)  # the place and never the figure


def test_sums_of_women_men_and_all_are_not_counted_twice(intake):
    rows = [["2024-03", "0101", s, *figures] for s, figures in (("K", [40, 6400, 400, 160, 140, 100]), ("M", [20, 3200, 200, 80, 60, 60]))]
    total = ["Summa", None, None, 60, 9600, 600, 240, 200, 160]
    reading = sound(intake.read(book([HOURS, *rows, total]), "a.xlsx"))
    assert "control_sum" not in codes(reading)
    everyone = ["2024-03", "0101", "T", 60, 9600, 600, 240, 200, 160]
    assert "control_sum" not in codes(sound(intake.read(book([HOURS, *rows, everyone, total]), "a.xlsx")))


@pytest.mark.parametrize(("total", "warned"), [(75, False), (77.5, False), (81, True), (150, False)])
def test_a_total_of_indices_lies_between_its_parts_or_is_their_sum(intake, total, warned):
    rows = [
        [2024, "0101", "T", "tydliga-mal", 80, 30],
        [2024, "0102", "T", "tydliga-mal", 70, 10],
        [2024, "Totalt", "T", "tydliga-mal", total, 40],
    ]
    reading = sound(intake.read(book([HEAD, *rows]), "a.xlsx"))
    assert ("control_sum" in codes(reading)) == warned


@pytest.mark.parametrize(("summa", "warned"), [(35, False), (36, True)])
def test_a_column_of_sums_is_not_a_year(intake, summa, warned):
    rows = [["Indikator", "Enhet", "2023", "2024", "Summa"], ["bristkompetenser-lang-sikt", "REGION", 18, 17, summa]]
    reading = sound(intake.read(book(rows), "a.xlsx"))
    assert len(told(reading)) == 2
    assert [(w.row, w.column) for w in reading.warnings if w.code == "control_sum"] == ([(2, "E · Summa")] if warned else [])


# ---------------------------------------------------------------- hidden


def test_hidden_rows_columns_sheets_and_filters_are_read_and_told(intake):
    shown = Page([HEAD, *ROWS], "A", hidden_rows=[2], hidden_columns=[5], filtered=(0, 0, 3, 5))
    hidden = Page([HEAD, *[[2023, *r[1:]] for r in ROWS]], "B", visible=False)
    reading = sound(intake.read(book(shown, hidden), "a.xlsx"))
    assert len(told(reading)) == 6
    assert {"hidden_sheet_read", "hidden_rows_read", "hidden_columns_read", "filtered"} <= set(codes(reading))
    message = next(w.message for w in reading.warnings if w.code == "hidden_rows_read")
    assert "rad 3." in message


# ---------------------------------------------------------------- never in silence


@pytest.mark.parametrize(("last", "asked"), [("Utfall 2024", True), ("Totalt", False)])
def test_a_column_without_a_sex_beside_women_and_men_is_asked_about(intake, last, asked):
    rows = [["Enhet", "Indikator", "2024", None, None], [None, None, "Kvinnor", "Män", last], ["0101", "tydliga-mal", 78, 76, 77]]
    reading = intake.read(book(Page(rows, merged=[(0, 2, 0, 4)])), "a.xlsx")
    assert [(q.column, q.proposed) for q in reading.questions] == ([(f"E · 2024, {last}", "value|period=2024|sex=T")] if asked else [])


def test_a_numerator_alone_under_a_year_is_no_figure(intake):
    rows = [["Enhet", "Indikator", "Värde 2023", "Täljare 2024"], ["0101", "tydliga-mal", 78, 76]]
    reading = intake.read(book(rows), "a.xlsx")
    assert [q.column for q in reading.questions] == ["D · Täljare 2024"]


def test_a_title_over_the_whole_table_gives_no_period_of_its_own(intake):
    rows = [["Utfall 2023", None, None, None], ["Enhet", "Indikator", "Kvinnor", "Män"], ["0101", "tydliga-mal", 70, 71]]
    for merged in ([(0, 0, 0, 3)], []):
        reading = intake.read(book(Page(rows, merged=merged)), "a.xlsx")
        assert [(q.kind, q.proposed) for q in reading.questions] == [("column", "title")]


@pytest.mark.parametrize(("title", "sheet"), [("Målvärden per år", "Blad1"), ("Budget", "Blad1"), ("", "Prognos 2024")])
def test_a_title_that_speaks_of_targets_or_forecasts_is_warned_about(intake, title, sheet):
    reading = sound(intake.read(book(Page([[title or None], HEAD, *ROWS], sheet)), "a.xlsx"))
    assert "not_outcome" in codes(reading)


def test_the_name_of_an_indicator_in_the_title_is_no_target(intake):
    assert "not_outcome" not in codes(sound(intake.read(book([["Tydliga mål 2024"], HEAD, *ROWS]), "a.xlsx")))


def test_a_range_that_ends_before_the_table_is_told(intake):
    table = intake.read(book([HEAD, *ROWS]), "a.xlsx").seen[0].tables[0]
    reading = sound(
        intake.read(book([HEAD, *ROWS, [*ROWS[2][:1], "0101", *ROWS[2][2:]]]), "b.xlsx", answers={table.range_question: "A1:F4"})
    )
    assert [(w.code, w.row) for w in reading.warnings] == [("rows_below_range", 5)]


def test_a_number_right_of_a_years_values_is_proposed_to_be_theirs(intake):
    rows = [["Enhet", "Indikator", "2023", "n", "2024", "n"], ["0101", "tydliga-mal", 70, 40, 71, 41]]
    first = intake.read(book(rows), "a.xlsx")
    assert [q.proposed for q in first.questions] == ["antal|beside", "antal|beside"]
    reading = sound(intake.read(book(rows), "a.xlsx", answers={q.id: q.proposed for q in first.questions}))
    assert {(r["period"], r["value"], r["n"]) for r in reading.facts.to_pylist()} == {("2023", 70, 40), ("2024", 71, 41)}


def test_a_column_told_to_be_the_value_beside_a_wide_table_is_a_fault(intake):
    rows = [["Enhet", "Indikator", "2023", "2024"], ["0101", "tydliga-mal", 70, 71]]
    table = intake.read(book(rows), "a.xlsx").seen[0].tables[0]
    reading = intake.read(book(rows), "a.xlsx", answers={table.columns[3].question_id: "varde"})
    assert reading.refused and "repeated_column" in {f.code for f in reading.faults}


def test_values_under_years_beside_a_column_of_units_without_heading_are_asked_about(intake):
    first = intake.read(
        book([["Tydliga mål"], [], [None, "2022", "2023"], ["0101", 70, 71], ["0102", 72, 73], ["Totalt", 71, 72]]), "a.xlsx"
    )
    assert [(q.column, q.proposed) for q in first.questions] == [("A", "enhet")]


# ---------------------------------------------------------------- overruling what was understood


def test_everything_that_was_understood_is_shown_and_names_the_question_that_overrules_it(intake):
    data = book(Page([["Titel"], HEAD, *ROWS, [], ["Källa: enkäten"]], "A"), Page([], "Tom"))
    first = sound(intake.read(data, "a.xlsx"))
    sheet, empty = first.seen
    (table,) = sheet.tables
    assert (sheet.state, empty.state, sheet.head[0][0], sheet.head[1][:2]) == ("read", "empty", "Titel", ("År", "Enhet"))
    assert (table.layout, table.range, table.header, table.rows) == ("indikatorvarden", "A2:F5", "2", 3)
    assert [(c.letter, c.meaning, c.current) for c in table.columns][:2] == [("A", "År", "ar"), ("B", "Enhet", "enhet")]
    assert all(c.current in {x.value for x in c.choices} and SKIP in {x.value for x in c.choices} for c in table.columns)
    assert [(d.row, d.column) for d in table.dropped] == [(7, None)]
    column = next(c for c in table.columns if c.heading == "Antal (n)")
    without = sound(intake.read(data, "a.xlsx", answers={column.question_id: SKIP}))
    assert {r["n"] for r in without.facts.to_pylist()} == {None}
    shorter = sound(intake.read(data, "a.xlsx", answers={table.range_question: "A2:F4"}))
    assert shorter.rows_read == 2
    assert shorter.seen[0].tables[0].fingerprint == table.fingerprint
    left = intake.read(data, "a.xlsx", answers={table.layout_question: SKIP})
    assert [f.code for f in left.faults] == ["no_data"]


def test_a_header_can_be_pointed_out(intake):
    data = book([["År", "Enhet", "Indikator", "Värde"], ["(kalenderår)", "(kod)", "(id)", "(procent)"], [2024, "0101", "tydliga-mal", 70]])
    first = intake.read(data, "a.xlsx")
    assert "bad_year" in {f.code for f in first.faults}
    table = first.seen[0].tables[0]
    reading = intake.read(data, "a.xlsx", answers={table.header_question: "1-2"})
    assert reading.seen[0].tables[0].header == "1-2"


def test_a_sheet_that_nobody_knows_can_be_explained_column_by_column(intake):
    data = csv([["Rapport 2024"], ["Ställe", "Vad", "När", "Siffra"], ["0101", "tydliga-mal", 2024, 70], ["0102", "tydliga-mal", 2024, 71]])
    first = intake.read(data, "rapport.csv")
    assert [f.code for f in first.faults] == ["unknown_layout"]
    table = first.seen[0].tables[0]
    answers = {table.layout_question: "indikatorvarden", table.header_question: "2"}
    second = intake.read(data, "rapport.csv", answers=answers)
    table = second.seen[0].tables[0]
    answers |= {table.layout_question: "indikatorvarden"}
    answers |= dict(zip([c.question_id for c in table.columns], ["enhet", "indikator", "ar", "varde"], strict=True))
    reading = sound(intake.read(data, "rapport.csv", answers=answers))
    assert told(reading) == ["tydliga-mal 0101 2024 T 70", "tydliga-mal 0102 2024 T 71"]


def test_a_column_can_be_told_to_be_one_of_a_wide_table(intake):
    rows = [["Enhet", "Indikator", "Senaste", "Föregående"], ["0101", "tydliga-mal", 71, 70]]
    first = intake.read(book(rows), "a.xlsx", layout="indikatorvarden")
    table = first.seen[0].tables[0]
    ids = [c.question_id for c in table.columns][2:]
    reading = sound(
        intake.read(book(rows), "a.xlsx", answers=dict(zip(ids, ["value|period=2024", "value|period=2023|sex=K"], strict=True)))
    )
    assert told(reading) == ["tydliga-mal 0101 2023 K 70", "tydliga-mal 0101 2024 T 71"]


@pytest.mark.parametrize(
    "answer", ["", "A", "A5", "B2:A1", "XFD1048577:A1", "A99:F120", "5-1", "0", "1-9", "abc", "value|period=2024", "value|x=1"]
)
def test_an_answer_that_means_nothing_breaks_nothing(intake, answer):
    data = book([["Titel"], HEAD, *ROWS])
    table = intake.read(data, "a.xlsx").seen[0].tables[0]
    for question in (table.range_question, table.header_question, table.columns[0].question_id):
        reading = intake.read(data, "a.xlsx", answers={question: answer})
        assert reading.facts is not None or reading.faults


def test_the_questions_of_a_table_hold_for_the_next_file_from_the_same_sender(intake):
    def extract(year):
        return book([["Enhet", "Indikator", f"Utfall {year - 1}", f"Utfall {year}", "Trend"], ["0101", "tydliga-mal", 70, 71, "upp"]])

    first = intake.read(extract(2023), "a.xlsx")
    (question,) = first.questions
    assert sound(intake.read(extract(2024), "b.xlsx", answers={question.id: SKIP})).rows_read == 2


# ---------------------------------------------------------------- personal identity numbers


@pytest.mark.parametrize(
    "pages",
    [
        [Page([["Enhet", "Indikator", "2023", "Personnummer"], ["0101", "tydliga-mal", 70, None]])],
        [
            Page(
                [["Indikator", "Enhet", "2023", None], [None, None, "PERSNR", "Män"], ["tydliga-mal", "0101", 70, 71]],
                merged=[(0, 2, 0, 3)],
            )
        ],
        [Page([HEAD, *ROWS]), Page([["850101-1232"]], "Dolt", visible=False)],
        [Page([["Utdrag för 850101-1232"], HEAD, *ROWS])],
        [Page([HEAD, *ROWS], "850101-1232")],
        [Page([["Enhet", "Indikator", "2023", "2024"], ["0101", "tydliga-mal", "850101-1232", 71]])],
    ],
    ids=["heading", "upper heading", "hidden sheet", "title", "sheet name", "wide"],
)
def test_a_personal_identity_number_anywhere_refuses_the_file_and_shows_nothing_of_it(intake, pages):
    reading = intake.read(book(*pages), "a.xlsx")
    assert {f.code for f in reading.faults} == {"personnummer"}
    assert not reading.seen and not reading.questions and not reading.warnings
    assert "850101" not in repr(reading.faults)
