"""The only place that knows DuckDB: facts in batches, append-only, and the roll-up made from them."""

from kpi.store.entry import open_store, restore
from kpi.store.store import Store

__all__ = ["Store", "open_store", "restore"]
