import { changesSomething } from './commands/needs.ts'
import { program } from './commands/program.ts'
import { Exit, type ExitCode } from './exit.ts'
import { explain } from './explain.ts'
import { signalCode } from './stop.ts'
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
  } finally {
    world.progress.clear()
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

/** That a person changed something: which command, and nothing of what it was about. */
function logCommand({ log, clock, command }: World, exit: ExitCode): void {
  if (command && changesSomething(command))
    log.write('command', exit === Exit.done ? 'info' : 'warn', { command: command.name, exit }, clock())
}
