"""What is shown when something goes wrong: what, where, what now. Details go to the log, never to the screen."""

from __future__ import annotations

import logging
import secrets

from kpi.access import audit
from kpi.errors import Refusal
from kpi.language import tr
from kpi.text.escape import html
from pages._ui import parts

logger = logging.getLogger("malbild.app")


def on_script_error(error: Exception) -> bool:
    """Streamlit's hook for an uncaught exception in a page or a callback. True: nothing more is shown."""
    alone = not parts.has_title()
    parts.forget_title()
    if isinstance(error, Refusal):
        refusal(error, alone=alone)
        return True
    number = secrets.token_hex(4)
    audit.fault(logger, number, error)
    message(
        tr("Något gick fel"),
        tr("Sidan kunde inte visas. Inget har sparats eller ändrats av felet."),
        tr("Ladda om sidan. Händer det igen: ge felnumret {number} till den som sköter Målbild; det står i serverns logg.", number=number),
        alone=alone,
    )
    return True


def refusal(error: Refusal, way_out: str = "", *, alone: bool = False) -> None:
    """A Refusal as a message of its own, with its faults as a list. ``way_out`` is ready HTML (a link). ``alone``: as ``message``."""
    shown = error.faults[:20]
    faults = "".join(f"<li>{html(str(f))}</li>" for f in shown)
    left = len(error.faults) - len(shown)
    more = f"<li>{tr('… och {n} till', n=left)}</li>" if left else ""
    listed = f"<ul>{faults}{more}</ul>" if faults else ""
    message(tr("Det gick inte"), error.message, "", body=listed + way_out, alone=alone)


def message(heading: str, text: str, then: str = "", body: str = "", *, alone: bool = False) -> None:
    """A message that stands out from the page. ``body`` is ready HTML. ``alone``: the page is nothing but this, and the heading its own."""
    after = f"<p>{html(then)}</p>" if then else ""
    top = f'<h1 id="rubrik" tabindex="-1">{html(heading)}</h1>' if alone else f"<h2>{html(heading)}</h2>"
    parts.write(f'<section class="mb-message" role="alert">{top}<p>{html(text)}</p>{after}{body}</section>')
