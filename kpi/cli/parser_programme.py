"""The grammar of ``python -m kpi programme …``. Without a part it shows the plan."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from kpi.language import tr

Adder = Callable[[str, str], argparse.ArgumentParser]


def add_programme(command: argparse.ArgumentParser, adder: Callable[[Any], Adder], parser: type[argparse.ArgumentParser]) -> None:
    """The parts of the command. ``adder``: makes a function that adds sub-commands; ``parser``: what they are made of."""
    command.set_defaults(part=None)
    add = adder(command.add_subparsers(dest="part", required=False, metavar=tr("DEL"), title=tr("Delar"), parser_class=parser))
    checked = add("check", tr("kontrollera ett paket: alla fel på en gång, med fil, nyckel, skäl och vad du gör åt dem"))
    checked.add_argument(
        "dirs", nargs="+", metavar=tr("MAPP"), help=tr("paketets mapp, eller id för ett som finns; flera: också om de går ihop")
    )
    new = add("new", tr("börja ett nytt paket ur en arbetsbok med indikatorer, eller skriv den arbetsboken"))
    new.add_argument("dir", nargs="?", metavar=tr("MAPP"), help=tr("mappen som paketet skrivs i; dess namn blir paketets id"))
    new.add_argument("--from", dest="source", metavar=tr("FIL"), help=tr("den ifyllda arbetsboken"))
    new.add_argument("--template", metavar=tr("FIL"), help=tr("skriv i stället en tom arbetsbok att fylla i"))
