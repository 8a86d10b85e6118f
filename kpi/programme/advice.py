"""What to do about each kind of fault in a pack, in Swedish: one sentence a code."""

from __future__ import annotations

_ADVICE = {
    # the files
    "missing_directory": "Kontrollera sökvägen, eller börja ett nytt paket med programme new.",
    "missing_file": "Skapa filen. Vad den ska innehålla står i docs/programpaket.md.",
    "unknown_file": "Flytta filen ut ur mappen, eller ge den ett av paketets filnamn.",
    "unknown_programme": "Ange ett av paketen, eller sökvägen till en mapp.",
    "encoding": "Spara filen som UTF-8 i textredigeraren.",
    "toml_syntax": 'Rätta raden: text står inom "citattecken", listor inom [ ], och varje nyckel står en gång.',
    "not_tables": "Skriv rubriken inom dubbla hakparenteser, och fälten under den.",
    # keys and values
    "missing": "Lägg till nyckeln under samma rubrik.",
    "extra_forbidden": "Jämför stavningen med tabellen i docs/programpaket.md, eller ta bort raden.",
    "misplaced": "Flytta uppgiften till sin egen fil, med området som area.",
    "string": 'Sätt texten inom "citattecken".',
    "int": "Skriv ett heltal utan citattecken.",
    "float": "Skriv talet med punkt och utan citattecken: 3.6.",
    "bool": "Skriv true eller false, utan citattecken.",
    "list": 'Sätt värdet inom hakparenteser: ["…"].',
    "tuple": 'Sätt värdet inom hakparenteser: ["…"].',
    "dict": 'Skriv en tabell: { nyckel = "värde" }.',
    "model": 'Skriv en tabell: { nyckel = "värde" }.',
    "finite_number": "Skriv ett vanligt tal.",
    "enum": "Välj ett av de uppräknade orden.",
    "literal_error": "Välj ett av de uppräknade orden.",
    "string_pattern_mismatch": "Skriv om id:t: små bokstäver utan å, ä och ö, siffror, bindestreck.",
    "greater_than_equal": "Höj talet till det minsta tillåtna.",
    "less_than_equal": "Sänk talet till det högsta tillåtna.",
    "one_condition": "Behåll det ena av villkoren.",
    "link_alone": "Lägg till det som ska knytas ihop, eller ta bort sambandet.",
    # between the parts
    "duplicate": "Ge den ena ett annat namn, eller ta bort den som är dubbel.",
    "shared_id": "Ge den ena ett annat id, till exempel med ett förled.",
    "bad_number": "Sortera efter nummer, område för område.",
    "bad_id": "Låt id:t vara detsamma som filens namn.",
    # between packs in one installation
    "same_programme": "Ange varje paket en gång.",
    "other_organisation": "Program i samma installation har samma organisation: rätta det ena paketet, eller ge programmen var sitt lager.",
    "not_shared": "Mäter de samma sak: skriv samma shared i båda. Annars: ge den ena ett annat id.",
    "shared_differs": "Skriv likadant i båda paketen, eller ge den ena indikatorn ett annat id och ta bort shared.",
    "other_population": "Ge gruppen samma namn i båda paketen, eller den ena en annan nyckel.",
    "other_layout": "Låt båda paketen ha samma kolumner och samma beräkning, eller ge den ena sorten ett annat id.",
    "years_reversed": "Kontrollera de två åren.",
    "outside_period": "Rätta året, eller period_from och period_to i programme.toml.",
    "out_of_range": "Rätta värdet, eller value_min och value_max.",
    "range_empty": "Låt det minsta värdet vara mindre än det största.",
    "baseline_undated": 'Skriv när nuläget mättes: baseline_date = "ÅÅÅÅ-MM".',
    "bad_scale": "Skriv scale = 100 för procent, annars 1.",
    "per_by_sex": "Skriv by_sex = false.",
    "no_direction": "Skriv direction: up eller down. En kompletterande indikator utan riktning har inget målvärde.",
    "no_methods": "Skriv minst ett sätt, eller ta bort raden.",
    "unsourced": "Skriv var det står, eller ta bort counted.",
    # levels
    "no_levels": "Skriv minst den översta nivån.",
    "levels_not_contiguous": "Numrera depth uppifrån utan luckor.",
    "level_order": "Flytta den överordnade nivån uppåt i filen.",
    "level_depth": "Rätta depth, eller vem nivån svarar inför.",
    # layouts
    "duplicate_heading": "Ge kolumnerna olika rubriker.",
    "duplicate_role": "Låt bara en kolumn ha rollen.",
    "missing_role": "Lägg till kolumnen, eller ge en befintlig kolumn rollen.",
    "measures_kind": "Lägg till [[measures]], eller ändra kind.",
    "measure_incomplete": "Ange kolumnen som regeln räknar med.",
    "no_choices": 'Skriv choices = { text = "värde" }.',
    "not_numeric": "Peka ut en kolumn vars type är ett tal.",
    # sample
    "no_parent": "Ange vilken enhet den ligger under.",
    "bad_parent": "Flytta den överordnade enheten uppåt i filen.",
    "bad_level": "Ange en lägre nivå.",
}
_UNKNOWN = "Rätta stavningen, eller lägg till det som saknas i den andra filen."


def advice(code: str) -> str:
    """What to do about a fault with this code. Raises KeyError for a code that no fault of a pack has."""
    if code in _ADVICE:
        return _ADVICE[code]
    if code.startswith("unknown_"):
        return _UNKNOWN
    return _ADVICE[code.split("_")[0]]
