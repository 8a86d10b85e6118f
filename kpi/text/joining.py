"""Words joined with "och" and "eller", in the language of the run."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

from kpi.language import tr


def all_of(words: Iterable[str]) -> str:
    """ "a och b", "a och b och c"; empty of none."""
    return reduce(lambda first, second: tr("{first} och {second}", first=first, second=second), words) if (words := list(words)) else ""


def any_of(words: Iterable[str]) -> str:
    """ "a eller b", "a eller b eller c"; empty of none."""
    return reduce(lambda first, second: tr("{first} eller {second}", first=first, second=second), words) if (words := list(words)) else ""
