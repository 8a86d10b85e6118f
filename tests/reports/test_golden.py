"""The reports as they are read: text and structure, not pixels. After a meant change: ``python -m tests.reports.golden``, and read it."""

from __future__ import annotations

import pytest

from kpi.reports import KINDS
from tests.reports import golden

pytestmark = pytest.mark.xdist_group("reports")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", golden.NAMES)
def test_a_report_reads_as_it_did(name, kind, plan, sample):
    said = golden.said(plan if name == "plan" else sample, name, kind)
    assert said.splitlines() == golden.path(name, kind).read_text(encoding="utf-8").splitlines()
