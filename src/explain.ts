import { CommanderError } from 'commander'
import { DatabaseBusy } from './db/database.ts'
import { inPlainWords } from './db/trouble.ts'
import { Exit, type ExitCode, UserError } from './exit.ts'
import { signalCode } from './stop.ts'
import type { World } from './world.ts'

/** Says what broke off, in words for whom it helps. @returns what that ends with */
export function explain(error: unknown, world: Pick<World, 'err' | 'stop'>): ExitCode {
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
