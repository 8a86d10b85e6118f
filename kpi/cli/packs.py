"""Commands about packs as files: check one, start one from a workbook."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from kpi.cli.call import Call
from kpi.errors import Fault, Refusal
from kpi.intake.pack_book import read_pack_book, write_pack_book
from kpi.language import current, ntr, speaking, tr
from kpi.programme.advice import advice
from kpi.programme.errors import PackError
from kpi.programme.folder import write_pack
from kpi.programme.loader import language_of, load_programme, programme_dir
from kpi.programme.model import Programme
from kpi.programme.remarks import remarks
from kpi.programme.together import TogetherError, together

DONE, REFUSED = 0, 2


def check(call: Call) -> int:
    """Every fault of a pack at once, or that it can be used and what it leaves open; of several also whether they go together.
    2 when something cannot be used. Told in the language of the (first) pack."""
    asked: list[str] = call.args.dirs
    with speaking(_language(call, asked[0])):
        return _check(call, asked)


def _language(call: Call, asked: str) -> str:
    try:
        return language_of(_directory(call, asked))
    except PackError:  # there is no such pack
        return current()


def _directory(call: Call, asked: str) -> Path:
    """Where the pack is: a folder, or the id of one that there is. Raises PackError for neither."""
    directory = call.path(asked)
    return directory if directory.is_dir() or "/" in asked else programme_dir(asked)


def _check(call: Call, asked: list[str]) -> int:
    programmes = []
    for name in asked:
        found = _checked(call, name, alone=len(asked) == 1)
        if found is None:  # the first that is faulty is told whole
            return REFUSED
        programmes.append(found)
    return _go_together(call, asked, programmes) if len(asked) > 1 else DONE


def _checked(call: Call, asked: str, *, alone: bool) -> Programme | None:
    """One pack, told; None when it is faulty. ``alone``: it is all that was asked about, and its answer is the document."""
    try:
        programme = load_programme(_directory(call, asked))
    except PackError as error:
        _faulty(call, asked, error.faults)
        return None
    open_ = remarks(programme)
    counts = _counts(programme)
    if alone:
        call.output.document({"directory": asked, "valid": True, "id": programme.id, "counts": counts, "faults": [], "open": open_})
    call.output.text(tr("{organisation}: paketet {id} kan användas.", organisation=programme.organisation, id=programme.id))
    call.output.text(", ".join(f"{count} {name}" for name, count in _counted(programme)))
    if open_:
        call.output.text(tr("Ej fastställt, och visas så:"))
    for remark in open_:
        call.output.text(f"  – {remark}")
    return programme


def _go_together(call: Call, asked: list[str], programmes: list[Programme]) -> int:
    """Can the packs stand in one installation? And which indicators they share."""
    ids = [p.id for p in programmes]
    try:
        together(programmes)
    except TogetherError as error:
        _faulty(call, ", ".join(asked), error.faults, tr("Programmen kan inte användas i samma installation"))
        return REFUSED
    held = Counter(i.id for p in programmes for i in p.indicators)
    shared = sorted(name for name, times in held.items() if times > 1)
    call.output.document({"directories": asked, "valid": True, "ids": ids, "shared": shared, "faults": []})
    call.output.text(tr("Programmen {ids} kan användas i samma installation.", ids=", ".join(ids)))
    call.output.text(tr("Gemensamma indikatorer: {shared}.", shared=", ".join(shared) or tr("inga")))
    return DONE


def _faulty(call: Call, asked: str, faults: tuple[Fault, ...], said: str = "") -> None:
    call.output.document({"directory": asked, "valid": False, "faults": [_fault_json(f) for f in faults]})
    said = said or tr("Paketet {asked} kan inte användas", asked=asked)
    call.output.message(f"{said}: {ntr('1 fel', '{n} fel', len(faults), n=len(faults))}.")
    for fault in faults:
        place = ": ".join(part for part in (fault.sheet, fault.column) if part)
        call.output.message(f"– {place}: {fault.message}")
        call.output.message(f"  {advice(fault.code)}")


def _fault_json(fault: Fault) -> dict[str, Any]:
    return {
        "file": fault.sheet,
        "key": fault.column,
        "code": fault.code,
        "reason": fault.message,
        "advice": advice(fault.code),
        "value": fault.value,
    }


def _counted(programme: Programme) -> list[tuple[str, int]]:
    counts = _counts(programme)
    named = {
        "areas": tr("programområden"),
        "indicators": tr("indikatorer"),
        "actions": tr("åtgärder"),
        "milestones": tr("delmål"),
        "levels": tr("nivåer"),
        "layouts": tr("sorters utdrag"),
    }
    return [(word, counts[name]) for name, word in named.items() if counts[name]]


def _counts(programme: Programme) -> dict[str, int]:
    return {
        "areas": len(programme.areas),
        "indicators": len(programme.planned),
        "supplementary": len(programme.supplementary),
        "actions": sum(len(area.actions) for area in programme.areas),
        "milestones": sum(len(area.milestones) for area in programme.areas),
        "links": len(programme.links),
        "levels": len(programme.levels),
        "layouts": len(programme.layouts),
    }


def new(call: Call) -> int:
    """A pack started from a workbook, or (``--template``) the workbook to fill in. Nothing is written when the workbook has a fault."""
    args = call.args
    if args.template:
        path = call.path(args.template)
        if path.exists():
            raise Refusal(tr("Filen {path} finns redan. Ange ett annat namn.", path=path), code="exists")
        write_pack_book(path)
        call.output.document({"template": str(path)})
        call.output.text(
            tr("Arbetsboken {path} är skriven. Fyll i den och kör: programme new MAPP --from {template}", path=path, template=args.template)
        )
        return DONE
    if not args.dir or not args.source:
        raise Refusal(tr("Ange mappen och arbetsboken: programme new MAPP --from FIL. En tom arbetsbok: --template FIL."), code="usage")
    directory, source = call.path(args.dir), call.path(args.source)
    book = read_pack_book(_read(source), source.name, directory.name)
    programme = write_pack(directory, book)
    files = sorted(p.relative_to(directory).as_posix() for p in directory.rglob("*.toml"))
    call.output.document({"directory": str(directory), "id": programme.id, "files": files, "counts": _counts(programme)})
    call.output.text(tr("Paketet {id} är skrivet i {directory}:", id=programme.id, directory=directory))
    for file in files:
        call.output.text(f"  {file}")
    call.output.text(", ".join(f"{count} {name}" for name, count in _counted(programme)))
    return DONE


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refusal(tr("Filen {path} går inte att läsa. Kontrollera namnet.", path=path), code="unreadable") from error
