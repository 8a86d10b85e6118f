"""The grammar of ``python -m kpi access …``."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from typing import Any

from kpi.language import tr

Adder = Callable[[str, str], argparse.ArgumentParser]


def add_access(add: Adder, role: Callable[[str], Any], year: Callable[[str], Any]) -> None:
    """The parts of the command. ``add``: makes a sub-command; ``role`` and ``year``: how those are read."""
    listed = add("list", tr("vem som har behörighet, och varför; med --all också det som har slutat gälla"))
    listed.add_argument("--all", action="store_true", help=tr("också behörigheter som inte gäller"))
    _day(listed)
    _grant(add("grant", tr("ge en person en roll; så görs också den första administratören")))
    revoke = add("revoke", tr("återkalla en behörighet nu; ställföreträdare för den slutar samtidigt"))
    revoke.add_argument("grant", metavar="ID", help=tr("behörighetens id, se access list"))
    _why(revoke)
    forget = add("forget", tr("glöm en person som har slutat: en pseudonym i stället för namn och användarnamn, i hela historiken"))
    forget.add_argument("person", metavar=tr("ANVÄNDARNAMN"), help=tr("personens användarnamn i inloggningstjänsten"))
    _why(forget)
    explain = add("explain", tr("vad en person ser och får göra, och varför; också varför inte"))
    explain.add_argument("person", metavar=tr("ANVÄNDARNAMN"), help=tr("personens användarnamn i inloggningstjänsten"))
    explain.add_argument("--year", type=year, metavar=tr("ÅR"), help=tr("organisationen det året (annars dagens år)"))
    explain.add_argument("--as-role", type=role, metavar=tr("ROLL"), help=tr("i den rollen, om personen har flera"))
    _day(explain)
    imported = add("import", tr("läs in en lista över chefer; en lista med fel avvisas hel"))
    imported.add_argument("file", metavar=tr("FIL"), help=tr("listan, enligt mallen"))
    imported.add_argument("--dry-run", action="store_true", help=tr("visa vad som skulle ändras, men spara inget"))
    imported.add_argument("--user", metavar=tr("NAMN"), help=tr("vem som gör det (annars KPI_USER eller inloggningsnamnet)"))
    add("template", tr("skriv en mall för en lista över chefer")).add_argument(
        "--out", required=True, metavar=tr("FIL"), help=tr("mallen, .xlsx")
    )


def _grant(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("person", metavar=tr("ANVÄNDARNAMN"), help=tr("så som inloggningstjänsten skriver det; aldrig personnummer"))
    parser.add_argument(
        "--role", required=True, metavar=tr("ROLL"), help=tr("controller, manager, board, admin, eller vad paketet kallar en nivås ledning")
    )
    parser.add_argument("--name", metavar=tr("NAMN"), help=tr("namnet att visa (annars användarnamnet)"))
    parser.add_argument(
        "--unit", action="append", metavar=tr("KOD"), help=tr("enhet som en chef ser med allt under (kan stå flera gånger)")
    )
    parser.add_argument("--deputy-for", metavar=tr("VEM"), help=tr("ställföreträdare för den chefen (användarnamn eller behörighetens id)"))
    parser.add_argument("--from", dest="valid_from", type=_date, metavar=tr("DATUM"), help=tr("första dagen (annars i dag)"))
    parser.add_argument("--to", dest="valid_to", type=_date, metavar=tr("DATUM"), help=tr("sista dagen (annars tills vidare)"))
    _why(parser)


def _why(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--why", required=True, metavar=tr("SKÄL"), help=tr("varför; står kvar i historiken"))
    parser.add_argument("--user", metavar=tr("NAMN"), help=tr("vem som gör det (annars KPI_USER eller inloggningsnamnet)"))


def _day(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--day", type=_date, metavar=tr("DATUM"), help=tr("den dagen (annars i dag)"))


def _date(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(tr("{text} är inget datum; skriv ÅÅÅÅ-MM-DD", text=repr(text))) from None
