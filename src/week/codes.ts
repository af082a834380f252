/** As long as a code is at most: two of them fit into a cell of a narrow terminal. */
const LONGEST = 4

/**
 * A short code for each id, by which it is found in the legend: `refresh-all-years` is RAY. Where two would be the same,
 * the later one has a number.
 */
export function codesOf(ids: string[]): Map<string, string> {
  const codes = new Map<string, string>()
  const taken = new Set<string>()
  for (const id of ids) {
    const wanted = initials(id)
    let code = wanted
    for (let next = 2; taken.has(code); next++)
      code = `${wanted.slice(0, LONGEST - String(next).length)}${next}`
    taken.add(code)
    codes.set(id, code)
  }
  return codes
}

/** Of each word the first letter, and numbers whole; of a single word its first three. */
function initials(id: string): string {
  const words = id.split('-').filter((word) => word !== '')
  const [only] = words
  const letters =
    words.length === 1
      ? only!.slice(0, 3)
      : words.map((word) => (/^\d+$/.test(word) ? word : word[0])).join('')
  return letters.slice(0, LONGEST).toUpperCase()
}
