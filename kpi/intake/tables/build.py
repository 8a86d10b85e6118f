"""A table as found, with the answers there are → a match that can be read, its faults, and what must be asked first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kpi.errors import Fault
from kpi.intake.letters import letter
from kpi.intake.questions import SKIP, Answers, Choice, Question, fingerprint, question_id
from kpi.intake.tables import told
from kpi.intake.tables.across import OTHER, UNITS, across_id, across_question, units_across
from kpi.intake.tables.ask import column_question, given_words, layout_choices, word_questions
from kpi.intake.tables.body import NOTE_TEXT, Body, filled_down, look_below, read_columns
from kpi.intake.tables.context import complete
from kpi.intake.tables.control import check_sums
from kpi.intake.tables.find import NEARLY, Draft, plan_of
from kpi.intake.tables.joint import told_of, with_year
from kpi.intake.tables.model import Dropped, Joint, Match, Melted, label
from kpi.intake.tables.parts import NAMES
from kpi.intake.tables.periods import JANUARY_FIRST
from kpi.intake.tables.plan import ROW_YEAR
from kpi.intake.tables.sections import sections
from kpi.intake.tables.words import Words
from kpi.intake.wording import closest, listed, short
from kpi.language import all_of, tr

FILL, KEEP = "fyll", "tomma"  # answers: a blank cell means the cell above, or nothing
YEARS, JANUARIES = "ar", "januari"


@dataclass(slots=True)
class Table:
    """A table and what became of it. match: None when no layout fits (``fault`` says why) or when it is to be left out."""

    draft: Draft
    fingerprint: str
    match: Match | None = None
    fault: Fault | None = None
    skipped: bool = False
    said: bool = False  # a controller has said which layout it is
    shape_only: bool = False  # nothing but its shape tells what it may be


def build(draft: Draft, words: Words, answers: Answers) -> Table:
    """Read a table with the answers that there are."""
    fp = fingerprint(draft.header.headings.values())
    table = Table(draft, fp)
    answer = answers.get(question_id("layout", fp))
    if answer == SKIP:
        table.skipped = True
        return table
    layout = next((x for x in words.layouts if x.id == answer), None)
    table.said = layout is not None
    given = given_columns(draft, fp, answers) | given_words(draft.plan, fp, answers)
    if layout is not None or given:
        draft.plan = plan_of(draft.page, draft.header, layout or draft.plan.layout, words, given)
    known = bool(draft.plan.plain) or len(draft.plan.melted) > 1
    nearly = draft.plan.share >= NEARLY and known and not draft.plan.figures
    if layout is None and not given and draft.plan.missing and not nearly:
        across = units_across(draft.page, draft.header, draft.last, words)
        said = answers.get(across_id(fp))
        if across is None or said == OTHER:
            table.fault = _unknown(draft)
            return table
        draft.plan, draft.rivals, table.shape_only = across, (), said != UNITS
        table.match = _matched(draft, words, answers, fp, ())
        if said != UNITS:
            table.match = replace(
                table.match, faults=(), questions=(across_question(draft.page.sheet.name, across, fp), *table.match.questions)
            )
        return table
    table.match = _matched(draft, words, answers, fp, () if layout is not None else draft.rivals)
    return table


def column_ids(draft: Draft, fp: str) -> dict[str, str]:
    """Grid column → the id of the question what it is. A heading that stands twice is numbered."""
    ids: dict[str, str] = {}
    seen: dict[str, int] = {}
    headings = draft.header.headings
    for column in sorted({*headings, *draft.header.used}, key=int):
        text = short(headings.get(column, "")) or f"kolumn {letter(int(column))}"
        id_ = question_id("column", fp, text)
        seen[id_] = seen.get(id_, 0) + 1
        ids[column] = id_ if seen[id_] == 1 else question_id("column", fp, f"{text} ({seen[id_]})")
    return ids


def given_columns(draft: Draft, fp: str, answers: Answers) -> dict[str, str]:
    """Grid column → the answer what it is."""
    return {c: a for c, id_ in column_ids(draft, fp).items() if (a := answers.get(id_)) is not None}


def _matched(draft: Draft, words: Words, answers: Answers, fp: str, rivals: Sequence[object]) -> Match:
    plan, page = draft.plan, draft.page
    notes_aside = _notes_aside(draft)
    body = look_below(draft, words)
    body.dropped += notes_aside
    ids = column_ids(draft, fp)
    questions = [column_question(draft, words, c, ids[c]) for c in plan.unknown] + word_questions(draft, words, fp)
    context = complete(draft, words, fp, answers, open_columns=bool(questions))
    questions += context.questions
    if rivals:
        questions.insert(0, _which_layout(draft, words, fp))
    filled, asked = _fill(draft, body, fp, answers)
    parted = sections(draft, body, words, fp, answers)
    melted, dates = _dates(draft, fp, answers, _with_year(plan.melted, context.year, plan.partial))
    questions += [*asked, *dates, *parted.questions]
    columns = {key: found[0] for key, found in plan.plain.items()}
    missing = [k for k in plan.missing if k not in context.constants]
    joint = with_year(plan.joint, context.year)
    faults = [*_repeated(draft)]
    if not questions:
        faults = [*_missing(draft, missing), *_yearless(draft, joint), *faults]
    match = Match(
        sheet=page.sheet,
        layout=plan.layout,
        header_row=draft.header.last + 1,
        columns=columns,
        headings=draft.header.headings,
        faults=tuple(faults),
        header_rows=(draft.header.first + 1, draft.header.last + 1),
        first_row=body.first,
        last_row=body.last,
        melted=tuple(melted),
        constants=context.constants,
        filled=filled,
        dropped=(*body.dropped, *_dropped_columns(draft)),
        fingerprint=fp,
        questions=tuple(questions),
        pivot=plan.pivot,
        joint=joint,
        sections=parted.marks,
    )
    return replace(
        match,
        notes=(
            *told.hidden(match, read_columns(draft)),
            *told.left_out(match),
            *told.words_left_out(match),
            *told.below(match, draft.below),
            *told.no_outcome(match, draft, words),
            *told.blank_cells(match),
            *told_of(match),
            *check_sums(draft, body),
        ),
    )


def _notes_aside(draft: Draft) -> list[Dropped]:
    """Footnotes in a column without heading, on rows where the table has nothing: rows that are not read, not a column that is unknown."""
    plan, page = draft.plan, draft.page
    first = draft.header.last + 1
    read = read_columns(draft)
    rows: set[int] = set()
    for column in list(plan.unknown):
        if column in draft.header.parts or not read:
            continue
        at = page.filled[column].slice(first, draft.last - first + 1).arg_true()
        if not any(page.filled[c][first + i] for i in at.head(1_000) for c in read) and len(at) <= 1_000:
            rows |= {first + i + 1 for i in at}
            plan.unknown.remove(column)
    note = tr(NOTE_TEXT)
    return [Dropped("note", note, row=r) for r in sorted(rows)]


def _dropped_columns(draft: Draft) -> Iterable[Dropped]:
    for column in draft.plan.totals:
        yield Dropped("total", tr("summakolumn, används som kontrollsumma"), column=column)
    for column in draft.plan.skipped:
        yield Dropped("skipped", tr("läses inte"), column=column)


def _with_year(melted: Sequence[Melted], year: int | None, partial: Mapping[str, object]) -> list[Melted]:
    """Months and quarters with the year that stands outside the table."""
    if year is None:
        return list(melted)
    return [replace(m, set={k: t.replace(ROW_YEAR, str(year), 1) if m.column in partial else t for k, t in m.set.items()}) for m in melted]


def _dates(draft: Draft, fp: str, answers: Answers, melted: list[Melted]) -> tuple[list[Melted], list[Question]]:
    """Columns headed by the first of January of several years: years shown as dates, or months?"""
    period = draft.plan.layout.role("period")
    dated = [m for m in melted if period and any(JANUARY_FIRST.fullmatch(p.strip()) for p in draft.header.parts.get(m.column, ()))]
    periods = {m.set.get(period.key) for m in melted} if period else set()
    if period is None or period.type != "year" or len(dated) != len(melted) or len(periods) < 2:
        return melted, []
    id_ = question_id("column", fp, "datum i rubrikerna")
    answer = answers.get(id_)
    if answer == YEARS:
        return [replace(m, set={**m.set, period.key: m.set[period.key][:4]}) for m in melted], []
    if answer == JANUARIES:
        return melted, []
    choices = (Choice(YEARS, tr("hela år")), Choice(JANUARIES, tr("januari månad varje år")))
    question = Question(
        id_,
        "column",
        tr("Rubrikerna på bladet ”{sheet}” är datum, den 1 januari. Gäller värdena hela år?", sheet=draft.page.sheet.name),
        why=tr("Ett år som visas som årtal kan vara sparat som ett datum."),
        choices=choices,
        proposed=YEARS,
        sheet=draft.page.sheet.name,
        row=draft.header.last + 1,
        examples=tuple(draft.header.headings[m.column] for m in dated[:3]),
    )
    return melted, [question]


def _which_layout(draft: Draft, words: Words, fp: str) -> Question:
    names = listed(sorted(x.name for x in (draft.plan.layout, *draft.rivals)))
    likely = [draft.plan.layout, *draft.rivals]
    return Question(
        question_id("layout", fp),
        "layout",
        tr("Vilket slags underlag är bladet ”{sheet}”?", sheet=draft.page.sheet.name),
        why=tr("Rubrikerna passar flera: {names}.", names=names),
        choices=layout_choices(likely),
        sheet=draft.page.sheet.name,
        row=draft.header.last + 1,
        examples=tuple(list(draft.header.headings.values())[:5]),
    )


def _fill(draft: Draft, body: Body, fp: str, answers: Answers) -> tuple[dict[str, tuple[tuple[int, int], ...]], list[Question]]:
    """Spans of cells that hold for several rows: merged ones, and blank ones when a controller says so."""
    filled = dict(body.filled)
    if not body.blanks:
        return filled, []
    id_ = question_id("column", fp, "fyll nedåt")
    answer = answers.get(id_)
    if answer == FILL:
        return filled | {c: filled_down(draft, body, c) for c in body.blanks}, []
    if answer == KEEP:
        return filled, []
    names = listed(draft.header.headings.get(c, letter(int(c))) for c in body.blanks)
    question = Question(
        id_,
        "column",
        tr("Gäller en tom cell i {names} samma som cellen ovanför?", names=names),
        why=tr("Många rader har värden men är tomma där. Cellerna är inte sammanfogade."),
        choices=(Choice(FILL, tr("ja, fyll nedåt från cellen ovanför")), Choice(KEEP, tr("nej, de är tomma"))),
        proposed=FILL,
        sheet=draft.page.sheet.name,
        row=body.first,
        column=label(body.blanks[0], draft.header.headings),
    )
    return filled, [question]


def _repeated(draft: Draft) -> Iterable[Fault]:
    headings = draft.header.headings
    for columns in draft.plan.repeated:
        where = all_of(letter(int(c)) for c in columns)
        for column in columns[1:]:
            text = short(headings.get(column, ""))
            yield Fault(
                "repeated_column",
                tr("Rubriken ”{text}” står i flera kolumner ({where}). Behåll en av dem.", text=text, where=where),
                sheet=draft.page.sheet.name,
                row=draft.header.last + 1,
                column=label(column, headings),
                value=text,
            )


def _missing(draft: Draft, keys: Sequence[str]) -> Iterable[Fault]:
    layout, headings = draft.plan.layout, draft.header.headings
    left = [headings[c] for c in draft.plan.skipped if c in headings]
    for key in keys:
        heading = layout.column(key).heading
        near = closest(heading, left)
        hint = tr(" Är det kolumnen ”{heading}”? Byt i så fall dess rubrik.", heading=short(near)) if near else ""
        yield Fault(
            "missing_column",
            tr(
                "Kolumnen ”{heading}” saknas (underlaget liknar ”{name}”). Lägg till den.{hint} Rubriker som finns: {headings}.",
                heading=heading,
                name=layout.name,
                hint=hint,
                headings=listed(headings.values()),
            ),
            sheet=draft.page.sheet.name,
            row=draft.header.last + 1,
            column=heading,
        )


def _yearless(draft: Draft, joint: Joint | None) -> Iterable[Fault]:
    """Parts of a year, and nothing that says which year."""
    if joint is None or joint.year is not None or joint.text is not None:
        return
    row, column = draft.header.last + 1, label(joint.part, draft.header.headings)
    message = tr(
        "Kolumnen {column} har {grain} utan år. Lägg till en kolumn ”År”, eller skriv året i rubriken ovanför tabellen.",
        column=column,
        grain=tr(NAMES[joint.grain]),
    )
    yield Fault("missing_column", message, sheet=draft.page.sheet.name, row=row, column=column)


def _unknown(draft: Draft) -> Fault:
    """Nothing fits: what was found, which layout is nearest, and what it lacks."""
    plan, sheet = draft.plan, draft.page.sheet.name
    missing = [plan.layout.column(k).heading for k in plan.missing]
    nearest = tr("Närmast är ”{name}”, där {headings} saknas. ", name=plan.layout.name, headings=listed(missing)) if plan.understood else ""
    row = draft.header.last + 1
    message = tr(
        "Bladet ”{sheet}” har ingen rubrikrad som känns igen. Rad {row} har {headings}. {nearest}Använd en mall, eller rätta rubrikerna.",
        sheet=sheet,
        row=row,
        headings=listed(draft.header.headings.values()),
        nearest=nearest,
    )
    return Fault("unknown_layout", message, sheet=sheet, row=row)
