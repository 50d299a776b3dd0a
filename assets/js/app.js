import { Button } from 'govuk-frontend/dist/govuk/components/button/button.mjs'
import { Checkboxes } from 'govuk-frontend/dist/govuk/components/checkboxes/checkboxes.mjs'
import { ErrorSummary } from 'govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs'
import { Radios } from 'govuk-frontend/dist/govuk/components/radios/radios.mjs'
import { SkipLink } from 'govuk-frontend/dist/govuk/components/skip-link/skip-link.mjs'
import { copyButtons } from './copy.js'
import { tellAround } from './framed.js'
import { rememberAnswers } from './history.js'
import { printButtons } from './print.js'
import { liveForms } from './tryout.js'

// A module script runs only in browsers that GOV.UK Frontend supports.
document.body.classList.add('js-enabled', 'govuk-frontend-supported')

for (const [Component, config] of [
  [Button, { preventDoubleClick: true }],
  [Checkboxes],
  [ErrorSummary],
  [Radios],
  [SkipLink]
]) {
  for (const element of document.querySelectorAll(`[data-module="${Component.moduleName}"]`)) {
    try {
      // An enhancement that fails leaves the plain page, which works.
      new Component(element, config)
    } catch (error) {
      console.warn(error)
    }
  }
}

tellAround()
rememberAnswers()
copyButtons()
printButtons()
liveForms()
