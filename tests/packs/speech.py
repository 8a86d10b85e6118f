"""Is a text in the language of its pack? Each language by what another would give away."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tests.browser.judging import ENGLISH
from tests.language.texts import texts_of
from tests.packs.packs import Pack
from tests.pages.test_languages import swedish

DANISH = re.compile(r"[æøÆØ]|\b(?:ikke|ingen af|findes|ændret|indlæst|enheden er ikke)\b")
# English words that Danish has not.
OF_ENGLISH = re.compile(r"\b(?:the|and|of|are|with|upload|loading|running|select|choose|search|null|undefined|please)\b", re.IGNORECASE)


def own(pack: Pack) -> list[str]:
    """What the pack itself says: told as it is."""
    return [*texts_of(pack.programme.model_dump(exclude={"language", "digest"})), pack.folder.name]


def foreign(texts: Iterable[str], pack: Pack, kept: Iterable[str] = ()) -> list[str]:
    """The pieces that are not in the language of the pack, when what is told as it is has been taken out."""
    kept = [*own(pack), *kept]
    long = sorted({text.strip() for text in kept if len(text.strip()) > 1}, key=len, reverse=True)
    left = {text: _without(text, long) for text in dict.fromkeys(texts)}
    if pack.programme.language == "sv":
        return [text for text, rest in left.items() if ENGLISH.search(rest) or DANISH.search(rest)]
    english = [text for text, rest in left.items() if pack.programme.language != "en" and OF_ENGLISH.search(rest)]
    return [*english, *swedish(left, pack.programme.language, kept)]


def _without(text: str, kept: list[str]) -> str:
    for each in kept:
        text = text.replace(each, " ")
    return text
