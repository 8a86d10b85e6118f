"""What *Min enhet* says in sentences: how many indicators reach their målvärde, what has changed for sure, and why something is not shown.

True of the rows and of nothing else: every indicator is counted once, and only a difference that is more than chance is called a change.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kpi.measure.status import Certainty, Status
from kpi.programme.model import Indicator
from kpi.text import numbers, words

if TYPE_CHECKING:
    from kpi.views.mine_rows import Against, Changes, MineRow, People

_WORDS = (
    "noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv", "tretton", "fjorton", "femton", "sexton",
    "sjutton", "arton", "nitton", "tjugo",
)  # fmt: skip

WHY_TITLE: dict[str, str] = {
    "protected": "Skyddat",
    "protected_in_source": "Skyddat i källan",
    "not_assessable": "Kan ej bedömas",
    "missing": "Uppgift saknas",
    "not_measured": "Ej mätt",
}
WHY: dict[str, str] = {
    "protected": (
        "Värdet finns men visas inte. Gruppen är för liten, eller så skulle siffran avslöja en annan liten grupp. "
        "Samma siffror är dolda för alla, så att ingen kan räkna fram dem tillsammans."
    ),
    "protected_in_source": "Den som lämnade uppgiften har själv dolt den för att gruppen är liten. Värdet finns inte här.",
    "not_assessable": "Ett värde kan finnas, men en controller har angett varför det inte ska jämföras med målet.",
    "missing": "Filen som lästes in säger att uppgiften saknas.",
    "not_measured": "Ingen fil som är inläst har något värde för enheten det året.",
}
SEXES_HIDDEN = "Kvinnor och män visas inte var för sig när någon av grupperna är för liten, eller när skillnaden skulle avslöja en annan."


def count_word(n: int) -> str:
    """A count as Swedes write it: in words up to twenty, then in figures. Gender: utrum ("en")."""
    return _WORDS[n] if 0 <= n < len(_WORDS) else numbers.count(n)


def finding(rows: Sequence[MineRow], changes: Changes, year: int) -> tuple[str, ...]:
    """The summary of a unit: level first, then change. A sentence each; the counts add up to all the indicators."""
    if not rows:
        return ()
    return tuple(part for part in (_level(rows, year), _rest(rows, year), _change(rows, changes)) if part)


def _level(rows: Sequence[MineRow], year: int) -> str:
    if all(row.total.status is Status.NOT_MEASURED for row in rows):
        return f"Ingen av {_all(rows)} har något värde för {year}."
    reached = sum(row.total.status is Status.REACHED for row in rows)
    return f"{_capital(_none_or(reached))} av {_all(rows)} når målvärdet {year}."


def _rest(rows: Sequence[MineRow], year: int) -> str:
    """What the others are; "" when there are none, or when nothing is measured at all."""
    statuses = [row.total.status for row in rows]
    said = [
        (sum(s in _SHORT for s in statuses), "når det inte", "når det inte"),
        (sum(s in _WITHOUT_TARGET for s in statuses), "har inget målvärde", "har inget målvärde"),
        (statuses.count(Status.NOT_ASSESSABLE), "kan inte bedömas", "kan inte bedömas"),
        (statuses.count(Status.SUPPRESSED), "är skyddad", "är skyddade"),
        (statuses.count(Status.NOT_MEASURED), f"saknar värde för {year}", f"saknar värde för {year}"),
    ]
    parts = [f"{count_word(n)} {one if n == 1 else many}" for n, one, many in said if n]
    if not parts or len(rows) == statuses.count(Status.NOT_MEASURED):
        return ""
    return f"{_capital(_listed(parts))}."


_SHORT = (Status.ON_TRACK, Status.BEHIND, Status.WRONG_WAY, Status.NOT_REACHED)
_WITHOUT_TARGET = (Status.IMPROVED, Status.UNCHANGED, Status.WORSENED, Status.NO_BASELINE, Status.NO_DIRECTION)


def _change(rows: Sequence[MineRow], changes: Changes) -> str:
    """The largest change that is more than chance; else that there is none, or that nobody can say."""
    since = changes.since
    if changes.clear:
        more = len(changes.clear) - 1
        also = f" Ytterligare {count_word(more)} {'förändring' if more == 1 else 'förändringar'} är också säker{'' if more == 1 else 'a'}."
        first = changes.clear[0]
        return f"Mest har {_subject(first.indicator)} ändrats: {moved(first)}, säkert mer än slumpen.{also if more else ''}"
    if changes.within_noise:
        unsure = f"; för {count_word(len(changes.unknown))} går det inte att avgöra" if changes.unknown else ""
        return f"Ingen förändring sedan {since} är säkert mer än slumpen{unsure}."
    if changes.unknown:
        return f"Om något har ändrats mer än slumpen sedan {since} går inte att avgöra: underlaget räcker inte."
    if any(row.total.value is not None for row in rows):
        return nothing_changed(rows, since)
    return ""


def nothing_changed(rows: Sequence[MineRow], since: int) -> str:
    """That no figure differs from the year before as far as can be seen, or that none can be held against it."""
    if any(row.before_comparable for row in rows):
        return f"Inget värde skiljer sig synligt från {since}."
    return f"Inget värde går att jämföra med {since}."


def moved(row: MineRow) -> str:
    """A change since the year before: "+4,2 indexenheter sedan 2023, till det bättre"."""
    total = row.total
    change = total.change_year
    if change is None:
        return ""
    unseen = abs(change) > numbers.TOLERANCE and numbers.rounds_to_zero(row.indicator, change)
    size = numbers.distance(row.indicator, change) if unseen else numbers.difference(row.indicator, change)
    way = "" if row.better is None else ", till det bättre" if row.better else ", till det sämre"
    return f"{size} sedan {total.change_year_from}{way}"


def chance(certainty: Certainty) -> str:
    """What may be said of a change's size against chance, in a few words."""
    return _CHANCE[certainty]


_CHANCE = {
    Certainty.CLEAR: "säkert mer än slumpen",
    Certainty.WITHIN_NOISE: "inte mer än slumpen",
    Certainty.UNKNOWN: "kan vara slump: underlaget räcker inte för att avgöra",
}


def beside(against: Against, indicator: Indicator) -> str:
    """A unit against a whole: "1,8 indexenheter högre"; "lika" when no difference can be seen; "" when they cannot be compared."""
    d = against.difference
    if d is None:
        return ""
    if numbers.rounds_to_zero(indicator, d):
        return "lika"
    return f"{numbers.distance(indicator, d)} {'högre' if d > 0 else 'lägre'}"


def reached_of(reached: int, judged: int) -> str:
    """How many of a unit's indicators reach their målvärde: "två av nio når målvärdet"."""
    if not judged:
        return "inget att hålla mot ett målvärde"
    return f"{_none_or(reached)} av {count_word(judged)} når målvärdet"


def people_line(part: People, *, whose: bool = False) -> str:
    """How many of what: "15 svar"; with ``whose`` "15 svar (medarbetare)"; where no source says of what "15 i underlaget (chefer)"."""
    counted = part.counted or "i underlaget"
    group = f" ({part.population})" if whose or not part.counted else ""
    return f"{numbers.count(part.total)} {counted}{group}"


def people_sexes(part: People) -> str:
    """Women and men of the number, that they are protected, or "" where no file has told."""
    if part.women is not None and part.men is not None:
        return f"{words.SEX['K'].lower()} {numbers.count(part.women)}, {words.SEX['M'].lower()} {numbers.count(part.men)}"
    return "kvinnor och män: skyddat" if part.sexes_hidden else ""


def listed(names: Sequence[str]) -> str:
    """Names as a Swedish list: "a, b och c"."""
    return _listed(names)


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} och {parts[-1]}"


def _subject(indicator: Indicator) -> str:
    """The indicator inside a sentence: its name as a subject, else its label in quotation marks."""
    name = indicator.sentence_name
    if not name:
        return f"”{indicator.label}”"
    return name if name[:2].isupper() else f"{name[0].lower()}{name[1:]}"


def _all(rows: Sequence[MineRow]) -> str:
    return f"{count_word(len(rows))} {'indikator' if len(rows) == 1 else 'indikatorer'}"


def _none_or(n: int) -> str:
    return count_word(n) if n else "ingen"


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
