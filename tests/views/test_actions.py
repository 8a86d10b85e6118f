"""*Åtgärder*: the plan of each year, status, history and links; who may read and who may tell."""

from __future__ import annotations

from datetime import date

import pytest

from kpi.errors import Refusal
from kpi.programme.plan import ActionStatus, State
from kpi.views import actions
from kpi.views.action_rows import count_statuses
from kpi.views.actions import Revision
from tests.views.world import ADMIN, BOARD, CONTROLLER, KORT, manager

TODAY = date(2026, 11, 22)


@pytest.fixture
def source(views):
    return views._source


def plan(source, year: int, today: date = TODAY, scope=CONTROLLER, as_of: str | None = None):
    return actions.actions(source, scope, year, as_of, today)


def refused(work) -> str:
    with pytest.raises(Refusal) as found:
        work()
    return found.value.code


def test_the_packs_plan_by_year_when_nothing_has_been_told(source):
    late = {year: count_statuses(plan(source, year, date(2029, 1, 1)).rows).get(ActionStatus.LATE, 0) for year in range(2022, 2029)}
    due = [a.due_year for area in source.programme.areas for a in area.actions]
    assert late == {year: sum(d <= year for d in due) for year in range(2022, 2029)}
    assert late[2022] == 0 and late[2023] == 17 and late[2027] == late[2028] == 23
    assert all(len(plan(source, year).rows) == 23 for year in (2021, 2027))


def test_a_report_is_told_with_reason_and_stands_in_the_history(source):
    actions.report(source, CONTROLLER, "kf-1", State.DONE, "2023-12-30", "rapport beslutad", TODAY)
    actions.report(source, CONTROLLER, "kf-1", None, None, "följs upp i nämnden", TODAY)
    row = plan(source, 2024).row("kf-1")
    assert (row.status, row.told.day, row.told.reason, row.told.user) == (ActionStatus.DONE, "2023-12-30", "rapport beslutad", "eva")
    assert (row.note.reason, row.note.day) == ("följs upp i nämnden", "2026-11-22")
    assert [said.what for said in row.history] == ["Anteckning", "Genomförd"]
    assert plan(source, 2022).row("kf-1").status is ActionStatus.NOT_STARTED
    assert plan(source, 2024).row("kf-2").history == ()


def test_what_was_known_then_is_judged_on_that_day(source):
    before = source.store.data_version()
    actions.report(source, CONTROLLER, "ha-6", State.DONE, "2025-03-01", "klar", TODAY)
    then = plan(source, 2025, as_of="2025-06-01")
    assert (then.row("ha-6").status, then.today, then.data_version) == (ActionStatus.NOT_STARTED, "2025-06-01", before)
    assert plan(source, 2025).row("ha-6").status is ActionStatus.DONE
    assert plan(source, 2026, as_of="2025-12-31").row("ha-6").status is ActionStatus.NOT_STARTED
    assert plan(source, 2026, as_of="2026-01-01").row("ha-6").status is ActionStatus.LATE


def test_the_yearly_revision_keeps_the_old_plan(source):
    moved = Revision(2025, "resurser saknades", "kf-1", due_year=2026)
    assert actions.revise(source, CONTROLLER, moved) == "kf-1"
    new = actions.revise(source, CONTROLLER, Revision(2025, "nytt behov", None, "kompetensforsorjning", "Pröva nytt", ("CHR",), 2027))
    actions.revise(source, CONTROLLER, Revision(2025, "ersatt", "kf-2", closed=True))
    assert new == "kf-8"
    old, now = plan(source, 2024), plan(source, 2025)
    assert (old.row("kf-1").due_year, old.row("kf-1").status, old.row("kf-8")) == (2023, ActionStatus.LATE, None)
    assert (now.row("kf-1").due_year, now.row("kf-1").moved_from, now.row("kf-1").status) == (2026, 2023, ActionStatus.NOT_STARTED)
    assert now.row("kf-8").added and [row.id for row in now.closed] == ["kf-2"] and len(now.rows) == len(old.rows) == 23
    assert [row.id for row in now.rows if row.area.id == "kompetensforsorjning"][-1] == "kf-8"
    (version,) = now.versions
    assert version.valid_from == 2025
    assert [(said.action, said.what) for said in version.changes] == [
        ("kf-1", "Planen 2025: flyttad från 2023 till 2026"),
        ("kf-8", "Ny i planen 2025, planeras klar 2027"),
        ("kf-2", "Planen 2025: tagen ur planen"),
    ]
    actions.revise(source, CONTROLLER, Revision(2026, "behövs ändå", "kf-2", closed=False, text="Annan text", responsible=("CK",)))
    said = plan(source, 2026).row("kf-2").history[0]
    assert "åter i planen; omformulerad, löd tidigare: ”Kartlägga" in said.what and "från CHR till CK" in said.what
    assert plan(source, 2025).closed[0].text.startswith("Kartlägga")


def test_links_are_the_controllers_and_the_last_word_holds(source):
    assert all(row.indicators == () for row in plan(source, 2024).rows)
    actions.link(source, CONTROLLER, "ha-6", KORT, True, "minskar sjukfrånvaron")
    assert [i.id for i in plan(source, 2024).row("ha-6").indicators] == [KORT]
    assert refused(lambda: actions.link(source, CONTROLLER, "ha-6", KORT, True, "igen")) == "nothing_changed"
    actions.link(source, CONTROLLER, "ha-6", KORT, False, "fel indikator")
    row = plan(source, 2024).row("ha-6")
    assert row.indicators == () and [said.reason for said in row.history] == ["fel indikator", "minskar sjukfrånvaron"]


def test_managers_and_the_board_read_and_only_controllers_tell(source):
    for scope in (manager("O1"), BOARD):
        assert len(plan(source, 2024, scope=scope).rows) == 23
        for work in (
            lambda s=scope: actions.report(source, s, "kf-1", State.DONE, None, "x", TODAY),
            lambda s=scope: actions.revise(source, s, Revision(2025, "x", "kf-1", due_year=2026)),
            lambda s=scope: actions.link(source, s, "kf-1", KORT, True, "x"),
        ):
            assert refused(work) == "not_allowed"
    assert refused(lambda: plan(source, 2024, scope=ADMIN)) == "not_allowed"
    assert source.store.data_version() == 0


def test_what_cannot_be_told_is_refused_with_its_reason(source):
    def told(*args):
        return refused(lambda: actions.report(source, CONTROLLER, *args, TODAY))

    def changed(**what):
        return refused(lambda: actions.revise(source, CONTROLLER, Revision(**({"valid_from": 2025, "reason": "x"} | what))))

    assert told("kf-1", State.DONE, "2026-11-23", "x") == "future_day"
    assert told("kf-1", State.CANCELLED, None, " ") == "reason_missing"
    assert told("kf-1", State.STARTED, None, "19121212-1212 sköter det") == "personnummer"
    assert told("kf-1", State.STARTED, None, "x" * 1001) == "text_too_long"
    assert told("xx-1", State.STARTED, None, "x") == "unknown_action"
    assert changed(id="kf-1", due_year=2023) == "nothing_changed"
    assert changed(id="kf-1", due_year=20233) == "unknown_year"
    assert changed(id="xx-1", due_year=2026) == "unknown_action"
    assert changed(area="kompetensforsorjning", text="Ny", due_year=2027) == "action_incomplete"
    assert changed(area="kompetensforsorjning", text="Ny", responsible=("CHR",), due_year=2024) == "bad_years"
    assert changed(area="x", text="Ny", responsible=("CHR",), due_year=2027) == "unknown_area"
    assert refused(lambda: actions.link(source, CONTROLLER, "kf-1", "x", True, "x")) == "unknown_indicator"
    assert source.store.data_version() == 0
