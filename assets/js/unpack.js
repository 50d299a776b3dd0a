// A sheet comes packed, see app/web/questionnaire/packing.py: a character of private use stands for a piece of text, rows come in columns.

/** Return a sheet as it was before it was packed. */
export function unpacked({ pieces, rows, ...sheet }) {
  const piece = (character) => pieces[character.charCodeAt(0) - 0xe000] || character
  const whole = (part) => {
    if (typeof part === 'string') return part.replace(/[\ue000-\uf8ff]/g, piece)
    if (part instanceof Object) for (const key of Object.keys(part)) part[key] = whole(part[key])
    return part
  }
  return { ...whole(sheet), rows: [].concat(...rows.map(inRows)) }
}

function inRows([level, parts]) {
  if (level < 0) return parts.map((part) => [level, ...part])
  const before = parts.map(() => 0)
  return parts[0].map((_, n) => [level, ...parts.map((column, c) => (before[c] += column[n]))])
}
