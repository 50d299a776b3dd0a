// What every page has; form.js, tryout.js and device.js are this and more, so that a page loads one script.
import { copyButtons } from './copy.js'
import { focusOn } from './focus.js'
import { tellAround } from './framed.js'
import { letters } from './letter.js'
import { printButtons, printWhole } from './print.js'

// A module script runs only in browsers that GOV.UK Frontend supports.
document.body.classList.add('js-enabled', 'govuk-frontend-supported')

/** Make what stands on the page work: once, and again where a script has put another page in its place. */
export function atWork() {
  for (const link of document.querySelectorAll('.govuk-skip-link')) {
    link.addEventListener('click', () => focusOn(document.getElementById('main')))
  }
  copyButtons()
  printButtons()
  letters()
}

atWork()
printWhole()
tellAround()
