"""Previewing and storing: the same file twice, a corrected file, a dry run, who and when. On the real store."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpi.errors import Refusal
from kpi.intake import Intake, storing_order
from kpi.store import open_store
from tests.extent import some
from tests.intake.builders import IMPORT_FIELDS, LAYOUTS, csv, sheet_rows, xlsx
from tests.intake.conftest import TODAY

ORGANISATION = sheet_rows(
    "organisation",
    [
        ["F1", "Förvaltning ett", "REGION", "Förvaltning", None, None],
        ["0101", "Vårdavdelning 1", "F1", "Enhet", None, None],
        ["0102", "Akuten", "F1", "Enhet", None, None],
    ],
)


@pytest.fixture
def real(programme, organised):
    return Intake(programme, organised, today=lambda: TODAY), organised


def saved(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


# Figures as they come, computed from persons, of parts of a year, and units. The rest is imported with the sample, of all layouts.
@pytest.mark.parametrize("layout", some(LAYOUTS, ["hme", "pensionsavgangar", "sjukfranvaro", "organisation"]))
def test_a_file_is_stored_once_and_the_second_time_nothing_is_new(real, tmp_path, layout):
    intake, store = real
    path = saved(tmp_path, f"{layout}.xlsx", xlsx(sheet_rows(layout)))
    first, version = intake.run(path, "anna"), store.data_version()
    second = intake.run(path, "bo")
    assert (first.state, first.facts_new > 0, first.facts_changed) == ("active", True, 0)
    assert (second.state, second.facts_new, second.facts_changed, second.batch) == ("unchanged", 0, 0, first.batch)
    assert store.data_version() == version
    assert [w["code"] for w in second.to_json()["warnings"]] == ["already_imported"]


def test_the_same_rows_in_another_file_are_unchanged_facts(real):
    intake, _ = real
    first = intake.commit(intake.read(xlsx(sheet_rows("hme")), "hme.xlsx"), "anna")
    again = intake.commit(intake.read(csv(sheet_rows("hme")), "hme.csv"), "anna")
    assert (again.facts_new, again.facts_changed, again.facts_unchanged) == (0, 0, first.facts_new)


def test_a_corrected_file_changes_its_facts_and_keeps_the_old_ones(real):
    intake, store = real
    rows = sheet_rows("hme")
    first = intake.commit(intake.read(xlsx(rows), "hme.xlsx"), "anna")
    rows[4][8] = 87
    reading = intake.read(xlsx(rows), "hme.xlsx")
    compared = intake.preview(reading).comparison
    assert (compared.new, compared.changed) == (0, 1)
    changed = [r for r in compared.rows.to_pylist() if r["kind"] == "changed"]
    assert [(r["unit"], r["value_from"], r["value_to"]) for r in changed] == [("0102", 86.3, 87.0)]
    second = intake.commit(reading, "anna")
    assert (second.facts_new, second.facts_changed, second.facts_unchanged) == (0, 1, first.facts_new - 1)
    store.undo(second.batch, "anna", "fel fil")
    assert intake.preview(reading).comparison.changed == 1


def test_a_dry_run_says_what_would_change_and_stores_nothing(real, tmp_path):
    intake, store = real
    version = store.data_version()
    result = intake.run(saved(tmp_path, "hme.xlsx", xlsx(sheet_rows("hme"))), "anna", dry_run=True)
    assert (result.state, result.batch, result.facts_new) == ("preview", None, 16)
    assert store.data_version() == version


def test_a_bad_file_changes_nothing_in_the_store(real, tmp_path):
    intake, store = real
    version, batches = store.data_version(), store.batches()
    rows = sheet_rows("hme")
    rows[1][8] = 101
    result = intake.run(saved(tmp_path, "hme.xlsx", xlsx(rows)), "anna")
    assert (result.state, result.facts_new) == ("refused", 0)
    assert (store.data_version(), store.batches()) == (version, batches)


def test_what_is_stored_says_who_what_and_where_from(real):
    intake, store = real
    reading = intake.read(xlsx([["SYNTETISK"], *sheet_rows("hme")]), "hme.xlsx")
    done = intake.commit(reading, " Anna ")
    batch = store.batches()[0]
    assert (batch.batch, batch.user, batch.layout, batch.sheet, batch.header_row) == (done.batch, "Anna", "hme", "Data", 2)
    assert (batch.rows_read, batch.rows_accepted, batch.synthetic, batch.sha256) == (4, 4, True, reading.sha256)


def test_a_store_that_has_changed_since_the_preview_is_not_written_to(real):
    intake, _ = real
    reading = intake.read(xlsx(sheet_rows("hme")), "hme.xlsx")
    version = intake.preview(reading).data_version
    intake.commit(intake.read(xlsx(sheet_rows("pensionsavgangar")), "p.xlsx"), "bo")
    with pytest.raises(Refusal) as refused:
        intake.commit(reading, "anna", expect_version=version)
    assert refused.value.code == "changed_meanwhile"


def test_nobody_imports_without_a_name(real):
    intake, _ = real
    with pytest.raises(Refusal) as refused:
        intake.commit(intake.read(xlsx(sheet_rows("hme")), "hme.xlsx"), "  ")
    assert refused.value.code == "no_user"


def test_a_file_that_is_not_there_is_a_refused_result(real, tmp_path):
    intake, _ = real
    result = intake.run(tmp_path / "saknas.xlsx", "anna")
    assert (result.state, [e["code"] for e in result.to_json()["errors"]]) == ("refused", ["file_missing"])


def test_progress_only_rises_and_is_told_in_words(real, tmp_path):
    intake, _ = real
    told: list[tuple[float, str]] = []
    intake.run(saved(tmp_path, "hme.xlsx", xlsx(sheet_rows("hme"))), "anna", progress=lambda share, text: told.append((share, text)))
    shares = [share for share, _ in told]
    assert shares == sorted(shares) and shares[0] >= 0 and shares[-1] <= 1
    assert {"Läser filen", "Kontrollerar raderna"} <= {text for _, text in told}


def test_the_log_says_who_did_what_and_no_figures(real, caplog):
    intake, _ = real
    with caplog.at_level("INFO", logger="kpi.intake"):
        intake.commit(intake.read(xlsx(sheet_rows("hme")), "hme.xlsx"), "anna")
    lines = [r.getMessage() for r in caplog.records if r.name == "kpi.intake"]
    assert len(lines) == 1 and "anna" in lines[0] and "hme" in lines[0]
    assert "78" not in lines[0].split(" imported")[1]


def test_files_uploaded_together_are_stored_organisation_first(programme, tmp_path):
    store = open_store(str(tmp_path / "kpi.duckdb"), programme)
    intake = Intake(programme, store, today=lambda: TODAY)
    readings = intake.read_all([(xlsx(sheet_rows("hme")), "hme.xlsx"), (xlsx(ORGANISATION), "org.xlsx")])
    assert [r.refused for r in readings] == [False, False]
    assert storing_order(readings) == [1, 0]
    assert [intake.commit(readings[i], "anna").state for i in storing_order(readings)] == ["active", "active"]
    store.close()


def test_the_json_of_an_import_has_the_fields_of_the_contract(real):
    intake, _ = real
    result = intake.commit(intake.read(xlsx(sheet_rows("hme")), "hme.xlsx"), "anna").to_json()
    assert [k for k in result if k in IMPORT_FIELDS] == IMPORT_FIELDS
    bad = intake.read(xlsx(sheet_rows("hme", [[2024, "x", "Chef", "T", 12, 88, 87, 84, 86.3]])), "hme.xlsx")
    error = intake.commit(bad, "anna").to_json()["errors"][0]
    assert set(error) == {"sheet", "row", "column", "code", "message", "value"}


SICK = [["2024-03", "0101", "K", 40, 6400, 450, 200, 150, 100], ["2024-03", "0101", "M", 20, 3200, 150, 80, 70, 0]]


def test_one_sex_alone_does_not_overwrite_the_total_of_both(real):
    intake, _ = real
    intake.commit(intake.read(xlsx(sheet_rows("sjukfranvaro", SICK)), "s.xlsx"), "anna")
    corrected = intake.read(xlsx(sheet_rows("sjukfranvaro", [["2024-03", "0101", "K", 40, 6400, 450, 210, 140, 100]])), "k.xlsx")
    assert corrected.refused
    assert [(f.code, f.sheet, f.row, f.column, f.value) for f in corrected.faults] == [("other_sex_stored", "Data", 2, "C · Kön", "K")]
    assert "0101 mars 2024" in corrected.faults[0].message and "både kvinnor och män" in corrected.faults[0].message


def test_one_sex_with_the_total_beside_it_corrects_both(real):
    intake, _ = real
    intake.commit(intake.read(xlsx(sheet_rows("sjukfranvaro", SICK)), "s.xlsx"), "anna")
    rows = [["2024-03", "0101", "K", 40, 6400, 450, 210, 140, 100], ["2024-03", "0101", "T", 60, 9600, 600, 290, 210, 100]]
    result = intake.commit(intake.read(xlsx(sheet_rows("sjukfranvaro", rows)), "k.xlsx"), "anna")
    assert (result.state, result.facts_changed) == ("active", 2)


def test_a_unit_of_women_only_has_them_as_its_total_when_nothing_else_is_stored(real):
    intake, _ = real
    reading = intake.read(xlsx(sheet_rows("sjukfranvaro", SICK[:1])), "s.xlsx")
    assert sorted((r["sex"], r["n"]) for r in reading.facts.to_pylist()) == [("K", 40), ("T", 40)]


def test_one_sex_alone_leaves_the_other_rows_of_the_file_acceptable(real):
    intake, _ = real
    intake.commit(intake.read(xlsx(sheet_rows("sjukfranvaro", SICK)), "s.xlsx"), "anna")
    rows = [[*SICK[1][:6], 90, 60, 0], ["2024-03", "0102", "T", 30, 4800, 200, 100, 50, 50]]
    reading = intake.read(xlsx(sheet_rows("sjukfranvaro", rows)), "k.xlsx", accept_valid=True)
    assert (reading.rows_accepted, reading.rows_rejected) == (1, 1)
    assert {r["unit"] for r in reading.facts.to_pylist()} == {"0102"}


def test_the_women_and_the_men_in_a_file_each_do_not_make_a_total_of_the_last(real):
    intake, _ = real
    women, men = ([[2024, "0101", sex, "Månadslön", 100, "Nej"]] * 12 for sex in "KM")
    intake.commit(intake.read(xlsx(sheet_rows("anstallningar", women)), "k.xlsx"), "anna")
    assert [f.code for f in intake.read(xlsx(sheet_rows("anstallningar", men)), "m.xlsx").faults] == ["other_sex_stored"]


def test_a_file_of_whole_units_tells_of_a_sex_that_stands_from_before(real):
    intake, _ = real
    rows = [[2024, "0101", sex, "Månadslön", 100, "Nej"] for sex in "KKM"]
    intake.commit(intake.read(xlsx(sheet_rows("anstallningar", rows)), "a.xlsx"), "anna")
    corrected = [*rows[:2], [2024, "0102", "M", "Månadslön", 100, "Nej"]]
    reading = intake.read(xlsx(sheet_rows("anstallningar", corrected)), "b.xlsx")
    assert not reading.refused
    assert [(w.code, w.row) for w in reading.warnings] == [("other_sex_stored", 2)]


def test_the_women_and_the_men_in_a_file_each_are_told_of_also_when_both_are_read_before_either_is_stored(real):
    intake, store = real
    women, men = ([[2024, "0101", sex, "Månadslön", 100, "Nej"]] * 12 for sex in "KM")
    first, second = (intake.read(xlsx(sheet_rows("anstallningar", rows)), "a.xlsx") for rows in (women, men))
    intake.commit(first, "anna")
    version = store.data_version()
    with pytest.raises(Refusal) as refused:
        intake.commit(second, "anna")
    assert [(f.code, f.row) for f in refused.value.faults] == [("other_sex_stored", 2)]
    assert store.data_version() == version
