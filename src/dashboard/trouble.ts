import type { ConfiguredJob } from '../config/config.ts'
import { passedOver, whyPassedOver } from '../runner/passed-over.ts'
import { endings } from './cells.ts'
import type { Found, ShownRun } from './read.ts'

/** Something that waits for a person, and what that person can do about it. */
export interface Trouble {
  kind: 'held' | 'failed' | 'partial' | 'caution' | 'unknown' | 'incident'
  job?: string
  run?: number
  /** ISO 8601 in UTC. */
  since: string
  what: string
  /** Commands, the most useful first. */
  todo: string[]
}

/** A run of these days that did not do all it was to do, or a slot that nobody ran. */
export interface Mishap {
  at: string
  job: string
  run?: number
  what: string
  why: string
}

/** More than that is a list that nobody reads. */
const MOST_MISHAPS = 100

/** What stands open now: the held and the failed first, for they keep a job from its work. */
export function troublesOf(jobs: ConfiguredJob[], found: Found): Trouble[] {
  const newest = new Map<string, ShownRun>()
  for (const run of [...found.runs, ...found.before]) if (!newest.has(run.job)) newest.set(run.job, run)
  const open = jobs
    .flatMap(({ id }) => newest.get(id) ?? [])
    .flatMap((run) => openTrouble(run))
    .sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || b.since.localeCompare(a.since))
  const told = new Set(open.map(({ job }) => job))
  return [
    ...open,
    ...found.cautions.map(
      ({ detail, since }): Trouble => ({ kind: 'caution', since, what: detail, todo: ['pars-auto resume'] }),
    ),
    ...(found.unknown > 0 ? [unknownItems(found)] : []),
    ...found.alerts.flatMap((alert) => (isTold(alert.subject, told, found) ? [] : [incident(alert)])),
  ]
}

const KINDS: Trouble['kind'][] = ['held', 'failed', 'partial']

function openTrouble(run: ShownRun): Trouble[] {
  const { id, job, state, started_at: since, message, withheld, shadow } = run
  if (shadow || state === 'succeeded' || state === 'running') return []
  const trouble = { job, run: id, since, what: message ?? state }
  if (state === 'held')
    return [{ ...trouble, kind: 'held', todo: [`pars-auto approve ${id}`, `pars-auto show ${id}`] }]
  if (state === 'partial') {
    const keptBack = withheld !== null && withheld !== '{}'
    const todo = [...(keptBack ? [`pars-auto approve ${id}`] : []), `pars-auto show ${id}`]
    return [{ ...trouble, kind: 'partial', todo }]
  }
  return [
    {
      ...trouble,
      kind: 'failed',
      todo: [`pars-auto why ${job}`, `pars-auto show ${id}`, `pars-auto ${job}`],
    },
  ]
}

const unknownItems = ({ unknown, runs }: Found): Trouble => ({
  kind: 'unknown',
  since: runs[0]?.started_at ?? '',
  what: `${unknown} ${unknown === 1 ? 'item' : 'items'} of the outbox: nobody knows whether they were sent.`,
  todo: ['pars-auto outbox list --state unknown', 'pars-auto outbox resolve ITEM'],
})

/** What people were told of a job, or to be careful about, stands in the list already. */
function isTold(subject: string, jobs: Set<string | undefined>, { cautions }: Found): boolean {
  const [, job] = /^job (\S+) (?:failed|held|partial)$/.exec(subject) ?? []
  return jobs.has(job) ? job !== undefined : cautions.some(({ reason }) => subject.startsWith(reason))
}

const incident = ({ message, opened_at }: Found['alerts'][number]): Trouble => ({
  kind: 'incident',
  since: opened_at,
  what: message,
  todo: message.match(/pars-auto [a-z][a-z-]*(?: [\w-]+)?/g) ?? [],
})

/**
 * What went wrong in these days, newest first, open or long over; and how many more there were.
 * @param clock how an instant is written
 */
export function mishapsOf(
  ids: string[],
  found: Found,
  clock: (instant: string) => string,
): { mishaps: Mishap[]; more: number } {
  const known = new Set(ids)
  const wrong = endings(found.runs).filter(
    ({ job, state, shadow }) => known.has(job) && !shadow && state !== 'succeeded' && state !== 'running',
  )
  const missed = found.slots
    .filter(({ state }) => state === 'missed')
    .sort((a, b) => b.due_at.localeCompare(a.due_at))
  const all: Mishap[] = [
    ...wrong.map(({ started_at, job, id, state, message }) => ({
      at: started_at,
      job,
      run: id,
      what: state.replace('-', ' '),
      why: message ?? '',
    })),
    ...passedOver(missed).map((one) => ({
      at: one.due_at,
      job: one.job,
      what: 'missed',
      why: whyPassedOver(one, clock),
    })),
  ].sort((a, b) => b.at.localeCompare(a.at))
  return { mishaps: all.slice(0, MOST_MISHAPS), more: Math.max(0, all.length - MOST_MISHAPS) }
}
