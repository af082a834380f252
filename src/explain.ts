import { CommanderError } from 'commander'
import { DatabaseBusy } from './db/database.ts'
import { inPlainWords } from './db/trouble.ts'
import { Exit, type ExitCode, mistake, UserError } from './exit.ts'
import { signalCode } from './stop.ts'
import type { World } from './world.ts'

type Here = Pick<World, 'err' | 'stop'> & Partial<Pick<World, 'log' | 'clock' | 'command'>>

/** Says what broke off, in words for whom it helps; the log has it, too. @returns what that ends with */
export function explain(error: unknown, world: Here): ExitCode {
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
  world.err(mistake(error))
  return Exit.failed
}

/** Whoever asked for it reads it on the screen; what a scheduler asked for is read here. */
function logError(error: unknown, exit: ExitCode, { log, clock, command }: Here, isOurs = false): void {
  if (clock) log?.error(error, { command: command?.name, exit }, { now: clock(), command, isOurs })
}
