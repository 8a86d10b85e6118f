"""The command line's grammar, in Swedish. What a command does is in ``kpi.cli.show``, ``change`` and ``make``."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from functools import cache
from typing import Any, NoReturn

from kpi.access.scope import Role
from kpi.cli.parser_access import add_access
from kpi.cli.parser_actions import add_actions
from kpi.cli.parser_milestones import add_milestones
from kpi.cli.parser_programme import add_programme
from kpi.cli.parser_remarks import REMARKS
from kpi.errors import Refusal
from kpi.intake.wording import folded
from kpi.language import N_, current, tr
from kpi.programme.periods import GRAINS
from kpi.views.choices import FIRST_YEAR, LAST_YEAR, SEXES

# argparse speaks English; its sentences are recognised here and said in the language of the run.
TRANSLATIONS = (
    (r"the following arguments are required: (.*)", N_(r"saknas: \1")),
    (r"one of the arguments (.*) is required", N_(r"en av \1 måste anges")),
    (r"argument (\S+)(?: .*?)?: expected (?:one argument|at least one argument|\d+ arguments)", N_(r"\1 behöver ett värde")),
    (r"argument (\S+?): ignored explicit argument (.*)", N_(r"\1 tar inget värde (fick \2)")),
    (r"argument (.*?): invalid choice: (\S+).*\(choose from (.*)\)", N_(r"\1: \2 finns inte; välj bland \3")),
    (r"unrecognized arguments: (.*)", N_(r"okänt på kommandoraden: \1")),
    (r"argument (.*?): not allowed with argument (.*)", N_(r"\1 går inte ihop med \2")),
    (r"argument (\S+)(?:/\S+)?: (.*)", r"\1: \2"),
)


class Parser(argparse.ArgumentParser):
    """An argument parser that refuses in the language of the run instead of ending the process."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("formatter_class", Formatter)
        super().__init__(add_help=False, allow_abbrev=False, **options)
        self._positionals.title = tr("Argument")
        self._optionals.title = tr("Flaggor")

    def error(self, message: str) -> NoReturn:
        for english, ours in TRANSLATIONS:
            if re.fullmatch(english, message):
                message = re.sub(english, tr(ours), message)
                break
        message = message[:1].upper() + message[1:]
        raise Refusal(tr("{message}. Hjälp: {prog} --help", message=message, prog=self.prog), code="usage")


class Formatter(argparse.HelpFormatter):
    """Help with a first word in the language of the run."""

    def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, tr("Användning: ") if prefix is None else prefix)


class Help(Exception):
    """Help was asked for: ``text`` is the answer."""

    def __init__(self, text: str) -> None:
        super().__init__("help")
        self.text = text


class _HelpAction(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: Any, **__: Any) -> NoReturn:
        raise Help(parser.format_help())


def build() -> Parser:
    """The whole grammar in the language of the run, made once a language. ``parse_args`` raises Refusal (code ``usage``) or Help."""
    return _built(current())


@cache
def _built(language: str) -> Parser:
    """``language``: that of the run, which the texts are in."""
    parser = Parser(prog="python -m kpi", description=tr("Målbild på kommandoraden: importera utdrag och se läget mot målvärdena."))
    _common(parser)
    commands = parser.add_subparsers(dest="command", required=True, metavar=tr("KOMMANDO"), title=tr("Kommandon"), parser_class=Parser)
    add = _adder(commands)
    add_programme(add("programme", tr("planen som data; kontrollera ett paket, eller börja ett nytt")), _adder, Parser)
    _import(add("import", tr("läs in Excel- eller CSV-utdrag; en fil med fel avvisas hel")))
    _status(add("status", tr("läget mot målvärdena för ett år och en enhet")))
    _series(add("series", tr("en indikator över tid")))
    _trace(add("trace", tr("varifrån en siffra kommer")))
    _batches(add("batches", tr("loggen över importer, nyast först")))
    _undo(add("undo", tr("ångra en import; de siffror som gällde innan gäller igen")))
    _undo(add("redo", tr("låt en ångrad import gälla igen")))
    _report(add("report", tr("årsstatus som dokument: PDF, arbetsbok eller bilder, för en enhet eller för alla")))
    templates = add("templates", tr("skriv en Excelmall för varje sorts utdrag"))
    templates.add_argument("--out", required=True, metavar=tr("MAPP"), help=tr("mapp att skriva i"))
    _sample(add("sample", tr("skriv syntetiska utdrag, märkta SYNTETISK")))
    _answers(add("answers", tr("svaren om filer som är sparade till nästa fil; eller ta bort ett av dem")))
    audit = add("audit", tr("försök räkna ut det som är skyddat ur allt som visas ett år; 2 när något går att räkna ut"))
    audit.add_argument("--year", type=_year, metavar=tr("ÅR"), help=tr("året (annars det senaste med siffror)"))
    audit.add_argument("--all", action="store_true", help=tr("alla versioner, sidor och spårningar (annars de senaste, och ett urval)"))
    access = add("access", tr("vem som får se vad: lista, ge, återkalla, förklara, läs in chefer, glöm den som har slutat"))
    parts = access.add_subparsers(dest="part", required=True, metavar=tr("DEL"), title=tr("Delar"), parser_class=Parser)
    add_access(_adder(parts), _role, _year)
    actions = add("actions", tr("planens åtgärder: lista, rapportera, ändra planen, koppla till indikatorer"))
    steps = actions.add_subparsers(dest="part", required=True, metavar=tr("DEL"), title=tr("Delar"), parser_class=Parser)
    add_actions(_adder(steps), _year)
    milestones = add("milestones", tr("planens delmål: lista, bedöm hur långt de har kommit, knyt indikatorer"))
    asked = milestones.add_subparsers(dest="part", required=True, metavar=tr("DEL"), title=tr("Delar"), parser_class=Parser)
    add_milestones(_adder(asked), _year)
    for name, text, grow in REMARKS:
        spoken = add(name, tr(text)).add_subparsers(dest="part", required=True, metavar=tr("DEL"), title=tr("Delar"), parser_class=Parser)
        grow(_adder(spoken), _year)
    add("check", tr("kontrollera att lagret hänger ihop"))
    add("backup", tr("skriv en säkerhetskopia, även medan servern kör")).add_argument(
        "file", metavar=tr("FIL"), help=tr("kopian som ska skrivas")
    )
    restore = add("restore", tr("läs tillbaka en säkerhetskopia till ett tomt lager"))
    restore.add_argument("file", metavar=tr("FIL"), help=tr("säkerhetskopian"))
    restore.add_argument("--force", action="store_true", help=tr("ersätt lagret även om det inte är tomt"))
    return parser


def _adder(commands: Any) -> Callable[[str, str], Parser]:
    def add(name: str, text: str) -> Parser:
        made = commands.add_parser(name, help=text, description=f"{text[:1].upper()}{text[1:]}.")
        _common(made)
        return made

    return add


def _common(parser: Parser) -> None:
    """The flags that may stand before or after the command. SUPPRESS: a flag that is not given must not hide the one before."""
    common: dict[str, Any] = {"default": argparse.SUPPRESS}
    parser.add_argument("--store", metavar=tr("LAGER"), help=tr("lagrets fil, eller ducklake:postgres:<dsn> (annars KPI_STORE)"), **common)
    parser.add_argument(
        "--programme", metavar="ID", help=tr("programpaket, eller flera med komma emellan (annars KPI_PROGRAMME)"), **common
    )
    parser.add_argument("--json", action="store_true", help=tr("svara med ett JSON-dokument"), **common)
    parser.add_argument("-h", "--help", action=_HelpAction, nargs=0, help=tr("visa den här hjälpen"), **common)


def _import(parser: Parser) -> None:
    parser.add_argument("files", nargs="+", metavar=tr("FIL"), help=tr("utdrag: .xlsx, .xlsm, .xlsb, .xls, .ods, .csv eller .tsv"))
    parser.add_argument("--user", metavar=tr("NAMN"), help=tr("vem som importerar (annars KPI_USER eller inloggningsnamnet)"))
    parser.add_argument("--dry-run", action="store_true", help=tr("visa vad som skulle ändras, men spara inget"))
    parser.add_argument("--layout", metavar="ID", help=tr("sorts utdrag, när den inte ska kännas igen av rubrikerna"))
    parser.add_argument("--accept-valid", action="store_true", help=tr("läs in de rader som är rätta även om andra har fel"))
    parser.add_argument(
        "--answer",
        action="append",
        type=_answer,
        default=[],
        metavar=tr("FRÅGA=SVAR"),
        help=tr("svar på en fråga som importen har ställt, med frågans id; sparas till nästa fil (flaggan kan stå flera gånger)"),
    )
    parser.add_argument("--ask-again", action="store_true", help=tr("använd inte svar som är sparade sedan tidigare filer"))


def _answers(parser: Parser) -> None:
    parser.add_argument("--forget", metavar=tr("FRÅGA"), help=tr("ta bort svaret på frågan med detta id, så att den ställs igen"))
    parser.add_argument("--user", metavar=tr("NAMN"), help=tr("vem som gör det (annars KPI_USER eller inloggningsnamnet)"))
    parser.add_argument("--why", default="", metavar=tr("SKÄL"), help=tr("varför svaret tas bort; står kvar i loggen"))


def _status(parser: Parser) -> None:
    parser.add_argument("--year", type=_year, metavar=tr("ÅR"), help=tr("året (annars det senaste med siffror)"))
    _unit_and_sex(parser)
    _as_role(parser)
    _as_of(parser)


def _series(parser: Parser) -> None:
    parser.add_argument("indicator", metavar=tr("INDIKATOR"), help=tr("indikatorns id, se kommandot programme"))
    _unit_and_sex(parser)
    parser.add_argument(
        "--by", type=_by, default="year", metavar="|".join(GRAINS), help=tr("per år (year), kvartal (quarter) eller månad (month)")
    )
    _as_role(parser)
    _as_of(parser)


def _trace(parser: Parser) -> None:
    parser.add_argument("indicator", metavar=tr("INDIKATOR"), help=tr("indikatorns id, se kommandot programme"))
    parser.add_argument("--year", type=_year, metavar=tr("ÅR"), help=tr("året (annars det senaste med siffror)"))
    part = parser.add_mutually_exclusive_group()
    part.add_argument("--month", type=_month, metavar=tr("MÅNAD"), help=tr("månadens siffra, 1–12 (annars årets)"))
    part.add_argument("--quarter", type=_quarter, metavar=tr("KVARTAL"), help=tr("kvartalets siffra, 1–4 (annars årets)"))
    parser.add_argument("--method", metavar=tr("METOD"), help=tr("mätt på detta sätt (annars det sätt som indikatorn visas med)"))
    _unit_and_sex(parser)
    _as_role(parser)
    _as_of(parser)


def _batches(parser: Parser) -> None:
    _as_role(parser)
    _as_of(parser)


def _undo(parser: Parser) -> None:
    parser.add_argument("batch", metavar=tr("IMPORT"), help=tr("importens id, se kommandot batches"))
    parser.add_argument("--user", metavar=tr("NAMN"), help=tr("vem som gör det (annars KPI_USER eller inloggningsnamnet)"))
    parser.add_argument("--why", required=True, metavar=tr("SKÄL"), help=tr("varför; står kvar i loggen"))


def _report(parser: Parser) -> None:
    parser.add_argument("--year", type=_year, metavar=tr("ÅR"), help=tr("året (annars det senaste med siffror)"))
    parser.add_argument(
        "--out", required=True, metavar=tr("FIL"), help=tr("filen som skrivs: .pdf, .xlsx eller .pptx; med --all-units en mapp")
    )
    parser.add_argument("--unit", metavar=tr("KOD"), help=tr("enhetens kod (annars den översta)"))
    parser.add_argument("--compare", type=_year, metavar=tr("ÅR"), help=tr("ett annat år att jämföra med"))
    parser.add_argument("--all-units", action="store_true", help=tr("en fil för varje enhet som gäller året"))
    parser.add_argument(
        "--format", choices=("pdf", "xlsx", "pptx"), metavar=tr("SLAG"), help=tr("med --all-units: pdf (så är det), xlsx eller pptx")
    )
    _as_role(parser)
    _as_of(parser)


def _sample(parser: Parser) -> None:
    parser.add_argument("--out", required=True, metavar=tr("MAPP"), help=tr("mapp att skriva i"))
    parser.add_argument("--units", type=_count, metavar=tr("ANTAL"), help=tr("ungefär så många enheter (annars paketets organisation)"))
    parser.add_argument("--years", type=_years, metavar=tr("FRÅN-TILL"), help=tr("till exempel 2021-2026"))
    parser.add_argument("--months", action="store_true", default=True, help=tr("med månadsutdrag (så är det om inget anges)"))
    parser.add_argument("--no-months", action="store_false", dest="months", help=tr("utan månadsutdrag: sådana värden kommer per år"))
    parser.add_argument("--seed", type=_count, default=1, metavar=tr("TAL"), help=tr("samma tal ger samma utdrag"))


def _unit_and_sex(parser: Parser) -> None:
    parser.add_argument("--unit", metavar=tr("KOD"), help=tr("enhetens kod (annars den översta)"))
    parser.add_argument("--sex", type=_sex, default="T", metavar="K|M|T", help=tr("kvinnor, män eller totalt"))


def _as_role(parser: Parser) -> None:
    parser.add_argument(
        "--as-role", type=_role, metavar=tr("ROLL"), help=tr("visa det som rollen ser: controller, manager, board eller admin")
    )
    parser.add_argument("--scope", action="append", metavar=tr("KOD"), help=tr("enheten som rollen gäller för (kan stå flera gånger)"))


def _as_of(parser: Parser) -> None:
    parser.add_argument("--as-of", metavar=tr("TID"), help=tr("det som var känt då: 2026-03-01 eller 2026-03-01T09:30"))


def _year(text: str) -> int:
    if re.fullmatch(r"[0-9]{4}", text) and FIRST_YEAR <= int(text) <= LAST_YEAR:
        return int(text)
    raise argparse.ArgumentTypeError(
        tr(
            "{text} är inget år; skriv ett år mellan {first_year} och {last_year}",
            text=repr(text),
            first_year=FIRST_YEAR,
            last_year=LAST_YEAR,
        )
    )


def _month(text: str) -> int:
    if re.fullmatch(r"[0-9]{1,2}", text) and 1 <= int(text) <= 12:
        return int(text)
    raise argparse.ArgumentTypeError(tr("{text} är ingen månad; skriv ett tal från 1 till 12", text=repr(text)))


def _quarter(text: str) -> int:
    if re.fullmatch(r"[1-4]", text):
        return int(text)
    raise argparse.ArgumentTypeError(tr("{text} är inget kvartal; skriv ett tal från 1 till 4", text=repr(text)))


def _answer(text: str) -> tuple[str, str]:
    """A question's id, folded as intake folds it, and the answer."""
    question, equals, answer = text.partition("=")
    if question.strip() and equals:
        return ":".join(folded(part) for part in question.split(":")), answer.strip()
    raise argparse.ArgumentTypeError(tr("{text} är inget svar; skriv frågans id, = och svaret", text=repr(text)))


def _years(text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    years = _year(first), _year(last or first)
    if years[0] > years[1]:
        raise argparse.ArgumentTypeError(tr("{text}: det första året är senare än det sista", text=repr(text)))
    return years


def _sex(text: str) -> str:
    if text.upper() in SEXES:
        return text.upper()
    raise argparse.ArgumentTypeError(tr("{text} är inget kön; skriv K, M eller T", text=repr(text)))


def _by(text: str) -> str:
    if text in GRAINS:
        return text
    raise argparse.ArgumentTypeError(tr("{text} går inte; skriv year, quarter eller month", text=repr(text)))


def _role(text: str) -> Role:
    try:
        return Role(text)
    except ValueError:
        raise argparse.ArgumentTypeError(tr("{text} är ingen roll; skriv {join}", text=repr(text), join=", ".join(Role))) from None


def _count(text: str) -> int:
    if re.fullmatch(r"[0-9]{1,9}", text):
        return int(text)
    raise argparse.ArgumentTypeError(tr("{text} är inget heltal från 0 och uppåt", text=repr(text)))
