"""How much has changed in a year's status since it was seen, in a sentence."""

from __future__ import annotations

from kpi.language import NN_, all_of, ntr, tr
from kpi.text.mine import count_word

_COUNTED = (
    NN_("{n} siffra", "{n} siffror"),
    NN_("ett målvärde, nuläge eller riktning", "{n} målvärden, nulägen eller riktningar"),
    NN_("{n} status", "{n} statusar"),
    NN_("{n} bedömning", "{n} bedömningar"),
    NN_("{n} åtgärd", "{n} åtgärder"),
)


def summary(figures: int, targets: int, statuses: int, judgements: int, actions: int) -> str:
    """How many of each are otherwise: "Ändrat: två siffror och en bedömning." The counts are those of the lists beside it."""
    counts = (figures, targets, statuses, judgements, actions)
    said = [ntr(*pair, n, n=count_word(n)) for pair, n in zip(_COUNTED, counts, strict=True) if n]
    return tr("Ändrat sedan dess: {each}.", each=all_of(said)) if said else tr("Inget har ändrats sedan dess.")
