"""General Swedish words of tables: what sums, sexes, months and usual column headings are called. Nothing here belongs to a programme."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kpi.intake.wording import folded


def _folded(*words: str) -> frozenset[str]:
    return frozenset(folded(w) for w in words)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SUMS = _folded(
    "Totalt", "Total", "Totala", "Tot", "Tot.", "Summa", "Totalsumma", "Delsumma", "Alla", "Samtliga", "Summa totalt", "Totalt alla",
    "Alla enheter", "Samtliga enheter", "Grand total", "I alt", "Sum", "Alle", "Alle enheder",
)  # fmt: skip
MEANS = _folded("Medel", "Medelvärde", "Genomsnitt", "Snitt", "Medeltal")
_SUM_START = re.compile(r"(?:delsumma|totalsumma|summa|totalt?)\b[\s:]+\S", re.IGNORECASE)


def is_total(text: str) -> bool:
    """Does a cell in the column of units or periods say that its row sums up others? "Totalt", "Summa", "Delsumma kliniken"."""
    word = folded(text).rstrip(":.*")
    return word in SUMS or word in MEANS or bool(_SUM_START.match(text.strip()))


SEX_WORDS: Mapping[str, str] = {"k": "K", "kv": "K", "m": "M", "t": "T"} | {
    word: sex for sex, words in (("K", "kvinna kvinnor kvinde kvinder women"), ("M", "man män mand mænd men")) for word in words.split()
}
TOTAL_WORDS = frozenset({"totalt", "total", "tot", "summa", "alla", "samtliga", "totalsumma", "båda", "alle", "begge"})
MONTHS: Mapping[str, int] = {
    name: i
    for i, names in enumerate(
        (
            "januari januar jan january", "februari februar feb february", "mars marts mar march", "april apr", "maj may", "juni jun june",
            "juli jul july", "augusti aug august", "september sept sep", "oktober okt oct october", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
"""Names of months as Swedish, Danish and English systems write them, lower case → 1–12."""
NEUTRAL = _words(
    "utfall resultat värde värden mätvärde index indexvärde procent % andel år i för per och det är enligt prel preliminärt "
    "preliminär könsuppdelat könen period kön"
)
"""Words beside a period or sex in a heading that add nothing: the column holds the outcome."""

NOT_OUTCOME = _words(
    "mål målvärde målbild målnivå budget prognos plan förändring diff differens skillnad avvikelse trend jämförelse kommentar "
    "kommentarer anmärkning not noter källa status bedömning föregående nuläge snitt medel medelvärde rang ranking"
)
"""Words that say that a column holds something else than an outcome: proposed to be left out, never left out in silence."""

PLANNED = _words(
    "mål målvärde målvärden målbild målnivå målnivåer budget budgeterat budgeterad prognos prognoser planerat planerad planerade"
)
"""Words in a title that say that the figures are planned, not reached."""

METHOD_WORDS: Mapping[str, str] = {"r12": "R12", "ackumulerat": "ackumulerat", "ackumulerad": "ackumulerat", "ack": "ackumulerat"}

ROLE_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "period": (
        "År",
        "Årtal",
        "Period",
        "Månad",
        "Kvartal",
        "Tidsperiod",
        "År-månad",
        "Kalenderår",
        "Mätår",
        "Year",
        "Month",
        "Måned",
        "Årstal",
    ),
    "unit": (
        "Enhet",
        "Enhetskod",
        "Enhetsnamn",
        "Organisation",
        "Organisationsenhet",
        "Arbetsplats",
        "Avdelning",
        "Klinik",
        "Unit",
        "Enhed",
        "Afdeling",
        "Afsnit",
    ),
    "sex": ("Kön", "Könsfördelning", "K/M", "Gender", "Sex", "Køn"),
    "indicator": ("Indikator", "Mått", "Nyckeltal", "Mätetal", "Måttnamn", "Indicator", "Nøgletal"),
    "value": ("Värde", "Mätvärde", "Utfall", "Resultat", "Value", "Værdi"),
    "n": ("Antal", "n", "Antal (n)", "Antal svar", "Antal svarande", "Antal personer"),
    "numerator": ("Täljare", "Tæller", "Numerator"),
    "denominator": ("Nämnare", "Nævner", "Denominator"),
    "population": ("Grupp",),
    "method": ("Metod", "Beräkningssätt", "Mätmetod"),
}
"""Usual headings by the role of the column, on top of those that a layout names."""

COLUMN_OF_COLUMNS = _folded("Kolumn")
"""In a long export of a QlikView table: what the table's column was called."""

_NOTE_START = re.compile(
    r"(?:\*+|†|\d\)|[¹²³⁴⁵]|not\b|noter\b|obs\b|anm\b|anmärkning|källa|källor|kommentar|förklaring|definition|uppgift)", re.IGNORECASE
)
_LONG_NOTE = 40


def is_note(text: str) -> bool:
    """Does a text that stands alone under a table read as a footnote? "* Skyddad uppgift", "Källa: lönesystemet"."""
    plain = text.strip()
    return bool(_NOTE_START.match(plain)) or len(plain) > _LONG_NOTE or (plain.endswith(".") and " " in plain)


_NOT_A_PERIOD = re.compile(r"uttag|utskriv|skapad|hämtad|genererad|utdrag|körd|uppdaterad|rapportdatum|exporterad|senast", re.IGNORECASE)


def tells_of_the_export(text: str) -> bool:
    """Is a line above a table about when it was exported, so that its date is not the figures' period?"""
    return bool(_NOT_A_PERIOD.search(text))
