"""Changed targets and "kan ej bedömas": kept with their reasons, never overwritten."""

from __future__ import annotations

import pytest

from kpi.errors import Refusal
from kpi.store.types import Revision
from tests.store.world import MEAN, SHARE, Clock, another


def revision(**changes) -> Revision:
    fields = {
        "indicator": SHARE,
        "target": 80.0,
        "baseline": 70.0,
        "direction": "up",
        "valid_from": 2025,
        "reason": "beslut",
        "user": "eva",
    }
    return Revision(**(fields | changes))


def test_revisions_are_kept_newest_first_and_as_they_were(store):
    clock = Clock()
    store = another(store, clock=clock)
    made = store.revise_target(revision())
    clock.on(days=1)
    store.revise_target(revision(target=None, baseline=None, direction="down", reason=" nytt beslut "))
    newest, first = store.revisions()
    assert first == made
    assert (first.target, first.user, first.seq, first.time[:10]) == (80.0, "eva", 1, "2026-03-01")
    assert (newest.target, newest.baseline, newest.direction, newest.reason) == (None, None, "down", "nytt beslut")
    assert store.revisions(as_of="2026-03-01") == [first]
    assert [e.kind for e in store.events()] == ["target", "target"]
    assert store.data_version() == 2
    assert store.check() == []


def test_assessments_are_set_and_lifted(store):
    store.assess(MEAN, "TOPP", 2024, "enkäten gjordes om", True, "eva")
    lifted = store.assess(MEAN, "TOPP", 2024, None, False, "kim")
    assert [(a.active, a.reason, a.user) for a in store.assessments()] == [(False, None, "kim"), (True, "enkäten gjordes om", "eva")]
    assert store.assessments()[0] == lifted
    assert [a.active for a in store.assessments(as_of=1)] == [True]


def test_what_says_too_little_is_refused(store):
    said = {"unknown_indicator": {"indicator": "finns-ej"}, "reason_missing": {"reason": " "}, "bad_direction": {"direction": "sidled"}}
    for code, changes in said.items():
        with pytest.raises(Refusal) as refused:
            store.revise_target(revision(**changes))
        assert refused.value.code == code
    with pytest.raises(Refusal) as refused:
        store.assess(MEAN, "TOPP", 2024, "", True, "eva")
    assert refused.value.code == "reason_missing"
    assert store.data_version() == 0
