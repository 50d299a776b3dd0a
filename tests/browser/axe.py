"""What axe finds on a page; contrast takes most of its time, so each way to show text is judged once."""

from collections.abc import Sequence

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, Frame, Page

from tests.depth import THOROUGH

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": STANDARDS, "resultTypes": ["violations"]}
ONLY_CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}
# Only what is wrong leaves the page: all that passes is far more.
RUN = """async ([within, options]) => {
  const { violations } = await axe.run(within, options)
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 100)}`))
}"""
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
JUDGE = f"""async ([judged, options, contrast]) => {{
  const run = {RUN}, markFresh = {MARK_FRESH}
  const found = await run([document, {{ ...options, rules: {{ 'color-contrast': {{ enabled: false }} }} }}])
  const fresh = markFresh(judged)
  return [fresh.length ? [...found, ...await run(['[data-fresh-style]', contrast])] : found, fresh]
}}"""


_JUDGED: list[str] = []
"""The ways to show text of which axe has judged the contrast, in this process."""


def faults(page: Page) -> list[str]:
    """Return the faults that axe finds on a page; contrast only where its text looks as none before."""
    present(page)
    if THOROUGH:
        return list(page.evaluate(f"options => ({RUN})([document, options])", OPTIONS))
    found, fresh = _judged(page, _JUDGED)
    _JUDGED.extend(fresh)
    return found


def _judged(page: Page, known: Sequence[str]) -> tuple[list[str], list[str]]:
    found, fresh = page.evaluate(JUDGE, [known, OPTIONS, ONLY_CONTRAST])
    return list(found), list(fresh)


def present(frame: Frame | Page) -> None:
    """Put axe into a document, once: to send it takes longer than to judge most pages."""
    if not frame.evaluate("'axe' in window || !!window.presentAxe?.()"):
        frame.evaluate(AXE_SCRIPT)


def sent_once(context: BrowserContext) -> BrowserContext:
    """Let each document of a context have axe at hand, where nearly all of them are judged."""
    context.add_init_script(f"window.presentAxe = () => {{ {AXE_SCRIPT}\nreturn axe }}")
    return context
