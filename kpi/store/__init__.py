"""The only place that knows DuckDB: facts in batches, append-only, and the roll-up made from them."""

from kpi.store.store import Store, open_store, restore

__all__ = ["Store", "open_store", "restore"]
