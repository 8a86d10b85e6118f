"""Every page opens with each of the packs, also one whose areas still await their indicators, and what is open is said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kpi.language import speaking, tr
from kpi.programme.loader import PROGRAMMES, load_programme
from kpi.runtime import Runtime
from kpi.settings import DEFAULT_PROGRAMME, Settings
from kpi.text import words
from kpi.text.escape import html
from pages._ui import navigation, state
from tests.pages.conftest import Open, html_of

pytestmark = pytest.mark.xdist_group("pages")
OTHERS = [load_programme(p.parent) for p in sorted(PROGRAMMES.glob("*/programme.toml")) if p.parent.name != DEFAULT_PROGRAMME]
CASES = [(p, e) for p in OTHERS for e in navigation.entries(p)]


@pytest.fixture(scope="module")
def runtimes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Runtime]]:
    """A runtime over an empty store for each pack."""
    folder: Path = tmp_path_factory.mktemp("paket")
    made = {p.id: Runtime.open(Settings.read({"KPI_STORE": str(folder / f"{p.id}.duckdb"), "KPI_PROGRAMME": p.id})) for p in OTHERS}
    yield made
    for runtime in made.values():
        runtime.close()


@pytest.mark.parametrize(("programme", "entry"), CASES, ids=[f"{p.id}-{e.path}" for p, e in CASES])
def test_a_page_opens_with_the_pack(runtimes: dict[str, Runtime], visit: Open, monkeypatch: pytest.MonkeyPatch, programme, entry) -> None:
    monkeypatch.setattr(state, "_runtime", runtimes[programme.id])
    state.rendered.clear()
    app = visit(entry.path)
    assert not app.exception
    page = html_of(app)
    assert page.count("<h1") == 1
    assert ">None<" not in page
    area = next((a for a in programme.areas if a.id == entry.area), None)
    if area is not None:
        with speaking(programme.language):
            assert html(area.aim or words.NO_GOAL) in page


@pytest.mark.parametrize("programme", [p for p in OTHERS if not p.planned], ids=lambda p: p.id)
def test_a_plan_without_indicators_is_told_in_words_from_the_start(
    runtimes, visit: Open, monkeypatch: pytest.MonkeyPatch, programme
) -> None:
    monkeypatch.setattr(state, "_runtime", runtimes[programme.id])
    state.rendered.clear()
    page = html_of(visit())
    with speaking(programme.language):
        assert html(tr("Ingen indikator har den statusen här.")) not in page
        for area in programme.areas:
            assert f">{html(area.name)}</a></h2>" in page
            assert html(area.aim or words.capital(words.NO_GOAL)) in page
        assert (html(words.NO_INDICATORS) in page) == any(not area.states for area in programme.areas)
        assert html(tr("Det som visas är planen som den är skriven.")) in page
