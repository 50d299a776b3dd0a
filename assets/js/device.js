// Asks on the device itself what the server may not know, and puts the outcome together again. From the moment that the
// sheet is here nothing is asked of the server; answers are in memory only, never in an address, a title or a store.
import { copyButtons } from './copy.js'
import { fill, inPairs, outcome } from './told.js'
import { walksOver } from './walks.js'

const main = document.querySelector('main')
const section = document.getElementById('device')
if (section) prepare(section)

async function prepare({ dataset }) {
  const response = await fetch(dataset.sheet)
  if (!response.ok) return // the page goes on explaining these questions
  const device = new Device(await response.json(), JSON.parse(document.getElementById('known').textContent))
  main.addEventListener('click', (event) => device.onClick(event))
  main.addEventListener('submit', (event) => device.onSubmit(event))
  // Kept by the browser for its Back button, the page would show what was said to be gone.
  addEventListener('pagehide', () => device.forget())
  section.querySelector('[data-explained]').hidden = true
  section.querySelector('[data-offered]').hidden = false
}

class Device {
  constructor(sheet, page) {
    this.sheet = sheet
    this.page = page
    this.walks = walksOver(sheet)
    this.before = [...main.childNodes]
    this.title = document.title
    this.known = page.given.map((place) => (place === null ? undefined : place))
    this.forget()
  }

  forget() {
    this.remembered = []
    this.restore()
  }

  restore() {
    this.asked = []
    if (!this.before[0].isConnected) main.replaceChildren(...this.before)
    this.code(false)
    document.title = this.title
  }

  around() {
    return this.before.find((node) => node.id === 'around')
  }

  // The code stands for the answers that the server knows.
  code(hidden) {
    this.around().querySelector('[data-code]').parentElement.hidden = hidden
  }

  given() {
    const given = this.known.slice()
    for (const level of this.asked) given[level] = this.remembered[level]
    return given
  }

  goOn() {
    const level = this.walks.next(this.given())
    if (level === undefined) this.tell()
    else this.ask(level)
  }

  ask(level) {
    const { parts, questions } = this.sheet
    const left = this.page.most - this.asked.length - 1
    const more = left > 0 ? fill(parts.at_most, left) : parts.last_one
    this.level = level
    this.show(fill(parts.question, this.asked.length + 1, more, questions[level].form))
    const chosen = questions[level].values[this.remembered[level]]
    for (const choice of main.querySelectorAll('input')) choice.checked = choice.value === chosen
  }

  tell() {
    const given = this.given()
    const here = fill(this.sheet.parts.given, inPairs(this.sheet, this.asked, given))
    const evaluation = this.walks.evaluate(given)
    this.show(`<div id="advice">${outcome(this.sheet, evaluation, given, this.page, here)}</div>`)
    copyButtons(main)
    main.append(this.around())
    this.code(true)
  }

  show(html) {
    document.title = this.sheet.parts.title
    main.innerHTML = html
    focusOn(main.querySelector('h1'))
    scrollTo(0, 0)
  }

  onClick(event) {
    const link = event.target.closest('a[href^="#"], [data-begin]')
    if (!link) return
    event.preventDefault()
    const target = link.getAttribute('href')
    if (target === '#back') this.back()
    else if (target === '#answer') main.querySelector('input').focus()
    else this.again()
  }

  again() {
    this.asked = []
    this.goOn()
  }

  back() {
    if (this.asked.length) this.ask(this.asked.pop())
    else {
      this.restore()
      focusOn(main.querySelector('h1'))
    }
  }

  onSubmit(event) {
    event.preventDefault()
    const choice = event.target.querySelector('input:checked')
    if (!choice) return this.refuse()
    this.remembered[this.level] = this.sheet.questions[this.level].values.indexOf(choice.value)
    this.asked.push(this.level)
    this.goOn()
  }

  refuse() {
    if (!document.getElementById('answer-error')) {
      const { summary, fault } = this.sheet.parts
      main.insertAdjacentHTML('afterbegin', summary)
      const group = main.querySelector('.govuk-form-group')
      const fieldset = group.querySelector('fieldset')
      group.classList.add('govuk-form-group--error')
      group.querySelector('.govuk-radios').insertAdjacentHTML('beforebegin', fault)
      fieldset.setAttribute('aria-describedby', `${fieldset.getAttribute('aria-describedby') || ''} answer-error`.trim())
    }
    main.querySelector('.govuk-error-summary').focus()
  }
}

function focusOn(heading) {
  heading.tabIndex = -1
  heading.classList.add('govuk-skip-link-focused-element')
  heading.focus()
}
