"""What is shown when something goes wrong: what, where, what now. Details go to the log, never to the screen."""

from __future__ import annotations

import logging
import secrets

from kpi.access import audit
from kpi.errors import Refusal
from kpi.text.escape import html
from pages._ui import parts

logger = logging.getLogger("malbild.app")


def on_script_error(error: Exception) -> bool:
    """Streamlit's hook for an uncaught exception in a page or a callback. True: nothing more is shown."""
    if isinstance(error, Refusal):
        refusal(error)
        return True
    number = secrets.token_hex(4)
    audit.fault(logger, number, error)
    message(
        "Något gick fel",
        "Sidan kunde inte visas. Inget har sparats eller ändrats av felet.",
        f"Ladda om sidan. Händer det igen: ge felnumret {number} till den som sköter Målbild; det står i serverns logg.",
    )
    return True


def refusal(error: Refusal, way_out: str = "") -> None:
    """A Refusal as a message of its own, with its faults as a list. ``way_out`` is ready HTML (a link)."""
    shown = error.faults[:20]
    faults = "".join(f"<li>{html(str(f))}</li>" for f in shown)
    more = f"<li>… och {len(error.faults) - len(shown)} till</li>" if len(error.faults) > len(shown) else ""
    listed = f"<ul>{faults}{more}</ul>" if faults else ""
    message("Det gick inte", error.message, "", body=listed + way_out)


def message(heading: str, text: str, then: str = "", body: str = "") -> None:
    """A message that stands out from the page. ``body`` is ready HTML."""
    after = f"<p>{html(then)}</p>" if then else ""
    parts.write(f'<section class="mb-message" role="alert"><h2>{html(heading)}</h2><p>{html(text)}</p>{after}{body}</section>')
