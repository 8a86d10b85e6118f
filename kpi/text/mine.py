"""What *Min enhet* says in sentences: how many indicators reach their målvärde, what has changed for sure, and why something is not shown.

True of the rows and of nothing else: every indicator is counted once, and only a difference that is more than chance is called a change.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kpi.language import N_, NN_, Said, all_of, ntr, tr
from kpi.measure.status import Certainty, Status
from kpi.programme.model import Indicator
from kpi.text import numbers, words

if TYPE_CHECKING:
    from kpi.views.mine_rows import Against, Changes, MineRow, People

_WORDS = N_("noll en två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton sjutton arton nitton tjugo")

WHY_TITLE: Said[str] = Said(
    {
        "protected": N_("Skyddat"),
        "protected_in_source": N_("Skyddat i källan"),
        "not_assessable": N_("Kan ej bedömas"),
        "missing": N_("Uppgift saknas"),
        "not_measured": N_("Ej mätt"),
    }
)
WHY: Said[str] = Said(
    {
        "protected": N_(
            "Värdet finns men visas inte. Gruppen är för liten, eller så skulle siffran avslöja en annan liten grupp. "
            "Samma siffror är dolda för alla, så att ingen kan räkna fram dem tillsammans."
        ),
        "protected_in_source": N_("Den som lämnade uppgiften har själv dolt den för att gruppen är liten. Värdet finns inte här."),
        "not_assessable": N_("Ett värde kan finnas, men en controller har angett varför det inte ska jämföras med målet."),
        "missing": N_("Filen som lästes in säger att uppgiften saknas."),
        "not_measured": N_("Ingen fil som är inläst har något värde för enheten det året."),
    }
)
_TEXTS = Said(
    {
        "SEXES_HIDDEN": N_(
            "Kvinnor och män visas inte var för sig när någon av grupperna är för liten, eller när skillnaden skulle avslöja en annan."
        ),
    }
)
__getattr__ = _TEXTS.constant


def count_word(n: int) -> str:
    """A count as people write it: in words up to twenty, then in figures. Gender: utrum ("en")."""
    said = tr(_WORDS).split()
    return said[n] if 0 <= n < len(said) else numbers.count(n)


def finding(rows: Sequence[MineRow], changes: Changes, year: int) -> tuple[str, ...]:
    """The summary of a unit: level first, then change. A sentence each; the counts add up to all the indicators."""
    if not rows:
        return ()
    return tuple(part for part in (_level(rows, year), _rest(rows, year), _change(rows, changes)) if part)


def _level(rows: Sequence[MineRow], year: int) -> str:
    every = ntr("en indikator", "{n} indikatorer", len(rows), n=count_word(len(rows)))
    if all(row.total.status is Status.NOT_MEASURED for row in rows):
        return tr("Ingen av {indicators} har något värde för {year}.", indicators=every, year=year)
    reached = sum(row.total.status is Status.REACHED for row in rows)
    return words.capital(tr("{n} av {indicators} når målvärdet {year}.", n=_none_or(reached), indicators=every, year=year))


_REST = (
    NN_("{n} når det inte", "{n} når det inte"),
    NN_("{n} har inget målvärde", "{n} har inget målvärde"),
    NN_("{n} kan inte bedömas", "{n} kan inte bedömas"),
    NN_("{n} är skyddad", "{n} är skyddade"),
    NN_("{n} saknar värde för {year}", "{n} saknar värde för {year}"),
)


def _rest(rows: Sequence[MineRow], year: int) -> str:
    """What the others are; "" when there are none, or when nothing is measured at all."""
    statuses = [row.total.status for row in rows]
    counts = (
        sum(s in _SHORT for s in statuses),
        sum(s in _WITHOUT_TARGET for s in statuses),
        *(statuses.count(s) for s in (Status.NOT_ASSESSABLE, Status.SUPPRESSED, Status.NOT_MEASURED)),
    )
    parts = [ntr(*said, n, n=count_word(n), year=year) for said, n in zip(_REST, counts, strict=True) if n]
    if not parts or len(rows) == statuses.count(Status.NOT_MEASURED):
        return ""
    return f"{words.capital(all_of(parts))}."


_SHORT = (Status.ON_TRACK, Status.BEHIND, Status.WRONG_WAY, Status.NOT_REACHED)
_WITHOUT_TARGET = (Status.IMPROVED, Status.UNCHANGED, Status.WORSENED, Status.NO_BASELINE, Status.NO_DIRECTION)


def _change(rows: Sequence[MineRow], changes: Changes) -> str:
    """The largest change that is more than chance; else that there is none, or that nobody can say."""
    since = changes.since
    if changes.clear:
        more, first = len(changes.clear) - 1, changes.clear[0]
        most = tr(
            "Mest har {indicator} ändrats: {change}, säkert mer än slumpen.", indicator=words.subject(first.indicator), change=moved(first)
        )
        if not more:
            return most
        also = ntr("Ytterligare {n} förändring är också säker.", "Ytterligare {n} förändringar är också säkra.", more, n=count_word(more))
        return f"{most} {words.capital(also)}"
    if changes.within_noise:
        return no_change(since, len(changes.unknown))
    if changes.unknown:
        return cannot_tell(since)
    if any(row.total.value is not None for row in rows):
        return nothing_changed(rows, since)
    return ""


def no_change(since: int, unknown: int) -> str:
    """That nothing has changed more than chance; of ``unknown`` indicators that cannot be told."""
    if not unknown:
        return tr("Ingen förändring sedan {year} är säkert mer än slumpen.", year=since)
    return tr("Ingen förändring sedan {year} är säkert mer än slumpen; för {n} går det inte att avgöra.", year=since, n=count_word(unknown))


def cannot_tell(since: int) -> str:
    """That nobody can say whether anything has changed more than chance."""
    return tr("Om något har ändrats mer än slumpen sedan {year} går inte att avgöra: underlaget räcker inte.", year=since)


def nothing_changed(rows: Sequence[MineRow], since: int) -> str:
    """That no figure differs from the year before as far as can be seen, or that none can be held against it."""
    return nothing_seen(since) if any(row.before_comparable for row in rows) else nothing_to_compare(since)


def nothing_seen(since: int) -> str:
    """That no figure differs as far as can be seen."""
    return tr("Inget värde skiljer sig synligt från {year}.", year=since)


def nothing_to_compare(since: int) -> str:
    """That no figure can be held against the other year."""
    return tr("Inget värde går att jämföra med {year}.", year=since)


def moved(row: MineRow) -> str:
    """A change since the year before: "+4,2 indexenheter sedan 2023, till det bättre"."""
    total = row.total
    return "" if total.change_year is None else change(row.indicator, total.change_year, total.change_year_from, row.better)


def change(indicator: Indicator, d: float, since: int | None, better: bool | None) -> str:
    """A change, since when, and whether it is for the better (None: nobody has said)."""
    said = tr("{change} sedan {year}", change=numbers.signed(indicator, d), year=since)
    if better is None:
        return said
    return tr("{change}, till det bättre", change=said) if better else tr("{change}, till det sämre", change=said)


def chance(certainty: Certainty) -> str:
    """What may be said of a change's size against chance, in a few words."""
    return _CHANCE[certainty]


_CHANCE: Said[Certainty] = Said(
    {
        Certainty.CLEAR: N_("säkert mer än slumpen"),
        Certainty.WITHIN_NOISE: N_("inte mer än slumpen"),
        Certainty.UNKNOWN: N_("kan vara slump: underlaget räcker inte för att avgöra"),
    }
)


def beside(against: Against, indicator: Indicator) -> str:
    """A unit against a whole: "1,8 indexenheter högre"; "lika" when no difference can be seen; "" when they cannot be compared."""
    d = against.difference
    if d is None:
        return ""
    if numbers.rounds_to_zero(indicator, d):
        return tr("lika")
    size = numbers.distance(indicator, d)
    return tr("{difference} högre", difference=size) if d > 0 else tr("{difference} lägre", difference=size)


def reached_of(reached: int, judged: int) -> str:
    """How many of a unit's indicators reach their målvärde: "två av nio når målvärdet"."""
    if not judged:
        return tr("inget att hålla mot ett målvärde")
    return tr("{n} av {indicators} når målvärdet", n=_none_or(reached), indicators=count_word(judged))


def people_line(part: People, *, whose: bool = False) -> str:
    """How many of what: "15 svar"; with ``whose`` "15 svar (medarbetare)"; where no source says of what "15 i underlaget (chefer)"."""
    counted = part.counted or tr("i underlaget")
    group = f" ({part.population})" if whose or not part.counted else ""
    return f"{numbers.count(part.total)} {counted}{group}"


def people_sexes(part: People) -> str:
    """Women and men of the number, that they are protected, or "" where no file has told."""
    if part.women is not None and part.men is not None:
        return f"{words.SEX['K'].lower()} {numbers.count(part.women)}, {words.SEX['M'].lower()} {numbers.count(part.men)}"
    return tr("kvinnor och män: skyddat") if part.sexes_hidden else ""


def _none_or(n: int) -> str:
    return count_word(n) if n else tr("ingen")
