"""The store: facts in, figures out. The only door to the database; everything above it speaks in the types of ``kpi.store.types``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

import pyarrow as pa

from kpi.errors import Fault
from kpi.programme.model import Programme
from kpi.programme.plan import ActionLog
from kpi.store import access, actions, backup, batches, check, compare, forgetting, log, memory, targets, trace
from kpi.store.ahead import Ahead, Wanted, ahead
from kpi.store.asof import AsOf, version_at
from kpi.store.beside import Beside
from kpi.store.connection import Connection
from kpi.store.encode import encode
from kpi.store.grant import Grant, NewGrant
from kpi.store.organisation import check_units
from kpi.store.reading import Reader
from kpi.store.rollup import Progress, load_active
from kpi.store.ticket import Clock, current_version
from kpi.store.types import (
    Assessment,
    BatchInfo,
    Cell,
    Committed,
    Comparison,
    Delivery,
    Event,
    Head,
    Memory,
    MonthCell,
    NewBatch,
    Problem,
    Revision,
    TreeUnit,
    UnitRow,
)

T = TypeVar("T")


class Store(Beside):
    """An open store, as one programme sees it. Safe to use from several threads.

    Facts, organisation, imports and answers are of all the programmes over the store (``whole``); targets, judgements, actions and grants
    are its own.

    ``as_of`` is everywhere an ISO date (the end of that day, UTC), an ISO time, a datetime, a data version or None for now.
    Figures are UNGATED: only ``kpi.views`` may ask for them.
    """

    def __init__(self, connection: Connection, programme: Programme, clock: Clock, reader: Reader, whole: Programme) -> None:
        super().__init__(connection, programme, clock)
        self._whole = whole
        self._reader = reader

    @property
    def programme(self) -> Programme:
        return self._programme

    @property
    def shared(self) -> bool:
        """Are there several programmes over the store?"""
        return self._whole.id != self._programme.id

    def of(self, programme: Programme) -> Store:
        """The same open store as another of its programmes sees it."""
        return Store(self._connection, programme, self._clock, self._reader, self._whole)

    def close(self) -> None:
        self._connection.close()

    # Versions

    def data_version(self) -> int:
        """A number that every write raises; 0 before the first."""
        with self._connection.read_once() as cursor:
            return current_version(cursor).number

    def version_at(self, as_of: AsOf) -> int:
        """The data version that held then. Raises Refusal(code="bad_time")."""
        with self._connection.read() as cursor:
            return version_at(cursor, as_of).number

    # Writing

    def compare(self, facts: pa.Table) -> Comparison:
        """What these facts (FACT_SCHEMA) would change; nothing is stored. Raises Refusal(code="duplicate_facts")."""
        with self._connection.read() as cursor:
            load_active(cursor, log.holding(cursor, current_version(cursor).number))
            encoded = encode(cursor, facts)
            compare.arrive_facts(cursor, encoded)
            return compare.compare_facts(cursor, encoded, facts)

    def ahead(self, deliveries: Sequence[Delivery], wanted: Wanted) -> Ahead:
        """What would hold and be hidden if these were stored, in this order; nothing is. UNGATED: the figures of the units, indicators and
        years of ``wanted`` (indicator, unit, period) as they are now, and as they would be.
        Raises Refusal(code="duplicate_facts").
        """
        with self._connection.read() as cursor:
            return ahead(cursor, self._whole, deliveries, wanted)

    def history(self, indicators: Sequence[str], first_year: int, last_year: int) -> pa.Table:
        """The delivered figures that hold of these indicators, first to last year: indicator, unit, year, month, sex, population, method,
        value. UNGATED: for finding what is unlike a unit's earlier figures, never for showing.
        """
        with self._connection.read() as cursor:
            return compare.history(cursor, list(indicators), first_year, last_year)

    def parts(self, indicators: Sequence[str], first_year: int, last_year: int, as_of: AsOf = None) -> pa.Table:
        """The delivered months and quarters that hold of these indicators, first to last year: indicator, unit, year, month, sex,
        population, method, value, numerator, denominator. UNGATED: for seeing whether they agree, never for showing.
        """
        with self._connection.read() as cursor:
            return compare.parts(cursor, list(indicators), first_year, last_year, version_at(cursor, as_of))

    def has_quarters(self, first_year: int, last_year: int) -> bool:
        """Has any quarter been delivered of these years, first to last?"""
        with self._connection.read() as cursor:
            return compare.has_quarters(cursor, first_year, last_year)

    def compare_units(self, units: pa.Table) -> Comparison:
        """What these organisation rows (UNIT_SCHEMA) would change; nothing is stored."""
        return compare.compare_units(self._reader.held_units(), units)

    def check_units(self, units: pa.Table) -> list[Fault]:
        """The faults that the organisation would have with these rows (UNIT_SCHEMA) on top of what holds."""
        return check_units(self._reader.held_units(), units, self._whole)

    def commit(
        self,
        batch: NewBatch,
        facts: pa.Table | None,
        units: pa.Table | None,
        *,
        progress: Progress | None = None,
        expect_version: int | None = None,
        answers: Mapping[str, str] | None = None,
    ) -> Committed:
        """Stores one file's facts (FACT_SCHEMA) and units (UNIT_SCHEMA) as a batch, with the roll-up they change: all of it, or nothing.

        See ``commit_all``, of which this is the usual case.
        """
        return self.commit_all([Delivery(batch, facts, units)], progress=progress, expect_version=expect_version, answers=answers)[0]

    def commit_all(
        self,
        deliveries: Sequence[Delivery],
        *,
        progress: Progress | None = None,
        expect_version: int | None = None,
        answers: Mapping[str, str] | None = None,
    ) -> list[Committed]:
        """Stores what one file brings in several layouts, a batch each in this order, with one roll-up: all of it, or nothing.

        The same file in the same layout already active: state ``unchanged``, nothing of it stored. Otherwise every row is stored, also
        those that change nothing. Each batch has a data version of its own; the outcomes tell the last, which is the first that anyone
        sees. ``answers`` (question id → answer) are remembered with it, also when all is ``unchanged``.
        ``progress(done_share, text)`` is told how far it is. Raises Refusal: ``changed_meanwhile`` when the data version is no longer
        ``expect_version``, ``bad_organisation`` and ``duplicate_facts`` with faults, ``empty_batch``, ``store_busy``.
        """
        options = {"progress": progress, "expect_version": expect_version, "answers": answers}
        return self._write(lambda writing: batches.commit(writing, self._whole, deliveries, **options))

    def undo(self, batch: str, user: str, why: str) -> BatchInfo:
        """Takes a batch out of force: what it replaced holds again. Raises Refusal: ``unknown_batch``, ``already_undone``,
        ``reason_missing``, ``bad_organisation`` when the units left would not hang together.
        """
        return self._switch("undo", batch, user, why)

    def redo(self, batch: str, user: str, why: str) -> BatchInfo:
        """Puts an undone batch back in its old place. Raises Refusal as ``undo``, and ``not_undone``."""
        return self._switch("redo", batch, user, why)

    def _switch(self, kind: str, batch: str, user: str, why: str) -> BatchInfo:
        return self._write(lambda writing: batches.switch(writing, self._whole, kind, batch, user, why))

    def revise_target(self, revision: Revision) -> Revision:
        """Stores a new target, baseline or direction. Raises Refusal: ``unknown_indicator``, ``reason_missing``, ``bad_direction``."""
        return self._write(lambda writing: targets.revise(writing, self._programme, revision))

    def assess(self, indicator: str, unit: str, year: int, reason: str | None, active: bool, user: str) -> Assessment:
        """Sets ("kan ej bedömas", with a reason) or lifts an assessment. Raises Refusal: ``unknown_indicator``, ``reason_missing``."""
        made = Assessment(indicator, unit, year, reason, active, user, "", 0)
        return self._write(lambda writing: targets.assess(writing, self._programme, made))

    # What earlier files have taught

    def memory(self, as_of: AsOf = None) -> Memory:
        """The answers that hold (``.answers``, by question id), and all there have been."""
        with self._connection.read() as cursor:
            return memory.memory(cursor, version_at(cursor, as_of).number)

    def remember(self, answers: Mapping[str, str], user: str) -> int:
        """Stores those answers (question id → answer) that are other than what holds; returns how many. Raises Refusal("no_user")."""
        return self._write(lambda writing: memory.remember(writing, answers, user))

    def forget(self, question: str, user: str, why: str) -> None:
        """Takes an answer back: intake asks again. Imports already made stand as they are. Raises Refusal: ``unknown_answer``,
        ``reason_missing``, ``no_user``.
        """
        self._write(lambda writing: memory.forget(writing, question, user, why))

    # Who may see what

    def grants(self) -> tuple[Grant, ...]:
        """Every grant of this programme there is or has been, newest first. Asked for on every run of a page: kept until something is
        written."""
        return self._reader.grants(self._programme.id)

    def grants_of_all(self) -> tuple[Grant, ...]:
        """As ``grants``, of every programme over the store: for who may come in at all, never for what is shown."""
        return self._reader.grants(None)

    def change_access(
        self, given: Sequence[NewGrant], revoked: Mapping[str, str], user: str, *, expect_version: int | None = None
    ) -> list[Grant]:
        """Gives grants and revokes others (id → reason) in one write: all of it, or nothing. Returns those given.

        Raises Refusal: ``no_user``, ``no_person``, ``reason_missing``, ``unknown_grant``, ``already_ended``, ``bad_date``, ``bad_dates``,
        ``bad_replacement``, ``bad_deputy``, ``changed_meanwhile`` when the data version is no longer ``expect_version``.
        """
        return self._write(lambda writing: access.change(writing, given, revoked, user, expect_version))

    def forget_person(self, person: str, user: str, why: str, today: date) -> str:
        """Replaces a person's id and name by a pseudonym wherever they stand, and returns the pseudonym. What was done stays, and when.

        The only write that overwrites. Raises Refusal: ``unknown_person``, ``still_granted`` when a grant holds or will on ``today`` or
        later, ``own_person``, ``no_person``, ``reason_missing``, ``names_person`` when the reason would keep the name.
        """
        return self._write(lambda writing: forgetting.forget_person(writing, person, user, why, today))

    # The plan's actions

    def actions(self, as_of: AsOf = None) -> ActionLog:
        """Every change, report and link that was known then, oldest first."""
        with self._connection.read() as cursor:
            return actions.actions(cursor, version_at(cursor, as_of).number, self._programme.id)

    def change_actions(self, told: Sequence[actions.Told], user: str, *, expect_version: int | None = None) -> list[actions.Told]:
        """Stores changes, reports and links in one write: all of it, or nothing. Returns them with their time and data version.

        Raises Refusal: ``no_user``, ``reason_missing``, ``unknown_action``, ``unknown_area``, ``unknown_indicator``, ``no_text``,
        ``no_responsible``, ``bad_date``, ``told_twice``, ``changed_meanwhile`` when the data version is no longer ``expect_version``.
        """
        return self._write(lambda writing: actions.change(writing, self._programme, told, user, expect_version))

    # The log

    def batches(self, as_of: AsOf = None) -> list[BatchInfo]:
        """All imports, newest first, in the state they had then."""
        with self._connection.read() as cursor:
            return log.batches(cursor, version_at(cursor, as_of).number)

    def events(self) -> list[Event]:
        """All writes of the programme's own and of what is common, newest first."""
        with self._connection.read() as cursor:
            return log.events(cursor, self._programme.id)

    def revisions(self, as_of: AsOf = None) -> list[Revision]:
        """All revisions, newest first."""
        with self._connection.read() as cursor:
            return targets.revisions(cursor, version_at(cursor, as_of).number, self._programme.id)

    def assessments(self, as_of: AsOf = None) -> list[Assessment]:
        """All assessments, newest first; the first for an indicator, unit and year is the one that holds."""
        with self._connection.read() as cursor:
            return targets.assessments(cursor, version_at(cursor, as_of).number, self._programme.id)

    def head(self, as_of: AsOf = None) -> Head:
        """Years, organisation, revisions, assessments and whether anything is synthetic, all of one version, in one read."""
        return self._reader.head(as_of, self._programme)

    # The organisation

    def units(self, as_of: AsOf = None) -> list[UnitRow]:
        """All organisation rows, by code and start; the pack's root is there even in an empty store."""
        return self._reader.units(as_of)

    def tree(self, year: int, as_of: AsOf = None) -> dict[str, TreeUnit]:
        """The units in force that year by code: root first, then level by level, siblings by name."""
        return self._reader.tree(year, as_of)

    # Figures

    def cells(
        self,
        *,
        units: Sequence[str],
        years: Sequence[int] | None = None,
        indicators: Sequence[str] | None = None,
        sexes: Sequence[str] = ("T", "K", "M"),
        as_of: AsOf = None,
    ) -> list[Cell]:
        """The yearly figures of these units, by indicator, unit, year and sex. UNGATED, with ``hidden``."""
        return self._reader.cells(units, years, indicators, sexes, as_of)

    def why_missing(self, units: Sequence[str], year: int, *, as_of: AsOf = None) -> dict[tuple[str, str, str], str]:
        """(unit, indicator, method) → why the unit's own yearly figure is missing, in the words of ``kpi.intake.marks``. Only of both sexes
        together, and only where the file that holds says so. No number stands here."""
        return self._reader.why_missing(units, year, as_of)

    def months(self, indicator: str, unit: str, *, method: str | None = None, as_of: AsOf = None) -> list[MonthCell]:
        """The monthly and quarterly figures of a unit, by period and sex, each rolled up at its grain. UNGATED, with ``hidden``.

        The first question about an indicator at a data version rolls up all of them; the next are quick.
        """
        return self._reader.months(indicator, unit, method, as_of)

    def years(self, as_of: AsOf = None) -> list[int]:
        """The years with any yearly figure, in order."""
        return self._reader.years(as_of, self._programme)

    def has_facts(self, as_of: AsOf = None) -> bool:
        """Whether any imported fact holds."""
        head = self.head(as_of)
        return bool(head.years or head.part_years)

    def trace(
        self, indicator: str, unit: str, year: int, sex: str, method: str, as_of: AsOf = None, *, month: int | None = None
    ) -> trace.Traced:
        """The delivered facts that the yearly figure is made from, through every roll-up, and the unit's own that no longer hold. With
        ``month`` (1–12, or 13–16 for a quarter, see ``kpi.programme.periods``) those of that part of the year.
        """
        key = trace.Key(indicator, unit, year, sex, method, month)
        return trace.trace(self._connection, self._reader, self._whole, key, as_of)

    # Care

    def backup(self, path: Path | str) -> Path:
        """Writes a consistent copy, itself an embedded store, while others read and write. Raises Refusal(code="file_exists")."""
        return backup.backup(self._connection, Path(path))

    def check(self) -> list[Problem]:
        """Every contradiction and every leftover in the store; an empty list when all is well."""
        return check.check(self._connection, self._whole)
