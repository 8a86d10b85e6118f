"""Any pack makes all three documents: also one whose goals are words alone, with no indicator yet."""

from __future__ import annotations

import pytest

from kpi.programme.loader import load_programme, programme_dir
from kpi.reports import KINDS, report
from kpi.runtime import Runtime
from kpi.settings import Settings
from tests.reports.told import told

pytestmark = pytest.mark.xdist_group("reports")
OWN = "region-vastmanland"
PACKS = sorted(p.parent.name for p in programme_dir(OWN).parent.glob("*/programme.toml") if p.parent.name != OWN)


@pytest.mark.parametrize("pack", PACKS)
def test_a_pack_makes_every_kind_and_names_its_goals(pack, tmp_path):
    programme = load_programme(programme_dir(pack))
    settings = Settings.read({"KPI_STORE": str(tmp_path / "kpi.duckdb"), "KPI_PROGRAMME": pack, "KPI_USER": "Prov"})
    with Runtime.open(settings) as runtime:
        view = runtime.views.year_status(runtime.scope)
        for kind in KINDS:
            text = told(kind, report(view, runtime.programme, kind).data)
            assert all(area.name in text for area in programme.areas), kind
            if kind == "pdf":
                told_in_words = [part.text for area in programme.areas for part in (*area.states, *area.milestones)]
                assert all(" ".join(words.split())[:30] in text for words in told_in_words)


def test_what_is_said_of_a_milestone_is_in_every_document(tmp_path):
    programme = next(p for p in map(load_programme, map(programme_dir, PACKS)) if any(a.milestones for a in p.areas))
    milestone = next(m for a in programme.areas for m in a.milestones)
    settings = Settings.read({"KPI_STORE": str(tmp_path / "kpi.duckdb"), "KPI_PROGRAMME": programme.id, "KPI_USER": "Prov"})
    with Runtime.open(settings) as runtime:
        day = f"{milestone.year - 1}-05-01"
        runtime.views.assess_milestone(runtime.scope, milestone.id, "at_risk", reason="Avtalet dröjer", day=day)
        view = runtime.views.year_status(runtime.scope, year=milestone.year - 1)
        for kind in KINDS:
            text = told(kind, report(view, programme, kind).data)
            assert "Risk. Avtalet dröjer" in text and f"Avser {day}." in text and "Ej bedömt." in text, kind
        earlier = runtime.views.year_status(runtime.scope, year=milestone.year - 2)
        assert "Avtalet dröjer" not in told("pptx", report(earlier, programme, "pptx").data)
