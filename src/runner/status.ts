import { SILENCE } from '../../bin/idle.js'
import { own } from '../db/migrations/index.ts'
import type { Kind, State } from '../outbox/item.ts'
import { kinds } from '../outbox/item.ts'
import { channelRows } from '../outbox/records.ts'
import { type AlertRow, openAlerts } from './alert.ts'
import type { Caution } from './caution.ts'
import { lastSuccessOf, type Mandatory, mandatoryJobs } from './mandatory.ts'
import { inForceAt, type Pause, pausesSince } from './pause.ts'
import { iso, type School } from './school.ts'

/** Whole ticks are at most six minutes apart: when none has come for so long, they have stopped. Milliseconds. */
const STOPPED = 10 * 60_000
const WEEK = 7 * 86_400_000

/** How everything stands. Instants are ISO 8601 in UTC. */
export interface Status {
  ticks: Ticks
  /** The jobs that a person should look at. */
  jobs: JobTrouble[]
  mandatory: Mandatory[]
  incidents: AlertRow[]
  pauses: Pause[]
  cautions: (Caution & { since: string })[]
  outbox: OutboxState[]
}

interface Ticks {
  stopped: boolean
  /** When each host last looked at everything, the latest first; of the last week. */
  hosts: { host: string; config: string; at: string }[]
}

interface JobTrouble {
  job: string
  trouble: 'failed' | 'held' | 'partial'
  since: string
  /** Its newest run that ended so. */
  run: number | null
  lastSuccess: string | null
  incident: number
}

export interface OutboxState {
  kind: Kind
  waiting: number
  unknown: number
  /** In the last week: refused for good, or too late. */
  failed: number
  /** Why nothing of the kind can be sent at present. */
  trouble: string | null
}

/**
 * How everything stands, in a fixed number of looks at indexes, however long the history is.
 * @param lastTickHere when this host last ticked at all, by its own clock, epoch ms
 */
export async function statusOf(school: School, now: number, lastTickHere?: number): Promise<Status> {
  const { db } = school
  const incidents = await openAlerts(db)
  return {
    ticks: await ticksOf(school, now, lastTickHere),
    jobs: await troubles(school, incidents),
    mandatory: await mandatoryJobs(school, now),
    incidents,
    pauses: (await pausesSince(db, now)).filter((pause) => inForceAt([pause], now)),
    cautions: await db.all(db.sql(own('caution')).orderBy(['since', 'reason', 'host'])),
    outbox: await outboxState(school, now),
  }
}

async function ticksOf({ db, clock }: School, now: number, lastTickHere?: number): Promise<Ticks> {
  const recent = db.sql(own('source')).where('last_tick_at', '>', iso(now - WEEK))
  const rows = await db.all<{ source: string; last_tick_at: string }>(
    recent.orderBy('last_tick_at', 'desc').orderBy('source'),
  )
  const hosts = rows.map(({ source, last_tick_at }) => {
    const [host = '', ...file] = source.split(':')
    return { host, config: file.join(':'), at: last_tick_at }
  })
  const latest = hosts[0] && now - Date.parse(hosts[0].at)
  // One that finds the database held by another writer cannot say so there, but has come.
  const ticksHere = lastTickHere !== undefined && clock() - lastTickHere <= SILENCE
  return { stopped: !hosts[0] || (latest! > STOPPED && !ticksHere), hosts }
}

const ENDED = {
  failed: ['failed', 'timed-out', 'abandoned'],
  held: ['held'],
  partial: ['partial'],
} as const

async function troubles(school: School, incidents: AlertRow[]): Promise<JobTrouble[]> {
  const found: JobTrouble[] = []
  for (const { id, subject, opened_at } of incidents) {
    const about = troubleOf(subject)
    if (!about) continue
    const { job, trouble } = about
    const lastSuccess = await lastSuccessOf(school, job)
    const { first, run } = await runsSince(school, job, ENDED[trouble], lastSuccess)
    found.push({ job, trouble, since: first ?? opened_at, run, lastSuccess, incident: id })
  }
  return found
}

/** What an incident says of a job; undefined for one that is about something else. */
export function troubleOf(subject: string): Pick<JobTrouble, 'job' | 'trouble'> | undefined {
  const [, job, trouble] = /^job (.+) (failed|held|partial)$/.exec(subject) ?? []
  return job ? { job, trouble: trouble as JobTrouble['trouble'] } : undefined
}

/** When the first run since the last success ended so, and which was the last. */
async function runsSince({ db }: School, job: string, states: readonly string[], since: string | null) {
  const runs = () => {
    const ended = db.sql(own('run')).where({ job }).whereIn('state', states)
    return since ? ended.where('ended_at', '>', since) : ended
  }
  const first = await db.first<{ first: string | null }>(runs().min({ first: 'ended_at' }))
  const last = await db.first<{ last: number | null }>(runs().max({ last: 'id' }))
  return { first: first?.first ?? undefined, run: last?.last ?? null }
}

async function outboxState({ db }: School, now: number): Promise<OutboxState[]> {
  const counted = (states: State[], since?: string) => {
    const items = db.sql(own('outbox')).whereIn('kind', kinds).whereIn('state', states)
    if (since) items.where('due_at', '>=', since)
    return items.groupBy('kind', 'state').select('kind', 'state').count({ n: '*' })
  }
  type Row = { kind: Kind; state: State; n: number }
  const open = await db.all<Row>(counted(['queued', 'sending', 'unknown']))
  const lost = await db.all<Row>(counted(['failed', 'expired'], iso(now - WEEK)))
  const channels = await channelRows(db)
  const sum = (rows: Row[], kind: Kind, states: State[]) =>
    rows
      .filter((row) => row.kind === kind && states.includes(row.state))
      .reduce((all, { n }) => all + Number(n), 0)
  return kinds.map((kind) => ({
    kind,
    waiting: sum(open, kind, ['queued', 'sending']),
    unknown: sum(open, kind, ['unknown']),
    failed: sum(lost, kind, ['failed', 'expired']),
    trouble: channels.find((row) => row.kind === kind && row.pauses > 0)?.trouble ?? null,
  }))
}
