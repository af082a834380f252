import { changesSomething } from './commands/needs.ts'
import { program } from './commands/program.ts'
import { runDue } from './commands/run-due.ts'
import { Exit, type ExitCode } from './exit.ts'
import { explain } from './explain.ts'
import { thisMachine } from './host-schedule/machine.ts'
import { answer } from './many/in-turn.ts'
import { thisHost } from './runner/host.ts'
import { signalCode } from './stop.ts'
import { realWorld, type World } from './world.ts'

/** The whole program: arguments in, exit code out. */
export async function main(args: string[], given: Partial<World> = {}): Promise<ExitCode> {
  const world = realWorld(given)
  const typed = withoutColours(args, world)
  if (given.clock && !given.databaseClock) world.databaseClock = given.clock
  return ended(world, async () => {
    let code: ExitCode = Exit.done
    await program(
      world,
      (exit) => {
        code = exit
      },
      typed,
    ).parseAsync(typed, { from: 'user' })
    return code
  })
}

/**
 * A process that ticks for several schools, one after another, as it is told. Whoever started it has looked at them,
 * and there is no command line to read.
 */
export function tickInTurn(): void {
  const here = { host: thisHost(), machine: thisMachine() }
  answer((config, given) => {
    const command = { name: 'run-due', options: { config }, args: [] }
    const world = { ...realWorld({ ...here, ...given }), command, looked: true }
    return ended(world, () => runDue(world, { config }))
  })
}

/** The one place that catches, and prints an error. */
async function ended(world: World, work: () => Promise<ExitCode>): Promise<ExitCode> {
  let code: ExitCode
  try {
    code = await work()
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
