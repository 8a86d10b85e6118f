"""Synthetic extracts, labelled SYNTETISK: to try the whole product on, and to load-test it."""

from kpi.sample.write import write_sample

__all__ = ["write_sample"]
