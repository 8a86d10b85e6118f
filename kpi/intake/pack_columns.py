"""The columns of the workbook that a pack is started from: one place for its template, its reading and its documentation."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A column. choices: what may be chosen in it, as a drop-down list."""

    name: str
    help: str
    required: bool = False
    choices: tuple[str, ...] = ()
    width: int = 18


FACTS = (
    Heading(
        "Uppgift",
        "En av de sex uppgifterna; de står redan där.",
        True,
        ("Programmets namn", "Organisation", "Källa", "Första år", "Sista år", "Språk"),
    ),
    Heading(
        "Värde",
        "Namn, organisation och källa (beslut, diarienummer) ord för ord; åren med fyra siffror. Sista år får vara tomt.",
        True,
        width=70,
    ),
)
AREAS = (
    Heading("Programområde", "Områdets namn, ett på varje rad, i planens ordning.", True, width=40),
    Heading("Mål", "Områdets mål ord för ord. Tomt: målet visas som ej fastställt.", width=90),
)
LEVELS = (
    Heading("Nivå", "En nivå på varje rad under hela organisationen, överst först: Förvaltning, Område, Enhet.", True, width=30),
    Heading("Flera", "Flera av dem: Förvaltningar. Tomt: som nivåns namn.", width=30),
)
INDICATORS = (
    Heading("Programområde", "Ett av områdena på bladet Programområden.", True, width=28),
    Heading("Indikator", "Namnet, ord för ord ur planen.", True, width=50),
    Heading("Mätenhet", "procent, år, antal, index 0–100 eller ett eget ord.", True),
    Heading("Decimaler", "0–4. Tomt: så många som står i målvärde och nuläge, 1 när båda är tomma.", width=11),
    Heading("Riktning", "öka eller minska: åt vilket håll som är bättre.", True, ("öka", "minska"), 11),
    Heading("Riktningen är tolkad", "ja, om källan inte själv säger åt vilket håll; det visas då.", choices=("ja", "nej")),
    Heading("Målvärde", "Talet. Tomt: bara riktningen visas.", width=11),
    Heading("Målår", "Året då målvärdet ska vara nått. Tomt: programmets sista år.", width=9),
    Heading("Nuläge", "Utgångsvärdet. Tomt: inget nuläge.", width=11),
    Heading("Nuläget mättes", "ÅÅÅÅ-MM. Finns inget nuläge får här stå när det mäts: Mäts hösten 2026."),
    Heading("Grupp", "Vilka värdet gäller: chefer, medarbetare … Tomt: alla."),
    Heading("Per kön", "ja eller nej. Tomt: ja.", choices=("ja", "nej"), width=9),
    Heading("Minsta grupp", "Minsta antal personer som får visas, minst 5. Tomt: 10.", width=13),
    Heading(
        "Sammanvägning",
        "Hur enheternas värden blir ett: andel (av personer), kvot (av timmar eller kronor), medel (viktat efter antal) eller ingen.",
        True,
        ("andel", "kvot", "medel", "ingen"),
        15,
    ),
    Heading("Definition", "Så mäts den. Tomt: definition ej fastställd.", width=60),
    Heading("Definitionens källa", "Var definitionen står.", width=30),
    Heading("Anmärkning", "Något läsaren måste veta.", width=40),
)
SHEETS: dict[str, tuple[Heading, ...]] = {"Program": FACTS, "Programområden": AREAS, "Nivåer": LEVELS, "Indikatorer": INDICATORS}
"""Sheet → its columns, in the order of the workbook."""
