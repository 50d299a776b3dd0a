"""What axe finds on a page; contrast takes most of its time, so each way to show text is judged once."""

from collections.abc import Mapping

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.depth import THOROUGH

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": STANDARDS, "resultTypes": ["violations"]}
ALL_BUT_CONTRAST = OPTIONS | {"rules": {"color-contrast": {"enabled": False}}}
ONLY_CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}
FRESH = "[data-fresh-style]"
# Contrast follows from these of an element, and from what stands behind it.
MARK_FRESH = """judged => {
  const known = new Set(judged), fresh = new Set()
  const own = (s) => [s.color, s.fontSize, s.fontWeight, s.textShadow, s.opacity].join()
  const behind = (e) => {
    const layers = []
    for (; e; e = e.parentElement) {
      const s = getComputedStyle(e)
      layers.push([s.backgroundColor, s.backgroundImage, s.opacity, s.position].join())
    }
    return layers.filter((layer, i) => layer !== layers[i - 1]).join(';')
  }
  const shows = (e) => e.value || [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())
  for (const e of document.body.querySelectorAll('*')) {
    if (!shows(e)) continue
    const style = own(getComputedStyle(e)) + '|' + behind(e)
    if (known.has(style)) continue
    known.add(style)
    fresh.add(style)
    e.dataset.freshStyle = ''
  }
  return [...fresh]
}"""


_JUDGED: list[str] = []
"""The ways to show text of which axe has judged the contrast, in this process."""


def faults(page: Page) -> list[str]:
    """Return the faults that axe finds on a page; contrast only where its text looks as none before."""
    if THOROUGH:
        return _violations(page, OPTIONS)
    found = _violations(page, ALL_BUT_CONTRAST)
    if fresh := page.evaluate(MARK_FRESH, _JUDGED):
        _JUDGED.extend(fresh)
        found += _violations(page, ONLY_CONTRAST, FRESH)
    return found


def _violations(page: Page, options: Mapping[str, object], within: str | None = None) -> list[str]:
    found = Axe().run(page, within, options).response["violations"]
    return [f"{fault['id']}: {node['html'][:100]}" for fault in found for node in fault["nodes"]]
