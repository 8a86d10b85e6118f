"""Where a figure stands, in a spreadsheet program's own words."""

from __future__ import annotations

import pytest

from kpi.text.address import address


@pytest.mark.parametrize(
    ("sheet", "column", "first", "last", "wanted"),
    [
        ("Blad1", "F · Värde", 17, 17, "Blad1!F17"),
        ("Blad1", "F · Värde", 17, None, "Blad1!F17"),
        ("Blad1", "F · Värde", 17, 40, "Blad1!F17:F40"),
        ("Blad1", "AB · Utfall · 2023", 3, 3, "Blad1!AB3"),
        ("Blad1", "D–F, H", 17, 17, "Blad1!D17:F17, Blad1!H17"),
        ("Blad1", "D–F", 17, 40, "Blad1!D17:F40"),
        ("Blad1", "F · Värde", None, None, "Blad1!F:F"),
        ("Blad1", "D–F", None, None, "Blad1!D:F"),
        ("Blad1", "", 17, 40, "Blad1!17:40"),
        ("Blad1", None, None, None, "Blad1"),
        ("Blad1", "Värde", 17, 17, "Blad1!17:17"),  # a heading without its letter says nothing of where
        ("Utfall 2023", "F · Värde", 17, 17, "'Utfall 2023'!F17"),
        ("Eva's blad", "F · Värde", 17, 17, "'Eva''s blad'!F17"),
        ("2023", "F · Värde", 17, 17, "'2023'!F17"),
        ("AB12", "F · Värde", 17, 17, "'AB12'!F17"),
        ("Läget_Åre", "F · Värde", 17, 17, "Läget_Åre!F17"),
        ("", "F · Värde", 17, 17, "F17"),
        (None, None, None, None, ""),
    ],
)
def test_cells_are_named_as_in_a_formula(sheet, column, first, last, wanted):
    assert address(sheet, column, first, last) == wanted
