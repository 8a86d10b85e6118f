"""Documents by role: everyone who sees *Årsstatus* can have it as a file, of what that person sees and nothing else."""

from __future__ import annotations

import io

import openpyxl
import pytest

from pages._ui import navigation
from pages._ui import report as part
from tests.matrix.court import YEAR, named

pytestmark = pytest.mark.xdist_group("pages")


@pytest.mark.parametrize("who", ["controller", "chef", "två enheter", "ställföreträdare", "nämnd"])
def test_a_document_names_no_unit_beyond_reach(court, opened, who, monkeypatch):
    handed = []
    monkeypatch.setattr(part, "_hand_over", handed.append)
    app = opened(who, navigation.YEAR_STATUS, ar=str(YEAR), jamfor="2022")
    next(b for b in app.button if b.key == "rapport-xlsx").click().run()
    assert not app.exception and len(handed) == 1
    book = openpyxl.load_workbook(io.BytesIO(handed[0].data))
    text = "\n".join(str(c) for sheet in book for row in sheet.iter_rows(values_only=True) for c in row if c is not None)
    outside = {code: name for code, name in court.everyone().items() if code not in court.reach(who)}
    assert not named(text, outside)
    own = court.runtime.views.context(court.scope(who), YEAR).unit
    assert own.name in text and own.code in handed[0].name


@pytest.mark.parametrize("who", ["administratör", "utgången", "återkallad", "ingen"])
def test_who_sees_no_figures_is_offered_no_document(opened, who):
    app = opened(who, navigation.YEAR_STATUS, ar=str(YEAR), jamfor="2022")
    assert not [b for b in app.button if (b.key or "").startswith("rapport-")] and not app.get("download_button")
