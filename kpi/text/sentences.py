"""The finding in plain words: true, short, and never more than the data says.

The names of indicators come from the pack and may be any words, so a sentence is built to be grammatical for all of them:
with ``Indicator.sentence_name`` "Korttidssjukfrånvaron är 3,2 %.", without it "Name: 3,2 %.". What a sentence compares with the
linear path it calls beräknad; chance variation is mentioned only where certainty is known. Sentences hold text from files and
users (names, a controller's reason): escape them with ``kpi.text.escape`` where they are drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kpi.language import N_, all_of, tr
from kpi.measure.status import Certainty, Status
from kpi.programme.model import Direction
from kpi.text import numbers, words

if TYPE_CHECKING:
    from kpi.views.rows import SexGap, StatusRow


def card_sentence(row: StatusRow) -> str:
    """What there is to say about one indicator for one unit, year and sex, as two to four short sentences."""
    return " ".join(part for part in (_level(row), _ASSESSMENT[row.status](row), _change(row)) if part)


def sex_sentence(gap: SexGap) -> str:
    """Women against men in one sentence. A figure that is protected or missing is said to be so, and then nothing is compared."""
    women, men = gap.women, gap.men
    indicator = women.indicator
    hidden = [row for row in (women, men) if row.status is Status.SUPPRESSED]
    if hidden:
        return tr("Kvinnor och män visas inte var för sig, för att ingen enskild ska kunna röjas.")
    missing = [words.SEX[row.sex].lower() for row in (women, men) if row.value is None]
    if missing:
        return tr("Värde saknas för {sexes}.", sexes=all_of(missing))
    d, values = gap.difference, {"women": numbers.value(indicator, women.value), "men": numbers.value(indicator, men.value)}
    if d is None:
        return tr("Kvinnor {women}, män {men}.", **values)
    if numbers.rounds_to_zero(indicator, d):
        return tr("Kvinnor {women}, män {men}: ingen skillnad i den noggrannhet som visas.", **values)
    values["difference"] = numbers.distance(indicator, d)
    if d > 0:
        return tr("Kvinnor {women}, män {men}: kvinnornas värde är {difference} högre än männens.", **values)
    return tr("Kvinnor {women}, män {men}: kvinnornas värde är {difference} lägre än männens.", **values)


# ---------------------------------------------------------------------------------------------------- level


def _level(row: StatusRow) -> str:
    """With the indicator's name as a subject, where the pack has one; else after its label and a colon."""
    i, name = row.indicator, row.indicator.sentence_name or ""
    if row.status is Status.SUPPRESSED:
        shown = tr("{name} visas inte, för att ingen enskild ska kunna röjas.", name=name)
        return _of_sex(row, shown if name else tr("{name}: värdet visas inte, för att ingen enskild ska kunna röjas.", name=i.label))
    if row.value is None:
        without = tr("{name} har inget värde för {year}.", name=name, year=row.year)
        return _of_sex(row, without if name else tr("{name}: inget värde för {year}.", name=i.label, year=row.year))
    if row.origin != "plan":
        value = numbers.value(i, row.value)
        return _of_sex(row, tr("{name} är {value}.", name=name, value=value) if name else f"{i.label}: {value}.")
    value = numbers.stated(i, row.value)
    if i.baseline_date:
        said = {"value": value, "period": words.period(i.baseline_date)}
        subject = tr("{name} är {value} enligt planens nuläge i {period}.", name=name, **said)
        return _of_sex(row, subject if name else tr("{name}: {value} enligt planens nuläge i {period}.", name=i.label, **said))
    subject = tr("{name} är {value} enligt planens nuläge.", name=name, value=value)
    return _of_sex(row, subject if name else tr("{name}: {value} enligt planens nuläge.", name=i.label, value=value))


def _of_sex(row: StatusRow, text: str) -> str:
    return f"{words.SEX[row.sex]}: {text[0].lower() + text[1:] if _may_lower(text) else text}" if row.sex != "T" else text


def _may_lower(text: str) -> bool:
    """An abbreviation ("HME …") keeps its capitals after a colon."""
    return not text[:2].isupper()


# ---------------------------------------------------------------------------------------------------- assessment


def _target(row: StatusRow) -> str:
    return tr("Målet är {target} till {year}", target=numbers.stated(row.indicator, row.target), year=row.target_year)


def _goal(row: StatusRow) -> str:
    """The target, or the direction where there is none; where neither is established, that."""
    if row.target is not None:
        return f"{_target(row)}."
    indicator = row.indicator
    if indicator.direction is Direction.UNSET:
        return tr("Varken riktning eller målvärde är fastställt.")
    aim, note = words.DIRECTION[indicator.direction], indicator.direction_note
    if note:
        return tr("Målvärde saknas; värdet ska {aim} (riktningen är {note}).", aim=aim, note=note)
    return tr("Målvärde saknas; värdet ska {aim}.", aim=aim)


def _left(row: StatusRow, *, deadline: bool = True) -> str:
    """The target, and how much remains to it; with ``deadline`` also whether its year has come."""
    left = words.capital(tr("{distance} återstår", distance=numbers.distance(row.indicator, row.remaining)))
    if deadline and row.year > row.target_year:
        left = tr("{remains}, och målåret {year} har passerat", remains=left, year=row.target_year)
    elif deadline and row.year == row.target_year:
        left = tr("{remains} under målåret", remains=left)
    return f"{_target(row)}. {left}"


def _reached(row: StatusRow) -> str:
    if row.gap is None or numbers.rounds_to_zero(row.indicator, row.gap):
        return tr("{target} och är uppnått.", target=_target(row))
    return tr("{target} och är uppnått, med {margin} till godo.", target=_target(row), margin=numbers.distance(row.indicator, row.gap))


_PATH = {
    "on": N_("{begun}; värdet ligger på den beräknade linjära vägen ({expected} för {year})."),
    "ahead": N_("{begun}; värdet ligger före den beräknade linjära vägen ({expected} för {year})."),
    "just_behind": N_("{begun}; värdet ligger strax efter den beräknade linjära vägen ({expected} för {year})."),
    "behind": N_("{begun}; värdet ligger efter den beräknade linjära vägen ({expected} för {year})."),
}


def _path(row: StatusRow, begun: str, where: str) -> str:
    return tr(_PATH[where], begun=begun, expected=numbers.value(row.indicator, row.expected), year=row.year)


def _on_track(row: StatusRow) -> str:
    left = _left(row, deadline=False)
    if row.expected is None or row.value is None or _is_start(row):
        return f"{left}."
    return _path(row, left, "on" if _looks_equal(row, row.expected) else "ahead")


def _behind(row: StatusRow) -> str:
    left = _left(row)
    if row.expected is None or row.value is None or row.year >= row.target_year:
        return f"{left}."
    return _path(row, left, "just_behind" if _looks_equal(row, row.expected) else "behind")


def _wrong_way(row: StatusRow) -> str:
    said = {"begun": _left(row), "year": row.indicator.baseline_year, "baseline": numbers.stated(row.indicator, row.baseline)}
    if _looks_equal(row, row.baseline):
        return tr("{begun}; värdet är något sämre än nuläget {year} ({baseline}).", **said)
    return tr("{begun}; värdet är sämre än nuläget {year} ({baseline}).", **said)


def _not_reached(row: StatusRow) -> str:
    return f"{_left(row)}. {tr('Utgångsvärde saknas, så ingen väg till målet kan beräknas.')}"


def _not_measured(row: StatusRow) -> str:
    note = row.indicator.baseline_note if row.baseline is None else None
    return f"{_goal(row)} {tr('Planen anger i stället för nuläge: ”{note}”.', note=note)}" if note else _goal(row)


def _no_baseline(row: StatusRow) -> str:
    return f"{_goal(row)} {tr('Utgångsvärde saknas, så förändringen kan inte bedömas.')}"


def _moved(row: StatusRow, *, better: bool) -> str:
    """Direction only, compared with the baseline."""
    year, verdict = row.indicator.baseline_year, tr("bättre") if better else tr("sämre")
    if row.change_baseline is None:
        return f"{_goal(row)} {tr('Värdet är {verdict} än utgångsvärdet {year}.', verdict=verdict, year=year)}"
    said = {"distance": numbers.distance(row.indicator, row.change_baseline), "year": year, "verdict": verdict}
    if row.change_baseline > 0:
        return f"{_goal(row)} {tr('Värdet är {distance} högre än {year}, alltså {verdict}.', **said)}"
    return f"{_goal(row)} {tr('Värdet är {distance} lägre än {year}, alltså {verdict}.', **said)}"


def _unchanged(row: StatusRow) -> str:
    if _is_start(row):
        return _goal(row)
    return f"{_goal(row)} {tr('Värdet är detsamma som {year}.', year=row.indicator.baseline_year)}"


def _not_assessable(row: StatusRow) -> str:
    reason = (row.status_reason or "").strip().rstrip(".")
    return f"{_goal(row)} {tr('Kan ej bedömas: {reason}.', reason=reason) if reason else tr('Kan ej bedömas.')}"


def _looks_equal(row: StatusRow, other: float | None) -> bool:
    """Whether the reader sees the same figure twice, though the two may differ further down."""
    return numbers.value(row.indicator, row.value) == numbers.value(row.indicator, other)


def _is_start(row: StatusRow) -> bool:
    """In the baseline's own year there is no way travelled to speak of."""
    return row.origin == "plan" or row.year <= row.indicator.baseline_year


_ASSESSMENT: dict[Status, Callable[[StatusRow], str]] = {
    Status.SUPPRESSED: _goal,
    Status.NOT_ASSESSABLE: _not_assessable,
    Status.NOT_MEASURED: _not_measured,
    Status.REACHED: _reached,
    Status.WRONG_WAY: _wrong_way,
    Status.ON_TRACK: _on_track,
    Status.BEHIND: _behind,
    Status.NOT_REACHED: _not_reached,
    Status.NO_BASELINE: _no_baseline,
    Status.IMPROVED: lambda row: _moved(row, better=True),
    Status.UNCHANGED: _unchanged,
    Status.WORSENED: lambda row: _moved(row, better=False),
    Status.NO_DIRECTION: lambda row: f"{_goal(row)} {tr('Värdet bedöms därför inte.')}",
}


# ---------------------------------------------------------------------------------------------------- change


def _change(row: StatusRow) -> str:
    """The change that ``row.certainty`` speaks of: from the year before, else from the baseline. "" when certainty is unknown."""
    if row.value is None or row.certainty is Certainty.UNKNOWN:
        return ""
    change, year = row.change_year, row.change_year_from
    if change is None:
        change, year = row.change_baseline, row.indicator.baseline_year
    if change is None or year is None or year >= row.year:
        return ""
    said = {"year": year, "change": numbers.signed(row.indicator, change)}
    if row.certainty is Certainty.CLEAR:
        return tr("Skillnaden mot {year} är {change}, mer än slumpens variation.", **said)
    return tr("Skillnaden mot {year} är {change}, vilket ryms inom slumpens variation.", **said)
