"""Which tables of a file are read, and with which layout; what must be asked first; and what was seen of every sheet."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from kpi.errors import Fault
from kpi.intake.limits import Limits
from kpi.intake.personnummer import find_personnummer, in_sheet_name
from kpi.intake.questions import NO_ANSWERS, SKIP, Answers, Choice, Question, fingerprint, question_id
from kpi.intake.read import SYNTHETIC_WORD, Book, Sheet
from kpi.intake.recognise import Match, is_guide, recognise
from kpi.intake.seen import SheetSeen, SheetState
from kpi.intake.tables.build import Table
from kpi.intake.tables.seeing import sheet_seen
from kpi.intake.tables.words import Words
from kpi.intake.wording import listed
from kpi.language import tr
from kpi.programme.model import Layout, Programme


@dataclass(slots=True)
class Chosen:
    """The matches to read, or the faults or questions that keep the file out. others: names of sheets that are not read.

    questions: what must be answered before the matches can be read. seen: every sheet as it was understood; empty when the file holds
    personal identity numbers.
    """

    matches: list[Match] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    synthetic: bool = False
    questions: list[Question] = field(default_factory=list)
    seen: list[SheetSeen] = field(default_factory=list)

    @property
    def clear(self) -> bool:
        """Is it known which tables to read, and how?"""
        return bool(self.matches) and not self.questions and not self.faults

    @property
    def groups(self) -> list[list[Match]]:
        """The matches by layout in the order they are to be stored: an organisation first, as the others' rows may name its units."""
        ordered = sorted(self.matches, key=lambda m: m.layout.kind != "organisation")
        return [[m for m in ordered if m.layout.id == layout] for layout in dict.fromkeys(m.layout.id for m in ordered)]

    @property
    def organisation(self) -> bool:
        """Does the file bring an organisation?"""
        return any(m.layout.kind == "organisation" for m in self.matches)


def choose(
    book: Book,
    layouts: Sequence[Layout],
    limits: Limits,
    answers: Answers = NO_ANSWERS,
    programme: Programme | None = None,
    units: Collection[str] = (),
    *,
    only: str | None = None,
) -> Chosen:
    """Recognise every sheet. A personal identity number anywhere keeps the whole file out, and then nothing else is told.

    only: a layout's id; tables of others are left and listed. Nothing is chosen when no table is certainly of it.

    units: codes and names of units, folded, for tables where they are headings, and where a word such as "Totalt" is a unit's name.
    """
    words = Words(layouts, programme, frozenset(units))
    filled = [s for s in book.sheets if _has_cells(s)]
    found = {s.name: recognise(s, words, answers, limits) for s in filled if not is_guide(s)}
    matches = [t.match for tables in found.values() for t in tables if t.match is not None]
    persons = [f for s in book.sheets for f in in_sheet_name(s)]
    persons += [f for s in filled for f in _persons(s, [m for m in matches if m.sheet is s])]
    chosen = Chosen(synthetic=book.synthetic or any(_says_synthetic(m) for m in matches))
    if persons:
        chosen.faults = persons
        return chosen
    _pick(chosen, book, found, answers, only)
    read = {m.sheet.name for m in chosen.matches}
    chosen.others = [name for name in found if name not in read]
    chosen.seen = [_seen(s, found.get(s.name, []), chosen, words) for s in book.sheets]
    return chosen


def _has_cells(sheet: Sheet) -> bool:
    return sheet.grid.height > 0 and sheet.grid.width > 0


_AMOUNTS = ("number", "integer")


def _persons(sheet: Sheet, matches: Sequence[Match]) -> list[Fault]:
    amounts: set[str] = set()
    for match in matches:
        amounts |= {match.columns[c.key] for c in match.layout.columns if c.key in match.columns and c.type in _AMOUNTS}
        amounts |= {m.column for m in match.melted}
    return find_personnummer(sheet, [r for m in matches for r in range(m.header_rows[0], m.header_rows[1] + 1)], frozenset(amounts))


def _pick(chosen: Chosen, book: Book, found: dict[str, list[Table]], answers: Answers, only: str | None) -> None:
    """Tables that fit, of every layout that is certain. What nearly fits such a layout is a fault; other tables are left and listed."""
    tables = [t for s in book.sheets for t in found.get(s.name, ()) if not t.skipped]
    matches = [t.match for t in tables if t.match is not None]
    layouts, doubtful = _layouts(tables)
    if only is not None:
        layouts, doubtful = layouts & {only}, []
        if not layouts:
            return
    if layouts:
        mine = _without_rivals(chosen, [m for m in matches if m.layout.id in layouts], answers)
        chosen.faults = [f for m in mine for f in m.faults]
        clean = [m for m in mine if not m.faults]
        chosen.matches = [m for m in clean if has_rows(m)] or clean[:1]
        _ask(chosen, answers)
        _tell(chosen, matches)
        chosen.questions = [*map(_worth_reading, doubtful), *chosen.questions]
        if not chosen.faults and not chosen.questions and not has_rows(chosen.matches[0]):
            chosen.faults = [_no_rows(chosen.matches[0])]
        return
    if doubtful:
        chosen.matches, chosen.questions = [m for t in doubtful[:1] if (m := t.match)], list(map(_worth_reading, doubtful))
        return
    if matches:
        visible = [m for m in matches if m.sheet.visible]
        nearest = min(visible or matches, key=lambda m: len(m.faults))
        chosen.matches, chosen.faults, chosen.questions = [nearest], list(nearest.faults), list(nearest.questions)
        return
    chosen.faults = [t.fault for t in tables if t.fault is not None and t.draft.page.sheet.visible] or [
        t.fault for t in tables if t.fault is not None
    ]
    if not chosen.faults:
        chosen.faults = [_nothing(book)]


def _layouts(tables: Sequence[Table]) -> tuple[set[str], list[Table]]:
    """The layouts to read, and tables of other layouts that may be meant to be read too.

    A layout is certain when a controller has said it of a table, or when a visible table is of it without anything to ask. A hidden table
    alone never brings a layout beside visible ones. Where nothing is certain but all that fits is of one layout, it is that.
    """
    sound = [(t, t.match) for t in tables if t.match is not None and not t.match.faults]
    visible = [(t, m) for t, m in sound if m.sheet.visible]
    certain = {m.layout.id for t, m in visible if not m.questions} | {t.match.layout.id for t in tables if t.said and t.match}
    if certain:
        return certain, [t for t, m in visible if m.layout.id not in certain and _says_enough(t)]
    pool = visible or sound
    pool = [(t, m) for t, m in pool if not t.shape_only] or pool
    layouts = {m.layout.id for _, m in pool}
    return (layouts, []) if len(layouts) == 1 else (set(), [t for t, _ in pool])


def _says_enough(table: Table) -> bool:
    """Does a table have what its layout needs, if only with what the texts around it say?"""
    questions = table.match.questions if table.match else ()
    return not table.draft.plan.missing or all(q.proposed is not None for q in questions)


def _worth_reading(table: Table) -> Question:
    """A table of another layout than those that are certain, with something to ask about it: is it to be read at all?"""
    match = table.match
    assert match is not None
    sheet = match.sheet.name
    return Question(
        question_id("layout", table.fingerprint),
        "layout",
        tr("Ska tabellen på bladet ”{sheet}” läsas in som ”{name}”?", sheet=sheet, name=match.layout.name),
        why=tr("Den liknar ett sådant underlag, men allt i den är inte känt. Läses den in så frågas det om resten."),
        choices=(Choice(match.layout.id, tr("ja, som {name}", name=match.layout.name)), Choice(SKIP, tr("nej, läs den inte"))),
        sheet=sheet,
        row=match.header_row,
        examples=tuple(list(match.headings.values())[:5]),
    )


def _without_rivals(chosen: Chosen, matches: Sequence[Match], answers: Answers) -> list[Match]:
    """The matches without those of a layout that a controller has set aside, since another's tables tell of the same figures."""
    kept = list(matches)
    for one, other in combinations(Chosen(matches=kept).groups, 2):
        answer = answers.get(_rivals_id(one, other))
        layouts = [one[0].layout, other[0].layout]
        if answer not in [x.id for x in layouts]:
            continue
        left = next(x for x in layouts if x.id != answer)
        kept = [m for m in kept if m.layout.id != left.id]
        sheets = ", ".join(dict.fromkeys(m.sheet.name for m in (*one, *other) if m.layout.id == left.id))
        message = tr("”{name}” läses inte in ur filen, enligt svaret: {sheets}.", name=left.name, sheets=sheets)
        chosen.warnings.append(Fault("layout_left_out", message))
    return kept


def _rivals_id(one: Sequence[Match], other: Sequence[Match]) -> str:
    return question_id("layout", fingerprint(h for m in (*one, *other) for h in m.headings.values()))


def rivals_question(one: Sequence[Match], other: Sequence[Match], places: str) -> Question:
    """Which of two layouts is to be read, when tables of both tell of the same figures. places: where one of those stands in both."""
    layouts = [one[0].layout, other[0].layout]
    return Question(
        _rivals_id(one, other),
        "layout",
        tr(
            "Ska {one} eller {other} läsas in ur filen?",
            one=listed([layouts[0].name]),
            other=listed([layouts[1].name]),
        ),
        why=tr("Båda har samma uppgifter, till exempel {places}. Varje uppgift kan bara läsas in en gång ur en fil.", places=places),
        choices=tuple(Choice(x.id, x.name) for x in layouts),
        sheet=one[0].sheet.name,
        row=one[0].header_row,
    )


def _ask(chosen: Chosen, answers: Answers) -> None:
    """The open questions of the chosen tables, each once; and whether a hidden sheet of persons is to be read beside a visible one."""
    asked: dict[str, Question] = {}
    left: list[Match] = []
    for match in chosen.matches:
        beside = [m for m in chosen.matches if m.sheet.visible and m.layout is match.layout]
        if not match.sheet.visible and match.layout.individual and beside:
            question = _hidden_persons(match)
            answer = answers.get(question.id)
            if answer is None:
                asked[question.id] = question
            elif answer == SKIP:
                left.append(match)
                continue
        asked |= {q.id: q for q in match.questions if q.id not in asked}
    chosen.matches = [m for m in chosen.matches if m not in left]
    chosen.questions = list(asked.values())


def _hidden_persons(match: Match) -> Question:
    """Rows of persons have no key: a hidden copy of a sheet would count everyone twice."""
    return Question(
        question_id("layout", match.fingerprint, match.sheet.name),
        "layout",
        tr("Ska det dolda bladet ”{name}” läsas in tillsammans med det synliga?", name=match.sheet.name),
        why=tr("Båda har en rad per person. Är det dolda bladet en kopia räknas personerna dubbelt."),
        choices=(Choice(match.layout.id, tr("läs båda")), Choice(SKIP, tr("läs inte det dolda bladet"))),
        proposed=SKIP,
        sheet=match.sheet.name,
        row=match.header_row,
    )


def _tell(chosen: Chosen, matches: Sequence[Match]) -> None:
    """Warnings: hidden sheets that are read, and hidden ones that are not."""
    read = {id(m) for m in chosen.matches}
    hidden = dict.fromkeys(m.sheet.name for m in chosen.matches if not m.sheet.visible)
    chosen.warnings += [Fault("hidden_sheet_read", tr("Bladet ”{name}” är dolt och är läst.", name=name), sheet=name) for name in hidden]
    for match in matches:
        if id(match) not in read and not match.sheet.visible:
            name = match.sheet.name
            chosen.warnings.append(Fault("hidden_sheet", tr("Bladet ”{name}” är dolt och läses inte.", name=name), sheet=name))


def has_rows(match: Match) -> bool:
    """Does any column that is read hold anything below the header?"""
    below = match.sheet.grid.slice(match.first_row - 1, max(0, match.last_row - match.first_row + 1))
    columns = [*match.columns.values(), *(m.column for m in match.melted)]
    left = {d.row for d in match.dropped}
    if not left or below.height > 10 * len(left):
        return any(below[c].null_count() < below.height for c in columns)
    return any(any(row) for i, row in enumerate(below.select(columns).iter_rows()) if match.first_row + i not in left)


def _no_rows(match: Match) -> Fault:
    message = tr("Bladet ”{name}” har rubriker men inga rader under dem. Fyll i rader eller exportera på nytt.", name=match.sheet.name)
    return Fault("no_data", message, sheet=match.sheet.name, row=match.header_row)


def _nothing(book: Book) -> Fault:
    names = [s.name for s in book.sheets if not is_guide(s)]
    what = tr("Bladet ”{sheet}” är tomt.", sheet=names[0]) if len(names) == 1 else tr("Filen har inget blad med uppgifter.")
    return Fault(
        "no_data", tr("{what} Fyll i rader under rubrikerna eller exportera på nytt.", what=what), sheet=names[0] if names else None
    )


def _says_synthetic(match: Match) -> bool:
    above = match.sheet.grid.head(match.header_rows[0] - 1)
    return any(SYNTHETIC_WORD in text.upper() for row in above.iter_rows() for text in row if text is not None)


def _seen(sheet: Sheet, tables: Sequence[Table], chosen: Chosen, words: Words) -> SheetSeen:
    mine = [m for m in chosen.matches if m.sheet is sheet]
    asked = {q.sheet for q in chosen.questions}
    state: SheetState = "other"
    if is_guide(sheet):
        state = "guide"
    elif not tables:
        state = "empty"
    elif sheet.name in asked or any(t.match is not None and t.match.faults for t in tables):
        state = "asked"
    elif mine and not chosen.faults:
        state = "read"
    elif mine or (chosen.faults and not chosen.matches):
        state = "asked"
    return sheet_seen(sheet, state, tables, words)
