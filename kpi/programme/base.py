"""What all models of a programme pack have in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

IDENTIFIER = r"^[a-z0-9][a-z0-9-]*$"
"""What an id is written as: it stands in addresses and file names."""


class Frozen(BaseModel):
    """Base of all pack models: immutable, and an unknown key is an error (never guessed)."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, allow_inf_nan=False)


class Note(Frozen):
    """Something a reader must know about what it stands at, with where it comes from."""

    text: str
    source: str | None = None
