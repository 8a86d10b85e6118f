"""Design tokens: colours, type and spacing for light and dark, as data and as CSS variables.

Colours are chosen so that text reaches 4.5:1 and marks 3:1 on both backgrounds of their mode, and so that the five status families
stay apart for readers with deutan or protan vision (held by tests). Status is never colour alone: word and symbol go with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from kpi.measure.status import Status

Mode = Literal["light", "dark"]

FONT = '"Source Sans", "Source Sans 3", "Source Sans Pro", system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif'
FONT_TITLE = '"Source Serif", "Source Serif 4", "Source Serif Pro", Georgia, "Liberation Serif", serif'
SIZE_SMALL, SIZE_BODY, SIZE_TITLE = 13, 16, 28  # px: the three sizes of type there are
SPACE = (4, 8, 12, 16, 24, 40)  # px


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one mode, as #RRGGBB. ``paper`` is the page, ``surface`` what is raised from it."""

    paper: str
    surface: str
    text: str
    muted: str  # secondary text
    hairline: str  # rules and faint gridlines: decoration, carries no meaning
    accent: str  # links, buttons, the target
    path: str  # the calculated path
    women: str
    men: str
    status: Mapping[Status, str]


def _statuses(reached: str, forward: str, behind: str, wrong: str, neutral: str) -> Mapping[Status, str]:
    """Five families: there, on the way, not far enough, the wrong way, no verdict. Symbols tell members of a family apart."""
    families = {
        reached: (Status.REACHED,),
        forward: (Status.ON_TRACK, Status.IMPROVED),
        behind: (Status.BEHIND, Status.NOT_REACHED),
        wrong: (Status.WRONG_WAY, Status.WORSENED),
    }
    named = {status: colour for colour, members in families.items() for status in members}
    return MappingProxyType({status: named.get(status, neutral) for status in Status})


_PALETTES: dict[str, Palette] = {
    "light": Palette(
        paper="#FAF7F1",
        surface="#FFFDF9",
        text="#1D2433",
        muted="#5B6070",
        hairline="#DED7CA",
        accent="#0F5A5E",
        path="#5B6070",
        women="#7A3E91",
        men="#47792F",
        status=_statuses(reached="#163B7A", forward="#1D72B0", behind="#966300", wrong="#7F1D1D", neutral="#6D6B68"),
    ),
    "dark": Palette(
        paper="#12161F",
        surface="#1A202C",
        text="#EDE8DE",
        muted="#ADABA8",
        hairline="#303747",
        accent="#6CC5C1",
        path="#ADABA8",
        women="#CF9FE6",
        men="#8CC27A",
        status=_statuses(reached="#C4D6FF", forward="#5FA8E8", behind="#E8B84B", wrong="#E5734F", neutral="#A3A09B"),
    ),
}


def palette(mode: Mode = "light") -> Palette:
    """The colours of a mode, "light" or "dark". Any other mode raises KeyError."""
    return _PALETTES[mode]


def variable(name: str) -> str:
    """CSS reference to a token with the light value as fallback, so that a saved SVG keeps its colours: ``var(--mb-text, #1D2433)``."""
    return f"var(--mb-{name}, {getattr(_PALETTES['light'], name)})"


def status_variable(status: Status) -> str:
    """CSS reference to a status' colour."""
    return f"var(--mb-status-{_css_name(status)}, {_PALETTES['light'].status[status]})"


def css_variables(mode: Mode = "light", selector: str = ":root") -> str:
    """One CSS rule that sets every ``--mb-…`` variable of the mode on ``selector``."""
    colours = _PALETTES[mode]
    names = ("paper", "surface", "text", "muted", "hairline", "accent", "path", "women", "men")
    lines = [f"color-scheme: {mode}"]
    lines += [f"--mb-{name}: {getattr(colours, name)}" for name in names]
    lines += [f"--mb-status-{_css_name(status)}: {colour}" for status, colour in colours.status.items()]
    sizes = (("small", SIZE_SMALL), ("body", SIZE_BODY), ("title", SIZE_TITLE))
    lines += [f"--mb-size-{name}: {px / 16:g}rem" for name, px in sizes]
    lines += [f"--mb-space-{i}: {px}px" for i, px in enumerate(SPACE, start=1)]
    lines += [f"--mb-font: {FONT}", f"--mb-font-title: {FONT_TITLE}"]
    return f"{selector} {{ " + "; ".join(lines) + "; }"


def chart_css() -> str:
    """The rules that tracks, sparks and table twins need; colours come from ``css_variables``. Include once a page."""
    stacks = (_STACK_CSS.format(name=name, below=below) for name, below in (("mb-stack", 519), ("mb-stack-wide", 759)))
    return "\n".join((_CHART_CSS, *stacks))


def _css_name(status: Status) -> str:
    return status.value.replace("_", "-")


# A track is drawn twice, for wide and narrow columns; the column's own width decides (not the window's), and print gets the wide one.
_CHART_CSS = """
.mb-track { container-type: inline-size; width: 100%; max-width: 720px; }
.mb-track svg { display: block; width: 100%; height: auto; overflow: visible; font-family: var(--mb-font); }
.mb-track .mb-wide { display: none; }
.mb-track .mb-compact { max-width: 440px; }
@container (min-width: 540px) {
  .mb-track .mb-wide { display: block; }
  .mb-track .mb-compact { display: none; }
}
.mb-spark { display: inline-block; vertical-align: middle; overflow: visible; }
.mb-symbol { display: inline-block; vertical-align: -0.125em; width: 1em; height: 1em; }
.mb-table-wrap { container-type: inline-size; width: 100%; }
table.mb-table { border-collapse: collapse; width: auto; max-width: 100%; font-family: var(--mb-font); font-size: var(--mb-size-small);
  color: var(--mb-text); font-variant-numeric: tabular-nums lining-nums; }
table.mb-table caption { caption-side: top; text-align: left; font-weight: 600; padding: 0 0 var(--mb-space-2); }
table.mb-table th, table.mb-table td { border: 0; border-bottom: 1px solid var(--mb-hairline); padding: 6px 24px 6px 0;
  text-align: left; vertical-align: baseline; font-weight: 400; }
table.mb-table thead th { color: var(--mb-muted); border-bottom-color: var(--mb-muted); }
table.mb-table .mb-num { text-align: right; white-space: nowrap; }
table.mb-table .mb-frac { display: inline-block; text-align: left; min-width: var(--mb-frac, 0); }
table.mb-table th:last-child, table.mb-table td:last-child { padding-right: 0; }
.mb-table-note { color: var(--mb-muted); font-size: var(--mb-size-small); margin: var(--mb-space-2) 0 0; }
""".strip()

# Where its column is too narrow for a table, each row becomes a block of heading and value. ARIA roles keep it a table to a screen reader.
_STACK_CSS = """@container (max-width: {below}px) {{
  table.{name}, .{name} caption, .{name} tbody, .{name} tr, .{name} th, .{name} td {{ display: block; }}
  .{name} thead {{ position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }}
  .{name} tr {{ padding: var(--mb-space-2) 0 var(--mb-space-3); border-bottom: 1px solid var(--mb-hairline); }}
  table.{name} tbody th {{ font-weight: 600; border: 0; padding: 0 0 2px; }}
  table.{name} td {{ display: flex; justify-content: space-between; gap: var(--mb-space-3); border: 0; padding: 2px 0; }}
  table.{name} .mb-frac {{ min-width: 0; }}
  table.{name} td::before {{ content: attr(data-label); color: var(--mb-muted); text-align: left; white-space: normal; }}
}}"""
