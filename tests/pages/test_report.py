"""The documents of *Årsstatus* in the app: made when asked for, handed to the one who asked, for as long as the same is shown."""

from __future__ import annotations

import io
import logging

import openpyxl
import pytest

from kpi.reports import KINDS, report
from pages._ui import navigation
from pages._ui import report as part
from tests.pages.conftest import html_of

pytestmark = pytest.mark.xdist_group("pages")
PATH = navigation.YEAR_STATUS


def ask(app, kind: str):
    next(b for b in app.button if b.key == f"rapport-{kind}").click().run()
    assert not app.exception
    return app


def offered(app) -> list[str]:
    return [b.proto.label for b in app.get("download_button") if b.proto.label.startswith("Hämta")]


@pytest.fixture
def handed(monkeypatch):
    """The files as they are handed to the browser."""
    given = []
    original = part._hand_over
    monkeypatch.setattr(part, "_hand_over", lambda done: (given.append(done), original(done))[1])
    return given


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_is_made_when_asked_for_and_is_the_command_lines(filled, visit, handed, kind, caplog):
    caplog.set_level(logging.INFO, "kpi.audit")
    app = visit(PATH, ar="2024")
    assert not app.exception and not offered(app) and {f"Gör {part.LABELS[k]}" for k in KINDS} <= {b.label for b in app.button}
    ask(app, kind)
    assert [label.partition(" (")[0] for label in offered(app)] == [f"Hämta {part.LABELS[kind]}"]
    view = filled.views.year_status(filled.scope, year=2024)
    assert handed[-1].data == report(view, filled.programme, kind).data
    assert [r for r in caplog.messages if "action=report" in r and f"kind={kind}" in r and "year=2024" in r]
    assert offered(app.run()) and len({id(done) for done in handed}) == 1  # kept, not made again


def test_a_document_goes_when_something_else_is_shown(filled, visit, handed):
    app = ask(visit(PATH, ar="2024"), "xlsx")
    assert offered(app)
    app.query_params["ar"] = "2023"
    assert not offered(app.run())
    ask(app, "xlsx")
    titles = [openpyxl.load_workbook(io.BytesIO(done.data)).properties.title for done in handed]
    assert titles[-1].startswith("Årsstatus 2023")


def test_the_year_compared_with_and_the_date_follow_into_the_document(filled, visit, handed):
    ask(visit(PATH, ar="2024", jamfor="2022"), "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(handed[-1].data))
    assert "jämfört med 2022" in str([c.value for c in book["Om rapporten"]["B"]])


def test_a_refusal_stands_on_the_page_and_nothing_is_offered(filled, visit, monkeypatch):
    app = visit(PATH, ar="2024")

    def refused(*_, **__):
        raise part.Refusal("Det går inte nu. Försök igen om en stund.", code="busy")

    monkeypatch.setattr(part, "report", refused)
    ask(app, "pdf")
    assert "Försök igen om en stund" in html_of(app) and not offered(app)


def test_what_is_said_on_the_way_ends_with_all_of_it(filled):
    told = []
    view = filled.views.year_status(filled.scope, year=2024)
    report(view, filled.programme, "xlsx", lambda share, text: told.append((share, text)))
    assert [share for share, _ in told] == sorted(share for share, _ in told) and told[-1][0] == 1.0 and all(text for _, text in told)


def test_work_that_is_broken_off_makes_nothing(filled):
    class Off(Exception):
        pass

    def tell(share, text):
        raise Off

    with pytest.raises(Off):
        report(filled.views.year_status(filled.scope, year=2024), filled.programme, "pdf", tell)
