"""The finding in plain Swedish: true, short, and never more than the data says.

The names of indicators come from the pack and may be any words, so a sentence is built to be grammatical for all of them:
with ``Indicator.sentence_name`` "Korttidssjukfrånvaron är 3,2 %.", without it "Name: 3,2 %.". What a sentence compares with the
linear path it calls beräknad; chance variation is mentioned only where certainty is known. Sentences hold text from files and
users (names, a controller's reason): escape them with ``kpi.text.escape`` where they are drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kpi.measure.status import Certainty, Status
from kpi.programme.model import Direction, Indicator
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
        return "Kvinnor och män visas inte var för sig, för att ingen enskild ska kunna röjas."
    missing = [words.SEX[row.sex].lower() for row in (women, men) if row.value is None]
    if missing:
        return f"Värde saknas för {' och '.join(missing)}."
    values = f"Kvinnor {numbers.value(indicator, women.value)}, män {numbers.value(indicator, men.value)}"
    d = gap.difference
    if d is None:
        return f"{values}."
    if numbers.rounds_to_zero(indicator, d):
        return f"{values}: ingen skillnad i den noggrannhet som visas."
    return f"{values}: kvinnornas värde är {numbers.distance(indicator, d)} {'högre' if d > 0 else 'lägre'} än männens."


# ---------------------------------------------------------------------------------------------------- level


def _level(row: StatusRow) -> str:
    if row.status is Status.SUPPRESSED:
        return _say(row, "visas inte, för att ingen enskild ska kunna röjas", "värdet visas inte, för att ingen enskild ska kunna röjas")
    if row.value is None:
        return _say(row, f"har inget värde för {row.year}", f"inget värde för {row.year}")
    if row.origin == "plan":
        value = numbers.stated(row.indicator, row.value)
        since = f" i {words.period(row.indicator.baseline_date)}" if row.indicator.baseline_date else ""
        return _say(row, f"är {value} enligt planens nuläge{since}", f"{value} enligt planens nuläge{since}")
    value = numbers.value(row.indicator, row.value)
    return _say(row, f"är {value}", value)


def _say(row: StatusRow, with_subject: str, after_colon: str) -> str:
    name = row.indicator.sentence_name
    text = f"{name} {with_subject}." if name else f"{row.indicator.label}: {after_colon}."
    return f"{words.SEX[row.sex]}: {text[0].lower() + text[1:] if _may_lower(text) else text}" if row.sex != "T" else text


def _may_lower(text: str) -> bool:
    """An abbreviation ("HME …") keeps its capitals after a colon."""
    return not text[:2].isupper()


# ---------------------------------------------------------------------------------------------------- assessment


def _target(row: StatusRow) -> str:
    return f"Målet är {numbers.stated(row.indicator, row.target)} till {row.target_year}"


def _goal(row: StatusRow) -> str:
    """The target, or the direction where there is none; where neither is established, that."""
    if row.target is not None:
        return f"{_target(row)}."
    indicator = row.indicator
    if indicator.direction is Direction.UNSET:
        return "Varken riktning eller målvärde är fastställt."
    note = f" (riktningen är {indicator.direction_note})" if indicator.direction_note else ""
    return f"Målvärde saknas; värdet ska {words.DIRECTION[indicator.direction]}{note}."


def _remaining(row: StatusRow) -> str:
    distance = numbers.distance(row.indicator, row.remaining)
    return f"{distance[0].upper()}{distance[1:]} återstår"


def _deadline(row: StatusRow) -> str:
    if row.year > row.target_year:
        return f", och målåret {row.target_year} har passerat"
    return " under målåret" if row.year == row.target_year else ""


def _reached(row: StatusRow) -> str:
    over = row.gap is not None and not numbers.rounds_to_zero(row.indicator, row.gap)
    margin = f", med {numbers.distance(row.indicator, row.gap)} till godo" if over else ""
    return f"{_target(row)} och är uppnått{margin}."


def _path(row: StatusRow, where: str) -> str:
    return f"värdet ligger {where} den beräknade linjära vägen ({numbers.value(row.indicator, row.expected)} för {row.year})"


def _on_track(row: StatusRow) -> str:
    left = f"{_target(row)}. {_remaining(row)}"
    if row.expected is None or row.value is None or _is_start(row):
        return f"{left}."
    return f"{left}; {_path(row, 'på' if _looks_equal(row, row.expected) else 'före')}."


def _behind(row: StatusRow) -> str:
    left = f"{_target(row)}. {_remaining(row)}{_deadline(row)}"
    if row.expected is None or row.value is None or row.year >= row.target_year:
        return f"{left}."
    return f"{left}; {_path(row, 'strax efter' if _looks_equal(row, row.expected) else 'efter')}."


def _wrong_way(row: StatusRow) -> str:
    baseline = numbers.stated(row.indicator, row.baseline)
    left = f"{_target(row)}. {_remaining(row)}{_deadline(row)}"
    worse = "något sämre" if _looks_equal(row, row.baseline) else "sämre"
    return f"{left}; värdet är {worse} än nuläget {row.indicator.baseline_year} ({baseline})."


def _not_reached(row: StatusRow) -> str:
    return f"{_target(row)}. {_remaining(row)}{_deadline(row)}. Utgångsvärde saknas, så ingen väg till målet kan beräknas."


def _not_measured(row: StatusRow) -> str:
    note = row.indicator.baseline_note if row.baseline is None else None
    planned = f" Planen anger i stället för nuläge: ”{note}”." if note else ""
    return f"{_goal(row)}{planned}"


def _no_baseline(row: StatusRow) -> str:
    return f"{_goal(row)} Utgångsvärde saknas, så förändringen kan inte bedömas."


def _moved(row: StatusRow, verdict: str) -> str:
    """Direction only, compared with the baseline."""
    year = row.indicator.baseline_year
    if row.change_baseline is None:
        return f"{_goal(row)} Värdet är {verdict} än utgångsvärdet {year}."
    more = "högre" if row.change_baseline > 0 else "lägre"
    distance = numbers.distance(row.indicator, row.change_baseline)
    return f"{_goal(row)} Värdet är {distance} {more} än {year}, alltså {verdict}."


def _unchanged(row: StatusRow) -> str:
    return _goal(row) if _is_start(row) else f"{_goal(row)} Värdet är detsamma som {row.indicator.baseline_year}."


def _not_assessable(row: StatusRow) -> str:
    reason = (row.status_reason or "").strip().rstrip(".")
    return f"{_goal(row)} Kan ej bedömas{f': {reason}' if reason else ''}."


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
    Status.IMPROVED: lambda row: _moved(row, "bättre"),
    Status.UNCHANGED: _unchanged,
    Status.WORSENED: lambda row: _moved(row, "sämre"),
    Status.NO_DIRECTION: lambda row: f"{_goal(row)} Värdet bedöms därför inte.",
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
    return f"Skillnaden mot {year} är {_signed(row.indicator, change)}, {_CHANCE[row.certainty]}."


_CHANCE = {Certainty.CLEAR: "mer än slumpens variation", Certainty.WITHIN_NOISE: "vilket ryms inom slumpens variation"}


def _signed(indicator: Indicator, change: float) -> str:
    unseen = abs(change) > numbers.TOLERANCE and numbers.rounds_to_zero(indicator, change)
    return numbers.distance(indicator, change) if unseen else numbers.difference(indicator, change)
