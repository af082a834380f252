import { writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Command } from 'commander'
import { program } from '../commands/program.ts'
import { treeOf } from '../completion/tree.ts'
import { realWorld } from '../world.ts'

// What is asked of the command line itself is answered without loading the program (bin/start.js). The build writes it
// down with this: node command-line.cjs FOLDER

let said = ''
const world = realWorld({
  out: (text) => {
    said += text
  },
  colour: false,
  terminal: {},
  stop: new AbortController().signal,
})
const root = program(world, () => {})

/** What each command says with `--help`, by what a person types for it: `sms send`; the program itself by ``. */
function helpTexts(): Record<string, string> {
  const texts: Record<string, string> = {}
  const tell = (command: Command, words: string[]) => {
    said = ''
    command.outputHelp()
    texts[words.join(' ')] = said
    for (const verb of command.commands) tell(verb, [...words, verb.name()])
  }
  tell(root, [])
  return texts
}

const folder = process.argv[2] as string
writeFileSync(path.join(folder, 'help.json'), JSON.stringify(helpTexts()))
writeFileSync(path.join(folder, 'commands.json'), JSON.stringify(treeOf(root)))
