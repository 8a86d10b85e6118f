"""The command line: ``main`` runs a command here, or in the server that holds the store. It speaks the language of the programme.

Exit codes: 0 done, 2 refused (bad input; the reason is on the message stream), 1 a fault of ours (the details are in the log).
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TextIO

from kpi import control
from kpi.access import audit
from kpi.cli import access, change, make, remarks, show
from kpi.cli.actions import actions as actions_command
from kpi.cli.auditing import audit as audit_command
from kpi.cli.call import Call
from kpi.cli.milestones import milestones as milestones_command
from kpi.cli.output import Output
from kpi.cli.parser import Help, build
from kpi.cli.programme import programme as programme_command
from kpi.cli.report import report as report_command
from kpi.errors import Refusal
from kpi.language import SOURCE, speaking, tr
from kpi.runtime import Runtime, language_of, programme_of
from kpi.settings import Settings, programme_list

__all__ = ["listen", "main"]

DONE, FAULT, REFUSED = 0, 1, 2
logger = logging.getLogger("kpi.cli")


@dataclass(frozen=True, slots=True)
class Command:
    """``server``: may run inside a server that holds the store. ``reads``: only looks; commands that change something log it themselves."""

    run: Callable[[Call], int]
    server: bool = True
    reads: bool = False


COMMANDS: dict[str, Command] = {
    "programme": Command(programme_command, reads=True),
    "import": Command(change.import_files),
    "status": Command(show.status, reads=True),
    "series": Command(show.series, reads=True),
    "trace": Command(show.trace, reads=True),
    "batches": Command(show.batches, reads=True),
    "undo": Command(change.undo),
    "redo": Command(change.redo),
    "report": Command(report_command, reads=True),
    "templates": Command(make.templates, reads=True),
    "sample": Command(make.sample, reads=True),
    "answers": Command(change.answers),
    "access": Command(access.access),
    "actions": Command(actions_command),
    "milestones": Command(milestones_command),
    "judgements": Command(remarks.judgements),
    "annotations": Command(remarks.annotations),
    "shown": Command(remarks.shown),
    "check": Command(change.check, reads=True),
    "audit": Command(audit_command, reads=True),
    "backup": Command(change.backup),
    "restore": Command(change.restore, server=False),
}


def main(
    argv: Sequence[str] | None = None,
    out: TextIO | None = None,
    err: TextIO | None = None,
    *,
    environ: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> int:
    """Run one command and return its exit code. Streams, environment and working directory default to the process's own."""
    words = list(sys.argv[1:] if argv is None else argv)
    out, err = out or sys.stdout, err or sys.stderr
    environ, cwd = os.environ if environ is None else environ, cwd or Path.cwd()
    with speaking(_language(words, environ, cwd)):
        return _guarded(words, out, err, lambda output: _run_here(words, output, environ, cwd))


def listen(runtime: Runtime) -> control.ControlServer | None:
    """Open the door for the command line into this process, which holds the store. None for a store that many processes may open.

    Call once, when the server starts; close what it returns when the server stops.
    """
    if not runtime.settings.embedded:
        return None

    def handle(request: control.Request, out: TextIO, err: TextIO) -> int:
        words = list(request.argv)
        with speaking(_language(words, {"KPI_PROGRAMME": request.programme}, Path(request.cwd))):
            return _guarded(words, out, err, lambda output: _run_in_server(runtime, request, output))

    return control.ControlServer(runtime.settings.store, handle)


def _language(words: Sequence[str], environ: Mapping[str, str], cwd: Path) -> str:
    """What to speak: the language of the programme that is meant, known before the words are read, since their faults are said in it
    too. Swedish where there is no such programme."""
    first = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    first.add_argument("--programme")
    try:
        named = first.parse_known_args(words)[0].programme
    except argparse.ArgumentError:  # the flag has no value
        named = None
    try:
        return language_of(Settings.read(environ, programme=named, cwd=cwd))
    except Refusal:
        return SOURCE


def _guarded(words: Sequence[str], out: TextIO, err: TextIO, run: Callable[[Output], int]) -> int:
    """Turn what can go wrong into exit codes. Nothing of an unexpected exception reaches the streams: it may hold figures."""
    output = Output(out, err, as_json="--json" in words)
    try:
        return run(output)
    except Help as help_:
        out.write(help_.text)
        return DONE
    except Refusal as refusal:
        output.refusal(refusal)
        return REFUSED
    except BrokenPipeError:  # the reader of our answer has gone
        return DONE
    except KeyboardInterrupt:
        output.message(tr("Avbrutet."))
        return FAULT
    except Exception as error:
        audit.fault(logger, "command", error)
        output.refusal(Refusal(tr("Ett fel uppstod i programmet, så kommandot är inte slutfört. Detaljer står i loggen."), code="fault"))
        return FAULT


def _run_here(words: Sequence[str], output: Output, environ: Mapping[str, str], cwd: Path) -> int:
    args = build().parse_args(words)
    settings = _settings(args, environ, cwd)
    command = COMMANDS[args.command]
    try:
        return _run(command, Call(args, settings, cwd, output))
    except Refusal as refusal:
        if refusal.code != "store_locked" or not settings.embedded:
            raise
        if not command.server:
            raise Refusal(tr("Servern använder lagret. Stoppa servern och kör kommandot igen."), code="store_locked") from refusal
        request = control.Request(tuple(words), str(cwd), settings.user, settings.listed)
        code = control.forward(settings.store, request, output.out, output.err)
        if code is None:
            raise
        return code


def _run_in_server(runtime: Runtime, request: control.Request, output: Output) -> int:
    args = build().parse_args(request.argv)
    chosen = _chosen(runtime, request.programme)
    command = COMMANDS[args.command]
    if not command.server:
        raise Refusal(tr("Kommandot går inte att köra medan servern använder lagret."), code="store_locked")
    asked = tuple(one.settings.programme for one in chosen) if "programme" in vars(args) else ()
    settings = replace(chosen[0].settings, user=request.user, asked=asked)
    return _run(command, Call(args, settings, Path(request.cwd), output, server=chosen[0]))


def _chosen(runtime: Runtime, listed: str) -> list[Runtime]:
    """The server's programmes that the caller means, by name or by content. Raises Refusal for one that the server does not run."""
    found = []
    for name in programme_list(listed):
        here = list(runtime.beside.values()) or [runtime]
        same = next((one for one in here if one.settings.programme == name), None) or _by_content(here, name)
        if same is None:
            runs = ",".join(one.settings.programme for one in here)
            message = tr(
                "Servern kör programmet {runs}, inte {listed}. Stoppa den, eller ange --programme {runs}.", runs=runs, listed=listed
            )
            raise Refusal(message, code="other_programme")
        found.append(same)
    return found


def _by_content(here: Sequence[Runtime], name: str) -> Runtime | None:
    digest = programme_of(replace(here[0].settings, programme=name)).digest
    return next((one for one in here if one.programme.digest == digest), None)


def _run(command: Command, call: Call) -> int:
    code = command.run(call)
    call.output.out.flush()
    if command.reads:
        asked = {name: getattr(call.args, name, None) for name in ("indicator", "unit", "year", "month", "quarter", "as_role", "scope")}
        audit.record(call.settings.user, call.args.command, **asked)
    return code


def _settings(args: argparse.Namespace, environ: Mapping[str, str], cwd: Path) -> Settings:
    given = vars(args)
    return Settings.read(environ, store=given.get("store"), programme=given.get("programme"), user=given.get("user"), cwd=cwd)
