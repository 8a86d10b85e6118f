"""Delimited text: encodings, separators, quoted line breaks, and what is no table."""

from __future__ import annotations

import pytest

from kpi.errors import Refusal
from kpi.intake.delimited import separator_of
from kpi.intake.read import read_book

# --- text -------------------------------------------------------------------------------------------------------------------------

ROWS = [["År", "Enhet", "Värde"], ["2024", "Åkeröd", "77,3"], ["2024", "Örby ”norra”", "1\u202f234,5"]]


@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("separator", [";", "\t", ","])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_text_in_every_encoding_and_with_every_separator_says_the_same(encoding, separator, newline):
    rows = [[c.replace("\u202f", "\xa0") if encoding == "cp1252" else c for c in row] for row in ROWS]
    text = newline.join(separator.join(f'"{c}"' if separator in c else c for c in row) for row in rows) + newline
    assert read_book(text.encode(encoding), "uttag.txt").sheets[0].grid.rows() == [tuple(row) for row in rows]


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("a;b\n1,2;3,4\n5,6;7,8\n", ";"),
        ("1,2;3,4;5,6\n1,2;3,4;5,6\n", ";"),
        ("Rapport, region, 2023, slutlig, version\n\nEnhet\tVärde\nA\t77,3\nB\t12,5\n", "\t"),
        ("Period,Enhet,Mått\n2023,A; B,1\n2023,C,2\n", ","),
        ("sep=,\na,b\n1;2,3\n", ","),
        ("Enhet\nA\n", ";"),
        ("", ";"),
    ],
)
def test_the_decimal_comma_is_not_taken_for_the_separator(text, separator):
    assert separator_of(text) == separator


def test_a_line_break_within_quotes_is_no_new_row_and_rows_of_different_length_are_filled_up():
    grid = read_book(b'a;"b\r\nc"\r\n1\r\n;;x\r\n', "a.csv").sheets[0].grid
    assert grid.rows() == [("a", "b\r\nc", None), ("1", None, None), (None, None, "x")]


def test_text_read_in_batches_keeps_its_rows_and_columns(monkeypatch):
    rows = [f"{i};" + "x;" * (i % 5) for i in range(500)]
    data = "\n".join(rows).encode()
    whole = read_book(data, "a.csv").sheets[0].grid
    monkeypatch.setattr("kpi.intake.delimited._BATCH", 7)
    assert read_book(data, "a.csv").sheets[0].grid.equals(whole)


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"\xef\xbb\xbf\xc5r;Enhet\n1;2\n", "a.csv", "bad_encoding"),
        (b"\xff\xfea\x00;\x00\x00\xd8;\x00", "a.txt", "bad_encoding"),
        (b"<table><tr><td>1</td></tr></table>", "uttag.xls", "not_xlsx"),
        (b"\xef\xbb\xbf \n<!DOCTYPE html><html></html>", "uttag.csv", "not_xlsx"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "uttag.xls", "not_xlsx"),
        ("<html></html>".encode("utf-16"), "uttag.xls", "not_xlsx"),
        ("År;Enhet\n2024;A\n".encode(), "uttag.xlsx", "not_xlsx"),
        (b"hej", "uttag.xls", "not_xlsx"),
    ],
)
def test_text_that_is_no_table_is_refused(data, name, code):
    with pytest.raises(Refusal) as refused:
        read_book(data, name)
    assert refused.value.code == code


def test_tab_separated_text_that_a_system_calls_xls_is_read():
    assert read_book("Enhet\tVärde\r\nA\t77,3\r\n".encode("cp1252"), "uttag.xls").sheets[0].grid.rows() == [
        ("Enhet", "Värde"),
        ("A", "77,3"),
    ]
