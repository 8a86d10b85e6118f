"""Tables where people put them: titles, notes, sections, two-row headers, sums, hidden parts."""

from __future__ import annotations

import pytest

from tests.intake.builders import sheet_rows
from tests.intake.sheets import Page, addresses, book, told
from tests.intake.tables import FACTS, HEAD, ROWS, codes, sound

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
