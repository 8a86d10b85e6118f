"""Nothing is shown, queried or kept without a scope: a view, a query or a cache that forgets it fails the build."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest

from kpi.access.scope import Scope
from kpi.views import Views
from tests.architecture.code import parsed

pytestmark = pytest.mark.xdist_group("architecture")
ROOT = Path(__file__).parents[2]
VIEWS = sorted((ROOT / "kpi" / "views").glob("*.py"))
PAGES = sorted((ROOT / "pages").rglob("*.py"))

# Functions of kpi.views that are given the Source without a Scope or a Place, and why they need none: no figure can come out of them.
UNSCOPED = {
    ("choices", "default_year"): "which years there are figures for, not which",
    ("choices", "unit_choice"): "a unit's name and level",
    ("choices", "context_of"): "of a checked Place",
    ("levels", "level_of"): "a unit's level",
    ("levels", "said"): "what the levels of units are led by",
    ("levels", "shared_leader"): "what the levels of units are led by",
    ("levels", "check_title"): "refuses a unit that is on another level",
    ("access", "check"): "what is about to be stored; nothing comes out",
}
# Where a cached text or value has no scope in its key: only the organisation and the targets, which are the same for everyone.
WITHOUT_SCOPE = {("source", "snapshot"), ("source", "tree"), ("choices", "_tree_choices")}
# Where the store's figures are asked for: everything else goes through Source, which holds them against the reach.
ASKS_THE_STORE = {
    ("source", "cells"), ("source", "cells_of"), ("source", "cells_all"), ("source", "months"), ("source", "why_missing"),
    ("trace", "_traced"),  # of the Place's own unit; each fact is then held against its reach
    ("preview", "_gated"),  # after require(IMPORT): a controller, who reaches every unit
}  # fmt: skip
FIGURES = {"cells", "months", "why_missing", "trace", "history", "compare", "ahead"}


def functions(tree: ast.AST) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def annotations(function: ast.FunctionDef) -> set[str]:
    arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return {ast.unparse(a.annotation).strip("'\"") for a in arguments if a.annotation is not None}


def innermost(tree: ast.Module, node: ast.AST) -> str:
    """The name of the function that the node stands in, inside any lambda or local helper of it."""
    found = [f for f in functions(tree) if f.lineno <= node.lineno <= (f.end_lineno or f.lineno)]
    return max(found, key=lambda f: f.lineno).name if found else ""


def outermost(tree: ast.Module, node: ast.AST) -> str:
    found = [f for f in functions(tree) if f.lineno <= node.lineno <= (f.end_lineno or f.lineno)]
    return min(found, key=lambda f: f.lineno).name if found else ""


def test_every_view_takes_a_scope_first_and_has_to_be_given_one():
    without = []
    for name, function in inspect.getmembers(Views, inspect.isfunction):
        if name.startswith("_"):
            continue
        first = list(inspect.signature(function).parameters.values())[1]
        if first.name != "scope" or first.annotation not in (Scope, "Scope") or first.default is not inspect.Parameter.empty:
            without.append(name)
    assert not without


def test_every_function_that_can_reach_figures_is_given_a_scope_or_a_checked_place():
    without = []
    for path in VIEWS:
        for function in parsed(path).body:
            if not isinstance(function, ast.FunctionDef) or function.name.startswith("_"):
                continue
            given = annotations(function)
            if "Source" in given and not given & {"Scope", "Place"} and (path.stem, function.name) not in UNSCOPED:
                without.append(f"{path.stem}.{function.name}")
    assert not without


def test_every_kept_value_has_its_scope_in_the_key():
    without, keys = [], 0
    for path in VIEWS:
        tree = parsed(path)
        for call in (n for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)):
            if call.func.attr not in ("key", "get"):
                continue
            where = (path.stem, outermost(tree, call))
            if call.func.attr == "key" and ast.unparse(call.func.value) in ("source", "self", "self._source"):
                keys += 1
                scoped = ast.unparse(call.args[1]) in ("scope", "at.scope")
                if not scoped and where not in WITHOUT_SCOPE:
                    without.append(f"{path.stem}:{call.lineno}")
            if call.func.attr == "get" and ast.unparse(call.func.value).endswith("cache"):
                key = ast.unparse(call.args[0])
                if not (key == "key" or ".key(" in key) and where not in WITHOUT_SCOPE:
                    without.append(f"{path.stem}:{call.lineno}")
    assert keys > 5, "no keys found: the test looks at the wrong thing"
    assert not without


def test_nothing_else_keeps_what_was_shown():
    """Other caches know no scope: the frontend's are shared by everyone, a function's lives as long as the process."""
    allowed = {("gate", "_joined"), ("server", "asset"), ("server", "document"), ("frontend", "scripts")}  # the pack, and our own files
    kept = [
        f"{path.relative_to(ROOT)}: {function.name}: {ast.unparse(decorator)}"
        for path in (*VIEWS, *PAGES)
        for function in functions(parsed(path))
        for decorator in function.decorator_list
        if any(word in ast.unparse(decorator) for word in ("cache", "memo"))
        and "cached_property" not in ast.unparse(decorator)
        and (path.stem, function.name) not in allowed
    ]
    assert not kept


def test_every_rendered_page_is_kept_under_its_visit():
    found = 0
    for path in PAGES:
        for call in (n for n in ast.walk(parsed(path)) if isinstance(n, ast.Call)):
            if ast.unparse(call.func).endswith("rendered.get"):
                found += 1
                assert "*visit.key" in ast.unparse(call.args[0]), f"{path.name}:{call.lineno}"
    assert found


def test_the_key_of_a_visit_has_the_scope():
    guard = parsed(ROOT / "pages" / "_ui" / "guard.py")
    key = next(f for f in functions(guard) if f.name == "key")
    assert "self.scope.key" in ast.unparse(key)


def test_figures_are_asked_for_in_one_place_only():
    asked = set()
    for path in VIEWS:
        tree = parsed(path)
        for call in (n for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)):
            if call.func.attr in FIGURES and ast.unparse(call.func.value).endswith("store"):
                asked |= {(path.stem, innermost(tree, call)), (path.stem, outermost(tree, call))} & ASKS_THE_STORE or {
                    (path.stem, outermost(tree, call))
                }
    assert asked <= ASKS_THE_STORE
    assert ("source", "cells") in asked


def test_a_page_asks_the_store_for_no_figures():
    asked = []
    for path in [*PAGES, *sorted((ROOT / "kpi" / "cli").glob("*.py"))]:
        for call in (n for n in ast.walk(parsed(path)) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)):
            if call.func.attr in FIGURES | {"head"} and ast.unparse(call.func.value).endswith("runtime.store"):
                asked.append(f"{path.name}:{call.lineno}")
    assert not asked
