"""The screen's words cover their closed sets, and no two things are told alike."""

from __future__ import annotations

import pytest

from kpi.measure.status import Certainty, Status
from kpi.store.types import ORIGINS
from kpi.text import words


def test_every_status_has_a_word_a_symbol_and_a_meaning_of_its_own() -> None:
    assert words.STATUS.keys() == set(Status)
    for part in ("word", "symbol", "meaning"):
        told = [getattr(w, part) for w in words.STATUS.values()]
        assert all(told)
        assert len(set(told)) == len(told), part


@pytest.mark.parametrize(
    ("status", "word", "symbol"),
    [
        ("reached", "Uppnått", "✓"),
        ("on_track", "I fas", "▲"),
        ("behind", "Efter plan", "■"),
        ("wrong_way", "Fel riktning", "▼"),
        ("not_measured", "Ej mätt", "○"),
        ("no_baseline", "Basvärde saknas", "◌"),
        ("not_assessable", "Kan ej bedömas", "⊘"),
        ("suppressed", "Skyddat – för få", "▣"),
        ("not_reached", "Ej uppnått", "◇"),
        ("improved", "Förbättrat", "↗"),
        ("unchanged", "Oförändrat", "→"),
        ("worsened", "Försämrat", "↘"),
        ("no_direction", "Riktning ej fastställd", "◫"),
    ],
)
def test_the_status_words_and_symbols_are_the_agreed_ones(status: str, word: str, symbol: str) -> None:
    told = words.STATUS[Status(status)]
    assert (told.word, told.symbol) == (word, symbol)


def test_no_symbol_is_an_emoji() -> None:
    assert all(len(w.symbol) == 1 and ord(w.symbol) < 0x1F000 for w in words.STATUS.values())


def test_every_certainty_origin_and_sex_has_a_word() -> None:
    assert words.CERTAINTY.keys() == set(Certainty)
    assert words.SEX == {"K": "Kvinnor", "M": "Män", "T": "Totalt"}
    assert words.ORIGIN.keys() == {*ORIGINS, "plan"}


@pytest.mark.parametrize(
    ("period", "text"), [("2024", "2024"), ("2024-03", "mars 2024"), ("2021-12", "december 2021"), ("2024-13", "2024-13"), ("", "")]
)
def test_a_period_is_told_in_words(period: str, text: str) -> None:
    assert words.period(period) == text
