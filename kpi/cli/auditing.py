"""``audit``: can anything that is protected be worked out from what is shown?"""

from __future__ import annotations

from dataclasses import asdict

from kpi.access.permissions import Permission, require
from kpi.cli.call import Call
from kpi.language import N_, tr
from kpi.text import numbers, words

CLEAN, NOT_CLEAN = 0, 2
WHAT = {"n": N_("antalet"), "value": N_("värdet")}


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
        tr(
            "Granskning av {year}: {hidden} skyddade och {shown} visade värden.",
            year=year,
            hidden=numbers.count(report.cells_hidden),
            shown=numbers.count(report.cells_shown),
        )
    )
    call.output.text(
        tr(
            "Versioner: {versions}. Samband: {relations}. Sidor: {pages}, och {mine} av Min enhet.",
            versions=report.versions,
            relations=numbers.count(report.relations),
            pages=report.pages,
            mine=report.mine,
        )
    )
    for heading, found in ((tr("Går att räkna ut:"), report.cells_solvable), (tr("Går att räkna ut för nära:"), report.narrowed)):
        if found:
            call.output.text(f"{heading} {numbers.count(len(found))}")
            rows = [(f.indicator, f.unit, f.period, tr(words.SEX[f.sex]), f.method, tr(WHAT[f.what]), f.version or tr("nu")) for f in found]
            call.output.table((tr("Indikator"), tr("Enhet"), tr("Period"), tr("Kön"), tr("Metod"), tr("Vad"), tr("Version")), rows)
    for text in report.texts:
        call.output.text(tr("Tal som inte finns i någon rad: {text}", text=text))
    for role, count in report.roles.items():
        if count:
            call.output.text(tr("Rollen {role} får {count} värden som en controller inte får.", role=role, count=numbers.count(count)))
    if report.clean:
        call.output.text(tr("Inget skyddat värde går att räkna ut."))
    return CLEAN if report.clean else NOT_CLEAN
