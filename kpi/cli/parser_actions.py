"""The grammar of ``python -m kpi actions …``."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from typing import Any

from kpi.language import tr
from kpi.programme.plan import ActionStatus, State

Adder = Callable[[str, str], argparse.ArgumentParser]


def add_actions(add: Adder, year: Callable[[str], Any]) -> None:
    """The parts of the command. ``add``: makes a sub-command; ``year``: how a year is read."""
    listed = add("list", tr("åtgärderna i ett års plan, med status"))
    listed.add_argument("--year", type=year, metavar=tr("ÅR"), help=tr("året (annars i år)"))
    listed.add_argument("--owner", metavar=tr("ANSVARIG"), help=tr("bara det som den ansvarige, skriven som i planen, har"))
    listed.add_argument("--area", metavar="ID", help=tr("bara programområdets, med dess id"))
    listed.add_argument("--status", choices=[s.value for s in ActionStatus], metavar=tr("STATUS"), help=", ".join(ActionStatus))
    listed.add_argument("--as-of", metavar=tr("TID"), help=tr("det som var känt då: 2026-03-01 eller 2026-03-01T09:30"))
    told = _one(add("set", tr("rapportera en åtgärds status från en dag; försenad räknas ut och rapporteras aldrig")))
    told.add_argument("state", choices=[s.value for s in State], metavar=tr("STATUS"), help=", ".join(State))
    _day(told)
    note = _one(add("note", tr("anteckna något om en åtgärd")))
    _day(note)
    new = add("add", tr("ta in en ny åtgärd i planen från ett år"))
    new.add_argument("--area", required=True, metavar="ID", help=tr("programområdets id, se kommandot programme"))
    new.add_argument("--text", required=True, metavar=tr("TEXT"), help=tr("vad som ska göras"))
    new.add_argument("--owner", required=True, action="append", metavar=tr("ANSVARIG"), help=tr("vem som ansvarar (kan stå flera gånger)"))
    new.add_argument("--due", required=True, type=year, metavar=tr("ÅR"), help=tr("året den planeras klar"))
    _plan(new, year)
    moved = _one(add("move", tr("flytta en åtgärd till ett annat år")))
    moved.add_argument("--due", required=True, type=year, metavar=tr("ÅR"), help=tr("året den planeras klar"))
    _plan(moved, year)
    worded = _one(add("reword", tr("ändra en åtgärds text eller ansvariga")))
    worded.add_argument("--text", metavar=tr("TEXT"), help=tr("den nya texten"))
    worded.add_argument("--owner", action="append", metavar=tr("ANSVARIG"), help=tr("vem som ansvarar (kan stå flera gånger)"))
    _plan(worded, year)
    closed = _one(add("close", tr("ta en åtgärd ur planen från ett år; de tidigare årens planer har den kvar")))
    closed.add_argument("--reopen", action="store_true", help=tr("ta i stället upp den igen"))
    _plan(closed, year)
    linked = _one(add("link", tr("koppla en åtgärd till en indikator som den ska påverka")))
    linked.add_argument("indicator", metavar=tr("INDIKATOR"), help=tr("indikatorns id, se kommandot programme"))
    linked.add_argument("--remove", action="store_true", help=tr("ta i stället bort kopplingen"))
    written = add("export", tr("skriv ett års plan som Excel, att fylla i och läsa in igen"))
    written.add_argument("--out", required=True, metavar=tr("FIL"), help=tr("arbetsboken, .xlsx"))
    written.add_argument("--year", type=year, metavar=tr("ÅR"), help=tr("året (annars i år)"))
    written.add_argument("--as-of", metavar=tr("TID"), help=tr("det som var känt då: 2026-03-01 eller 2026-03-01T09:30"))
    read = add("import", tr("läs in den ifyllda arbetsboken; en med fel avvisas hel"))
    read.add_argument("file", metavar=tr("FIL"), help=tr("arbetsboken"))
    read.add_argument("--dry-run", action="store_true", help=tr("visa vad som skulle ändras, men spara inget"))
    _plan(read, year)
    for part in (read, told, note, new, moved, worded, closed, linked):
        part.add_argument("--why", required=True, metavar=tr("SKÄL"), help=tr("varför; står kvar i historiken"))
        part.add_argument("--user", metavar=tr("NAMN"), help=tr("vem som gör det (annars KPI_USER eller inloggningsnamnet)"))


def _one(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("action", metavar=tr("ÅTGÄRD"), help=tr("åtgärdens id, se actions list"))
    return parser


def _day(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--day", type=day, metavar=tr("DATUM"), help=tr("dagen det hände (annars i dag)"))


def _plan(parser: argparse.ArgumentParser, year: Callable[[str], Any]) -> None:
    parser.add_argument("--from", dest="valid_from", required=True, type=year, metavar=tr("ÅR"), help=tr("första året som planen lyder så"))


def day(text: str) -> str:
    """A day as ÅÅÅÅ-MM-DD."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(tr("{text} är inget datum; skriv ÅÅÅÅ-MM-DD", text=repr(text))) from None
