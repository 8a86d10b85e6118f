"""What *Årsstatus* says in sentences. True of the rows beside them and of nothing else; only more than chance is called a change.

Every indicator of a count stands in exactly one of its parts, so the parts add up. Names come from the pack and may be any words: a
sentence about one indicator is "Name: …". Sentences hold text from packs and users: escape them where they are drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from kpi.language import N_, NN_, Said, all_of, ntr, tr
from kpi.measure.status import Certainty, Status
from kpi.programme.judgement import AnnotationKind, Verdict
from kpi.programme.model import Indicator
from kpi.text import mine as say
from kpi.text import numbers, words
from kpi.text.mine import count_word
from kpi.text.words import Word

if TYPE_CHECKING:
    from kpi.views.action_rows import ActionRow
    from kpi.views.rows import StatusRow
    from kpi.views.year_status_rows import Change, Judged, Moved, YearRow


VERDICT: dict[Verdict, Word] = {
    Verdict.REACHED: Word("●", N_("Uppnås"), N_("Den som bedömt anser att målet nås i tid.")),
    Verdict.UNCERTAIN: Word("◐", N_("Osäkert"), N_("Den som bedömt anser att det är osäkert om målet nås i tid.")),
    Verdict.NOT_REACHED: Word("✕", N_("Uppnås inte"), N_("Den som bedömt anser att målet inte nås i tid.")),
    Verdict.NOT_ASSESSABLE: Word("⊘", N_("Kan ej bedömas"), N_("Den som bedömt anser att underlaget inte räcker.")),
}
ANNOTATION: Said[AnnotationKind] = Said({AnnotationKind.BREAK: N_("Metodbrott"), AnnotationKind.EVENT: N_("Händelse")})
_TEXTS = Said(
    {
        "NOTHING_TO_TAKE_UP": N_(
            "Ingen indikator är sämre än nuläget, ligger efter plan eller saknar värde, och ingen åtgärd är försenad."
        ),
        "OUTDATED": N_("Siffrorna har ändrats sedan texten godkändes."),
        "WITHHELD": N_("Texten visas inte: den skrevs om siffror som nu är skyddade."),
    }
)
__getattr__ = _TEXTS.constant
# What is said of one and of several indicators of a status; the first is always told, also when there is none.
_WITH_TARGET: dict[Status, tuple[str, str]] = {
    Status.REACHED: NN_("når sitt målvärde", "når sitt målvärde"),
    Status.ON_TRACK: NN_("är i fas", "är i fas"),
    Status.BEHIND: NN_("ligger efter plan", "ligger efter plan"),
    Status.NOT_REACHED: NN_("saknar nuläge och når inte sitt målvärde", "saknar nuläge och når inte sina målvärden"),
    Status.WRONG_WAY: NN_("är sämre än nuläget", "är sämre än nuläget"),
    Status.NOT_MEASURED: NN_("saknar värde", "saknar värde"),
    Status.NOT_ASSESSABLE: NN_("kan inte bedömas", "kan inte bedömas"),
    Status.SUPPRESSED: NN_("är skyddad", "är skyddade"),
}
_WITHOUT_TARGET: dict[Status, tuple[str, str]] = {
    Status.IMPROVED: NN_("är bättre än nuläget", "är bättre än nuläget"),
    Status.UNCHANGED: NN_("är lika med nuläget", "är lika med nuläget"),
    Status.WORSENED: NN_("är sämre än nuläget", "är sämre än nuläget"),
    Status.NO_BASELINE: NN_("saknar nuläge", "saknar nuläge"),
    Status.NO_DIRECTION: NN_("saknar riktning", "saknar riktning"),
    Status.NOT_MEASURED: NN_("saknar värde", "saknar värde"),
    Status.NOT_ASSESSABLE: NN_("kan inte bedömas", "kan inte bedömas"),
    Status.SUPPRESSED: NN_("är skyddad", "är skyddade"),
}
CHANCE: Said[Certainty] = Said(
    {
        Certainty.CLEAR: N_("säkert mer än slumpen"),
        Certainty.WITHIN_NOISE: N_("inte mer än slumpen"),
        Certainty.UNKNOWN: N_("om det är mer än slump går inte att avgöra"),
    }
)
WHY: Said[str] = Said(
    {
        "no_value": N_("inget värde"),
        "hidden": N_("skyddat"),
        "no_earlier": N_("inget tidigare värde"),
        "earlier_hidden": N_("det tidigare värdet är skyddat"),
        "method": N_("mätt på olika sätt"),
        "break": N_("metodbrott emellan"),
        "start": "",
    }
)
"""Why there is no change to tell, in a few words."""


class _Sentences(NamedTuple):
    """What is said of the indicators with a målvärde, or of those without. ``{stand}``: how they stand; ``{when}``: " 2024", or "" where
    the year has been told."""

    said: Mapping[Status, tuple[str, str]]
    only: str
    none_assessable: str
    both: str
    every: str
    some: str


_WITH = _Sentences(
    _WITH_TARGET,
    N_("Den enda indikatorn med målvärde {stand}{when}."),
    N_("Ingen av {n} indikatorer med målvärde kan bedömas{when}."),
    N_("Båda indikatorerna med målvärde {stand}{when}."),
    N_("Alla {n} indikatorer med målvärde {stand}{when}."),
    N_("Av {n} indikatorer med målvärde når {first} sitt målvärde{when}"),
)
_WITHOUT = _Sentences(
    _WITHOUT_TARGET,
    N_("Den enda indikatorn utan målvärde {stand}{when}."),
    N_("Ingen av {n} indikatorer utan målvärde kan bedömas{when}."),
    N_("Båda indikatorerna utan målvärde {stand}{when}."),
    N_("Alla {n} indikatorer utan målvärde {stand}{when}."),
    N_("Av {n} indikatorer utan målvärde är {first} bättre än nuläget{when}"),
)


def level(rows: Sequence[StatusRow], year: int) -> tuple[str, ...]:
    """How many indicators stand where: those with a målvärde in one sentence, those without in another."""
    those = [row.status for row in rows if row.target is not None]
    others = [row.status for row in rows if row.target is None]
    return tuple(part for part in (_counted(those, _WITH, year), _counted(others, _WITHOUT, None if those else year)) if part)


def _counted(statuses: Sequence[Status], sentences: _Sentences, year: int | None) -> str:
    """One sentence; "" when there are none. ``year``: None when it has been told."""
    said, total = sentences.said, len(statuses)
    when = "" if year is None else tr(" {year}", year=year)
    found = [(status, n) for status in said if (n := statuses.count(status))]
    if not found:
        return ""
    if total == 1:
        return tr(sentences.only, stand=ntr(*said[found[0][0]], 1), when=when)
    if len(found) == 1 and found[0][0] is Status.NOT_ASSESSABLE:
        return tr(sentences.none_assessable, n=count_word(total), when=when)
    if len(found) == 1:
        return tr(sentences.both if total == 2 else sentences.every, n=count_word(total), stand=ntr(*said[found[0][0]], total), when=when)
    first = next(iter(said))
    parts = [f"{count_word(n)} {ntr(*said[status], n)}" for status, n in found if status is not first]
    head = tr(sentences.some, n=count_word(total), first=_none_or(statuses.count(first)), when=when)
    return f"{all_of([head, *parts])}."


def change(moved: Moved) -> str:
    """The largest change since the year before that is more than chance; else that there is none, or that nobody can say. "" without any
    figure that is shown."""
    if moved.clear:
        first, more = moved.clear[0], len(moved.clear) - 1
        name, told = words.subject(first.indicator), amount(first.indicator, first.since_last)
        if not more or first.since_last.share is None:
            begun = words.capital(tr("{indicator} har ändrats: {change}, säkert mer än slumpen.", indicator=name, change=told))
        else:
            message = N_("Mest har {indicator} ändrats, räknat mot vägen från nuläge till målvärde: {change}, säkert mer än slumpen.")
            begun = tr(message, indicator=name, change=told)
        if not more:
            return begun
        also = ntr("Ytterligare {n} förändring är säker.", "Ytterligare {n} förändringar är säkra.", more, n=count_word(more))
        return f"{begun} {words.capital(also)}"
    if moved.within_noise:
        return say.no_change(moved.since, len(moved.unknown))
    if moved.unknown:
        return say.cannot_tell(moved.since)
    if moved.still:
        return say.nothing_seen(moved.since)
    if any(row.total.value is not None and row.since_last.why != "start" for row in moved.untold):
        return say.nothing_to_compare(moved.since)
    return ""


def amount(indicator: Indicator, told: Change) -> str:
    """A change in words: "+4,2 indexenheter sedan 2023, till det bättre". "" without one."""
    return "" if told.amount is None else say.change(indicator, told.amount, told.since, told.better)


def compared(rows: Sequence[StatusRow], others: Sequence[StatusRow], year: int, other: int) -> str:
    """How many reach their målvärde, each year by the målvärden of its time. "" when no year has any."""
    said = []
    for told, those in sorted(((year, rows), (other, others)), key=lambda pair: pair[0]):
        judged = [row for row in those if row.target is not None]
        reached = sum(row.status is Status.REACHED for row in judged)
        said.append((told, reached, len(judged)))
    if not any(total for _, _, total in said):
        return ""
    (first, n, of), (last, m, among) = said
    message = N_("{first} nådde {n} av {of} sitt målvärde och {last} {m} av {among}, varje år mot det målvärde som gällde då.")
    counts = {"n": _none_or(n), "of": count_word(of), "m": _none_or(m), "among": count_word(among)}
    return tr(message, first=first, last=last, **counts)


def taken_up(indicators: int, actions: int) -> str:
    """How much there is to take a stand on. "" when there is nothing."""
    parts = []
    if indicators:
        parts.append(ntr("{n} indikator", "{n} indikatorer", indicators, n=count_word(indicators)))
    if actions:
        parts.append(ntr("{n} försenad åtgärd", "{n} försenade åtgärder", actions, n=count_word(actions)))
    return tr("Att ta ställning till: {each}.", each=all_of(parts)) if parts else ""


# How many goals have been judged how: the first that is said, with the word, and the others.
_JUDGED: dict[Verdict | str, tuple[tuple[str, str], tuple[str, str]]] = {
    Verdict.REACHED: (NN_("ett mål uppnås", "{n} mål uppnås"), NN_("ett uppnås", "{n} uppnås")),
    Verdict.UNCERTAIN: (NN_("ett mål är osäkert", "{n} mål är osäkra"), NN_("ett är osäkert", "{n} är osäkra")),
    Verdict.NOT_REACHED: (NN_("ett mål uppnås inte", "{n} mål uppnås inte"), NN_("ett uppnås inte", "{n} uppnås inte")),
    Verdict.NOT_ASSESSABLE: (NN_("ett mål kan ej bedömas", "{n} mål kan ej bedömas"), NN_("ett kan ej bedömas", "{n} kan ej bedömas")),
    "hidden": (
        NN_("ett mål har en skyddad text", "{n} mål har en skyddad text"),
        NN_("ett har en skyddad text", "{n} har en skyddad text"),
    ),
    "none": (NN_("ett mål är inte bedömt", "{n} mål är inte bedömda"), NN_("ett är inte bedömt", "{n} är inte bedömda")),
}


def judged(goals: Sequence[Judged]) -> str:
    """How the goals have been judged: "Bedömningarna: ett mål uppnås och tre är inte bedömda." Every goal is counted once."""
    stands = ["none" if held is None else held.verdict or "hidden" for held in (goal.approved for goal in goals)]
    found = [(pairs, n) for stand, pairs in _JUDGED.items() if (n := stands.count(stand))]
    parts = [ntr(*pairs[k > 0], n, n=count_word(n)) for k, (pairs, n) in enumerate(found)]
    return tr("Bedömningarna: {each}.", each=all_of(parts)) if parts else ""


# ------------------------------------------------------------------------------------------- what to take a stand on


def wrong_way(row: YearRow, sure: Certainty) -> str:
    """A value that is worse than the plan's nuläge. ``sure``: of that difference."""
    total, i = row.total, row.indicator
    values = {
        "indicator": i.label, "value": numbers.value(i, total.value), "baseline": numbers.stated(i, total.baseline),
        "year": i.baseline_year, "certainty": _DIFFERENCE[sure],
    }  # fmt: skip
    if total.change_baseline is not None and numbers.rounds_to_zero(i, total.change_baseline):
        return tr("{indicator}: {value} är något sämre än nuläget {baseline} ({year}); {certainty}.", **values)
    return tr("{indicator}: {value} är sämre än nuläget {baseline} ({year}); {certainty}.", **values)


_DIFFERENCE: Said[Certainty] = Said(
    {
        Certainty.CLEAR: N_("skillnaden är säkert mer än slumpen"),
        Certainty.WITHIN_NOISE: N_("skillnaden är inte mer än slumpen"),
        Certainty.UNKNOWN: N_("om skillnaden är mer än slump går inte att avgöra"),
    }
)


def short_of(row: YearRow) -> str:
    """A value that has not come as far as it should: behind the calculated path, or short of the målvärde when its year has come."""
    total, i = row.total, row.indicator
    value, target = numbers.value(i, total.value), numbers.stated(i, total.target)
    left = numbers.distance(i, total.remaining)
    if total.required_pace is None or total.expected is None:
        if total.year == total.target_year:
            when = tr("målåret är {year}", year=total.target_year)
        elif total.year > total.target_year:
            when = tr("målåret var {year}", year=total.target_year)
        else:
            when = tr("målet gäller {year}", year=total.target_year)
        said = {"indicator": i.label, "value": value, "distance": left, "target": target, "when": when}
        return tr("{indicator}: {value}; {distance} återstår till målvärdet {target}, och {when}.", **said)
    expected = numbers.value(i, total.expected)
    behind = {"value": value, "expected": expected, "year": total.year}
    if value == expected:
        where = tr("{value}, strax efter den beräknade linjära vägen ({expected} för {year})", **behind)
    else:
        where = tr("{value}, efter den beräknade linjära vägen ({expected} för {year})", **behind)
    pace = numbers.signed(i, total.required_pace)
    said = {"indicator": i.label, "where": where, "pace": pace, "target": target, "year": total.target_year}
    return tr("{indicator}: {where}; {pace} om året krävs för att nå {target} till {year}.", **said)


def not_measured(row: YearRow) -> str:
    """No value to follow up."""
    return tr("{indicator}: inget värde för {year}, så målet går inte att följa upp.", indicator=row.indicator.label, year=row.total.year)


def late(action: ActionRow) -> str:
    """An action whose year is over. The text is the plan's own."""
    whose = f" ({action.owner})" if action.owner else ""
    return tr("Försenad åtgärd, planerad klar {year}: {action}.", year=action.due_year, action=f"{action.text.rstrip('.')}{whose}")


# ------------------------------------------------------------------------------------------- what everything rests on


def suppression(smallest: Sequence[int]) -> str:
    """The rule of protection. ``smallest``: the smallest groups that may be shown, of all indicators; () when there are none."""
    if not smallest:
        return f"{words.NO_INDICATORS} {tr('Inget värde kan visas.')}"
    low, high = min(smallest), max(smallest)
    limit = f"{low}" if low == high else tr("{low}–{high}, beroende på indikator", low=low, high=high)
    return tr(
        "Minsta grupp som visas: {limit}. Mindre grupper är skyddade, och så är värden som skulle röja dem; det gäller alla läsare.",
        limit=limit,
    )


def scope_words(role: str, units: Sequence[str]) -> str:
    """Who sees it: the role, and for a manager which units."""
    who = words.capital(role)
    return tr("{role}: {units} och det som ligger under", role=who, units=all_of(units)) if units else who


def filters(unit: str, year: int, other: int | None, known: str | None) -> str:
    """What was chosen: unit, year, the year compared with, the date of what was known."""
    said = f"{unit}, {year}"
    if other is not None:
        said = tr("{chosen}, jämfört med {year}", chosen=said, year=other)
    return tr("{chosen}, så som det var känt {day}", chosen=said, day=known) if known else said


def _none_or(n: int) -> str:
    return count_word(n) if n else tr("ingen")
