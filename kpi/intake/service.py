"""Intake as one thing: read a file, show what it would change, store it. The only way that figures come in."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from kpi.errors import Fault, Refusal
from kpi.intake.aggregate import aggregate
from kpi.intake.alone import alone, left_standing, stored_meanwhile, whole_needed, without
from kpi.intake.asking import Asking, Given, fault_of, to_remember
from kpi.intake.checks import check_rows
from kpi.intake.choose import Chosen, choose
from kpi.intake.extract import Extract, extract_rows
from kpi.intake.faults import FaultList
from kpi.intake.known import SEX, Known
from kpi.intake.limits import LIMITS, Limits
from kpi.intake.lookups import IndicatorIndex, UnitIndex
from kpi.intake.notes import linked, notes_on
from kpi.intake.organisation import sound_part, units_table, with_delivered
from kpi.intake.personnummer import contains_personnummer
from kpi.intake.questions import Answers
from kpi.intake.read import read_book
from kpi.intake.results import ImportResult, Preview, Reading
from kpi.intake.validate import validate
from kpi.intake.warnings import YEARS_BACK, Judged, Surroundings
from kpi.intake.wording import folded, listed, short
from kpi.intake.words import without_skipped
from kpi.intake.written import has_texts_like_numbers, is_typed
from kpi.programme.model import Layout, Programme
from kpi.store.organisation import check_units
from kpi.store.store import Store
from kpi.store.types import FACT_SCHEMA, Committed, NewBatch, UnitRow

log = logging.getLogger("kpi.intake")

Progress = Callable[[float, str], None]
"""Told the share done (0–1) and what is being done, in Swedish."""

_READ_SHARE = 0.5  # of an import, reading takes about as long as storing


@dataclass(frozen=True, slots=True)
class _File:
    """A file as it came."""

    name: str
    sha256: str
    data: bytes


def _silent(_: float, __: str) -> None:
    """Nobody listens."""


class Intake:
    """Reads extracts for a programme and stores them. today: the clock, for which years are plausible."""

    def __init__(self, programme: Programme, store: Store, *, limits: Limits = LIMITS, today: Callable[[], date] = date.today) -> None:
        self._programme = programme
        self._store = store
        self._limits = limits
        self._today = today
        self._indicators = IndicatorIndex(programme)

    def read(
        self,
        source: Path | str | bytes,
        name: str | None = None,
        *,
        layout: str | None = None,
        accept_valid: bool = False,
        pending_units: pa.Table | None = None,
        progress: Progress | None = None,
        answers: Mapping[str, str] | None = None,
        remembered: bool = True,
    ) -> Reading:
        """Read and validate a file; nothing is stored. Bad input is faults in the reading, never an exception.

        layout: only this one is tried. accept_valid: rows without fault are kept although others are faulty.
        pending_units: the units of an organisation extract that is about to be stored before this file.
        answers: to questions of an earlier reading (Question.id → Choice.value), before those remembered from earlier files;
        remembered False: those are not used.
        """
        tell = progress or _silent
        sha256 = ""
        shown = name or (Path(source).name if not isinstance(source, bytes) else "fil")
        if contains_personnummer(shown):
            return _badly_named(shown)
        try:
            tell(0.0, "Läser filen")
            data = source if isinstance(source, bytes) else _bytes_of(Path(source), self._limits)
            sha256 = hashlib.sha256(data).hexdigest()
            book = read_book(data, shown, self._limits)
            tell(0.6, "Känner igen rubrikerna")
            given = Given(answers or {})
            said = Answers(given, self._store.memory().answers if remembered else {})
            units = {folded(word) for u in with_delivered(self._store.units(), pending_units) for word in (u.code, u.name)}
            chosen = choose(book, self._layouts(layout), self._limits, said, self._programme, units)
        except Refusal as refusal:
            faults = list(refusal.faults) or [Fault(refusal.code, refusal.message)]
            return Reading(shown, sha256, faults=faults, faults_total=len(faults))
        asking = Asking(said, lenient=accept_valid)
        reading = self._validated(_File(shown, sha256, data), chosen, asking, accept_valid, pending_units, tell)
        return replace(reading, answered=given.used)

    def read_all(self, files: Sequence[tuple[Path | str | bytes, str | None]], **options: object) -> list[Reading]:
        """Read several files that belong together: units of an organisation extract among them are known to the others.

        Returns the readings in the given order. Store them in the order of ``storing_order``.
        """
        first = [self.read(source, name, **options) for source, name in files]  # type: ignore[arg-type]
        tables = [r.units for r in first if r.units is not None]
        if not tables:
            return first
        pending = pa.concat_tables(tables)
        return [
            reading if reading.units is not None or not reading.faults else self.read(source, name, pending_units=pending, **options)  # type: ignore[arg-type]
            for reading, (source, name) in zip(first, files, strict=True)
        ]

    def preview(self, reading: Reading) -> Preview:
        """What the reading would change in the store as it is now."""
        version = self._store.data_version()
        if reading.units is not None:
            return Preview(reading, self._store.compare_units(reading.units), version)
        return Preview(reading, None if reading.facts is None else self._store.compare(reading.facts), version)

    def commit(self, reading: Reading, user: str, *, progress: Progress | None = None, expect_version: int | None = None) -> ImportResult:
        """Store a reading: all of it or nothing. A refused reading stores nothing and gives state ``refused``.

        Raises Refusal: ``no_user``, ``other_sex_stored`` (by a file stored since this one was read), and what the store refuses
        (``changed_meanwhile`` when its version is not ``expect_version``).
        """
        if not user.strip():
            raise Refusal("Ange vem som läser in filen.", code="no_user")
        if reading.refused:
            log.info("%s: %s refused for %s", reading.layout or "unknown layout", reading.sha256[:12], user)
            return ImportResult(reading, "refused", data_version=self._store.data_version())
        overlapping = reading.facts if reading.facts is not None and self._overlaps(reading.facts) else None
        meanwhile = stored_meanwhile(overlapping, self._programme.layout(str(reading.layout)), self._store.compare)
        if meanwhile:
            raise Refusal("En annan fil har lästs in sedan den här kontrollerades.", code=meanwhile[0].code, faults=meanwhile)
        batch = NewBatch(
            file=reading.file,
            sha256=reading.sha256,
            layout=str(reading.layout),
            user=user.strip(),
            sheet=reading.sheet,
            header_row=reading.header_row,
            rows_read=reading.rows_read,
            rows_accepted=reading.rows_accepted,
            synthetic=reading.synthetic,
            note=f"{reading.rows_rejected} rader förkastade" if reading.rows_rejected else None,
        )
        remember = to_remember(reading.answered)
        done = self._store.commit(
            batch, reading.facts, reading.units, progress=progress, expect_version=expect_version, answers=remember or None
        )
        log.info("%s: %s imported by %s as %s (%s)", reading.layout, reading.sha256[:12], user, done.batch, done.state)
        return self._result(reading, done)

    def run(
        self,
        path: Path | str,
        user: str,
        dry_run: bool = False,
        layout: str | None = None,
        accept_valid: bool = False,
        *,
        progress: Progress | None = None,
        answers: Mapping[str, str] | None = None,
        remembered: bool = True,
    ) -> ImportResult:
        """Read and store a file, or with dry_run only say what it would change (state ``preview``). answers, remembered: as ``read``."""
        tell = progress or _silent
        reading = self.read(
            path,
            layout=layout,
            accept_valid=accept_valid,
            progress=lambda s, t: tell(s * _READ_SHARE, t),
            answers=answers,
            remembered=remembered,
        )
        if dry_run and not reading.refused:
            compared = self.preview(reading)
            counts = compared.comparison
            assert counts is not None  # a reading that is not refused has facts or units
            return ImportResult(reading, "preview", None, counts.new, counts.changed, counts.unchanged, compared.data_version)
        return self.commit(reading, user, progress=lambda s, t: tell(_READ_SHARE + s * (1 - _READ_SHARE), t))

    def _layouts(self, layout: str | None) -> Sequence[Layout]:
        if layout is None:
            return self._programme.layouts
        known = [x for x in self._programme.layouts if x.id == layout]
        if not known:
            message = f"Layouten ”{layout}” finns inte. Välj en av {listed(x.id for x in self._programme.layouts)}."
            raise Refusal(message, code="unknown_layout_id")
        return known

    def _validated(
        self, file: _File, chosen: Chosen, asking: Asking, accept_valid: bool, pending: pa.Table | None, tell: Progress
    ) -> Reading:
        match = chosen.matches[0] if chosen.matches else None
        unclear = [*(fault_of(q) for q in chosen.questions), *chosen.faults]
        base = Reading(
            file=file.name,
            sha256=file.sha256,
            layout=match.layout.id if match else None,
            sheet=", ".join(m.sheet.name for m in chosen.matches) or None,
            header_row=match.header_row if match else None,
            faults=unclear,
            faults_total=len(unclear),
            warnings=[*chosen.warnings, *linked(chosen.matches)],
            synthetic=chosen.synthetic,
            other_sheets=chosen.others,
            questions=tuple(chosen.questions),
            seen=tuple(chosen.seen),
        )
        if unclear or match is None:
            return base
        tell(0.7, "Kontrollerar raderna")
        units = with_delivered(self._store.units(), pending)
        known = self._known(units, file.data, asking)
        extract, left = without_skipped(extract_rows(match.layout, chosen.matches), known)
        faults = FaultList(extract, self._limits.faults_listed)
        checked = validate(extract, known, faults)
        check_rows(extract, checked, self._programme, faults)
        good = checked.filter(~faults.bad_rows()) if faults.any_bad else checked
        tell(0.9, "Räknar samman")
        asked = [fault_of(q) for q in asking.blocking()]
        told = replace(
            base,
            rows_read=extract.frame.height + left,
            rows_left_out=left,
            faults=[*asked, *faults.listed][: self._limits.faults_listed],
            faults_total=len(asked) + faults.total,
            warnings=[*base.warnings, *known.notes, *([] if asked else notes_on(extract, good, self._programme, self._today()))],
            questions=tuple(asking.in_order()),
            units_read=tuple(known.units_read),
        )
        if asked:
            return told
        if left and not extract.frame.height:
            message = "Alla rader är undantagna av svaren på frågorna. Ändra något av svaren."
            return _more_faults(told, [Fault("no_facts", message, sheet=match.sheet.name)], self._limits)
        if extract.layout.kind == "organisation":
            return self._with_units(told, extract, good, units, accept_valid)
        return self._with_facts(told, extract, good, accept_valid, asking)

    def _known(self, units: list[UnitRow], data: bytes, asking: Asking) -> Known:
        return Known(
            units=UnitIndex(units),
            indicators=self._indicators,
            programme=self._programme,
            last_year=self._today().year + 1,
            asking=asking,
            typed=is_typed(data),
            texts_like_numbers=cache(lambda: has_texts_like_numbers(data)),
        )

    def _with_units(self, told: Reading, extract: Extract, good: pl.DataFrame, units: list[UnitRow], accept_valid: bool) -> Reading:
        """The reading with the units of its sound rows, and with what is wrong with the tree they would make."""
        sound, tree_faults = sound_part(good, extract, lambda table: check_units(units, table, self._programme))
        told = _more_faults(told, tree_faults, self._limits)
        if not sound.height or (told.faults_total and not accept_valid):
            return told
        return replace(told, units=units_table(extract, sound), rows_accepted=sound.height)

    def _with_facts(self, told: Reading, extract: Extract, good: pl.DataFrame, accept_valid: bool, asking: Asking) -> Reading:
        """The reading with the facts of its sound rows."""
        if not good.height or (told.faults_total and not accept_valid):
            return told
        facts = aggregate(extract, good, self._programme, complete=not told.faults_total)
        told, good, facts = self._without_alone(told, extract, good, facts)
        if told.faults_total and not accept_valid:
            return told
        if facts.num_rows:
            return self._compared(replace(told, facts=facts, rows_accepted=good.height), asking)
        message = "Raderna ger inga uppgifter: ingen av dem räknas i någon av programmets indikatorer."
        return _more_faults(told, [Fault("no_facts", message, sheet=extract.sheet_of(0))], self._limits) if not told.faults else told

    def _compared(self, told: Reading, asking: Asking) -> Reading:
        """The reading with what is odd against what is stored; refused when it changes much that is stored and nobody has confirmed it."""
        facts = told.facts
        assert facts is not None
        span = pc.min_max(facts["year"]).as_py()
        history = self._store.history(facts["indicator"].unique().to_pylist(), span["min"] - YEARS_BACK, span["max"])
        computed = self._programme.layout(str(told.layout)).individual or not facts["numerator"].null_count
        if computed and not history.num_rows:
            return told  # nothing to be odd against
        judged = Judged(facts, Surroundings(self._programme, self._store.units(), history))
        told = replace(told, warnings=[*told.warnings, *judged.odd(computed=computed)])
        question = judged.change_question(told.sha256)
        if question is None or asking.answer(question) is not None:
            return told
        asked = replace(told, facts=None, rows_accepted=0, questions=(*told.questions, question))
        return _more_faults(asked, [fault_of(question)], self._limits)

    def _overlaps(self, facts: pa.Table) -> bool:
        """Is anything stored of the years that these facts are of? A new year needs no comparison."""
        return not set(facts["year"].unique().to_pylist()).isdisjoint(self._store.years())

    def _without_alone(
        self, told: Reading, extract: Extract, good: pl.DataFrame, facts: pa.Table
    ) -> tuple[Reading, pl.DataFrame, pa.Table]:
        """The rows and facts without a sex that stands alone where the other is stored, and the faults of those that do.

        A file of persons with both sexes in it tells of whole units: what it says of a unit with only one of them is then noted, no fault.
        """
        if not extract.layout.total_from_sexes or not self._overlaps(facts):
            return told, good, facts
        found = alone(facts, self._store.compare)
        if found.is_empty():
            return told, good, facts
        if extract.layout.individual and good.filter(pl.col(SEX) != "T")[SEX].n_unique() > 1:
            return replace(told, warnings=[*told.warnings, *left_standing(extract, found)]), good, facts
        good = without(good, found)
        rest = aggregate(extract, good, self._programme, complete=False) if good.height else FACT_SCHEMA.empty_table()
        return _more_faults(told, whole_needed(extract, found), self._limits), good, rest

    def _result(self, reading: Reading, done: Committed) -> ImportResult:
        notes: tuple[Fault, ...] = ()
        if done.state == "unchanged":
            message = f"Samma fil är redan inläst ({done.batch}). Ångra den inläsningen först om filen ska läsas in på nytt."
            notes = (Fault("already_imported", message),)
        return ImportResult(reading, done.state, done.batch, done.new, done.changed, done.unchanged, done.data_version, notes)


def _more_faults(told: Reading, faults: Sequence[Fault], limits: Limits) -> Reading:
    """The reading with these faults too; all are counted, the first are listed."""
    return replace(told, faults=[*told.faults, *faults][: limits.faults_listed], faults_total=told.faults_total + len(faults))


def storing_order(readings: Sequence[Reading]) -> list[int]:
    """Positions of the readings in the order they are to be stored: organisations first, otherwise as given."""
    return sorted(range(len(readings)), key=lambda i: readings[i].units is None)


def _badly_named(name: str) -> Reading:
    """The reading of a file whose name tells of a person: the name would stand in the log for ever, so it is not repeated."""
    message = "Filens namn har något som ser ut som ett personnummer. Byt namn på filen."
    return Reading(short(name), "", faults=[Fault("personnummer", message)], faults_total=1)


def _bytes_of(path: Path, limits: Limits) -> bytes:
    try:
        if path.stat().st_size > limits.file_bytes:
            raise Refusal(f"Filen är större än {limits.file_bytes // 1024 // 1024} MB. Dela upp den.", code="too_large")
        return path.read_bytes()
    except FileNotFoundError:
        raise Refusal("Filen finns inte. Kontrollera sökvägen.", code="file_missing") from None
    except IsADirectoryError:
        raise Refusal("Det är en mapp, inte en fil. Ange filerna i den.", code="file_unreadable") from None
    except PermissionError:
        raise Refusal("Filen får inte läsas. Ge dig läsrättighet till den, eller kopiera den.", code="file_unreadable") from None
    except OSError as e:
        raise Refusal("Filen går inte att öppna. Stäng den i andra program, eller kopiera den.", code="file_unreadable") from e
