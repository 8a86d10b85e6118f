"""Which pages there are, and the menu that leads to them. Areas come from the programme pack."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi.access.permissions import Permission, allowed
from kpi.access.scope import Scope
from kpi.language import tr
from kpi.programme.model import Programme
from kpi.programme.network import in_words
from kpi.text.escape import html

if TYPE_CHECKING:
    from pages._ui.urls import Query

START = "lage"  # the start page's own path; it is served at the root
INDICATOR = "indikator"
MINE = "min-enhet"
YEAR_STATUS = "arsstatus"
ACTIONS = "atgarder"
MAP = "malkarta"
IMPORT = "importera"
CATALOGUE = "katalog"
LOG = "logg"
ACCESS = "atkomst"
AREA_FILE = "pages/program/omrade.py"
# What a line of menu holds at a desk (1440 px): so many letters, where the space between two links takes as much as some of them.
_LINE, _SPACE = 146, 2.5
ORIGIN = "ursprung"  # ``visa`` in the address of the page about an indicator: first where the figure comes from


@dataclass(frozen=True, slots=True)
class Entry:
    """A page: its path in the address, its name, its file and where it stands in the menu ("" = not in the menu)."""

    path: str
    title: str
    file: str
    section: str = ""
    area: str | None = None  # id of the area it shows
    filtered: bool = True  # it is about a year and a unit
    dated: bool = True  # it can show what was known at an earlier date
    elsewhere: tuple[str, ...] = ()  # ids of the other programmes that have it, when this one has no such page
    needs: Permission = Permission.READ_FIGURES  # without it the menu does not name the page (the page itself refuses, with the reason)

    @property
    def link(self) -> str:
        return "" if self.path == START else self.path


def entries(programme: Programme, others: Sequence[Programme] = ()) -> tuple[Entry, ...]:
    """All pages, in the menu's order; last those that only ``others`` have, which say so instead of being shown."""
    fixed = (
        Entry(START, tr("Läget"), "pages/lage/lage.py", "start"),
        Entry(MAP, tr("Målkarta"), "pages/program/malkarta.py", "map" if in_words(programme) else ""),
        Entry(MINE, tr("Min enhet"), "pages/enhet/min_enhet.py", "unit", needs=Permission.READ_UNIT),
        Entry(YEAR_STATUS, tr("Årsstatus"), "pages/arsstatus/arsstatus.py", "year"),
        Entry(ACTIONS, tr("Åtgärder"), "pages/program/atgarder.py", "actions", filtered=False, needs=Permission.READ_ACTIONS),
        Entry(INDICATOR, tr("Indikator"), "pages/program/indikator.py"),
        Entry(IMPORT, tr("Importera"), "pages/data/importera.py", "data", filtered=False, dated=False, needs=Permission.IMPORT),
        Entry(CATALOGUE, tr("Katalog"), "pages/data/katalog.py", "data", filtered=False, needs=Permission.READ_CATALOGUE),
        Entry(LOG, tr("Logg"), "pages/data/logg.py", "data", filtered=False, needs=Permission.READ_LOG),
        Entry(ACCESS, tr("Åtkomst"), "pages/data/atkomst.py", "data", filtered=False, dated=False, needs=Permission.READ_ACCESS),
    )
    taken = {e.path for e in fixed}
    areas = [Entry(_path(a.id, taken), a.name, AREA_FILE, "program", area=a.id) for a in programme.areas]
    own = taken | {e.path for e in areas}
    named = {path: a.name for p in reversed(others) for a in p.areas if (path := _path(a.id, taken)) not in own}
    away = (Entry(path, name, AREA_FILE, elsewhere=tuple(p.id for p in others if _has(p, path, taken))) for path, name in named.items())
    return (fixed[0], *areas, *fixed[1:], *away)


def _path(area: str, taken: Collection[str]) -> str:
    """An area's path; one that another page has gets a word before it."""
    return f"program-{area}" if area in taken else area


def _has(programme: Programme, path: str, taken: Collection[str]) -> bool:
    return any(_path(a.id, taken) == path for a in programme.areas)


def menu(pages: Sequence[Entry], here: Entry, query: Query, scope: Scope, switcher: str = "") -> str:
    """The page's head: name and menu of what the scope may open. The same links twice: in one line, and folded for narrow screens.

    ``switcher``: ready HTML, the way to the other programmes.
    """
    pages = [e for e in pages if allowed(scope, e.needs)]
    groups = [
        ("", "start"),
        (tr("Programområden"), "program"),
        ("", "map"),
        ("", "unit"),
        ("", "year"),
        ("", "actions"),
        (tr("Data"), "data"),
    ]
    links = {e.path: _link(e, here, query) for e in pages if e.section}
    folds = {"data"} if _fits(pages, tr("Data")) else {"data", "program"}
    wide, narrow = [], []
    for name, section in groups:
        own = [e for e in pages if e.section == section]
        items = "".join(links[e.path] for e in own)
        if not items:
            continue
        if not name:
            both = f'<ul class="mb-menu-start">{items}</ul>'
        else:
            both = f'<div class="mb-menu-group"><span class="mb-menu-name">{name}</span><ul aria-label="{name}">{items}</ul></div>'
        narrow.append(both)
        wide.append(_folded(name, section, own, here, items) if section in folds and len(own) > 1 else both)
    return (
        f'<header class="mb-head"><a class="mb-brand" href="{html(query.href())}" data-mb="top">{_NAME}</a>{switcher}'
        f'<nav class="mb-menu mb-menu-wide" aria-label="{tr("Huvudmeny")}">{"".join(wide)}</nav>'
        f'<details class="mb-menu mb-menu-narrow"><summary>{tr("Meny")}<span class="mb-menu-here"> · {html(here.title)}</span></summary>'
        f'<nav aria-label="{tr("Meny")}">{"".join(narrow)}</nav></details></header>'
    )


def _fits(pages: Sequence[Entry], fold: str) -> bool:
    """Do all the areas stand on one line with the rest? ``fold``: the name that the last group is behind, beside the longest of its own."""
    words = [e.title for e in pages if e.section and e.section != "data"]
    behind = max((f"{fold} · {e.title}" for e in pages if e.section == "data"), key=len, default="")
    return sum(len(word) + _SPACE for word in (*words, behind)) - _SPACE <= _LINE


def _folded(name: str, section: str, own: Sequence[Entry], here: Entry, items: str) -> str:
    """A group behind its name, which also says the page one is on: all of them beside each other would need a second line."""
    inside = f'<span class="mb-menu-here"> · {html(here.title)}</span>' if here in own else ""
    current = ' data-here=""' if here in own else ""
    return (
        f'<details class="mb-menu-fold mb-menu-fold-{section}"{current}><summary>{name}{inside}</summary>'
        f'<ul aria-label="{name}">{items}</ul></details>'
    )


def brand() -> str:
    """The page's head for someone who has no pages to go to."""
    return f'<header class="mb-head"><span class="mb-brand">{_NAME}</span></header>'


def _link(entry: Entry, here: Entry, query: Query) -> str:
    current = ' aria-current="page"' if entry == here else ""
    return f'<li><a href="{html(query.href(entry.link))}" data-mb="top"{current}>{html(entry.title)}</a></li>'


_MARK = (
    '<svg class="mb-mark" viewBox="0 0 34 16" aria-hidden="true" focusable="false">'
    '<path d="M6 8h20" stroke="currentColor" stroke-width="2"/>'
    '<circle cx="4.5" cy="8" r="3.5" fill="var(--mb-paper)" stroke="currentColor" stroke-width="1.8"/>'
    '<circle cx="15.5" cy="8" r="4" fill="currentColor"/><path d="M28 2.6 33.4 8 28 13.4 22.6 8z" fill="var(--mb-accent)"/></svg>'
)
_NAME = f"{_MARK}<span>Målbild</span>"
