"""Which language is spoken, and how each says numbers, months, lists and the order of names."""

from __future__ import annotations

import contextvars
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.language import (
    LANGUAGES,
    MANY,
    N_,
    NN_,
    Said,
    all_of,
    current,
    everywhere,
    in_order,
    month_names,
    ntr,
    number_marks,
    one_of,
    ptr,
    speaking,
    tr,
)
from kpi.language.catalogue import messages
from kpi.programme.loader import load_programme, programme_dir
from kpi.text import numbers, words
from kpi.text.mine import count_word

NBSP, MINUS = "\u00a0", "\u2212"
INDICATOR = load_programme(programme_dir("region-vastmanland")).indicator("korttidssjukfranvaro")  # per cent, one decimal


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest):
    with speaking(request.param):
        yield request.param


def test_swedish_is_spoken_until_another_is_chosen_and_again_afterwards() -> None:
    assert current() == "sv"
    with speaking("da"):
        assert (current(), tr("Kvinnor")) == ("da", "Kvinder")
        with speaking("en"):
            assert (current(), tr("Kvinnor")) == ("en", "Women")
        assert current() == "da"
    assert (current(), tr("Kvinnor")) == ("sv", "Kvinnor")


def test_the_language_is_left_when_something_is_raised() -> None:
    with pytest.raises(KeyError), speaking("da"):
        raise KeyError
    assert current() == "sv"


@pytest.mark.parametrize("language", ["", "no", "SV", "../da"])
def test_a_language_without_a_catalogue_is_refused(language: str) -> None:
    with pytest.raises(ValueError, match="no catalogue"), speaking(language):
        pass


def test_two_runs_at_once_speak_each_their_own() -> None:
    def said(language: str) -> set[str]:
        with speaking(language):
            return {tr("Män") for _ in range(500)}

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(said, LANGUAGES)) == [{"Män"}, {"Mænd"}, {"Men"}]


def test_a_thread_speaks_the_runs_language_in_the_runs_context_only() -> None:
    with speaking("da"), ThreadPoolExecutor(1) as pool:
        assert pool.submit(contextvars.copy_context().run, tr, "Män").result() == "Mænd"
        assert pool.submit(tr, "Män").result() == "Män"


def test_a_text_that_no_catalogue_has_is_said_in_swedish(language: str) -> None:
    assert tr("Denna text finns i ingen katalog, {n}.", n=1) == "Denna text finns i ingen katalog, 1."
    assert ptr("sammanhang", "Denna text finns i ingen katalog.") == "Denna text finns i ingen katalog."
    assert ntr("{n} sak", "{n} saker", 2, n=2) == "2 saker"


def test_without_values_a_text_is_not_formatted(language: str) -> None:
    assert tr("{inget} {att} {fylla}") == "{inget} {att} {fylla}"


@pytest.mark.parametrize(
    ("spoken", "one", "several", "none"),
    [
        ("sv", "1 delmål", "2 delmål", "0 delmål"),
        ("da", "1 delmål", "2 delmål", "0 delmål"),
        ("en", "1 milestone", "2 milestones", "0 milestones"),
    ],
)
def test_one_and_many_are_told_apart_also_where_swedish_does_not(spoken: str, one: str, several: str, none: str) -> None:
    both = NN_("{n} delmål", "{n} delmål")
    with speaking(spoken):
        assert [ntr(*both, n, n=n) for n in (1, 2, 0)] == [one, several, none]


def test_one_and_many_have_texts_of_their_own() -> None:
    both = NN_("{n} siffra", "{n} siffror")
    with speaking("en"):
        assert [ntr(*both, n, n=n) for n in (1, 2)] == ["1 figure", "2 figures"]


def test_two_meanings_of_a_word_are_told_apart() -> None:
    with speaking("en"):
        assert (tr("Mål"), ptr("målvärde", "Mål")) == ("Goal", "Target")


def test_constants_are_said_when_they_are_asked_for() -> None:
    said = Said({"a": N_("Kvinnor"), "b": N_("Män")})
    assert (dict(said), len(said), "a" in said, said.get("c", "–")) == ({"a": "Kvinnor", "b": "Män"}, 2, True, "–")
    with speaking("da"):
        assert dict(said) == {"a": "Kvinder", "b": "Mænd"}
        assert said.constant("a") == "Kvinder"
    with pytest.raises(KeyError):
        said["c"]
    with pytest.raises(AttributeError):
        said.constant("c")


def test_a_modules_constants_are_said_in_the_language_of_the_run() -> None:
    assert words.NO_GOAL == "mål ej fastställt"
    with speaking("en"):
        assert words.NO_GOAL == "goal not established"
    with pytest.raises(AttributeError):
        getattr(words, "NO_SUCH_" + "TEXT")


def test_a_text_is_known_in_whatever_language_it_was_written() -> None:
    assert everywhere("Kvinnor") == ("Kvinnor", "Kvinder", "Women")
    assert everywhere("Status") == ("Status",)


# ------------------------------------------------------------------------------------------------- lists


@pytest.mark.parametrize(
    ("spoken", "every", "either"),
    [("sv", "a, b och c", "a, b eller c"), ("da", "a, b og c", "a, b eller c"), ("en", "a, b and c", "a, b or c")],
)
def test_a_list_ends_as_the_language_ends_one(spoken: str, every: str, either: str) -> None:
    with speaking(spoken):
        assert (all_of("abc"), one_of("abc")) == (every, either)
        assert all_of(x for x in ("a, b", "c")) == every
        assert (all_of(["a"]), all_of([]), one_of(["a"]), one_of([])) == ("a", "", "a", "")


def test_a_name_with_braces_is_a_name(language: str) -> None:
    assert "{x}" in all_of(["{x}", "{}"])


# ------------------------------------------------------------------------------------------------- numbers, months, dates


@pytest.mark.parametrize(
    ("spoken", "large", "share", "value", "difference"),
    [
        ("sv", f"{MINUS}1{NBSP}234{NBSP}567,89", f"42{NBSP}%", f"3,6{NBSP}%", f"+0,8{NBSP}procentenheter"),
        ("da", f"{MINUS}1.234.567,89", f"42{NBSP}%", f"3,6{NBSP}%", f"+0,8{NBSP}procentenheter"),
        ("en", f"{MINUS}1,234,567.89", "42%", "3.6%", f"+0.8{NBSP}procentenheter"),
    ],
)
def test_numbers_are_written_as_the_language_writes_them(spoken: str, large: str, share: str, value: str, difference: str) -> None:
    with speaking(spoken):
        assert numbers.number(-1234567.891, 2) == large
        assert (numbers.share(0.42), numbers.value(INDICATOR, 3.6)) == (share, value)
        assert numbers.difference(INDICATOR, 0.8) == difference  # what it is counted in, the pack says
        assert numbers.number(None, 1) == "–"


@given(st.floats(-1e12, 1e12), st.integers(0, 4), st.sampled_from(LANGUAGES))
def test_a_number_that_is_written_is_the_number_again(v: float, decimals: int, language: str) -> None:
    with speaking(language):
        bare = numbers.bare(numbers.number(v, decimals))
        assert bare is not None
        assert float(bare.replace(number_marks().decimal, ".")) == pytest.approx(v, abs=0.5 * 10**-decimals + 1e-3 * abs(v) * 1e-9)


@pytest.mark.parametrize("text", ["", "–", "skyddat", "1,2,3", "mars 2024", "=1+2", "1 % "])
def test_other_text_is_no_number(language: str, text: str) -> None:
    assert numbers.bare(text) is None


@pytest.mark.parametrize(
    ("spoken", "march", "quarter", "day", "moment"),
    [
        ("sv", "mars 2024", "kvartal 1 2024", "2 mars 2025", "2 mars 2025 kl. 09:05"),
        ("da", "marts 2024", "kvartal 1 2024", "2. marts 2025", "2. marts 2025 kl. 09.05"),
        ("en", "March 2024", "quarter 1 2024", "2 March 2025", "2 March 2025 at 09:05"),
    ],
)
def test_months_and_days_are_in_the_language(spoken: str, march: str, quarter: str, day: str, moment: str) -> None:
    with speaking(spoken):
        assert (words.period("2024-03"), words.period("2024-Q1"), words.period("2024")) == (march, quarter, "2024")
        assert (words.day(2025, 3, 2), words.moment(words.day(2025, 3, 2), 9, 5)) == (day, moment)


def test_every_language_has_twelve_months_and_counts_to_twenty(language: str) -> None:
    assert len(set(month_names())) == 12
    assert len({count_word(n) for n in range(21)}) == 21
    assert not any(count_word(n).isdigit() for n in range(21))
    assert count_word(21) == "21"


def test_the_marks_differ(language: str) -> None:
    assert number_marks().decimal != number_marks().thousands


# ------------------------------------------------------------------------------------------------- order


@pytest.mark.parametrize(
    ("spoken", "order"),
    [
        ("sv", ["Ale", "aorta", "Zink", "Åby", "Älv", "Ö"]),
        ("da", ["Ale", "Zink", "Æble", "Øl", "Åby", "Aarhus"]),
        ("en", ["Åby", "Ale", "Älv", "Ö", "Zink"]),
    ],
)
def test_names_stand_in_the_alphabet_of_the_language(spoken: str, order: list[str]) -> None:
    with speaking(spoken):
        assert sorted(set(order), key=in_order) == order


def test_an_alphabet_can_be_asked_for_whatever_is_spoken() -> None:
    with speaking("en"):
        assert in_order("Ö", "sv") > in_order("Z", "sv")
        assert in_order("Ö") < in_order("Z")


def test_neither_case_nor_accents_decide(language: str) -> None:
    assert in_order("Élan") == in_order("ELAN")


@given(st.text(max_size=12), st.sampled_from(LANGUAGES))
def test_every_name_has_a_place_whatever_its_case(name: str, language: str) -> None:
    assert in_order(name, language) == in_order(name.casefold(), language)


# ------------------------------------------------------------------------------------------------- catalogues


def test_swedish_needs_no_catalogue_and_the_others_have_one() -> None:
    assert all(messages(language) for language in LANGUAGES if language != "sv")
    assert (("", "Kvinnor") in messages("da"), (MANY, "{n} delmål") in messages("en")) == (True, True)
