"""Åtkomst: what is read there, what is given and revoked, and seeing as someone else."""

from __future__ import annotations

import logging
import re

import pytest

from kpi.access.scope import Role, Scope
from pages._ui import access_list, navigation
from tests.pages.conftest import html_of

pytestmark = pytest.mark.xdist_group("pages")

ADMIN = Scope(Role.ADMIN, (), "ada")


def unit(runtime, depth: int = 2) -> str:
    return next(u.code for u in runtime.views.context(runtime.scope, 2024).units if u.depth == depth)


def test_without_grants_the_page_says_how_the_first_is_made(filled, visit):
    html = html_of(visit(navigation.ACCESS))
    assert "python -m kpi access grant" in html
    assert "Ge den första här nedanför" in html_of(visit(navigation.ACCESS, roll="admin"))


def test_an_administrator_gives_and_revokes_with_reason(writable, visit):
    app = visit(navigation.ACCESS, roll="admin")
    app.text_input("ge-vem").set_value("Anna@x.se")
    app.text_input("ge-namn").set_value("Anna Ek")
    app.selectbox("ge-enhet").set_value(unit(writable))
    app.text_input("ge-skal").set_value("chef")
    next(b for b in app.button if b.label == "Ge behörigheten").click().run()
    assert not app.exception and "Anna Ek har fått behörigheten" in app.success[0].value
    (grant,) = writable.store.grants()
    assert (grant.person, grant.units, grant.reason) == ("anna@x.se", (unit(writable),), "chef")
    app.selectbox("aterkalla-val").set_value(grant.id)
    app.text_input("aterkalla-skal").set_value("har slutat")
    app.button("aterkalla").click().run()
    assert not app.exception
    assert writable.store.grants()[0].revoked_reason == "har slutat"
    assert "Återkallad" in html_of(app)


@pytest.mark.parametrize(
    ("field", "text", "said"), [("ge-fran", "1 mars", "går inte att läsa som en dag"), ("ge-skal", "", "Ange ett skäl")]
)
def test_what_cannot_be_given_says_why(writable, visit, field, text, said):
    app = visit(navigation.ACCESS, roll="admin")
    app.text_input("ge-vem").set_value("anna@x.se")
    app.selectbox("ge-enhet").set_value(unit(writable))
    app.text_input("ge-skal").set_value("chef")
    app.text_input(field).set_value(text)
    next(b for b in app.button if b.label == "Ge behörigheten").click().run()
    assert said in html_of(app)
    assert writable.store.grants() == ()


def test_a_controller_reads_and_explains_but_gives_nothing(writable, visit):
    writable.views.give(ADMIN, "anna@x.se", "manager", name="Anna Ek", units=(unit(writable),), reason="chef")
    app = visit(navigation.ACCESS)
    assert not [b for b in app.button if b.label.startswith(("Ge", "Återkalla"))] and not app.file_uploader
    app.text_input("forklara-vem").set_value("ANNA@x.se").run()
    html = html_of(app)
    assert "Rollen chef gäller." in html and "Egen enhet." in html and "Enheten närmast över, att jämföra med." in html
    app.text_input("forklara-vem").set_value("ingen@x.se").run()
    assert "Ingen behörighet har getts till personen" in html_of(app)


def test_seeing_as_is_marked_on_every_page_logged_once_and_one_click_out(writable, visit, caplog):
    own = unit(writable)
    with caplog.at_level(logging.INFO, "kpi.audit"):
        app = visit(navigation.START, som=f"chef:{own}", ar="2024")
        app.run()
    assert [r.getMessage() for r in caplog.records if "action=see_as" in r.getMessage()] == [
        f'user="Prov Provsson" action=see_as som=chef:{own} role=manager units={own}'
    ]
    html = html_of(app)
    assert f"Du ser det som en chef för {own} ser." in html
    out = re.search(r'href="([^"]+)"[^>]*>Sluta visa som', html).group(1)
    assert "som=" not in out
    links = [link for link in re.findall(r'href="(/[^"]*)"', html) if link != out]
    assert links and all("som=chef" in link for link in links)
    for path in (navigation.INDICATOR, navigation.CATALOGUE, navigation.IMPORT, navigation.MINE):
        assert "Sluta visa som" in html_of(visit(path, som=f"chef:{own}"))


def test_the_history_is_told_in_words(writable, visit):
    given = writable.views.give(ADMIN, "anna@x.se", "manager", name="Anna", units=(unit(writable),), reason="chef")
    writable.views.revoke(ADMIN, given.id, "har slutat")
    (row,) = writable.views.grants(ADMIN)
    assert not row.holds and "återkallades" in row.reason
    assert access_list.units_said(row).endswith(f"({unit(writable)})")
    assert "Återkallad" in html_of(visit(navigation.ACCESS))
