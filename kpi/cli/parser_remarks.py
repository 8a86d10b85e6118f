"""The grammar of ``python -m kpi judgements …``, ``annotations …`` and ``shown …``."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from kpi.programme.judgement import AnnotationKind, Verdict

Adder = Callable[[str, str], argparse.ArgumentParser]
Year = Callable[[str], Any]


def add_judgements(add: Adder, year: Year) -> None:
    """The parts of ``judgements``. ``add``: makes a sub-command; ``year``: how a year is read."""
    listed = add("list", "ett års bedömningar av mål och indikatorer, med historik")
    _where(listed, year, required=False)
    listed.add_argument("--as-of", metavar="TID", help="det som var känt då: 2026-03-01 eller 2026-03-01T09:30")
    written = _subject(add("write", "spara ett utkast till bedömning"), year)
    written.add_argument("verdict", choices=[v.value for v in Verdict], metavar="BEDÖMNING", help=", ".join(Verdict))
    written.add_argument("--text", default="", metavar="TEXT", help="analysen")
    approved = _subject(add("approve", "godkänn utkastet: alla som får se enheten ser det då"), year)
    taken = _subject(add("withdraw", "ta tillbaka en godkänd bedömning"), year)
    for part in (written, taken):
        part.add_argument("--why", required=True, metavar="SKÄL", help="skälet; står tillsammans med bedömningen")
    for part in (written, approved, taken):
        _user(part)


def add_annotations(add: Adder, year: Year) -> None:
    """The parts of ``annotations``."""
    add("list", "metodbrott och händelser, med historik, nyast först")
    new = add("add", "anteckna ett metodbrott eller en händelse på en indikators serie")
    new.add_argument("indicator", metavar="INDIKATOR", help="indikatorns id, se kommandot programme")
    _told(new, required=True)
    new.add_argument("--unit", metavar="KOD", help="enheten; gäller också alla under den (annars den översta)")
    changed = add("change", "ändra en anteckning")
    _told(changed, required=False)
    removed = add("remove", "ta bort en anteckning; den står kvar i historiken")
    for part in (changed, removed):
        part.add_argument("annotation", metavar="ANTECKNING", help="anteckningens id, se annotations list")
        part.add_argument("--why", required=True, metavar="SKÄL", help="varför; står kvar i historiken")
    for part in (new, changed, removed):
        _user(part)


def add_shown(add: Adder, year: Year) -> None:
    """The parts of ``shown``."""
    listed = add("list", "när ett års status har visats, och för vem")
    _where(listed, year, required=False)
    told = add("add", "anteckna att årsstatus visades")
    taken = add("remove", "ta bort att årsstatus visades")
    for part in (told, taken):
        part.add_argument("audience", metavar="FÖR_VEM", help="till exempel regionstyrelsen")
        _where(part, year, required=True)
        part.add_argument("--day", metavar="TID", required=part is taken, help="dagen, eller tiden, den visades (annars i dag)")
        part.add_argument("--why", metavar="TEXT", required=part is taken, default="", help="anteckning, eller skäl till att ta bort")
        _user(part)
    changed = add("changes", "vad som har ändrats sedan årsstatus visades")
    _where(changed, year, required=False)
    changed.add_argument("--since", metavar="TID", help="ändrat sedan dess (annars sedan den visades senast)")


def _subject(parser: argparse.ArgumentParser, year: Year) -> argparse.ArgumentParser:
    parser.add_argument("subject", metavar="ID", help="programområdets id (för dess mål) eller indikatorns, se kommandot programme")
    _where(parser, year, required=True)
    return parser


def _where(parser: argparse.ArgumentParser, year: Year, *, required: bool) -> None:
    parser.add_argument("--year", type=year, required=required, metavar="ÅR", help="året" if required else "året (annars det senaste)")
    parser.add_argument("--unit", metavar="KOD", help="enhetens kod (annars den översta)")


def _told(parser: argparse.ArgumentParser, *, required: bool) -> None:
    kinds = [k.value for k in AnnotationKind]
    parser.add_argument("--kind", choices=kinds, required=required, metavar="SLAG", help="break (metodbrott) eller event (händelse)")
    parser.add_argument("--period", required=required, metavar="TID", help="från när: 2024, 2024-Q2 eller 2024-03")
    parser.add_argument("--text", required=required, metavar="TEXT", help="vad som hände, eller vad som mäts annorlunda")


def _user(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--user", metavar="NAMN", help="vem som gör det (annars KPI_USER eller inloggningsnamnet)")


REMARKS: tuple[tuple[str, str, Callable[[Adder, Year], None]], ...] = (
    ("judgements", "bedömningar av mål och indikatorer: lista, skriv utkast, godkänn, ta tillbaka", add_judgements),
    ("annotations", "metodbrott och händelser på serierna: lista, lägg till, ändra, ta bort", add_annotations),
    ("shown", "när årsstatus har visats: lista, anteckna, se vad som har ändrats sedan dess", add_shown),
)
