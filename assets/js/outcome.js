// Puts an outcome together from the pieces that the server made: the same parts in the same order as its own page.

import { isSingle, placeOf } from './walks.js'

/** Return a piece with its places filled. */
export const fill = (piece, ...values) => piece.replace(/<!--(\d)-->/g, (_, place) => values[place])

/** Return the HTML of an outcome. `page` holds what the page knows, `aside` is put after the verdict. */
export function outcome(sheet, told, given, page, aside) {
  const { parts, questions, grounded } = sheet
  const [and, or] = parts.words.split(' ')
  const certain = told.verdict !== undefined
  const verdict = sheet.verdicts[told.verdict]
  const pairs = (levels, answers = given) => inPairs(sheet, levels, answers)
  const { claims } = parts
  const absentHere = told.absent.filter((c) => notCarrying(c, sheet.none)[0] === 'no')
  const carrying = new Set([...told.reasons.map((reason) => reason.c), ...absentHere])
  const counting = told.criteria
    .map((mask, c) => [c, mask])
    .filter(([, mask]) => !certain && isSingle(mask) && mask !== sheet.none)
  for (const [c] of counting) carrying.add(c)

  return [
    fill(
      certain ? verdict.box : sheet.undetermined,
      told.requirements.map(([place, state]) => sheet.required[place][state]).join(''),
      claims[told.standing] || ''
    ),
    aside,
    certain ? '' : stillPossible(),
    told.reasons.length
      ? fill(parts.why, told.reasons.map((r) => fill(grounded[r.c].reasons[r.mask], pairs(r.because))).join(''))
      : told.settled.length
        ? fill(verdict.settled, pairs(told.settled))
        : '',
    absent(),
    counting.length ? fill(parts.counting, counting.map(([c, mask]) => grounded[c].counting[mask]).join('')) : '',
    steps(),
    told.notes.map(note).join(''),
    certain ? whatWouldChange() : '',
    others()
  ].join('')

  function stillPossible() {
    const items = sheet.verdicts.filter((_, place) => (told.outcomes >> place) & 1).map((each) => each.item)
    const level = told.missing
    if (level === undefined) return fill(parts.possible, items.join(''), '')
    const link = given[level] === undefined ? '' : fill(parts.link, page.links[level] || '#again')
    return fill(parts.possible, items.join(''), fill(questions[level].missing, link))
  }

  function steps() {
    const groups = grouped(told.actions.map((place) => sheet.acts[place]).map(({ of, html }) => [of, html]))
    return fill(parts.steps[groups.length ? 1 : 0], groups.map(([of, all]) => fill(of, all.join(''))).join(''))
  }

  function note(place) {
    const { heading, for_each, texts } = sheet.noted[place]
    const chosen = for_each === null ? Object.keys(texts) : new Map(page.many).get(for_each) || []
    const all = Object.keys(texts).filter((each) => chosen.includes(each))
    return all.length ? fill(heading, all.map((each) => texts[each]).join('')) : ''
  }

  function absent() {
    const items = absentHere.map((c) => notCarrying(c, sheet.none)[1])
    return items.length ? fill(parts.absences[items.length - 1], items.join('')) : ''
  }

  function whatWouldChange() {
    const groups = grouped(told.changes.map((change) => [whoCan(change), changeTo(change)]))
    const all = groups.map(([who, changes]) => fill(parts.changes_of, who, changes.join(''))).join('')
    const after = told.more ? claims.more_ways : all || !told.arranged ? '' : claims.nothing_changes
    return all || after ? fill(parts.change, all, after) : ''
  }

  function changeTo({ changed, mask, most }) {
    const answers = []
    for (const [level, to] of changed) answers[level] = to
    const named = changed.map(([level, to]) => `${questions[level].id}=${questions[level].values[to]} `).join('')
    const values = [named, pairs(changed.map((each) => each[0]), answers)]
    if (isSingle(mask)) return fill(sheet.verdicts[placeOf(mask)].change, ...values)
    const opens = most > 1 ? 'opens' : most ? 'opens_one' : 'opens_unknown'
    return fill(parts.opens, ...values, fill(claims[opens], most))
  }

  function whoCan({ changed }) {
    return listed([].concat(...changed.map((each) => questions[each[0]].by)), and)
  }

  // What else the criteria tell: those that may count, and in a place to open those that do not.
  function others() {
    const found = told.criteria.map((mask, c) => (carrying.has(c) ? [] : notCarrying(c, mask))).filter(([why]) => why)
    const [perhaps, rest] = [true, false].map((part) => found.filter(([why]) => (why === 'in_part') === part).map((each) => each[1]))
    return (
      (perhaps.length ? fill(parts.perhaps, perhaps.join('')) : '') +
      (rest.length ? fill(parts.aside[rest.length - 1], rest.join('')) : '')
    )
  }

  // Why a criterion does not carry the verdict, or does not hold: the id of the claim, and the piece that says it.
  function notCarrying(c, mask) {
    const criterion = grounded[c]
    const piece = (why, text = '', value = '') => [why, fill(criterion.aside, text, why === 'no' ? '' : fill(claims[why], value))]
    if (!criterion.asked_here) return piece('not_asked_here')
    if (mask === sheet.none) return piece(told.unreached(c) ? 'no' : 'left_out', criterion.not_reached)
    if (isSingle(mask)) return piece(told.reasons.length ? 'less' : 'less_alone', ...criterion.less[mask])
    const unknown = told.openIn(c).filter((level) => questions[level].values[given[level]] === 'unknown')
    if (!unknown.length) return piece(criterion.rests_on.some((level) => given[level] !== undefined) ? 'in_part' : 'not_needed')
    const who = listed([].concat(...unknown.map((level) => questions[level].tell)), or)
    return who ? piece('open', '', who[0].toUpperCase() + who.slice(1)) : piece('open_alone')
  }
}

function inPairs(sheet, levels, answers) {
  return fill(sheet.parts.pairs, levels.map((level) => pair(sheet, level, answers)).join(''))
}

/** Return a question with its answer. */
export const pair = (sheet, level, answers) => sheet.questions[level].pairs[answers[level]]

function grouped(entries) {
  const groups = new Map()
  for (const [name, each] of entries) groups.set(name, [...(groups.get(name) || []), each])
  return [...groups]
}

function listed(names, word) {
  const all = [...new Set(names)]
  const last = all.pop()
  return all.length ? `${all.join(', ')} ${word} ${last}` : last
}
