"""Compiles the tests as pytest does, on all processors, before it starts its processes: each of them would do the same again, beside the
others. What is compiled is kept, so that only a fresh clone waits for it.

Source: ``_pytest.assertion.rewrite.AssertionRewritingHook.exec_module`` (its names are pytest's own: see there when they are changed).
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from _pytest.assertion.rewrite import PYC_TAIL, _read_pyc, _rewrite_test, _write_pyc_fp, get_cache_dir

_WORTH_WHILE = 20  # fewer are compiled as soon as two processes have started
_config: list[pytest.Config] = []  # the processes are forked, and find it here


def compile_tests(config: pytest.Config, folder: Path) -> int:
    """How many files in ``folder`` were compiled: none, where few have changed or nothing may be written. What is no Python is left to
    pytest, which tells of it."""
    if sys.dont_write_bytecode:
        return 0
    stale = [path for pattern in ("test_*.py", "conftest.py") for path in folder.rglob(pattern) if _read_pyc(path, _kept(path)) is None]
    if len(stale) < _WORTH_WHILE:
        return 0
    _config[:] = [config]
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("fork")) as pool:
        return sum(pool.map(_compile, stale, chunksize=4))


def _kept(path: Path) -> Path:
    return get_cache_dir(path) / (path.stem + PYC_TAIL)


def _compile(path: Path) -> int:
    try:
        status, code = _rewrite_test(path, _config[0])
    except SyntaxError:
        return 0
    kept = _kept(path)
    kept.parent.mkdir(parents=True, exist_ok=True)
    made = kept.with_name(f"{kept.name}.{os.getpid()}")
    with made.open("wb") as file:
        _write_pyc_fp(file, status, code)
    made.replace(kept)  # whole or not at all: others may read it
    return 1
