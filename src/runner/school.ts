import type { Config } from '../config/config.ts'
import type { Database } from '../db/database.ts'
import type { LogEvent, LogFacts, LogLevel } from '../log/log.ts'
import type { Channels } from '../outbox/channel.ts'
import type { Host } from './host.ts'
import type { Pings } from './ping.ts'

/** One school at work: what every step of a tick or a command needs. */
export interface School {
  config: Config
  db: Database
  host: Host
  /** The host's own clock, epoch milliseconds. Decisions use the database's; this one measures durations. */
  clock: () => number
  /** Raised by Ctrl+C or a stop request. */
  stop: AbortSignal
  /** Lines for the person or the scheduler's log: trouble, and what ran. */
  tell: (line: string) => void
  /** Likewise for the log: ids and counts, nothing about anybody. */
  log: (event: LogEvent, level: LogLevel, facts: LogFacts) => void
  /** Puts trouble with one job there, which did not stop the others. */
  logTrouble: (job: string, error: unknown, isOurs: boolean) => void
  /** How far long work has come, for a person who waits for it: counts, nothing about anybody. */
  progress: (line: string) => void
  /** Leaves the database to others for so many milliseconds. */
  pause: (ms: number) => Promise<void>
  /** Does something again and again until the returned function is called. `ms` of real time lie between. */
  every: (ms: number, work: () => void) => () => void
  /** Signals to dead man's switches, on their way. */
  pings: Pings
  /** The ways out of the school. */
  channels: Channels
}

export const iso = (instant: number): string => new Date(instant).toISOString()

/** Names a config in the database: two hosts with files of their own each keep theirs. */
export const sourceOf = ({ host, config }: { host: Host; config: { file: string } }): string =>
  `${host.name}:${config.file}`
