"""What *Årsstatus* says in sentences. True of the rows beside them and of nothing else; only more than chance is called a change.

Every indicator of a count stands in exactly one of its parts, so the parts add up. Names come from the pack and may be any words: a
sentence about one indicator is "Name: …". Sentences hold text from packs and users: escape them where they are drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from kpi.measure.status import Certainty, Status
from kpi.programme.judgement import AnnotationKind, Verdict
from kpi.programme.model import Indicator
from kpi.text import numbers, words
from kpi.text.mine import count_word, listed

if TYPE_CHECKING:
    from kpi.views.action_rows import ActionRow
    from kpi.views.rows import StatusRow
    from kpi.views.year_status_rows import Change, Judged, Moved, YearRow


class VerdictWord(NamedTuple):
    """A person's verdict on the screen: its symbol, its word, and what it means. Never the symbol alone."""

    symbol: str
    word: str
    meaning: str


VERDICT: dict[Verdict, VerdictWord] = {
    Verdict.REACHED: VerdictWord("●", "Uppnås", "Den som bedömt anser att målet nås i tid."),
    Verdict.UNCERTAIN: VerdictWord("◐", "Osäkert", "Den som bedömt anser att det är osäkert om målet nås i tid."),
    Verdict.NOT_REACHED: VerdictWord("✕", "Uppnås inte", "Den som bedömt anser att målet inte nås i tid."),
    Verdict.NOT_ASSESSABLE: VerdictWord("⊘", "Kan ej bedömas", "Den som bedömt anser att underlaget inte räcker."),
}
ANNOTATION: dict[AnnotationKind, str] = {AnnotationKind.BREAK: "Metodbrott", AnnotationKind.EVENT: "Händelse"}
NOTHING_TO_TAKE_UP = "Ingen indikator är sämre än nuläget, ligger efter plan eller saknar värde, och ingen åtgärd är försenad."
OUTDATED = "Siffrorna har ändrats sedan texten godkändes."
WITHHELD = "Texten visas inte: den skrevs om siffror som nu är skyddade."
# What is said of one and of several indicators of a status; the first is always told, also when there is none.
_WITH_TARGET: dict[Status, tuple[str, str]] = {
    Status.REACHED: ("når sitt målvärde", "når sitt målvärde"),
    Status.ON_TRACK: ("är i fas", "är i fas"),
    Status.BEHIND: ("ligger efter plan", "ligger efter plan"),
    Status.NOT_REACHED: ("saknar nuläge och når inte sitt målvärde", "saknar nuläge och når inte sina målvärden"),
    Status.WRONG_WAY: ("är sämre än nuläget", "är sämre än nuläget"),
    Status.NOT_MEASURED: ("saknar värde", "saknar värde"),
    Status.NOT_ASSESSABLE: ("kan inte bedömas", "kan inte bedömas"),
    Status.SUPPRESSED: ("är skyddad", "är skyddade"),
}
_WITHOUT_TARGET: dict[Status, tuple[str, str]] = {
    Status.IMPROVED: ("är bättre än nuläget", "är bättre än nuläget"),
    Status.UNCHANGED: ("är lika med nuläget", "är lika med nuläget"),
    Status.WORSENED: ("är sämre än nuläget", "är sämre än nuläget"),
    Status.NO_BASELINE: ("saknar nuläge", "saknar nuläge"),
    Status.NO_DIRECTION: ("saknar riktning", "saknar riktning"),
    Status.NOT_MEASURED: ("saknar värde", "saknar värde"),
    Status.NOT_ASSESSABLE: ("kan inte bedömas", "kan inte bedömas"),
    Status.SUPPRESSED: ("är skyddad", "är skyddade"),
}
CHANCE: dict[Certainty, str] = {
    Certainty.CLEAR: "säkert mer än slumpen",
    Certainty.WITHIN_NOISE: "inte mer än slumpen",
    Certainty.UNKNOWN: "om det är mer än slump går inte att avgöra",
}
WHY: dict[str, str] = {
    "no_value": "inget värde",
    "hidden": "skyddat",
    "no_earlier": "inget tidigare värde",
    "earlier_hidden": "det tidigare värdet är skyddat",
    "method": "mätt på olika sätt",
    "break": "metodbrott emellan",
    "start": "",
}
"""Why there is no change to tell, in a few words."""


def level(rows: Sequence[StatusRow], year: int) -> tuple[str, ...]:
    """How many indicators stand where: those with a målvärde in one sentence, those without in another."""
    those = [row.status for row in rows if row.target is not None]
    others = [row.status for row in rows if row.target is None]
    return tuple(
        part for part in (_counted(those, _WITH_TARGET, "med", year), _counted(others, _WITHOUT_TARGET, "utan", year, bool(those))) if part
    )


def _counted(statuses: Sequence[Status], said: Mapping[Status, tuple[str, str]], which: str, year: int, also: bool = False) -> str:
    """One sentence; "" when there are none. The year is told once."""
    total = len(statuses)
    when = "" if also else f" {year}"
    found = [(status, n) for status in said if (n := statuses.count(status))]
    if not found:
        return ""
    if total == 1:
        return f"Den enda indikatorn {which} målvärde {said[found[0][0]][0]}{when}."
    if len(found) == 1 and found[0][0] is Status.NOT_ASSESSABLE:
        return f"Ingen av {count_word(total)} indikatorer {which} målvärde kan bedömas{when}."
    if len(found) == 1 and total == 2:
        return f"Båda indikatorerna {which} målvärde {said[found[0][0]][1]}{when}."
    if len(found) == 1:
        return f"Alla {count_word(total)} indikatorer {which} målvärde {said[found[0][0]][1]}{when}."
    first = next(iter(said))
    verb, _, rest = said[first][0].partition(" ")
    number = statuses.count(first)
    parts = [f"{count_word(n)} {said[status][n != 1]}" for status, n in found if status is not first]
    head = f"Av {count_word(total)} indikatorer {which} målvärde {verb} {count_word(number) if number else 'ingen'} {rest}{when}"
    return f"{listed([head, *parts])}."


def change(moved: Moved) -> str:
    """The largest change since the year before that is more than chance; else that there is none, or that nobody can say. "" without any
    figure that is shown."""
    if moved.clear:
        first, more = moved.clear[0], len(moved.clear) - 1
        told = f"{amount(first.indicator, first.since_last)}, {CHANCE[Certainty.CLEAR]}."
        if not more or first.since_last.share is None:
            begun = f"{_capital(_subject(first.indicator))} har ändrats: {told}"
        else:
            begun = f"Mest har {_subject(first.indicator)} ändrats, räknat mot vägen från nuläge till målvärde: {told}"
        also = f" Ytterligare {count_word(more)} {'förändring är säker' if more == 1 else 'förändringar är säkra'}." if more else ""
        return f"{begun}{also}"
    if moved.within_noise:
        unsure = f"; för {count_word(len(moved.unknown))} går det inte att avgöra" if moved.unknown else ""
        return f"Ingen förändring sedan {moved.since} är säkert mer än slumpen{unsure}."
    if moved.unknown:
        return f"Om något har ändrats mer än slumpen sedan {moved.since} går inte att avgöra: underlaget räcker inte."
    if moved.still:
        return f"Inget värde skiljer sig synligt från {moved.since}."
    if any(row.total.value is not None and row.since_last.why != "start" for row in moved.untold):
        return f"Inget värde går att jämföra med {moved.since}."
    return ""


def amount(indicator: Indicator, told: Change) -> str:
    """A change in words: "+4,2 indexenheter sedan 2023, till det bättre". "" without one."""
    if told.amount is None:
        return ""
    way = "" if told.better is None else ", till det bättre" if told.better else ", till det sämre"
    return f"{signed(indicator, told.amount)} sedan {told.since}{way}"


def signed(indicator: Indicator, d: float) -> str:
    """A difference with its sign; one that would be rounded to nothing is said to be less than a step."""
    unseen = abs(d) > numbers.TOLERANCE and numbers.rounds_to_zero(indicator, d)
    return numbers.distance(indicator, d) if unseen else numbers.difference(indicator, d)


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
    return (
        f"{first} nådde {_none_or(n)} av {count_word(of)} sitt målvärde och {last} {_none_or(m)} av {count_word(among)}, "
        "varje år mot det målvärde som gällde då."
    )


def taken_up(indicators: int, actions: int) -> str:
    """How much there is to take a stand on. "" when there is nothing."""
    parts = []
    if indicators:
        parts.append(f"{count_word(indicators)} {'indikator' if indicators == 1 else 'indikatorer'}")
    if actions:
        parts.append(f"{count_word(actions)} {'försenad åtgärd' if actions == 1 else 'försenade åtgärder'}")
    return f"Att ta ställning till: {listed(parts)}." if parts else ""


_JUDGED: dict[Verdict, tuple[str, str]] = {
    Verdict.REACHED: ("uppnås", "uppnås"),
    Verdict.UNCERTAIN: ("är osäkert", "är osäkra"),
    Verdict.NOT_REACHED: ("uppnås inte", "uppnås inte"),
    Verdict.NOT_ASSESSABLE: ("kan ej bedömas", "kan ej bedömas"),
}


def judged(goals: Sequence[Judged]) -> str:
    """How the goals have been judged: "Bedömningarna: ett mål uppnås och tre är inte bedömda." Every goal is counted once."""
    held = [goal.approved for goal in goals]
    verdicts = [one.verdict for one in held if one is not None]
    counts = [(verdicts.count(verdict), said) for verdict, said in _JUDGED.items()]
    counts += [
        (verdicts.count(None), ("har en skyddad text", "har en skyddad text")),
        (held.count(None), ("är inte bedömt", "är inte bedömda")),
    ]
    parts = [f"{'ett' if n == 1 else count_word(n)} {said[n != 1]}" for n, said in counts if n]
    if not parts:
        return ""
    first, space, rest = parts[0].partition(" ")
    return f"Bedömningarna: {listed([f'{first} mål{space}{rest}', *parts[1:]])}."


# ------------------------------------------------------------------------------------------- what to take a stand on


def wrong_way(row: YearRow, sure: Certainty) -> str:
    """A value that is worse than the plan's nuläge. ``sure``: of that difference."""
    total, i = row.total, row.indicator
    worse = "något sämre" if total.change_baseline is not None and numbers.rounds_to_zero(i, total.change_baseline) else "sämre"
    start = f"nuläget {numbers.stated(i, total.baseline)} ({i.baseline_year})"
    return f"{i.label}: {numbers.value(i, total.value)} är {worse} än {start}; {_DIFFERENCE[sure]}."


_DIFFERENCE = {
    Certainty.CLEAR: "skillnaden är säkert mer än slumpen",
    Certainty.WITHIN_NOISE: "skillnaden är inte mer än slumpen",
    Certainty.UNKNOWN: "om skillnaden är mer än slump går inte att avgöra",
}


def short_of(row: YearRow) -> str:
    """A value that has not come as far as it should: behind the calculated path, or short of the målvärde when its year has come."""
    total, i = row.total, row.indicator
    value, target = numbers.value(i, total.value), numbers.stated(i, total.target)
    left = numbers.distance(i, total.remaining)
    if total.required_pace is None or total.expected is None:
        passed = "är" if total.year == total.target_year else "var" if total.year > total.target_year else ""
        when = f"målåret {passed} {total.target_year}" if passed else f"målet gäller {total.target_year}"
        return f"{i.label}: {value}; {left} återstår till målvärdet {target}, och {when}."
    path = f"den beräknade linjära vägen ({numbers.value(i, total.expected)} för {total.year})"
    pace = signed(i, total.required_pace)
    near = "strax " if value == numbers.value(i, total.expected) else ""
    return f"{i.label}: {value}, {near}efter {path}; {pace} om året krävs för att nå {target} till {total.target_year}."


def not_measured(row: YearRow) -> str:
    """No value to follow up."""
    return f"{row.indicator.label}: inget värde för {row.total.year}, så målet går inte att följa upp."


def late(action: ActionRow) -> str:
    """An action whose year is over. The text is the plan's own."""
    whose = f" ({action.owner})" if action.owner else ""
    return f"Försenad åtgärd, planerad klar {action.due_year}: {action.text.rstrip('.')}{whose}."


# ------------------------------------------------------------------------------------------- what everything rests on


def suppression(smallest: Sequence[int]) -> str:
    """The rule of protection. ``smallest``: the smallest groups that may be shown, of all indicators; () when there are none."""
    if not smallest:
        return f"{words.NO_INDICATORS} Inget värde kan visas."
    low, high = min(smallest), max(smallest)
    limit = f"{low}" if low == high else f"{low}–{high}, beroende på indikator"
    return f"Minsta grupp som visas: {limit}. Mindre grupper är skyddade, och så är värden som skulle röja dem; det gäller alla läsare."


def scope_words(role: str, units: Sequence[str]) -> str:
    """Who sees it: the role, and for a manager which units."""
    return f"{role[:1].upper()}{role[1:]}: {listed(list(units))} och det som ligger under" if units else f"{role[:1].upper()}{role[1:]}"


def filters(unit: str, year: int, other: int | None, known: str | None) -> str:
    """What was chosen: unit, year, the year compared with, the date of what was known."""
    beside = f", jämfört med {other}" if other is not None else ""
    then = f", så som det var känt {known}" if known else ""
    return f"{unit}, {year}{beside}{then}"


def _none_or(n: int) -> str:
    return count_word(n) if n else "ingen"


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _subject(indicator: Indicator) -> str:
    """The indicator inside a sentence: its name as a subject, else its label in quotation marks."""
    name = indicator.sentence_name
    if not name:
        return f"”{indicator.label}”"
    return name if name[:2].isupper() else f"{name[0].lower()}{name[1:]}"
