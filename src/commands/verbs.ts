import { type Command, Option } from 'commander'
import { quote } from '../config/quote.ts'
import { nearest } from '../config/suggest.ts'
import type { ExitCode } from '../exit.ts'
import type { World } from '../world.ts'
import { DEFAULT_CONFIG } from './options.ts'

/** What a verb does: with its options, those of the command it belongs to among them, and its arguments. */
type Doing = (options: never, ...args: never[]) => Promise<ExitCode> | ExitCode

/** Adds a verb. */
export type Verb = (name: string, about: string, run: Doing) => Command

/** What groups of commands are added with. */
export interface Adding {
  root: Command
  world: World
  /** Receives the exit code. */
  done: (code: ExitCode) => void
  /** Adds a verb to the program, or to a command of it: its options come first in the call, its arguments behind. */
  verb(...given: [...Parameters<Verb>, parent?: Command]): Command
  /** Likewise one that also works on many schools. */
  verbOfMany: Verb
}

/** What adds verbs to a command. `done` receives their exit codes. */
export const verbsOf =
  (parent: Command, done: (code: ExitCode) => void): Verb =>
  (name, about, run) =>
    parent
      .command(name)
      .description(about)
      .action(async (...given) => {
        const command = given.at(-1) as Command
        done(await run(command.optsWithGlobals() as never, ...(command.processedArgs as never[])))
      })

/** A word behind a command that does something without a verb, too, is a verb that was misspelt. */
export function refuseUnknownVerbs(command: Command): void {
  command.allowExcessArguments().hook('preAction', (_self, acting) => {
    const [word] = acting.args
    if (acting !== command || word === undefined) return
    const verbs = command.commands.map((verb) => verb.name())
    const near = nearest(word, verbs)
    const hint = near ? `Did you mean ${near}?` : `It has: ${verbs.join(', ')}.`
    command.error(`error: ${command.name()} has no verb ${quote(word)}. ${hint}`)
  })
}

/** The option of every command that shows something. */
export const json = () => new Option('--json', 'print JSON')

/** The option of every command that works on a config. */
export const configOption = () =>
  new Option('-c, --config <file>', `the config (default: ${DEFAULT_CONFIG}, or $PARS_AUTO_CONFIG)`)

/** Likewise, of one that also works on many at once: the option may be given several times, and may be a pattern. */
export const configsOption = () =>
  new Option(
    '-c, --config <file>',
    `the config, or those of many schools: 'schools/*.yaml' (default: ${DEFAULT_CONFIG}, or $PARS_AUTO_CONFIG)`,
  ).argParser((file: string, before: string | string[] | undefined) =>
    before === undefined ? file : [before, file].flat(),
  )
