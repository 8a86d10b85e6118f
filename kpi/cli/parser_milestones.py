"""The grammar of ``python -m kpi milestones …``."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from kpi.cli.parser_actions import day
from kpi.language import tr
from kpi.programme.milestones import MilestoneState

Adder = Callable[[str, str], argparse.ArgumentParser]


def add_milestones(add: Adder, year: Callable[[str], Any]) -> None:
    """The parts of the command. ``add``: makes a sub-command; ``year``: how a year is read."""
    listed = add("list", tr("delmålen med läge, historik och de indikatorer som visar dem"))
    listed.add_argument("--year", type=year, metavar=tr("ÅR"), help=tr("så som det var det året (annars det senaste)"))
    listed.add_argument("--as-of", metavar=tr("TID"), help=tr("det som var känt då: 2026-03-01 eller 2026-03-01T09:30"))
    assessed = _one(add("assess", tr("säg hur långt ett delmål har kommit; rättas med en ny bedömning")))
    assessed.add_argument("state", choices=[s.value for s in MilestoneState], metavar=tr("LÄGE"), help=", ".join(MilestoneState))
    assessed.add_argument("--day", type=day, metavar=tr("DATUM"), help=tr("dagen som bedömningen avser (annars i dag)"))
    linked = _one(add("link", tr("knyt en indikator till ett delmål, så att den visas där")))
    linked.add_argument("indicator", metavar=tr("INDIKATOR"), help=tr("indikatorns id, se kommandot programme"))
    linked.add_argument("--remove", action="store_true", help=tr("ta i stället bort den"))
    for part in (assessed, linked):
        part.add_argument("--why", required=True, metavar=tr("SKÄL"), help=tr("varför; står kvar i historiken"))
        part.add_argument("--user", metavar=tr("NAMN"), help=tr("vem som gör det (annars KPI_USER eller inloggningsnamnet)"))


def _one(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("milestone", metavar=tr("DELMÅL"), help=tr("delmålets id, se milestones list"))
    return parser
