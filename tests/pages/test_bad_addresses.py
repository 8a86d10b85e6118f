"""What stands in an address can be anything: a designed answer in Swedish with a way back, never an exception."""

from __future__ import annotations

import pytest

from pages._ui import navigation
from tests.pages.conftest import html_of

pytestmark = pytest.mark.xdist_group("pages")

BAD = [
    ({"ar": "abc"}, "fyra siffror"),
    ({"ar": "20244"}, "fyra siffror"),
    ({"ar": "٢٠٢٤"}, "fyra siffror"),
    ({"ar": "-1"}, "fyra siffror"),
    ({"ar": "1066"}, "1066"),
    ({"enhet": "FINNSEJ"}, "FINNSEJ"),
    ({"enhet": "'; DROP TABLE fact; --"}, "finns inte"),
    ({"enhet": "<script>alert(1)</script>"}, "&lt;script&gt;"),
]


@pytest.mark.parametrize(("query", "said"), BAD, ids=[str(q) for q, _ in BAD])
def test_a_bad_year_or_unit_is_told_with_a_way_back(filled, visit, query, said):
    app = visit(**query)
    html = html_of(app)
    assert not app.exception
    assert "Det gick inte" in html and said in html
    assert "Visa det du får se, senaste året" in html
    assert "mb-card" not in html
    assert "<script" not in html


def test_an_unknown_indicator_is_told(filled, visit):
    app = visit(navigation.INDICATOR, indikator="finns-inte")
    assert not app.exception
    html = html_of(app)
    assert "Indikatorn ”finns-inte” finns inte i programmet" in html
    assert html.count("mb-links") == len(filled.programme.areas)


def test_an_unknown_status_filter_shows_everything(filled, visit):
    assert "mb-card" in html_of(visit(visa="nonsens"))


def test_a_page_that_is_not_about_a_year_works_whatever_the_year(filled, visit):
    app = visit(navigation.IMPORT, ar="abc", enhet="FINNSEJ")
    assert not app.exception
    assert "Importera" in html_of(app)


def test_an_unknown_indicator_in_the_catalogue_shows_the_list(filled, visit):
    assert "mb-entries" in html_of(visit(navigation.CATALOGUE, indikator="finns-inte"))
