"""Commands about who may see what: list, grant, revoke, explain, import. Run at the machine itself, so also where the first administrator
is made."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from kpi.access.scope import Role, Scope
from kpi.cli.call import Call
from kpi.errors import Refusal
from kpi.language import N_, tr
from kpi.runtime import Runtime
from kpi.store.grant import Grant
from kpi.text import numbers
from kpi.views.access import GrantRow, role_word
from kpi.views.levels import role_of
from kpi.views.managers import Plan, PlanRow

DONE, REFUSED = 0, 2
KINDS = {"new": N_("ny"), "changed": N_("ändrad"), "unchanged": N_("oförändrad")}


def access(call: Call) -> int:
    """Run the part that was asked for."""
    return PARTS[call.args.part](call)


def _admin(call: Call, runtime: Runtime) -> Scope:
    """Who sits at the machine may give access there, under the own name in the log."""
    return Scope(Role.ADMIN, (), call.settings.user, runtime.programme.id)


def _every(call: Call, runtime: Runtime) -> list[Runtime]:
    """The programmes that were named, else all over the store."""
    return call.asked(runtime) or list(runtime.beside.values())


def _list(call: Call) -> int:
    with call.runtime() as runtime:
        several = bool(runtime.beside)
        rows = [row for one in _every(call, runtime) for row in one.views.grants(_admin(call, one), _day(call))]
    shown = [row for row in rows if row.holds or call.args.all]
    call.output.document([_grant_json(row, several) for row in shown])
    if not shown:
        call.output.text(tr("Ingen behörighet gäller.") if not call.args.all else tr("Ingen behörighet har getts."))
        return DONE
    headings = (tr("Id"), tr("Användarnamn"), tr("Namn"), tr("Roll"), tr("Enheter"), tr("Från"), tr("Till"), tr("Gäller"), tr("Varför"))
    texts = [_grant_text(row) for row in shown]
    if several:
        headings, texts = (tr("Program"), *headings), [(row.grant.programme, *text) for row, text in zip(shown, texts, strict=True)]
    call.output.table(headings, texts)
    return DONE


def _grant_json(row: GrantRow, several: bool) -> dict[str, Any]:
    """``several``: there is more than one programme that a grant can be for."""
    reached = [code for code, _ in row.units]
    told = asdict(row.grant)
    if not several:
        del told["programme"]
    return told | {"holds": row.holds, "why": row.reason, "reaches": reached}


def _grant_text(row: GrantRow) -> tuple[str, ...]:
    grant = row.grant
    units = ", ".join(code for code, _ in row.units)
    dates = (grant.valid_from, grant.valid_to or "")
    return (grant.id, grant.person, grant.name, row.role, units, *dates, tr("ja") if row.holds else tr("nej"), row.reason)


def _grant(call: Call) -> int:
    args = call.args
    with call.runtime() as runtime:
        several = bool(runtime.beside)
        # What can be refused of any of them is, before the first is given.
        wanted = [
            (one, *role_of(one.programme, args.role), _principal(one.views.grants(_admin(call, one)), args.deputy_for))
            for one in call.named(runtime)
        ]
        given = [
            one.views.give(
                _admin(call, one),
                args.person,
                role,
                name=args.name or "",
                units=tuple(args.unit or ()),
                valid_from=args.valid_from,
                valid_to=args.valid_to,
                reason=args.why,
                deputy_for=base,
                machine=True,
                title=title,
            )
            for one, role, title, base in wanted
        ]
    told = [_made_json(made, several) for made in given]
    call.output.document(told[0] if len(told) == 1 else told)
    for made in given:
        given_to = {"person": made.person, "role": role_word(made.role), "id": made.id}
        call.output.text(
            tr("{person} har fått rollen {role} i programmet {programme} ({id}).", programme=made.programme, **given_to)
            if several
            else tr("{person} har fått rollen {role} ({id}).", **given_to)
        )
    return DONE


def _made_json(made: Grant, several: bool) -> dict[str, Any]:
    told = asdict(made)
    return told if several else {name: value for name, value in told.items() if name != "programme"}


def _principal(rows: list[GrantRow], text: str | None) -> str | None:
    """The grant to deputise for: by its id, or by the person when that one has one only. None when nobody was named."""
    if not text:
        return None
    found = [
        r.grant for r in rows if r.grant.id == text or (r.holds and r.grant.person == text.casefold() and r.grant.role == Role.MANAGER)
    ]
    own = [grant for grant in found if grant.deputy_for is None]
    if len(own) != 1:
        ids = ", ".join(grant.id for grant in own)
        message = (
            tr("Ange vilken behörighet det gäller med dess id: {ids}.", ids=ids)
            if own
            else tr("{text} har ingen egen behörighet som chef.", text=text)
        )
        raise Refusal(message, code="no_principal")
    return own[0].id


def _revoke(call: Call) -> int:
    with call.runtime() as runtime:
        held = (one for one in _every(call, runtime) if any(g.id == call.args.grant for g in one.store.grants()))
        one = next(held, runtime)  # the views refuse what is in none
        one.views.revoke(_admin(call, one), call.args.grant, call.args.why)
    call.output.document({"grant": call.args.grant, "state": "revoked"})
    call.output.text(tr("Behörigheten {grant} är återkallad.", grant=call.args.grant))
    return DONE


def _forget(call: Call) -> int:
    with call.runtime() as runtime:
        pseudonym = runtime.views.forget_person(_admin(call, runtime), call.args.person, call.args.why)
    call.output.document({"person": pseudonym, "state": "forgotten"})
    call.output.text(tr("Personens namn och användarnamn är borta ur lagret. I historiken står {pseudonym}.", pseudonym=pseudonym))
    call.output.text(
        tr("Kvar: säkerhetskopior, revisionsloggens filer och lagrets gamla datafiler. Se docs/sakerhet.md, Radera en person.")
    )
    return DONE


def _explain(call: Call) -> int:
    args = call.args
    with call.runtime() as runtime:
        found = runtime.views.explain(_admin(call, runtime), args.person, _day(call), year=args.year, role=args.as_role)
        beside = {"programme": runtime.programme.id} if runtime.beside else {}
    told = found.explanation
    call.output.document(
        beside
        | {
            "person": told.person,
            "day": told.day.isoformat(),
            "role": told.scope.role if told.scope else None,
            "roles": list(told.roles),
            "why": told.text,
            "grants": [{"id": r.grant.id, "holds": r.holds, "why": r.text, "units": list(r.units)} for r in told.reasons],
            "year": found.year,
            "units": [{"unit": u.code, "name": u.name, "sees": u.answer.ok, "why": u.answer.reason} for u in found.units],
            "actions": [{"action": action, "may": answer.ok, "why": answer.reason} for action, answer in found.actions],
        }
    )
    who = tr("{person} i programmet {programme}", person=told.person, **beside) if beside else told.person
    call.output.text(f"{who}, {told.day}: {told.text}")
    if found.leads:
        call.output.text(f"{found.leads}.")
    for reason in told.reasons:
        call.output.text(f"  {tr('gäller') if reason.holds else tr('gäller inte')} ({reason.grant.id}): {reason.text}")
    seen = [u for u in found.units if u.answer.ok]
    call.output.text(
        tr("Ser {seen} av {all} enheter år {year}:", seen=numbers.count(len(seen)), all=numbers.count(len(found.units)), year=found.year)
    )
    if seen:
        call.output.table((tr("Enhet"), tr("Namn"), tr("Varför")), [(u.code, u.name, u.answer.reason) for u in seen])
    return DONE


def _import(call: Call) -> int:
    path = call.path(call.args.file)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Refusal(tr("Filen {path} går inte att läsa.", path=path), code="file_missing") from error
    with call.runtime() as runtime:
        if len(named := call.named(runtime)) > 1:
            raise Refusal(tr("En lista läses in i ett program i taget. Ange ett med --programme."), code="usage")
        one = named[0]
        scope = _admin(call, one)
        plan = one.views.plan_managers(scope, data, path.name)
        refused = bool(plan.faults)
        stored = [] if refused or call.args.dry_run else one.views.apply_managers(scope, plan)
    state = "refused" if refused else "preview" if call.args.dry_run else "active" if stored else "unchanged"
    call.output.document(_plan_json(plan, state))
    for row in plan.rows:
        if row.kind != "unchanged":
            call.output.text(f"  {tr('rad {row}', row=row.row.row)}: {tr(KINDS[row.kind])}, {row.row.person} {row.unit or ''}")
    for fault in plan.faults:
        call.output.message(f"  {fault}")
    counts = ", ".join(f"{numbers.count(plan.count(kind))} {tr(word)}" for kind, word in KINDS.items())
    said = {
        "refused": tr("Listan har fel, och inget är inläst. Rätta raderna och läs in den igen."),
        "preview": tr("Skulle ge: {counts}. Inget är sparat.", counts=counts),
        "active": tr("Listan är inläst: {counts}.", counts=counts),
        "unchanged": tr("Listan säger inget nytt."),
    }
    (call.output.message if refused else call.output.text)(said[state])
    return REFUSED if refused else DONE


def _plan_json(plan: Plan, state: str) -> dict[str, Any]:
    def row_json(row: PlanRow) -> dict[str, Any]:
        ids = {"grant": row.new.id if row.new else None, "before": row.before.id if row.before else None}
        return asdict(row.row) | {"kind": row.kind} | ids

    counts = {kind: plan.count(kind) for kind in KINDS}
    rows = [row_json(row) for row in plan.rows]
    return {"file": plan.file, "state": state, **counts, "rows": rows, "errors": [fault.to_json() for fault in plan.faults]}


def _template(call: Call) -> int:
    path = call.path(call.args.out)
    with call.runtime() as runtime:
        try:
            runtime.views.managers_template(_admin(call, runtime), path)
        except OSError as error:
            raise Refusal(tr("Mallen går inte att skriva: {path}. Välj en annan plats.", path=path), code="out_path") from error
    call.output.document({"file": str(path)})
    call.output.text(tr("Mallen är skriven: {path}", path=path))
    return DONE


def _day(call: Call) -> date | None:
    return date.fromisoformat(call.args.day) if call.args.day else None


PARTS = {
    "list": _list,
    "grant": _grant,
    "revoke": _revoke,
    "forget": _forget,
    "explain": _explain,
    "import": _import,
    "template": _template,
}
