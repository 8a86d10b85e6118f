"""Commands that write files: templates and sample extracts."""

from __future__ import annotations

from pathlib import Path

from kpi.cli.call import Call
from kpi.errors import Refusal
from kpi.intake.templates import write_templates
from kpi.language import tr
from kpi.sample import write_sample


def templates(call: Call) -> int:
    """A workbook per layout, with the units in the store as drop-down lists."""
    out = _folder(call)
    with call.runtime() as runtime:
        files = write_templates(runtime.programme, runtime.store.units(), out)
    return _written(call, files, tr("{count} mallar:", count=len(files)))


def sample(call: Call) -> int:
    """Synthetic extracts for every layout, marked SYNTETISK. Needs no store."""
    args = call.args
    years = list(range(args.years[0], args.years[1] + 1)) if args.years else None
    files = write_sample(call.programme, _folder(call), units=args.units, years=years, months=args.months, seed=args.seed)
    return _written(call, files, tr("{count} syntetiska utdrag, märkta SYNTETISK:", count=len(files)))


def _folder(call: Call) -> Path:
    folder = call.path(call.args.out)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal(tr("Mappen {folder} går inte att skapa. Ange en annan med --out.", folder=folder), code="out_path") from error
    return folder


def _written(call: Call, files: list[Path], said: str) -> int:
    call.output.document({"files": [str(file) for file in files]})
    call.output.text(said)
    for file in files:
        call.output.text(f"  {file}")
    return 0
