"""A small long table for the tests of where tables stand and what they mean, and what a reading of one must be."""

from __future__ import annotations

HEAD = ["År", "Enhet", "Kön", "Indikator", "Värde", "Antal (n)"]
ROWS = [
    [2024, "0101", "K", "delaktighet", 76.5, 40],
    [2024, "0101", "M", "delaktighet", 74.25, 20],
    [2024, "0102", "T", "tydliga-mal", 71, 15],
]
FACTS = ["delaktighet 0101 2024 K 76.5", "delaktighet 0101 2024 M 74.25", "tydliga-mal 0102 2024 T 71"]


def codes(reading) -> list[str]:
    return [w.code for w in reading.warnings]


def sound(reading):
    """The reading, which must be without fault and question."""
    assert [str(f) for f in reading.faults] == []
    return reading
