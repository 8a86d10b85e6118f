"""Documents of *Årsstatus*: the same gated rows as the page, as PDF, workbook or slides. Never asks the store, and has no clock of its own:

the same rows give the same bytes. ``report`` is the way in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kpi.language import tr
from kpi.programme.model import Programme
from kpi.reports.content import Content, content, files
from kpi.views.year_status_rows import YearStatus

__all__ = ["KINDS", "MIME", "Report", "report"]

MIME = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
KINDS = tuple(MIME)


@dataclass(frozen=True, slots=True)
class Report:
    """A finished file. ``pages``: of a PDF; a workbook's sheets, a deck's slides."""

    name: str
    kind: str
    data: bytes
    pages: int
    data_version: int


def report(status: YearStatus, programme: Programme, kind: str, tell: Callable[[float, str], None] | None = None) -> Report:
    """The year's status as a file of the kind "pdf", "xlsx" or "pptx". Raises KeyError for any other kind.

    ``tell``: is told how far it is, as a share and in words; what it raises breaks the work off.
    """
    told = tell or (lambda share, text: None)
    told(0.3, tr("skriver texterna"))
    made = content(status, programme)
    told(0.5, tr("ritar och sätter sidorna"))
    data, pages = _maker(kind)(made)
    told(1.0, tr("klart"))
    return Report(files(made, kind), kind, data, pages, status.stamp.data_version)


def _maker(kind: str) -> Callable[[Content], tuple[bytes, int]]:
    """Each kind's library is loaded when a file of it is first asked for."""
    if kind == "pdf":
        from kpi.reports.pdf import pdf as made
    elif kind == "xlsx":
        from kpi.reports.xlsx import xlsx as made
    elif kind == "pptx":
        from kpi.reports.slides import pptx as made
    else:
        raise KeyError(kind)
    return made
