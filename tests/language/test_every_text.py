"""Every text that a reader would see is marked for the catalogues."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.language.prose import MARKS, is_prose, unmarked, unmarked_in

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted([ROOT / "app.py", *(ROOT / "kpi").rglob("*.py"), *(ROOT / "pages").rglob("*.py")])
EVERY = None
# File → why its texts stay as they are, and which (EVERY: all of them).
_RECOGNISED = "words that are recognised in files, of whatever language the file is"
_STORED = "stays in the log as it was written: the log is in Swedish (ADR 0025)"
_NAMES = "names of classes, typefaces and of others' files"
EXCEPTIONS: dict[str, tuple[str, tuple[str, ...] | None]] = {
    "kpi/charts/svg.py": ("letters by their width", ("mwMWÅÄÖABCDEFGHKNOPQRSTUVXYZ%–−+",)),
    "kpi/charts/tokens.py": ("typefaces", EVERY),
    "kpi/cli/parser.py": ("argparse's own texts, to be recognised", EVERY),
    "kpi/intake/cells.py": (_RECOGNISED, EVERY),
    "kpi/intake/facts.py": ("why a fact has no value, as it is kept", ("saknas",)),
    "kpi/intake/formats/sheet.py": (_RECOGNISED, EVERY),
    "kpi/intake/formats/xls.py": (_NAMES, ("Workbook", "Book")),
    "kpi/intake/formats/xlsx.py": (_NAMES, ("Target",)),
    "kpi/intake/marks.py": (_RECOGNISED, EVERY),
    "kpi/intake/pack_book.py": ("names of sheets and columns by which cells are asked for; pack_columns says them", EVERY),
    "kpi/intake/personnummer.py": (_RECOGNISED, ("födelsenummer",)),
    "kpi/intake/results.py": (_STORED, ("{} rader förkastade",)),
    "kpi/intake/tables/parts.py": (_RECOGNISED, ("helår", "hela året", "helåret", "hel år", "år", "året", "full year")),
    "kpi/intake/tables/periods.py": (_RECOGNISED, ("(?:år\\s?)?{}",)),
    "kpi/intake/tables/vocabulary.py": (_RECOGNISED, EVERY),
    "kpi/intake/tables/words.py": (_RECOGNISED, ("månad",)),
    "kpi/language/locale.py": ("the alphabets", EVERY),
    "kpi/programme/fields.py": (_NAMES, ("Strategy", "Foundation")),
    "kpi/programme/schema.py": (_NAMES, EVERY),
    "kpi/reports/deck.py": (_NAMES, ("Georgia", "Calibri")),
    "kpi/reports/pages.py": (_NAMES, ("Source Sans Pro", "Source Serif Pro", "DejaVu Sans Mono")),
    "kpi/reports/xlsx.py": (_NAMES, ("Table Style Light 1",)),
    "kpi/settings.py": (_STORED, ("okänd",)),
    "kpi/store/access.py": (_STORED, ("återkallad", " och {} till")),
    "kpi/store/actions.py": (_STORED, (" och {} till",)),
    "kpi/store/forgetting.py": (_STORED, ("glömd: {}. {}",)),
    "kpi/store/judgements.py": (_STORED, ("godkänd", "återtagen")),
    "kpi/store/memory.py": (_STORED, ("{}: svaret borttaget. {}", "utelämnas")),
    "kpi/store/milestones.py": (_STORED, ("inte längre knuten",)),
    "kpi/store/opening.py": (_STORED, ("Programmets regler är ändrade: sammanräkningen är gjord på nytt.",)),
    "kpi/views/managers.py": (_STORED, ("Ur listan {}",)),
    "pages/_ui/frontend.py": ("Streamlit's own texts, to be found in its files", EVERY),
    "pages/_ui/report.py": (_NAMES, ("Excel",)),
    "pages/_ui/server.py": ("the frontend's own title, to be found", ("<title>Streamlit</title>",)),
}


class Found(NamedTuple):
    """What is to be looked at in a file. ``pieces``: lines of the texts that are put together before they are said."""

    unmarked: list[tuple[int, str]]
    pieces: list[int]


@cache
def _found(path: Path) -> Found:
    """Each file is read once."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    pieces = [call.lineno for call in _calls(tree) if call.args and isinstance(call.args[0], ast.JoinedStr | ast.BinOp)]
    return Found(list(unmarked_in(tree)), pieces)


def _calls(tree: ast.Module) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
            yield node


def _excepted(name: str, text: str) -> bool:
    _, texts = EXCEPTIONS.get(name, ("", ()))
    return texts is EVERY or text in (texts or ())


def test_every_text_is_marked_for_the_catalogues() -> None:
    found = [(path.relative_to(ROOT).as_posix(), *each) for path in FILES for each in _found(path).unmarked]
    assert [f"{name}:{line}: {text[:100]}" for name, line, text in found if not _excepted(name, text)] == []


@pytest.mark.parametrize("name", EXCEPTIONS)
def test_no_exception_has_outlived_its_text(name: str) -> None:
    found = {text for _, text in _found(ROOT / name).unmarked}
    assert found, "no text to except"
    assert set(EXCEPTIONS[name][1] or ()) <= found


def test_what_is_marked_is_a_whole_text() -> None:
    """A text that is put together before it is said is in no catalogue."""
    made = [f"{path.relative_to(ROOT)}:{line}" for path in FILES for line in _found(path).pieces]
    assert made == []


@pytest.mark.parametrize(
    "source",
    [
        'say("Filen är tom.")', 'say("The file is empty")', 'say(f"Läst {n} rader")', 'say(f"{a} och {b}")', 'HEADING = "Indikator"',
        'say("<p>Uppgift saknas</p>")', 'X = {"a": "Skyddat"}', 'def f(name="Åtgärder"): ...', 'say(tr("Läget") + ", sedan i går")',
        'say(f"{tr(\'Läget\')} för året")', 'raise Refusal("Ange ett skäl.", code="missing_reason")',
    ],
)  # fmt: skip
def test_a_text_that_is_not_marked_is_found(source: str) -> None:
    assert list(unmarked(source))


@pytest.mark.parametrize(
    "source",
    [
        '"""Läget i ord."""', 'say(tr("Filen är tom."))', 'say(ntr("{n} rad", "{n} rader", n, n=n))', 'X = N_("Indikator")',
        'if text == "Läget är": ...', 'x["Läget är"]', 'X = {"läget är": 1}', 'raise ValueError("no such file here")',
        're.compile("läget är (.*)")', 'say("<p class=\'mb-note\'>")', 'X = "SELECT a FROM b"', 'say(key="läget är")', 'say("mb-note")',
        'X = "color: #fff;"', '__all__ = ["Report"]', 'say("Målbild")',
    ],
)  # fmt: skip
def test_what_nobody_reads_is_not_asked_for(source: str) -> None:
    assert list(unmarked(source)) == []


@pytest.mark.parametrize(
    ("text", "said"), [("mb-card", False), ("år", True), ("Status", True), ("T", False), ("två ord", True), ("a, b", False)]
)
def test_what_prose_is(text: str, said: bool) -> None:
    assert is_prose(text) is said
