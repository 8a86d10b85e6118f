"""Sentences: true for every status, never more than the data says, Swedish whatever the indicator is called."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.measure.status import Certainty, Status
from kpi.programme.loader import load_programme, programme_dir
from kpi.programme.model import Direction, Indicator
from kpi.text.numbers import NBSP
from kpi.text.sentences import card_sentence, sex_sentence

PROGRAMME = load_programme(programme_dir("region-vastmanland"))


@dataclass
class Row:
    """A status row with what sentences read."""

    indicator: Indicator
    status: Status
    value: float | None = None
    year: int = 2024
    sex: str = "T"
    target: float | None = None
    target_year: int = 2027
    baseline: float | None = None
    gap: float | None = None
    remaining: float | None = None
    expected: float | None = None
    status_reason: str | None = None
    change_year: float | None = None
    change_year_from: int | None = None
    change_baseline: float | None = None
    certainty: Certainty = Certainty.UNKNOWN
    origin: str | None = "delivered"


@dataclass
class Gap:
    women: Row
    men: Row
    difference: float | None


def row(indicator_id: str, status: str, value: float | None = None, **more: object) -> Row:
    """A row of the plan's indicator, with gap and remaining as they follow from value and target."""
    i = PROGRAMME.indicator(indicator_id)
    r = Row(i, Status(status), value, target=i.target, baseline=i.baseline, target_year=i.target_year)
    if value is not None and i.target is not None:
        r.gap = value - i.target
        r.remaining = max(0.0, i.direction.sign * (i.target - value))
    if value is not None and i.baseline is not None:
        r.change_baseline = value - i.baseline
    for name, v in more.items():
        setattr(r, name, v)
    return r


CASES = {
    "reached": (
        row("hme-total-chefer", "reached", 89.3),
        "HME totalt för chefer är 89,3. Målet är 89 till 2027 och är uppnått, med 0,3 indexenheter till godo.",
    ),
    "reached to the decimal": (
        row("korttidssjukfranvaro", "reached", 2.7),
        "Korttidssjukfrånvaron är 2,7 %. Målet är 2,7 % till 2027 och är uppnått.",
    ),
    "on track, before the path": (
        row("hme-total-chefer", "on_track", 88.0, expected=87.0),
        "HME totalt för chefer är 88,0. Målet är 89 till 2027. 1,0 indexenheter återstår; "
        "värdet ligger före den beräknade linjära vägen (87,0 för 2024).",
    ),
    "on track, on the path": (
        row("hme-total-chefer", "on_track", 87.0, expected=87.0),
        "HME totalt för chefer är 87,0. Målet är 89 till 2027. 2,0 indexenheter återstår; "
        "värdet ligger på den beräknade linjära vägen (87,0 för 2024).",
    ),
    "behind": (
        row("korttidssjukfranvaro", "behind", 3.4, expected=3.15),
        "Korttidssjukfrånvaron är 3,4 %. Målet är 2,7 % till 2027. 0,7 procentenheter återstår; "
        "värdet ligger efter den beräknade linjära vägen (3,2 % för 2024).",
    ),
    "behind by what cannot be seen": (
        row("korttidssjukfranvaro", "behind", 3.17, expected=3.15),
        "Korttidssjukfrånvaron är 3,2 %. Målet är 2,7 % till 2027. 0,5 procentenheter återstår; "
        "värdet ligger strax efter den beräknade linjära vägen (3,2 % för 2024).",
    ),
    "behind in the target year": (
        row("pensionsalder", "behind", 66.9, expected=67.0, year=2027),
        "Den genomsnittliga pensionsåldern är 66,90 år. Målet är 67 år till 2027. 0,10 år återstår under målåret.",
    ),
    "behind after the target year": (
        row("pensionsalder", "behind", 66.9, expected=67.0, year=2029),
        "Den genomsnittliga pensionsåldern är 66,90 år. Målet är 67 år till 2027. 0,10 år återstår, och målåret 2027 har passerat.",
    ),
    "almost reached": (
        row("korttidssjukfranvaro", "on_track", 2.74, expected=3.15),
        "Korttidssjukfrånvaron är 2,7 %. Målet är 2,7 % till 2027. Mindre än 0,1 procentenheter återstår; "
        "värdet ligger före den beräknade linjära vägen (3,2 % för 2024).",
    ),
    "wrong way": (
        row("lag-stabil-sjukfranvaro", "wrong_way", 14.5, expected=20.5),
        "Andelen arbetsplatser med låg och stabil sjukfrånvaro är 14,5 %. Målet är 25 % till 2027. 10,5 procentenheter återstår; "
        "värdet är sämre än nuläget 2021 (16 %).",
    ),
    "wrong way by what cannot be seen": (
        row("korttidssjukfranvaro", "wrong_way", 3.61, expected=3.15),
        "Korttidssjukfrånvaron är 3,6 %. Målet är 2,7 % till 2027. 0,9 procentenheter återstår; "
        "värdet är något sämre än nuläget 2021 (3,6 %).",
    ),
    "the plan's own figure": (
        row("korttidssjukfranvaro", "on_track", 3.6, expected=3.6, year=2021, origin="plan"),
        "Korttidssjukfrånvaron är 3,6 % enligt planens nuläge i december 2021. Målet är 2,7 % till 2027. 0,9 procentenheter återstår.",
    ),
    "not measured": (
        row("tydliga-mal", "not_measured", origin=None),
        "Indexet för tydliga mål har inget värde för 2024. Målet är 82 till 2027.",
    ),
    "not measured, and the plan says when": (
        row("chefers-forutsattningar", "not_measured", origin=None, year=2021),
        "Andelen chefer som anser sig ha goda förutsättningar har inget värde för 2021. Målvärde saknas; värdet ska öka. "
        "Planen anger i stället för nuläge: ”Mäts hösten 2022”.",
    ),
    "no baseline": (
        row("egen-bemanning", "no_baseline", 94.5),
        "Bemanningen med egen personal är 94,5 %. Målvärde saknas; värdet ska öka. Utgångsvärde saknas, så förändringen kan inte bedömas.",
    ),
    "improved": (
        row("bristkompetenser-lang-sikt", "improved", 15),
        "Antalet bristkompetenser på lång sikt är 15. Målvärde saknas; värdet ska minska (riktningen är tolkad, ej angiven i källan). "
        "Värdet är 3 bristkompetenser lägre än 2021, alltså bättre.",
    ),
    "worsened by one": (
        row("bristkompetenser-lang-sikt", "worsened", 19),
        "Antalet bristkompetenser på lång sikt är 19. Målvärde saknas; värdet ska minska (riktningen är tolkad, ej angiven i källan). "
        "Värdet är 1 bristkompetens högre än 2021, alltså sämre.",
    ),
    "unchanged": (
        row("bristkompetenser-lang-sikt", "unchanged", 18),
        "Antalet bristkompetenser på lång sikt är 18. Målvärde saknas; värdet ska minska (riktningen är tolkad, ej angiven i källan). "
        "Värdet är detsamma som 2021.",
    ),
    "direction only, the plan's own figure": (
        row("bristkompetenser-lang-sikt", "unchanged", 18, year=2021, origin="plan"),
        "Antalet bristkompetenser på lång sikt är 18 enligt planens nuläge i december 2021. Målvärde saknas; värdet ska minska "
        "(riktningen är tolkad, ej angiven i källan).",
    ),
    "not reached without a baseline": (
        row("sam-chefer", "not_reached", 80.0, baseline=None, change_baseline=None),
        "Andelen chefer som bedriver ett systematiskt arbetsmiljöarbete enligt lagkraven är 80,0 %. Målet är 100 % till 2027. "
        "20,0 procentenheter återstår. Utgångsvärde saknas, så ingen väg till målet kan beräknas.",
    ),
    "not assessable": (
        row("heltid-manadsavlonade", "not_assessable", 73.0, status_reason="Utdraget saknar timavlönade. "),
        "Andelen heltidsarbetande månadsavlönade är 73,0 %. Målet är 77 % till 2027. Kan ej bedömas: Utdraget saknar timavlönade.",
    ),
    "suppressed": (
        row("korttidssjukfranvaro", "suppressed", origin=None),
        "Korttidssjukfrånvaron visas inte, för att ingen enskild ska kunna röjas. Målet är 2,7 % till 2027.",
    ),
    "no direction": (
        row("anstallda-per-chef", "no_direction", 20.8),
        "Antalet anställda per chef är 20,8. Varken riktning eller målvärde är fastställt. Värdet bedöms därför inte.",
    ),
    "a name that cannot be a subject": (
        row("loneutveckling", "no_baseline", 62.0),
        "Löneutveckling efter prestation och kompetens: 62,0. Målvärde saknas; värdet ska öka. "
        "Utgångsvärde saknas, så förändringen kan inte bedömas.",
    ),
    "women": (
        row("korttidssjukfranvaro", "reached", 2.7, sex="K"),
        "Kvinnor: korttidssjukfrånvaron är 2,7 %. Målet är 2,7 % till 2027 och är uppnått.",
    ),
    "men, and a name in capitals": (
        row("hme-total-chefer", "reached", 89, sex="M"),
        "Män: HME totalt för chefer är 89,0. Målet är 89 till 2027 och är uppnått.",
    ),
    "a change more than chance": (
        row("hme-total-chefer", "reached", 89.0, change_year=0.6, change_year_from=2023, certainty=Certainty.CLEAR),
        "HME totalt för chefer är 89,0. Målet är 89 till 2027 och är uppnått. "
        "Skillnaden mot 2023 är +0,6 indexenheter, mer än slumpens variation.",
    ),
    "a change within chance, since the baseline": (
        row("hme-total-chefer", "on_track", 85.4, expected=85.0, certainty=Certainty.WITHIN_NOISE),
        "HME totalt för chefer är 85,4. Målet är 89 till 2027. 3,6 indexenheter återstår; "
        "värdet ligger före den beräknade linjära vägen (85,0 för 2024). "
        "Skillnaden mot 2021 är +0,4 indexenheter, vilket ryms inom slumpens variation.",
    ),
}


@pytest.mark.parametrize(("r", "sentence"), CASES.values(), ids=CASES.keys())
def test_the_sentence_of_a_case(r: Row, sentence: str) -> None:
    assert card_sentence(r).replace(NBSP, " ") == sentence


def test_the_cases_cover_every_status() -> None:
    assert {r.status for r, _ in CASES.values()} == set(Status)


def test_an_unknown_certainty_says_nothing_of_the_change() -> None:
    told = card_sentence(row("hme-total-chefer", "reached", 89.0, change_year=0.6, change_year_from=2023))
    assert "2023" not in told
    assert "slump" not in told


def test_a_protected_figure_is_never_in_the_sentence_even_if_the_row_had_one() -> None:
    told = card_sentence(row("korttidssjukfranvaro", "suppressed", 4.123, expected=3.15, change_year=0.4, change_year_from=2023))
    assert re.findall(r"\d+,\d+", told) == ["2,7"]


@pytest.mark.parametrize(
    ("women", "men", "difference", "sentence"),
    [
        (3.4, 2.4, 1.0, "Kvinnor 3,4 %, män 2,4 %: kvinnornas värde är 1,0 procentenheter högre än männens."),
        (2.4, 3.4, -1.0, "Kvinnor 2,4 %, män 3,4 %: kvinnornas värde är 1,0 procentenheter lägre än männens."),
        (2.4, 2.41, -0.01, "Kvinnor 2,4 %, män 2,4 %: ingen skillnad i den noggrannhet som visas."),
        (2.4, 2.6, None, "Kvinnor 2,4 %, män 2,6 %."),
    ],
)
def test_women_and_men_are_told_side_by_side(women: float, men: float, difference: float | None, sentence: str) -> None:
    gap = Gap(row("korttidssjukfranvaro", "behind", women, sex="K"), row("korttidssjukfranvaro", "behind", men, sex="M"), difference)
    assert sex_sentence(gap).replace(NBSP, " ") == sentence


def test_when_either_sex_is_protected_neither_is_told() -> None:
    for hidden, shown in (("K", "M"), ("M", "K")):
        rows = {
            hidden: row("korttidssjukfranvaro", "suppressed", sex=hidden),
            shown: row("korttidssjukfranvaro", "behind", 3.21, sex=shown),
        }
        assert (
            sex_sentence(Gap(rows["K"], rows["M"], None))
            == "Kvinnor och män visas inte var för sig, för att ingen enskild ska kunna röjas."
        )


def test_a_missing_sex_is_told_as_missing() -> None:
    women, men = row("korttidssjukfranvaro", "not_measured", sex="K"), row("korttidssjukfranvaro", "not_measured", sex="M")
    assert sex_sentence(Gap(women, men, None)) == "Värde saknas för kvinnor och män."
    assert sex_sentence(Gap(women, row("korttidssjukfranvaro", "behind", 3.2, sex="M"), None)) == "Värde saknas för kvinnor."


ROUGH = st.one_of(st.none(), st.floats(-1e4, 1e4))


@given(
    indicator=st.sampled_from(PROGRAMME.indicators),
    status=st.sampled_from(Status),
    numbers=st.tuples(ROUGH, ROUGH, ROUGH, ROUGH, ROUGH, ROUGH),
    year=st.integers(2021, 2030),
    sex=st.sampled_from("KMT"),
    certainty=st.sampled_from(Certainty),
    origin=st.sampled_from(["delivered", "rolled", "plan"]),
)
def test_any_row_gives_whole_swedish_sentences(
    indicator: Indicator,
    status: Status,
    numbers: tuple[float | None, ...],
    year: int,
    sex: str,
    certainty: Certainty,
    origin: str,
) -> None:
    value, expected, change_year, change_baseline, target, baseline = numbers
    sign = indicator.direction.axis
    r = Row(
        indicator, status, value, year=year, sex=sex, target=target, baseline=baseline, expected=expected, change_year=change_year,
        change_year_from=year - 1, change_baseline=change_baseline, certainty=certainty, origin=origin,
        gap=None if value is None or target is None else value - target,
        remaining=None if value is None or target is None else max(0.0, sign * (target - value)),
    )  # fmt: skip
    told = card_sentence(r)
    assert told.endswith(".")
    assert told[0].isupper()
    assert not re.search(r"None|nan|\d\.\d|\.\.|  | \.|-\d", told), told


def test_direction_words_follow_the_direction() -> None:
    up = row("egen-bemanning", "no_baseline", 94.5)
    assert "ska öka" in card_sentence(up)
    up.indicator = up.indicator.model_copy(update={"direction": Direction.DOWN})
    assert "ska minska" in card_sentence(up)
