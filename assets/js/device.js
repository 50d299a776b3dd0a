// Asks on the device itself what the server may not know, and puts the outcome together again. From the moment that the
// sheet is here nothing is asked of the server but the same page in another language; answers are in memory only, never
// in an address, a title or a store. Each page has an entry in the browser's history, which holds nothing but its number.
import './app.js'
import { copyButtons } from './copy.js'
import { focusOn } from './focus.js'
import { closeWarning, holdPage, openBeside, openHere, warnAt } from './leaving.js'
import { putInPlace, textsAt, textsOf } from './texts.js'
import { fill, outcome, pair } from './outcome.js'
import { walksOver } from './walks.js'

// In the place of the level of a question: the page that asks whether to answer those about the person at all.
const PERSONAL = -1
const SERVERS = {} // the page that the server made, the first of all

const main = () => document.querySelector('main')

textsOf(document, location.href).then((texts) => {
  if (!texts) return // the page goes on explaining these questions
  const device = new Device(texts)
  document.addEventListener('click', (event) => device.onClick(event))
  document.addEventListener('submit', (event) => device.onSubmit(event))
  addEventListener('popstate', () => device.onMove())
  // Kept by the browser for its Back button, the page would show what was said to be gone.
  addEventListener('pagehide', () => device.forget())
  addEventListener('pageshow', ({ persisted }) => persisted && device.onMove())
  device.onMove()
})

class Device {
  constructor(texts) {
    this.speak(texts)
    this.forget()
  }

  speak(texts) {
    this.texts = texts
    this.sheet = texts.sheet
    this.known = texts.known
    this.walks = walksOver(texts.sheet)
  }

  forget() {
    this.remembered = {}
    this.pages = [SERVERS]
    this.at = 0
    holdPage(false)
    openHere()
    this.restore()
  }

  restore() {
    const before = this.texts.main
    if (!before[0].isConnected) main().replaceChildren(...before)
    this.saysDevice(false)
    document.title = this.texts.title
  }

  around() {
    return this.texts.main.find((node) => node.id === 'around')
  }

  // What stands around the advice says other things where the advice is the device's own.
  saysDevice(own) {
    const around = this.around()
    for (const part of around.querySelectorAll('[data-as]')) part.hidden = (part.dataset.as === 'device') !== own
    around.querySelector('[data-apart]').classList.toggle('twk-card', own)
  }

  // Where a question about the person has the answer that leaves it out.
  leftOut(level) {
    return this.sheet.questions[level].left_out
  }

  // The answers that would be lost: to say that questions are answered is none, to leave them out is one.
  get count() {
    return Object.entries(this.remembered).filter(([level, place]) => Number(level) !== PERSONAL || place === 'leave_out').length
  }

  // What counts after these answers, and the level to ask; whoever leaves out everything about the person is not asked
  // each of it.
  after({ asked, answers, full }) {
    const given = this.known.given.map((place) => (place === null ? undefined : place))
    for (const level of asked) if (level !== PERSONAL) given[level] = answers[level]
    const choice = asked.includes(PERSONAL) ? answers[PERSONAL] : this.known.choice
    for (;;) {
      const level = this.next(given, full)
      const aboutPerson = level !== undefined && this.leftOut(level) >= 0
      if (!aboutPerson || choice === 'answer') return { given, level }
      if (choice === 'open') return { given, level: PERSONAL }
      given[level] = this.leftOut(level)
    }
  }

  next(given, full) {
    const level = this.walks.next(given)
    return level === undefined && full ? this.rest(given).level : level
  }

  rest(given) {
    return this.known.personal ? this.walks.rest(given) : {}
  }

  begin() {
    const { full, most } = this.known
    this.goOn({ asked: [], answers: {}, full, most })
  }

  goFurther() {
    const page = this.pages[this.at]
    const most = page.asked.filter((level) => level !== PERSONAL).length + this.rest(page.given).most
    this.goOn({ ...page, full: true, most })
  }

  goOn(way) {
    this.pages.splice(this.at + 1)
    this.at = this.pages.push({ ...way, ...this.after(way), made: new Date() }) - 1
    history.pushState({ page: this.at }, '')
    this.show()
  }

  // After Back, Forward and a reload. What is not in memory any more is not shown: then this is the server's page again.
  onMove() {
    const at = history.state ? history.state.page || 0 : 0
    if (at >= this.pages.length) return history.go(-at)
    if (location.href !== this.texts.address) history.replaceState(history.state, '', this.texts.address)
    if (at === this.at) return
    this.at = at
    this.show()
  }

  show() {
    const page = this.pages[this.at]
    closeWarning()
    if (page === SERVERS) this.restore()
    else {
      document.title = this.sheet.parts.title
      if (page.level === undefined) this.tell(page)
      else this.ask(page)
    }
    if (this.count) openBeside(this.sheet.parts.beside)
    focusOn(main().querySelector('h1'))
    scrollTo(0, 0)
  }

  ask({ level, asked, most }) {
    const { parts, questions } = this.sheet
    const number = asked.filter((each) => each !== PERSONAL).length + 1
    const left = most - number + (level === PERSONAL)
    const more = left > 0 ? fill(parts.at_most, left) : parts.last_one
    main().innerHTML = level === PERSONAL ? fill(parts.personal, more) : fill(parts.question, number, more, questions[level].form)
    const chosen = this.remembered[level]
    for (const choice of main().querySelectorAll('input')) choice.checked = this.place(choice) === chosen
  }

  // What an input stands for: the place of an answer, or the choice itself.
  place({ value }) {
    const { level } = this.pages[this.at]
    return level === PERSONAL ? value : this.sheet.questions[level].values.indexOf(value)
  }

  tell(page) {
    const { sheet } = this
    const evaluation = this.walks.evaluate(page.given)
    Object.assign(evaluation, this.walks.claimed(page.given, evaluation.outcomes))
    const own = this.answers(page, evaluation)
    main().innerHTML = `<div id="advice">${outcome(sheet, evaluation, page.given, this.known, own)}</div>`
    copyButtons(main())
    const around = this.around()
    main().append(around)
    this.saysDevice(true)
    const made = around.querySelector('[data-made-here]')
    made.textContent = page.made.toLocaleString(made.dataset.madeHere, { dateStyle: 'long', timeStyle: 'short' })
  }

  // The answers that were given here, those marked that decide, and what more can be answered.
  answers({ asked, answers, given }, { decisive, verdict }) {
    const { parts } = this.sheet
    const certain = verdict !== undefined
    const { most } = this.rest(given)
    const decides = (level) => (level === PERSONAL ? decisive.some((each) => this.leftOut(each) >= 0) : decisive.includes(level))
    const rows = asked
      .filter((level) => level !== PERSONAL || answers[PERSONAL] === 'leave_out')
      .map((level) => {
        const row = level === PERSONAL ? parts.left_out : pair(this.sheet, level, given)
        return decides(level) ? row.replace('</dd>', ` ${parts.mark}</dd>`) : row
      })
    return fill(
      parts.given,
      asked.some(decides) ? parts.hangs[certain ? 0 : 1] : '',
      fill(parts.pairs, rows.join('')),
      most && certain ? fill(parts.rest[most > 1 ? 1 : 0], most) : ''
    )
  }

  onClick(event) {
    const link = event.target.closest('a, [data-begin]')
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
    const act = this.actOf(link)
    if (!act) return
    event.preventDefault()
    act()
  }

  // What a link or button does here, undefined for what it does everywhere.
  actOf(link) {
    const target = link.getAttribute('href')
    if (target === '#answer') return () => main().querySelector('input').focus()
    if (target === '#rest') return () => this.goFurther()
    if (target === '#again' || link.matches('[data-begin]')) return () => this.begin()
    if (target === '#main') return () => {} // an entry in the history would stand between two questions
    if (link.matches('.govuk-back-link') && this.at) return () => history.back()
    if (link.matches('[hreflang]') && (this.at || this.count)) return () => this.translate(link)
    if (link.matches('[data-leaves], .govuk-back-link') && this.count) return () => this.warn(link)
  }

  warn(link) {
    const { leaving } = this.sheet.parts
    warnAt(link, fill(leaving[this.count > 1 ? 1 : 0], this.count))
  }

  async translate(link) {
    const texts = await textsAt(link.href).catch(() => undefined)
    if (!texts) return this.count ? this.warn(link) : location.assign(link.href)
    const chosen = [...main().querySelectorAll('input')].findIndex((choice) => choice.checked)
    this.speak(texts)
    putInPlace(texts)
    history.replaceState(history.state, '', texts.address)
    this.show()
    if (chosen >= 0) main().querySelectorAll('input')[chosen].checked = true
  }

  onSubmit(event) {
    event.preventDefault()
    const choice = event.target.querySelector('input:checked')
    const { level, asked, answers, full, most } = this.pages[this.at]
    if (!choice) return this.refuse(level)
    const place = this.place(choice)
    this.remembered[level] = place
    if (this.count) holdPage(true)
    this.goOn({ asked: [...asked, level], answers: { ...answers, [level]: place }, full, most })
  }

  refuse(level) {
    if (!document.getElementById('answer-error')) {
      const { summary, fault } = this.sheet.parts
      const which = level === PERSONAL ? 1 : main().querySelector('[value="unknown"]') ? 0 : 2
      main().insertAdjacentHTML('afterbegin', summary[which])
      const group = main().querySelector('.govuk-form-group')
      const fieldset = group.querySelector('fieldset')
      group.classList.add('govuk-form-group--error')
      group.querySelector('.govuk-radios').insertAdjacentHTML('beforebegin', fault[which])
      fieldset.setAttribute('aria-describedby', `${fieldset.getAttribute('aria-describedby') || ''} answer-error`.trim())
    }
    main().querySelector('.govuk-error-summary').focus()
  }
}
