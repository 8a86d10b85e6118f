"""The eight layouts: canonical headings, accepted spellings, and how rows become facts."""

from __future__ import annotations

import pytest

from kpi.programme.loader import load_programme, programme_dir
from kpi.programme.model import Programme

SEX = {"K": "K", "M": "M", "T": "T", "Kvinna": "K", "Man": "M", "Totalt": "T", "Kvinnor": "K", "Män": "M", "Alla": "T"}
HEADINGS = {
    "indikatorvarden": "År · Enhet · Kön · Indikator · Värde · Antal (n) · Täljare · Nämnare · Metod",
    "hme": "År · Enhet · Grupp (Chef/Medarbetare) · Kön · Antal svar · Motivation · Ledarskap · Styrning · HME",
    "sjukfranvaro": "Period (ÅÅÅÅ-MM) · Enhet · Kön · Antal anställda · Ordinarie arbetstid (tim) · Sjukfrånvaro (tim) · Dag 1–14 (tim)"
    " · Dag 15–59 (tim) · Dag 60– (tim)",
    "anstallningar": "År · Enhet · Kön · Avlöningsform · Sysselsättningsgrad (faktisk) · Chef",
    "chefer": "År · Enhet · Roll · Klinisk tjänstgöring",
    "pensionsavgangar": "År · Enhet · Kön · Ålder vid avgång",
    "organisation": "Enhetskod · Enhetsnamn · Överordnad enhet · Nivå · Gäller från · Gäller till",
    "hme-svar": "År · Enhet · Kön · Är chef"
    " · Motivation - Mitt arbete känns meningsfullt · Motivation - Jag lär nytt och utvecklas i mitt dagliga arbete"
    " · Motivation - Jag ser fram emot att gå till arbetet"
    " · Ledarskap - Min närmaste chef visar uppskattning för mina arbetsinsatser"
    " · Ledarskap - Min närmaste chef visar förtroende för mig som medarbetare"
    " · Ledarskap - Min närmaste chef ger mig förutsättningar att ta ansvar i mitt arbete"
    " · Styrning - Jag är insatt i min arbetsplats mål · Styrning - Min arbetsplats mål följs upp och utvärderas på ett bra sätt"
    " · Styrning - Jag vet vad som förväntas av mig i mitt arbete",
}


@pytest.fixture(scope="module")
def programme() -> Programme:
    return load_programme(programme_dir("region-vastmanland"))


def test_there_are_exactly_the_eight_layouts(programme: Programme) -> None:
    assert {layout.id for layout in programme.layouts} == HEADINGS.keys()


@pytest.mark.parametrize("layout_id", HEADINGS)
def test_a_template_has_the_canonical_headings(programme: Programme, layout_id: str) -> None:
    assert " · ".join(c.heading for c in programme.layout(layout_id).columns) == HEADINGS[layout_id]


@pytest.mark.parametrize("layout_id", sorted(HEADINGS.keys() - {"organisation", "chefer"}))
def test_a_missing_sex_column_is_allowed_and_all_spellings_are_accepted(programme: Programme, layout_id: str) -> None:
    kon = programme.layout(layout_id).role("sex")
    assert kon is not None
    assert not kon.required
    assert kon.choices == SEX


def test_only_layouts_with_one_row_a_person_are_individual(programme: Programme) -> None:
    assert {layout.id for layout in programme.layouts if layout.individual} == {"hme-svar", "anstallningar", "pensionsavgangar", "chefer"}


def test_managers_are_placed_at_the_lowest_units_and_no_row_tells_who(programme: Programme) -> None:
    assert {layout.id for layout in programme.layouts if layout.lowest} == {"anstallningar", "chefer"}
    chefer = programme.layout("chefer")
    assert {m.indicator: m.rule for m in chefer.measures} == {"ledningsredundans": "units", "klinisk-tjanstgoring-chefer": "share"}
    assert {c.type for c in chefer.columns} == {"year", "unit", "choice"}  # no free text: no name, no number of a person
    assert all(programme.indicator(m.indicator).people == "chefer" for m in chefer.measures)


def test_reported_hme_is_official_and_answers_are_calculated(programme: Programme) -> None:
    for layout_id, method in (("hme", "officiell"), ("hme-svar", "beräknad ur svar")):
        measures = programme.layout(layout_id).measures
        assert {m.indicator for m in measures} == {i.id for i in programme.indicators if i.id.startswith("hme-")}
        assert {m.method for m in measures} == {method}
        assert all(m.population == programme.indicator(m.indicator).population for m in measures)


def test_the_total_index_uses_nine_items_and_each_sub_index_its_own_three(programme: Programme) -> None:
    layout = programme.layout("hme-svar")
    likert = [c.key for c in layout.columns if c.type == "likert"]
    for m in layout.measures:
        part = m.indicator.split("-")[1]
        assert list(m.items) == [k for k in likert if part == "total" or k.startswith(part)]


def test_each_reported_index_reads_its_own_column(programme: Programme) -> None:
    for m in programme.layout("hme").measures:
        part = m.indicator.split("-")[1]
        assert m.value == ("hme" if part == "total" else part)
        assert m.n == "antal_svar"


def test_short_sick_leave_is_hours_on_day_1_to_14_over_ordinary_hours_by_way_a(programme: Programme) -> None:
    (m,) = programme.layout("sjukfranvaro").measures
    assert (m.indicator, m.numerator, m.denominator, m.n, m.method) == (
        "korttidssjukfranvaro",
        "dag_1_14_tim",
        "ordinarie_tim",
        "antal_anstallda",
        "A",
    )


def test_full_time_counts_100_per_cent_among_employed_with_monthly_pay(programme: Programme) -> None:
    m, per = programme.layout("anstallningar").measures
    assert (per.indicator, per.rule, [(c.column, c.equals) for c in per.counts]) == ("anstallda-per-chef", "per", [("chef", "ja")])
    assert per.where == ()
    assert [(c.column, c.equals, c.above) for c in m.where] == [("avloningsform", "manad", None), ("sysselsattningsgrad", None, 0)]
    assert [(c.column, c.equals, c.above) for c in m.counts] == [("sysselsattningsgrad", 100, None)]


def test_ways_of_short_sick_leave_that_must_not_mix_are_kept_apart(programme: Programme) -> None:
    indicator = programme.indicator("korttidssjukfranvaro")
    assert indicator.methods == ("ej angiven", "A")
    assert indicator.other_methods == ("B", "R12")


def test_levels_are_accepted_by_their_names(programme: Programme) -> None:
    choices = programme.layout("organisation").role("level").choices
    assert choices == {level.name: level.key for level in programme.levels}


def test_every_column_explains_itself_in_the_template(programme: Programme) -> None:
    assert [(layout.id, c.key) for layout in programme.layouts for c in layout.columns if not c.help] == []
