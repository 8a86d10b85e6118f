"""Every field keeps its place on the page when a message comes or goes: whoever goes on by keyboard keeps the focus."""

from __future__ import annotations

import pytest
from streamlit.testing.v1.element_tree import Block

from pages._ui import forms, navigation
from tests.pages.conftest import html_of
from tests.pages.plan_pages import WEST, west

__all__ = ["west"]

pytestmark = pytest.mark.xdist_group("pages")

INDICATOR = "korttidssjukfranvaro"
WITH_FORMS = [
    (navigation.ACCESS, {"roll": "admin"}),
    (navigation.CATALOGUE, {"indikator": INDICATOR}),
    (navigation.IMPORT, {}),
    (navigation.LOG, {}),
    (navigation.ACTIONS, {}),
    (navigation.ACTIONS, {"atgard": "kf-1"}),
    (navigation.YEAR_STATUS, {"ar": "2024", "skriv": f"indikator:{INDICATOR}"}),
    (navigation.YEAR_STATUS, {"ar": "2024", "skriv": "visad"}),
]


def places(app) -> dict[str, tuple[int, ...]]:
    """Where each field stands: its positions from the page's top down."""
    found = {}

    def look(block: Block, at: tuple[int, ...]) -> None:
        for position, node in block.children.items():
            if isinstance(node, Block):
                look(node, (*at, position))
            elif key := getattr(node, "key", None):
                found[key] = (*at, position)

    look(app.main, ())
    return found


def told_without_moving(app) -> None:
    before = places(app)
    app.session_state[forms.DONE] = "Gjort."
    app.run()
    assert [s.value for s in app.success] == ["Gjort\\."]
    assert places(app) == before and before
    app.run()
    assert not app.success and places(app) == before


@pytest.mark.parametrize(("path", "query"), WITH_FORMS, ids=lambda x: x if isinstance(x, str) else "-".join(x.values()))
def test_what_is_done_is_told_without_moving_a_field(filled, visit, path, query):
    told_without_moving(visit(path, **query))


def test_what_is_done_with_a_milestone_is_told_without_moving_a_field(west, visit):
    area = WEST.areas[0]
    told_without_moving(visit(area.id, delmal=area.milestones[0].id))


def test_an_answer_about_a_person_does_not_move_the_fields_below(filled, visit):
    app = visit(navigation.ACCESS, roll="admin")
    before = places(app)
    app.text_input("forklara-vem").set_value("anna@x.se").run()
    assert "mb-answer" in html_of(app) and places(app) == before


def test_whose_eyes_to_see_with_are_chosen_without_moving_the_fields_below(filled, visit):
    app = visit(navigation.ACCESS)
    before = places(app)
    app.selectbox("som-enhet").set_value(filled.programme.root_unit).run()
    assert "Visa som chef för" in html_of(app) and places(app) == before


def test_a_refusal_does_not_move_the_forms_below(filled, visit):
    app = visit(navigation.ACCESS, roll="admin")
    before = places(app)
    next(b for b in app.button if b.label == "Ge behörigheten").click().run()
    assert 'role="alert"' in html_of(app) and places(app) == before
