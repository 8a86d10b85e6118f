"""Commands that change the store or look after it: import, undo, redo, check, backup, restore."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from kpi.access import audit
from kpi.access.identity import local_controller
from kpi.access.permissions import Permission, require
from kpi.cli.call import Call
from kpi.errors import Fault, Refusal
from kpi.intake import ImportResult, Intake, Reading, storing_order
from kpi.intake.questions import Question
from kpi.language import ptr, tr
from kpi.runtime import programmes_of
from kpi.store import restore as restore_store
from kpi.text import numbers

DONE, FAULT, REFUSED = 0, 1, 2
_QUESTIONS_SAID, _CHOICES_SAID = 20, 6


def state_word(state: str) -> str:
    """Whether an import holds, in a word; a state that has none is given back as it is."""
    return {"active": ptr("import", "gäller"), "undone": ptr("import", "ångrad")}.get(state, state)


def import_files(call: Call) -> int:
    """Read and store extracts. Organisation files are stored first, so that the others can name their units; a refused file does not stop
    the rest, but the exit code is then 2. Results come in the order the files were given."""
    args = call.args
    with call.runtime() as runtime:
        require(call.scope(runtime), Permission.IMPORT)
        files = [(call.path(file), None) for file in args.files]
        readings = runtime.intake.read_all(
            files, layout=args.layout, accept_valid=args.accept_valid, answers=dict(args.answer), remembered=not args.ask_again
        )
        order = storing_order(readings)
        if order != list(range(len(readings))):
            call.output.message(tr("Organisationen läses in före de andra filerna."))
        results: dict[int, ImportResult] = {}
        for i in order:
            results[i] = _import_one(call, runtime.intake, readings[i])
    ordered = [results[i] for i in range(len(readings))]
    call.output.document([result.to_json() for result in ordered])
    for result in ordered:
        _say_result(call, result)
    return REFUSED if any(result.state == "refused" for result in ordered) else DONE


def _import_one(call: Call, intake: Intake, reading: Reading) -> ImportResult:
    user = call.settings.user
    try:
        if call.args.dry_run and not reading.refused:
            return intake.preview(reading).as_result()
        result = intake.commit(reading, user)
    except Refusal as refusal:  # the store refused what the file alone did not show
        faults = list(refusal.faults) or [Fault(refusal.code, refusal.message)]
        result = ImportResult.refused(reading.as_refused(faults))
    audit.record(user, "import", file=reading.file, sha256=reading.sha256[:12], batch=result.batch, state=result.state)
    return result


def _say_result(call: Call, result: ImportResult) -> None:
    """The outcome in the answer; what is wrong with the file as messages."""
    say = call.output.message if call.output.as_json else call.output.text
    say(result.message)
    if result.state in ("active", "preview"):
        say(f"  {_counts(result)}")
    reading = result.reading
    for part in result.parts:
        name = call.programme.layout(str(part.reading.layout)).name
        told = {
            "active": f"{part.batch}. {_counts(part)}",
            "preview": _counts(part),
            "unchanged": tr("redan inläst ({batch}).", batch=part.batch),
        }
        where = tr("{name} (blad {sheet})", name=name, sheet=part.reading.sheet)
        say(f"  {where}: {told.get(part.state) or tr('ej inläst.')}")
    _say_faults(call, ptr("one", "Fel"), reading.faults, reading.faults_total)
    warnings = [*reading.warnings, *result.notes]
    _say_faults(call, tr("Att notera"), warnings, len(warnings))
    _say_questions(call, reading.questions)


def _counts(result: ImportResult) -> str:
    new, changed, same = (numbers.count(n) for n in (result.facts_new, result.facts_changed, result.facts_unchanged))
    return tr("Nya: {new}. Ändrade: {changed}. Oförändrade: {same}.", new=new, changed=changed, same=same)


def _say_questions(call: Call, questions: Sequence[Question]) -> None:
    """How each question is answered on the command line, with what it can be answered with."""
    if not questions:
        return
    said = tr('Svara med --answer "FRÅGA=SVAR", eller på sidan Importera. Svaren sparas till nästa fil.')
    call.output.message(f"  {said}")
    for question in questions[:_QUESTIONS_SAID]:
        choices = [f"{choice.value or tr('tomt')} ({choice.text})" for choice in question.choices[:_CHOICES_SAID]]
        left = len(question.choices) - len(choices)
        more = [tr("och {count} till", count=numbers.count(left))] if left > 0 else []
        listed = f". {tr('Svar: {answers}', answers='; '.join([*choices, *more]))}" if choices else ""
        call.output.message(f'  --answer "{question.id}=…"{listed}')
    if len(questions) > _QUESTIONS_SAID:
        rest = numbers.count(len(questions) - _QUESTIONS_SAID)
        call.output.message(f"  {tr('{count} frågor till står inte här; de finns med --json.', count=rest)}")


def _say_faults(call: Call, what: str, faults: Sequence[Fault], total: int) -> None:
    for fault in faults:
        value = f" {tr('(stod: {value})', value=fault.value)}" if fault.value is not None else ""
        call.output.message(f"  {what}: {fault}{value}")
    if total > len(faults):
        call.output.message(f"  {what}: {tr('{count} till visas inte.', count=numbers.count(total - len(faults)))}")


def answers(call: Call) -> int:
    """The answers about files that are remembered, newest first; or with ``--forget`` one of them taken back."""
    args = call.args
    with call.runtime() as runtime:
        scope = call.scope(runtime)
        if args.forget:
            require(scope, Permission.IMPORT)
            runtime.store.forget(args.forget, call.settings.user, args.why)
            audit.record(call.settings.user, "forget")
        rows = [row for row in runtime.views.answers(scope) if row.holds]
    call.output.document([asdict(row) for row in rows])
    if args.forget:
        call.output.message(tr("Svaret på {forget} är borttaget. Frågan ställs igen vid nästa fil.", forget=args.forget))
    if not rows:
        call.output.text(tr("Inga svar är sparade."))
        return DONE
    table = [(row.question, row.answer or tr("utelämnas"), row.replaced or "", row.user, row.time) for row in rows]
    call.output.table((tr("Fråga"), tr("Svar"), tr("Ersatte"), tr("Användare"), tr("Tid")), table)
    return DONE


def undo(call: Call) -> int:
    """Take an import out of force."""
    return _switch(call, "undo")


def redo(call: Call) -> int:
    """Put an undone import back in force."""
    return _switch(call, "redo")


def _switch(call: Call, action: str) -> int:
    args = call.args
    with call.runtime() as runtime:
        require(call.scope(runtime), Permission.UNDO)
        change = runtime.store.undo if action == "undo" else runtime.store.redo
        info = change(args.batch, call.settings.user, args.why)
        version = runtime.store.data_version()
    audit.record(call.settings.user, action, batch=info.batch)
    call.output.document(asdict(info) | {"data_version": version})
    call.output.text(
        tr(
            "Importen {batch} ({file}) är nu {state}. Dataversion {version}.",
            batch=info.batch,
            file=info.file,
            state=state_word(info.state),
            version=version,
        )
    )
    return DONE


def check(call: Call) -> int:
    """Check the store's integrity. Exit code 1 when it contradicts itself."""
    with call.runtime() as runtime:
        problems = runtime.store.check()
        version = runtime.store.data_version()
    ok = not any(p.severity == "error" for p in problems)
    call.output.document({"ok": ok, "data_version": version, "problems": [asdict(p) for p in problems]})
    for problem in problems:
        call.output.text(
            f"{ptr('one', 'Fel') if problem.severity == 'error' else tr('Att notera')}: {problem.message} ({numbers.count(problem.count)})"
        )
    call.output.text(tr("Lagret hänger ihop.") if ok else tr("Lagret hänger inte ihop. Läs tillbaka en säkerhetskopia."))
    return DONE if ok else FAULT


def backup(call: Call) -> int:
    """Write a consistent copy, also while others work."""
    path = call.path(call.args.file)
    with call.runtime() as runtime:
        require(call.scope(runtime), Permission.BACKUP)
        version = runtime.store.data_version()
        try:
            written = runtime.store.backup(path)
        except OSError as error:
            message = tr("Säkerhetskopian {path} går inte att skriva. Välj en annan plats.", path=path)
            raise Refusal(message, code="out_path") from error
    audit.record(call.settings.user, "backup", file=written.name)
    call.output.document({"file": str(written), "bytes": written.stat().st_size, "data_version": version})
    call.output.text(tr("Säkerhetskopian är skriven: {written}", written=written))
    return DONE


def restore(call: Call) -> int:
    """Fill the store from a backup. The store must be empty unless --force."""
    settings, packs = call.settings, programmes_of(call.settings)
    programme = packs[0]
    require(local_controller(programme.root_unit, settings.user), Permission.RESTORE)
    settings.make_folder()
    path = call.path(call.args.file)
    version = restore_store(path, settings.store, programme, data_path=settings.store_data, force=call.args.force, beside=packs[1:])
    audit.record(settings.user, "restore", file=path.name)
    call.output.document({"file": str(path), "store": settings.shown_store, "data_version": version})
    call.output.text(
        tr(
            "Säkerhetskopian {path} är inläst i {store}. Dataversion {version}.",
            path=path,
            store=settings.shown_store,
            version=version,
        )
    )
    return DONE
