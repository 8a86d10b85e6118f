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
KEYWORDS = {"tr": 1, "N_": 1, "ntr": 2, "NN_": 2, "ptr": 2}
"""What marks a text, and how many of its first arguments are texts; the first of ``ptr`` is the context of the second."""


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
        for key in marked(ast.parse(path.read_text(encoding="utf-8"))):
            files = texts.setdefault(key, [])
            files.extend([] if name in files else [name])
    return texts


def marked(tree: ast.AST) -> Iterator[tuple[str | None, str]]:
    """(context, text) of everything that a module marks, also within f-strings (where Babel's own extraction does not look) and of both
    ends of a condition. What is no literal is marked somewhere else."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in KEYWORDS:
            texts = [list(_literals(argument)) for argument in call.args[: KEYWORDS[call.func.id]]]
            if call.func.id == "ptr":
                yield from ((context, text) for context in texts[0] for text in texts[1])
            elif len(texts) == 2 and texts[0] == texts[1]:  # one and many alike in Swedish, not in every language
                yield from ((context, text) for context in (None, MANY) for text in texts[0])
            else:
                yield from ((None, text) for found in texts for text in found)


def _literals(argument: ast.expr) -> Iterator[str]:
    if isinstance(argument, ast.IfExp):
        yield from (*_literals(argument.body), *_literals(argument.orelse))
    elif isinstance(argument, ast.Constant) and isinstance(argument.value, str) and argument.value:
        yield argument.value


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
