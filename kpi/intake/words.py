"""Words of a file that stand for units and indicators: looked up once each, and asked about when they are not known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import polars as pl

from kpi.errors import Fault
from kpi.intake import cells
from kpi.intake.cells import Words
from kpi.intake.extract import ROW, Extract
from kpi.intake.faults import FaultList
from kpi.intake.known import Known
from kpi.intake.lookups import UNKNOWN_INDICATOR, UNKNOWN_UNIT, Problem
from kpi.intake.questions import SKIP, Choice, Question, question_id
from kpi.intake.results import UnitRead
from kpi.intake.wording import LIKE_A_PERSON, quoted, rows_listed, short
from kpi.language import ntr, ptr, tr
from kpi.programme.model import Column

ASKED_AT_ONCE = 100  # words asked about; when more are unknown it is the organisation that is missing
_UNITS_TOLD = 500


def without_skipped(extract: Extract, known: Known) -> tuple[Extract, int]:
    """The extract without the rows of units and indicators that the answers say to leave out, and how many those were."""
    asking = known.asking
    if not (len(asking.answers.given) or len(asking.answers.remembered)):
        return extract, 0
    keep = cells.nothing(extract.frame.height).not_()
    for role, kind in (("unit", "unit"), ("indicator", "indicator")):
        column = extract.layout.role(role)
        if column is None or not extract.has(column.key) or extract.layout.kind == "organisation":
            continue
        words = cells.words(extract.frame[column.key])
        skipped = [t for t in words.texts if _unknown(kind, t, known) and asking.answers.get(question_id(kind, t)) == SKIP]
        rows = cells.picked(words, skipped)
        if skipped:
            _tell_skipped(extract, column, rows, skipped, known)
            keep = keep & ~rows
    left = int((~keep).sum())
    return (extract, 0) if not left else (replace(extract, frame=extract.frame.filter(keep)), left)


def _unknown(kind: str, text: str, known: Known) -> bool:
    """Is it a word that is asked about? Of a unit also an earlier name, which is not known in every year."""
    found = known.units.find(text, None) if kind == "unit" else known.indicators.find(text)
    if isinstance(found, Problem):
        return found.code in (UNKNOWN_UNIT, UNKNOWN_INDICATOR)
    return kind == "unit" and text.strip() != found and isinstance(known.units.find(text, known.last_year), Problem)


def _tell_skipped(extract: Extract, column: Column, rows: pl.Series, skipped: Sequence[str], known: Known) -> None:
    at = rows.arg_true()
    first = int(at[0])
    numbers = extract.frame[ROW].gather(at).unique(maintain_order=True).head(21).to_list()
    names = ", ".join(quoted(short(t)) for t in sorted(skipped)[:12])
    message = tr("{n} rader läses inte in, enligt svaret: {names} (rad {rows}).", n=len(at), names=names, rows=rows_listed(numbers))
    place = extract.place(column.key, first)
    known.notes.append(Fault("rows_left_out", message, sheet=extract.sheet_of(first), row=extract.row_of(first), column=place))
    if column.role == "unit":
        known.units_read.extend(UnitRead(short(t), None, None, int((extract.frame[column.key] == t).sum()), _by_answer()) for t in skipped)


def indicators_of(extract: Extract, column: Column, words: Words, known: Known, faults: FaultList) -> pl.Series:
    """Each distinct text's indicator, as its place in the programme; null for one that means none. Unknown ones are asked about."""
    place = {i.id: n for n, i in enumerate(known.programme.indicators)}
    problems: dict[str, Problem] = {}
    meant: list[int | None] = []
    for text in words.texts:
        found = known.indicators.find(text)
        if isinstance(found, Problem) and found.code == UNKNOWN_INDICATOR and not LIKE_A_PERSON.search(text):
            found = _asked_indicator(extract, column, words, text, known) or found
        if isinstance(found, Problem):
            problems[text] = found
        meant.append(None if isinstance(found, Problem) else place[found])
    _tell(extract, column, words, problems, known, faults)
    return pl.Series(meant, dtype=pl.UInt32)


def _asked_indicator(extract: Extract, column: Column, words: Words, text: str, known: Known) -> str | None:
    likely = known.indicators.likely(text)
    rest = [i for i in known.indicators.by_id if i not in likely]
    choices = tuple(Choice(i, known.indicators.by_id[i].name) for i in [*likely, *rest])
    why = tr("Ingen indikator i programmet heter så.")
    why += tr(" Menas ”{label}”?", label=known.indicators.by_id[likely[0]].label) if likely else ""
    question = _question(
        "indicator", tr("Vilken indikator är ”{short}”?", short=short(text)), why, choices, likely, extract, column, words, text
    )
    return known.asking.answer(question)


def units_of(extract: Extract, column: Column, words: Words, years: pl.Series, known: Known, faults: FaultList) -> pl.Series:
    """Each row's unit code; null where the word means none. The same name can mean different units in different years.

    years: each row's year, null where it is not known.
    """
    first, last = years.min(), years.max()
    span = (int(first), int(last)) if isinstance(first, int) and isinstance(last, int) else (known.last_year, known.last_year)
    fixed = pl.Series([known.units.always(t, *span) for t in words.texts], dtype=pl.String)
    codes = words.spread(fixed)
    if fixed.null_count():
        codes = _by_year(extract, column, words, fixed, codes, years, known, faults)
    _tell_units(words, codes, known)
    return codes


def _by_year(
    extract: Extract, column: Column, words: Words, fixed: pl.Series, codes: pl.Series, years: pl.Series, known: Known, faults: FaultList
) -> pl.Series:
    rows = pl.DataFrame({"text": words.codes, "year": years}).with_row_index("i").filter(words.rows(fixed.is_null()))
    pairs = rows.select("text", "year").unique(maintain_order=True)
    problems: dict[tuple[int, int | None], Problem] = {}
    meant = []
    for number, year in pairs.iter_rows():
        found = _unit(extract, column, words, words.texts[number], year, known)
        if isinstance(found, Problem):
            problems[(number, year)] = found
        meant.append(None if isinstance(found, Problem) else found)
    found_rows = rows.join(pairs.with_columns(pl.Series("code", meant, dtype=pl.String)), on=["text", "year"], how="left", nulls_equal=True)
    found_rows = found_rows.sort("i")
    if problems:
        asked = _asked(known)
        wrong = found_rows.filter(pl.col("code").is_null())
        by_code: dict[str, list[int]] = {}
        for i, number, year in wrong.select("i", "text", "year").iter_rows():
            problem = problems[(number, year)]
            code = "" if problem.code == UNKNOWN_UNIT and question_id("unit", words.texts[number]) in asked else problem.code
            by_code.setdefault(code, []).append(i)
        faults.reject(pl.Series(by_code.pop("", []), dtype=pl.UInt32))
        for code, at in sorted(by_code.items()):
            faults.add_at(column.key, at, code, lambda _, i: problems[(words.codes[i], years[i])].message)
    return codes.scatter(found_rows["i"], found_rows["code"])


def _asked(known: Known) -> set[str]:
    """Ids of the open questions that stand for their rows' faults."""
    return {q.id for q in known.asking.blocking()}


def _unit(extract: Extract, column: Column, words: Words, text: str, year: int | None, known: Known) -> str | Problem:
    found = known.units.find(text, year)
    if not (isinstance(found, Problem) and found.code == UNKNOWN_UNIT) or LIKE_A_PERSON.search(text):
        return found
    asked = question_id("unit", text)
    if any(q.id == asked for q in known.asking.open):
        return found
    said = known.asking.answers.get(asked)
    if said and known.units.name(said) is not None:
        return known.units.in_force(said, year)
    if sum(q.kind == "unit" for q in known.asking.open) < ASKED_AT_ONCE:
        known.asking.open.append(_unit_question(extract, column, words, text, year, known))
    return found


def _unit_question(extract: Extract, column: Column, words: Words, text: str, year: int | None, known: Known) -> Question:
    likely = known.units.likely(text)
    why = tr("Den finns inte i organisationen.")
    if likely:
        name = known.units.name(likely[0])
        why += tr(" Menas ”{code}” ({name})?", code=likely[0], name=name)
    held = [(c, n) for c, n in known.units.held([year] if year else []) if c not in likely]
    named = [*((c, known.units.name(c) or c) for c in likely), *held]
    choices = tuple(Choice(code, f"{code} {name}") for code, name in named)
    return _question("unit", tr("Vilken enhet är ”{short}”?", short=short(text)), why, choices, likely, extract, column, words, text)


def _question(
    kind: str, asked: str, why: str, choices: tuple[Choice, ...], likely: Sequence[str], extract: Extract, column: Column, words: Words,
    text: str,
) -> Question:  # fmt: skip
    rows = cells.picked(words, [text])
    i = int(rows.arg_true()[0])
    count = int(rows.sum())
    return Question(
        id=question_id(kind, text),  # type: ignore[arg-type]
        kind=kind,  # type: ignore[arg-type]
        text=asked,
        why=ntr("{why} Den står på {n} rad.", "{why} Den står på {n} rader.", count, why=why, n=count),
        choices=(*choices, Choice(SKIP, tr("läs inte in raderna"))),
        proposed=likely[0] if likely else None,
        sheet=extract.sheet_of(i),
        row=extract.row_of(i),
        column=extract.place(column.key, i),
        examples=(short(text),),
    )


def _tell(extract: Extract, column: Column, words: Words, problems: dict[str, Problem], known: Known, faults: FaultList) -> None:
    """A fault at each row of the texts that mean nothing; rows that a question stands for are only kept out."""
    asked = {t for t in problems if question_id("indicator", t) in _asked(known)}
    faults.reject(cells.picked(words, asked).arg_true())
    for code in sorted({p.code for t, p in problems.items() if t not in asked}):
        of_code = [t for t, p in problems.items() if p.code == code and t not in asked]
        say: Callable[[str | None, int], str] = lambda text, _: problems[text or ""].message  # noqa: E731
        faults.add(column.key, cells.picked(words, of_code), code, say)


def _by_answer() -> str:
    return ptr("hur en enhet är läst", "svar")


def _tell_units(words: Words, codes: pl.Series, known: Known) -> None:
    """What each word for a unit was read as, for the controller to look at."""
    frame = pl.DataFrame({"text": words.codes, "code": codes}).filter(pl.col("code").is_not_null())
    firsts = frame.group_by("text", maintain_order=True).agg(pl.col("code").first(), pl.len().alias("rows")).head(_UNITS_TOLD)
    for number, code, rows in firsts.iter_rows():
        text = words.texts[number]
        how = tr("kod") if text.strip() == code else _by_answer() if _unknown("unit", text, known) else tr("namn")
        known.units_read.append(UnitRead(short(text), code, known.units.name(code), rows, how))
