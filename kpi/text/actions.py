"""The words around the plan's actions: each status with its symbol, and how many of each in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kpi.programme.plan import ActionStatus, State
from kpi.text import numbers


class ActionWord(NamedTuple):
    """A status on the screen: its symbol as a character, its word, and what it means."""

    symbol: str
    word: str
    meaning: str


STATUS: dict[ActionStatus, ActionWord] = {
    ActionStatus.DONE: ActionWord("✓", "Genomförd", "Rapporterad som genomförd senast den dag man ser på."),
    ActionStatus.STARTED: ActionWord("▲", "Påbörjad", "Rapporterad som påbörjad, och året den planeras klar är inte slut."),
    ActionStatus.NOT_STARTED: ActionWord("○", "Ej påbörjad", "Ingen har rapporterat att den är påbörjad, och året är inte slut."),
    ActionStatus.LATE: ActionWord("■", "Försenad", "Året den planerades klar är slut, och den är varken genomförd eller inställd."),
    ActionStatus.CANCELLED: ActionWord("⊘", "Inställd", "Ska inte genomföras; skälet och dagen står i historiken."),
}
STATE: dict[State, str] = {state: STATUS[ActionStatus(state.value)].word for state in State}
_COUNTED = {  # one, several
    ActionStatus.DONE: ("är genomförd", "är genomförda"),
    ActionStatus.STARTED: ("är påbörjad", "är påbörjade"),
    ActionStatus.NOT_STARTED: ("är ej påbörjad", "är ej påbörjade"),
    ActionStatus.LATE: ("är försenad", "är försenade"),
    ActionStatus.CANCELLED: ("är inställd", "är inställda"),
}


def counted(counts: Mapping[ActionStatus, int], whose: str = "") -> str:
    """How many actions there are and how they stand, in one sentence. ``whose``: "som CHR ansvarar för", or ""."""
    total = sum(counts.values())
    of = f" {whose}" if whose else ""
    if total == 0:
        return f"Planen har ingen åtgärd{of} det året."
    parts = [f"{numbers.count(n)} {_COUNTED[status][n != 1]}" for status in ActionStatus if (n := counts.get(status, 0))]
    said = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} och {parts[-1]}"
    return f"Av {numbers.count(total)} åtgärder{of} {said}." if total > 1 else f"Den enda åtgärden{of} {_COUNTED[_only(counts)][0]}."


def _only(counts: Mapping[ActionStatus, int]) -> ActionStatus:
    return next(status for status, n in counts.items() if n)
