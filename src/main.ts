import { program } from './commands/program.ts'
import { Exit, type ExitCode } from './exit.ts'
import { explain } from './explain.ts'
import { signalCode } from './stop.ts'
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
