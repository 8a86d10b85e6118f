"""The same data version gives the same bytes, whoever asks and when; and an earlier report can be made again as of its date."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kpi.reports import KINDS
from tests.reports import stores
from tests.reports.told import told
from tests.views import world

pytestmark = pytest.mark.xdist_group("reports")
DAY = datetime(2027, 2, 1, 9, 30, tzinfo=UTC)


class Clock:
    """Set by hand."""

    def __init__(self) -> None:
        self.now = DAY

    def __call__(self) -> datetime:
        return self.now


@pytest.mark.parametrize("kind", KINDS)
def test_twice_the_same_bytes(sample, kind):
    assert stores.made(sample, kind, year=2026).data == stores.once(sample, kind, year=2026).data


def test_as_it_was_to_the_last_byte(tmp_path):
    clock = Clock()
    with stores.opened(tmp_path, clock) as runtime:
        world.deliver_units(runtime.store)
        world.deliver(runtime.store, world.fact(world.HELTID, "REGION", 2025, 74.0, n=900))
        then = {kind: stores.made(runtime, kind, year=2025) for kind in KINDS}
        version = runtime.store.data_version()
        clock.now += timedelta(days=20)
        world.deliver(runtime.store, world.fact(world.HELTID, "REGION", 2025, 75.5, n=910), file="rättat.xlsx")
        world.deliver(runtime.store, world.fact(world.HELTID, "REGION", 2026, 76.1, n=905), file="nytt.xlsx")
        for kind in KINDS:
            again = stores.made(runtime, kind, year=2025, as_of="2027-02-10")
            assert again.data == then[kind].data and again.data_version == version == then[kind].data_version
        now = stores.made(runtime, "xlsx", year=2025)
    assert now.data != then["xlsx"].data and now.data_version == version + 2
    assert "75.5" in told("xlsx", now.data) and "75.5" not in told("xlsx", then["xlsx"].data)


def test_an_earlier_version_is_dated_by_itself(sample):
    assert "Dataversion | 7, gjord 2027-02-01" in told("xlsx", stores.made(sample, "xlsx", year=2026, as_of="2030-01-01").data)
