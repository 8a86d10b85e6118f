"""Formulas that no program has worked out: their cells hold no value, and a reader of values takes them for blank.

Scripts and some exporting systems write such workbooks. A blank would be stored as a missing figure, so these cells are marked instead.
"""

from __future__ import annotations

import re

from kpi.intake.letters import index_of

# A cell whose formula is followed by its end, or by an empty value. A text that is empty (t="str") is worked out.
# The quantifiers never give back what they took (++, *+), so that no text makes the search slow. Not that of a group: before Python 3.11.5
# a group that could give back lost what it had matched.
_CELL = re.compile(
    rb"""<(?:\w+:)?c\s([^<>]*+)>\s*+(?:<(?:\w+:)?f[^<>]*/>|<(?:\w+:)?f(?:\s[^<>]*+)?>[^<]*+</(?:\w+:)?f>)\s*+"""
    rb"""(?:<(?:\w+:)?v\s*+/>|<(?:\w+:)?v>\s*+(0?)\s*+</(?:\w+:)?v>)?\s*+</(?:\w+:)?c>"""
)
_PLACE = re.compile(rb"""(?:^|\s)r\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,7})["']""")
_TEXT = re.compile(rb"""(?:^|\s)t\s*=\s*["']str["']""")


def places(rows: bytes, zeros: bool = False) -> list[tuple[int, int]]:
    """Row and column (0-based) of the formulas without a value in rows of a sheet's XML.

    zeros: the workbook asks to be worked out when it is opened, so that a formula with the value 0 has the 0 that its writer puts there
    without counting; it has no value either.
    """
    found = []
    for cell in _CELL.finditer(rows):
        if cell[2] and not zeros:
            continue
        place = _PLACE.search(cell[1])
        if place and not _TEXT.search(cell[1]):
            found.append((int(place[2]) - 1, index_of(place[1].decode())))
    return found
