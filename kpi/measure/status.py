"""The words of the assessment, as closed sets. Screen words are in ``kpi.text.words``."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """Level against target: exactly one holds. The order of precedence is defined in ``kpi.measure.assess``."""

    SUPPRESSED = "suppressed"
    NOT_ASSESSABLE = "not_assessable"
    NOT_MEASURED = "not_measured"
    REACHED = "reached"
    WRONG_WAY = "wrong_way"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    NOT_REACHED = "not_reached"  # has a target but no baseline, so no path
    NO_BASELINE = "no_baseline"  # direction only, nothing to compare with
    IMPROVED = "improved"
    UNCHANGED = "unchanged"
    WORSENED = "worsened"
    NO_DIRECTION = "no_direction"  # a figure, and nobody has said which way is better


class Certainty(StrEnum):
    """Is a difference more than chance variation, given n? Kept apart from Status."""

    CLEAR = "clear"
    WITHIN_NOISE = "within_noise"
    UNKNOWN = "unknown"


class Lacking(StrEnum):
    """Why there is no value, where the file that came says so: only with ``NOT_MEASURED``. Without one no file tells of it at all."""

    PROTECTED_IN_SOURCE = "protected_in_source"  # the one who sent the file has hidden it
    MISSING = "missing"
