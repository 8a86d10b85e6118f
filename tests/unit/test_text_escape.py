"""Text from files is data, never markup."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.text.escape import html, markdown, plain

JOINER = "\u2060"


def test_html_keeps_no_tag_and_no_quote() -> None:
    assert html("""<b onclick="x">R&D 'a'</b>""") == "&lt;b onclick=&quot;x&quot;&gt;R&amp;D &#x27;a&#x27;&lt;/b&gt;"


def test_nothing_gives_an_empty_text() -> None:
    assert (html(None), markdown(None), html(""), markdown("")) == ("", "", "", "")


@pytest.mark.parametrize("text", ["a\u202eb", "a\x00b", "a\u2066b", "\ufeffab"])
def test_marks_that_disguise_a_text_are_taken_away(text: str) -> None:
    assert (html(text), markdown(text)) == ("ab", "ab")


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("**fet**", r"\*\*fet\*\*"),
        ("# rubrik\n- punkt", r"\# rubrik \- punkt"),
        ("    kod", "kod"),
        ("1. ett", r"1\. ett"),
        ("[a](javascript:x)", r"\[a\]\(javascript\:x\)"),
        ("<script>", r"\<script\>"),
        ("$x^2$", r"\$x\^2\$"),
        (":red[fara]", r"\:red\[fara\]"),
        ("&amp;", r"\&amp;"),
        ("snake_case `kod`", r"snake\_case \`kod\`"),
        ("Hälso- och sjukvård 10:30", r"Hälso\- och sjukvård 10\:30"),
    ],
)
def test_markdown_escapes_what_would_be_markup(text: str, escaped: str) -> None:
    assert markdown(text) == escaped


@pytest.mark.parametrize("text", [":smile:", ":material/delete:", "http://a.se", "https://a.se", "www.a.se", ":100:", ":streamlit:"])
def test_tokens_that_are_found_after_escapes_are_parted_invisibly(text: str) -> None:
    plain = markdown(text).replace("\\", "")
    assert plain.replace(JOINER, "") == text
    assert not re.search(r":[\w+-]+:|:material/|https?://|www\.", plain)


@given(st.text())
def test_html_never_holds_an_open_bracket_or_quote(text: str) -> None:
    assert not set(html(text)) & set("<>\"'")


@given(st.text())
def test_markdown_is_one_line_with_every_mark_escaped(text: str) -> None:
    out = markdown(text)
    assert not re.search(r"[\r\n\t]", out)
    assert not re.search(r"[`*_\[\]<>$#|~&]", re.sub(r"\\.", "", out))


def test_plain_text_is_one_line_without_marks_that_turn_it_round_and_not_endless() -> None:
    assert plain("a\nb\u202ec\x00 ") == "a bc"
    assert plain("<b>**x**</b>") == "<b>**x**</b>"
    assert plain("x" * 10_000) == "x" * 200 + "…"
    assert plain(None) == ""
