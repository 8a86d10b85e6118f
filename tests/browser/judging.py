"""What is wrong with a page: words that are not Swedish, things outside the window, accessibility faults."""

from __future__ import annotations

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Every text in the document and every attribute that is read out, except icons (whose names are drawn as pictures).
TEXTS = """() => {
  const out = new Set();
  const icon = e => e.closest('[data-testid="stIconMaterial"], script, style, noscript');
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim();
    if (text && walker.currentNode.parentElement && !icon(walker.currentNode.parentElement)) out.add(text);
  }
  const attributes = ['aria-label', 'aria-description', 'aria-roledescription', 'aria-valuetext', 'title', 'placeholder', 'alt'];
  for (const element of document.querySelectorAll('*')) {
    for (const name of attributes) {
      const value = element.getAttribute(name);
      if (value && value.trim()) out.add(value.trim());
    }
  }
  return [...out, document.title];
}"""

ENGLISH = re.compile(
    r"\b(the|and|of|to|is|are|with|upload|browse|drag|drop|files?|error|loading|running|stop|rerun|deploy|settings|clear|close|open|press"
    r"|enter|submit|show|hide|download|search|select|choose|options?|results|view|fullscreen|increment|decrement|please|wait|connection"
    r"|found|page|skip|content|sort|column|chart|table|menu|expand|collapse|step|exception|traceback|streamlit|none|nan|null|undefined)\b",
    re.IGNORECASE,
)
DECIMAL_POINT = re.compile(r"(?<![\w.:/-])[-−]?\d+\.\d+(?![\w.])")


def faults(page: Page) -> list[str]:
    """Texts with an English word or a decimal point."""
    return [text for text in page.evaluate(TEXTS) if ENGLISH.search(text) or DECIMAL_POINT.search(text)]


# What is as it should be need not be told; that all stands in a region takes long to find out and is never a serious fault.
AXE = "axe.run(document, {resultTypes: ['violations'], rules: {region: {enabled: false}}}).then(told => told.violations)"


def inaccessible(page: Page) -> list[str]:
    """The serious and critical accessibility faults that axe finds."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    serious = [fault for fault in page.evaluate(AXE) if fault["impact"] in ("serious", "critical")]
    return [f"{fault['id']}: {node['html'][:150]}" for fault in serious for node in fault["nodes"][:3]]


def sideways(page: Page) -> bool:
    """Can the page be scrolled sideways?"""
    return page.evaluate(
        """() => [document.documentElement, document.querySelector('[data-testid="stMain"]')]
            .some(e => e && e.scrollWidth > e.clientWidth + 1)"""
    )


ONE_LINE = 48  # px
FITTED = 1.05  # how much wider text is where the browser fits letters to the pixels: 4.6 % was measured
ROOM = """nav => [nav.clientWidth, [...nav.children].reduce((sum, e) => sum + e.getBoundingClientRect().width,
  parseFloat(getComputedStyle(nav).columnGap) * (nav.children.length - 1))]"""


def one_line(page: Page) -> bool:
    """Is the menu at a desk one line, its folds too, and would be with somewhat wider text?"""
    menu = page.locator("nav.mb-menu-wide")
    # A fold is bigger than a link in both directions only when it is open, and it never is without being asked for.
    tops = {round(link.bounding_box()["y"]) for link in menu.locator("a:visible, summary").all()}
    room, taken = menu.evaluate(ROOM)
    return menu.bounding_box()["height"] < ONE_LINE and max(tops) - min(tops) <= 2 and taken * FITTED <= room


def outside(page: Page) -> list[str]:
    """Elements of ours that stick out of the window to the right."""
    return page.evaluate(
        """() => [...document.querySelectorAll('.stHtml *, button, input')].filter(e => {
            const box = e.getBoundingClientRect();
            return box.width > 0 && box.right > innerWidth + 1 && getComputedStyle(e).clipPath === 'none' && !e.closest('svg')
              && e.checkVisibility();  // what is folded away has a size too
        }).slice(0, 5).map(e => e.outerHTML.slice(0, 120))"""
    )
