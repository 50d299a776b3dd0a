// A page with a form.
import { Button } from 'govuk-frontend/dist/govuk/components/button/button.mjs'
import { Checkboxes } from 'govuk-frontend/dist/govuk/components/checkboxes/checkboxes.mjs'
import { ErrorSummary } from 'govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs'
import { Radios } from 'govuk-frontend/dist/govuk/components/radios/radios.mjs'
import './app.js'
import { rememberAnswers } from './history.js'

for (const [Component, config] of [[Button, { preventDoubleClick: true }], [Checkboxes], [ErrorSummary], [Radios]]) {
  for (const element of document.querySelectorAll(`[data-module="${Component.moduleName}"]`)) {
    try {
      // An enhancement that fails leaves the plain page, which works.
      new Component(element, config)
    } catch (error) {
      console.warn(error)
    }
  }
}

rememberAnswers()
