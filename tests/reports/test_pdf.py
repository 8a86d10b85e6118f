"""The PDF is tagged for assistive technology (PDF/UA-1) and made to be kept (PDF/A-2a): what can be checked of both, on the file itself."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from itertools import pairwise

import pikepdf
import pytest
from pdfua import validate

from kpi.reports.content import content
from kpi.reports.pdf import pdf
from tests.reports import stores
from tests.reports.tagged import read

pytestmark = pytest.mark.xdist_group("reports")


@pytest.fixture(scope="module")
def data(sample):
    return stores.once(sample, "pdf", year=2026).data


@pytest.fixture(scope="module")
def opened(data):
    with pikepdf.open(io.BytesIO(data)) as found:
        yield found


@pytest.fixture(scope="module")
def tagged(data):
    return read(data)


def test_it_says_which_standards_it_keeps(opened):
    told = opened.Root.Metadata.read_bytes().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in told
    assert "<pdfaid:part>2</pdfaid:part>" in told and "<pdfaid:conformance>A</pdfaid:conformance>" in told


def test_an_independent_checker_finds_nothing(data, tmp_path):
    path = tmp_path / "rapport.pdf"
    path.write_bytes(data)
    assert not validate(str(path)).findings


def test_it_is_tagged_swedish_and_named(opened):
    root = opened.Root
    assert root.MarkInfo.Marked and str(root.Lang).startswith("sv")
    assert root.ViewerPreferences.DisplayDocTitle
    assert str(opened.docinfo.Title) == "Årsstatus 2026 · Region Västmanland"
    assert all(page.get("/Tabs") == "/S" for page in opened.pages)


def test_nothing_in_it_needs_anything_outside(opened):
    """What PDF/A forbids or requires: fonts embedded with Unicode, a colour profile, no script, no encryption, nothing attached."""
    fonts = [o for o in opened.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/Font"]
    described = [o for o in opened.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"]
    assert fonts and described
    assert all("/ToUnicode" in font for font in fonts if font.Subtype == "/Type0")
    assert all({"/FontFile2", "/FontFile3"} & set(one.keys()) for one in described)
    assert opened.Root.OutputIntents[0].S == "/GTS_PDFA1" and not opened.is_encrypted
    kinds = {str(o.get("/S")) for o in opened.objects if isinstance(o, pikepdf.Dictionary) and "/S" in o}
    assert not kinds & {"/JavaScript", "/Launch", "/Sound", "/Movie", "/ImportData", "/SubmitForm"}
    assert "/AcroForm" not in opened.Root and "/EmbeddedFiles" not in opened.Root.get("/Names", {})


def test_all_text_is_structure_or_furniture(tagged):
    """Nothing is drawn outside the structure but what stands on every page, and the reader finds every glyph's letter."""
    assert not any("\ufffd" in page for page in tagged.pages)
    for number, (page, outside) in enumerate(zip(tagged.pages, tagged.artifacts, strict=True), start=1):
        furniture = outside.replace(".", "").strip()  # the contents' dots lead the eye only
        assert len(furniture) < 420 and furniture.endswith("det gäller alla läsare"), f"page {number}: {outside}"
        assert len(furniture) < len(page)


def test_headings_begin_at_the_first_level_and_skip_none(tagged):
    levels = [int(node.tag[1]) for node in tagged.root.walk() if re.fullmatch("H[1-6]", node.tag)]
    assert levels[0] == 1 and all(b - a <= 1 for a, b in pairwise(levels))
    assert [n.whole for n in tagged.root.find("Title")] == ["Årsstatus 2026"]


def test_every_figure_tells_what_it_shows(tagged, sample):
    alts = [figure.alt for figure in tagged.root.find("Figure")]
    assert all(alts)
    for indicator in sample.programme.planned:
        assert sum(indicator.label in alt for alt in alts) >= 2, indicator.label  # the line at a glance, and the years


def test_every_table_has_its_headings(tagged):
    tables = tagged.root.find("Table")
    assert len(tables) >= 11
    for table in tables:
        assert [row.tag for row in table.find("THead")[0].children] == ["TR"]
        assert table.find("THead")[0].find("TH") and not table.find("TBody")[0].find("TH")
    for rows in tagged.tables():
        assert len({len(row) for row in rows}) == 1


@pytest.mark.parametrize(("store", "year"), [("sample", 2026), ("plan", 2021)])
def test_a_page_a_goal(store, year, request):
    runtime = request.getfixturevalue(store)
    areas, pages = runtime.programme.areas, read(stores.once(runtime, "pdf", year=year).data).pages
    found = [[n for n, page in enumerate(pages) if f"Mål {a.number}. {a.name}" in page and a.goal[:40] in page] for a in areas]
    first = found[0][0]
    assert found == [[first + k] for k in range(len(areas))]
    assert "Åtgärderna" in pages[first + len(areas)]  # nor does the last run over to a second page


def test_a_stamp_on_each_page(tagged):
    for page, furniture in enumerate(tagged.artifacts):
        for part in ("SYNTETISK", "Dataversion 7 (2027-02-01)", "Region Västmanland, 2026", "Controller", "Minsta grupp som visas: 10–11"):
            assert part in furniture.replace("\u00a0", " "), f"page {page}: {part}"


def test_what_came_from_files_is_text_and_stays_text(sample):
    """A unit named in the typesetter's own language, with what would run, hide or turn text, is shown as its characters."""
    status = sample.views.year_status(sample.scope, year=2026)
    name = '#panic("x") $x$ *b* @a <b> \\u{41} \u202eevil\u200b 漢字 Ωmega "q"'
    unit = replace(status.context.unit, name=name)
    renamed = replace(status, context=replace(status.context, unit=unit))
    pages = read(pdf(content(renamed, sample.programme))[0]).pages
    assert '#panic("x") $x$ *b* @a <b> \\u{41} evil ?? Ωmega "q"' in pages[0]
