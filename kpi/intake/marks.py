"""What stands in a cell of figures where there is no figure: "-", "..", "<10", "uppgift saknas", "#N/A". Each mark is kept as a reason.

The reasons are stored as they stand here, in Swedish; ``told`` says them in the language of the run.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kpi.intake.read import FAILED, UNCOMPUTED
from kpi.intake.wording import folded
from kpi.language import N_, tr

SUPPRESSED = N_("skyddat i källan")  # the one who sent the file has hidden the figure, because the group is small
ABSENT = N_("uppgift saknas i källan")
DASH = N_("streck i källan")
IMPOSSIBLE = N_("uppgift kan inte förekomma enligt källan")  # "." in official statistics
NOT_COMPUTED = N_("formeln i källan är inte beräknad")
FAILED_PREFIX = "formeln i källan gav "
ANY_FAILURE = N_("ett fel")

_MARKS: Mapping[str, str] = {
    folded(word): reason
    for reason, words in {
        DASH: ("-", "--", "---"),
        IMPOSSIBLE: (".", "ej aktuellt", "ej tillämpligt", "e.t."),
        ABSENT: (
            "..", "...", "…", "uppgift saknas", "uppg. saknas", "uppgifter saknas", "saknas", "ingen uppgift", "uppgift ej tillgänglig",
            "ej tillgänglig", "n/a", "n.a.", "na", "null", "i.u.", "missing",
        ),
        SUPPRESSED: (
            "*", "**", "***", "skyddat", "skyddad", "skyddas", "sekretess", "sekretessbelagd", "undertryckt", "för få", "för få svar",
            "för få svarande", "färre än tio",
        ),
    }.items()
    for word in words
}  # fmt: skip
_FEWER = re.compile(r"(?:<|≤|<=|färreän|mindreän|under)\d{1,3}(?:svar|svarande|personer|pers\.?)?")
_FORMULA = re.compile(r"#[^\s\d]{2,}(?:0!|[!?])|#N/A|#SAKNAS!?")


def reason(text: str) -> str | None:
    """Why there is no figure, as the mark says it; None for a text that is no mark."""
    if text == UNCOMPUTED:
        return NOT_COMPUTED
    bare = text.strip()
    if bare == FAILED:
        return FAILED_PREFIX + ANY_FAILURE
    if _FORMULA.fullmatch(bare):
        return FAILED_PREFIX + bare
    key = folded(bare)
    if not key:
        return None
    return _MARKS.get(key) or (SUPPRESSED if _FEWER.fullmatch(key) else None)


def told(why: str) -> str:
    """A stored reason in the language of the run. One that is none of these is as it stands."""
    if why.startswith(FAILED_PREFIX):
        return tr("formeln i källan gav {failure}", failure=tr(why.removeprefix(FAILED_PREFIX)))
    return tr(why)


def is_formula(why: str) -> bool:
    """Is the reason that a formula gave nothing?"""
    return why == NOT_COMPUTED or why.startswith(FAILED_PREFIX)
