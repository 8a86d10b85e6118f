"""Headings and titles read word by word: columns, periods, sexes, indicators, and what is not understood."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi.intake.periods import read_period
from kpi.intake.tables.figures import number_of
from kpi.intake.tables.find import range_of, rows_of
from kpi.intake.tables.periods import take_period
from kpi.intake.tables.plan import decode, encode
from kpi.intake.tables.vocabulary import MONTHS, is_note, is_total
from kpi.intake.tables.words import Words


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2023", "2023"),
        ("utfall 2023", "2023"),
        ("år 2023", "2023"),
        ("2023-03", "2023-03"),
        ("2023/03", "2023-03"),
        ("202303", "2023-03"),
        ("2023m03", "2023-03"),
        ("mars 2023", "2023-03"),
        ("2023 mars", "2023-03"),
        ("mar-23", "2023-03"),
        ("sept. 2023", "2023-09"),
        ("2023-03-01 00:00:00", "2023-03"),
        ("kv1 2023", "2023 kv1"),
        ("kvartal 3 2023", "2023 kv3"),
        ("2023 q4", "2023 kv4"),
        ("2:a kvartalet 2023", "2023 kv2"),
        ("t1 2023", "2023 tertial 1"),
        ("2023 t3", "2023 tertial 3"),
        ("tertial 2 2023", "2023 tertial 2"),
        ("3:e tertialet 2023", "2023 tertial 3"),
        ("t 2023", "2023"),
        ("2021-2023", None),
        ("2022/23", None),
        ("2021 – 2023".replace("–", "-"), None),
        ("2021 och 2023", None),
        ("2023-12-31", None),
        ("kl 2023a", None),
        ("12023", None),
        ("202313", None),
        ("förändring 2022-2023", None),
    ],
)
def test_the_only_period_of_a_heading(text, period):
    found, _ = take_period(text)
    assert (found.text if found else None) == period


@pytest.mark.parametrize("name", sorted(MONTHS))
@pytest.mark.parametrize("form", ["{} 2023", "2023 {}", "{}-23"])
def test_a_month_in_a_heading_means_what_it_means_in_a_cell(name, form):
    text = form.format(name)
    found, rest = take_period(text)
    cell = read_period(text)
    assert found is not None and not rest.strip()
    assert cell is None or (found.year, found.month) == (cell.year, cell.month)


def test_every_period_that_a_heading_gives_can_be_read_as_a_cell():
    for text in ("2023", "2023-03", "2023 kv1", "2023 tertial 1"):
        found, _ = take_period(text)
        cell = read_period(found.text)
        assert cell is not None and cell.year == 2023


@pytest.fixture(scope="module")
def words(programme) -> Words:
    return Words(programme.layouts, programme, frozenset({"0101", "akuten"}))


@pytest.mark.parametrize(
    ("layout", "parts", "said"),
    [
        ("indikatorvarden", ("Utfall 2023",), {"key": "varde", "period": "2023"}),
        ("indikatorvarden", ("2023", "Män"), {"period": "2023", "sex": "M"}),
        ("indikatorvarden", ("Kvinnor", "Antal (n)"), {"key": "antal", "sex": "K"}),
        ("indikatorvarden", ("HME", "Totalt chefer"), {"indicator": "hme-total-chefer"}),
        ("indikatorvarden", ("Tydliga mål 2023",), {"indicator": "tydliga-mal", "period": "2023"}),
        ("indikatorvarden", ("Korttidssjukfrånvaro (dag 1-14) R12",), {"indicator": "korttidssjukfranvaro", "method": "R12"}),
        ("indikatorvarden", ("Mål 2023",), {"period": "2023", "rest": "mål"}),
        ("indikatorvarden", ("Mål", "Värde"), {"key": "varde", "rest": "mål"}),
        ("indikatorvarden", ("Resultat", "Värde"), {"key": "varde"}),
        ("indikatorvarden", ("2023", "Enhet"), {"key": "enhet"}),
        ("indikatorvarden", ("2022", "2023"), {"period": "2023", "rest": "2022"}),
        ("indikatorvarden", ("2023", "jan"), {"period": "2023-01"}),
        ("indikatorvarden", ("Förvaltning",), {"key": "enhet"}),
        ("indikatorvarden", ("Totalt 2023¹",), {"period": "2023", "total": True}),
        ("hme", ("Kvinnor", "Antal svar"), {"key": "antal_svar", "sex": "K"}),
        ("hme", ("Chefer", "HME"), {"key": "hme", "population": "Chefer"}),
        ("hme", ("HME", "Motivation"), {"key": "motivation"}),
        ("organisation", ("Gäller från 2023",), {"rest": "gäller från 2023"}),
        ("organisation", ("Enhet",), {"rest": "enhet"}),
    ],
    ids=str,
)
def test_what_a_heading_says(words, programme, layout, parts, said):
    found = words.heading(programme.layout(layout), parts)
    fields = {f: getattr(found, f) for f in ("key", "sex", "indicator", "population", "method", "total", "rest") if getattr(found, f)}
    if found.period:
        fields["period"] = found.period.text
    assert fields == said


@pytest.mark.parametrize("text", ["Totalt", "SUMMA", "Summa:", "alla", "Delsumma kirurgen", "Totalt Region", "Genomsnitt", "Total "])
def test_words_of_sums(text):
    assert is_total(text)


@pytest.mark.parametrize("text", ["Totalförsvaret", "Allaktivitetshuset", "Summatorn", "Akuten", "Alla hjärtans mottagning", "0101"])
def test_names_of_units_are_no_sums(text):
    assert not is_total(text)


def test_notes_and_names_of_units_are_told_apart():
    assert is_note("* Preliminärt") and is_note("Källa: enkäten") and is_note("1) Avser månadsavlönade") and is_note("Redovisas inte.")
    assert not is_note("Akuten") and not is_note("Vårdavdelning 1") and not is_note("Notkärnan")


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40))
def test_any_text_can_be_a_heading_or_an_answer(words, programme, text):
    for layout in programme.layouts:
        words.heading(layout, (text,))
        words.heading(layout, ("2023", text))
        words.around(layout, text)
        decode(layout, text)
        decode(layout, f"value|period={text}|sex={text}")
    rows_of(text, 100)
    number_of(text)


@given(st.sampled_from(["2023", "2023-03", "2023 kv2"]), st.sampled_from([None, "K", "M", "T"]), st.sampled_from(["varde", "antal"]))
def test_an_answer_for_a_column_of_a_wide_table_is_read_as_it_was_written(programme, period, sex, key):
    layout = programme.layout("indikatorvarden")
    said = decode(layout, encode(layout, key, {"ar": period} | ({"kon": sex} if sex else {})))
    assert said is not None and (said.key, said.period.text, said.sex) == (key, period, sex)


@settings(max_examples=200)
@given(st.text(alphabet="ABXYZ019:$ -", max_size=12))
def test_a_range_is_one_only_when_it_is_written_as_one(text):
    class Grid:
        columns, height = tuple(map(str, range(6))), 9

    found = range_of(text, Grid())  # type: ignore[arg-type]
    assert found is None or re.fullmatch(r"[A-Z$]+[0-9$]+:[A-Z$]+[0-9$]+", text.strip().upper()) is not None
