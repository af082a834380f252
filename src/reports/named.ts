import { didYouMean } from '../config/suggest.ts'

/** Something of the school that people call by its name. */
export interface Named {
  /** The number of its row; of a site its name. */
  id: number | string
  name: string
  /** What else it goes by: of a year group the year. */
  alias?: string | number
  confidential?: number
}

/** Those that are meant, in their own order, and the names that mean none of them. */
export function findNamed<T extends Named>(
  asked: string[],
  entries: readonly T[],
): { found: T[]; missing: string[] } {
  return {
    found: entries.filter((entry) => asked.some((one) => isMeant(entry, one))),
    missing: asked.filter((one) => !entries.some((entry) => isMeant(entry, one))),
  }
}

/** By its name, however that is capitalised, by what else it goes by, or as `#12` by the number of its row. */
function isMeant({ id, name, alias }: Named, asked: string): boolean {
  const text = asked.trim().toLowerCase()
  return [name, alias, typeof id === 'number' ? `#${id}` : undefined].some(
    (one) => one !== undefined && String(one).trim().toLowerCase() === text,
  )
}

/**
 * `There is no house Kestral: did you mean 'Kestrel'?`
 * @param words what one of them is called, and several
 */
export function notThere(asked: string, [one, many]: [string, string], entries: readonly Named[]): string {
  // Nobody is told the names of confidential groups who does not know them.
  const names = entries.filter(({ confidential }) => !confidential).map(({ name }) => name)
  const what = `There is no ${one} ${asked.trim()}`
  if (entries.length === 0) return `${what}: there are no ${many} at all.`
  const hint = names.length > 0 ? didYouMean(asked.trim(), names, `The ${many} are`) : undefined
  if (!hint) return `${what}.`
  return hint.endsWith('?') ? `${what}: ${hint}` : `${what}. ${hint}.`
}

/** `7A, 7B and 8A`; of a long list the first, and how many more. */
export function listed(names: string[]): string {
  const shown = names.length > NAMED + 1 ? names.slice(0, NAMED) : names
  const list = shown.length < names.length ? [...shown, `${names.length - shown.length} more`] : shown
  return list.length > 1 ? `${list.slice(0, -1).join(', ')} and ${list.at(-1)}` : (list[0] ?? '')
}

/** So many names are read; nobody reads forty. */
const NAMED = 8
