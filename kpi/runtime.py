"""One place that puts the parts together: settings in; programme, store, views and intake out. One Runtime per process and programme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType

from kpi.access.identity import local_controller
from kpi.access.scope import Scope
from kpi.errors import Refusal
from kpi.intake import Intake
from kpi.language import tr
from kpi.programme import loader
from kpi.programme.loader import load_programme, programme_dir
from kpi.programme.model import Programme
from kpi.programme.together import as_strict, together
from kpi.settings import PACK_FILE, Settings
from kpi.store import Store, open_store
from kpi.views import Views


def programme_of(settings: Settings) -> Programme:
    """The programme pack of the settings: an id, or a directory that holds a pack. Raises Refusal with every fault of a faulty pack."""
    return _load(settings.programme)


def programmes_of(settings: Settings) -> list[Programme]:
    """Every pack of the settings, in their order. Raises Refusal with every fault: of a pack, or of packs that do not go together."""
    packs = [_load(name) for name in settings.programmes]
    whole = together(packs)
    return [as_strict(pack, whole) for pack in packs]


def language_of(settings: Settings) -> str:
    """The language of the settings' programme, also when its pack is faulty. Raises Refusal when there is no such pack."""
    return loader.language_of(_directory(settings.programme))


def _load(name: str) -> Programme:
    return load_programme(_directory(name))


def _directory(name: str) -> Path:
    directory = Path(name)
    is_pack = directory.is_absolute() and (directory / PACK_FILE).is_file()
    return directory if is_pack else programme_dir(name)


@dataclass(frozen=True, slots=True)
class Runtime:
    """What the app and the command line work with: one programme, over a store that it may share. Close it, or use it in a ``with``.

    ``beside``: the Runtimes of every programme over the store, this one included, by the programme's id and in the installation's order;
    empty when it is alone. They share store, intake and what is kept in memory of the facts. Closing one closes the store for all.
    """

    settings: Settings
    programme: Programme
    store: Store
    views: Views
    intake: Intake
    beside: Mapping[str, Runtime] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def open(cls, settings: Settings) -> Runtime:
        """Load the packs and open the store. Raises Refusal: a faulty pack, packs that do not go together, or (code ``store_locked``) a
        store another process holds."""
        packs = programmes_of(settings)
        settings.make_folder()
        store = open_store(settings.store, packs[0], data_path=settings.store_data, beside=packs[1:])
        return cls.over(settings, packs, store)

    @classmethod
    def over(cls, settings: Settings, packs: list[Programme], store: Store) -> Runtime:
        """The Runtime of the settings' programme, with those of the others beside it, over a store that is open with all of them."""
        intake = Intake(together(packs), store)
        made: dict[str, Runtime] = {}
        for name, pack in zip(settings.programmes, packs, strict=True):
            own, alone = store.of(pack), len(packs) == 1
            views = Views(own, pack, alone=alone)
            made[pack.id] = cls(replace(settings, programme=name), pack, own, views, intake, {} if alone else made)
        at = settings.programmes.index(settings.programme)
        return made[packs[at].id]

    @property
    def programmes(self) -> tuple[Programme, ...]:
        """Every programme over the store, in the installation's order."""
        return tuple(other.programme for other in self.beside.values()) or (self.programme,)

    def of(self, programme_id: str) -> Runtime:
        """The Runtime of another programme over the same store, or of this one. Raises Refusal(code="unknown_programme")."""
        if programme_id == self.programme.id:
            return self
        if programme_id not in self.beside:
            known = ", ".join(p.id for p in self.programmes)
            message = tr("Programmet ”{programme}” finns inte här. Det här finns: {known}.", programme=programme_id, known=known)
            raise Refusal(message, code="unknown_programme")
        return self.beside[programme_id]

    @property
    def scope(self) -> Scope:
        """The local controller: who everyone is on a loopback address without an identity provider."""
        return local_controller(self.programme.root_unit, self.settings.user, self.programme.id)

    def close(self) -> None:
        """Release the store. Closing twice is allowed."""
        self.store.close()

    def __enter__(self) -> Runtime:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
