import { type Candidate, candidatesAt, fitting } from './candidates.ts'
import type { Known } from './known.ts'
import { placeOf } from './place.ts'
import type { Verb } from './tree.ts'

/** How much a shell shows of what a word is about. */
const LONGEST = 70

/**
 * What the script of a shell is told: a line for each word that may come next, a tab and what it is behind it.
 * @param words what stands on the command line up to the cursor
 * @param school finds out what the school has that can be named, for the config that the line names; without it
 * @returns undefined where that would have to be known
 */
export function answerTo(
  root: Verb,
  words: string[],
  school?: (config: string | undefined) => Known,
): string | undefined {
  const place = placeOf(root, words.map(asTyped))
  const found = candidatesAt(place)
  if (found.kind !== 'words') return `:${found.kind}\n`
  if (!found.ofSchool) return lines(fitting(place, found.words))
  if (!school) return undefined
  return lines(fitting(place, [...found.words, ...found.ofSchool(school(place.values.get('--config')))]))
}

/** PowerShell gives no empty argument to a program; two quotes stand for one. */
const asTyped = (word: string) => (word === '""' ? '' : word)

const lines = (words: Candidate[]): string =>
  words.map(({ word, about }) => `${word}\t${shortened(about ?? '')}\n`).join('')

/** The first sentence, or as much of it as there is room for. */
function shortened(about: string): string {
  const [sentence = ''] = about.replace(/\s+/g, ' ').split(/(?<=\.) | \(default/)
  const plain = sentence.replace(/\.$/, '')
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST - 1)}…` : plain
}
