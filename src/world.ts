import type { Readable, Writable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import type { StatementListener } from './db/database.ts'
import { type Machine, thisMachine } from './host-schedule/machine.ts'
import { Log } from './log/log.ts'
import type { Channels } from './outbox/channel.ts'
import { channels } from './outbox/channels.ts'
import { type Directory, directoryHere } from './permissions/directory.ts'
import { Progress } from './progress.ts'
import { type Host, thisHost } from './runner/host.ts'
import { goOnWithoutReader, stopSignal } from './stop.ts'

/** Everything the program takes from outside. Tests pass one with a clock of their own to the same `main`. */
export interface World {
  env: NodeJS.ProcessEnv
  /** Folder that relative paths start from. */
  cwd: string
  /** The host's clock, epoch milliseconds. */
  clock: () => number
  /** A clock that stands for the database's own: in tests, and in the demo. */
  databaseClock?: (() => number) | undefined
  out: (text: string) => void
  err: (text: string) => void
  /** Where `out` goes, as a stream: for what is no text, or longer than the memory. */
  stdout: Writable
  /** How far long work has come: for whoever waits at a terminal. Goes before anything else is said. */
  progress: Progress
  /** The streams behind which there is a person. */
  terminal: Terminal
  /** Whether `out` is a terminal that shows colours. */
  colour: boolean
  /** Width of the terminal in columns. */
  columns: number
  host: Host
  machine: Machine
  /** What the operating system knows of the account that this runs under. */
  directory: Directory
  /** What was asked for on the command line; there as soon as that has been read. */
  command?: Invocation
  stop: AbortSignal
  /** Waits for so many milliseconds of real time. */
  pause: (ms: number) => Promise<void>
  /** Does something every so many milliseconds of real time, until the returned function is called. */
  every: (ms: number, work: () => void) => () => void
  onStatement?: StatementListener | undefined
  /** The ways out of the school. */
  channels: Channels
  /** What is kept of all this, for machines to read. */
  log: Log
  /** Whoever started the program has looked whether there has to be a whole tick, and there has. */
  looked?: boolean
}

/** A subcommand as it was typed. */
export interface Invocation {
  /** `sms delete` */
  name: string
  options: Record<string, unknown>
  args: string[]
}

/** Each is there when it is a terminal, and not a file, a pipe or nothing. */
export interface Terminal {
  input?: Readable
  output?: Writable
  errors?: Writable
}

/** The world of a real process, with what a test gives instead. */
export function realWorld(given: Partial<World> = {}): World {
  const { env, stdout } = process
  // Whoever reads along may go away (`| head`): the work goes on all the same.
  if (!given.out) for (const stream of [stdout, process.stderr]) stream.on('error', goOnWithoutReader)
  const world = {
    env,
    cwd: process.cwd(),
    clock: Date.now,
    out: (text: string) => void stdout.write(text),
    err: (text: string) => void process.stderr.write(text),
    stdout,
    terminal: terminal(),
    colour: stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb',
    columns: stdout.columns ?? 100,
    host: given.host ?? thisHost(),
    machine: given.machine ?? thisMachine(),
    directory: directoryHere(),
    stop: given.stop ?? stopSignal(),
    pause: (ms: number) => wait(ms),
    every(ms: number, work: () => void) {
      const timer = setInterval(work, ms).unref()
      return () => clearInterval(timer)
    },
    channels,
    ...given,
  }
  const progress = new Progress(world.terminal.errors, world.clock)
  const alone = (say: (text: string) => void) => (text: string) => {
    progress.clear()
    say(text)
  }
  const [out, err] = [alone(world.out), alone(world.err)]
  return { ...world, out, err, progress, log: given.log ?? new Log(world.host, err) }
}

function terminal(): Terminal {
  const { stdin, stdout, stderr } = process
  return {
    ...(stdin.isTTY ? { input: stdin } : {}),
    ...(stdout.isTTY ? { output: stdout } : {}),
    ...(stderr.isTTY ? { errors: stderr } : {}),
  }
}
