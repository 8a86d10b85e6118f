"""Faults of a programme pack, told in words: file, key and reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from kpi.errors import Fault, Refusal
from kpi.language import N_, ntr, tr

_TYPES = {
    "string": N_("text inom citattecken"),
    "int": N_("ett heltal"),
    "float": N_("ett tal (utan citattecken)"),
    "bool": N_("true eller false"),
    "list": N_("en lista inom [ ]"),
    "tuple": N_("en lista inom [ ]"),
    "dict": N_("en tabell"),
    "model": N_("en tabell"),
}


class PackError(Refusal):
    """A programme pack that cannot be used. ``faults``: every fault, ``sheet`` the file, ``column`` the key, ``message`` the reason."""

    def __init__(self, directory: str, faults: Sequence[Fault]) -> None:
        many = ntr("1 fel", "{n} fel", len(faults), n=len(faults))
        lines = [f"– {_place(f)}: {f.message}" for f in faults]
        text = tr("Programpaketet {directory} kan inte användas ({many}). Rätta filerna och starta om:", directory=directory, many=many)
        super().__init__("\n".join([text, *lines]), code="pack_invalid", faults=faults)


def fault(code: str, file: str, key: str | None, reason: str, value: object = None) -> Fault:
    """A fault at ``key`` of ``file``. ``value``: what stood there, repeated as text."""
    return Fault(code=code, message=reason, sheet=file, column=key, value=None if value is None else str(value))


def pydantic_faults(error: ValidationError, file: str, prefix: str) -> list[Fault]:
    """Every error of a model as a fault with its key path below ``prefix``."""
    out = []
    for e in error.errors(include_url=False):
        value = e.get("input")
        shown = value if isinstance(value, (str, int, float, bool)) else None
        out.append(fault(e["type"], file, key_path(prefix, e["loc"]), _reason(e["type"], e.get("ctx") or {}, shown), shown))
    return out


def key_path(prefix: str, loc: Iterable[int | str]) -> str:
    """A key as it is found in the file: ``indicators[3].notes[1].text`` (1-based, as a person counts)."""
    path = prefix
    for part in loc:
        path += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if path else part
    return path


def _reason(kind: str, ctx: Mapping[str, Any], value: object) -> str:
    stood = tr(", men där står ”{value}”", value=value) if value is not None else ""
    if kind in _FIXED:
        return tr(_FIXED[kind])
    if kind in _WITH_CONTEXT:
        return tr(_WITH_CONTEXT[kind], **{k: str(v).replace(" or ", f" {tr('eller')} ") for k, v in ctx.items()}) + stood
    type_name = _TYPES.get(kind.split("_")[0])
    return (tr("ska vara {what}", what=tr(type_name)) if type_name else tr("värdet är ogiltigt")) + stood


_FIXED = {
    "missing": N_("saknas och måste anges"),
    "extra_forbidden": N_("nyckeln är okänd: rätta stavningen eller ta bort den"),
    "finite_number": N_("ska vara ett ändligt tal"),
    "one_condition": N_("ange antingen equals eller above"),
    "link_alone": N_("ange minst två att knyta ihop: area, plan_goals, strategies, foundations"),
}
_WITH_CONTEXT = {
    "enum": N_("ska vara något av {expected}"),
    "literal_error": N_("ska vara något av {expected}"),
    "string_pattern_mismatch": N_("får bara ha små bokstäver a–z, siffror och bindestreck"),
    "greater_than_equal": N_("ska vara minst {ge}"),
    "less_than_equal": N_("ska vara högst {le}"),
}


def _place(f: Fault) -> str:
    return f"{f.sheet}: {f.column}" if f.column else f"{f.sheet}"
