"""What intake tells: what was read out of a file, what it would change, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pyarrow as pa

from kpi.errors import Fault
from kpi.intake.questions import Question
from kpi.language import all_of, tr
from kpi.store.types import Comparison, Delivery, NewBatch

if TYPE_CHECKING:
    from kpi.intake.seen import SheetSeen


@dataclass(frozen=True, slots=True)
class UnitRead:
    """What one of the file's words for a unit was read as. ``code`` None: its rows are left out. how: in a word, by its code, its
    name or an answer."""

    text: str  # as it stands
    code: str | None
    name: str | None
    rows: int
    how: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A file, read and validated; nothing is stored. ``facts`` and ``units`` are None when the file is refused.

    faults: at most a thousand, ``faults_total`` counts all. rows_accepted is 0 for a refused file. synthetic: the file says SYNTETISK.
    questions: what the file does not say and nobody has answered; each is a fault too (``needs_answer``) and keeps the file out.
    seen: what was found sheet by sheet. answered: the answers given with this reading that it used, by question id; ``commit`` remembers
    them. rows_left_out: rows that an answer leaves out (a unit that is to be skipped); they are neither accepted nor rejected.
    parts: a reading a layout when the file has tables of several, in the order they are stored; this one is then of all of them:
    ``layout`` and ``sheet`` name each, the counts are sums, ``facts`` and ``units`` hold what any of them gives.
    """

    file: str
    sha256: str
    layout: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    rows_read: int = 0
    rows_accepted: int = 0
    facts: pa.Table | None = None  # kpi.store.types.FACT_SCHEMA, names as dictionaries
    units: pa.Table | None = None  # kpi.store.types.UNIT_SCHEMA
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    faults_total: int = 0
    synthetic: bool = False
    other_sheets: list[str] = field(default_factory=list)
    questions: tuple[Question, ...] = ()
    seen: tuple[SheetSeen, ...] = ()
    answered: dict[str, str] = field(default_factory=dict)
    rows_left_out: int = 0
    units_read: tuple[UnitRead, ...] = ()
    parts: tuple[Reading, ...] = ()

    @property
    def each(self) -> tuple[Reading, ...]:
        """The readings of its layouts: itself when it has one."""
        return self.parts or (self,)

    @property
    def layouts(self) -> tuple[str, ...]:
        """The ids of the layouts that it is read with."""
        return tuple(self.layout.split(", ")) if self.layout else ()

    @property
    def refused(self) -> bool:
        """Nothing of the file may be stored."""
        return self.facts is None and self.units is None

    def deliveries(self, user: str) -> list[Delivery]:
        """What is stored of it, a batch a layout; nothing of a refused file."""
        return [] if self.refused else [Delivery(part._batch(user), part.facts, part.units) for part in self.each]

    def _batch(self, user: str) -> NewBatch:
        return NewBatch(
            file=self.file,
            sha256=self.sha256,
            layout=str(self.layout),
            user=user,
            sheet=self.sheet,
            header_row=self.header_row,
            rows_read=self.rows_read,
            rows_accepted=self.rows_accepted,
            synthetic=self.synthetic,
            note=f"{self.rows_rejected} rader förkastade" if self.rows_rejected else None,
        )

    def as_refused(self, faults: list[Fault]) -> Reading:
        """The same file, refused for these faults."""
        parts = tuple(p.as_refused([]) for p in self.parts)
        return replace(self, facts=None, units=None, rows_accepted=0, faults=faults, faults_total=len(faults), parts=parts)

    @property
    def rows_rejected(self) -> int:
        """Rows that are not accepted though nobody asked to leave them out; all of them when the file is refused."""
        return self.rows_read - self.rows_accepted - self.rows_left_out


@dataclass(frozen=True, slots=True)
class Preview:
    """What a reading would change. ``comparison`` is None for a refused file. data_version: pass it to ``commit`` as ``expect_version``."""

    reading: Reading
    comparison: Comparison | None
    data_version: int
    parts: tuple[Preview, ...] = ()  # a preview a layout, when the file has several

    def as_result(self) -> ImportResult:
        """What a dry run tells: state ``preview``, or ``refused``."""
        counts = self.comparison
        if counts is None:
            return ImportResult.refused(self.reading, self.data_version)
        parts = tuple(p.as_result() for p in self.parts)
        return ImportResult(self.reading, "preview", None, counts.new, counts.changed, counts.unchanged, self.data_version, parts=parts)


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What became of a file. state: active | unchanged (already stored) | refused | preview (a dry run, nothing stored)."""

    reading: Reading
    state: str
    batch: str | None = None
    facts_new: int = 0
    facts_changed: int = 0
    facts_unchanged: int = 0
    data_version: int | None = None
    notes: tuple[Fault, ...] = ()  # warnings on top of the reading's own
    parts: tuple[ImportResult, ...] = ()  # a result a layout, when the file has several

    @classmethod
    def refused(cls, reading: Reading, data_version: int | None = None) -> ImportResult:
        """Of a file that is not stored."""
        parts = tuple(cls.refused(p, data_version) for p in reading.parts)
        return cls(reading, "refused", data_version=data_version, parts=parts)

    @property
    def message(self) -> str:
        """One sentence about the outcome, without figures from the file."""
        r = self.reading
        match self.state:
            case "refused":
                return tr("{file}: ej inläst, {n} fel.", file=r.file, n=r.faults_total)
            case "unchanged":
                return tr("{file}: redan inläst, inget ändrat.", file=r.file)
            case "preview":
                return tr("{file}: provläst, inget sparat.", file=r.file)
            case _:
                rejected = tr(", {n} rader förkastade", n=r.rows_rejected) if r.rows_rejected else ""
                return tr("{file}: inläst som {batches}{rejected}.", file=r.file, batches=self._batches, rejected=rejected)

    @property
    def _batches(self) -> str:
        """The import's id; of several, those made now and those that were there."""
        if not self.parts:
            return str(self.batch)
        made, kept = (all_of(str(p.batch) for p in self.parts if (p.state == "unchanged") == old) for old in (False, True))
        return made + (tr(" ({batches} var redan inläst)", batches=kept) if kept else "")

    def to_json(self) -> dict[str, object]:
        """The fields of ``import --json``; ``errors_total`` counts also those that are not listed.

        Of a file with several layouts ``layout``, ``sheet`` and ``batch`` name each, with commas, the counts are sums, and ``parts`` has
        the same fields for each layout; it is empty for a file of one.
        """
        r = self.reading
        return {
            "file": r.file,
            "sha256": r.sha256,
            "batch": self.batch,
            "state": self.state,
            "layout": r.layout,
            "sheet": r.sheet,
            "header_row": r.header_row,
            "rows_read": r.rows_read,
            "rows_accepted": r.rows_accepted,
            "rows_rejected": r.rows_rejected,
            "facts_new": self.facts_new,
            "facts_changed": self.facts_changed,
            "facts_unchanged": self.facts_unchanged,
            "errors": [f.to_json() for f in r.faults],
            "errors_total": r.faults_total,
            "warnings": [f.to_json() for f in (*r.warnings, *self.notes)],
            "synthetic": r.synthetic,
            "other_sheets": r.other_sheets,
            "questions": [q.to_json() for q in r.questions],
            "answered": r.answered,
            "rows_left_out": r.rows_left_out,
            "data_version": self.data_version,
            "parts": [{name: value for name, value in p.to_json().items() if name != "parts"} for p in self.parts],
        }
