"""What is asked about a column or a table, with the choices there are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kpi.intake.letters import letter
from kpi.intake.questions import SKIP, Choice, Question
from kpi.intake.tables.find import Draft
from kpi.intake.tables.model import label
from kpi.intake.tables.plan import VALUE, encode
from kpi.intake.tables.vocabulary import NOT_OUTCOME
from kpi.intake.tables.words import VALUE_ROLES, Words, normal
from kpi.intake.wording import closest, folded, short
from kpi.programme.model import Layout

SKIPPED = "läses inte"
_SEX_NAMES = {"K": "kvinnor", "M": "män", "T": "totalt"}
_EXAMPLES = 3
_LOOKED_AT = 200


def layout_choices(layouts: Iterable[Layout]) -> tuple[Choice, ...]:
    """The layouts that a table may be read with, and that it is left out."""
    return (*(Choice(x.id, x.name) for x in layouts), Choice(SKIP, SKIPPED))


def meaning(layout: Layout, words: Words, answer: str) -> str:
    """An answer for a column in Swedish: "Enhet", "Värde, 2023, kvinnor", "läses inte"."""
    if answer == SKIP:
        return SKIPPED
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
        parts.append(_SEX_NAMES.get(text, text) if role == "sex" else text.removeprefix("*-"))
    return ", ".join(parts)


def current(draft: Draft, column: str) -> str | None:
    """The answer that holds for a column as it is read now; None when it is not understood."""
    plan = draft.plan
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
    values = [*([now] if now else []), *lacking, *_wide(draft, words, column), *told, SKIP]
    return tuple(Choice(v, meaning(layout, words, v)) for v in dict.fromkeys(values))


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
    """A plain "n" right of a year's or a sex's values: likely theirs."""
    layout = draft.plan.layout
    said = words.heading(layout, draft.header.parts.get(column, ()))
    left = next((m for m in draft.plan.melted if int(m.column) == int(column) - 1), None)
    if left is None or said.key is None or said.key == left.key or layout.column(said.key).role not in VALUE_ROLES:
        return None
    return encode(layout, said.key, left.set)


def column_question(draft: Draft, words: Words, column: str, id_: str) -> Question:
    """What is this column? A near heading that is lacking is proposed, and to leave out what is no outcome."""
    layout, headings = draft.plan.layout, draft.header.headings
    heading = headings.get(column)
    choices = column_choices(draft, words, column)
    cells = draft.page.grid[column].slice(draft.header.last + 1, draft.last - draft.header.last).drop_nulls().head(_EXAMPLES)
    if heading is None:
        text = f"Vad är kolumn {letter(int(column))} på bladet ”{draft.page.sheet.name}”? Den har värden men ingen rubrik."
        why = "En kolumn utan rubrik kan inte kännas igen."
    else:
        text = f"Vad är kolumnen ”{short(heading)}” ({letter(int(column))}) på bladet ”{draft.page.sheet.name}”?"
        why = f"Rubriken ingår inte i ”{layout.name}”."
    return Question(
        id_,
        "column",
        text,
        why=_hint(draft, heading, why),
        choices=choices,
        proposed=_proposed(draft, words, column, choices),
        sheet=draft.page.sheet.name,
        row=draft.header.last + 1,
        column=label(column, headings),
        examples=tuple(short(t) for t in cells),
    )


def _free(draft: Draft) -> dict[str, str]:
    return {c.heading: c.key for c in draft.plan.layout.columns if c.key not in draft.plan.told}


def _hint(draft: Draft, heading: str | None, why: str) -> str:
    near = closest(heading, _free(draft)) if heading else None
    return f"{why} Menas ”{near}”?" if near else why


def _by_content(draft: Draft, words: Words, column: str) -> str | None:
    """A column without heading that holds units, where the table lacks one of them."""
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
    if words.heading(draft.plan.layout, draft.header.parts[column]).rest == "" and not draft.plan.layout.individual:
        return next((c.value for c in choices if "|" in c.value and "sex=T" in c.value), None)
    free = _free(draft)
    near = closest(heading, free)
    if near is not None:
        return free[near]
    indicator = draft.plan.layout.role("indicator")
    if indicator is not None and indicator.key not in draft.plan.plain:
        labels = {name: i.id for i in words.indicators for name in (i.label, i.name)}
        named = closest(heading, labels)
        if named is not None:
            end = f"|indicator={labels[named]}"
            return next((c.value for c in choices if c.value.endswith(end)), None)
    return None
