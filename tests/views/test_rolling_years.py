"""A rolling year holds months of the year before: what is hidden there must not be what it leaves."""

from __future__ import annotations

import pytest

from kpi.views.choices import place
from kpi.views.source import Source
from tests.views.world import CONTROLLER, KORT, deliver, fact, programme


def hours(unit: str, period: str, value: float, n: int, method: str = "A"):
    return fact(KORT, unit, period, value, n=n, method=method, numerator=value * n, denominator=100.0 * n)


def of_year(unit: str, year: int, value: float, n: int):
    return [hours(unit, f"{year}-{m:02}", value, n) for m in range(1, 13)]


# O2 has five persons in 2024 and is hidden there, O1 for its sake.
TWO_YEARS = [
    *of_year("O1", 2024, 3.0, 400), *of_year("O2", 2024, 7.0, 5), *of_year("O3", 2024, 4.0, 300),
    *of_year("O1", 2025, 3.0, 400), *of_year("O2", 2025, 6.0, 15), *of_year("O3", 2025, 4.0, 300),
]  # fmt: skip


def rolling(month: str, *units: tuple[str, float, int]):
    return [hours(unit, f"2025-{month}", value, n, "R12") for unit, value, n in units]


def shown(store) -> dict[str, tuple[bool, bool]]:
    """By unit: is its rolling year shown as a year, and as a month."""
    source = Source(store, programme())
    at = place(source, CONTROLLER, 2025, None, None)
    found = {}
    for unit in ("REGION", "F1", "O1", "O2", "O3"):
        yearly = source.cells(at, unit)[KORT].get((2025, "T"), {}).get("R12")
        months = [m for m in source.months(at, unit, programme().indicator(KORT)) if m.method == "R12"]
        found[unit] = (yearly is not None and yearly.value is not None, any(m.value is not None for m in months))
    return found


@pytest.mark.parametrize("imports", [1, 2], ids=["together", "the-year-before-later"])
def test_a_rolling_year_tells_nothing_of_a_hidden_year_before(organised, imports):
    """Of O1 and O2 only O1 delivers one: F1's would be O1's, and less what is shown of 2025 the hidden half of 2024."""
    new = rolling("06", ("O1", 3.0, 400), ("O3", 4.0, 300))
    for part in [TWO_YEARS + new] if imports == 1 else [TWO_YEARS[36:] + new, TWO_YEARS[:36]]:
        deliver(organised, *part, layout="sjukfranvaro")
    found = shown(organised)
    assert found["O1"] == found["F1"] == (False, False)


def test_where_all_deliver_them_only_the_hidden_units_are_hidden(organised):
    deliver(organised, *TWO_YEARS, *rolling("06", ("O1", 3.0, 400), ("O2", 6.5, 15), ("O3", 4.0, 300)), layout="sjukfranvaro")
    by_month = {unit: month for unit, (_, month) in shown(organised).items()}
    assert by_month == {"REGION": True, "F1": True, "O1": False, "O2": False, "O3": True}


def test_only_decembers_rolling_year_is_a_years_figure(organised):
    deliver(
        organised,
        *TWO_YEARS[36:],
        *rolling("06", ("O1", 3.5, 400)),
        *rolling("12", ("O1", 3.0, 400), ("O3", 4.0, 300)),
        layout="sjukfranvaro",
    )
    cell = Source(organised, programme()).cells(place(Source(organised, programme()), CONTROLLER, 2025, None, None), "O1")[KORT][2025, "T"]
    assert cell["R12"].value == pytest.approx(3.0)


def test_a_rolling_year_of_december_holds_nothing_of_the_year_before(organised):
    deliver(organised, *TWO_YEARS, *rolling("12", ("O1", 3.0, 400), ("O3", 4.0, 300)), layout="sjukfranvaro")
    found = shown(organised)
    assert found["F1"] == found["O1"] == (True, True)
