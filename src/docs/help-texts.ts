import { writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import { program } from '../commands/program.ts'
import { realWorld } from '../world.ts'

/**
 * What each command says with `--help`, by what a person types for it: `sms send`; the program itself by ``. Written by
 * the build, so that help need not load the program: see bin/help.js.
 */
function helpTexts(): Record<string, string> {
  let said = ''
  const world = realWorld({
    out: (text) => {
      said += text
    },
    colour: false,
    terminal: {},
    stop: new AbortController().signal,
  })
  const texts: Record<string, string> = {}
  const tell = (command: Command, words: string[]) => {
    said = ''
    command.outputHelp()
    texts[words.join(' ')] = said
    for (const verb of command.commands) tell(verb, [...words, verb.name()])
  }
  tell(
    program(world, () => {}),
    [],
  )
  return texts
}

writeFileSync(process.argv[2] as string, JSON.stringify(helpTexts()))
