import { type Command, Option } from 'commander'
import type { ExitCode } from '../exit.ts'

/** What a verb does: with its options, those of the command it belongs to among them, and its arguments. */
type Doing = (options: never, ...args: never[]) => Promise<ExitCode> | ExitCode

/** What adds verbs to a command. `done` receives their exit codes. */
export const verbsOf =
  (parent: Command, done: (code: ExitCode) => void) =>
  (name: string, about: string, run: Doing): Command =>
    parent
      .command(name)
      .description(about)
      .action(async (...given) => {
        const command = given.at(-1) as Command
        done(await run(command.optsWithGlobals() as never, ...(command.processedArgs as never[])))
      })

/** The option of every command that shows something. */
export const json = () => new Option('--json', 'print JSON')
