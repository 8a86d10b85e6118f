"""Målbild: the composition root.

Started as a program (``python app.py``, or by an ASGI server as ``app:app``) it is the server. Streamlit then runs the same file for
every visit: settings, identity, navigation, and the page asked for.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path

if "streamlit" not in sys.modules:  # the server, not a visit: what is loaded now stays, and the collector rests until it is (``lifespan``)
    gc.disable()

import streamlit as st
from starlette.middleware import Middleware
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages._ui import server, shell, trail, warm
from pages._ui.guard import guard


def visit() -> None:
    """One run for one visitor."""
    with shell.run():
        runtime, visitor, query = shell.open_for_visitor()
        entries = shell.entries(runtime)
        pages = {entry.path: shell.page(entry) for entry in entries}
        chosen = st.navigation(list(pages.values()), position="hidden")
        entry = next(e for e in entries if pages[e.path] == chosen)
        with shell.visit(runtime, visitor, query, entries, entry):
            trail.viewed(guard())
            chosen.run()


if get_script_run_ctx(suppress_warning=True) is not None:
    visit()
else:
    warm.read_our_secrets_only()
    app = st.App(
        Path(__file__).resolve(), middleware=[Middleware(server.Frame)], lifespan=server.lifespan, on_script_error=shell.on_script_error
    )
    if __name__ == "__main__":
        sys.exit(warm.serve(app))
