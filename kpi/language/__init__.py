"""The language of the screen: Swedish in the source, the others from gettext catalogues (``kpi/locale/<language>/LC_MESSAGES/*.po``).

A text is written once, in Swedish, where it is said: ``tr("Filen {name} är tom.", name=name)``. ``ntr`` chooses between one and many.
``N_`` marks a constant, which is translated where it is shown, with ``tr``. What language that is, the programme pack decides, per run:
``speaking(programme.language)``. Outside of that, it is Swedish.

How a language writes numbers, months and the order of names comes from Babel (the Unicode CLDR); signs that are the product's own (U+2212
for minus, "–" for a missing value) are the same in all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Generic, TypeVar

from kpi.language.catalogue import SOURCE, messages
from kpi.language.locale import Marks, collated, marks, months

__all__ = [
    "LANGUAGES", "MANY", "NN_", "N_", "SOURCE", "Marks", "Said", "all_of", "current", "everywhere", "in_order", "month_names", "ntr",
    "number_marks", "one_of", "ptr", "speaking", "tr",
]  # fmt: skip

_Key = TypeVar("_Key")
LANGUAGES = (SOURCE, "da", "en")
MANY = "flera"

_spoken: ContextVar[str] = ContextVar("language", default=SOURCE)


def current() -> str:
    """The language of this run: "sv", "da" or "en"."""
    return _spoken.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """What is said inside is in ``language``. Raises ValueError for one that there is no catalogue of."""
    if language not in LANGUAGES:
        raise ValueError(f"no catalogue of {language!r}")
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def N_(text: str) -> str:
    """``text`` itself: marks a constant for the catalogues."""
    return text


def NN_(one: str, many: str) -> tuple[str, str]:
    """``one`` and ``many`` themselves: marks a constant that is said with ``ntr(*constant, n)``."""
    return one, many


def tr(text: str, /, **values: object) -> str:
    """``text`` in the language of this run, with ``values`` in its {places}. A text that no catalogue has is said in Swedish."""
    language = _spoken.get()
    if language != SOURCE:
        text = messages(language).get(("", text), text)
    return text.format(**values) if values else text


def everywhere(text: str) -> tuple[str, ...]:
    """``text`` in each language, Swedish first: what stands in a file that was written in another language than this run's."""
    return tuple(dict.fromkeys([text, *(messages(one).get(("", text), text) for one in LANGUAGES if one != SOURCE)]))


def ptr(context: str, text: str, /, **values: object) -> str:
    """As ``tr``, of a text that another language says in several ways: ``context`` tells them apart (gettext's msgctxt)."""
    language = _spoken.get()
    if language != SOURCE:
        text = messages(language).get((context, text), text)
    return text.format(**values) if values else text


def ntr(one: str, many: str, n: float, /, **values: object) -> str:
    """``one`` when ``n`` is 1, else ``many``; both with ``values`` in their {places}. Where Swedish says both alike ("{n} mål"), another
    language may still tell them apart: the many stand in the catalogues with the context ``MANY``."""
    return ptr(MANY, many, **values) if n != 1 and one == many else tr(one if n == 1 else many, **values)


def number_marks() -> Marks:
    """The decimal mark, what parts thousands and how per cent are written in the language of this run."""
    return marks(_spoken.get())


def month_names() -> tuple[str, ...]:
    """The twelve months' names in the language of this run, January first, as they stand within a sentence."""
    return months(_spoken.get())


def all_of(parts: Iterable[str]) -> str:
    """A list within a sentence: "a, b och c"; "" without any."""
    *first, last = list(parts) or [""]
    return tr("{first} och {last}", first=", ".join(first), last=last) if first else last


def one_of(parts: Iterable[str]) -> str:
    """Alternatives within a sentence: "a, b eller c"; "" without any."""
    *first, last = list(parts) or [""]
    return tr("{first} eller {last}", first=", ".join(first), last=last) if first else last


class Said(Mapping[_Key, str], Generic[_Key]):
    """Constants by key (marked with ``N_``), each given in the language of this run. A missing key raises KeyError, as of a dictionary."""

    def __init__(self, texts: Mapping[_Key, str]) -> None:
        self._texts = dict(texts)

    def __getitem__(self, key: _Key) -> str:
        return tr(self._texts[key])

    def __iter__(self) -> Iterator[_Key]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def constant(self, name: _Key) -> str:
        """As a module's ``__getattr__``: the texts are then the module's constants (``words.NO_GOAL``), each said when it is asked for.
        Import the module, not the name."""
        if name not in self._texts:
            raise AttributeError(name)
        return self[name]


def in_order(name: str, language: str | None = None) -> str:
    """Sort key of a name: the alphabet of ``language``, by default of this run (Swedish å, ä, ö last; Danish æ, ø, å)."""
    return _in_order(language or _spoken.get(), name)


@lru_cache(maxsize=65_536)
def _in_order(language: str, name: str) -> str:
    return collated(language, name)
