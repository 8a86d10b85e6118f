"""A page file that is run without the app around it shows a message and nothing else."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

pytestmark = pytest.mark.xdist_group("pages")

ROOT = Path(__file__).parents[2]
PAGES = sorted(p for p in (ROOT / "pages").rglob("*.py") if "_ui" not in p.parts and p.name != "__init__.py")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_a_page_started_cold_stops_at_the_guard(filled, page):
    app = AppTest.from_file(str(page), default_timeout=30).run()
    assert not app.exception
    assert [e.value for e in app.error] == ["Sidan kan inte öppnas på det här sättet. Gå till startsidan och välj sidan i menyn."]
    assert not app.get("html") and not app.get("plotly_chart") and not app.selectbox and not app.button


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_the_guard_is_the_first_statement(page):
    body = ast.parse(page.read_text(encoding="utf-8")).body
    first = next(n for n in body[1:] if not isinstance(n, ast.Import | ast.ImportFrom))
    assert ast.unparse(first) == "visit = guard()"


def test_no_page_lies_at_the_top_of_pages():
    assert PAGES
    assert all(p.parent.parent == ROOT / "pages" for p in PAGES)


def test_a_visit_ends_with_its_run(filled, visit):
    visit()
    app = AppTest.from_file(str(PAGES[0]), default_timeout=30).run()
    assert app.error
