"""Intake as one thing: read a file, show what it would change, store it. The only way that figures come in."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pyarrow as pa

from kpi.errors import Fault, Refusal
from kpi.intake.alone import stored_meanwhile
from kpi.intake.asking import Asking, Given, fault_of, to_remember
from kpi.intake.choose import Chosen, choose, rivals_question
from kpi.intake.layout_reader import LayoutReader, Progress, overlaps
from kpi.intake.limits import LIMITS, Limits
from kpi.intake.lookups import IndicatorIndex
from kpi.intake.notes import linked
from kpi.intake.organisation import with_delivered
from kpi.intake.personnummer import contains_personnummer
from kpi.intake.questions import Answers
from kpi.intake.read import Book, read_book
from kpi.intake.results import ImportResult, Preview, Reading
from kpi.intake.several import compared, joined, outcome, told_twice
from kpi.intake.tables.model import Match
from kpi.intake.wording import folded, listed, short
from kpi.language import tr
from kpi.programme.model import Programme
from kpi.store.store import Store
from kpi.store.types import Committed, UnitRow

log = logging.getLogger("kpi.intake")

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
            tell(0.0, tr("Läser filen"))
            data = source if isinstance(source, bytes) else _bytes_of(Path(source), self._limits)
            sha256 = hashlib.sha256(data).hexdigest()
            book = read_book(data, shown, self._limits)
            tell(0.6, tr("Känner igen rubrikerna"))
            given = Given(answers or {})
            said = Answers(given, self._store.memory().answers if remembered else {})
            source_file = _File(shown, sha256, data)
            reading = self._understood(source_file, book, layout, said, accept_valid, pending_units, tell)
        except Refusal as refusal:
            faults = list(refusal.faults) or [Fault(refusal.code, refusal.message)]
            return Reading(shown, sha256, faults=faults, faults_total=len(faults))
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
            reading
            if not reading.faults or (reading.units is not None and not reading.parts)
            else self.read(source, name, pending_units=pending, **options)  # type: ignore[arg-type]
            for reading, (source, name) in zip(first, files, strict=True)
        ]

    def preview(self, reading: Reading) -> Preview:
        """What the reading would change in the store as it is now."""
        version = self._store.data_version()
        facts = None if reading.facts is None else self._store.compare(reading.facts)
        units = None if reading.units is None else self._store.compare_units(reading.units)
        return (
            compared(reading, facts, units, version) if reading.parts and not reading.refused else Preview(reading, facts or units, version)
        )

    def commit(self, reading: Reading, user: str, *, progress: Progress | None = None, expect_version: int | None = None) -> ImportResult:
        """Store a reading: all of it or nothing. A refused reading stores nothing and gives state ``refused``.

        Raises Refusal: ``no_user``, ``other_sex_stored`` (by a file stored since this one was read), and what the store refuses
        (``changed_meanwhile`` when its version is not ``expect_version``).
        """
        if not user.strip():
            raise Refusal(tr("Ange vem som läser in filen."), code="no_user")
        if reading.refused:
            log.info("%s: %s refused for %s", reading.layout or "unknown layout", reading.sha256[:12], user)
            return ImportResult.refused(reading, self._store.data_version())
        for part in reading.each:
            overlapping = part.facts if part.facts is not None and overlaps(self._store, part.facts) else None
            meanwhile = stored_meanwhile(overlapping, self._programme.layout(str(part.layout)), self._store.compare)
            if meanwhile:
                raise Refusal(tr("En annan fil har lästs in sedan den här kontrollerades."), code=meanwhile[0].code, faults=meanwhile)
        remember = to_remember(reading.answered) or None
        done = self._store.commit_all(reading.deliveries(user.strip()), progress=progress, expect_version=expect_version, answers=remember)
        results = [_result(part, made) for part, made in zip(reading.each, done, strict=True)]
        for r in results:
            log.info("%s: %s imported by %s as %s (%s)", r.reading.layout, reading.sha256[:12], user, r.batch, r.state)
        return outcome(reading, results) if reading.parts else results[0]

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
            return self.preview(reading).as_result()
        return self.commit(reading, user, progress=lambda s, t: tell(_READ_SHARE + s * (1 - _READ_SHARE), t))

    def _understood(
        self,
        file: _File,
        book: Book,
        layout: str | None,
        said: Answers,
        accept_valid: bool,
        pending: pa.Table | None,
        tell: Progress,
    ) -> Reading:
        """The reading of a book: of its tables' rows, when it is clear what the tables are."""
        reader = LayoutReader(
            self._programme, self._store, self._limits, self._indicators, self._today(), file.data, accept_valid=accept_valid
        )
        units = with_delivered(self._store.units(), pending)
        chosen = self._choose(book, layout, said, units)
        if chosen.clear and chosen.organisation and (len(chosen.groups) > 1 or chosen.others):
            # What the file's own organisation brings may be what the headings of its other tables name.
            brought = reader.read(
                _base(file, chosen, chosen.groups[0]), chosen.groups[0], units, Asking(said, lenient=accept_valid), _silent
            )
            chosen = self._choose(book, layout, said, with_delivered(units, brought.units))
        groups = chosen.groups
        if not chosen.clear:
            return _base(file, chosen, [m for group in groups for m in group])
        if len(groups) == 1:
            return reader.read(_base(file, chosen, groups[0]), groups[0], units, Asking(said, lenient=accept_valid), tell)
        parts: list[Reading] = []
        for matches in groups:
            asking = Asking(said, lenient=accept_valid)
            part = reader.read(_base(file, chosen, matches, whole=False), matches, units, asking, tell)
            parts.append(part)
            if part.units is not None:
                units = with_delivered(units, part.units)
            elif chosen.organisation and matches is groups[0]:
                break  # the others name units that the refused organisation would have brought
        twice = told_twice(parts)
        if twice is not None:
            chosen.questions = [rivals_question(groups[twice[0]], groups[twice[1]], twice[2])]
            return _base(file, chosen, [m for group in groups for m in group])
        return joined(replace(_base(file, chosen, [m for group in groups for m in group]), warnings=chosen.warnings), parts, self._limits)

    def _choose(self, book: Book, layout: str | None, said: Answers, units: Sequence[UnitRow]) -> Chosen:
        """layout: only its tables are read, of a file with several; a file where none is plainly of it is tried with it alone."""
        words = {folded(word) for u in units for word in (u.code, u.name)}
        every = self._programme.layouts
        alone = every if layout is None else [x for x in every if x.id == layout]
        if not alone:
            message = tr("Layouten ”{layout}” finns inte. Välj en av {known}.", layout=layout, known=listed(x.id for x in every))
            raise Refusal(message, code="unknown_layout_id")
        if layout is not None:
            chosen = choose(book, every, self._limits, said, self._programme, words, only=layout)
            if chosen.matches:
                return chosen
        return choose(book, alone, self._limits, said, self._programme, words)


def _base(file: _File, chosen: Chosen, matches: Sequence[Match], *, whole: bool = True) -> Reading:
    """What is known of these tables before their rows are read. whole: with what is told of the file."""
    unclear = [*(fault_of(q) for q in chosen.questions), *chosen.faults] if whole else []
    notes = [f for m in matches for f in m.notes]
    return Reading(
        file=file.name,
        sha256=file.sha256,
        layout=", ".join(dict.fromkeys(m.layout.id for m in matches)) or None,
        sheet=", ".join(m.sheet.name for m in matches) or None,
        header_row=matches[0].header_row if matches else None,
        faults=unclear,
        faults_total=len(unclear),
        warnings=[*(chosen.warnings if whole else ()), *notes, *linked(matches)],
        synthetic=chosen.synthetic,
        other_sheets=chosen.others if whole else [],
        questions=tuple(chosen.questions) if whole else (),
        seen=tuple(chosen.seen) if whole else (),
    )


def _result(reading: Reading, done: Committed) -> ImportResult:
    notes: tuple[Fault, ...] = ()
    if done.state == "unchanged":
        message = tr("Samma fil är redan inläst ({batch}). Ångra den inläsningen först om filen ska läsas in på nytt.", batch=done.batch)
        notes = (Fault("already_imported", message),)
    return ImportResult(reading, done.state, done.batch, done.new, done.changed, done.unchanged, done.data_version, notes)


def storing_order(readings: Sequence[Reading]) -> list[int]:
    """Positions of the readings in the order they are to be stored: organisations first, otherwise as given."""
    return sorted(range(len(readings)), key=lambda i: readings[i].units is None)


def _badly_named(name: str) -> Reading:
    """The reading of a file whose name tells of a person: the name would stand in the log for ever, so it is not repeated."""
    message = tr("Filens namn har något som ser ut som ett personnummer. Byt namn på filen.")
    return Reading(short(name), "", faults=[Fault("personnummer", message)], faults_total=1)


def _bytes_of(path: Path, limits: Limits) -> bytes:
    try:
        if path.stat().st_size > limits.file_bytes:
            raise Refusal(tr("Filen är större än {most} MB. Dela upp den.", most=limits.file_bytes // 1024 // 1024), code="too_large")
        return path.read_bytes()
    except FileNotFoundError:
        raise Refusal(tr("Filen finns inte. Kontrollera sökvägen."), code="file_missing") from None
    except IsADirectoryError:
        raise Refusal(tr("Det är en mapp, inte en fil. Ange filerna i den."), code="file_unreadable") from None
    except PermissionError:
        raise Refusal(tr("Filen får inte läsas. Ge dig läsrättighet till den, eller kopiera den."), code="file_unreadable") from None
    except OSError as e:
        raise Refusal(tr("Filen går inte att öppna. Stäng den i andra program, eller kopiera den."), code="file_unreadable") from e
