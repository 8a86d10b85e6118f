"""How the store is reached: an embedded DuckDB file, or DuckLake with its catalogue in PostgreSQL. Same SQL on both.

Every call gets a cursor of its own. Reads run in one transaction, so what a call returns is of one data version. Writes run one at a time
in a process; against other writers the ticket row decides, and the loser runs its whole work again.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import TypeVar

import duckdb

from kpi.errors import Refusal

Cursor = duckdb.DuckDBPyConnection
T = TypeVar("T")

LAKE = "ducklake:postgres:"
_CATALOGUE = "kpi"  # what the lake is called inside DuckDB
_ATTEMPTS = 12
_CLOSED = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}


class Connection:
    """An open database. ``catalogue`` is None for the embedded file, where nothing has to be chosen."""

    def __init__(self, root: Cursor, catalogue: str | None) -> None:
        self._root = root
        self._catalogue = catalogue
        self._write_lock = threading.Lock()

    @property
    def is_lake(self) -> bool:
        return self._catalogue is not None

    def cursor(self) -> Cursor:
        cursor = self._root.cursor()
        if self._catalogue:
            cursor.execute(f"USE {self._catalogue}")  # a cursor does not inherit it
        return cursor

    @contextmanager
    def read(self) -> Iterator[Cursor]:
        """A cursor inside one read transaction. Temporary tables made in it vanish with it."""
        cursor = self.cursor()
        try:
            cursor.begin()
            yield cursor
        finally:
            with suppress(duckdb.Error):
                cursor.rollback()
            cursor.close()

    def write(self, work: Callable[[Cursor], T]) -> T:
        """Runs ``work`` in one transaction: all of it is stored, or nothing.

        When another writer got in between, the whole of ``work`` runs again on what then holds. Raises Refusal(code="store_busy") when
        that keeps happening, and whatever ``work`` raises.
        """
        with self._write_lock:
            for attempt in range(_ATTEMPTS):
                try:
                    return self._attempt(work)
                except duckdb.Error as error:
                    if not _is_conflict(error):
                        raise
                    time.sleep(random.uniform(0.01, 0.05) * min(2**attempt, 32))  # jitter, so that two losers do not meet again
        raise Refusal("Andra skriver till lagret just nu. Försök igen om en stund.", code="store_busy")

    def _attempt(self, work: Callable[[Cursor], T]) -> T:
        cursor = self.cursor()
        try:
            cursor.begin()
            result = work(cursor)
            cursor.commit()
            return result
        except BaseException:
            with suppress(duckdb.Error):  # a failed commit has already ended the transaction
                cursor.rollback()
            raise
        finally:
            cursor.close()

    def checkpoint(self) -> None:
        """Writes the log into the file. Only the embedded file has one."""
        if not self.is_lake:
            with suppress(duckdb.Error), self._write_lock:  # readers may be at work: then a later one does it
                self._root.cursor().execute("CHECKPOINT")

    def close(self) -> None:
        self._root.close()


def _is_conflict(error: duckdb.Error) -> bool:
    return isinstance(error, duckdb.TransactionException) or "conflict" in str(error).lower()


def connect(url: str, data_path: str | None = None, *, create: bool = True) -> Connection:
    """Opens ``url``: a path, or ``ducklake:postgres:<dsn>`` with ``data_path`` for the Parquet files.

    Raises Refusal: ``store_locked`` when another process has the file, ``store_missing`` when it is not there and may not be made,
    ``store_unreadable`` when it is no store, ``store_unreachable`` when the catalogue or the data directory cannot be reached.
    """
    return _connect_lake(url, data_path) if url.startswith(LAKE) else _connect_file(Path(url), create)


def _connect_file(path: Path, create: bool) -> Connection:
    if not path.exists() and not create:
        raise Refusal(f"Lagret {path} finns inte. Kontrollera sökvägen.", code="store_missing")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        root = duckdb.connect(str(path), config={**_CLOSED, "enable_external_access": "false", "lock_configuration": "true"})
    except (duckdb.Error, OSError) as error:
        raise _file_refusal(path, error) from error
    return Connection(root, None)


def _file_refusal(path: Path, error: Exception) -> Refusal:
    if "lock" in str(error).lower():
        return Refusal(
            f"Lagret {path} är öppet i en annan process, till exempel en startad server eller en annan import. "
            "Stäng den, eller kör kommandot genom servern som är igång.",
            code="store_locked",
        )
    return Refusal(
        f"Lagret {path} kan inte öppnas: filen är inget lager eller är skadad. Återställ från en säkerhetskopia.", code="store_unreadable"
    )


def _connect_lake(url: str, data_path: str | None) -> Connection:
    if not data_path:
        raise Refusal("Datakatalogen för lagret saknas. Ange den i KPI_STORE_DATA.", code="store_unreachable")
    try:
        Path(data_path).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal(f"Datakatalogen {data_path} kan inte skapas. Kontrollera KPI_STORE_DATA.", code="store_unreachable") from error
    folder = str(Path(data_path).resolve()) + "/"
    root = duckdb.connect(":memory:", config=dict(_CLOSED))
    try:
        for name in ("ducklake", "postgres_scanner"):
            root.execute(f"LOAD '{_quoted(_extension(name))}'")
        _attach(root, url, folder)
        root.execute(f"SET allowed_directories = ['{_quoted(folder)}']")
        root.execute("SET enable_external_access = false")
        root.execute("SET lock_configuration = true")
    except duckdb.Error as error:
        root.close()
        raise _lake_refusal(url, error) from None
    return Connection(root, _CATALOGUE)


def _attach(root: Cursor, url: str, folder: str) -> None:
    # ATTACH takes no parameters: the address is quoted instead.
    attach = f"ATTACH '{_quoted(url)}' AS {_CATALOGUE} (DATA_PATH '{_quoted(folder)}')"
    for wait in (0.2, 0.5, 1.0, None):
        try:
            root.execute(attach)
            return
        except duckdb.Error as error:
            # Another process is making the catalogue's tables at this very moment.
            if wait is None or "already exists" not in str(error):
                raise
            time.sleep(wait)


def _lake_refusal(url: str, error: duckdb.Error) -> Refusal:
    refusal = Refusal(
        "Lagrets katalog i PostgreSQL går inte att nå, eller hör till en annan datakatalog. Kontrollera KPI_STORE och KPI_STORE_DATA.",
        code="store_unreachable",
    )
    # What PostgreSQL said is for whoever reads the log. The address may hold a password: it is never repeated.
    refusal.add_note(str(error).replace(url, "…").replace(url.removeprefix(LAKE), "…"))
    return refusal


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def _extension(name: str) -> str:
    """Where the wheel put the extension: nothing is fetched from the internet."""
    module = import_module(f"duckdb_extension_{name}")
    return str(next(Path(module.__path__[0]).rglob(f"{name}.duckdb_extension")))
