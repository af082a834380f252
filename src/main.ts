import { CommanderError } from 'commander'
import { changesSomething } from './commands/needs.ts'
import { program } from './commands/program.ts'
import { DatabaseBusy } from './db/database.ts'
import { inPlainWords } from './db/trouble.ts'
import { Exit, type ExitCode, UserError } from './exit.ts'
import { realWorld, type World } from './world.ts'

/** The whole program: arguments in, exit code out. The one place that catches, and prints an error. */
export async function main(args: string[], given: Partial<World> = {}): Promise<ExitCode> {
  const world = realWorld(given)
  const typed = withoutColours(args, world)
  if (given.clock && !given.databaseClock) world.databaseClock = given.clock
  let code: ExitCode = Exit.done
  try {
    await program(
      world,
      (exit) => {
        code = exit
      },
      typed,
    ).parseAsync(typed, { from: 'user' })
    if (world.stop.aborted && code !== Exit.done) code = signalCode(world.stop)
  } catch (error) {
    code = explain(error, world)
  }
  logCommand(world, code)
  return code
}

/** `--no-color` may stand anywhere, as it may for other programs. What stands behind `--` is no flag. */
function withoutColours(args: string[], world: World): string[] {
  const end = args.includes('--') ? args.indexOf('--') : args.length
  const typed = args.filter((one, at) => at >= end || one !== '--no-color')
  if (typed.length === args.length) return args
  world.colour = false
  // What asks questions goes by it.
  world.env.NO_COLOR = '1'
  return typed
}

function explain(error: unknown, world: World): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? Exit.done : Exit.usage
  if (error instanceof UserError) {
    world.err(`${error.message}\n`)
    logError(error, error.exit, world)
    return error.exit
  }
  // Whatever else broke off because of it: nobody has to be told.
  if (world.stop.aborted) return signalCode(world.stop)
  const trouble = inPlainWords(error)
  if (trouble) {
    world.err(`${trouble}\n`)
    logError(trouble, Exit.databaseUnreachable, world)
    return Exit.databaseUnreachable
  }
  if (error instanceof DatabaseBusy) {
    world.err('Another program held the database for over 5 seconds. Nothing was changed; try again.\n')
    logError('Another program held the database for over 5 seconds.', Exit.failed, world)
    return Exit.failed
  }
  logError(error, Exit.failed, world, true)
  world.err(`This is a mistake in pars-auto, not yours:\n${(error as Error).stack ?? error}\n`)
  return Exit.failed
}

/** Whoever asked for it reads it on the screen; what a scheduler asked for is read here. */
function logError(error: unknown, exit: ExitCode, { log, clock, command }: World, isOurs = false): void {
  log.error(error, { command: command?.name, exit }, { now: clock(), command, isOurs })
}

/** That a person changed something: which command, and nothing of what it was about. */
function logCommand({ log, clock, command }: World, exit: ExitCode): void {
  if (command && changesSomething(command))
    log.write('command', exit === Exit.done ? 'info' : 'warn', { command: command.name, exit }, clock())
}

const signalCode = (stop: AbortSignal): ExitCode =>
  stop.reason === 'SIGTERM' ? Exit.terminated : Exit.interrupted
