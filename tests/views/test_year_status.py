"""*Årsstatus*: what a person has judged beside what is computed, method breaks, what has changed since it was shown, and who sees what."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from kpi.access import grants
from kpi.access.scope import Role, Scope
from kpi.errors import Refusal
from kpi.measure.status import Certainty, Status
from kpi.programme.judgement import Step, Verdict
from kpi.programme.loader import load_programme, programme_dir
from kpi.programme.plan import State
from kpi.store import Store, open_store
from kpi.text import year_status as say
from kpi.views import Views
from kpi.views.rows import Card
from kpi.views.year_status_rows import Judged, YearRow, YearStatus
from tests.views.world import (
    ADMIN,
    BOARD,
    CONTROLLER,
    FILE,
    HELTID,
    HME,
    KORT,
    ROOT,
    SAM,
    deliver,
    deliver_units,
    empty_store,
    fact,
    manager,
)

AREA = "kompetensforsorjning"  # HELTID's
YEAR = 2024
PACKS = sorted(p.parent.name for p in programme_dir("region-vastmanland").parent.glob("*/programme.toml"))


@pytest.fixture(scope="module")
def filled_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("arsstatus")
    made = empty_store(folder)
    deliver_units(made)
    deliver(
        made,
        fact(HELTID, ROOT, 2022, 71.0, n=1200), fact(HELTID, ROOT, 2023, 74.0, n=1200), fact(HELTID, ROOT, YEAR, 79.5, n=1200),
        fact(HELTID, ROOT, YEAR, 80.5, n=900, sex="K"), fact(HELTID, ROOT, YEAR, 76.5, n=300, sex="M"),
        fact(HELTID, "O1", 2021, 60.0, n=200), fact(HELTID, "O1", 2023, 61.0, n=200), fact(HELTID, "O1", YEAR, 75.0, n=200),
        fact(KORT, ROOT, 2023, 3.4, n=1200, method="A", numerator=3.4, denominator=100.0),
        fact(KORT, ROOT, YEAR, 3.9, n=1200, method="A", numerator=3.9, denominator=100.0),
        fact(SAM, ROOT, 2023, 50.0, n=60), fact(SAM, ROOT, YEAR, 52.0, n=60),
    )  # fmt: skip
    made.close()
    return folder / FILE


@pytest.fixture
def store(filled_file: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copy(filled_file, tmp_path / FILE)
    opened = empty_store(tmp_path)
    yield opened
    opened.close()


def row_of(view: YearStatus, indicator: str) -> YearRow:
    return next(row for row in view.rows if row.indicator.id == indicator)


def goal_of(view: YearStatus, area: str = AREA) -> Judged:
    return next(goal.judged for goal in view.goals if goal.area.id == area)


def judged(views: Views, scope=CONTROLLER, **more) -> Judged:
    return row_of(views.year_status(scope, year=YEAR, **more), HELTID).judged


def write(views: Views, **more) -> None:
    said = {"year": YEAR, "verdict": "reached", "reason": "ökar stadigt", "analysis": "Andelen är 79,5 %."} | more
    views.judge(CONTROLLER, "indicator", HELTID, **said)


def written_and_approved(views: Views, **more) -> None:
    write(views, **more)
    views.approve(CONTROLLER, "indicator", HELTID, year=YEAR, **{k: v for k, v in more.items() if k == "unit"})


# What is computed


def test_level_change_and_certainty_are_three_things(views: Views, shared: Store) -> None:
    view = views.year_status(BOARD, year=YEAR, compare_year=2022)
    heltid, kort, sam = (row_of(view, name) for name in (HELTID, KORT, SAM))
    assert (heltid.total.status, kort.total.status, sam.total.status) == (Status.REACHED, Status.WRONG_WAY, Status.BEHIND)
    assert (heltid.since_last.amount, heltid.since_last.better, heltid.since_last.certainty) == (5.5, True, Certainty.CLEAR)
    assert (sam.since_last.amount, sam.since_last.certainty) == (2.0, Certainty.WITHIN_NOISE)
    assert (kort.since_last.better, kort.since_last.certainty) == (False, Certainty.UNKNOWN)
    assert (heltid.since_start.since, heltid.since_start.before, heltid.since_start.amount) == (2021, 72.0, 7.5)
    assert heltid.other is not None and heltid.since_other is not None
    assert (heltid.other.value, heltid.other.status, heltid.since_other.amount) == (71.0, Status.WRONG_WAY, 8.5)
    assert kort.other is not None and kort.since_other is not None and kort.since_other.why == "no_earlier"
    assert [row.indicator.id for row in view.moved.clear] == [HELTID] and [row.indicator.id for row in view.moved.within_noise] == [SAM]
    assert sum(view.counts.values()) == len(view.rows) == sum(sum(goal.counts.values()) for goal in view.goals)
    assert sum(view.other_counts.values()) == len(view.rows)


def test_a_unit_is_held_against_its_own_figure_in_the_year_of_the_nulage(views: Views, shared: Store) -> None:
    row = row_of(views.year_status(CONTROLLER, year=YEAR, unit="O1"), HELTID)
    assert (row.since_start.before, row.since_start.amount) == (60.0, 15.0)
    assert row.total.change_baseline == 3.0  # against the plan's, which is the whole organisation's


def test_the_first_year_has_nothing_to_be_held_against(views: Views, shared: Store) -> None:
    view = views.year_status(CONTROLLER, year=2021)
    assert {row.since_start.why for row in view.rows} == {"start"}
    assert all("ändrats" not in sentence for sentence in view.finding)


def test_a_year_is_compared_with_another_and_only_where_the_unit_could_be_seen(views: Views, shared: Store) -> None:
    for other, code in ((YEAR, "same_year"), (1800, "unknown_year")):
        with pytest.raises(Refusal) as refused:
            views.year_status(CONTROLLER, year=YEAR, compare_year=other)
        assert refused.value.code == code
    with pytest.raises(Refusal):
        views.year_status(BOARD, year=YEAR, unit="O1")
    with pytest.raises(Refusal):
        views.year_status(ADMIN, year=YEAR)


@pytest.mark.parametrize("pack", PACKS)
def test_every_pack_has_a_year_also_one_without_indicators_or_goals(pack: str, tmp_path: Path) -> None:
    programme = load_programme(programme_dir(pack))
    opened = open_store(str(tmp_path / "k.duckdb"), programme)
    view = Views(opened, programme).year_status(Scope(Role.CONTROLLER, (programme.root_unit,), "eva"))
    assert len(view.goals) == len(programme.areas) and sum(view.counts.values()) == len(programme.planned)
    assert view.stamp.suppression and all(decision.sentence for decision in view.decisions)
    opened.close()


def test_the_same_question_is_answered_once_and_another_year_beside_is_another(views: Views, shared: Store) -> None:
    first = views.year_status(CONTROLLER, year=YEAR, compare_year=2022)
    assert views.year_status(CONTROLLER, year=YEAR, compare_year=2022) is first
    assert views.year_status(CONTROLLER, year=YEAR, compare_year=2023) is not first
    assert views.year_status(BOARD, year=YEAR, compare_year=2022) is not first


def test_a_changed_target_judges_its_own_years_and_no_others(views: Views) -> None:
    views.revise(CONTROLLER, HELTID, target=85.0, baseline=72.0, valid_from=YEAR, reason="högre ambition")
    view = views.year_status(CONTROLLER, year=YEAR, compare_year=2023)
    row = row_of(view, HELTID)
    assert (row.total.target, row.total.status, row.other.target, row.other.status) == (85.0, Status.ON_TRACK, 77.0, Status.ON_TRACK)
    assert row_of(views.year_status(CONTROLLER, year=2023), HELTID).total.target == 77.0


# What a person says


def test_a_draft_is_seen_by_those_who_write_and_by_nobody_else(views: Views) -> None:
    write(views)
    mine = judged(views)
    assert mine.draft is not None and mine.draft.verdict is Verdict.REACHED and mine.approved is None and len(mine.history) == 1
    for scope, unit in ((BOARD, ROOT), (manager("O1"), ROOT)):
        seen = judged(views, scope, unit=unit)
        assert (seen.draft, seen.approved, seen.history) == (None, None, ())


def test_an_approved_text_is_seen_by_all_who_may_see_the_unit_and_only_for_it(views: Views) -> None:
    written_and_approved(views)
    written_and_approved(views, unit="O1", reason="bara för området")
    for scope in (BOARD, manager("O1"), manager("V2"), CONTROLLER):
        held = judged(views, scope, unit=ROOT).approved
        assert held is not None and (held.reason, held.verdict, held.outdated, held.user) == ("ökar stadigt", Verdict.REACHED, False, "eva")
    assert judged(views, manager("O1"), unit="O1").approved.reason == "bara för området"
    assert judged(views, manager("V1"), unit="V1").approved is None
    assert row_of(views.year_status(BOARD, year=2023), HELTID).judged.approved is None
    assert views.year_status(BOARD, year=YEAR).verdicts == {}  # of goals
    views.judge(CONTROLLER, "goal", AREA, year=YEAR, verdict="uncertain", reason="få mått")
    views.approve(CONTROLLER, "goal", AREA, year=YEAR)
    assert views.year_status(BOARD, year=YEAR).verdicts == {Verdict.UNCERTAIN: 1}


def test_how_the_goals_are_judged_is_said_and_every_goal_is_counted_once(views: Views, store: Store) -> None:
    areas = [area.id for area in views.programme.areas]

    def sentence() -> str:
        return say.judged([goal.judged for goal in views.year_status(BOARD, year=YEAR).goals])

    assert sentence() == "Bedömningarna: fyra mål är inte bedömda."
    for area, verdict in zip(areas, ("reached", "uncertain", "uncertain"), strict=False):
        views.judge(CONTROLLER, "goal", area, year=YEAR, verdict=verdict, reason="x")
    assert sentence() == "Bedömningarna: fyra mål är inte bedömda."  # drafts
    for area in areas[:3]:
        views.approve(CONTROLLER, "goal", area, year=YEAR)
    assert sentence() == "Bedömningarna: ett mål uppnås, två är osäkra och ett är inte bedömt."
    deliver(store, fact(HELTID, ROOT, YEAR, 79.5, n=7), file="rättat n.xlsx")
    assert sentence() == "Bedömningarna: två mål är osäkra, ett har en skyddad text och ett är inte bedömt."


def test_a_new_draft_does_not_touch_the_approved_text_and_every_version_stands(views: Views) -> None:
    written_and_approved(views)
    write(views, verdict="uncertain", reason="osäkrare nu")
    seen = judged(views)
    assert (seen.approved.reason, seen.draft.reason) == ("ökar stadigt", "osäkrare nu")
    assert [(h.version, h.step) for h in seen.history] == [(3, Step.DRAFT), (2, Step.APPROVED), (1, Step.DRAFT)]
    assert judged(views, BOARD).approved.reason == "ökar stadigt"
    views.approve(CONTROLLER, "indicator", HELTID, year=YEAR)
    assert judged(views, BOARD).approved.reason == "osäkrare nu"
    views.withdraw(CONTROLLER, "indicator", HELTID, year=YEAR, reason="fel")
    assert judged(views, BOARD).approved is None and judged(views).history[0].step is Step.WITHDRAWN


def test_a_figure_that_changes_after_approval_flags_the_text(views: Views, store: Store) -> None:
    written_and_approved(views)
    deliver(store, fact(KORT, ROOT, YEAR, 3.8, n=1200, method="A", numerator=3.8, denominator=100.0), file="annat.xlsx")
    assert not judged(views, BOARD).approved.outdated  # another indicator's
    deliver(store, fact(HELTID, ROOT, 2023, 75.0, n=1200), file="rättning.xlsx")
    assert judged(views, BOARD).approved.outdated  # last year's is part of what it is about
    deliver(store, fact(HELTID, ROOT, 2023, 74.0, n=1200), file="tillbaka.xlsx")
    assert not judged(views, BOARD).approved.outdated
    views.revise(CONTROLLER, HELTID, target=85.0, baseline=72.0, valid_from=YEAR, reason="höjt")
    assert judged(views, BOARD).approved.outdated


def test_a_text_about_a_figure_that_may_not_be_shown_any_longer_is_withheld_from_everyone(views: Views, store: Store) -> None:
    written_and_approved(views)
    views.judge(CONTROLLER, "goal", AREA, year=YEAR, verdict="reached", reason="79,5 %")
    views.approve(CONTROLLER, "goal", AREA, year=YEAR)
    before = max(e.time for e in store.events())
    deliver(store, fact(HELTID, ROOT, YEAR, 79.5, n=7), file="rättat n.xlsx")
    assert row_of(views.year_status(BOARD, year=YEAR), HELTID).total.status is Status.SUPPRESSED
    for scope in (CONTROLLER, BOARD):
        for as_of in (None, before):
            view = views.year_status(scope, year=YEAR, as_of=as_of)
            for seen in (row_of(view, HELTID).judged, goal_of(view)):
                assert seen.approved is not None and seen.approved.withheld
                assert (seen.approved.verdict, seen.approved.reason, seen.approved.analysis) == (None, "", "")
                assert all(h.withheld and h.reason == "" for h in seen.history)


def test_what_is_approved_is_what_was_read(views: Views, store: Store) -> None:
    write(views)
    seen = judged(views)
    deliver(store, fact(HELTID, ROOT, YEAR, 79.0, n=1200), file="rättning.xlsx")
    with pytest.raises(Refusal) as refused:
        views.approve(CONTROLLER, "indicator", HELTID, year=YEAR, figures=seen.figures)
    assert refused.value.code == "changed_meanwhile"
    write(views, reason="någon annan var före")
    with pytest.raises(Refusal) as refused:
        views.approve(CONTROLLER, "indicator", HELTID, year=YEAR, after=seen.draft.seq)
    assert refused.value.code == "changed_meanwhile"


def test_what_cannot_be_said_is_refused(views: Views, shared: Store) -> None:
    for code, asked in [
        ("unknown_verdict", {"verdict": "kanske"}), ("reason_missing", {"reason": " "}), ("text_too_long", {"analysis": "x" * 6001}),
        ("personnummer", {"analysis": "enligt 19121212-1212"}), ("unknown_year", {"year": 1800}), ("unknown_unit", {"unit": "X"}),
    ]:  # fmt: skip
        with pytest.raises(Refusal) as refused:
            write(views, **asked)
        assert refused.value.code == code
    for kind, subject, code in (("goal", "x", "unknown_area"), ("indicator", "x", "unknown_indicator"), ("annat", AREA, "unknown_kind")):
        with pytest.raises(Refusal) as refused:
            views.judge(CONTROLLER, kind, subject, year=YEAR, verdict="reached", reason="x")
        assert refused.value.code == code
    with pytest.raises(Refusal) as refused:
        views.approve(CONTROLLER, "indicator", HELTID, year=YEAR)
    assert refused.value.code == "no_draft"


# Method breaks and events


def test_years_on_each_side_of_a_method_break_are_not_compared_anywhere(views: Views) -> None:
    made = views.annotate(CONTROLLER, HELTID, kind="break", period=str(YEAR), text="Ny definition")
    view = views.year_status(BOARD, year=YEAR, compare_year=2022)
    row = row_of(view, HELTID)
    assert {c.why for c in (row.since_last, row.since_start, row.since_other)} == {"break"}
    assert row not in view.moved.clear and [a.text for a in row.annotations] == ["Ny definition"]
    for card in (views.overview(BOARD, year=YEAR).areas[0].cards, views.mine(CONTROLLER, year=YEAR, unit=ROOT).areas[0].rows):
        total = next(c.total for c in card if c.indicator.id == HELTID)
        assert (total.change_year, total.certainty) == (None, Certainty.UNKNOWN)
    assert row_of(views.year_status(BOARD, year=2023), HELTID).since_last.amount == 3.0
    below = row_of(views.year_status(manager("O1"), year=YEAR, unit="O1"), HELTID)
    assert below.since_last.why == "break" and below.annotations  # it holds for the units below too
    views.remove_annotation(CONTROLLER, made.id, "fel")
    assert row_of(views.year_status(BOARD, year=YEAR), HELTID).since_last.amount == 5.5
    assert [a.active for a in views.annotations(CONTROLLER)] == [False, True]


def test_a_break_of_one_unit_is_of_those_below_it_and_of_no_other(views: Views) -> None:
    views.annotate(CONTROLLER, HELTID, kind="break", period=f"{YEAR}-03", text="Bytt system", unit="O1")
    assert row_of(views.year_status(CONTROLLER, year=YEAR, unit="O1"), HELTID).since_last.why == "break"
    assert row_of(views.year_status(CONTROLLER, year=YEAR), HELTID).since_last.amount == 5.5
    assert row_of(views.year_status(CONTROLLER, year=YEAR, unit="V1"), HELTID).annotations
    assert not row_of(views.year_status(CONTROLLER, year=YEAR, unit="O2"), HELTID).annotations


def test_an_event_changes_no_comparison_and_stands_on_the_card(views: Views) -> None:
    views.annotate(CONTROLLER, HELTID, kind="event", period="2023-q2", text="Nytt avtal.")
    card: Card = views.indicator(BOARD, HELTID, year=YEAR).card
    assert [(a.period, a.text) for a in card.annotations] == [("2023-Q2", "Nytt avtal.")]
    assert "Händelse kvartal 2 2023: Nytt avtal." in card.notes
    assert card.total.change_year == 5.5
    for code, asked in (("bad_period", {"period": "våren"}), ("no_text", {"text": " "}), ("unknown_kind", {"kind": "annat"})):
        with pytest.raises(Refusal) as refused:
            views.annotate(CONTROLLER, HELTID, **({"kind": "event", "period": "2023", "text": "x"} | asked))
        assert refused.value.code == code


# Since it was shown


def test_what_has_changed_since_the_board_saw_it(views: Views, store: Store) -> None:
    assert views.year_changes(BOARD, year=YEAR) is None
    written_and_approved(views)
    moment = max(e.time for e in store.events())
    views.present(CONTROLLER, year=YEAR, audience="Regionstyrelsen", day=moment)
    same = views.year_changes(BOARD, year=YEAR)
    assert same is not None and (same.audience, same.count, same.summary) == ("Regionstyrelsen", 0, "Inget har ändrats sedan dess.")
    deliver(store, fact(HELTID, ROOT, YEAR, 76.0, n=1200), fact(HME, ROOT, YEAR, 80.0, n=800, method="officiell"), file="nytt.xlsx")
    views.revise(CONTROLLER, SAM, target=90.0, baseline=40.0, valid_from=YEAR, reason="nytt mål")
    views.judge(CONTROLLER, "goal", AREA, year=YEAR, verdict="uncertain", reason="få mått")
    views.approve(CONTROLLER, "goal", AREA, year=YEAR)
    views.report_action(CONTROLLER, "kf-1", State.DONE, day=f"{YEAR}-05-01", reason="klart")
    found = views.year_changes(BOARD, year=YEAR)
    assert {(f.indicator.id, f.sex, f.then, f.now) for f in found.figures if f.sex == "T"} == {
        (HELTID, "T", 79.5, 76.0),
        (HME, "T", None, 80.0),
    }
    assert [(t.indicator.id, t.target) for t in found.targets] == [(SAM, (100.0, 90.0))]
    assert {(s.indicator.id, s.then, s.now) for s in found.statuses} == {
        (HELTID, Status.REACHED, Status.ON_TRACK), (HME, Status.NOT_MEASURED, Status.ON_TRACK)}  # fmt: skip
    assert [(j.name, j.then, j.now) for j in found.judgements] == [("Kompetensförsörjning", None, Verdict.UNCERTAIN)]
    assert [(a.id, a.then.value, a.now.value) for a in found.actions] == [("kf-1", "late", "done")]
    assert found.summary == (
        f"Ändrat sedan dess: {['', 'en', 'två', 'tre', 'fyra'][len(found.figures)]} siffror, ett målvärde, nuläge eller riktning, "
        "två statusar, en bedömning och en åtgärd."
    )
    draft_only = views.year_changes(BOARD, year=YEAR, since=max(e.time for e in store.events()))
    write(views, reason="utkast")
    assert draft_only is not None and views.year_changes(BOARD, year=YEAR, since=draft_only.since).judgements == ()


def test_without_a_told_moment_the_last_approved_text_is_when_it_was_seen(views: Views, store: Store) -> None:
    written_and_approved(views)
    deliver(store, fact(HELTID, ROOT, YEAR, 78.0, n=1200), file="nytt.xlsx")
    found = views.year_changes(BOARD, year=YEAR)
    assert found is not None and found.audience == "" and [f.now for f in found.figures] == [78.0]


def test_a_moment_is_told_once_not_ahead_and_can_be_taken_away(views: Views) -> None:
    today = grants.today()
    views.present(CONTROLLER, year=YEAR, audience="Nämnden")
    assert [s.moment for s in views.year_status(BOARD, year=YEAR).shown] == [today.isoformat()]
    for code, asked in [
        ("nothing_changed", {}), ("future_day", {"day": (today + timedelta(days=1)).isoformat()}), ("bad_time", {"day": "i går"}),
        ("no_audience", {"audience": " "}), ("text_too_long", {"audience": "x" * 301}), ("unknown_year", {"year": 1800}),
    ]:  # fmt: skip
        with pytest.raises(Refusal) as refused:
            views.present(CONTROLLER, **({"year": YEAR, "audience": "Nämnden"} | asked))
        assert refused.value.code == code
    views.present(CONTROLLER, year=YEAR, audience="Nämnden", active=False, note="mötet ställdes in")
    assert views.year_status(BOARD, year=YEAR).shown == ()


def test_a_unit_that_was_not_there_then_says_so(views: Views, shared: Store) -> None:
    with pytest.raises(Refusal, match="fanns inte"):
        views.year_changes(CONTROLLER, year=YEAR, unit="O1", since="2020-01-01")
    with pytest.raises(Refusal):
        views.year_changes(BOARD, year=YEAR, unit="O1")
