// Makes Back show the earlier question with its answer.
// The server names the address of this page with the answer in it (`here`) and the page to go on to (`next`).
// Anything else than that, an error included, becomes the plain form submission that works without this file.

/** Enhance every `form[data-journey]`. */
export function rememberAnswers() {
  for (const form of document.querySelectorAll('form[data-journey]')) {
    form.addEventListener('submit', onSubmit)
  }
  // Shown again from the back-forward cache: the form may be sent again.
  addEventListener('pageshow', (event) => event.persisted && reset())
}

function reset() {
  for (const form of document.querySelectorAll('form[data-journey]')) {
    delete form.dataset.sending
    for (const input of form.querySelectorAll('[data-clicked]')) input.remove()
  }
}

async function onSubmit(event) {
  const form = event.currentTarget
  const { submitter } = event
  if (submitter === undefined) return // an older browser does not tell which button was clicked
  if (isEmpty(form, submitter)) return // will come back with an error summary
  event.preventDefault()
  if (form.dataset.sending) return
  form.dataset.sending = 'true'
  try {
    const { here, next } = await post(form, submitter)
    history.replaceState(null, '', here)
    location.assign(next)
  } catch {
    submitPlainly(form, submitter)
  }
}

function isEmpty(form, submitter) {
  const choices = [...form.querySelectorAll('[type=radio], [type=checkbox]')]
  return choices.length > 0 && !choices.some((choice) => choice.checked) && !(submitter && submitter.name)
}

async function post(form, submitter) {
  const body = new URLSearchParams(new FormData(form))
  if (submitter && submitter.name) body.append(submitter.name, submitter.value)
  const response = await fetch(target(form, submitter), {
    method: 'POST',
    body,
    headers: { Accept: 'application/json' },
    redirect: 'error'
  })
  if (response.status !== 200) throw new Error('no answer to go on with')
  const { here, next } = await response.json()
  return { here: sameOrigin(here), next: sameOrigin(next) }
}

// Read as attributes: a control named `action` would hide the property of the form.
function target(form, submitter) {
  return (submitter && submitter.getAttribute('formaction')) || form.getAttribute('action') || location.href
}

function sameOrigin(address) {
  const url = typeof address === 'string' ? new URL(address, location.href) : undefined
  if (!url || url.origin !== location.origin) throw new Error('not an address of this site')
  return url.href
}

function submitPlainly(form, submitter) {
  if (submitter && submitter.name) {
    const input = document.createElement('input')
    input.type = 'hidden'
    input.name = submitter.name
    input.value = submitter.value
    input.dataset.clicked = ''
    form.append(input)
  }
  const action = submitter && submitter.getAttribute('formaction')
  if (action) form.setAttribute('action', action)
  HTMLFormElement.prototype.submit.call(form)
}
