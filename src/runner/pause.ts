import type { Config, ConfiguredJob } from '../config/config.ts'
import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { clockTime } from './event.ts'
import { iso } from './school.ts'

/** A row of the pause table. Instants are ISO 8601 in UTC. */
export interface Pause {
  id: number
  /** Empty for all jobs that are not mandatory. */
  job: string
  since: string
  until: string | null
  person: string
  why: string | null
  ended_at: string | null
  ended_by: string | null
}

/** What `job` is for a pause of all. */
export const ALL = ''

type Who = Pick<ConfiguredJob, 'id' | 'job'>

/** The pauses that were not over yet at an instant, epoch ms, or began later. */
export async function pausesSince(session: Session, instant: number): Promise<Pause[]> {
  const pauses = session
    .sql(own('pause'))
    .where((open) => open.whereNull('until').orWhere('until', '>', iso(instant)))
    .where((open) => open.whereNull('ended_at').orWhere('ended_at', '>', iso(instant)))
  return session.all<Pause>(pauses.orderBy('id'))
}

/** Those that concern a job. A mandatory one runs while all are paused. */
export const pausesOf = (pauses: Pause[], { id, job }: Who): Pause[] =>
  pauses.filter((pause) => pause.job === id || (pause.job === ALL && !job.mandatory))

/** When it ends, or ended, epoch ms; never, as far as anybody knows: infinity. */
export function endOf({ until, ended_at }: Pick<Pause, 'until' | 'ended_at'>): number {
  const ends = [until, ended_at].flatMap((end) => (end ? [Date.parse(end)] : []))
  return Math.min(...ends, Number.POSITIVE_INFINITY)
}

/** Of several pauses, the one in force at an instant that ends last. */
export function inForceAt(pauses: Pause[], instant: number): Pause | undefined {
  const [last] = pauses
    .filter((pause) => Date.parse(pause.since) <= instant && instant < endOf(pause))
    .sort((a, b) => endOf(b) - endOf(a))
  return last
}

/** What keeps a job from running at this moment. */
export async function pauseOn(session: Session, configured: Who, now: number): Promise<Pause | undefined> {
  return inForceAt(pausesOf(await pausesSince(session, now), configured), now)
}

/** `until 2026-11-30 00:00`, or until when else. */
export function untilText(config: Config, { job, until, ended_at, ended_by }: Pause): string {
  if (ended_at) return `until ${clockTime(config, ended_at)}, when ${ended_by} ended that`
  return until ? `until ${clockTime(config, until)}` : `until somebody says: pars-auto resume ${job || 'all'}`
}

/** `Paused by ada until 2026-11-30 00:00: exams.`, for people. */
export function pauseText(config: Config, pause: Pause): string {
  const what = pause.job === ALL ? 'All jobs paused' : 'Paused'
  const why = pause.why ? ` (${pause.why})` : ''
  return `${what} by ${pause.person} ${untilText(config, pause)}${why}.`
}
