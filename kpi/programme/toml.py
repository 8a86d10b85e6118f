"""Writing TOML: the few shapes that a started pack needs. Python reads TOML by itself but does not write it."""

from __future__ import annotations

import json
from collections.abc import Mapping

Value = str | int | float | bool


def table(heading: str | None, **fields: Value | None) -> str:
    """A table with a line a field; None is left out. heading: "units.x" for a table, "[areas]" for one of several; None at the top."""
    head = f"[{heading}]\n" if heading else ""
    return head + "".join(f"{key} = {scalar(value)}\n" for key, value in fields.items() if value is not None)


def inline(fields: Mapping[str, str]) -> str:
    """A table on one line, its keys quoted."""
    return "{ " + ", ".join(f"{scalar(key)} = {scalar(value)}" for key, value in fields.items()) + " }"


def scalar(value: Value) -> str:
    """A value as TOML writes it. Text is escaped as in JSON, which TOML's basic strings follow, but for the control character 127."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return repr(int(value)) if isinstance(value, int) or value.is_integer() else repr(value)
