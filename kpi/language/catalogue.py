"""Read the catalogues of a language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from babel.messages.pofile import read_po

SOURCE = "sv"  # what the source says; needs no catalogue
FOLDER = "LC_MESSAGES"


@cache
def messages(language: str) -> Mapping[tuple[str, str], str]:
    """(context, Swedish text) → the text in ``language``, of every catalogue in its folder. Untranslated and doubtful (fuzzy) ones are left
    out. One text is translated in one way: the catalogues agree, which ``docs.catalogues --check`` sees to."""
    known: dict[tuple[str, str], str] = {}
    for path in sorted(files("kpi").joinpath("locale", language, FOLDER).iterdir(), key=lambda p: p.name):
        if not path.name.endswith(".po"):
            continue
        with path.open("rb") as text:
            for message in read_po(text, locale=language):
                if message.id and isinstance(message.id, str) and isinstance(message.string, str) and message.string and not message.fuzzy:
                    known[message.context or "", message.id] = message.string
    return known
