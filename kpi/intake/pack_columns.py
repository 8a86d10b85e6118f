"""The columns of the workbook that a pack is started from: one place for its template, its reading and its documentation.

The Swedish texts are the keys: the workbook is written in the language of the run and read in any.
"""

from __future__ import annotations

from dataclasses import dataclass

from kpi.language import N_


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
        N_("Uppgift"),
        N_("En av de sex uppgifterna; de står redan där."),
        True,
        (N_("Programmets namn"), N_("Organisation"), N_("Källa"), N_("Första år"), N_("Sista år"), N_("Språk")),
    ),
    Heading(
        N_("Värde"),
        N_("Namn, organisation och källa (beslut, diarienummer) ord för ord; åren med fyra siffror. Sista år får vara tomt."),
        True,
        width=70,
    ),
)
AREAS = (
    Heading(N_("Programområde"), N_("Områdets namn, ett på varje rad, i planens ordning."), True, width=40),
    Heading(N_("Mål"), N_("Områdets mål ord för ord. Tomt: målet visas som ej fastställt."), width=90),
)
LEVELS = (
    Heading(N_("Nivå"), N_("En nivå på varje rad under hela organisationen, överst först: Förvaltning, Område, Enhet."), True, width=30),
    Heading(N_("Flera"), N_("Flera av dem: Förvaltningar. Tomt: som nivåns namn."), width=30),
)
INDICATORS = (
    Heading(N_("Programområde"), N_("Ett av områdena på bladet Programområden."), True, width=28),
    Heading(N_("Indikator"), N_("Namnet, ord för ord ur planen."), True, width=50),
    Heading(N_("Mätenhet"), N_("procent, år, antal, index 0–100 eller ett eget ord."), True),
    Heading(N_("Decimaler"), N_("0–4. Tomt: så många som står i målvärde och nuläge, 1 när båda är tomma."), width=11),
    Heading(N_("Riktning"), N_("öka eller minska: åt vilket håll som är bättre."), True, (N_("öka"), N_("minska")), 11),
    Heading(N_("Riktningen är tolkad"), N_("ja, om källan inte själv säger åt vilket håll; det visas då."), choices=(N_("ja"), N_("nej"))),
    Heading(N_("Målvärde"), N_("Talet. Tomt: bara riktningen visas."), width=11),
    Heading(N_("Målår"), N_("Året då målvärdet ska vara nått. Tomt: programmets sista år."), width=9),
    Heading(N_("Nuläge"), N_("Utgångsvärdet. Tomt: inget nuläge."), width=11),
    Heading(N_("Nuläget mättes"), N_("ÅÅÅÅ-MM. Finns inget nuläge får här stå när det mäts: Mäts hösten 2026.")),
    Heading(N_("Grupp"), N_("Vilka värdet gäller: chefer, medarbetare … Tomt: alla.")),
    Heading(N_("Per kön"), N_("ja eller nej. Tomt: ja."), choices=(N_("ja"), N_("nej")), width=9),
    Heading(N_("Minsta grupp"), N_("Minsta antal personer som får visas, minst 5. Tomt: 10."), width=13),
    Heading(
        N_("Sammanvägning"),
        N_("Hur enheternas värden blir ett: andel (av personer), kvot (av timmar eller kronor), medel (viktat efter antal) eller ingen."),
        True,
        (N_("andel"), N_("kvot"), N_("medel"), N_("ingen")),
        15,
    ),
    Heading(N_("Definition"), N_("Så mäts den. Tomt: definition ej fastställd."), width=60),
    Heading(N_("Definitionens källa"), N_("Var definitionen står."), width=30),
    Heading(N_("Anmärkning"), N_("Något läsaren måste veta."), width=40),
)
SHEETS: dict[str, tuple[Heading, ...]] = {
    N_("Program"): FACTS,
    N_("Programområden"): AREAS,
    N_("Nivåer"): LEVELS,
    N_("Indikatorer"): INDICATORS,
}
"""Sheet → its columns, in the order of the workbook."""
