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
from kpi.language import N_, everywhere, number_marks, tr
from kpi.programme.model import Rollup
from kpi.programme.start import StartArea, StartIndicator, StartLevel, StartPack, identifier

GUIDE = N_("Läs mig")
_TOP_ROWS = 20
_DEFAULT_GROUP, _DEFAULT_MIN_N, _SMALLEST_N, _MOST_DECIMALS = "alla", 10, 5, 4
_YES_NO = {"ja": True, "nej": False}
_DIRECTIONS = {"öka": "up", "minska": "down"}
_ROLLUPS = {"andel": Rollup.SHARE, "kvot": Rollup.RATIO, "medel": Rollup.MEAN, "ingen": Rollup.NONE}
_LANGUAGES = {N_("svenska"): "sv", N_("danska"): "da", N_("engelska"): "en", "sv": "sv", "da": "da", "en": "en"}
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
            sheet = book.add_worksheet(tr(name))
            for at, heading in enumerate(headings):
                sheet.set_column(at, at, heading.width, text)
                sheet.write_string(0, at, tr(heading.name), needed if heading.required else wanted)
                if heading.choices:
                    sheet.data_validation(1, at, _ROWS, at, {"validate": "list", "source": [tr(c) for c in heading.choices]})
            if headings is FACTS:
                for line, fact in enumerate(FACTS[0].choices, start=1):
                    sheet.write_string(line, 0, tr(fact), text)
            sheet.freeze_panes(1, 0)
        guide = book.add_worksheet(tr(GUIDE))
        guide.write_string(0, 0, tr("{mark} så fylls bladen i", mark=tr(GUIDE_MARK)), book.add_format({"bold": True}))
        lines = [
            (tr(name), tr(h.name), tr("krävs") if h.required else "", tr(h.help)) for name, headings in SHEETS.items() for h in headings
        ]
        for line, cells in enumerate([(tr("Blad"), tr("Kolumn"), "", tr("Innehåll")), *lines], start=2):
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
        raise Refusal(tr("{name} innehåller personnummer och läses inte.", name=name), code="personnummer", faults=secret)
    reading = _Reading(_by_name(sheets))
    pack = reading.pack(pack_id)
    if reading.faults:
        raise Refusal(tr("{name} kan inte bli ett paket än. Rätta arbetsboken:", name=name), code="book_invalid", faults=reading.faults)
    return pack


def _by_name(sheets: Sequence[Sheet]) -> dict[str, Sheet]:
    """The sheets of the book by their Swedish names, whatever language they are named in."""
    there = {folded(s.name): s for s in sheets}
    return {name: there[folded(said)] for name in SHEETS for said in everywhere(name) if folded(said) in there}


@dataclass
class _Row:
    """A row's cells by (Swedish) heading, and how a fault in one of them is told."""

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
        found = {folded(said): meant for word, meant in words.items() for said in everywhere(word)}.get(folded(self[heading]))
        if found is None:
            self.bad(heading, "unknown_choice", tr("Skriv ett av: {words}.", words=", ".join(map(tr, words))))
        return default if found is None else found

    def number_in(self, heading: str) -> float | None:
        """The cell's number; None when it is blank."""
        text = self[heading]
        found = _NUMBER.fullmatch(text)
        if text and not found:
            self.bad(heading, "bad_number", tr("Skriv ett tal, till exempel 77,3."))
        return float(found[1].replace(",", ".").replace("−", "-")) if found else None

    def whole(self, heading: str, low: int, high: int) -> int | None:
        """The cell's whole number from low to high; None when it is blank."""
        value = self.number_in(heading)
        if value is not None and not (value.is_integer() and low <= value <= high):
            self.bad(heading, "bad_number", tr("Skriv ett heltal från {low} till {high}.", low=low, high=high))
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
            message = tr(
                "Paketet får mappens namn som id: bara a–z, siffror och bindestreck. Ge mappen ett namn som {name}.",
                name=identifier(pack_id),
            )
            self.faults.append(Fault("bad_id", message, value=pack_id))
        start, end = self._year(facts, "Första år"), self._year(facts, "Sista år")
        if start is not None and end is not None and end <= start:
            message = tr("Sista år ska vara efter första år.")
            self.faults.append(Fault("years_reversed", message, tr("Program"), value=f"{start}–{end}"))
        areas = tuple(StartArea(row["Programområde"], row["Mål"] or None) for row in self._rows("Programområden", AREAS))
        levels = tuple(StartLevel(row["Nivå"], row["Flera"] or row["Nivå"]) for row in self._rows("Nivåer", LEVELS))
        self._once("Programområden", [a.name for a in areas])
        self._once("Nivåer", [*(level.name for level in levels), facts.get("Organisation", "")])
        named = {a.name: a.name for a in areas}
        rows = [*self._rows("Indikatorer", INDICATORS)]
        indicators = tuple(self._indicator(row, named, start or 0, end) for row in rows)
        self._once("Indikatorer", [i.name for i in indicators])
        if not areas:
            self.faults.append(Fault("no_rows", tr("Skriv minst ett område."), tr("Programområden")))
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
        known = {folded(said): name for name in FACTS[0].choices for said in everywhere(name)}
        facts: dict[str, str] = {}
        for row in self._rows("Program", FACTS, every=False):
            name = known.get(folded(row["Uppgift"]))
            if name is None:
                names = ", ".join(tr(name) for name in FACTS[0].choices)
                row.bad("Uppgift", "unknown_choice", tr("Uppgiften finns inte. Skriv en av: {names}.", names=names))
            else:
                facts[name] = row["Värde"]
        if "Program" in self.sheets:
            for name in FACTS[0].choices:
                if not facts.get(name) and name not in ("Sista år", "Språk"):
                    message = tr("{name} saknas. Skriv det i kolumnen Värde.", name=tr(name))
                    self.faults.append(Fault("missing", message, tr("Program")))
        return facts

    def _language(self, facts: dict[str, str]) -> str:
        said = facts.get("Språk") or "svenska"
        found = {folded(word): code for name, code in _LANGUAGES.items() for word in everywhere(name)}.get(folded(said))
        if found is None:
            message = tr("Språket är svenska, danska eller engelska.")
            self.faults.append(Fault("unknown_choice", message, tr("Program"), value=short(said)))
        return found or "sv"

    def _year(self, facts: dict[str, str], name: str) -> int | None:
        text = facts.get(name, "").removesuffix(".0")
        if not text:
            return None
        if re.fullmatch(r"(?:19|20)\d\d", text):
            return int(text)
        message = tr("{name}: skriv året med fyra siffror.", name=tr(name))
        self.faults.append(Fault("bad_year", message, tr("Program"), value=short(text)))
        return None

    def _indicator(self, row: _Row, areas: Mapping[str, str], start: int, end: int | None) -> StartIndicator:
        target, baseline = row.number_in("Målvärde"), row.number_in("Nuläge")
        area = row.one_of("Programområde", areas, row["Programområde"])
        year = row.whole("Målår", 1900, 2100) or end
        sound = year is not None and year > start and (end is None or year <= end)
        if year is None:
            row.bad("Målår", "missing", tr("Skriv målåret, eller programmets sista år på bladet Program."))
        elif not sound:
            message = tr("Målåret ska ligga efter {start} och inte efter programmets sista år.", start=start)
            row.bad("Målår", "outside_period", message)
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
            row=tr(
                "{indicator} | Målvärde: {target} | Nuläge: {baseline}",
                indicator=row["Indikator"],
                target=_printed(row["Målvärde"]),
                baseline=_printed(row["Nuläge"]),
            ),
        )

    def _measured(self, row: _Row, baseline: float | None, start: int, year: int | None) -> tuple[str | None, str | None]:
        """When the nuläge was measured, or in words when it will be."""
        text = row["Nuläget mättes"]
        if baseline is None:
            return None, text or None
        month = re.match(r"(\d{4})-(0[1-9]|1[0-2])(?=$|-)", text)
        if not month:
            row.bad("Nuläget mättes", "bad_date", tr("Skriv när nuläget mättes: ÅÅÅÅ-MM."))
            return None, None
        if int(month[1]) < start or (year is not None and int(month[1]) >= year):
            message = tr("Nuläget ska vara mätt {start} eller senare, och före målåret.", start=start)
            row.bad("Nuläget mättes", "outside_period", message)
        return month[0], None

    def _rows(self, sheet_name: str, headings: Sequence[Heading], *, every: bool = True) -> Iterator[_Row]:
        """The rows of a sheet under its headings. A missing sheet, heading or (``every``) needed cell is a fault."""
        sheet, shown = self.sheets.get(sheet_name), tr(sheet_name)
        if sheet is None:
            message = tr("Bladet saknas. Utgå från arbetsboken som programme new --template skriver.")
            self.faults.append(Fault("missing_sheet", message, shown))
            return
        wanted = {folded(said): h.name for h in headings for said in everywhere(h.name)}
        at = next((i for i, row in enumerate(sheet.grid.head(_TOP_ROWS).iter_rows()) if wanted.keys() & _cells(row, folded)), None)
        found = {} if at is None else {wanted[folded(c)]: i for i, c in enumerate(sheet.grid.row(at)) if c and folded(c) in wanted}
        missing = [h.name for h in headings if h.required and h.name not in found]
        if at is None or missing:
            message = tr("Bladet saknar kolumnen {names}.", names=", ".join(map(tr, missing)))
            self.faults.append(Fault("missing_heading", message, shown))
            return
        strange = [c for c in sheet.grid.row(at) if c and folded(c) not in wanted]
        if strange:
            message = tr("Kolumnen finns inte i arbetsboken. Rätta rubriken eller ta bort kolumnen: inget läses förbi.")
            self.faults += [Fault("unknown_heading", message, shown, at + 1, value=short(c)) for c in strange]
        columns = [int(c) for c in sheet.grid.columns]
        places = {h.name: f"{letter(columns[found[h.name]])} · {tr(h.name)}" if h.name in found else tr(h.name) for h in headings}
        for number, cells in enumerate(sheet.grid.slice(at + 1).iter_rows(), start=at + 2):
            texts = {h.name: " ".join((cells[found[h.name]] or "").split()) if h.name in found else "" for h in headings}
            if not any(texts.values()):
                continue
            row = _Row(sheet.name, number, texts, places, self.faults)
            for h in headings:
                if every and h.required and not texts[h.name]:
                    row.bad(h.name, "missing", tr("Cellen är tom och måste fyllas i."))
            yield row

    def _once(self, sheet: str, names: Sequence[str]) -> None:
        seen: set[str] = set()
        for name in names:
            if name and folded(name) in seen:
                message = tr("Namnet står två gånger. Ge det ena ett annat namn.")
                self.faults.append(Fault("duplicate", message, tr(sheet), value=short(name)))
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
    """A number as the table shows it: workbooks keep the decimal point, people read the mark of their language."""
    return text.replace(".", number_marks().decimal) if _NUMBER.fullmatch(text) else text or tr("(tomt)")
