"""A started pack as a folder: written beside its place, checked, and moved there whole. Nothing is left of one that is faulty."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from kpi.errors import Refusal
from kpi.language import tr
from kpi.programme.errors import PackError
from kpi.programme.loader import load_programme
from kpi.programme.model import Programme
from kpi.programme.start import StartPack, pack_files

LAYOUTS = Path(__file__).resolve().parents[2] / "data" / "start"
"""The product's own layouts by language, from which every new pack begins."""


def write_pack(directory: Path, pack: StartPack) -> Programme:
    """Write the pack into ``directory``, which must be empty or not there. Raises Refusal, with every fault, for a faulty one."""
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise Refusal(tr("{directory} finns redan. Ange en mapp som inte finns: inget skrivs över.", directory=directory), code="exists")
    layouts = {p.name: p.read_text(encoding="utf-8") for p in sorted((LAYOUTS / pack.language).glob("*.toml"))}
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=directory.parent, prefix=f".{directory.name}-"))
    except OSError as error:
        raise Refusal(tr("Mappen {directory} går inte att skapa. Ange en annan.", directory=directory), code="out_path") from error
    try:
        for name, text in pack_files(pack, layouts).items():
            path = made / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        programme = load_programme(made)
        made.chmod(0o755)
        if directory.exists():
            directory.rmdir()
        made.rename(directory)
    except PackError as error:
        message = tr("Arbetsboken ger ett paket med fel, och inget är skrivet. Rätta arbetsboken:")
        raise Refusal(message, code="pack_invalid", faults=error.faults) from error
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return programme
