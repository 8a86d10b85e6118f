"""Where the store, the programme pack and the user's name come from: flags before environment before defaults."""

from __future__ import annotations

import getpass
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kpi.errors import Refusal
from kpi.language import tr

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_STORE = "data/var/kpi.duckdb"  # below ROOT
DEFAULT_PROGRAMME = "region-vastmanland"
DEFAULT_ADDRESS = "127.0.0.1"
LAKE_PREFIX = "ducklake:"
DEFAULT_SECRETS = ".streamlit/secrets.toml"  # below ROOT
SEPARATOR = ","  # between the packs of a list
PACK_FILE = "programme.toml"  # what makes a directory a pack


@dataclass(frozen=True, slots=True)
class Settings:
    """What a process needs to know to open its store.

    ``store``: an absolute path, or "ducklake:postgres:<dsn>" (then ``store_data`` says where the Parquet files are). ``programme``: the
    id of a pack under data/programmes, or a pack's directory. ``user``: the name in the log. ``address``: what the server listens on.
    ``beside``: every pack that shares the store, in the order they were listed; empty when ``programme`` is alone. ``asked``: those of them
    that a flag named for this command.
    """

    store: str
    store_data: str | None
    programme: str
    user: str
    address: str
    beside: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()

    @property
    def programmes(self) -> tuple[str, ...]:
        """Every pack that the store is opened with."""
        return self.beside or (self.programme,)

    @property
    def listed(self) -> str:
        """The packs that this process or command is about, as they are written in KPI_PROGRAMME: the default first."""
        return SEPARATOR.join(self.asked or self.programmes)

    @property
    def embedded(self) -> bool:
        """True when the store is a file of our own (one process at a time)."""
        return not self.store.startswith(LAKE_PREFIX)

    @property
    def shown_store(self) -> str:
        """The store as it may be shown: a path, or the kind of store without its address (which may hold a password)."""
        return self.store if self.embedded else "DuckLake + PostgreSQL"

    @classmethod
    def read(
        cls,
        environ: Mapping[str, str] | None = None,
        *,
        store: str | None = None,
        programme: str | None = None,
        user: str | None = None,
        cwd: Path | None = None,
    ) -> Settings:
        """Flags, else KPI_STORE, KPI_STORE_DATA, KPI_PROGRAMME, KPI_USER and KPI_ADDRESS, else the defaults. Empty text is as not given.

        A relative store path is relative to ``cwd``; the default store is below the project whatever the working directory is. Packs that
        the flag names among those of KPI_PROGRAMME are what the command is about: the store is still opened with all of them.
        """
        env = os.environ if environ is None else environ
        asked = store or env.get("KPI_STORE") or ""
        installed = _programmes(env.get("KPI_PROGRAMME") or DEFAULT_PROGRAMME, cwd or Path.cwd())
        chosen = _programmes(programme, cwd or Path.cwd()) if programme else ()
        packs = installed if set(chosen) <= set(installed) else chosen
        return cls(
            store=_store_path(asked, cwd or Path.cwd()) if asked else str(ROOT / DEFAULT_STORE),
            store_data=env.get("KPI_STORE_DATA") or None,
            programme=(chosen or packs)[0],
            user=user or env.get("KPI_USER") or _login_name(),
            address=env.get("KPI_ADDRESS") or DEFAULT_ADDRESS,
            beside=packs if len(packs) > 1 else (),
            asked=chosen if len(packs) > 1 else (),
        )

    def make_folder(self) -> None:
        """Create the folder of an embedded store. Raises Refusal when that cannot be done."""
        if not self.embedded:
            return
        folder = Path(self.store).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            message = tr("Mappen {folder} går inte att skapa. Ange en annan plats med --store eller KPI_STORE.", folder=folder)
            raise Refusal(message, code="store_path") from error


def secrets_file(environ: Mapping[str, str] | None = None) -> Path:
    """Where the server's secrets are: KPI_SECRETS, else .streamlit/secrets.toml below the project. The file need not exist."""
    env = os.environ if environ is None else environ
    return Path(env.get("KPI_SECRETS") or ROOT / DEFAULT_SECRETS).expanduser().absolute()


def read_secrets(environ: Mapping[str, str] | None = None) -> dict[str, object]:
    """The secrets file's sections; empty when there is none. Raises Refusal: KPI_SECRETS names no file, or the file cannot be read.

    The message never repeats what stands in the file.
    """
    env = os.environ if environ is None else environ
    path = secrets_file(env)
    if not path.exists() and not env.get("KPI_SECRETS"):
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message = tr("Servern startar inte: {path} går inte att läsa. Rätta filen, eller ange en annan med KPI_SECRETS.", path=path)
        raise Refusal(message, code="secrets_file") from error


def _store_path(asked: str, cwd: Path) -> str:
    return asked if asked.startswith(LAKE_PREFIX) else str((cwd / Path(asked).expanduser()).absolute())


def programme_list(text: str) -> list[str]:
    """The packs of a list: ids and directories with commas between. A directory whose own name has a comma is one pack."""
    if (Path(text).expanduser() / PACK_FILE).is_file():
        return [text]
    return [name for part in text.split(SEPARATOR) if (name := part.strip())]


def _programmes(asked: str, cwd: Path) -> tuple[str, ...]:
    """Raises Refusal for a list without a pack."""
    packs = tuple(dict.fromkeys(_programme(name, cwd) for name in programme_list(asked)))
    if not packs:
        raise Refusal(tr("Inget program är angivet. Skriv ett paket, eller flera med komma emellan."), code="no_programme")
    return packs


def _programme(asked: str, cwd: Path) -> str:
    """A pack's directory as an absolute path; anything else is an id."""
    directory = (cwd / Path(asked).expanduser()).absolute()
    return str(directory) if (directory / PACK_FILE).is_file() else asked


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's uid may have no name
        return "okänd"
