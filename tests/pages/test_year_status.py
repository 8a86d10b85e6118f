"""*Årsstatus* as a board reads it and a controller writes it: sentence first, draft and approved apart, people's text as it stands."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from kpi.access.scope import Role, Scope
from pages._ui import guard, navigation
from tests.pages.conftest import html_of
from tests.views.world import HELTID, deliver, fact

pytestmark = pytest.mark.xdist_group("pages")

PATH, YEAR, AREA, INDICATOR = navigation.YEAR_STATUS, "2024", "lonebildning", "korttidssjukfranvaro"
NASTY = "<b>fet</b> & *stjärnor* [länk](http://exempel.se) $x$ :material/home:"


@pytest.fixture
def as_board(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    def become() -> None:
        scope = Scope(Role.BOARD, ("REGION",), "bo")
        monkeypatch.setattr(guard, "admit", lambda runtime, person, query: guard.Visitor(person, scope, scope, (Role.BOARD,)))

    return become


def read(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def field(app: AppTest, kind: str, start: str):
    return next(w for w in app.get(kind) if w.key and w.key.startswith(start))


def press(app: AppTest, label: str) -> AppTest:
    return next(b for b in app.button if b.label == label).click().run()


def only_documents(app) -> bool:
    """Is nothing to be pressed but what makes a document?"""
    return all(button.key.startswith("rapport-") for button in app.button)


def test_the_board_meets_the_finding_first_then_each_goal_and_what_it_rests_on(filled, visit, as_board):
    as_board()
    app = visit(PATH, ar=YEAR, jamfor="2022")
    html = html_of(app)
    view = filled.views.year_status(Scope(Role.BOARD, ("REGION",), "bo"), year=2024, compare_year=2022)
    assert not app.exception and only_documents(app)
    text = read(html)
    order = [html.index(view.finding[0]), *(html.index(f"<h2>{h}") for h in ("Målen", "Vad har ändrats", "Att ta", "Vad det bygger på"))]
    assert order == sorted(order)
    assert all(sentence in text for goal in view.goals for sentence in goal.sentences)
    assert all(f">{goal.area.name}</a></h2>" in html for goal in view.goals)
    assert view.stamp.suppression in text and "Inte bedömt" in text
    assert html.count("mb-card") == len(view.rows) and "2022:" in text
    assert "Skriv en bedömning" not in text and "Ange när" not in text


def test_a_controller_writes_approves_and_the_board_reads(writable, visit, as_board, monkeypatch):
    app = visit(PATH, ar=YEAR, skriv=f"mal:{AREA}")
    field(app, "text_input", "bedom-skal").set_value(NASTY)
    field(app, "text_area", "bedom-text").set_value(f"Första stycket.\n\n{NASTY}")
    field(app, "radio", "bedom-om").set_value("not_reached")
    press(app, "Spara utkastet")
    assert not app.exception and [s.value for s in app.success] == ["Utkastet är sparat\\."]
    assert "Utkastet säger" in html_of(app) and "<b>fet</b>" not in html_of(app)
    press(app, "Godkänn utkastet")
    assert not app.exception and "Bedömningen är godkänd" in app.success[0].value
    with monkeypatch.context():
        as_board()
        html = html_of(visit(PATH, ar=YEAR))
    assert "Uppnås inte" in html and "&lt;b&gt;fet&lt;/b&gt; &amp; *stjärnor*" in html and "<b>fet</b>" not in html
    assert "Första stycket." in html and "Bedömt av Prov Provsson" in html


def test_a_judgement_without_a_reason_is_refused_and_the_text_stays(writable, visit):
    app = visit(PATH, ar=YEAR, skriv=f"indikator:{INDICATOR}")
    field(app, "text_area", "bedom-text").set_value("Analysen")
    press(app, "Spara utkastet")
    assert "Ange ett skäl" in html_of(app) and field(app, "text_area", "bedom-text").value == "Analysen"
    assert writable.store.remarks().judgements == ()


def test_a_break_is_noted_told_on_the_page_and_taken_away(writable, visit):
    app = visit(PATH, ar=YEAR, skriv=f"indikator:{INDICATOR}")
    field(app, "text_input", "anteckna-fran").set_value("2024")
    field(app, "text_input", "anteckna-text").set_value("Nytt system <i>x</i>")
    press(app, "Spara anteckningen")
    assert not app.exception and "Metodbrott 2024: Nytt system &lt;i&gt;x&lt;/i&gt;" in html_of(app)
    assert "metodbrott emellan" in html_of(visit(PATH, ar=YEAR))
    charts = visit(navigation.INDICATOR, indikator=INDICATOR, ar=YEAR).get("plotly_chart")
    assert "metodbrott 2024" in charts[0].proto.spec
    field(app, "text_input", "bortta-skal").set_value("fel")
    press(app, "Ta bort anteckningen")
    assert not app.exception and "Metodbrott 2024" not in html_of(app).split("Versioner")[0]


def test_it_is_told_when_it_was_shown_and_what_has_changed_since(empty, visit, as_board):
    deliver(empty.store, fact(HELTID, empty.programme.root_unit, int(YEAR), 73.0, n=7000))
    assert "Ingen har angett när" in html_of(visit(PATH, ar=YEAR))
    app = visit(PATH, ar=YEAR, skriv="visad")
    field(app, "text_input", "visad-vem").set_value("Regionstyrelsen")
    press(app, "Spara")
    assert not app.exception and "Regionstyrelsen" in html_of(app)
    empty.views.judge(empty.scope, "goal", AREA, year=2024, verdict="uncertain", reason="x")
    as_board()
    assert "Regionstyrelsen såg årsstatus" in html_of(visit(PATH, ar=YEAR))
    assert "Inget har ändrats sedan dess." in html_of(visit(PATH, ar=YEAR, sedan="2099-01-01"))
    html = html_of(visit(PATH, ar=YEAR, sedan="2000-01-01"))
    assert "Siffror som har ändrats" in html and "Bedömningar som har ändrats" not in html  # a draft is no change


def test_what_the_address_cannot_mean_is_said(filled, visit, as_board):
    for query, said in (
        ({"jamfor": "snart"}, "går inte att läsa"),
        ({"jamfor": YEAR}, "ett annat år"),
        ({"skriv": "mal:finns-ej"}, "går inte att bedöma"),
        ({"skriv": "x"}, "går inte att bedöma"),
        ({"sedan": "i går"}, "går inte att läsa"),
    ):
        app = visit(PATH, ar=YEAR, **query)
        assert not app.exception and said in html_of(app)


def test_what_was_known_earlier_cannot_be_written(filled, visit):
    app = visit(PATH, ar=YEAR, per="2099-01-01", skriv=f"mal:{AREA}")
    assert only_documents(app) and "Målen" in html_of(app) and "Skriv en bedömning" not in html_of(app)
