"""The texts in something made of others, wherever in it they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any


def texts_of(found: Any) -> Iterator[str]:
    """Every text in something made of mappings and lists; keys are none."""
    if isinstance(found, str):
        yield found
    elif isinstance(found, Mapping):
        for value in found.values():
            yield from texts_of(value)
    elif isinstance(found, Iterable):
        for value in found:
            yield from texts_of(value)
