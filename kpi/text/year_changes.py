"""How much has changed in a year's status since it was seen, in a sentence."""

from __future__ import annotations

from kpi.text.mine import count_word, listed

_WORDS = (
    ("siffra", "siffror"),
    ("målvärde, nuläge eller riktning", "målvärden, nulägen eller riktningar"),
    ("status", "statusar"),
    ("bedömning", "bedömningar"),
    ("åtgärd", "åtgärder"),
)


def summary(figures: int, targets: int, statuses: int, judgements: int, actions: int) -> str:
    """How many of each are otherwise: "Ändrat: två siffror och en bedömning." The counts are those of the lists beside it."""
    counts = (figures, targets, statuses, judgements, actions)
    said = [f"{_count(n, one)} {one if n == 1 else many}" for n, (one, many) in zip(counts, _WORDS, strict=True) if n]
    return f"Ändrat sedan dess: {listed(said)}." if said else "Inget har ändrats sedan dess."


def _count(n: int, word: str) -> str:
    return "ett" if n == 1 and word.startswith("målvärde") else count_word(n)
