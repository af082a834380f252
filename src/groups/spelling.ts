import type { Rows } from '../jobs/plan.ts'
import type { FamilyContext } from './family.ts'

/** A code with the words people write for it, and what it is read as. */
export interface Meaning {
  /** The key of a group; or one of the two below. */
  reads: string
  code: string
  words: string[]
}

/** The source says that the pupil is in none of the groups: that explains why a pupil leaves one. */
export const NO = 'no'

/** The source says nothing. The pupil is in no group; but it explains nothing either: an import may have lost it. */
export const UNSAID = 'unsaid'

/** Whatever people put in that does not matter, besides capitals. */
const IGNORED = [' ', '\t', '\u00a0', '.', ',', '-', '(', ')']

/** What is left of a text when capitals, spaces and the like do not matter. */
export const folded = (text: string) =>
  IGNORED.reduce((left, sign) => left.replaceAll(sign, ''), text).toLowerCase()

/** `K`, `SEN Support`, `K SEN Support` and `SEN Support (K)` are the same, however they are spaced and capitalised. */
export function spellings(meanings: Meaning[]): { spelling: string; reading: string }[] {
  const known = new Map<string, string>([['', UNSAID]])
  for (const { reads, code, words } of meanings) {
    for (const text of [code, ...words.flatMap((word) => [word, `${code} ${word}`, `${word} ${code}`])])
      known.set(folded(text), reads)
  }
  return [...known].map(([spelling, reading]) => ({ spelling, reading }))
}

/**
 * `rows` with one more column: the `reading` of what somebody wrote in `column`, none where nobody can read it.
 * Worked out once: returns what starts a query on them.
 */
export async function read(
  { over, raw, stage, values }: Pick<FamilyContext, 'over' | 'raw' | 'stage' | 'values'>,
  rows: Rows,
  column: string,
  as: Meaning[],
): Promise<() => Rows> {
  const fold = IGNORED.reduce((text) => `replace(${text}, ?, '')`, 'lower(??)')
  const plain = raw(fold, `written.${column}`, ...IGNORED)
  // Many pupils share few spellings: each is read once.
  const texts = await stage(
    over(over(rows).distinct(column), 'written')
      .leftJoin(values(...spellings(as)).as('known'), (on) => on.on('known.spelling', '=', plain))
      .select({ text: `written.${column}` }, 'known.reading'),
  )
  return stage(
    over(rows, 'written')
      .leftJoin(texts().as('known'), 'known.text', `written.${column}`)
      .select('written.*', 'known.reading'),
  )
}
