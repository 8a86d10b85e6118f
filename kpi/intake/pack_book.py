"""The workbook that a new pack is started from: written empty, and read back with every fault found (docs/programpaket.md)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import xlsxwriter

from kpi.errors import Fault, Refusal
from kpi.intake.letters import letter
from kpi.intake.pack_columns import AREAS, FACTS, INDICATORS, LEVELS, SHEETS, Heading
from kpi.intake.personnummer import find_personnummer
from kpi.intake.read import Sheet, read_book
from kpi.intake.recognise import GUIDE_MARK, is_guide
from kpi.intake.wording import folded, short
from kpi.programme.model import Rollup
from kpi.programme.start import StartArea, StartIndicator, StartLevel, StartPack, identifier

GUIDE = "Läs mig"
_TOP_ROWS = 20
_DEFAULT_GROUP, _DEFAULT_MIN_N, _SMALLEST_N, _MOST_DECIMALS = "alla", 10, 5, 4
_YES_NO = {"ja": True, "nej": False}
_DIRECTIONS = {"öka": "up", "minska": "down"}
_ROLLUPS = {"andel": Rollup.SHARE, "kvot": Rollup.RATIO, "medel": Rollup.MEAN, "ingen": Rollup.NONE}
_LANGUAGES = {"svenska": "sv", "danska": "da", "engelska": "en", "sv": "sv", "da": "da", "en": "en"}
_NUMBER = re.compile(r"([-−]?\d+(?:[.,]\d+)?)\s*(?:%|år)?")
_ROWS = 500  # rows that have drop-down lists
_V = TypeVar("_V")


def write_pack_book(path: Path) -> None:
    """Write the empty workbook: a sheet for the programme, its areas, the levels and the indicators, and one that explains them."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}) as book:
        head = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "num_format": "@"}
        needed, wanted = book.add_format({**head, "bg_color": "#DCE6F1"}), book.add_format({**head, "bg_color": "#F2F2F2", "italic": True})
        text, wrap = book.add_format({"num_format": "@"}), book.add_format({"text_wrap": True, "valign": "top"})
        for name, headings in SHEETS.items():
            sheet = book.add_worksheet(name)
            for at, heading in enumerate(headings):
                sheet.set_column(at, at, heading.width, text)
                sheet.write_string(0, at, heading.name, needed if heading.required else wanted)
                if heading.choices:
                    sheet.data_validation(1, at, _ROWS, at, {"validate": "list", "source": list(heading.choices)})
            if headings is FACTS:
                for line, fact in enumerate(FACTS[0].choices, start=1):
                    sheet.write_string(line, 0, fact, text)
            sheet.freeze_panes(1, 0)
        guide = book.add_worksheet(GUIDE)
        guide.write_string(0, 0, f"{GUIDE_MARK} så fylls bladen i", book.add_format({"bold": True}))
        lines = [(name, h.name, "krävs" if h.required else "", h.help) for name, headings in SHEETS.items() for h in headings]
        for line, cells in enumerate([("Blad", "Kolumn", "", "Innehåll"), *lines], start=2):
            for at, cell in enumerate(cells):
                guide.write_string(line, at, cell, wrap)
        for at, width in enumerate((14, 28, 8, 100)):
            guide.set_column(at, at, width)
        book.worksheets()[0].activate()


def read_pack_book(data: bytes, name: str, pack_id: str) -> StartPack:
    """The workbook's content. pack_id: what the pack is to be called. Raises Refusal with every fault of the workbook at once."""
    sheets = [s for s in read_book(data, name).sheets if s.visible and not is_guide(s)]
    secret = [fault for sheet in sheets for fault in find_personnummer(sheet, [1])]
    if secret:
        raise Refusal(f"{name} innehåller personnummer och läses inte.", code="personnummer", faults=secret)
    reading = _Reading({folded(s.name): s for s in sheets})
    pack = reading.pack(pack_id)
    if reading.faults:
        raise Refusal(f"{name} kan inte bli ett paket än. Rätta arbetsboken:", code="book_invalid", faults=reading.faults)
    return pack


@dataclass
class _Row:
    """A row's cells by heading, and how a fault in one of them is told."""

    sheet: str
    number: int
    texts: dict[str, str]
    places: dict[str, str]
    faults: list[Fault]

    def __getitem__(self, heading: str) -> str:
        return self.texts[heading]

    def bad(self, heading: str, code: str, message: str) -> None:
        self.faults.append(Fault(code, message, self.sheet, self.number, self.places[heading], short(self.texts[heading]) or None))

    def one_of(self, heading: str, words: Mapping[str, _V], default: _V) -> _V:
        """What the cell's word stands for; the default for a blank cell, and beside a fault for a word that is none of them."""
        if not self[heading]:
            return default
        found = {folded(word): meant for word, meant in words.items()}.get(folded(self[heading]))
        if found is None:
            self.bad(heading, "unknown_choice", f"Skriv ett av: {', '.join(words)}.")
        return default if found is None else found

    def number_in(self, heading: str) -> float | None:
        """The cell's number; None when it is blank."""
        text = self[heading]
        found = _NUMBER.fullmatch(text)
        if text and not found:
            self.bad(heading, "bad_number", "Skriv ett tal, till exempel 77,3.")
        return float(found[1].replace(",", ".").replace("−", "-")) if found else None

    def whole(self, heading: str, low: int, high: int) -> int | None:
        """The cell's whole number from low to high; None when it is blank."""
        value = self.number_in(heading)
        if value is not None and not (value.is_integer() and low <= value <= high):
            self.bad(heading, "bad_number", f"Skriv ett heltal från {low} till {high}.")
            return None
        return None if value is None else int(value)


@dataclass
class _Reading:
    """All sheets under reading."""

    sheets: dict[str, Sheet]
    faults: list[Fault] = field(default_factory=list)

    def pack(self, pack_id: str) -> StartPack:
        facts = self._facts()
        if pack_id != identifier(pack_id):
            message = f"Paketet får mappens namn som id: bara a–z, siffror och bindestreck. Ge mappen ett namn som {identifier(pack_id)}."
            self.faults.append(Fault("bad_id", message, value=pack_id))
        start, end = self._year(facts, "Första år"), self._year(facts, "Sista år")
        if start is not None and end is not None and end <= start:
            self.faults.append(Fault("years_reversed", "Sista år ska vara efter första år.", "Program", value=f"{start}–{end}"))
        areas = tuple(StartArea(row["Programområde"], row["Mål"] or None) for row in self._rows("Programområden", AREAS))
        levels = tuple(StartLevel(row["Nivå"], row["Flera"] or row["Nivå"]) for row in self._rows("Nivåer", LEVELS))
        self._once("Programområden", [a.name for a in areas])
        self._once("Nivåer", [*(level.name for level in levels), facts.get("Organisation", "")])
        named = {a.name: a.name for a in areas}
        rows = [*self._rows("Indikatorer", INDICATORS)]
        indicators = tuple(self._indicator(row, named, start or 0, end) for row in rows)
        self._once("Indikatorer", [i.name for i in indicators])
        if not areas:
            self.faults.append(Fault("no_rows", "Skriv minst ett område.", "Programområden"))
        return StartPack(
            id=pack_id,
            name=facts.get("Programmets namn", ""),
            organisation=facts.get("Organisation", ""),
            source=facts.get("Källa", ""),
            language=self._language(facts),
            period_from=start or 0,
            period_to=end,
            areas=areas,
            levels=levels,
            indicators=indicators,
        )

    def _facts(self) -> dict[str, str]:
        """The programme's facts by name. Each but the last year and the language must be there."""
        known = {folded(name): name for name in FACTS[0].choices}
        facts: dict[str, str] = {}
        for row in self._rows("Program", FACTS, every=False):
            name = known.get(folded(row["Uppgift"]))
            if name is None:
                row.bad("Uppgift", "unknown_choice", f"Uppgiften finns inte. Skriv en av: {', '.join(FACTS[0].choices)}.")
            else:
                facts[name] = row["Värde"]
        if folded("Program") in self.sheets:
            for name in FACTS[0].choices:
                if not facts.get(name) and name not in ("Sista år", "Språk"):
                    self.faults.append(Fault("missing", f"{name} saknas. Skriv det i kolumnen Värde.", "Program"))
        return facts

    def _language(self, facts: dict[str, str]) -> str:
        said = facts.get("Språk") or "svenska"
        found = _LANGUAGES.get(folded(said))
        if found is None:
            self.faults.append(Fault("unknown_choice", "Språket är svenska, danska eller engelska.", "Program", value=short(said)))
        return found or "sv"

    def _year(self, facts: dict[str, str], name: str) -> int | None:
        text = facts.get(name, "").removesuffix(".0")
        if not text:
            return None
        if re.fullmatch(r"(?:19|20)\d\d", text):
            return int(text)
        self.faults.append(Fault("bad_year", f"{name}: skriv året med fyra siffror.", "Program", value=short(text)))
        return None

    def _indicator(self, row: _Row, areas: Mapping[str, str], start: int, end: int | None) -> StartIndicator:
        target, baseline = row.number_in("Målvärde"), row.number_in("Nuläge")
        area = row.one_of("Programområde", areas, row["Programområde"])
        year = row.whole("Målår", 1900, 2100) or end
        sound = year is not None and year > start and (end is None or year <= end)
        if year is None:
            row.bad("Målår", "missing", "Skriv målåret, eller programmets sista år på bladet Program.")
        elif not sound:
            row.bad("Målår", "outside_period", f"Målåret ska ligga efter {start} och inte efter programmets sista år.")
        dated, said = self._measured(row, baseline, start, year if sound else None)
        return StartIndicator(
            area=area,
            name=row["Indikator"],
            unit=row["Mätenhet"],
            direction=row.one_of("Riktning", _DIRECTIONS, "up"),
            interpreted=row.one_of("Riktningen är tolkad", _YES_NO, False),
            target=target,
            target_year=year or 0,
            baseline=baseline,
            baseline_date=dated,
            baseline_note=said,
            group=row["Grupp"] or _DEFAULT_GROUP,
            by_sex=row.one_of("Per kön", _YES_NO, True),
            min_n=_or(row.whole("Minsta grupp", _SMALLEST_N, 10_000), _DEFAULT_MIN_N),
            decimals=_or(row.whole("Decimaler", 0, _MOST_DECIMALS), _decimals(row["Målvärde"], row["Nuläge"])),
            rollup=row.one_of("Sammanvägning", _ROLLUPS, Rollup.NONE),
            definition=row["Definition"] or None,
            definition_source=row["Definitionens källa"] or None,
            note=row["Anmärkning"] or None,
            row=f"{row['Indikator']} | Målvärde: {_printed(row['Målvärde'])} | Nuläge: {_printed(row['Nuläge'])}",
        )

    def _measured(self, row: _Row, baseline: float | None, start: int, year: int | None) -> tuple[str | None, str | None]:
        """When the nuläge was measured, or in words when it will be."""
        text = row["Nuläget mättes"]
        if baseline is None:
            return None, text or None
        month = re.match(r"(\d{4})-(0[1-9]|1[0-2])(?=$|-)", text)
        if not month:
            row.bad("Nuläget mättes", "bad_date", "Skriv när nuläget mättes: ÅÅÅÅ-MM.")
            return None, None
        if int(month[1]) < start or (year is not None and int(month[1]) >= year):
            row.bad("Nuläget mättes", "outside_period", f"Nuläget ska vara mätt {start} eller senare, och före målåret.")
        return month[0], None

    def _rows(self, sheet_name: str, headings: Sequence[Heading], *, every: bool = True) -> Iterator[_Row]:
        """The rows of a sheet under its headings. A missing sheet, heading or (``every``) needed cell is a fault."""
        sheet = self.sheets.get(folded(sheet_name))
        if sheet is None:
            message = "Bladet saknas. Utgå från arbetsboken som programme new --template skriver."
            self.faults.append(Fault("missing_sheet", message, sheet_name))
            return
        wanted = {folded(h.name): h.name for h in headings}
        at = next((i for i, row in enumerate(sheet.grid.head(_TOP_ROWS).iter_rows()) if wanted.keys() & _cells(row, folded)), None)
        found = {} if at is None else {wanted[folded(c)]: i for i, c in enumerate(sheet.grid.row(at)) if c and folded(c) in wanted}
        missing = [h.name for h in headings if h.required and h.name not in found]
        if at is None or missing:
            self.faults.append(Fault("missing_heading", f"Bladet saknar kolumnen {', '.join(missing)}.", sheet_name))
            return
        strange = [c for c in sheet.grid.row(at) if c and folded(c) not in wanted]
        if strange:
            message = "Kolumnen finns inte i arbetsboken. Rätta rubriken eller ta bort kolumnen: inget läses förbi."
            self.faults += [Fault("unknown_heading", message, sheet_name, at + 1, value=short(c)) for c in strange]
        columns = [int(c) for c in sheet.grid.columns]
        places = {h.name: f"{letter(columns[found[h.name]])} · {h.name}" if h.name in found else h.name for h in headings}
        for number, cells in enumerate(sheet.grid.slice(at + 1).iter_rows(), start=at + 2):
            texts = {h.name: " ".join((cells[found[h.name]] or "").split()) if h.name in found else "" for h in headings}
            if not any(texts.values()):
                continue
            row = _Row(sheet.name, number, texts, places, self.faults)
            for h in headings:
                if every and h.required and not texts[h.name]:
                    row.bad(h.name, "missing", "Cellen är tom och måste fyllas i.")
            yield row

    def _once(self, sheet: str, names: Sequence[str]) -> None:
        seen: set[str] = set()
        for name in names:
            if name and folded(name) in seen:
                self.faults.append(Fault("duplicate", "Namnet står två gånger. Ge det ena ett annat namn.", sheet, value=short(name)))
            seen.add(folded(name))


def _cells(row: Sequence[str | None], fold: Callable[[str], str]) -> set[str]:
    return {fold(cell) for cell in row if cell}


def _or(value: int | None, default: int) -> int:
    return default if value is None else value


def _decimals(*texts: str) -> int:
    """As many as stand in the numbers; one when there is no number."""
    stated = [re.search(r"\d[.,](\d{1,4})", text) for text in texts if text]
    return max((len(found[1]) if found else 0 for found in stated), default=1)


def _printed(text: str) -> str:
    """A number as the table shows it: workbooks keep the decimal point, people read a comma."""
    return text.replace(".", ",") if _NUMBER.fullmatch(text) else text or "(tomt)"
