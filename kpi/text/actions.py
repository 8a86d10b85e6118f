"""The words around the plan's actions: each status with its symbol, and how many of each in a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from kpi.language import N_, NN_, Said, all_of, ntr, tr
from kpi.programme.plan import ActionChange, ActionStatus, PlannedAction, State
from kpi.text import numbers
from kpi.text.words import Word

STATUS: dict[ActionStatus, Word] = {
    ActionStatus.DONE: Word("✓", N_("Genomförd"), N_("Rapporterad som genomförd senast den dag man ser på.")),
    ActionStatus.STARTED: Word("▲", N_("Påbörjad"), N_("Rapporterad som påbörjad, och året den planeras klar är inte slut.")),
    ActionStatus.NOT_STARTED: Word("○", N_("Ej påbörjad"), N_("Ingen har rapporterat att den är påbörjad, och året är inte slut.")),
    ActionStatus.LATE: Word(
        "■", N_("Försenad"), N_("Året den planerades klar är slut, och ingen har rapporterat den som genomförd eller inställd.")
    ),
    ActionStatus.CANCELLED: Word("⊘", N_("Inställd"), N_("Ska inte genomföras; skälet och dagen står i historiken.")),
}
STATE: Said[State] = Said({state: STATUS[ActionStatus(state.value)].said for state in State})
KINDS: Said[str] = Said({"new": N_("ny"), "changed": N_("ändrad"), "unchanged": N_("oförändrad")})
"""What a row of a workbook would do."""
_COUNTED = {
    ActionStatus.DONE: NN_("genomförd", "genomförda"),
    ActionStatus.STARTED: NN_("påbörjad", "påbörjade"),
    ActionStatus.NOT_STARTED: NN_("ej påbörjad", "ej påbörjade"),
    ActionStatus.LATE: NN_("försenad", "försenade"),
    ActionStatus.CANCELLED: NN_("inställd", "inställda"),
}


def adjective(status: ActionStatus, n: int) -> str:
    """The status as it is said of ``n`` actions: "försenad", "försenade"."""
    return ntr(*_COUNTED[status], n)


def counted(counts: Mapping[ActionStatus, int], whose: str = "") -> str:
    """How many actions there are and how they stand, in one sentence. ``whose``: "som CHR ansvarar för", or ""."""
    total = sum(counts.values())
    of = f" {whose}" if whose else ""
    if total == 0:
        return tr("Planen har ingen åtgärd{whose} det året.", whose=of)
    parts = [(n, adjective(status, n)) for status in ActionStatus if (n := counts.get(status, 0))]
    if total == 1:
        return tr("Den enda åtgärden{whose} är {status}.", whose=of, status=parts[0][1])
    if len(parts) == 1:
        return tr("Alla {n} åtgärder{whose} är {status}.", n=numbers.count(total), whose=of, status=parts[0][1])
    each = all_of(f"{numbers.count(n)} {word}" for n, word in parts)
    return tr("Av {n} åtgärder{whose} är {each}.", n=numbers.count(total), whose=of, each=each)


def change_said(before: PlannedAction | None, after: ActionChange) -> str:
    """What a change of the plan did, against what the plan had before it."""
    if before is None:
        return tr("Ny i planen {day}, planeras klar {year}", day=after.valid_from, year=after.due_year)
    said = []
    if after.closed and not before.closed:
        said.append(tr("tagen ur planen"))
    if before.closed and not after.closed:
        said.append(tr("åter i planen"))
    if after.due_year != before.due_year:
        said.append(tr("flyttad från {before} till {after}", before=before.due_year, after=after.due_year))
    if after.text != before.text:
        said.append(tr("omformulerad, löd tidigare: ”{text}”", text=before.text))
    if after.responsible != before.responsible:
        names = {"before": ", ".join(before.responsible), "after": ", ".join(after.responsible)}
        said.append(tr("ansvarig ändrad från {before} till {after}", **names))
    if after.area != before.area:
        said.append(tr("flyttad till ett annat område"))
    return tr("Planen {day}: {changes}", day=after.valid_from, changes="; ".join(said) or tr("oförändrad"))
