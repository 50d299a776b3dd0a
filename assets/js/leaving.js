// Keeps what is only in memory from being lost unawares: links open beside this page, and leaving asks first.
import { focusOn } from './focus.js'

const ASIDE = 'a[data-beside]'
// What stays here, is saved, or leads away from here by its nature.
const OTHER = '[href^="#"], [target], [download], [hreflang], [data-leaves], .govuk-back-link'

/** Ask before the page is left, in the browser's own words; false lets go again. */
export const holdPage = (held) => (held ? addEventListener : removeEventListener)('beforeunload', ask)

function ask(event) {
  event.preventDefault()
  event.returnValue = ''
}

/** Let every link open in a tab of its own, and say so; `words` is the HTML for that. */
export function openBeside(words) {
  for (const link of document.querySelectorAll('a[href]')) {
    if (link.matches(OTHER)) continue
    Object.assign(link, { target: '_blank', rel: 'noopener' })
    link.dataset.beside = ''
    link.insertAdjacentHTML('beforeend', words)
  }
}

/** Let them open here again. */
export function openHere() {
  for (const link of document.querySelectorAll(ASIDE)) {
    for (const name of ['target', 'rel', 'data-beside']) link.removeAttribute(name)
    link.lastElementChild.remove()
  }
}

/** Say beside a link, or above the page, what it would cost to follow it; `html` has the way on and the way back. */
export function warnAt(link, html) {
  closeWarning()
  const main = document.querySelector('main')
  const near = main.contains(link) && link.closest('p, .govuk-button-group')
  if (near) near.insertAdjacentHTML('afterend', html)
  else main.insertAdjacentHTML('afterbegin', html)
  const warning = document.getElementById('leaving')
  const stay = () => {
    warning.remove()
    link.focus()
  }
  warning.querySelector('button').addEventListener('click', stay)
  warning.addEventListener('keydown', ({ key }) => key === 'Escape' && stay())
  Object.assign(warning.querySelector('a'), { href: link.href, onclick: () => holdPage(false) })
  focusOn(warning)
}

/** Take the warning away, if there is one. */
export function closeWarning() {
  const warning = document.getElementById('leaving')
  if (warning) warning.remove()
}
