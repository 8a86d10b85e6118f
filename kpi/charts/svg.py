"""Small parts that the drawn charts share: escaped text, an estimate of its width, the lock, the symbol of each status."""

from __future__ import annotations

import hashlib
import re

from kpi.charts.tokens import status_variable
from kpi.measure.status import Lacking, Status
from kpi.text import escape, words

_NOT_XML = re.compile("[\ufffe\uffff\ud800-\udfff]")
_LINES = re.compile("[\t\n\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]+")
# Widths in em of a common sans-serif (Helvetica's metrics): wider than our own typeface, so labels that fit here fit on screen.
_NARROW = dict.fromkeys("iljI.,:;'|! \u00a0\u202f()[]ftr", 0.33)
_WIDE = dict.fromkeys("mwMWÅÄÖABCDEFGHKNOPQRSTUVXYZ%–−+", 0.8) | dict.fromkeys("—…", 1.0)
_EM = 0.56
_OTHER_EM = 1.0  # scripts and symbols outside Latin: assume a full em


def esc(text: str | None) -> str:
    """``text`` for XML content or a quoted attribute: escaped, on one line, without characters XML does not allow. None gives "".

    On one line because a blank line ends a block of HTML in Markdown, and what follows would be read as Markdown.
    """
    return escape.html(_LINES.sub(" ", _NOT_XML.sub("", text or "")))


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """About how many px ``text`` takes at ``size`` px, rather too much than too little."""
    em = sum(_NARROW.get(c) or _WIDE.get(c) or (_EM if ord(c) < 0x250 else _OTHER_EM) for c in text)
    return em * size * (1.06 if bold else 1.0)


def wrapped(text: str, size: float, width: float) -> tuple[str, ...]:
    """``text`` broken between words into lines of at most ``width`` px; a word longer than that stands alone."""
    lines: list[str] = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return tuple(lines) or ("",)


def capitalised(text: str) -> str:
    """``text`` with its first letter in upper case, the rest as it stands."""
    return text[:1].upper() + text[1:]


def unique_id(*parts: object) -> str:
    """An id that is the same for the same parts and differs for others: stable over reruns, so the browser redraws nothing."""
    digest = hashlib.sha256("\x1f".join(str(p) for p in parts).encode("utf-8", "replace")).hexdigest()
    return f"mb-{digest[:12]}"


def lock_path(x: float, y: float, size: float) -> str:
    """SVG path data of a closed padlock in the square with its upper left corner at (x, y)."""
    k = size / 16

    def p(px: float, py: float) -> str:
        return f"{x + px * k:.2f},{y + py * k:.2f}"

    body = f"M{p(3, 7)} L{p(13, 7)} L{p(13, 15)} L{p(3, 15)} Z"
    outer = f"M{p(4.6, 7)} L{p(4.6, 4.6)} C{p(4.6, 0.2)} {p(11.4, 0.2)} {p(11.4, 4.6)} L{p(11.4, 7)}"
    inner = f"L{p(9.6, 7)} L{p(9.6, 4.8)} C{p(9.6, 2.4)} {p(6.4, 2.4)} {p(6.4, 4.8)} L{p(6.4, 7)} Z"
    return f"{body} {outer} {inner}"


def hover(text: str, x: float, y: float, shape: str) -> str:
    """A mark with its hover text, and 24 px to hit."""
    return f'<g><title>{esc(text)}</title><circle cx="{x:.1f}" cy="{y:g}" r="12" fill="transparent"/>{shape}</g>'


# Each symbol on a 16 × 16 grid: drawn, so that it looks the same in every font.
_SYMBOLS: dict[Status, str] = {
    Status.REACHED: '<path d="M2.5 8.5 6.5 12.5 13.5 3.5" {line}/>',
    Status.ON_TRACK: '<path d="M8 2.5 14.5 13.5 1.5 13.5Z" {fill}/>',
    Status.BEHIND: '<path d="M3 3H13V13H3Z" {fill}/>',
    Status.WRONG_WAY: '<path d="M8 13.5 1.5 2.5 14.5 2.5Z" {fill}/>',
    Status.NOT_MEASURED: '<circle cx="8" cy="8" r="5.5" {line}/>',
    Status.NO_BASELINE: '<circle cx="8" cy="8" r="5.5" {line} stroke-dasharray="2 2.3"/>',
    Status.NOT_ASSESSABLE: '<path d="M8 2.2A5.8 5.8 0 1 1 7.99 2.2M4 12 12 4" {line}/>',
    Status.SUPPRESSED: f'<path d="{lock_path(0, 0, 16)}" {{fill}}/>',
    Status.NOT_REACHED: '<path d="M8 1.8 14.2 8 8 14.2 1.8 8Z" {line}/>',
    Status.IMPROVED: '<path d="M3.5 12.5 12.5 3.5M6 3.5H12.5V10" {line}/>',
    Status.UNCHANGED: '<path d="M2 8H13.5M9.5 4 13.5 8 9.5 12" {line}/>',
    Status.NO_DIRECTION: '<path d="M3 3H13V13H3ZM8 3V13" {line}/>',
    Status.WORSENED: '<path d="M3.5 3.5 12.5 12.5M6 12.5H12.5V6" {line}/>',
}


def status_symbol_svg(status: Status) -> str:
    """The status' symbol, drawn, 1 em square and in the status' colour. Decoration: the word stands beside it."""
    shape = status_shape(status)
    return f'<svg class="mb-symbol" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">{shape}</svg>'


def row_symbol_svg(row: words.Stands) -> str:
    """A row's symbol: as its status', or that of why there is no value."""
    if row.lacking is None:
        return status_symbol_svg(row.status)
    colour = status_variable(row.status)
    line = f'fill="none" stroke="{colour}" stroke-width="1.8" stroke-linejoin="round" stroke-linecap="round"'
    shape = _LACKING[row.lacking].replace("{line}", line)
    return f'<svg class="mb-symbol" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">{shape}</svg>'


_LACKING: dict[Lacking, str] = {
    Lacking.PROTECTED_IN_SOURCE: f'<path d="{lock_path(0, 0, 16)}" {{line}}/>',
    Lacking.MISSING: '<path d="M8 2.2A5.8 5.8 0 1 1 7.99 2.2M5 8H11" {line}/>',
}


def status_shape(status: Status) -> str:
    """The status' symbol as a shape on a 16 × 16 grid, for a drawing that has room for it."""
    colour = status_variable(status)
    line = f'fill="none" stroke="{colour}" stroke-width="2"'
    return _SYMBOLS[status].format(line=line, fill=f'fill="{colour}" fill-rule="evenodd"')
