"""The grammar of ``python -m kpi access …``."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from typing import Any

Adder = Callable[[str, str], argparse.ArgumentParser]


def add_access(add: Adder, role: Callable[[str], Any], year: Callable[[str], Any]) -> None:
    """The parts of the command. ``add``: makes a sub-command; ``role`` and ``year``: how those are read."""
    listed = add("list", "vem som har behörighet, och varför; med --all också det som har slutat gälla")
    listed.add_argument("--all", action="store_true", help="också behörigheter som inte gäller")
    _day(listed)
    _grant(add("grant", "ge en person en roll; så görs också den första administratören"))
    revoke = add("revoke", "återkalla en behörighet nu; ställföreträdare för den slutar samtidigt")
    revoke.add_argument("grant", metavar="ID", help="behörighetens id, se access list")
    _why(revoke)
    forget = add("forget", "glöm en person som har slutat: en pseudonym i stället för namn och användarnamn, i hela historiken")
    forget.add_argument("person", metavar="ANVÄNDARNAMN", help="personens användarnamn i inloggningstjänsten")
    _why(forget)
    explain = add("explain", "vad en person ser och får göra, och varför; också varför inte")
    explain.add_argument("person", metavar="ANVÄNDARNAMN", help="personens användarnamn i inloggningstjänsten")
    explain.add_argument("--year", type=year, metavar="ÅR", help="organisationen det året (annars dagens år)")
    explain.add_argument("--as-role", type=role, metavar="ROLL", help="i den rollen, om personen har flera")
    _day(explain)
    imported = add("import", "läs in en lista över chefer; en lista med fel avvisas hel")
    imported.add_argument("file", metavar="FIL", help="listan, enligt mallen")
    imported.add_argument("--dry-run", action="store_true", help="visa vad som skulle ändras, men spara inget")
    imported.add_argument("--user", metavar="NAMN", help="vem som gör det (annars KPI_USER eller inloggningsnamnet)")
    add("template", "skriv en mall för en lista över chefer").add_argument("--out", required=True, metavar="FIL", help="mallen, .xlsx")


def _grant(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("person", metavar="ANVÄNDARNAMN", help="så som inloggningstjänsten skriver det; aldrig personnummer")
    parser.add_argument(
        "--role", required=True, metavar="ROLL", help="controller, manager, board, admin, eller vad paketet kallar en nivås ledning"
    )
    parser.add_argument("--name", metavar="NAMN", help="namnet att visa (annars användarnamnet)")
    parser.add_argument("--unit", action="append", metavar="KOD", help="enhet som en chef ser med allt under (kan stå flera gånger)")
    parser.add_argument("--deputy-for", metavar="VEM", help="ställföreträdare för den chefen (användarnamn eller behörighetens id)")
    parser.add_argument("--from", dest="valid_from", type=_date, metavar="DATUM", help="första dagen (annars i dag)")
    parser.add_argument("--to", dest="valid_to", type=_date, metavar="DATUM", help="sista dagen (annars tills vidare)")
    _why(parser)


def _why(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--why", required=True, metavar="SKÄL", help="varför; står kvar i historiken")
    parser.add_argument("--user", metavar="NAMN", help="vem som gör det (annars KPI_USER eller inloggningsnamnet)")


def _day(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--day", type=_date, metavar="DATUM", help="den dagen (annars i dag)")


def _date(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} är inget datum; skriv ÅÅÅÅ-MM-DD") from None
