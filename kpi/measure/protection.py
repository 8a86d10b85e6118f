"""The published protection levels: how near a protected figure anyone may come by arithmetic. Both the gate and the auditor hold to them.

They are *sliding* protection levels (Fischetti & Salazar-González 2001): what an outsider can work out must be an interval at least so
wide, wherever it lies. They hold for groups below the smallest n that may be shown. A larger group, hidden only for another's sake, may be
known to an interval of any width, but not exactly.
"""

from __future__ import annotations

import math

LAST_DECIMALS = 10
"""Steps of the last decimal shown between the ends of what can be worked out of a protected value."""


def fewest_counts(min_n: float) -> int:
    """How many different whole numbers a protected n must still be able to be: half of the smallest n that is shown, rounded up."""
    return math.ceil(min_n / 2)


def narrowest(decimals: int) -> float:
    """The smallest width of what can be worked out of a protected value, in the indicator's unit: ten steps of the last decimal shown."""
    return LAST_DECIMALS * 10.0**-decimals
