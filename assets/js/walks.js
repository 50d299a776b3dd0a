// What follows from answers under a rulebook: walks over the diagrams that the server compiled, as it does them itself.
// A row is [level, row for each answer.., row for unknown], or [-1, mask, what is told] where a walk ends.
// Answers are given by the level of their question: the place of the answer, or the first place after it for unknown.

const MOST_CHANGES = 20
const MOST_STEPS = 20000
const MOST_OPENING = 2000
export const isSingle = (mask) => !(mask & (mask - 1))
export const placeOf = (mask) => 31 - Math.clz32(mask)

/** Return what can be worked out by walks over numbered diagrams. */
export function walksOver(sheet) {
  const { rows, gates, targets } = sheet
  const known = new Map(rows.map((row, n) => [String(row), n]))

  const isLeaf = (n) => rows[n][0] < 0
  const open = (row) => row[row.length - 1]
  const unknown = (level) => sheet.questions[level].answers
  const onward = (row, answer) => (answer === undefined ? open(row) : row[answer + 1])

  function follow(n, given, within = rows) {
    let row = within[n]
    while (row[0] >= 0) row = within[onward(row, given[row[0]])]
    return row
  }

  function mayBeAsked(level, given) {
    return gates[level] === undefined || follow(gates[level], given)[1] === 1
  }

  // What is left of a diagram, reduced: each question in it can still make a difference.
  function left(n, given, done = new Map()) {
    const row = rows[n]
    if (isLeaf(n)) return n
    if (given[row[0]] !== undefined) return left(onward(row, given[row[0]]), given, done)
    if (!done.has(n)) {
      const kids = row.slice(1).map((kid) => left(kid, given, done))
      const differ = kids.slice(0, -1).some((kid) => kid !== kids[0])
      done.set(n, differ ? numbered([row[0], ...kids]) : kids[0])
    }
    return done.get(n)
  }

  function numbered(row) {
    const key = String(row)
    if (!known.has(key)) known.set(key, rows.push(row) - 1)
    return known.get(key)
  }

  function firstOpen(n, given) {
    for (n = left(n, given); !isLeaf(n); n = open(rows[n])) if (mayBeAsked(rows[n][0], given)) return rows[n][0]
  }

  const possible = (given) => follow(sheet.verdict, given)[1]
  const needed = (given) => sheet.needs.filter(([verdicts]) => !(possible(given) & ~verdicts)).map((need) => need[1])

  const first = (diagrams, given) => diagrams.map((n) => firstOpen(n, given)).filter((level) => level !== undefined)

  /** Return the level of the question to ask now, undefined where nothing more can alter the verdict or what it needs. */
  const next = (given) => first([sheet.verdict, ...needed(given)], given)[0]

  /** Return which question about the person to ask that can only alter a criterion, and how many there are at most. */
  function rest(given) {
    const asked = given.slice()
    for (const level of sheet.health) if (asked[level] === undefined) asked[level] = unknown(level)
    const personal = (levels) => levels.filter((level) => sheet.personal.includes(level))
    const levels = personal(first(sheet.criteria, asked))
    return levels.length ? { level: Math.min(...levels), most: personal(reading(sheet.criteria, asked)).length } : {}
  }

  // Whether the question's gate holds for certain, or may once more is answered.
  function couldBeAsked(level, given) {
    return gates[level] === undefined || couldHold(gates[level], given)
  }

  function couldHold(n, given) {
    const [level, ...kids] = rows[n]
    if (level < 0) return kids[0] === 1
    if (given[level] === undefined && couldBeAsked(level, given)) return kids.slice(0, -1).some((kid) => couldHold(kid, given))
    return couldHold(onward(rows[n], given[level]), given)
  }

  // The levels of the questions that can still make a difference in these diagrams, in order.
  function reading(diagrams, given) {
    const levels = new Set()
    const seen = new Set()
    const visit = (n) => {
      if (isLeaf(n) || seen.has(n)) return
      seen.add(n)
      levels.add(rows[n][0])
      rows[n].slice(1).forEach(visit)
    }
    for (const n of diagrams) visit(left(n, given))
    return [...levels].sort((a, b) => a - b)
  }

  // The levels of the given answers whose single change could alter the set of possible verdicts.
  function decisive(given, now) {
    const found = []
    for (let n = sheet.verdict; !isLeaf(n); n = onward(rows[n], given[rows[n][0]])) {
      const [level, ...kids] = rows[n]
      const differs = (kid) => follow(kid, given)[1] !== now
      if (given[level] !== undefined && kids.slice(0, -1).some(differs)) found.push(level)
    }
    return found
  }

  // The levels of the questions whose answer is not known and can still make a difference in these diagrams.
  function openIn(diagrams, given) {
    const known = given.map((answer, level) => (answer === unknown(level) ? undefined : answer))
    return reading(diagrams, known).filter((level) => mayBeAsked(level, given))
  }

  // The fewest levels whose answers alone lead to the target.
  function fewest(n, given, target, done = new Map()) {
    if (isLeaf(n)) return rows[n][1] === target ? [] : undefined
    if (!done.has(n)) {
      const [level, answer] = [rows[n][0], given[rows[n][0]]]
      let best = fewest(open(rows[n]), given, target, done)
      const kid = !(best && !best.length) && answer < unknown(level) ? rows[n][answer + 1] : undefined
      const rest = kid !== undefined && fewest(kid, given, target, done)
      if (rest && (isLeaf(kid) || !best || rest.length + 1 < best.length)) best = [level, ...rest]
      done.set(n, best)
    }
    return done.get(n)
  }

  // The outcomes that can become the only one from here.
  const settles = summed((mask) => (isSingle(mask) ? mask : 0))

  // The outcomes that are possible from here.
  const outcomes = summed((mask) => mask)

  function summed(ofLeaf) {
    const known = []
    const sum = (n) =>
      (known[n] ??= isLeaf(n) ? ofLeaf(rows[n][1]) : rows[n].slice(1).reduce((mask, kid) => mask | sum(kid), 0))
    return sum
  }

  // Every smallest set of answers that changes the verdict, by number of changed answers: those that lead to another
  // one, then those after which it is open. Of the latter none is listed where fewer of them change anything at all.
  function changes(given, now) {
    const [certain, unsettling] = [false, true].map((opening) => search(given, now, opening))
    const all = [...certain.found, ...unsettling.found.filter(({ mask }) => !isSingle(mask))]
    const more = certain.cut || unsettling.cut || all.length > MOST_CHANGES
    return { changes: all.slice(0, MOST_CHANGES).map((change) => ({ ...change, most: mostAfter(given, change) })), more }
  }

  // No more questions than this are asked once these answers are changed.
  function mostAfter(given, { changed, mask }) {
    const after = changedTo(given, changed)
    if (isSingle(mask) || next(after) === undefined) return 0
    const needs = sheet.needs.filter(([verdicts]) => mask & verdicts).map((need) => need[1])
    return reading([sheet.verdict, ...needs], after).filter((level) => couldBeAsked(level, after)).length
  }

  function changedTo(given, changed) {
    const after = given.slice()
    for (const [level, to] of changed) after[level] = to
    return after
  }

  // What changes the verdict to another for certain; or what opens it, where `opening`.
  function search(given, now, opening) {
    const ends = opening ? outcomes : settles
    const waiting = [[[[], sheet.verdict]]]
    const found = []
    let steps = 0
    for (let size = 0; waiting[size]; size++) {
      for (const [changed, n] of waiting[size]) {
        if (steps++ === (opening ? MOST_OPENING : MOST_STEPS) || found.length > MOST_CHANGES) return done(true)
        visit(changed, n)
      }
    }
    return done(false)

    function visit(changed, n) {
      for (; !isLeaf(n); n = onward(rows[n], given[rows[n][0]])) {
        if (!(ends(n) & ~now)) return
        const level = rows[n][0]
        for (const to of ways(level, changed)) if (to !== given[level]) push([...changed, [level, to]], rows[n][to + 1])
      }
      const mask = rows[n][1]
      const known = found.some((less) => (opening || less.mask === mask) && isWithin(less.changed, changed))
      if (mask !== now && (opening || isSingle(mask)) && !known) found.push({ changed, mask })
    }

    function push(changed, n) {
      if (ends(n) & ~now) (waiting[changed.length] = waiting[changed.length] || []).push([changed, n])
    }

    function ways(level, changed) {
      if (given[level] !== undefined) return targets[level] || []
      const opens = !opening && !mayBeAsked(level, given) && mayBeAsked(level, changedTo(given, changed))
      return opens ? Array.from(Array(unknown(level)).keys()) : []
    }

    function done(cut) {
      found.sort((a, b) => a.changed.length - b.changed.length || a.mask - b.mask || byLevel(a.changed, b.changed))
      return { found, cut }
    }
  }

  /** Return what claims rest on besides what follows from answers: what else could follow. */
  function claimed(given, now) {
    const answered = given.map((answer, level) => (sheet.questions[level].left_out === answer ? undefined : answer))
    // What is so of somebody, and of which nobody says that it can be changed: it may become otherwise all the same.
    const person = [...sheet.personal, ...sheet.health].filter((level) => !targets[level])
    return {
      arranged: possible(given.map((answer, level) => (person.includes(level) ? undefined : answer))) === now,
      standing: isSingle(now) && (possible(answered) === now ? 'final' : 'left_out_matters'),
      unreached: (c) => follow(sheet.criteria[c], answered)[1] === sheet.none,
      openIn: (c) => openIn([sheet.criteria[c]], given)
    }
  }

  /** Return everything that follows from answers. */
  function evaluate(given) {
    const now = possible(given)
    const verdict = isSingle(now) ? placeOf(now) : undefined
    const criteria = sheet.criteria.map((n) => follow(n, given)[1])
    const ends = sheet.groups.map((n) => follow(n, given)[2])
    const all = (part) => [].concat(...ends.map((end) => end[part]))
    const sorted = (part) => all(part).sort((a, b) => a - b)
    // How far each criterion reaches, as the carriers of a verdict want to know it.
    const reaches = criteria.map((mask) => (isSingle(mask) ? placeOf(mask) : undefined))
    const carrying = (verdict === undefined ? [] : sheet.carriers.of[verdict])
      .filter(([, n]) => follow(n, reaches, sheet.carriers.rows)[1])
      .map(([c]) => ({ c, mask: criteria[c], because: fewest(sheet.criteria[c], given, criteria[c]) }))
    return {
      outcomes: now,
      verdict,
      criteria,
      requirements: all(0),
      actions: sorted(1),
      notes: sorted(2),
      reasons: carrying.filter(({ mask }) => mask !== sheet.none),
      absent: carrying.filter(({ mask }) => mask === sheet.none).map(({ c }) => c),
      decisive: decisive(given, now),
      settled: verdict === undefined ? [] : fewest(sheet.verdict, given, now),
      ...(verdict === undefined ? { changes: [], more: false, missing: openIn([sheet.verdict], given)[0] } : changes(given, now))
    }
  }

  return { next, rest, evaluate, claimed }
}

function isWithin(less, changed) {
  return less.every(([level, to]) => changed.some((other) => other[0] === level && other[1] === to))
}

function byLevel(a, b) {
  const place = a.findIndex(([level], i) => level !== b[i][0])
  return place < 0 ? 0 : a[place][0] - b[place][0]
}
