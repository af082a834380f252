import type { Command } from 'commander'
import { answerTo } from '../completion/answer.ts'
import { Known } from '../completion/known.ts'
import { type Shell, script } from '../completion/scripts.ts'
import { treeOf } from '../completion/tree.ts'
import { Exit, type ExitCode } from '../exit.ts'
import type { World } from '../world.ts'

/**
 * Prints what a shell has to read to complete the words of pars-auto; or, as that then asks, what may come next.
 * @param words what stands on the command line up to the cursor; nothing: the script is asked for
 */
export function completion(world: World, root: Command, shell: Shell, words: string[]): ExitCode {
  const school = (config: string | undefined) => new Known(world, config)
  world.out(words.length === 0 ? script[shell] : answerTo(treeOf(root), words, school)!)
  return Exit.done
}
