"""Whose programme the rows are of that were written before several could share a store: the pack that the store was made with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kpi.errors import Refusal
from kpi.language import tr
from kpi.programme.model import Programme
from kpi.store.connection import Cursor
from kpi.store.rollup import rules_key
from kpi.store.sql import statement
from kpi.store.ticket import COMMON

OWNED = (
    "revision", "assessment", "action_change", "action_report", "action_link", "judgement", "annotation", "presentation", "access_grant",
)  # fmt: skip
"""Tables whose rows are each of one programme. An event is too, unless it is of what all share."""
_ROWS = (*((table, "") for table in OWNED), ("event", f"AND NOT list_contains({list(COMMON)}, kind)"))


def unowned(cursor: Cursor) -> bool:
    """Is there any row that does not say whose it is?"""
    return any(cursor.execute(statement("unowned", table=table, but=but)).fetchall()[0][0] for table, but in _ROWS)


def owners(cursor: Cursor) -> dict[str, int]:
    """How many rows each programme has, by its id."""
    found: Counter[str] = Counter()
    for table in OWNED:
        found.update(dict(cursor.execute(statement("owners", table=table)).fetchall()))
    return dict(found)


def own(cursor: Cursor, packs: Sequence[Programme], rules: str | None) -> None:
    """Gives every row without a programme to the pack that the store was made with. ``rules``: of the pack it was last open with.

    Raises Refusal(code="store_unowned") when several packs are given and the rules are those of none or of several of them.
    """
    if not unowned(cursor):
        return
    made_with = packs if len(packs) == 1 else [pack for pack in packs if _rules(rules_key(pack)) == _rules(rules or "")]
    if len(made_with) != 1:
        names = ", ".join(pack.id for pack in packs)
        message = tr(
            "Lagret är gjort innan flera program kunde dela det, och det går inte att avgöra vilket av {names} som dess "
            "målvärden, åtgärder, bedömningar och behörigheter hör till. Öppna det en gång med bara det programmet, till "
            "exempel med kommandot check.",
            names=names,
        )
        raise Refusal(message, code="store_unowned")
    for table, but in _ROWS:
        cursor.execute(statement("own", table=table, but=but), {"programme": made_with[0].id})


def _rules(key: str) -> str:
    """The rules without the number that this product gives their meaning."""
    return key.partition(" ")[2]
