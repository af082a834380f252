import type { Command } from 'commander'
import { exampleLine, factsOf } from './facts.ts'

/** Verbs of which a command shows an example. */
const VERBS_SHOWN = 4

/**
 * Ends the help of every command with examples of it, or of its verbs. What is wrong with what was typed is followed by
 * where the help is.
 */
export function addExamples(root: Command): void {
  const walk = (command: Command, name: string) => {
    const lines = examplesOf(command, name)
    if (lines.length > 0)
      command.addHelpText('after', `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`)
    command.showHelpAfterError(`Run pars-auto ${name} --help to see what there is.`)
    for (const verb of command.commands) walk(verb, `${name} ${verb.name()}`)
  }
  for (const command of root.commands) walk(command, command.name())
}

/** Those of the command itself, and one of each of its first verbs. */
function examplesOf(command: Command, name: string): string[] {
  const own = factsOf(name)?.examples ?? []
  const ofVerbs = command.commands.slice(0, VERBS_SHOWN).flatMap((verb) => {
    const path = `${name} ${verb.name()}`
    const [example] = factsOf(path)?.examples ?? []
    return example === undefined ? [] : [exampleLine(path, example)]
  })
  return [...ofVerbs, ...own.map((example) => exampleLine(name, example))]
}
