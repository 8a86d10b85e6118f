"""Åtgärder: read by group, owner and year, told and changed by a controller, as it was known."""

from __future__ import annotations

import re

import openpyxl
import pytest

from kpi.access.grants import today
from kpi.programme.plan import State
from kpi.views.actions import Revision
from pages._ui import navigation
from tests.pages.conftest import html_of

pytestmark = pytest.mark.xdist_group("pages")


def statuses(html: str) -> list[str]:
    return re.findall(r'<p class="mb-status"><svg.*?</svg> ([^<]+)</p>', html)


def save(app, label: str):
    next(b for b in app.button if b.label == label).click().run()
    assert not app.exception
    return app


def test_the_page_counts_in_a_sentence_and_lists_by_area(filled, visit):
    app = visit(navigation.ACTIONS, ar="2023")
    html = html_of(app)
    assert not app.exception and "Av 23 åtgärder är 6 ej påbörjade och 17 försenade." in html
    assert re.findall(r'<section class="mb-area"><h2>([^<]+)', html) == [area.name for area in filled.programme.areas]
    assert len(statuses(html)) == 23 and statuses(html).count("Försenad") == 17
    assert (
        "Så som 2023 slutade." in html
        and "Ingen har rapporterat något" in html
        and "2023: 17 åtgärder planeras klara (17 försenade)" in html
    )
    assert html.count("<tr") >= 24 and "<td" in html  # the line of years as a table too
    assert "Alla 23 åtgärder är ej påbörjade." in html_of(visit(navigation.ACTIONS, ar="2022"))


def test_grouping_and_owner_stand_in_the_address(filled, visit):
    html = html_of(visit(navigation.ACTIONS, ar="2023", gruppera="ansvar", ansvar="UE"))
    assert "Den enda åtgärden som UE ansvarar för är ej påbörjad." in html
    assert re.findall(r'<section class="mb-area"><h2>([^<]+)', html) == ["UE"]
    assert "gruppera=ansvar" in re.search(r'href="([^"]+)"[^>]*>2024<', html).group(1)
    html = html_of(visit(navigation.ACTIONS, ar="2023", gruppera="ar"))
    assert re.findall(r'<section class="mb-area"><h2>([^<]+)', html) == [f"Planeras klar {y}" for y in (2023, 2024, 2025, 2027)]
    html = html_of(visit(navigation.ACTIONS, ar="2023", gruppera="ansvar"))
    assert len(statuses(html)) == 23 + 10 and "står under var och en" in html


@pytest.mark.parametrize(
    ("query", "said"),
    [({"ansvar": "Ingen"}, "Ingen åtgärd"), ({"gruppera": "x"}, "går inte att gruppera"), ({"atgard": "x"}, "finns inte i planen"),
     ({"ar": "x"}, "fyra siffror"), ({"ar": "3000"}, "går inte att visa")],
    ids=["owner", "group", "action", "no-year", "far-year"],
)  # fmt: skip
def test_what_cannot_be_asked_for_says_why(filled, visit, query, said):
    app = visit(navigation.ACTIONS, **query)
    assert not app.exception and said in html_of(app)


def test_a_controller_tells_moves_and_links(writable, visit):
    app = visit(navigation.ACTIONS, atgard="kf-1", ar="2024")
    assert "Försenad" in html_of(app) and "Ingenting är rapporterat" in html_of(app)
    app.selectbox("rapport-status-kf-1").set_value("done")
    app.text_input("rapport-dag-kf-1").set_value("2023-11-02")
    app.text_input("rapport-skal-kf-1").set_value("slutrapport <b>beslutad</b>")
    app = save(app, "Spara rapporten")
    html = html_of(app)
    assert "genomförd är sparat" in app.success[0].value
    assert "slutrapport &lt;b&gt;beslutad&lt;/b&gt; (Prov Provsson)" in html and "<b>beslutad" not in html
    app.text_input("plan-klar-kf-1").set_value("2026")
    app.text_input("plan-skal-kf-1").set_value("revidering")
    app = save(app, "Ändra planen")
    assert "flyttad från 2023 till 2026" in html_of(app) and "först planerad 2023" in html_of(app)
    app.text_input("koppla-skal-kf-1").set_value("ska minska den")
    app = save(app, "Ändra kopplingen")
    first = writable.programme.indicators[0]
    assert [row.indicators for row in writable.views.actions(writable.scope).rows if row.id == "kf-1"] == [(first,)]
    assert writable.views.actions(writable.scope, year=2023).row("kf-1").due_year == 2023
    assert writable.store.check() == []


def test_a_refused_form_keeps_what_was_written(writable, visit):
    app = visit(navigation.ACTIONS, atgard="kf-1")
    app.text_input("rapport-skal-kf-1").set_value("")
    app = save(app, "Spara rapporten")
    assert "Ange ett skäl" in html_of(app)
    app.text_input("plan-fran-kf-1").set_value("nu")
    assert "Ett år skrivs med fyra siffror" in html_of(save(app, "Ändra planen"))
    assert app.text_input("plan-fran-kf-1").value == "nu"
    assert writable.store.actions().reports == ()


def test_a_new_action_and_a_closed_one_are_in_the_plan_of_their_years(writable, visit):
    app = visit(navigation.ACTIONS, ar="2026")
    app.text_area("ny-text").set_value("Pröva ett nytt arbetssätt")
    app.text_input("ny-ansvar").set_value("CHR, CK")
    app.text_input("ny-klar").set_value("2027")
    app.text_input("ny-skal").set_value("revidering")
    app = save(app, "Lägg till åtgärden")
    html = html_of(app)
    assert "Pröva ett nytt arbetssätt" in html and "Planens versioner" in html and "Ny i planen 2026" in html
    writable.views.revise_action(writable.scope, Revision(2026, "ersatt", "kf-2", closed=True))
    assert "Tagna ur planen 2026 eller tidigare: 1" in html_of(visit(navigation.ACTIONS, ar="2026"))
    assert "Pröva ett nytt" not in html_of(visit(navigation.ACTIONS, ar="2025")).split("Planens versioner")[0]


def test_as_it_was_known_nothing_can_be_changed(empty, visit):
    empty.views.report_action(empty.scope, "kf-1", State.DONE, reason="klar", day="2023-05-02")
    then = visit(navigation.ACTIONS, ar="2024", per="2024-06-01")
    assert statuses(html_of(then))[0] == "Försenad" and not [b for b in then.button if b.label == "Lägg till åtgärden"]
    now = visit(navigation.ACTIONS, ar="2024")
    assert statuses(html_of(now))[0] == "Genomförd"
    one = visit(navigation.ACTIONS, ar="2024", per="2024-06-01", atgard="kf-1")
    assert not [b for b in one.button if b.label in ("Spara rapporten", "Ändra planen")]


def test_the_board_reads_and_has_no_forms(filled, visit):
    for query in ({}, {"atgard": "kf-1"}):
        app = visit(navigation.ACTIONS, som="namnd", **query)
        assert not app.exception and "kf-1" in html_of(app)
        assert not [b for b in app.button if "form" in (b.proto.form_id or "") or b.label.startswith(("Spara", "Lägg", "Ändra"))]


def test_this_year_and_the_coming_are_not_foretold(filled, visit):
    year = today().year
    assert f"Så som det är {today().day} " in html_of(visit(navigation.ACTIONS))
    assert f"{year + 1} har inte kommit än" in html_of(visit(navigation.ACTIONS, ar=str(year + 1)))


def test_the_workbook_is_fetched_filled_in_and_read_back(writable, visit, tmp_path):
    path = tmp_path / "plan.xlsx"
    writable.views.actions_workbook(writable.scope, path, year=2025)
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["E2"] = 2026
    book.save(path)
    app = visit(navigation.ACTIONS, ar="2025")
    assert any(b.label == "Hämta som Excel" for b in app.get("download_button"))
    app.text_input("excel-skal").set_value("revidering").run()
    app.file_uploader("excel-0").set_value(("plan.xlsx", path.read_bytes(), "application/vnd.ms-excel")).run()
    html = html_of(app)
    assert "Arbetsboken ger: 0 ny, 1 ändrad, 22 oförändrad." in html and "flyttad från 2023 till 2026" in html
    assert writable.store.actions().changes == ()
    app = save(app, "Läs in åtgärderna")
    assert "inlästa" in app.success[0].value and "först 2023" in html_of(app)
    assert writable.store.actions().changes[0].reason == "revidering"
    book.worksheets[0]["E3"] = "snart"
    book.save(path)
    app.file_uploader("excel-1").set_value(("plan.xlsx", path.read_bytes(), "application/vnd.ms-excel")).run()
    assert "inget är inläst" in html_of(app) and "rad 3" in html_of(app).lower()
    assert len(writable.store.actions().changes) == 1


def test_an_areas_page_shows_its_actions_with_the_years_status(writable, visit):
    area = writable.programme.areas[0]
    writable.views.report_action(writable.scope, area.actions[0].id, State.DONE, reason="klar", day="2023-05-02")
    entry = next(e for e in navigation.entries(writable.programme) if e.area == area.id)
    html = html_of(visit(entry.path, ar="2023")).split('class="mb-beside"')[1]
    assert statuses(html) == ["Genomförd", *["Försenad"] * 6] and "Planen 2023." in html
    html = html_of(visit(entry.path, ar="2022")).split('class="mb-beside"')[1]
    assert statuses(html) == ["Ej påbörjad"] * 7
    assert f"atgard={area.actions[0].id}" in html and "ar=2022" in html
