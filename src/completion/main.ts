import { readFileSync } from 'node:fs'
import path from 'node:path'
import { answerTo } from './answer.ts'
import { isShell, script } from './scripts.ts'
import type { Verb } from './tree.ts'

/**
 * What `pars-auto completion …` prints, without the program: whoever presses Tab waits for it.
 * @param args behind `completion`
 * @returns undefined where that takes the program: jobs of a config, and whatever else is no line of a shell's script
 */
export function completed([shell = '', ...rest]: string[]): string | undefined {
  if (!isShell(shell)) return undefined
  if (rest.length === 0) return script[shell]
  if (rest[0] !== '--') return undefined
  return answerTo(commands(), rest.slice(1))
}

/** As the build has written them down. */
const commands = (): Verb => JSON.parse(readFileSync(path.join(__dirname, 'commands.json'), 'utf8')) as Verb
