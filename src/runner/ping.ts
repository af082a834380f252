import type { ConfiguredJob } from '../config/config.ts'
import { openAlerts } from './alert.ts'
import { inForceAt, pausesOf, pausesSince } from './pause.ts'
import type { Result } from './result.ts'
import type { Claim } from './run.ts'
import type { School } from './school.ts'

/** A ping takes at most so long, in milliseconds, whatever the other side does. */
const PATIENCE = 5000

/**
 * Pings on their way to dead man's switches. Nothing waits for them but the end of the process; whether they arrive is
 * for the switch to notice. Their addresses are secrets: nothing about them is ever printed.
 */
export class Pings {
  readonly #last = new Map<string, Promise<void>>()

  /** Sends one; those to the same address keep their order. */
  send(url: string, what: Ping = {}): void {
    const before = this.#last.get(url) ?? Promise.resolve()
    this.#last.set(
      url,
      before.then(() => ring(addressOf(url, what))),
    )
  }

  /** Waits until all have arrived or come to nothing: a few seconds at most. */
  async settled(): Promise<void> {
    await Promise.all(this.#last.values())
  }
}

/** What is signalled; success, unless it says something else. */
interface Ping {
  signal?: 'start' | 'fail'
  /** The number of the run. */
  run?: number
}

/**
 * As Healthchecks and services like it understand it (https://healthchecks.io/docs/http_api/): the address itself, or
 * with /start or /fail behind it, and the id of the run, which is to be a UUID: the number stands at its end.
 */
export function addressOf(url: string, { signal, run }: Ping): URL {
  const address = new URL(url)
  if (signal) address.pathname = `${address.pathname.replace(/\/$/, '')}/${signal}`
  if (run !== undefined)
    address.searchParams.set('rid', `00000000-0000-8000-8000-${String(run).padStart(12, '0')}`)
  return address
}

async function ring(address: URL): Promise<void> {
  const signal = AbortSignal.timeout(PATIENCE)
  // A connection that broke, or a server that is just being restarted, deserves a second try.
  for (const isLast of [false, true]) {
    try {
      const response = await fetch(address, { signal })
      await response.body?.cancel()
      if (response.status < 500 || isLast) return
    } catch {
      if (signal.aborted || isLast) return
    }
  }
}

/** Says that a run begins. */
export function pingStart(school: School, configured: ConfiguredJob, { runId }: Claim): void {
  const url = switchOf(school, configured)
  if (url) school.pings.send(url, { signal: 'start', run: runId })
}

/** Says how it ended: well, or in a way that a person should look at. One that is tried again goes on. */
export function pingEnd(
  school: School,
  configured: ConfiguredJob,
  { runId }: Claim,
  { outcome, slot }: Result,
): void {
  const url = switchOf(school, configured)
  if (!url || slot === 'pending') return
  school.pings.send(url, { run: runId, ...(outcome === 'succeeded' ? {} : { signal: 'fail' as const }) })
}

const switchOf = ({ config }: School, { ping }: ConfiguredJob) => ping ?? config.alerts.ping

/** How often it is said that all is well, at most, ms: a little less than 5 minutes, as ticks are not punctual. */
const EVERY = 285_000

/**
 * Says that the ticks go on, and that jobs are well which look all day and seldom find anything to do: at most every
 * five minutes, by whole ticks.
 * @param last when this host said so before, by its own clock
 * @returns when it said so last
 */
export async function pingWell(school: School, last: number | undefined): Promise<number | undefined> {
  const { config, clock, pings } = school
  const { tickPing } = config.alerts
  const watched = config.jobs.filter(({ enabled, job, ping }) => enabled && job.waiting && ping)
  if (!tickPing && watched.length === 0) return undefined
  const now = clock()
  if (last !== undefined && last <= now && now - last < EVERY) return last
  if (tickPing) pings.send(tickPing)
  for (const { ping } of await thoseThatAreWell(school, watched)) pings.send(ping!)
  return now
}

/** Not paused, and nothing of them is open that a person should look at. */
async function thoseThatAreWell({ db }: School, watched: ConfiguredJob[]): Promise<ConfiguredJob[]> {
  if (watched.length === 0) return []
  const open = new Set((await openAlerts(db)).map(({ subject }) => subject))
  const now = await db.now()
  const pauses = await pausesSince(db, now)
  return watched.filter(
    (job) =>
      !['failed', 'held', 'partial'].some((kind) => open.has(`job ${job.id} ${kind}`)) &&
      !inForceAt(pausesOf(pauses, job), now),
  )
}
