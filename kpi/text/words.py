"""The screen's words for closed sets: status, certainty, sex, origin, direction, months. Swedish, one place for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from kpi.measure.status import Certainty, Lacking, Status
from kpi.programme.model import Direction
from kpi.programme.periods import Grain, grain_of, part_of
from kpi.text.numbers import MISSING

NO_DEFINITION = "definition ej fastställd"
NO_GOAL = "mål ej fastställt"
NO_INDICATORS = "Indikatorer är ej fastställda."
NOT_STATED = "ej angivet"
SUPPLEMENTARY = "Kompletterande indikatorer (ingår inte i planen)"
NOT_COUNTED = "De mäts och skyddas som planens indikatorer, men räknas inte bland dem och ingår inte i årsstatus eller rapporter."
NO_DIRECTION = "riktning ej fastställd"
NOBODY = "ansvarig ej angiven"
MILESTONE = "Delmål"
NO_VALUE = MISSING


@dataclass(frozen=True, slots=True)
class StatusWord:
    """How a status is told: always the word and the symbol together; ``meaning`` is the full explanation in one sentence."""

    word: str
    symbol: str
    meaning: str


@dataclass(frozen=True, slots=True)
class CertaintyWord:
    """How sure a difference is: a word for the card, and what it means."""

    word: str
    meaning: str


STATUS: dict[Status, StatusWord] = {
    Status.REACHED: StatusWord("Uppnått", "✓", "Värdet är lika bra som målvärdet eller bättre."),
    Status.ON_TRACK: StatusWord("I fas", "▲", "Målet är inte nått, men värdet ligger på eller före den linjära vägen (beräknad)."),
    Status.BEHIND: StatusWord("Efter plan", "■", "Värdet är inte sämre än nuläget, men ligger efter den linjära vägen (beräknad)."),
    Status.WRONG_WAY: StatusWord("Fel riktning", "▼", "Värdet är sämre än planens nuläge."),
    Status.NOT_MEASURED: StatusWord("Ej mätt", "○", "Det finns inget värde för året."),
    Status.NO_BASELINE: StatusWord("Basvärde saknas", "◌", "Det finns ett värde men inget utgångsvärde att jämföra med."),
    Status.NOT_ASSESSABLE: StatusWord("Kan ej bedömas", "⊘", "En controller har angett varför värdet inte kan bedömas mot målet."),
    Status.SUPPRESSED: StatusWord("Skyddat – för få", "▣", "Värdet visas inte, för att ingen enskild ska kunna röjas."),
    Status.NOT_REACHED: StatusWord("Ej uppnått", "◇", "Målet är inte nått. Utgångsvärde saknas, så ingen väg till målet kan beräknas."),
    Status.IMPROVED: StatusWord("Förbättrat", "↗", "Värdet är bättre än utgångsvärdet. Det finns en riktning men inget målvärde."),
    Status.UNCHANGED: StatusWord("Oförändrat", "→", "Värdet är lika med utgångsvärdet. Det finns en riktning men inget målvärde."),
    Status.WORSENED: StatusWord("Försämrat", "↘", "Värdet är sämre än utgångsvärdet. Det finns en riktning men inget målvärde."),
    Status.NO_DIRECTION: StatusWord(
        "Riktning ej fastställd", "◫", "Ingen har fastställt om högre eller lägre är bättre, så värdet bedöms inte."
    ),
}

LACKING: dict[Lacking, StatusWord] = {
    Lacking.PROTECTED_IN_SOURCE: StatusWord(
        "Skyddat i källan", "▢", "Den som lämnade uppgiften har själv dolt den. Värdet finns inte här."
    ),
    Lacking.MISSING: StatusWord("Uppgift saknas", "⊖", "Filen som lästes in säger att uppgiften saknas."),
}
"""In place of "Ej mätt" where a file tells why there is no value."""
_SHORT: dict[Lacking, str] = {Lacking.PROTECTED_IN_SOURCE: "skyddat i källan", Lacking.MISSING: "saknas"}


class Stands(Protocol):
    """A row or a point: where it stands, and why there is no value."""

    @property
    def status(self) -> Status: ...
    @property
    def lacking(self) -> Lacking | None: ...


def of(row: Stands) -> StatusWord:
    """How a row's status is told: where a file says why there is no value, as that."""
    return STATUS[row.status] if row.lacking is None else LACKING[row.lacking]


def short(status: Status, lacking: Lacking | None = None) -> str:
    """Why there is no value, in a word or three: "skyddat", "skyddat i källan", "saknas" or "ej mätt"."""
    if status is Status.SUPPRESSED:
        return "skyddat"
    return STATUS[Status.NOT_MEASURED].word.lower() if lacking is None else _SHORT[lacking]


CERTAINTY: dict[Certainty, CertaintyWord] = {
    Certainty.CLEAR: CertaintyWord("säkert", "Skillnaden är större än slumpens variation."),
    Certainty.WITHIN_NOISE: CertaintyWord("inom slumpens variation", "Skillnaden är inte större än vad slumpen kan ge."),
    Certainty.UNKNOWN: CertaintyWord("säkerhet okänd", "Underlaget räcker inte för att säga om skillnaden är mer än slump."),
}

SEX: dict[str, str] = {"K": "Kvinnor", "M": "Män", "T": "Totalt"}

ORIGIN: dict[str, str] = {
    "delivered": "levererad",
    "rolled": "beräknad ur underliggande enheter",
    "months": "beräknad ur månader",
    "quarters": "beräknad ur kvartal",
    "sexes": "beräknad ur kvinnor och män",
    "plan": "ur planen",
}

DIRECTION: dict[Direction, str] = {Direction.UP: "öka", Direction.DOWN: "minska", Direction.UNSET: "ej fastställd"}
DIRECTION_BETTER: dict[Direction, str] = {
    Direction.UP: "högre är bättre",
    Direction.DOWN: "lägre är bättre",
    Direction.UNSET: "ej fastställt",
}


def aim(direction: Direction) -> str:
    """What an indicator without målvärde is to do, in a few words: "mål: öka", or that nobody has said."""
    return NO_DIRECTION if direction is Direction.UNSET else f"mål: {DIRECTION[direction]}"


def intent(direction: Direction) -> str:
    """As ``aim``, as a part of a sentence: "målet är att öka"."""
    return "riktningen är ej fastställd" if direction is Direction.UNSET else f"målet är att {DIRECTION[direction]}"


MONTHS: tuple[str, ...] = (
    "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip


def responsible(names: Sequence[str]) -> str:
    """Who is responsible, as one text; the plan may name nobody."""
    return ", ".join(names) or NOBODY


GRAIN: dict[Grain, str] = {"year": "År", "quarter": "Kvartal", "month": "Månad"}


def period(text: str) -> str:
    """A period in words: "2024" stays, "2024-03" is "mars 2024", "2024-Q1" is "kvartal 1 2024". Anything else is given back as it is."""
    try:
        part = part_of(text)
    except ValueError:
        return text
    return text if part is None else f"{part_name(part)} {text[:4]}"


def part_name(part: int) -> str:
    """A part of a year in words: "mars", "kvartal 1"."""
    return MONTHS[part - 1] if grain_of(part) == "month" else f"kvartal {part - len(MONTHS)}"
