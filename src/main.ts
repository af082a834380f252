import { CommanderError } from 'commander'
import { program } from './commands/program.ts'
import { DatabaseBusy } from './db/database.ts'
import { inPlainWords } from './db/trouble.ts'
import { Exit, type ExitCode, UserError } from './exit.ts'
import { realWorld, type World } from './world.ts'

/** The whole program: arguments in, exit code out. The one place that catches, and prints an error. */
export async function main(args: string[], given: Partial<World> = {}): Promise<ExitCode> {
  const world = realWorld(given)
  if (given.clock && !given.databaseClock) world.databaseClock = given.clock
  let code: ExitCode = Exit.done
  try {
    await program(
      world,
      (exit) => {
        code = exit
      },
      args,
    ).parseAsync(args, { from: 'user' })
    return world.stop.aborted && code !== Exit.done ? signalCode(world.stop) : code
  } catch (error) {
    return explain(error, world)
  }
}

function explain(error: unknown, world: World): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? Exit.done : Exit.usage
  if (error instanceof UserError) {
    world.err(`${error.message}\n`)
    return error.exit
  }
  // Whatever else broke off because of it: nobody has to be told.
  if (world.stop.aborted) return signalCode(world.stop)
  const trouble = inPlainWords(error)
  if (trouble) {
    world.err(`${trouble}\n`)
    return Exit.databaseUnreachable
  }
  if (error instanceof DatabaseBusy) {
    world.err('Another program held the database for over 5 seconds. Nothing was changed; try again.\n')
    return Exit.failed
  }
  world.err(`This is a mistake in pars-auto, not yours:\n${(error as Error).stack ?? error}\n`)
  return Exit.failed
}

const signalCode = (stop: AbortSignal): ExitCode =>
  stop.reason === 'SIGTERM' ? Exit.terminated : Exit.interrupted
