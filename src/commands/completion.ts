import type { Command } from 'commander'
import { type Candidates, candidatesFor } from '../completion/candidates.ts'
import { Known } from '../completion/known.ts'
import { placeOf } from '../completion/place.ts'
import { type Shell, script } from '../completion/scripts.ts'
import { Exit, type ExitCode } from '../exit.ts'
import type { World } from '../world.ts'

/** How much a shell shows of what a word is about. */
const LONGEST = 70

/**
 * Prints what a shell has to read to complete the words of pars-auto; or, as that then asks, what may come next.
 * @param words what stands on the command line up to the cursor; nothing: the script is asked for
 */
export async function completion(
  world: World,
  root: Command,
  shell: Shell,
  words: string[],
): Promise<ExitCode> {
  world.out(words.length === 0 ? script[shell] : await answer(world, root, words.map(asTyped)))
  return Exit.done
}

/** PowerShell gives no empty argument to a program; two quotes stand for one. */
const asTyped = (word: string) => (word === '""' ? '' : word)

async function answer(world: World, root: Command, words: string[]): Promise<string> {
  const place = placeOf(root, words)
  return text(await candidatesFor(place, new Known(world, place.values.get('config'))))
}

function text(found: Candidates): string {
  if (found.kind !== 'words') return `:${found.kind}\n`
  return found.words.map(({ word, about }) => `${word}\t${shortened(about ?? '')}\n`).join('')
}

/** The first sentence, or as much of it as there is room for. */
function shortened(about: string): string {
  const [sentence = ''] = about.replace(/\s+/g, ' ').split(/(?<=\.) | \(default/)
  const plain = sentence.replace(/\.$/, '')
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST - 1)}…` : plain
}
