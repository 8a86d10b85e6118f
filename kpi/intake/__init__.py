"""Extracts in: recognised, validated row by row, compared with what is stored, stored whole or not at all."""

from kpi.intake.limits import LIMITS, Limits
from kpi.intake.results import ImportResult, Preview, Reading
from kpi.intake.service import Intake, storing_order

__all__ = ["LIMITS", "ImportResult", "Intake", "Limits", "Preview", "Reading", "storing_order"]
