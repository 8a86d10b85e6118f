"""What a reader may rely on: sizes, the fixed top level, and no trace of the machine it was made on."""

from __future__ import annotations

import ast
import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.architecture.code import parsed, text

pytestmark = pytest.mark.xdist_group("architecture")
ROOT = Path(__file__).parents[2]


def _lines(path: Path) -> int:
    return len(text(path).splitlines())


def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def test_app_is_a_composition_root_under_100_lines():
    assert _lines(ROOT / "app.py") < 100


@pytest.mark.parametrize("page", sorted(p for p in (ROOT / "pages").rglob("*.py") if "_ui" not in p.parts), ids=lambda p: p.stem)
def test_a_page_is_a_table_of_contents(page):
    assert _lines(page) <= 120


def test_a_module_can_be_read_in_one_sitting():
    modules = sorted([*(ROOT / "kpi").rglob("*.py"), *(ROOT / "pages").rglob("*.py")])
    assert [str(module.relative_to(ROOT)) for module in modules if _lines(module) > 400] == []


def test_no_pattern_has_a_group_that_keeps_all_it_took():
    """Python before 3.11.5, Debian 12's for one, matches such a group wrongly (CPython issue 106052)."""
    wrong = [
        f"{path.relative_to(ROOT)}:{number}"
        for folder in ("kpi", "pages")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if re.search(r"\)(?:[?*+]|\{[0-9,]+\})\+|\(\?>", line)
    ]
    assert wrong == []


def test_no_page_lies_where_streamlit_serves_it_without_the_app():
    assert [p.name for p in (ROOT / "pages").glob("*.py")] == ["__init__.py"]


def test_every_public_function_says_what_it_does():
    silent = []
    for path in sorted((ROOT / "kpi").rglob("*.py")):
        tree = parsed(path)
        if not ast.get_docstring(tree) and path.name != "__init__.py":
            silent.append(str(path.relative_to(ROOT)))
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_") and not ast.get_docstring(node):
                silent.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert not silent


def test_nothing_large_or_generated_is_committed():
    big = [str(p.relative_to(ROOT)) for p in _tracked() if p.stat().st_size > 1_000_000]
    assert not big
    assert not [p for p in _tracked() if p.suffix in {".duckdb", ".wal", ".pyc"}]


def test_tests_of_a_group_share_a_process(request):
    """What a group shares (a browser, a store) is otherwise made in every process; a pytest unknown to xdist drops groups silently."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        assert request.node.nodeid.endswith("@architecture")


def test_no_test_is_named_after_what_a_file_holds(request):
    """Bytes of a workbook have its time in them: two processes then collect tests of different names, and none is run."""
    assert not [item.nodeid[:100] for item in request.session.items if "PK\\x03" in item.nodeid]
