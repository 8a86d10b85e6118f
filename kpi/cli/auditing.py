"""``audit``: can anything that is protected be worked out from what is shown?"""

from __future__ import annotations

from dataclasses import asdict

from kpi.access.permissions import Permission, require
from kpi.cli.call import Call
from kpi.text import numbers, words

CLEAN, NOT_CLEAN = 0, 2
WHAT = {"n": "antalet", "value": "värdet"}


def audit(call: Call) -> int:
    """Audit a year. 0 when nothing can be worked out, else 2. Findings name cells, never figures."""
    from kpi.audit import audit as run  # here: the server and the other commands do without the solver
    from kpi.audit.report import MOST_PAGES, MOST_VERSIONS

    args = call.args
    with call.runtime() as runtime:
        scope = call.scope(runtime)
        require(scope, Permission.READ_LOG)
        year = args.year if args.year is not None else runtime.views.context(scope).year
        limits = {"versions": None, "pages": None} if args.all else {"versions": MOST_VERSIONS, "pages": MOST_PAGES}
        report = run(runtime.store, runtime.programme, year, **limits)
    call.output.document(asdict(report) | {"clean": report.clean})
    call.output.text(
        f"Granskning av {year}: {numbers.count(report.cells_hidden)} skyddade och {numbers.count(report.cells_shown)} visade värden."
    )
    call.output.text(
        f"Versioner: {report.versions}. Samband: {numbers.count(report.relations)}. Sidor: {report.pages}, och {report.mine} av Min enhet."
    )
    for heading, found in (("Går att räkna ut:", report.cells_solvable), ("Går att räkna ut för nära:", report.narrowed)):
        if found:
            call.output.text(f"{heading} {numbers.count(len(found))}")
            rows = [(f.indicator, f.unit, f.period, words.SEX[f.sex], f.method, WHAT[f.what], f.version or "nu") for f in found]
            call.output.table(("Indikator", "Enhet", "Period", "Kön", "Metod", "Vad", "Version"), rows)
    for text in report.texts:
        call.output.text(f"Tal som inte finns i någon rad: {text}")
    for role, count in report.roles.items():
        if count:
            call.output.text(f"Rollen {role} får {numbers.count(count)} värden som en controller inte får.")
    if report.clean:
        call.output.text("Inget skyddat värde går att räkna ut.")
    return CLEAN if report.clean else NOT_CLEAN
