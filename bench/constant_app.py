"""A Streamlit page with the elements of another page and constant data: what drawing them costs when there is nothing to find out.

``BENCH_PAGE`` names a JSON file: a list of calls ``[path, kind, arguments]`` (see ``bench.rerun``), in the order of the page.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import streamlit as st
import uvicorn
from streamlit.runtime.scriptrunner import get_script_run_ctx

CALLS = json.loads(Path(os.environ["BENCH_PAGE"]).read_text(encoding="utf-8"))


def draw() -> None:
    """Call after call; a call whose path lies in a container's is made there."""
    st.set_page_config(page_title="Konstant", layout="wide", initial_sidebar_state="collapsed")
    containers = {(0,): st}
    for path, kind, arguments in CALLS:
        made = getattr(containers[tuple(path[:-1])], kind)(**arguments)
        if kind == "container":
            containers[tuple(path)] = made


if get_script_run_ctx(suppress_warning=True) is not None:
    draw()
else:
    app = st.App(Path(__file__).resolve())
    if __name__ == "__main__":
        port = int(sys.argv[sys.argv.index("--port") + 1])
        uvicorn.run(app, host="127.0.0.1", port=port, ws="websockets-sansio", access_log=False, log_level="warning")
