// Asks on the device itself what the server may not know, and puts the outcome together again. From the moment that the
// sheet is here nothing is asked of the server; answers are in memory only, never in an address, a title or a store.
import './app.js'
import { copyButtons } from './copy.js'
import { focusOn } from './focus.js'
import { fill, outcome, pair } from './told.js'
import { walksOver } from './walks.js'

// In the place of the level of a question: the page that asks whether to answer those about the person at all.
const PERSONAL = -1

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
  for (const part of section.querySelectorAll('[data-explained], [data-offered]')) part.hidden = !part.hidden
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

  begin() {
    this.asked = []
    this.full = this.page.full
    this.most = this.page.most
  }

  restore() {
    this.begin()
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

  // Where a question about the person has the answer that leaves it out.
  leftOut(level) {
    return this.sheet.questions[level].values.indexOf('not_relied_on')
  }

  // What counts now, and the level to ask; whoever leaves out everything about the person is not asked each of it.
  now() {
    const given = this.known.slice()
    for (const level of this.asked) if (level !== PERSONAL) given[level] = this.remembered[level]
    const choice = this.asked.includes(PERSONAL) ? this.remembered[PERSONAL] : this.page.choice
    for (;;) {
      const level = this.next(given)
      const aboutPerson = level !== undefined && this.leftOut(level) >= 0
      if (!aboutPerson || choice === 'answer') return { given, level }
      if (choice === 'open') return { given, level: PERSONAL }
      given[level] = this.leftOut(level)
    }
  }

  next(given) {
    const level = this.walks.next(given)
    return level === undefined && this.full ? this.rest(given).level : level
  }

  rest(given) {
    return this.page.personal ? this.walks.rest(given) : {}
  }

  goOn() {
    const { given, level } = this.now()
    if (level === undefined) this.tell(given)
    else this.ask(level)
  }

  ask(level) {
    const { parts, questions } = this.sheet
    const number = this.asked.filter((each) => each !== PERSONAL).length + 1
    const left = this.most - number + (level === PERSONAL)
    const more = left > 0 ? fill(parts.at_most, left) : parts.last_one
    this.level = level
    this.show(level === PERSONAL ? fill(parts.personal, more) : fill(parts.question, number, more, questions[level].form))
    const chosen = this.remembered[level]
    for (const choice of main.querySelectorAll('input')) choice.checked = this.place(choice) === chosen
  }

  // What an input stands for: the place of an answer, or the choice itself.
  place({ value }) {
    return this.level === PERSONAL ? value : this.sheet.questions[this.level].values.indexOf(value)
  }

  tell(given) {
    const { sheet, page } = this
    const evaluation = this.walks.evaluate(given)
    Object.assign(evaluation, this.walks.claimed(given, evaluation.outcomes))
    this.show(`<div id="advice">${outcome(sheet, evaluation, given, page, this.answers(given, evaluation))}</div>`)
    copyButtons(main)
    main.append(this.around())
    this.code(true)
  }

  // The answers that were given here, those marked that decide, and what more can be answered.
  answers(given, { decisive, verdict }) {
    const { parts } = this.sheet
    const certain = verdict !== undefined
    const { most } = this.rest(given)
    const decides = (level) => (level === PERSONAL ? decisive.some((each) => this.leftOut(each) >= 0) : decisive.includes(level))
    const rows = this.asked
      .filter((level) => level !== PERSONAL || this.remembered[level] === 'leave_out')
      .map((level) => {
        const row = level === PERSONAL ? parts.left_out : pair(this.sheet, level, given)
        return decides(level) ? row.replace('</dd>', ` ${parts.mark}</dd>`) : row
      })
    return fill(
      parts.given,
      this.asked.some(decides) ? parts.hangs[certain ? 0 : 1] : '',
      fill(parts.pairs, rows.join('')),
      most && certain ? fill(parts.rest[most > 1 ? 1 : 0], most) : ''
    )
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
    else if (target === '#rest') this.goFurther()
    else this.again()
  }

  again() {
    this.begin()
    this.goOn()
  }

  goFurther() {
    const { given } = this.now()
    this.full = true
    this.most = this.asked.filter((level) => level !== PERSONAL).length + this.rest(given).most
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
    this.remembered[this.level] = this.place(choice)
    this.asked.push(this.level)
    this.goOn()
  }

  refuse() {
    if (!document.getElementById('answer-error')) {
      const { summary, fault } = this.sheet.parts
      const which = this.level === PERSONAL ? 1 : 0
      main.insertAdjacentHTML('afterbegin', summary[which])
      const group = main.querySelector('.govuk-form-group')
      const fieldset = group.querySelector('fieldset')
      group.classList.add('govuk-form-group--error')
      group.querySelector('.govuk-radios').insertAdjacentHTML('beforebegin', fault[which])
      fieldset.setAttribute('aria-describedby', `${fieldset.getAttribute('aria-describedby') || ''} answer-error`.trim())
    }
    main.querySelector('.govuk-error-summary').focus()
  }
}
