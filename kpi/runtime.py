"""One place that puts the parts together: settings in; programme, store, views and intake out. One Runtime per process."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from kpi.access.identity import local_controller
from kpi.access.scope import Scope
from kpi.intake import Intake
from kpi.programme.loader import load_programme, programme_dir
from kpi.programme.model import Programme
from kpi.settings import PACK_FILE, Settings
from kpi.store import Store, open_store
from kpi.views import Views


def programme_of(settings: Settings) -> Programme:
    """The programme pack of the settings: an id, or a directory that holds a pack. Raises Refusal with every fault of a faulty pack."""
    directory = Path(settings.programme)
    is_pack = directory.is_absolute() and (directory / PACK_FILE).is_file()
    return load_programme(directory if is_pack else programme_dir(settings.programme))


@dataclass(frozen=True, slots=True)
class Runtime:
    """What the app and the command line work with. Close it, or use it in a ``with``."""

    settings: Settings
    programme: Programme
    store: Store
    views: Views
    intake: Intake

    @classmethod
    def open(cls, settings: Settings) -> Runtime:
        """Load the pack and open the store. Raises Refusal: a faulty pack, or (code ``store_locked``) a store another process holds."""
        programme = programme_of(settings)
        settings.make_folder()
        store = open_store(settings.store, programme, data_path=settings.store_data)
        return cls(settings, programme, store, Views(store, programme), Intake(programme, store))

    @property
    def scope(self) -> Scope:
        """The local controller: who everyone is on a loopback address without an identity provider."""
        return local_controller(self.programme.root_unit, self.settings.user)

    def close(self) -> None:
        """Release the store. Closing twice is allowed."""
        self.store.close()

    def __enter__(self) -> Runtime:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
