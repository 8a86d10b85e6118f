"""The auditor: takes all that anyone can get out of Målbild, and tries to work out what is protected. It does not know the gate."""

from kpi.audit.report import Report, audit

__all__ = ["Report", "audit"]
