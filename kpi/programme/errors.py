"""Faults of a programme pack, told in Swedish: file, key and reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from kpi.errors import Fault, Refusal

_TYPES = {
    "string": "text inom citattecken",
    "int": "ett heltal",
    "float": "ett tal (utan citattecken)",
    "bool": "true eller false",
    "list": "en lista inom [ ]",
    "tuple": "en lista inom [ ]",
    "dict": "en tabell",
    "model": "en tabell",
}


class PackError(Refusal):
    """A programme pack that cannot be used. ``faults``: every fault, ``sheet`` the file, ``column`` the key, ``message`` the reason."""

    def __init__(self, directory: str, faults: Sequence[Fault]) -> None:
        many = "1 fel" if len(faults) == 1 else f"{len(faults)} fel"
        lines = [f"– {_place(f)}: {f.message}" for f in faults]
        text = "\n".join([f"Programpaketet {directory} kan inte användas ({many}). Rätta filerna och starta om:", *lines])
        super().__init__(text, code="pack_invalid", faults=faults)


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
    stood = f", men där står ”{value}”" if value is not None else ""
    if kind in _FIXED:
        return _FIXED[kind]
    if kind in _WITH_CONTEXT:
        return _WITH_CONTEXT[kind].format(**{k: str(v).replace(" or ", " eller ") for k, v in ctx.items()}) + stood
    type_name = _TYPES.get(kind.split("_")[0])
    return f"ska vara {type_name}{stood}" if type_name else f"värdet är ogiltigt{stood}"


_FIXED = {
    "missing": "saknas och måste anges",
    "extra_forbidden": "nyckeln är okänd: rätta stavningen eller ta bort den",
    "finite_number": "ska vara ett ändligt tal",
    "one_condition": "ange antingen equals eller above",
    "link_alone": "ange minst två att knyta ihop: area, plan_goals, strategies, foundations",
}
_WITH_CONTEXT = {
    "enum": "ska vara något av {expected}",
    "literal_error": "ska vara något av {expected}",
    "string_pattern_mismatch": "får bara ha små bokstäver a–z, siffror och bindestreck",
    "greater_than_equal": "ska vara minst {ge}",
    "less_than_equal": "ska vara högst {le}",
}


def _place(f: Fault) -> str:
    return f"{f.sheet}: {f.column}" if f.column else f"{f.sheet}"
