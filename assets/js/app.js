// What every page has; form.js, tryout.js and device.js are this and more, so that a page loads one script.
import { copyButtons } from './copy.js'
import { focusOn } from './focus.js'
import { tellAround } from './framed.js'
import { printButtons } from './print.js'

// A module script runs only in browsers that GOV.UK Frontend supports.
document.body.classList.add('js-enabled', 'govuk-frontend-supported')

for (const link of document.querySelectorAll('.govuk-skip-link')) {
  link.addEventListener('click', () => focusOn(document.getElementById('main')))
}

tellAround()
copyButtons()
printButtons()
