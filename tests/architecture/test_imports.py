"""The architecture is a failing test: imports run one way, and each outside library is known in one place."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.code import parsed

pytestmark = pytest.mark.xdist_group("architecture")
ROOT = Path(__file__).parents[2]
CODE = sorted([ROOT / "app.py", *(ROOT / "kpi").rglob("*.py"), *(ROOT / "pages").rglob("*.py")])


@cache
def _imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def test_imports_run_one_way():
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]


@pytest.mark.parametrize(
    ("library", "home"),
    [
        ("duckdb", "kpi/store"),
        ("plotly", "kpi/charts"),
        ("streamlit", "pages"),
        ("fastexcel", "kpi/intake"),
        ("polars", ("kpi/intake", "kpi/store")),
        ("typst", "kpi/reports"),
        ("pptx", "kpi/reports"),
    ],
)
def test_an_outside_library_is_known_where_it_belongs(library, home):
    users = [str(p.relative_to(ROOT)) for p in CODE if any(n == library or n.startswith(library + ".") for n in _imports(p))]
    strangers = [u for u in users if not u.startswith(home) and not (library == "streamlit" and u == "app.py")]
    assert users, f"nothing imports {library}: the test looks at the wrong tree"
    assert not strangers


def test_sql_stands_in_the_store_only():
    verbs = ("select ", "insert into ", "update ", "delete from ", "create table")
    found = []
    for path in CODE:
        if path.is_relative_to(ROOT / "kpi" / "store"):
            continue
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                text = node.value.strip().lower()
                if text.startswith(verbs) and (" from " in text or " values" in text or " set " in text):
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not found
