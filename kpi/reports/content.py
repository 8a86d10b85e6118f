"""What a report says, in order, the same for every kind of file: made of *Årsstatus* rows and nothing else, so that no number can differ.

Texts from files and users stand here as they are; each kind of file writes them as data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from kpi.language import N_, current, ntr, tr
from kpi.measure.status import Status
from kpi.programme.model import Programme
from kpi.reports import cells, tables
from kpi.reports.cells import Column, Table
from kpi.text import actions as say_actions
from kpi.text import numbers, words
from kpi.text import plan as say_plan
from kpi.text import year_status as say
from kpi.views.plan_rows import MilestoneRow
from kpi.views.year_status_rows import Goal, Judged, YearRow, YearStatus

SYNTHETIC = N_("SYNTETISK")
_LOCALES = {"sv": "sv-SE", "da": "da-DK", "en": "en-GB"}
_NOT_NAME = re.compile(r"[^\w.-]+")
_UNDATED = datetime(2000, 1, 1, tzinfo=UTC)  # of a store that nothing has been written to


@dataclass(frozen=True, slots=True)
class Definition:
    """An indicator's definition, where it is from, what the plan says, and what must be known of the figure."""

    indicator: str
    sentence: str
    population: str
    definition: str
    source: str
    planned: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """A whole report. ``known``: when the data version was made; a file's date. ``brief``: the stamp in short, where there is little room.
    ``facts``: the stamp, as (name, value). ``language``: with its country, "sv-SE"."""

    status: YearStatus
    title: str
    subject: str
    known: datetime
    stamp: str
    brief: str
    facts: tuple[tuple[str, str], ...]
    organisation: str
    path_label: str
    definitions: tuple[Definition, ...]
    reading: tuple[tuple[str, str], ...]
    language: str


def content(status: YearStatus, programme: Programme) -> Content:
    """The report of a unit's year. ``programme``: whose organisation it is, and its words for the calculated path."""
    context, stamp = status.context, status.stamp
    chosen = say.filters(context.unit.name, context.year, status.other_year, None)
    version = tr("Dataversion {version}", version=numbers.count(stamp.data_version))
    return Content(
        status=status,
        title=tr("Årsstatus {year}", year=context.year),
        subject=f"{context.unit.name}: {stamp.programme}",
        known=known_at(status),
        stamp=f"{version}{_day(status)} · {chosen} · {stamp.scope} · {stamp.suppression}",
        brief=f"{f'{tr(SYNTHETIC)} · ' if stamp.synthetic else ''}{version}{_day(status)} · {chosen}",
        facts=tuple(_facts(status, version, chosen)),
        organisation=programme.organisation,
        path_label=programme.path_label,
        definitions=tuple(_definition(row) for row in status.rows),
        reading=tuple(_reading(status, programme.path_label)),
        language=_LOCALES[current()],
    )


def known_at(status: YearStatus) -> datetime:
    """When the data version was made; a fixed day for a store that nothing has been written to."""
    told = status.stamp.known_at
    return datetime.fromisoformat(told) if told else _UNDATED


def _day(status: YearStatus) -> str:
    told = status.stamp.known_at
    return f" ({told[:10]})" if told else ""


def _facts(status: YearStatus, version: str, chosen: str) -> Iterator[tuple[str, str]]:
    stamp = status.stamp
    if stamp.synthetic:
        yield tr("Märkning"), tr("{mark}: det finns påhittade siffror i underlaget.", mark=tr(SYNTHETIC))
    number = numbers.count(stamp.data_version)
    made = tr("{version}, gjord {time} UTC", version=number, time=(stamp.known_at or "")[:16].replace("T", " "))
    yield tr("Dataversion"), made if stamp.known_at else number
    yield tr("Urval"), chosen
    yield tr("Sett av"), stamp.scope
    yield tr("Skydd av enskilda"), stamp.suppression
    yield tr("Program"), stamp.programme
    yield tr("Källa"), stamp.source


def goal_heading(goal: Goal) -> str:
    """ "Mål 2. Namn"."""
    return tr("Mål {number}. {name}", number=goal.area.number, name=goal.area.name)


def words_of(goal: Goal) -> tuple[tuple[str, str], ...]:
    """What the goal is in words, where the plan says it so: (heading, text) of how it is, the milestones, how it is to be."""
    area = goal.area
    now, then = ([(f"{s.heading}", s.text) for s in area.states if s.kind == kind] for kind in ("current", "end"))
    return (*now, *(line for row in goal.milestones for line in milestone_lines(row)), *then)


def milestone_lines(row: MilestoneRow) -> tuple[tuple[str, str], ...]:
    """A milestone, and how far it has come: why, of what day, and that its year is over without anybody having said how it went."""
    heading = row.milestone.heading or f"{words.MILESTONE} {row.milestone.year}"
    held = row.held
    said = [f"{say_plan.stands(row)}."] if not (held and held.withheld) else [say_plan.WITHHELD]
    if held and not held.withheld:
        said += [held.reason, tr("Avser {day}.", day=held.day)]
    return (heading, row.milestone.text), (
        tr("{heading}, bedömt", heading=heading),
        " ".join([*said, *([say_plan.OVERDUE] if row.overdue else [])]),
    )


def judged_lines(judged: Judged) -> tuple[tuple[str, str], ...]:
    """A controller's approved judgement as (what, text); () without one. Of one that may not be shown, only that."""
    told = judged.approved
    if told is None:
        return ()
    if told.withheld or told.verdict is None:
        return ((tr("Bedömning"), say.WITHHELD),)
    old = f" {say.OUTDATED}" if told.outdated else ""
    lines = [(tr("Bedömning"), f"{say.VERDICT[told.verdict].word}. {told.reason}{old}".strip())]
    return (*lines, (tr("Analys"), told.analysis)) if told.analysis else tuple(lines)


def annotation_lines(row: YearRow) -> tuple[str, ...]:
    """What happened to a series, numbered as the marks in its chart."""
    return tuple(
        f"{n}. {words.period(a.period)}, {say.ANNOTATION[a.kind].lower()}: {a.text}" for n, a in enumerate(row.annotations, start=1)
    )


def counts(status: YearStatus) -> tuple[tuple[Status, int], ...]:
    """How many indicators of each status that occurs."""
    return tuple(status.counts.items())


def action_sentence(goal: Goal) -> str:
    """How a goal's actions stand."""
    return say_actions.counted(goal.action_counts, tr("för målet"))


def late_sentence(late: int) -> str:
    """That a goal has late actions; they stand by name among the actions. "" without any."""
    if not late:
        return ""
    return ntr("{n} försenad åtgärd, se Åtgärderna.", "{n} försenade åtgärder, se Åtgärderna.", late, n=numbers.count(late))


def goals_table(status: YearStatus) -> Table:
    """Each goal with how many of its indicators have each status that occurs anywhere."""
    found = [s for s in Status if status.counts.get(s)]
    columns = [Column(tr("Mål"), 14), *(Column(words.STATUS[s].word, 5, "count") for s in found), Column(tr("Indikatorer"), 5, "count")]
    rows = [
        (
            cells.text(goal_heading(goal)),
            *(cells.count(goal.counts.get(s, 0)) for s in found),
            cells.count(len(goal.rows)),
        )
        for goal in status.goals
    ]
    return Table(tr("Målen"), tr("Indikatorer per mål och status"), columns, rows)


def _definition(row: YearRow) -> Definition:
    i, undefined = row.indicator, f"{words.capital(words.NO_DEFINITION)}."
    notes = (note for note in row.card.notes if note != undefined)
    return Definition(
        indicator=i.label,
        sentence=row.card.sentence,
        population=i.population,
        definition=i.definition or undefined,
        source=i.definition_source or "",
        planned=i.source_text,
        notes=(*notes, *annotation_lines(row)),
    )


def _reading(status: YearStatus, path_label: str) -> Iterator[tuple[str, str]]:
    for found in _occurring(status):
        yield words.STATUS[found].word, words.STATUS[found].meaning
    for certainty in words.CERTAINTY.values():
        yield words.capital(certainty.word), certainty.meaning
    yield words.capital(path_label), tr("En rak linje från nuläget till målvärdet. Den är beräknad och står inte i planen.")
    yield tr("Skydd av enskilda"), status.stamp.suppression


def _occurring(status: YearStatus) -> Sequence[Status]:
    """The statuses of any row, in their order."""
    seen = {row.status for told in status.rows for row in (told.total, *tables.sexes(told.sexes))}
    return [s for s in Status if s in seen]


def files(content: Content, kind: str) -> str:
    """A file name that says what it holds. A unit's code is from a file: what a path or a shell would read anything into is "-"."""
    context = content.status.context
    code = _NOT_NAME.sub("-", context.unit.code).strip(".-") or "enhet"
    mark = f"{SYNTHETIC}-" if content.status.stamp.synthetic else ""
    return f"{mark}arsstatus-{code}-{context.year}-v{content.status.stamp.data_version}.{kind}"
