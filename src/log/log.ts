import { version } from '../../package.json'
import type { Host } from '../runner/host.ts'
import type { Invocation } from '../world.ts'
import { append, type Rotation } from './append.ts'
import { frames, impersonal, type Known } from './impersonal.ts'

/** Where the lines go, as the config says it. */
export interface LogPlace extends Rotation {
  enabled: boolean
  /** Absolute path. */
  file: string
}

export type LogEvent = 'tick' | 'run-start' | 'run-end' | 'alert' | 'command' | 'error'
export type LogLevel = 'info' | 'warn' | 'error'

/** What is known of an event: ids, counts and fixed words. `docs/logs.md` has them all. */
export type LogFacts = Record<string, string | number | boolean | Record<string, number> | undefined>

/**
 * What this process does, in lines of JSON, for whoever collects them: ids and counts, nothing about anybody. Without
 * it everything goes on all the same.
 */
export class Log {
  readonly #host: Host
  readonly #err: (text: string) => void
  #place: LogPlace | undefined
  #known: Known = { confidential: new Set(), ids: new Set() }
  #isBroken = false
  /** How many lines there were to write. */
  lines = 0

  constructor(host: Host, err: (text: string) => void) {
    this.#host = host
    this.#err = err
  }

  /** From here on it is known where to. */
  open(place: LogPlace, known: Known): void {
    this.#place = place
    this.#known = known
  }

  /** @param now epoch ms */
  write(event: LogEvent, level: LogLevel, facts: LogFacts, now: number): void {
    this.lines += 1
    if (!this.#place?.enabled || this.#isBroken) return
    const { name, person, pid } = this.#host
    const whence = { host: name, account: person, version, pid }
    const line = `${JSON.stringify({ at: new Date(now).toISOString(), level, event, ...facts, ...whence })}\n`
    try {
      append(this.#place.file, line, this.#place)
    } catch (error) {
      this.#isBroken = true
      const { code, message } = error as NodeJS.ErrnoException
      this.#err(
        `The log ${this.#place.file} cannot be written (${code ?? message}). Everything else goes on.\n`,
      )
    }
  }

  /**
   * Something went wrong.
   * @param isOurs a mistake of the program: with the place in the code
   */
  error(
    error: unknown,
    facts: LogFacts,
    { now, command, isOurs }: { now: number; command?: Invocation | undefined; isOurs?: boolean },
  ): void {
    const known = { ...this.#known, command }
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error))
    const words = impersonal(message, known)
    const where = isOurs ? { kind: name, stack: frames(stack ?? '', known) } : {}
    this.write('error', 'error', { ...facts, message: words, ...where }, now)
  }
}
