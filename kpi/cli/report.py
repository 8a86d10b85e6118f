"""The command that makes documents of *Årsstatus*: one file, or one for every unit of the year."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

from kpi.access.scope import Scope
from kpi.cli.call import Call
from kpi.errors import Refusal
from kpi.language import N_, tr
from kpi.reports import KINDS, Report
from kpi.reports import report as made
from kpi.runtime import Runtime
from kpi.text import numbers

_TELL = 10  # units between two words about how far it has come


def report(call: Call) -> int:
    """Write the file, or the files."""
    args = call.args
    if args.all_units:
        return _every_unit(call)
    if args.format:
        raise Refusal(tr("--format gäller tillsammans med --all-units. Annars säger filens ändelse vad det blir."), code="usage")
    path = call.path(args.out)
    kind = path.suffix.lower().removeprefix(".")
    if kind not in KINDS:
        raise Refusal(
            tr("Filen {name} har ingen ändelse som går att skriva. Ange .pdf, .xlsx eller .pptx.", name=path.name), code="unknown_format"
        )
    with call.runtime() as runtime:
        done = _make(call, runtime, call.shown_scope(runtime), args.unit, kind)
    _write(path, done.data)
    call.output.document({"file": str(path), "pages": done.pages, "data_version": done.data_version})
    pages, version = tr(_PAGES[kind], count=numbers.count(done.pages)), numbers.count(done.data_version)
    call.output.text(tr("Skriven: {path} ({pages}, dataversion {version})", path=path, pages=pages, version=version))
    return 0


_PAGES = {"pdf": N_("{count} sidor"), "xlsx": N_("{count} blad"), "pptx": N_("{count} bilder")}


def _every_unit(call: Call) -> int:
    """A file for each unit in force that year that the scope reaches, named after the unit's code."""
    args, kind = call.args, call.args.format or KINDS[0]
    if args.unit:
        raise Refusal(tr("--unit och --all-units går inte ihop. Välj en enhet eller alla."), code="usage")
    folder = call.path(args.out)
    written: list[dict[str, Any]] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal(tr("Mappen {folder} går inte att skapa. Ange en annan med --out.", folder=folder), code="out_path") from error
    with call.runtime() as runtime:
        scope = call.shown_scope(runtime)
        units = runtime.views.context(scope, args.year, None, args.as_of).units
        for number, unit in enumerate(units, start=1):
            done = _make(call, runtime, scope, unit.code, kind)
            path = _free(folder / done.name, {Path(one["file"]) for one in written})
            _write(path, done.data)
            written.append({"file": str(path), "unit": unit.code, "pages": done.pages, "data_version": done.data_version})
            if number % _TELL == 0 or number == len(units):
                call.output.message(tr("{done} av {all} enheter klara", done=numbers.count(number), all=numbers.count(len(units))))
    call.output.document({"files": written})
    call.output.text(tr("{count} filer i {folder}", count=numbers.count(len(written)), folder=folder))
    return 0


def _free(path: Path, taken: set[Path]) -> Path:
    """The path, or one beside it when another unit's code makes the same name."""
    return next(p for n in count(1) if (p := path if n == 1 else path.with_stem(f"{path.stem}-{n}")) not in taken)


def _make(call: Call, runtime: Runtime, scope: Scope, unit: str | None, kind: str) -> Report:
    args = call.args
    status = runtime.views.year_status(scope, year=args.year, unit=unit, compare_year=args.compare, as_of=args.as_of)
    return made(status, runtime.programme, kind)


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise Refusal(tr("Filen går inte att skriva: {path}. Välj en annan plats med --out.", path=path), code="out_path") from error
