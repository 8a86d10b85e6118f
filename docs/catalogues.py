"""The catalogues of the screen's languages, kept true to the source: ``kpi/locale/<language>/LC_MESSAGES/<package>.po``.

``python -m docs.catalogues`` takes every text that the source says (``tr``, ``ptr``, ``ntr``, ``N_``) into the catalogues, keeps the
translations there are and drops what is no longer said. With ``--check`` it only compares, and exits 1 when a catalogue is out of date, a
text is untranslated or doubtful, a {place} is lost, or two catalogues say one text in two ways.
"""

from __future__ import annotations

import ast
import io
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from kpi.language import LANGUAGES, MANY, SOURCE

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "kpi" / "locale"


def domains() -> dict[str, list[Path]]:
    """Catalogue → the source files whose texts it has: one a package of ``kpi``, one for its own modules, one for the pages."""
    found: dict[str, list[Path]] = {"pages": [ROOT / "app.py", *sorted((ROOT / "pages").rglob("*.py"))]}
    for path in sorted((ROOT / "kpi").rglob("*.py")):
        inside = path.relative_to(ROOT / "kpi").parts
        found.setdefault(inside[0] if len(inside) > 1 else "kpi", []).append(path)
    return found


def said(paths: Sequence[Path]) -> dict[tuple[str | None, str], list[str]]:
    """(context, Swedish text) → the files that say it."""
    texts: dict[tuple[str | None, str], list[str]] = {}
    for path in paths:
        name = path.relative_to(ROOT).as_posix()
        for message in messages(ast.parse(path.read_text(encoding="utf-8"))):
            files = texts.setdefault(message, [])
            files.extend([] if name in files else [name])
    return texts


def messages(tree: ast.AST) -> Iterator[tuple[str | None, str]]:
    """(context, Swedish text) of every text that a module says, also within an f-string, where Babel's own reader does not look."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        said = [argument.value for argument in node.args if isinstance(argument, ast.Constant) and isinstance(argument.value, str)]
        match node.func.id, said:
            case ("tr" | "N_", [text]):
                yield None, text
            case ("ntr" | "NN_", [one, many]):
                yield None, one
                yield (MANY if one == many else None), many
            case ("ptr", [context, text]):
                yield context, text


def updated(language: str, paths: Sequence[Path], before: Catalog) -> Catalog:
    """The catalogue of ``paths``' texts, with the translations that ``before`` has."""
    catalogue = Catalog(locale=language, fuzzy=False, header_comment=f"# Målbild, {language}. Gjord av python -m docs.catalogues.")
    for (context, text), files in sorted(said(paths).items(), key=lambda item: (item[1][0], item[0][1])):
        old = before.get(text, context)
        catalogue.add(
            text, old.string if old else None, locations=[(f, None) for f in files], context=context, flags=old.flags if old else ()
        )
    return catalogue


def written(catalogue: Catalog) -> str:
    """The catalogue as a file's text: no dates, so that the same source gives the same file."""
    out = io.BytesIO()
    write_po(out, catalogue, width=140, omit_header=True, include_lineno=False)
    return (
        f'msgid ""\nmsgstr ""\n"Language: {catalogue.locale_identifier}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
        + out.getvalue().decode()
    )


def read(path: Path, language: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def places(text: str) -> set[str]:
    """The names of the {places} in a text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def faults(language: str, catalogues: dict[str, Catalog]) -> Iterator[str]:
    """What is untranslated, doubtful, or said in two ways."""
    known: dict[tuple[str | None, str], str] = {}
    for domain, catalogue in catalogues.items():
        for message in catalogue:
            if message.id:
                yield from (f"{language}/{domain}.po: {fault}: {message.id!r}" for fault in _faults(message, known))


def _faults(message: Message, known: dict[tuple[str | None, str], str]) -> Iterator[str]:
    text, translated = str(message.id), str(message.string or "")
    if not translated:
        yield "untranslated"
        return
    if message.fuzzy:
        yield "doubtful"
    if "{" in text and places(text) != places(translated):
        yield "another set of {places}"
    if known.setdefault((message.context, text), translated) != translated:
        yield "translated in two ways"


def main(arguments: Sequence[str]) -> int:
    """Write, or with ``--check`` compare. 0: done or up to date; 1: something is not up to date or not translated."""
    stale = 0
    for language in (one for one in LANGUAGES if one != SOURCE):
        catalogues: dict[str, Catalog] = {}
        for domain, paths in domains().items():
            path = LOCALE / language / "LC_MESSAGES" / f"{domain}.po"
            made = updated(language, paths, read(path, language))
            if not len(made):
                continue
            catalogues[domain] = made
            if "--check" not in arguments:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(written(made), encoding="utf-8")
            elif not path.exists() or path.read_text(encoding="utf-8") != written(made):
                sys.stderr.write(f"{path.relative_to(ROOT)} is out of date: run make fix\n")
                stale = 1
        if "--check" in arguments:
            for fault in faults(language, catalogues):
                sys.stderr.write(fault + "\n")
                stale = 1
    return stale


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
