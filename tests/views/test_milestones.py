"""Milestones through the views: who may say what, what is shown of it when, and that neither figures nor texts come past the gate."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kpi.access.grants import today
from kpi.errors import Refusal
from kpi.measure.status import Status
from kpi.programme.goals import Milestone
from kpi.programme.milestones import MilestoneState
from kpi.store import Store, open_store
from kpi.views import Views
from kpi.views.plan_rows import MilestoneRow
from tests.views.world import BOARD, CONTROLLER, FILE, HELTID, ROOT, SAM, deliver, deliver_units, fact, manager, programme

FIRST, SECOND = "forsta", "andra"
DAY = "2024-05-01"


def pack():
    """The pack with indicators, and milestones in its first area: one that shows nothing yet, one with an indicator of the pack's own."""
    area = programme().areas[0]
    made = (Milestone(id=FIRST, year=2023, text="Det första"), Milestone(id=SECOND, year=2030, text="Det andra", indicators=(HELTID,)))
    areas = (area.model_copy(update={"milestones": made}), *programme().areas[1:])
    return programme().model_copy(update={"areas": areas, "digest": "delmal"})


@pytest.fixture(scope="module")
def filled_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with figures, made once and copied to each test."""
    path = tmp_path_factory.mktemp("filled") / FILE
    made = open_store(str(path), pack())
    deliver_units(made)
    deliver(made, fact(HELTID, ROOT, 2024, 74.0, n=900), fact(SAM, ROOT, 2024, 60.0, n=120), fact(HELTID, "F1", 2024, 71.0, n=400))
    made.close()
    return path


@pytest.fixture
def store(filled_file: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copy(filled_file, tmp_path)
    opened = open_store(str(tmp_path / FILE), pack())
    yield opened
    opened.close()


def row(views: Views, id_: str = FIRST, scope=CONTROLLER, **at) -> MilestoneRow:
    found = views.plan(scope, **at).milestone(id_)
    assert found is not None
    return found


def said(views: Views, state: str = "under_way", **more) -> None:
    views.assess_milestone(CONTROLLER, more.pop("milestone", FIRST), state, **({"reason": "för att", "day": DAY} | more))


def test_before_anybody_has_said_anything_it_is_not_assessed_and_late_when_its_year_is_over(views: Views) -> None:
    assert (row(views).held, row(views).state, row(views).overdue, row(views).last) == (None, None, True, 0)
    assert not row(views, year=2022).overdue and not row(views, SECOND).overdue


def test_an_assessment_is_read_by_manager_and_board_with_its_reason_and_history(views: Views) -> None:
    said(views)
    said(views, "reached", day="2024-06-01", reason="allt är gjort")
    for scope in (CONTROLLER, BOARD, manager("O1")):
        found = row(views, scope=scope)
        assert (found.state, found.held.reason, found.held.user) == (MilestoneState.REACHED, "allt är gjort", "eva")
        assert [one.state for one in found.history] == [MilestoneState.REACHED, MilestoneState.UNDER_WAY]
        assert not found.overdue
    assert row(views, year=2023).state is None  # nothing had been said by then
    assert views.milestones(BOARD) == tuple(row(views, id_, BOARD) for id_ in (FIRST, SECOND))


def test_a_year_that_is_over_is_looked_at_as_it_ended_and_a_moment_as_it_was_known(views: Views, store: Store) -> None:
    said(views, day="2023-02-01")
    first = store.events()[0].time
    said(views, "at_risk", day="2024-02-01")
    assert row(views, year=2023).state is MilestoneState.UNDER_WAY and row(views, year=2023).overdue
    assert row(views, year=2024).state is row(views).state is MilestoneState.AT_RISK
    assert row(views, as_of=first).state is MilestoneState.UNDER_WAY
    assert views.milestones(CONTROLLER, as_of=first)[0].state is MilestoneState.UNDER_WAY


def test_only_a_controller_says_how_far_it_has_come_or_ties_an_indicator(views: Views) -> None:
    for scope in (BOARD, manager("O1")):
        with pytest.raises(Refusal, match="får inte skriva bedömningar"):
            views.assess_milestone(scope, FIRST, "reached", reason="x")
        with pytest.raises(Refusal, match="får inte skriva bedömningar"):
            views.tie_milestone(scope, FIRST, SAM, reason="x")


@pytest.mark.parametrize(
    ("code", "more"),
    [
        ("unknown_state", {"state": "kanske"}),
        ("future_day", {"day": "2999-01-01"}),
        ("bad_date", {"day": "2024-13-01"}),
        ("reason_missing", {"reason": "  "}),
        ("personnummer", {"reason": "enligt 19640823-3234"}),
        ("text_too_long", {"reason": "x" * 1001}),
        ("unknown_milestone", {"milestone": "finns-inte"}),
        ("changed_meanwhile", {"after": 3}),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_what_cannot_be_said_is_refused(views: Views, store: Store, code: str, more: dict) -> None:
    before = store.data_version()
    with pytest.raises(Refusal) as refused:
        said(views, **({"state": "reached"} | more))
    assert refused.value.code == code and "19640823" not in refused.value.message
    assert store.data_version() == before


def test_a_day_that_is_not_told_is_today(views: Views) -> None:
    said(views, day=None)
    assert row(views).held.day == today().isoformat()


def test_an_indicator_tied_by_a_controller_stands_with_its_status_for_the_whole_organisation(views: Views) -> None:
    assert [t.row.indicator.id for t in row(views, SECOND).indicators] == [HELTID]
    assert row(views, SECOND).indicators[0].said is None
    views.tie_milestone(CONTROLLER, FIRST, SAM, reason="visar det")
    for scope, at in ((CONTROLLER, {"unit": "F1"}), (manager("O1"), {}), (BOARD, {"unit": "F2"})):
        (tied,) = row(views, scope=scope, year=2024, **at).indicators
        assert (tied.row.unit, tied.row.value, tied.said.reason) == (ROOT, 60.0, "visar det")
        overview = {c.indicator.id: c.total for a in views.overview(CONTROLLER, year=2024).areas for c in a.cards}
        assert tied.row == overview[SAM]
    assert [r.milestone.id for r in views.milestones(BOARD, indicator=SAM)] == [FIRST]
    views.tie_milestone(CONTROLLER, FIRST, SAM, reason="visar annat", active=False)
    assert row(views).indicators == () and [t.active for t in row(views).ties] == [False, True]
    with pytest.raises(Refusal, match="finns inte"):
        views.tie_milestone(CONTROLLER, FIRST, "finns-inte", reason="x")
    with pytest.raises(Refusal, match="finns inte"):
        views.milestones(CONTROLLER, indicator="finns-inte")


def test_a_protected_figure_is_protected_at_the_milestone_too(views: Views, store: Store) -> None:
    deliver(store, fact(HELTID, ROOT, 2024, 74.0, n=4), file="ny.xlsx")
    for scope in (CONTROLLER, BOARD, manager("O1")):
        (tied,) = row(views, SECOND, scope, year=2024).indicators
        assert (tied.row.status, tied.row.value, tied.row.n) == (Status.SUPPRESSED, None, None)


def test_a_text_written_beside_a_figure_that_is_protected_now_is_withheld_from_everyone(views: Views, store: Store) -> None:
    said(views, milestone=SECOND, reason="74 procent är för lite")
    said(views, reason="utan siffror")
    deliver(store, fact(HELTID, ROOT, 2024, 74.0, n=4), file="ny.xlsx")
    for scope in (CONTROLLER, BOARD, manager("O1")):
        found = row(views, SECOND, scope)
        assert (found.held.withheld, found.held.reason, found.state) == (True, "", None)
        assert all(one.withheld and not one.reason for one in found.history)
        assert "74 procent" not in repr(views.plan(scope)) + repr(views.milestones(scope))
        assert row(views, FIRST, scope).held.reason == "utan siffror"  # no figure stood beside that one
    said(views, milestone=SECOND, reason="ny text", day="2024-07-01")
    assert row(views, SECOND).held.reason == "ny text"
