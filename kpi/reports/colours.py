"""The colours of paper: the light palette's, on white."""

from __future__ import annotations

from dataclasses import replace

from kpi.charts.tokens import Palette, palette

PAPER = "#FFFFFF"
INK: Palette = replace(palette("light"), paper=PAPER, surface=PAPER)
