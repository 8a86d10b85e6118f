"""One run of a command: its arguments, where it stands, and the runtime it opens – its own, or the running server's."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kpi.access.scope import Role, Scope
from kpi.cli.output import Output
from kpi.errors import Refusal
from kpi.language import tr
from kpi.programme.model import Programme
from kpi.runtime import Runtime, programme_of
from kpi.settings import Settings


@dataclass(frozen=True, slots=True)
class Call:
    """``server``: the runtime of the server this runs inside, None in a process of its own."""

    args: argparse.Namespace
    settings: Settings
    cwd: Path
    output: Output
    server: Runtime | None = None

    def path(self, text: str) -> Path:
        """A file argument, relative to where the caller stands (not to where the server runs)."""
        return (self.cwd / Path(text).expanduser()).absolute()

    @contextmanager
    def runtime(self) -> Iterator[Runtime]:
        """The runtime to work with; closed afterwards unless it is the server's."""
        if self.server is not None:
            yield self.server
            return
        with Runtime.open(self.settings) as opened:
            yield opened

    @property
    def programme(self) -> Programme:
        """The programme pack alone, for commands that need no store."""
        return self.server.programme if self.server is not None else programme_of(self.settings)

    def asked(self, runtime: Runtime) -> list[Runtime]:
        """The programmes that a flag named for this command; [] when none was named, and there is more than one to name."""
        if not runtime.beside:
            return [runtime]
        return [other for name in self.settings.asked for other in runtime.beside.values() if other.settings.programme == name]

    def named(self, runtime: Runtime) -> list[Runtime]:
        """As ``asked``, for what must not be guessed. Raises Refusal(code="usage") when several share the store and none was named."""
        found = self.asked(runtime)
        if not found:
            ids = ", ".join(p.id for p in runtime.programmes)
            raise Refusal(tr("Flera program delar lagret. Ange med --programme vilket det gäller: {ids}.", ids=ids), code="usage")
        return found

    def scope(self, runtime: Runtime) -> Scope:
        """Who gives the command: the local controller, under the caller's name."""
        own = runtime.scope
        return Scope(role=own.role, units=own.units, user=self.settings.user, programme=own.programme)

    def shown_scope(self, runtime: Runtime) -> Scope:
        """The scope to show: the caller's own, or what ``--as-role R --scope CODE …`` sees. Raises Refusal for a role without its unit."""
        own = self.scope(runtime)
        role: Role | None = self.args.as_role
        codes: list[str] = self.args.scope or []
        if role is None:
            if codes:
                raise Refusal(tr("--scope gäller tillsammans med --as-role. Ange även rollen."), code="usage")
            return own
        if role is Role.MANAGER and not codes:
            raise Refusal(tr("Rollen manager behöver en enhet: ange --scope KOD."), code="usage")
        return Scope(role=role, units=tuple(codes) or (runtime.programme.root_unit,), user=own.user, programme=own.programme)
