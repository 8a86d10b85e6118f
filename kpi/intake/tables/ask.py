"""What is asked about a column or a table, with the choices there are."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from kpi.intake.letters import letter
from kpi.intake.questions import SKIP, Answers, Choice, Question, question_id
from kpi.intake.tables.find import Draft
from kpi.intake.tables.joint import PART, YEAR, takes_parts
from kpi.intake.tables.model import Melted, label
from kpi.intake.tables.parts import grain_of_heading
from kpi.intake.tables.plan import BESIDE, VALUE, Plan, encode
from kpi.intake.tables.vocabulary import NOT_OUTCOME
from kpi.intake.tables.words import VALUE_ROLES, Words, normal
from kpi.intake.wording import closest, folded, listed, short
from kpi.language import N_, tr
from kpi.programme.model import Layout

SKIPPED = N_("läses inte")
LAID_OUT = "pivot"  # what a column that says what the values are is now
_SEX_NAMES = {"K": N_("kvinnor"), "M": N_("män"), "T": N_("totalt")}
_PARTS = {
    "quarter": N_("periodens kvartal"),
    "month": N_("periodens månad"),
    "tertial": N_("periodens tertial"),
    "period": N_("hela perioden"),
}
_EXAMPLES = 3
_LOOKED_AT = 200


def layout_choices(layouts: Iterable[Layout]) -> tuple[Choice, ...]:
    """The layouts that a table may be read with, and that it is left out."""
    return (*(Choice(x.id, x.name) for x in layouts), Choice(SKIP, tr(SKIPPED)))


def meaning(layout: Layout, words: Words, answer: str) -> str:
    """An answer for a column in words: "Enhet", "Värde, 2023, kvinnor", "läses inte"."""
    if answer in (SKIP, LAID_OUT):
        return tr(SKIPPED) if answer == SKIP else tr("säger vad värdet på raden är")
    name, *pairs = answer.split("|")
    value = layout.role(VALUE)
    key = value.key if name == VALUE and value else name
    column = next((c for c in layout.columns if c.key == key), None)
    if column is None:
        return answer
    parts = [column.heading]
    for pair in pairs:
        role, _, text = pair.partition("=")
        if role == "indicator":
            text = next((i.label for i in words.indicators if i.id == text), text)
        if role == "part":
            return tr("periodens år") if text == YEAR else tr(_PARTS[text]) if text in _PARTS else text
        parts.append(tr(_SEX_NAMES[text]) if role == "sex" and text in _SEX_NAMES else text.removeprefix("*-"))
    return ", ".join(parts)


def current(draft: Draft, column: str) -> str | None:
    """The answer that holds for a column as it is read now; None when it is not understood."""
    plan = draft.plan
    if plan.pivot is not None and column == plan.pivot.column:
        return LAID_OUT
    if plan.joint is not None and column in (plan.joint.part, plan.joint.year):
        key = next(key for key, columns in plan.plain.items() if plan.joint.part in columns)
        return f"{key}{PART}{plan.joint.grain if column == plan.joint.part else YEAR}"
    for key, columns in plan.plain.items():
        if column in columns:
            return key
    for m in plan.melted:
        if m.column == column:
            return encode(plan.layout, m.key, m.set)
    return None if column in plan.unknown else SKIP


def column_choices(draft: Draft, words: Words, column: str) -> tuple[Choice, ...]:
    """Everything that a column may be: what it is now, what the table lacks, the layout's other columns, and nothing."""
    plan, layout = draft.plan, draft.plan.layout
    lacking = [c.key for c in layout.columns if c.key not in plan.told]
    told = [c.key for c in layout.columns if c.key in plan.told]
    now = current(draft, column)
    own = _own_of_groups(draft, words, column)
    values = [*([now] if now else []), *own, *_parts_of_years(draft, column), *lacking, *_wide(draft, words, column), *told, SKIP]
    return tuple(Choice(v, meaning_in(draft, words, v, column)) for v in dict.fromkeys(values))


def _parts_of_years(draft: Draft, column: str) -> list[str]:
    """What a column beside a year may be of every row's period; of columns that have to do with periods only."""
    plan, period = draft.plan, draft.plan.layout.role("period")
    if period is None or not takes_parts(plan.layout):
        return []
    about = {*plan.doubts, *plan.plain.get(period.key, ()), *(c for c in plan.unknown if grain_of_heading(_last(draft, c)))}
    return [f"{period.key}{PART}{of}" for of in ("quarter", "month", YEAR)] if column in about else []


def _last(draft: Draft, column: str) -> str:
    return normal(draft.header.parts.get(column, ("",))[-1])


def meaning_in(draft: Draft, words: Words, answer: str, column: str | None = None) -> str:
    """As ``meaning``, in a table: one number of persons beside several columns of values is said to be the same for all of them."""
    layout = draft.plan.layout
    if answer.endswith(BESIDE) and column is not None and (left := _left_of(draft, words, column)) is not None:
        answer = encode(layout, answer.removesuffix(BESIDE), left.set)
    text = meaning(layout, words, answer)
    plain = next((c for c in layout.columns if c.key == answer), None)
    if plain is None or plain.role not in VALUE_ROLES or plain.role == VALUE or len(_groups(draft)) < 2:
        return text
    return tr("{text}, samma för alla värdekolumner", text=text)


def _groups(draft: Draft) -> list[dict[str, str]]:
    """What each group of columns in a wide table is of, in the table's order."""
    found: list[dict[str, str]] = []
    for m in sorted(draft.plan.melted, key=lambda m: int(m.column)):
        if m.set not in found:
            found.append(m.set)
    return found


def _wide(draft: Draft, words: Words, column: str) -> list[str]:
    """What a column of a wide table may be, from its heading and from what the table needs."""
    layout, plan = draft.plan.layout, draft.plan
    if layout.individual or layout.kind == "organisation":
        return []
    said = words.heading(layout, draft.header.parts.get(column, ()))
    value = layout.role(VALUE)
    key = said.key if said.key and layout.column(said.key).role in VALUE_ROLES else value.key if value else None
    if key is None:
        return []
    base: dict[str, str] = {}
    sexed = (c := layout.role("sex")) is not None and any(m.set.get(c.key) in ("K", "M") for m in plan.melted)
    for role, meant in said.roles.items():
        target = layout.role(role)
        if target is not None and target.key not in plan.plain and not (role == "period" and not said.period.whole):  # type: ignore[union-attr]
            base[target.key] = said.period.text if role == "period" and said.period else str(meant)
    beside = _beside(draft, words, column)
    if sexed and c is not None and said.sex is None:
        found = [encode(layout, key, base | {c.key: "T"})]
    else:
        found = [encode(layout, key, base)] if base else []
    found = [beside, *found] if beside else found
    sex, indicator, unit = layout.role("sex"), layout.role("indicator"), layout.role("unit")
    if sex is not None and sex.key not in plan.plain:
        found += [encode(layout, key, base | {sex.key: s}) for s in ("K", "M", "T")]
    if indicator is not None and indicator.key not in plan.plain:
        found += [encode(layout, key, base | {indicator.key: i.id}) for i in words.indicators]
    if unit is not None and unit.key not in plan.plain:
        found.append(encode(layout, key, base | {unit.key: draft.header.headings.get(column, "")}))
    return found


def _beside(draft: Draft, words: Words, column: str) -> str | None:
    """A plain "n" right of a year's or a sex's values: likely theirs, when each group of values has one or there is one group only."""
    left = _left_of(draft, words, column)
    if left is None:
        return None
    key = str(words.heading(draft.plan.layout, draft.header.parts[column]).key)
    if len(_groups(draft)) > 1:
        with_own = [m.set for c in draft.header.parts if _key_of(draft, words, c) == key and (m := _left_of(draft, words, c))]
        with_own += [m.set for m in draft.plan.melted if m.key == key]
        if any(group not in with_own for group in _groups(draft)):
            return None
    return f"{key}{BESIDE}"


def _key_of(draft: Draft, words: Words, column: str) -> str | None:
    """The Column.key of figures that a heading names without more; None for other headings."""
    layout = draft.plan.layout
    said = words.heading(layout, draft.header.parts.get(column, ()))
    return said.key if said.key is not None and not said.roles and layout.column(said.key).role in VALUE_ROLES else None


def _left_of(draft: Draft, words: Words, column: str) -> Melted | None:
    """The column of values that a plain "n" stands next to, on its right."""
    key = _key_of(draft, words, column)
    left = next((m for m in draft.plan.melted if int(m.column) == int(column) - 1), None)
    return left if key is not None and left is not None and left.key != key else None


def _own_of_groups(draft: Draft, words: Words, column: str) -> list[str]:
    """A plain "n" beside several columns of values: that of the one on its left, that of each of the others, or the same for all."""
    layout, key = draft.plan.layout, _key_of(draft, words, column)
    if key is None or layout.column(key).role == VALUE or len(_groups(draft)) < 2:
        return []
    has = [m.set for m in draft.plan.melted if m.key == key]
    beside = _beside(draft, words, column)
    if beside and (left := _left_of(draft, words, column)):
        has.append(left.set)
    return [*([beside] if beside else []), *(encode(layout, key, group) for group in _groups(draft) if group not in has), key]


def column_question(draft: Draft, words: Words, column: str, id_: str) -> Question:
    """What is this column? A near heading that is lacking is proposed, and to leave out what is no outcome."""
    layout, headings = draft.plan.layout, draft.header.headings
    heading = headings.get(column)
    choices = column_choices(draft, words, column)
    proposed = _proposed(draft, words, column, choices)
    cells = draft.page.grid[column].slice(draft.header.last + 1, draft.last - draft.header.last).drop_nulls().head(_EXAMPLES)
    if heading is None:
        text = tr(
            "Vad är kolumn {letter} på bladet ”{sheet}”? Den har värden men ingen rubrik.",
            letter=letter(int(column)),
            sheet=draft.page.sheet.name,
        )
        why = tr("En kolumn utan rubrik kan inte kännas igen.")
    else:
        text = tr(
            "Vad är kolumnen ”{heading}” ({letter}) på bladet ”{sheet}”?",
            heading=short(heading),
            letter=letter(int(column)),
            sheet=draft.page.sheet.name,
        )
        why = tr("Rubriken ingår inte i ”{name}”.", name=layout.name)
    if _own_of_groups(draft, words, column):
        why = tr("Den står bredvid flera värdekolumner, och rubriken säger inte vilken den hör till.")
    why = draft.plan.doubts.get(column, why)
    return Question(
        id_,
        "column",
        text,
        why=why if not proposed else tr("{why} Menas ”{meaning}”?", why=why, meaning=meaning_in(draft, words, proposed, column)),
        choices=choices,
        proposed=proposed,
        sheet=draft.page.sheet.name,
        row=draft.header.last + 1,
        column=label(column, headings),
        examples=tuple(short(t) for t in cells),
    )


def word_questions(draft: Draft, words: Words, fp: str) -> list[Question]:
    """What each word is, of a column that says what the values are, that was not understood."""
    pivot, layout, page = draft.plan.pivot, draft.plan.layout, draft.page
    if pivot is None:
        return []
    first, heading = draft.header.last + 1, draft.header.headings.get(pivot.column, "")
    known = tr("Förstådda ord: {known}.", known=listed(pivot.meant)) if pivot.meant else ""
    why = tr("Kolumnen säger vad varje värde är. {known}", known=known).strip()
    found = []
    for text in pivot.unknown:
        rows = (page.grid[pivot.column].slice(first) == text).arg_true()
        found.append(
            Question(
                _word_id(draft.plan, fp, text),
                "column",
                tr(
                    "Vad är ”{text}” i kolumnen ”{heading}” på bladet ”{sheet}”?",
                    text=short(text),
                    heading=short(heading),
                    sheet=page.sheet.name,
                ),
                why=why,
                choices=_word_choices(layout, words, draft.plan.plain),
                sheet=page.sheet.name,
                row=first + int(rows[0]) + 1,
                column=label(pivot.column, draft.header.headings),
                examples=(short(text),),
            )
        )
    return found


def _word_id(plan: Plan, fp: str, text: str) -> str:
    heading = plan.header.headings.get(plan.pivot.column, "") if plan.pivot else ""
    return question_id("column", fp, f"{heading}={short(text)}")


def _word_choices(layout: Layout, words: Words, plain: Collection[str]) -> tuple[Choice, ...]:
    sex = layout.role("sex")
    sets = [{sex.key: s} for s in ("T", "K", "M")] if sex is not None and sex.key not in plain else [{}]
    keys = sorted((c for c in layout.columns if c.role in VALUE_ROLES), key=lambda c: c.role != VALUE)
    values = [encode(layout, c.key, said) for c in keys for said in sets]
    return (*(Choice(v, meaning(layout, words, v)) for v in values), Choice(SKIP, tr(SKIPPED)))


def given_words(plan: Plan, fp: str, answers: Answers) -> dict[str, str]:
    """ "<grid column>=<word>" → the answer what the word is, of a column that says what the values are."""
    pivot = plan.pivot
    if pivot is None:
        return {}
    texts = (*pivot.meant, *pivot.skipped, *pivot.unknown)
    return {f"{pivot.column}={t}": a for t in texts if (a := answers.get(_word_id(plan, fp, t))) is not None}


def _free(draft: Draft) -> dict[str, str]:
    return {c.heading: c.key for c in draft.plan.layout.columns if c.key not in draft.plan.told}


def _by_content(draft: Draft, words: Words, column: str) -> str | None:
    """A column under no heading, or one that says nothing ("Radetiketter"), that holds units, where the table lacks one of them."""
    unit = draft.plan.layout.role("unit")
    if unit is None or unit.key in draft.plan.told:
        return None
    cells = draft.page.grid[column].slice(draft.header.last + 1).drop_nulls().unique().head(_LOOKED_AT).to_list()
    known = sum(folded(t) in words.units for t in cells)
    return unit.key if cells and known * 2 >= len(cells) else None


def _proposed(draft: Draft, words: Words, column: str, choices: Sequence[Choice]) -> str | None:
    heading = draft.header.headings.get(column)
    if heading is None:
        return _by_content(draft, words, column)
    if NOT_OUTCOME & set(re.findall(r"\w+", normal(heading))):
        return SKIP
    beside = _beside(draft, words, column)
    if beside is not None:
        return beside
    sex = draft.plan.layout.role("sex")
    sexed = sex is not None and any(m.set.get(sex.key) in ("K", "M") for m in draft.plan.melted)
    if sexed and words.heading(draft.plan.layout, draft.header.parts[column]).rest == "":
        return next((c.value for c in choices if "|" in c.value and "sex=T" in c.value), None)
    free = _free(draft)
    near = closest(heading, free)
    if near is not None and _key_of(draft, words, column) is not None and len(_groups(draft)) > 1:
        return None  # a number of persons beside several columns of values: whose, nobody says
    if near is not None:
        return free[near]
    indicator = draft.plan.layout.role("indicator")
    if indicator is not None and indicator.key not in draft.plan.plain:
        labels = {name: i.id for i in words.indicators for name in (i.label, i.name)}
        named = closest(heading, labels)
        if named is not None:
            end = f"|indicator={labels[named]}"
            return next((c.value for c in choices if c.value.endswith(end)), None)
    return _by_content(draft, words, column)
