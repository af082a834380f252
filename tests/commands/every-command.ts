import type { Command } from 'commander'
import { program } from '../../src/commands/program.ts'
import { realWorld, type World } from '../../src/world.ts'

/** The command line as it is, with nothing behind it. */
export const commandLine = (world: Partial<World> = {}): Command =>
  program(
    realWorld({ out: () => {}, err: () => {}, env: {}, stop: new AbortController().signal, ...world }),
    () => {},
  )

/** Every command and verb of the program, by what a person types. */
export function everyCommand(root = commandLine()): [name: string, command: Command][] {
  const walk = (command: Command, name: string): [string, Command][] => [
    [name, command],
    ...command.commands.flatMap((verb) => walk(verb, `${name} ${verb.name()}`)),
  ]
  return root.commands.flatMap((command) => walk(command, command.name()))
}
