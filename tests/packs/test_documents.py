"""Every kind of document of each pack: made, in the pack's language, with its goals and with the figures that may be seen."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest

from kpi.charts.tables import series_table
from kpi.language import number_marks, speaking, tr
from kpi.reports import KINDS, report
from kpi.runtime import Runtime
from kpi.text import numbers
from pages._ui.export import csv as as_csv
from tests.extent import ALL
from tests.packs.filling import leaves, organisation, small
from tests.packs.packs import Pack
from tests.packs.speech import foreign
from tests.reports.told import told

pytestmark = pytest.mark.xdist_group("packs")


def units(pack: Pack) -> list[str]:
    return [pack.programme.root_unit, *([small(pack), leaves(pack)[0]] if ALL else [small(pack)])]


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_is_made_for_the_whole_and_for_a_small_unit(runtime: Runtime, pack: Pack, kind: str) -> None:
    names = {u.code: u.name for u in organisation(pack)}
    for unit in units(pack) if kind == "xlsx" or ALL else units(pack)[:1]:
        with speaking(pack.programme.language):
            view = runtime.views.year_status(runtime.scope, year=pack.delivered[1], unit=unit, compare_year=pack.first)
            done = report(view, pack.programme, kind)
        text = told(kind, done.data)
        assert all(area.name in text for area in pack.programme.areas)
        assert names.get(unit, pack.programme.organisation) in text
        with speaking(pack.programme.language):
            for row in runtime.views.status(runtime.scope, year=pack.delivered[1], unit=unit)[1]:
                assert row.indicator.name in text or row.indicator.label in text
                if row.value is not None and kind == "pdf":
                    assert numbers.number(row.value, row.indicator.decimals) in text
        assert foreign(pieces(kind, text), pack, [*names.values(), "Prov Provsson"]) == []


def pieces(kind: str, text: str) -> Iterator[str]:
    """What is read: without the names of tags, sheets' ranges and shapes."""
    for line in text.splitlines():
        if kind == "pdf":
            yield line.strip().partition(" ")[2].replace(" ALT ", " ")
        elif kind == "xlsx" and not line.startswith("#"):
            yield from line.split(" | ")
        elif kind == "pptx" and not line.startswith("#"):
            yield line.partition(": ")[2]


def test_a_table_as_a_file_has_the_figures_of_the_page_and_no_other(runtime: Runtime, pack: Pack) -> None:
    written = 0
    for unit in (pack.programme.root_unit, small(pack)):
        with speaking(pack.programme.language):
            views = [runtime.views.area(runtime.scope, a.id, year=pack.delivered[1], unit=unit) for a in pack.programme.areas]
            for card, context in ((card, view.context) for view in views for card in view.area.cards):
                data = as_csv(series_table(card, tr(pack.programme.path_label)), context).decode("utf-8-sig")
                rows = {row[0]: row for row in csv.reader(io.StringIO(data), delimiter=";" if number_marks().decimal == "," else ",")}
                for point in card.series:
                    value = rows[str(point.year)][1]
                    assert value == (numbers.number(point.value, card.indicator.decimals) if point.value is not None else value)
                    assert point.value is not None or not any(c.isdigit() for c in value), rows[str(point.year)]
                written += 1
    assert written == 2 * len(pack.programme.planned)
