"""Milestones in the store: assessed and tied with history, never overwritten, each programme's for itself, on both backends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from kpi.errors import Refusal
from kpi.programme.milestones import (
    MilestoneAssessment,
    MilestoneIndicator,
    MilestoneLog,
    MilestoneState,
    assessed_at,
    indicators_of,
    said_of,
)
from kpi.store import Store
from kpi.store.check import problems
from tests.store.conftest import Place
from tests.store.world import MEAN, SHARE, Clock, another, programme

HALF, WHOLE = "halvvags", "framme"


def told(**more) -> MilestoneAssessment:
    fields = {
        "milestone": HALF,
        "state": MilestoneState.UNDER_WAY,
        "day": "2026-02-01",
        "reason": " arbetet går ",
        "shown": (f"{SHARE}/T/2024",),
    }
    return MilestoneAssessment(**(fields | more))


def tied(**more) -> MilestoneIndicator:
    return MilestoneIndicator(**({"milestone": HALF, "indicator": MEAN, "active": True, "reason": " visar det "} | more))


@pytest.fixture
def embedded(tmp_path) -> Iterator[Store]:
    """An embedded store: for what is the same SQL on both backends. The two tests that write everything run on both."""
    opened = Place(str(tmp_path / "prov.duckdb"), None).open()
    yield opened
    opened.close()


def everything(store: Store) -> None:
    first = store.assess_milestone(told(), "eva", after=0)
    store.assess_milestone(told(state=MilestoneState.AT_RISK, day="2026-02-20"), "kim", after=first.seq)
    store.tie_milestone(tied(), "eva")
    store.tie_milestone(tied(milestone=WHOLE, indicator=SHARE, active=False), "eva")


def test_an_assessment_follows_another_and_each_stands(store):
    clock = Clock()
    store = another(store, clock=clock)
    first = store.assess_milestone(told(), " eva ", after=0)
    assert (first.user, first.reason, first.seq, first.shown) == ("eva", "arbetet går", 1, (f"{SHARE}/T/2024",))
    clock.on(days=1)
    second = store.assess_milestone(told(state=MilestoneState.REACHED, day="2026-03-02"), "kim", after=1)
    clock.on(days=1)
    third = store.assess_milestone(told(state=MilestoneState.AT_RISK, day="2026-03-02", reason="fel av mig"), "kim", after=2)
    assert store.milestones() == MilestoneLog((first, second, third))
    assert said_of(store.milestones(), HALF) == [first, second, third] and said_of(store.milestones(), WHOLE) == []
    assert store.milestones(as_of="2026-03-01").assessments == store.milestones(as_of=1).assessments == (first,)
    assert [e.text for e in store.events()] == [
        "halvvags, 2026-03-02: risk. fel av mig", "halvvags, 2026-03-02: uppnått. arbetet går", "halvvags, 2026-02-01: pågår. arbetet går",
    ]  # fmt: skip
    assert {e.kind for e in store.events()} == {"milestone"} and store.check() == []
    assert another(store).milestones() == store.milestones()


def test_an_indicator_is_tied_and_taken_away_with_its_history(embedded):
    pack = embedded.programme
    assert indicators_of(pack, ()) == {HALF: (), WHOLE: (SHARE,)}
    first = embedded.tie_milestone(tied(), "eva")
    embedded.tie_milestone(tied(indicator=SHARE), "eva")
    assert indicators_of(pack, embedded.milestones().indicators)[HALF] == (SHARE, MEAN)  # in the pack's order
    embedded.tie_milestone(replace(first, active=False, reason="visar annat"), "kim")
    embedded.tie_milestone(tied(milestone=WHOLE, indicator=SHARE, active=False), "kim")  # what the pack itself says can be taken away too
    assert indicators_of(pack, embedded.milestones().indicators) == {HALF: (SHARE,), WHOLE: ()}
    assert indicators_of(pack, embedded.milestones(as_of=1).indicators) == {HALF: (MEAN,), WHOLE: (SHARE,)}
    assert len(embedded.milestones().indicators) == 4 and embedded.check() == []


def test_each_programme_has_its_own(embedded, tmp_path):
    everything(embedded)
    embedded.close()
    other = Place(str(tmp_path / "prov.duckdb"), None).open(programme(id="annat"))
    try:
        assert other.milestones() == MilestoneLog()
        assert other.assess_milestone(told(), "eva", after=0).seq > 4
        assert len(other.milestones().assessments) == 1 and other.check() == []
    finally:
        other.close()


def test_what_cannot_be_is_refused(embedded):
    everything(embedded)
    before, version = embedded.milestones(), embedded.data_version()
    last = said_of(before, HALF)[-1].seq
    for code, said, user in [
        ("unknown_milestone", told(milestone="x"), "eva"),
        ("reason_missing", told(reason=" "), "eva"),
        ("bad_date", told(day="i går"), "eva"),
        ("bad_date", told(day="2026-02-30"), "eva"),
        ("no_user", told(), " "),
        ("unknown_milestone", tied(milestone="x"), "eva"),
        ("unknown_indicator", tied(indicator="x"), "eva"),
        ("reason_missing", tied(indicator=SHARE, reason=" "), "eva"),
        ("nothing_changed", tied(), "eva"),
        ("nothing_changed", tied(indicator=SHARE, active=False), "eva"),
        ("no_user", tied(indicator=SHARE), ""),
    ]:
        with pytest.raises(Refusal) as refused:
            if isinstance(said, MilestoneAssessment):
                embedded.assess_milestone(said, user, after=last)
            else:
                embedded.tie_milestone(said, user)
        assert refused.value.code == code, said
    assert (embedded.milestones(), embedded.data_version()) == (before, version)


def test_an_assessment_after_one_that_the_writer_has_not_seen_is_refused(embedded):
    embedded.assess_milestone(told(), "eva", after=0)
    embedded.assess_milestone(told(milestone=WHOLE), "eva", after=0)  # another milestone is another matter
    with pytest.raises(Refusal) as refused:
        embedded.assess_milestone(told(), "kim", after=0)
    assert refused.value.code == "changed_meanwhile"


def test_the_answer_about_the_latest_day_holds_and_of_one_day_the_last_told():
    def made(state, day, seq):
        return told(state=MilestoneState(state), day=day, seq=seq)

    said = [made("under_way", "2025-06-01", 1), made("reached", "2026-05-01", 2), made("at_risk", "2025-11-01", 3)]
    assert assessed_at(said, 2026, "2026-06-01") == said[1]
    assert assessed_at(said, 2026, "2026-04-30") == said[2]  # today comes before what was said of May
    assert assessed_at(said, 2025, "2026-06-01") == said[2]  # a year that is over is looked at as it ended
    assert assessed_at(said, 2024, "2026-06-01") is None
    assert assessed_at([*said, made("not_reached", "2026-05-01", 4)], 2026, "2026-06-01").seq == 4


DAMAGE = {
    "UPDATE milestone_indicator SET who = 'annan'": {"milestone_log"},
    "DELETE FROM milestone_indicator": {"milestone_silent"},
    "INSERT INTO milestone_indicator SELECT * FROM milestone_indicator": {"milestone_twice"},
    "UPDATE milestone_assessment SET reason = ''": {"milestone_text"},
    "UPDATE milestone_assessment SET state = 'kanske'": {"milestone_text"},
    "UPDATE milestone_assessment SET programme = NULL": {"milestone_text"},
    "UPDATE milestone_indicator SET active = NULL": {"milestone_text"},
}


def test_damage_is_found(embedded):
    everything(embedded)
    for damage, wanted in DAMAGE.items():
        with embedded._connection.read() as cursor:
            cursor.execute(damage)
            assert {p.code for p in problems(cursor, embedded.programme)} == wanted, damage
    assert embedded.check() == []


def test_a_backup_from_before_milestones_can_be_read_in(from_version):
    with from_version(5) as store:
        assert store.milestones() == MilestoneLog()
