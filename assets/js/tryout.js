// form[data-live-form]: works the page out again on each change, and puts each element[data-live] of the new page in the
// place of the one with the same id. The form itself stays, so that nobody loses their place in it.
import { copyButtons } from './copy.js'
import './form.js'

let turn = 0

for (const form of document.querySelectorAll('form[data-live-form]')) {
  form.addEventListener('change', () => workOut(form))
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    workOut(form, event.submitter)
  })
}

async function workOut(form, submitter) {
  const own = ++turn
  const body = new URLSearchParams(new FormData(form))
  if (submitter && submitter.name) body.append(submitter.name, submitter.value)
  try {
    const response = await fetch(form.getAttribute('action'), { method: 'POST', body, redirect: 'error' })
    const page = new DOMParser().parseFromString(await response.text(), 'text/html')
    if (own === turn) show(page)
  } catch {
    if (own === turn) fail(form)
  }
}

function show(page) {
  const opened = [...document.querySelectorAll('[data-live] details[id][open]')].map((details) => details.id)
  const said = page.getElementById('said').textContent
  for (const old of document.querySelectorAll('[data-live]')) old.replaceWith(page.getElementById(old.id))
  for (const id of opened) document.getElementById(id).open = true
  for (const part of document.querySelectorAll('[data-live]')) copyButtons(part)
  document.getElementById('said').textContent = said
}

// What stands there belongs to other answers, so it goes.
function fail(form) {
  for (const part of document.querySelectorAll('[data-live]')) part.replaceChildren()
  document.getElementById('said').textContent = form.dataset.failed
}
