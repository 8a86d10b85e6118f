"""How many failures there may be from an address, and for how long they count."""

from __future__ import annotations

from kpi.access.throttle import Throttle


def test_failures_are_forgotten_after_a_while():
    throttle = Throttle(limit=2, seconds=10)
    assert [throttle.fail("a", t) for t in (0.0, 1.0, 2.0)] == [True, True, False]
    assert throttle.wait("a", 2.0) == 8.0 and throttle.wait("b", 2.0) == 0.0
    assert throttle.wait("a", 10.0) == 0.0 and throttle.fail("a", 10.0)
