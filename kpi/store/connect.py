"""Opening a database: an embedded DuckDB file, or DuckLake with its catalogue in PostgreSQL and its data in a directory or bucket.

Nothing outside the store can be reached from SQL afterwards: no other files or addresses, no extensions from the internet, no settings.
"""

from __future__ import annotations

import os
import time
from importlib import import_module
from pathlib import Path

import duckdb

from kpi.errors import Refusal
from kpi.language import tr
from kpi.store.connection import Connection, Cursor

LAKE = "ducklake:postgres:"
_BUCKET = "s3://"
_CATALOGUE = "kpi"  # what the lake is called inside DuckDB
# Both ask a lake for what it knows of every column, each with a statement of its own to PostgreSQL: more than our queries take themselves.
# Those are written so that the order in which they name their tables is a good one to join them in.
_DEAR_TO_A_LAKE = "statistics_propagation,join_order"
_CLOSED = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}


def connect(url: str, data_path: str | None = None, *, create: bool = True) -> Connection:
    """Opens ``url``: a path, or ``ducklake:postgres:<dsn>`` with ``data_path`` (a directory, or ``s3://…`` with the usual AWS_… variables).

    Raises Refusal: ``store_locked`` when another process has the file, ``store_missing`` when it is not there and may not be made,
    ``store_unreadable`` when it is no store, ``store_unreachable`` when the catalogue or the data directory cannot be reached.
    """
    return _connect_lake(url, data_path) if url.startswith(LAKE) else _connect_file(Path(url), create)


def _connect_file(path: Path, create: bool) -> Connection:
    if not path.exists() and not create:
        raise Refusal(tr("Lagret {path} finns inte. Kontrollera sökvägen.", path=path), code="store_missing")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        root = duckdb.connect(str(path), config={**_CLOSED, "enable_external_access": "false", "lock_configuration": "true"})
    except (duckdb.Error, OSError) as error:
        raise _file_refusal(path, error) from error
    return Connection(root, None)


def _file_refusal(path: Path, error: Exception) -> Refusal:
    if "could not set lock" in str(error).lower():
        return Refusal(
            tr(
                "Lagret {path} är öppet i en annan process, till exempel en startad server eller en annan import. Stäng den, eller "
                "kör kommandot genom servern som är igång.",
                path=path,
            ),
            code="store_locked",
        )
    return Refusal(
        tr(
            "Lagret {path} kan inte öppnas: filen är inget lager, är skadad eller får inte läsas och skrivas. Kontrollera "
            "sökvägen och rättigheterna, eller återställ från en säkerhetskopia.",
            path=path,
        ),
        code="store_unreadable",
    )


def _connect_lake(url: str, data_path: str | None) -> Connection:
    folder = _data_folder(data_path)
    root = duckdb.connect(":memory:", config=dict(_CLOSED))
    try:
        for name in ("ducklake", "postgres_scanner"):
            _load(root, name)
        if folder.startswith(_BUCKET):
            _load(root, "httpfs")
            root.execute(_bucket_secret())
        _attach(root, url, folder)
        root.execute(f"SET allowed_directories = ['{_quoted(folder)}']")
        root.execute("SET enable_external_access = false")
        root.execute(f"SET disabled_optimizers = '{_DEAR_TO_A_LAKE}'")
        root.execute("SET lock_configuration = true")
    except duckdb.Error as error:
        root.close()
        raise _lake_refusal(url, error) from None
    return Connection(root, _CATALOGUE)


def _data_folder(data_path: str | None) -> str:
    """Where the data files are, with a slash at the end. A directory is made when it is not there."""
    if not data_path:
        raise Refusal(tr("Datakatalogen för lagret saknas. Ange den i KPI_STORE_DATA."), code="store_unreachable")
    if data_path.startswith(_BUCKET):
        return data_path.rstrip("/") + "/"
    try:
        Path(data_path).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal(
            tr("Datakatalogen {folder} kan inte skapas. Kontrollera KPI_STORE_DATA.", folder=data_path), code="store_unreachable"
        ) from error
    return str(Path(data_path).resolve()) + "/"


def _bucket_secret() -> str:
    """The bucket's key from the environment, as other S3 programs read it. An address of one's own is used with the bucket in its path."""
    env = os.environ
    address = env.get("AWS_ENDPOINT_URL", "")
    values = {
        "KEY_ID": env.get("AWS_ACCESS_KEY_ID", ""),
        "SECRET": env.get("AWS_SECRET_ACCESS_KEY", ""),
        "SESSION_TOKEN": env.get("AWS_SESSION_TOKEN", ""),
        "REGION": env.get("AWS_REGION") or env.get("AWS_DEFAULT_REGION", ""),
        "ENDPOINT": address.partition("://")[2].rstrip("/"),
        "URL_STYLE": "path" if address else "",
        "USE_SSL": "false" if address.startswith("http://") else "",
    }
    given = "".join(f", {name} '{_quoted(value)}'" for name, value in values.items() if value)
    return f"CREATE SECRET (TYPE s3, PROVIDER config{given})"


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
        tr("Lagrets katalog i PostgreSQL går inte att nå, eller hör till en annan datakatalog. Kontrollera KPI_STORE och KPI_STORE_DATA."),
        code="store_unreachable",
    )
    # What PostgreSQL said is for whoever reads the log. The address may hold a password: it is never repeated.
    refusal.add_note(str(error).replace(url, "…").replace(url.removeprefix(LAKE), "…"))
    return refusal


def _load(root: Cursor, name: str) -> None:
    """Loads an extension from where its wheel put it: nothing is fetched from the internet."""
    module = import_module(f"duckdb_extension_{name}")
    path = next(Path(module.__path__[0]).rglob(f"{name}.duckdb_extension"))
    root.execute(f"LOAD '{_quoted(str(path))}'")


def _quoted(text: str) -> str:
    return text.replace("'", "''")
