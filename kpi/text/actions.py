"""The words around the plan's actions: each status with its symbol, and how many of each in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kpi.programme.plan import ActionChange, ActionStatus, PlannedAction, State
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
    ActionStatus.LATE: ActionWord(
        "■", "Försenad", "Året den planerades klar är slut, och ingen har rapporterat den som genomförd eller inställd."
    ),
    ActionStatus.CANCELLED: ActionWord("⊘", "Inställd", "Ska inte genomföras; skälet och dagen står i historiken."),
}
STATE: dict[State, str] = {state: STATUS[ActionStatus(state.value)].word for state in State}
KINDS = {"new": "ny", "changed": "ändrad", "unchanged": "oförändrad"}
"""What a row of a workbook would do."""
_COUNTED = {  # one, several
    ActionStatus.DONE: ("genomförd", "genomförda"),
    ActionStatus.STARTED: ("påbörjad", "påbörjade"),
    ActionStatus.NOT_STARTED: ("ej påbörjad", "ej påbörjade"),
    ActionStatus.LATE: ("försenad", "försenade"),
    ActionStatus.CANCELLED: ("inställd", "inställda"),
}


def adjective(status: ActionStatus, n: int) -> str:
    """The status as it is said of ``n`` actions: "försenad", "försenade"."""
    return _COUNTED[status][n != 1]


def counted(counts: Mapping[ActionStatus, int], whose: str = "") -> str:
    """How many actions there are and how they stand, in one sentence. ``whose``: "som CHR ansvarar för", or ""."""
    total = sum(counts.values())
    of = f" {whose}" if whose else ""
    if total == 0:
        return f"Planen har ingen åtgärd{of} det året."
    parts = [(n, adjective(status, n)) for status in ActionStatus if (n := counts.get(status, 0))]
    if len(parts) == 1:
        return f"Den enda åtgärden{of} är {parts[0][1]}." if total == 1 else f"Alla {numbers.count(total)} åtgärder{of} är {parts[0][1]}."
    said = [f"{numbers.count(n)} {word}" for n, word in parts]
    return f"Av {numbers.count(total)} åtgärder{of} är {', '.join(said[:-1])} och {said[-1]}."


def change_said(before: PlannedAction | None, after: ActionChange) -> str:
    """What a change of the plan did, against what the plan had before it."""
    if before is None:
        return f"Ny i planen {after.valid_from}, planeras klar {after.due_year}"
    said = []
    if after.closed and not before.closed:
        said.append("tagen ur planen")
    if before.closed and not after.closed:
        said.append("åter i planen")
    if after.due_year != before.due_year:
        said.append(f"flyttad från {before.due_year} till {after.due_year}")
    if after.text != before.text:
        said.append(f"omformulerad, löd tidigare: ”{before.text}”")
    if after.responsible != before.responsible:
        said.append(f"ansvarig ändrad från {', '.join(before.responsible)} till {', '.join(after.responsible)}")
    if after.area != before.area:
        said.append("flyttad till ett annat område")
    return f"Planen {after.valid_from}: {'; '.join(said) or 'oförändrad'}"
