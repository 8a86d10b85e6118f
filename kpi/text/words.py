"""The screen's words for closed sets: status, certainty, sex, origin, direction, dates. One place for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from kpi.language import N_, Said, month_names, tr
from kpi.measure.status import Certainty, Lacking, Status
from kpi.programme.model import Direction, Indicator
from kpi.programme.periods import MONTHS, Grain, grain_of, part_of
from kpi.text.numbers import MISSING

_TEXTS = Said(
    {
        "NO_DEFINITION": N_("definition ej fastställd"),
        "NO_GOAL": N_("mål ej fastställt"),
        "NO_INDICATORS": N_("Indikatorer är ej fastställda."),
        "NOT_STATED": N_("ej angivet"),
        "SUPPLEMENTARY": N_("Kompletterande indikatorer (ingår inte i planen)"),
        "NOT_COUNTED": N_(
            "De mäts och skyddas som planens indikatorer, men räknas inte bland dem och ingår inte i årsstatus eller rapporter."
        ),
        "NO_DIRECTION": N_("riktning ej fastställd"),
        "NOBODY": N_("ansvarig ej angiven"),
        "MILESTONE": N_("Delmål"),
    }
)
__getattr__ = _TEXTS.constant
NO_VALUE = MISSING


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a closed set in the language of the run: its symbol as a character ("" without one), the word, which always stands beside
    the symbol, and the full explanation in one sentence."""

    symbol: str
    said: str
    explained: str

    @property
    def word(self) -> str:
        """In the language of the run."""
        return tr(self.said)

    @property
    def meaning(self) -> str:
        """In the language of the run."""
        return tr(self.explained)


STATUS: dict[Status, Word] = {
    Status.REACHED: Word("✓", N_("Uppnått"), N_("Värdet är lika bra som målvärdet eller bättre.")),
    Status.ON_TRACK: Word("▲", N_("I fas"), N_("Målet är inte nått, men värdet ligger på eller före den linjära vägen (beräknad).")),
    Status.BEHIND: Word("■", N_("Efter plan"), N_("Värdet är inte sämre än nuläget, men ligger efter den linjära vägen (beräknad).")),
    Status.WRONG_WAY: Word("▼", N_("Fel riktning"), N_("Värdet är sämre än planens nuläge.")),
    Status.NOT_MEASURED: Word("○", N_("Ej mätt"), N_("Det finns inget värde för året.")),
    Status.NO_BASELINE: Word("◌", N_("Basvärde saknas"), N_("Det finns ett värde men inget utgångsvärde att jämföra med.")),
    Status.NOT_ASSESSABLE: Word("⊘", N_("Kan ej bedömas"), N_("En controller har angett varför värdet inte kan bedömas mot målet.")),
    Status.SUPPRESSED: Word("▣", N_("Skyddat – för få"), N_("Värdet visas inte, för att ingen enskild ska kunna röjas.")),
    Status.NOT_REACHED: Word("◇", N_("Ej uppnått"), N_("Målet är inte nått. Utgångsvärde saknas, så ingen väg till målet kan beräknas.")),
    Status.IMPROVED: Word("↗", N_("Förbättrat"), N_("Värdet är bättre än utgångsvärdet. Det finns en riktning men inget målvärde.")),
    Status.UNCHANGED: Word("→", N_("Oförändrat"), N_("Värdet är lika med utgångsvärdet. Det finns en riktning men inget målvärde.")),
    Status.WORSENED: Word("↘", N_("Försämrat"), N_("Värdet är sämre än utgångsvärdet. Det finns en riktning men inget målvärde.")),
    Status.NO_DIRECTION: Word(
        "◫", N_("Riktning ej fastställd"), N_("Ingen har fastställt om högre eller lägre är bättre, så värdet bedöms inte.")
    ),
}

LACKING: dict[Lacking, Word] = {
    Lacking.PROTECTED_IN_SOURCE: Word(
        "▢", N_("Skyddat i källan"), N_("Den som lämnade uppgiften har själv dolt den. Värdet finns inte här.")
    ),
    Lacking.MISSING: Word("⊖", N_("Uppgift saknas"), N_("Filen som lästes in säger att uppgiften saknas.")),
}
"""In place of "Ej mätt" where a file tells why there is no value."""
_SHORT: Said[Lacking] = Said({Lacking.PROTECTED_IN_SOURCE: N_("skyddat i källan"), Lacking.MISSING: N_("saknas")})


class Stands(Protocol):
    """A row or a point: where it stands, and why there is no value."""

    @property
    def status(self) -> Status: ...
    @property
    def lacking(self) -> Lacking | None: ...


def of(row: Stands) -> Word:
    """How a row's status is told: where a file says why there is no value, as that."""
    return STATUS[row.status] if row.lacking is None else LACKING[row.lacking]


def short(status: Status, lacking: Lacking | None = None) -> str:
    """Why there is no value, in a word or three: "skyddat", "skyddat i källan", "saknas" or "ej mätt"."""
    if status is Status.SUPPRESSED:
        return tr("skyddat")
    return STATUS[Status.NOT_MEASURED].word.lower() if lacking is None else _SHORT[lacking]


CERTAINTY: dict[Certainty, Word] = {
    Certainty.CLEAR: Word("", N_("säkert"), N_("Skillnaden är större än slumpens variation.")),
    Certainty.WITHIN_NOISE: Word("", N_("inom slumpens variation"), N_("Skillnaden är inte större än vad slumpen kan ge.")),
    Certainty.UNKNOWN: Word("", N_("säkerhet okänd"), N_("Underlaget räcker inte för att säga om skillnaden är mer än slump.")),
}

SEX: Said[str] = Said({"K": N_("Kvinnor"), "M": N_("Män"), "T": N_("Totalt")})

ORIGIN: Said[str] = Said(
    {
        "delivered": N_("levererad"),
        "rolled": N_("beräknad ur underliggande enheter"),
        "months": N_("beräknad ur månader"),
        "quarters": N_("beräknad ur kvartal"),
        "sexes": N_("beräknad ur kvinnor och män"),
        "plan": N_("ur planen"),
    }
)

DIRECTION: Said[Direction] = Said({Direction.UP: N_("öka"), Direction.DOWN: N_("minska"), Direction.UNSET: N_("ej fastställd")})
DIRECTION_BETTER: Said[Direction] = Said(
    {
        Direction.UP: N_("högre är bättre"),
        Direction.DOWN: N_("lägre är bättre"),
        Direction.UNSET: N_("ej fastställt"),
    }
)


def aim(direction: Direction) -> str:
    """What an indicator without målvärde is to do, in a few words: "mål: öka", or that nobody has said."""
    return _TEXTS["NO_DIRECTION"] if direction is Direction.UNSET else tr("mål: {aim}", aim=DIRECTION[direction])


def intent(direction: Direction) -> str:
    """As ``aim``, as a part of a sentence: "målet är att öka"."""
    if direction is Direction.UNSET:
        return tr("riktningen är ej fastställd")
    return tr("målet är att {aim}", aim=DIRECTION[direction])


def capital(text: str) -> str:
    """A text as a sentence begins."""
    return f"{text[:1].upper()}{text[1:]}"


def subject(indicator: Indicator) -> str:
    """The indicator inside a sentence: its name as a subject, else its label in quotation marks."""
    name = indicator.sentence_name
    if not name:
        return tr("”{name}”", name=indicator.label)
    return name if name[:2].isupper() else f"{name[0].lower()}{name[1:]}"


def responsible(names: Sequence[str]) -> str:
    """Who is responsible, as one text; the plan may name nobody."""
    return ", ".join(names) or _TEXTS["NOBODY"]


GRAIN: Said[Grain] = Said({"year": N_("År"), "quarter": N_("Kvartal"), "month": N_("Månad")})


def period(text: str) -> str:
    """A period in words: "2024" stays, "2024-03" is "mars 2024", "2024-Q1" is "kvartal 1 2024". Anything else is given back as it is."""
    try:
        part = part_of(text)
    except ValueError:
        return text
    return text if part is None else f"{part_name(part)} {text[:4]}"


def part_name(part: int) -> str:
    """A part of a year in words: "mars", "kvartal 1"."""
    return month_names()[part - 1] if grain_of(part) == "month" else tr("kvartal {number}", number=part - MONTHS)


def day(year: int, month: int, number: int) -> str:
    """A date as people write it: "2 mars 2025"."""
    return tr("{day} {month} {year}", day=number, month=month_names()[month - 1], year=year)


def moment(date: str, hour: int, minute: int) -> str:
    """A time of a day (``date``: as ``day`` writes it): "2 mars 2025 kl. 14:05"."""
    return tr("{date} kl. {hour}:{minute}", date=date, hour=f"{hour:02d}", minute=f"{minute:02d}")
