"""The part of ``Store`` that keeps what people say beside the figures: judgements, annotations, presentations, and of milestones."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from kpi.programme.judgement import Annotation, Judgement, Presentation, Remarks
from kpi.programme.milestones import MilestoneAssessment, MilestoneIndicator, MilestoneLog
from kpi.programme.model import Programme
from kpi.store import judgements, milestones
from kpi.store.asof import AsOf, version_at
from kpi.store.connection import Connection, Cursor
from kpi.store.ticket import Clock, Writing

T = TypeVar("T")


class Beside:
    """``as_of`` as in ``Store``."""

    def __init__(self, connection: Connection, programme: Programme, clock: Clock) -> None:
        self._connection = connection
        self._programme = programme
        self._clock = clock

    def _write(self, work: Callable[[Writing], T]) -> T:
        def whole(cursor: Cursor) -> T:
            writing = Writing(cursor, self._clock, self._programme.id)
            result = work(writing)
            writing.finish()
            return result

        return self._connection.write(whole)

    def remarks(self, as_of: AsOf = None) -> Remarks:
        """Every judgement, annotation and presentation that was known then, oldest first."""
        with self._connection.read() as cursor:
            return judgements.remarks(cursor, version_at(cursor, as_of).number, self._programme.id)

    def judge(self, told: Judgement, user: str, *, after: int) -> Judgement:
        """Stores a step with a judgement (draft, approved as the draft says, withdrawn), and returns it with its time and data version.

        ``after``: the data version of the last step that the writer has seen, 0 for none. Raises Refusal: ``unknown_area``,
        ``unknown_indicator``, ``reason_missing``, ``changed_meanwhile``, ``no_draft``, ``not_approved``, ``no_user``.
        """
        return self._write(lambda writing: judgements.judge(writing, self._programme, told, user, after))

    def annotate(self, told: Annotation, user: str) -> Annotation:
        """Stores an annotation; with an ``id`` it changes that one, or (``active`` False) takes it away. Returns it with its id.

        Raises Refusal: ``unknown_indicator``, ``no_text``, ``bad_period``, ``unknown_annotation``, ``reason_missing``, ``no_user``.
        """
        return self._write(lambda writing: judgements.annotate(writing, self._programme, told, user))

    def present(self, told: Presentation, user: str) -> Presentation:
        """Stores that a unit's year was shown, or (``active`` False) that it was not. Raises Refusal: ``no_audience``, ``bad_time``,
        ``nothing_changed``, ``reason_missing``, ``no_user``.
        """
        return self._write(lambda writing: judgements.present(writing, told, user))

    def milestones(self, as_of: AsOf = None) -> MilestoneLog:
        """What was said of this programme's milestones and tied to them that was known then, oldest first."""
        with self._connection.read() as cursor:
            return milestones.milestones(cursor, self._programme.id, version_at(cursor, as_of).number)

    def assess_milestone(self, told: MilestoneAssessment, user: str, *, after: int) -> MilestoneAssessment:
        """Stores how far a milestone has come, and returns it with its time and data version.

        ``after``: the data version of the last assessment of it that the writer has seen, 0 for none. Raises Refusal:
        ``unknown_milestone``, ``reason_missing``, ``no_user``, ``bad_date``, ``changed_meanwhile``.
        """
        return self._write(lambda writing: milestones.assess(writing, self._programme, told, user, after))

    def tie_milestone(self, told: MilestoneIndicator, user: str) -> MilestoneIndicator:
        """Stores that an indicator shows a milestone, or (``active`` False) no longer does. Raises Refusal: ``unknown_milestone``,
        ``unknown_indicator``, ``reason_missing``, ``no_user``, ``nothing_changed``.
        """
        return self._write(lambda writing: milestones.tie(writing, self._programme, told, user))
