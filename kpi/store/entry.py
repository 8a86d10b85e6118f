"""Opening a store for the packs that share it, and filling one from a backup."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kpi.programme.model import Programme
from kpi.programme.together import together
from kpi.store import backup
from kpi.store.connect import connect
from kpi.store.opening import prepare
from kpi.store.reading import Reader
from kpi.store.store import Store
from kpi.store.ticket import Clock, utc_now


def open_store(
    url: str,
    programme: Programme,
    *,
    data_path: str | None = None,
    clock: Clock = utc_now,
    create: bool = True,
    beside: Sequence[Programme] = (),
) -> Store:
    """Opens a store, and makes it when it is not there and ``create`` allows it.

    ``url``: a path (embedded DuckDB, one process at a time), or ``ducklake:postgres:<dsn>`` with ``data_path`` as the directory of the data
    files. ``beside``: the packs that share it. Raises Refusal: ``store_locked``, ``store_missing``, ``store_unreadable``,
    ``store_unreachable``, ``store_newer``, ``packs_together``, ``store_unowned``.
    """
    packs = (programme, *beside)
    whole = together(packs)
    connection = connect(url, data_path, create=create)
    try:
        prepare(connection, whole, clock, create=create, packs=packs)
    except BaseException:
        connection.close()
        raise
    return Store(connection, programme, clock, Reader(connection, whole), whole)


def restore(
    path: Path | str,
    url: str,
    programme: Programme,
    *,
    data_path: str | None = None,
    force: bool = False,
    beside: Sequence[Programme] = (),
) -> int:
    """Fills the store at ``url`` from a backup. Returns its data version. Raises Refusal: ``store_not_empty`` unless ``force``,
    ``bad_backup`` when the file is no backup, and as ``open_store``.
    """
    store = open_store(url, programme, data_path=data_path, beside=beside)
    try:
        return backup.restore(Path(path), store._connection, (programme, *beside), utc_now, force=force)
    finally:
        store.close()
