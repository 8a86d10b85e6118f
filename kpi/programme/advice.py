"""What to do about each kind of fault in a pack, one sentence a code."""

from __future__ import annotations

from kpi.language import N_, tr

# Braces that are to be seen are doubled.
_ADVICE = {
    # the files
    "missing_directory": N_("Kontrollera sökvägen, eller börja ett nytt paket med programme new."),
    "missing_file": N_("Skapa filen. Vad den ska innehålla står i docs/programpaket.md."),
    "unknown_file": N_("Flytta filen ut ur mappen, eller ge den ett av paketets filnamn."),
    "unknown_programme": N_("Ange ett av paketen, eller sökvägen till en mapp."),
    "encoding": N_("Spara filen som UTF-8 i textredigeraren."),
    "toml_syntax": N_('Rätta raden: text står inom "citattecken", listor inom [ ], och varje nyckel står en gång.'),
    "not_tables": N_("Skriv rubriken inom dubbla hakparenteser, och fälten under den."),
    # keys and values
    "missing": N_("Lägg till nyckeln under samma rubrik."),
    "extra_forbidden": N_("Jämför stavningen med tabellen i docs/programpaket.md, eller ta bort raden."),
    "misplaced": N_("Flytta uppgiften till sin egen fil, med området som area."),
    "string": N_('Sätt texten inom "citattecken".'),
    "int": N_("Skriv ett heltal utan citattecken."),
    "float": N_("Skriv talet med punkt och utan citattecken: 3.6."),
    "bool": N_("Skriv true eller false, utan citattecken."),
    "list": N_('Sätt värdet inom hakparenteser: ["…"].'),
    "tuple": N_('Sätt värdet inom hakparenteser: ["…"].'),
    "dict": N_('Skriv en tabell: {{ nyckel = "värde" }}.'),
    "model": N_('Skriv en tabell: {{ nyckel = "värde" }}.'),
    "finite_number": N_("Skriv ett vanligt tal."),
    "enum": N_("Välj ett av de uppräknade orden."),
    "literal_error": N_("Välj ett av de uppräknade orden."),
    "string_pattern_mismatch": N_("Skriv om id:t: små bokstäver utan å, ä och ö, siffror, bindestreck."),
    "greater_than_equal": N_("Höj talet till det minsta tillåtna."),
    "less_than_equal": N_("Sänk talet till det högsta tillåtna."),
    "one_condition": N_("Behåll det ena av villkoren."),
    "link_alone": N_("Lägg till det som ska knytas ihop, eller ta bort sambandet."),
    # between the parts
    "duplicate": N_("Ge den ena ett annat namn, eller ta bort den som är dubbel."),
    "shared_id": N_("Ge den ena ett annat id, till exempel med ett förled."),
    "bad_number": N_("Sortera efter nummer, område för område."),
    "bad_id": N_("Låt id:t vara detsamma som filens namn."),
    # between packs in one installation
    "same_programme": N_("Ange varje paket en gång."),
    "other_organisation": N_(
        "Program i samma installation har samma organisation: rätta det ena paketet, eller ge programmen var sitt lager."
    ),
    "not_shared": N_("Mäter de samma sak: skriv samma shared i båda. Annars: ge den ena ett annat id."),
    "shared_differs": N_("Skriv likadant i båda paketen, eller ge den ena indikatorn ett annat id och ta bort shared."),
    "other_population": N_("Ge gruppen samma namn i båda paketen, eller den ena en annan nyckel."),
    "other_layout": N_("Låt båda paketen ha samma kolumner och samma beräkning, eller ge den ena sorten ett annat id."),
    "years_reversed": N_("Kontrollera de två åren."),
    "outside_period": N_("Rätta året, eller period_from och period_to i programme.toml."),
    "out_of_range": N_("Rätta värdet, eller value_min och value_max."),
    "range_empty": N_("Låt det minsta värdet vara mindre än det största."),
    "baseline_undated": N_('Skriv när nuläget mättes: baseline_date = "ÅÅÅÅ-MM".'),
    "bad_scale": N_("Skriv scale = 100 för procent, annars 1."),
    "per_by_sex": N_("Skriv by_sex = false."),
    "no_direction": N_("Skriv direction: up eller down. En kompletterande indikator utan riktning har inget målvärde."),
    "no_methods": N_("Skriv minst ett sätt, eller ta bort raden."),
    "unsourced": N_("Skriv var det står, eller ta bort counted."),
    # levels
    "no_levels": N_("Skriv minst den översta nivån."),
    "levels_not_contiguous": N_("Numrera depth uppifrån utan luckor."),
    "level_order": N_("Flytta den överordnade nivån uppåt i filen."),
    "level_depth": N_("Rätta depth, eller vem nivån svarar inför."),
    # layouts
    "duplicate_heading": N_("Ge kolumnerna olika rubriker."),
    "duplicate_role": N_("Låt bara en kolumn ha rollen."),
    "missing_role": N_("Lägg till kolumnen, eller ge en befintlig kolumn rollen."),
    "measures_kind": N_("Lägg till [[measures]], eller ändra kind."),
    "measure_incomplete": N_("Ange kolumnen som regeln räknar med."),
    "no_choices": N_('Skriv choices = {{ text = "värde" }}.'),
    "not_numeric": N_("Peka ut en kolumn vars type är ett tal."),
    # sample
    "no_parent": N_("Ange vilken enhet den ligger under."),
    "bad_parent": N_("Flytta den överordnade enheten uppåt i filen."),
    "bad_level": N_("Ange en lägre nivå."),
}
_UNKNOWN = N_("Rätta stavningen, eller lägg till det som saknas i den andra filen.")


def advice(code: str) -> str:
    """What to do about a fault with this code. Raises KeyError for a code that no fault of a pack has."""
    if code in _ADVICE:
        text = _ADVICE[code]
    else:
        text = _UNKNOWN if code.startswith("unknown_") else _ADVICE[code.split("_")[0]]
    return tr(text).format()
