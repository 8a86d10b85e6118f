"""The tables of a file that are of one layout: their rows validated, counted together, and put beside what is stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from kpi.errors import Fault
from kpi.intake.aggregate import aggregate
from kpi.intake.alone import alone, left_standing, whole_needed, without
from kpi.intake.asking import Asking, fault_of
from kpi.intake.checks import check_rows
from kpi.intake.extract import Extract, extract_rows
from kpi.intake.faults import FaultList
from kpi.intake.known import SEX, Known
from kpi.intake.limits import Limits
from kpi.intake.lookups import IndicatorIndex, UnitIndex
from kpi.intake.lowest import check_lowest
from kpi.intake.notes import notes_on
from kpi.intake.organisation import sound_part, units_table
from kpi.intake.quarters import quarters_beside_months
from kpi.intake.results import Reading
from kpi.intake.tables.model import Match
from kpi.intake.validate import validate
from kpi.intake.warnings import YEARS_BACK, Judged, Surroundings
from kpi.intake.words import without_skipped
from kpi.intake.written import has_texts_like_numbers, is_typed
from kpi.language import tr
from kpi.programme.model import Programme
from kpi.store.organisation import check_units
from kpi.store.store import Store
from kpi.store.types import FACT_SCHEMA, UnitRow

Progress = Callable[[float, str], None]
"""Told the share done (0–1) and what is being done, in words."""


@dataclass(frozen=True, slots=True)
class LayoutReader:
    """What a file's tables are read with. data: the file's bytes. accept_valid: sound rows are kept although others are faulty."""

    programme: Programme
    store: Store
    limits: Limits
    indicators: IndicatorIndex
    today: date
    data: bytes
    accept_valid: bool

    def read(self, base: Reading, matches: Sequence[Match], units: list[UnitRow], asking: Asking, tell: Progress) -> Reading:
        """``base`` with what the tables' rows give: facts or units, or the faults and questions that keep them out.

        units: the organisation that the rows may name.
        """
        tell(0.7, tr("Kontrollerar raderna"))
        known = self._known(units, asking)
        extract, left = without_skipped(extract_rows(matches[0].layout, matches), known)
        faults = FaultList(extract, self.limits.faults_listed)
        checked = validate(extract, known, faults)
        check_rows(extract, checked, self.programme, faults)
        check_lowest(extract, checked, known, faults)
        good = checked.filter(~faults.bad_rows()) if faults.any_bad else checked
        tell(0.9, tr("Räknar samman"))
        asked = [fault_of(q) for q in asking.blocking()]
        told = replace(
            base,
            rows_read=extract.frame.height + left,
            rows_left_out=left,
            faults=[*asked, *faults.listed][: self.limits.faults_listed],
            faults_total=len(asked) + faults.total,
            warnings=[*base.warnings, *known.notes, *([] if asked else notes_on(extract, good, self.programme, self.today))],
            questions=tuple(asking.in_order()),
            units_read=tuple(known.units_read),
        )
        if asked:
            return told
        if left and not extract.frame.height:
            message = tr("Alla rader är undantagna av svaren på frågorna. Ändra något av svaren.")
            return more_faults(told, [Fault("no_facts", message, sheet=matches[0].sheet.name)], self.limits)
        if extract.layout.kind == "organisation":
            return self._with_units(told, extract, good, units)
        return self._with_facts(told, extract, good, units, asking)

    def _known(self, units: list[UnitRow], asking: Asking) -> Known:
        return Known(
            units=UnitIndex(units),
            indicators=self.indicators,
            programme=self.programme,
            last_year=self.today.year + 1,
            asking=asking,
            typed=is_typed(self.data),
            texts_like_numbers=cache(lambda: has_texts_like_numbers(self.data)),
        )

    def _with_units(self, told: Reading, extract: Extract, good: pl.DataFrame, units: list[UnitRow]) -> Reading:
        """The reading with the units of its sound rows, and with what is wrong with the tree they would make."""
        sound, tree_faults = sound_part(good, extract, lambda table: check_units(units, table, self.programme))
        told = more_faults(told, tree_faults, self.limits)
        if not sound.height or (told.faults_total and not self.accept_valid):
            return told
        return replace(told, units=units_table(extract, sound), rows_accepted=sound.height)

    def _with_facts(self, told: Reading, extract: Extract, good: pl.DataFrame, units: list[UnitRow], asking: Asking) -> Reading:
        """The reading with the facts of its sound rows."""
        if not good.height or (told.faults_total and not self.accept_valid):
            return told
        facts = aggregate(extract, good, self.programme, complete=not told.faults_total)
        told, good, facts = self._without_alone(told, extract, good, facts)
        if told.faults_total and not self.accept_valid:
            return told
        if facts.num_rows:
            return self._compared(replace(told, facts=facts, rows_accepted=good.height), units, asking)
        message = tr("Raderna ger inga uppgifter: ingen av dem räknas i någon av programmets indikatorer.")
        return more_faults(told, [Fault("no_facts", message, sheet=extract.sheet_of(0))], self.limits) if not told.faults else told

    def _compared(self, told: Reading, units: list[UnitRow], asking: Asking) -> Reading:
        """The reading with what is odd against what is stored; refused when it changes much that is stored and nobody has confirmed it."""
        facts = told.facts
        assert facts is not None
        found = quarters_beside_months(facts, self.programme, units, self.store.parts, self.store.has_quarters)
        told = replace(told, warnings=[*told.warnings, *found])
        span = pc.min_max(facts["year"]).as_py()
        history = self.store.history(facts["indicator"].unique().to_pylist(), span["min"] - YEARS_BACK, span["max"])
        computed = self.programme.layout(str(told.layout)).individual or not facts["numerator"].null_count
        if computed and not history.num_rows:
            return told  # nothing to be odd against
        judged = Judged(facts, Surroundings(self.programme, units, history))
        told = replace(told, warnings=[*told.warnings, *judged.odd(computed=computed)])
        question = judged.change_question(f"{told.sha256}:{told.layout}")
        if question is None or asking.answer(question) is not None:
            return told
        asked = replace(told, facts=None, rows_accepted=0, questions=(*told.questions, question))
        return more_faults(asked, [fault_of(question)], self.limits)

    def _without_alone(
        self, told: Reading, extract: Extract, good: pl.DataFrame, facts: pa.Table
    ) -> tuple[Reading, pl.DataFrame, pa.Table]:
        """The rows and facts without a sex that stands alone where the other is stored, and the faults of those that do.

        A file of persons with both sexes in it tells of whole units: what it says of a unit with only one of them is then noted, no fault.
        """
        if not extract.layout.total_from_sexes or not overlaps(self.store, facts):
            return told, good, facts
        found = alone(facts, self.store.compare)
        if found.is_empty():
            return told, good, facts
        if extract.layout.individual and good.filter(pl.col(SEX) != "T")[SEX].n_unique() > 1:
            return replace(told, warnings=[*told.warnings, *left_standing(extract, found)]), good, facts
        good = without(good, found)
        rest = aggregate(extract, good, self.programme, complete=False) if good.height else FACT_SCHEMA.empty_table()
        return more_faults(told, whole_needed(extract, found), self.limits), good, rest


def overlaps(store: Store, facts: pa.Table) -> bool:
    """Is anything stored of the years that these facts are of? A new year needs no comparison."""
    return not set(facts["year"].unique().to_pylist()).isdisjoint(store.years())


def more_faults(told: Reading, faults: Sequence[Fault], limits: Limits) -> Reading:
    """The reading with these faults too; all are counted, the first are listed."""
    return replace(told, faults=[*told.faults, *faults][: limits.faults_listed], faults_total=told.faults_total + len(faults))
