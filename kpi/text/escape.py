"""Text from files and users is data, never markup: make it safe to put in HTML or Markdown."""

from __future__ import annotations

import html as _html
import re

_JOINER = "\u2060"  # invisible, no break: parts what would otherwise be read as one token
# Control characters, and the marks that turn the reading direction round (they can disguise what a text says).
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
_BLANKS = re.compile(r"[ \t\r\n\u2028\u2029]+")
_PUNCTUATION = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$&:=^])")
# These are recognised after escapes are resolved, so they are parted by the joiner: :shortcode:, :material/…:, http://, www.
_LATE = re.compile(r"(:)(?=[\w+\-]+:|material/|streamlit|//)|(\bwww)(?=\.)", re.IGNORECASE)


def html(text: str | None) -> str:
    """``text`` for HTML content or a quoted attribute. None gives ""."""
    return _html.escape(_UNWANTED.sub("", text or ""), quote=True)


def plain(text: str | None, longest: int = 200) -> str:
    """``text`` for a widget that shows its characters as they are: one line, without hidden marks, cut after ``longest`` characters."""
    line = _BLANKS.sub(" ", _UNWANTED.sub("", text or "")).strip()
    return line if len(line) <= longest else f"{line[:longest]}…"


def markdown(text: str | None) -> str:
    """``text`` as one line of Markdown that shows exactly its own characters. None gives ""."""
    line = _BLANKS.sub(" ", _UNWANTED.sub("", (text or "").replace("\r", " ").replace("\x0b", " ").replace("\x0c", " "))).strip()
    return _PUNCTUATION.sub(r"\\\1", _LATE.sub(lambda m: m.group(0) + _JOINER, line))
