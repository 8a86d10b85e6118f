"""The grammar of ``python -m kpi judgements …``, ``annotations …`` and ``shown …``."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from kpi.language import N_, tr
from kpi.programme.judgement import AnnotationKind, Verdict

Adder = Callable[[str, str], argparse.ArgumentParser]
Year = Callable[[str], Any]


def add_judgements(add: Adder, year: Year) -> None:
    """The parts of ``judgements``. ``add``: makes a sub-command; ``year``: how a year is read."""
    listed = add("list", tr("ett års bedömningar av mål och indikatorer, med historik"))
    _where(listed, year, required=False)
    listed.add_argument("--as-of", metavar=tr("TID"), help=tr("det som var känt då: 2026-03-01 eller 2026-03-01T09:30"))
    written = _subject(add("write", tr("spara ett utkast till bedömning")), year)
    written.add_argument("verdict", choices=[v.value for v in Verdict], metavar=tr("BEDÖMNING"), help=", ".join(Verdict))
    written.add_argument("--text", default="", metavar=tr("TEXT"), help=tr("analysen"))
    approved = _subject(add("approve", tr("godkänn utkastet: alla som får se enheten ser det då")), year)
    taken = _subject(add("withdraw", tr("ta tillbaka en godkänd bedömning")), year)
    for part in (written, taken):
        part.add_argument("--why", required=True, metavar=tr("SKÄL"), help=tr("skälet; står tillsammans med bedömningen"))
    for part in (written, approved, taken):
        _user(part)


def add_annotations(add: Adder, year: Year) -> None:
    """The parts of ``annotations``."""
    add("list", tr("metodbrott och händelser, med historik, nyast först"))
    new = add("add", tr("anteckna ett metodbrott eller en händelse på en indikators serie"))
    new.add_argument("indicator", metavar=tr("INDIKATOR"), help=tr("indikatorns id, se kommandot programme"))
    _told(new, required=True)
    new.add_argument("--unit", metavar=tr("KOD"), help=tr("enheten; gäller också alla under den (annars den översta)"))
    changed = add("change", tr("ändra en anteckning"))
    _told(changed, required=False)
    removed = add("remove", tr("ta bort en anteckning; den står kvar i historiken"))
    for part in (changed, removed):
        part.add_argument("annotation", metavar=tr("ANTECKNING"), help=tr("anteckningens id, se annotations list"))
        part.add_argument("--why", required=True, metavar=tr("SKÄL"), help=tr("varför; står kvar i historiken"))
    for part in (new, changed, removed):
        _user(part)


def add_shown(add: Adder, year: Year) -> None:
    """The parts of ``shown``."""
    listed = add("list", tr("när ett års status har visats, och för vem"))
    _where(listed, year, required=False)
    told = add("add", tr("anteckna att årsstatus visades"))
    taken = add("remove", tr("ta bort att årsstatus visades"))
    for part in (told, taken):
        part.add_argument("audience", metavar=tr("FÖR_VEM"), help=tr("till exempel regionstyrelsen"))
        _where(part, year, required=True)
        part.add_argument("--day", metavar=tr("TID"), required=part is taken, help=tr("dagen, eller tiden, den visades (annars i dag)"))
        part.add_argument(
            "--why", metavar=tr("TEXT"), required=part is taken, default="", help=tr("anteckning, eller skäl till att ta bort")
        )
        _user(part)
    changed = add("changes", tr("vad som har ändrats sedan årsstatus visades"))
    _where(changed, year, required=False)
    changed.add_argument("--since", metavar=tr("TID"), help=tr("ändrat sedan dess (annars sedan den visades senast)"))


def _subject(parser: argparse.ArgumentParser, year: Year) -> argparse.ArgumentParser:
    parser.add_argument("subject", metavar="ID", help=tr("programområdets id (för dess mål) eller indikatorns, se kommandot programme"))
    _where(parser, year, required=True)
    return parser


def _where(parser: argparse.ArgumentParser, year: Year, *, required: bool) -> None:
    parser.add_argument(
        "--year", type=year, required=required, metavar=tr("ÅR"), help=tr("året") if required else tr("året (annars det senaste)")
    )
    parser.add_argument("--unit", metavar=tr("KOD"), help=tr("enhetens kod (annars den översta)"))


def _told(parser: argparse.ArgumentParser, *, required: bool) -> None:
    kinds = [k.value for k in AnnotationKind]
    parser.add_argument(
        "--kind", choices=kinds, required=required, metavar=tr("SLAG"), help=tr("break (metodbrott) eller event (händelse)")
    )
    parser.add_argument("--period", required=required, metavar=tr("TID"), help=tr("från när: 2024, 2024-Q2 eller 2024-03"))
    parser.add_argument("--text", required=required, metavar=tr("TEXT"), help=tr("vad som hände, eller vad som mäts annorlunda"))


def _user(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--user", metavar=tr("NAMN"), help=tr("vem som gör det (annars KPI_USER eller inloggningsnamnet)"))


REMARKS: tuple[tuple[str, str, Callable[[Adder, Year], None]], ...] = (
    ("judgements", N_("bedömningar av mål och indikatorer: lista, skriv utkast, godkänn, ta tillbaka"), add_judgements),
    ("annotations", N_("metodbrott och händelser på serierna: lista, lägg till, ändra, ta bort"), add_annotations),
    ("shown", N_("när årsstatus har visats: lista, anteckna, se vad som har ändrats sedan dess"), add_shown),
)
