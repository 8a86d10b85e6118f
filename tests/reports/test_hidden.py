"""What is protected is in no file, in no form: not in text, not in a chart's data or shape, not in what a file says of itself."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime

import pikepdf
import pytest

from kpi.access.scope import Role, Scope
from kpi.reports import KINDS
from kpi.views import Views
from tests.reports import stores
from tests.reports.told import told
from tests.views import world

pytestmark = pytest.mark.xdist_group("reports")
SECRET = 61.2537
NOW = datetime(2027, 2, 1, tzinfo=UTC)


def organisation(folder, secret: float):
    """O1 has too few for a figure of its own; O2 is hidden with it. F1 tells its own, the same whatever O1 has."""
    folder.mkdir()
    runtime = stores.opened(folder, lambda: NOW)
    world.deliver_units(runtime.store)
    facts = [world.fact(world.HELTID, "F1", year, 73.0 + year - 2024, n=400) for year in (2024, 2025, 2026)]
    facts += [world.fact(world.HELTID, "F2", 2026, 75.0, n=300), world.fact(world.HELTID, "O2", 2026, 74.0, n=8)]
    facts += [world.fact(world.HELTID, "O1", year, secret, n=7) for year in (2025, 2026)]
    world.deliver(runtime.store, *facts)
    return runtime


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """Two organisations that differ in nothing but what is protected."""
    folder = tmp_path_factory.mktemp("skyddat")
    with organisation(folder / "a", SECRET) as one, organisation(folder / "b", 88.9) as other:
        yield one, other


def contents(data: bytes) -> str:
    """Everything in an office file, unpacked, also of a workbook within it."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        inside = [parts.read(name) for name in parts.namelist()]
    return "\n".join(contents(part) if part[:2] == b"PK" else part.decode("utf-8", "replace") for part in inside)


def about(data: bytes) -> str:
    """What a PDF says of itself, and every text in it that is no drawing."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        texts = [str(v) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) for v in o.values() if isinstance(v, pikepdf.String)]
        return "\n".join([pdf.Root.Metadata.read_bytes().decode(), *texts])


@pytest.mark.parametrize(("kind", "unit"), [*((kind, "O1") for kind in KINDS), ("pdf", "F1")])
def test_another_protected_value_gives_the_same_bytes(pair, kind, unit):
    """Whatever the hidden figure is, the file is the same to the last byte: nothing in it can depend on it."""
    assert stores.once(pair[0], kind, year=2026, unit=unit).data == stores.made(pair[1], kind, year=2026, unit=unit).data


@pytest.mark.parametrize("kind", KINDS)
def test_the_protected_number_stands_nowhere(pair, kind):
    view = pair[0].views.year_status(pair[0].scope, year=2026, unit="O1")
    row = next(r for r in view.rows if r.indicator.id == world.HELTID)
    assert row.total.status == "suppressed" and row.total.value is None
    data = stores.once(pair[0], kind, year=2026, unit="O1").data
    said = told(kind, data) + (about(data) if kind == "pdf" else contents(data))
    assert not re.search(r"61[.,]2(?:5|\b)|61[.,]3\b", said)
    assert "kyddat" in said


def test_a_shown_number_changes_the_file(pair, tmp_path):
    """The comparison above would see a figure that is shown."""
    with organisation(tmp_path / "c", SECRET) as third:
        before = stores.made(third, "xlsx", year=2026, unit="F2").data
        assert before == stores.made(pair[0], "xlsx", year=2026, unit="F2").data
        world.deliver(third.store, world.fact(world.HELTID, "F2", 2026, 75.5, n=300), file="rättat.xlsx")
        assert stores.made(third, "xlsx", year=2026, unit="F2").data != before


@pytest.mark.parametrize(
    ("scope", "unit", "code"),
    [(world.manager("O1"), "O2", "not_allowed"), (world.manager("O1"), "F2", "not_allowed"), (world.BOARD, "O1", "not_allowed"),
     (world.ADMIN, "REGION", "not_allowed"), (Scope(Role.CONTROLLER, (), "eva"), "X9", "unknown_unit")],
    ids=["neighbour", "other-branch", "board-below", "admin", "no-such-unit"],
)  # fmt: skip
def test_a_report_beyond_reach_is_refused_with_a_reason(pair, scope, unit, code):
    with pytest.raises(Exception) as refused:
        stores.made(pair[0], "pdf", scope=scope, year=2026, unit=unit)
    assert refused.value.code == code and refused.value.message


def test_a_manager_gets_the_own_unit_and_what_to_compare_with(pair):
    mia = world.manager("O1")
    for unit in (None, "REGION"):
        assert stores.made(pair[0], "xlsx", scope=mia, year=2026, unit=unit).pages == 7
    assert isinstance(pair[0].views, Views)
