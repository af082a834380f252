import { LIFETIME } from '../../bin/idle.js'
import type { ConfiguredJob } from '../config/config.ts'
import type { Query } from '../db/database.ts'
import { insertRows } from '../db/insert-rows.ts'
import { migrations, own } from '../db/migrations/index.ts'
import { kindsToSend, workNow } from '../outbox/waiting.ts'
import { ALL } from '../runner/pause.ts'
import { lookContext } from '../runner/quiet.ts'
import type { School } from '../runner/school.ts'
import { slotsBetween } from '../schedule/slots.ts'
import type { JobLook, Look, Statement, Value } from './statement.ts'

const MINUTE = 60_000

/** Stand for instants that a look fills in. */
const NOW = '\u0001now'
const SLOT = '\u0001slot'

/** What the whole tick knows that prepares it. */
interface Known {
  now: number
  /** When something is due that is not a look, epoch ms. */
  until: number
  highestRun: number
}

/**
 * What the next ticks are to ask and count, while these jobs have nothing to do; undefined where that cannot be said
 * in statements: each of them is a whole tick then.
 */
export function prepareLook(school: School, jobs: ConfiguredJob[], known: Known): Look | undefined {
  const { config, host } = school
  if (config.sims || jobs.length === 0) return undefined
  const database = config.referredDatabase()
  if (!database) return undefined
  const looks = jobs.map((job) => jobLook(school, job, known.now))
  if (!looks.every((look) => look !== undefined)) return undefined
  return {
    until: Math.min(known.until, nextDay(school, known.now)),
    account: host.person,
    database,
    envFiles: config.envFiles,
    otherwise: compiled(otherwise(school, jobs, known.highestRun)),
    jobs: looks,
  }
}

/** The date is in what is asked. */
function nextDay({ config: { school } }: School, now: number): number {
  const tomorrow = school.zone.dayAt(now).plusDays(1)
  return school.zone.firstInstantOf(tomorrow.number * 24 * 60)
}

function jobLook(school: School, { id, job, params, schedule, rules }: ConfiguredJob, now: number) {
  const ask = (at: number) => job.waiting?.(params, lookContext(school, at))
  const [here, later] = [ask(now), ask(now + MINUTE)]
  if (!here || !later || typeof here === 'function' || typeof later === 'function') return undefined
  const waiting = movedWith(compiled(here), compiled(later), now)
  const slots = slotsBetween(schedule, rules, now, now + LIFETIME).map(({ at }) => at)
  const look: JobLook | undefined = waiting && { job: id, slots, waiting, counted: counted(school, id, now) }
  return look
}

/** A statement that was built for a moment and for a minute later: what moved by a minute is always as far from now. */
function movedWith(here: Statement, later: Statement, now: number): Statement | undefined {
  if (here.text !== later.text || here.values.length !== later.values.length) return undefined
  const values = here.values.map((value, at): Value | undefined => {
    const other = later.values[at]!
    if (!('is' in value) || !('is' in other) || value.is === other.is) return value
    const [first, second] = [Date.parse(String(value.is)), Date.parse(String(other.is))]
    return second - first === MINUTE ? { later: first - now, type: value.type } : undefined
  })
  return values.every((value) => value !== undefined) ? { ...here, values } : undefined
}

/** What only a whole tick can deal with. */
function otherwise(school: School, jobs: ConfiguredJob[], highestRun: number): Query {
  const { sql } = school.db
  const table = (name: string) => sql(own(name)).select(sql.raw('1'))
  const { over, values } = lookContext(school, 0)
  return over(values({ other: 1 })).where((any) => {
    any.whereExists(table('lease'))
    any.orWhereExists(table('slot').where({ state: 'pending' }))
    any.orWhereExists(table('run').where('id', '>', highestRun))
    // A database that was put back from a backup.
    if (highestRun > 0) any.orWhereNotExists(table('run').where({ id: highestRun }))
    any.orWhereExists(table('alert').whereNull('told_at'))
    any.orWhereExists(table('alert').whereNotNull('closed_at').whereNull('closing_told_at'))
    any.orWhereExists(table('post').where('next_try_at', '<=', NOW))
    any.orWhereExists(workNow(school.db, kindsToSend(school), NOW))
    any.orWhereExists(pausesOn(school, jobs))
    any.orWhereExists(table('migration').where('version', '>', migrations.length))
  })
}

/** Somebody has paused one of these jobs since: its slots are not to be counted as looks that found nothing. */
const pausesOn = ({ db: { sql } }: School, jobs: ConfiguredJob[]) =>
  sql(own('pause'))
    .select(sql.raw('1'))
    .whereIn('job', [ALL, ...jobs.map(({ id }) => id)])
    .whereNull('ended_at')
    .where((open) => open.whereNull('until').orWhere('until', '>', NOW))

/**
 * In this order each leaves what the next one asks for. They change only what grows, so that whoever does the same at
 * the same time cannot undo it.
 */
function counted({ db, config }: School, job: string, now: number): Statement[] {
  const { sql } = db
  const day = config.school.zone.dayAt(now).toString()
  const mark = () =>
    sql(own('job'))
      .where({ job })
      .where((open) => open.whereNull('handled_through').orWhere('handled_through', '<', SLOT))
  const looks = () => sql(own('quiet')).where({ job, day })
  const first = sql
    .select(sql.raw('?', [job]), sql.raw('?', [day]), sql.raw('1'), sql.raw('?', [NOW]))
    .whereExists(mark().select(sql.raw('1')))
    .whereNotExists(looks().select(sql.raw('1')))
  return [
    looks()
      .whereExists(mark().select(sql.raw('1')))
      .update({ looks: sql.raw('looks + 1'), last_at: NOW }),
    insertRows(db, own('quiet'), ['job', 'day', 'looks', 'last_at'], first),
    mark().update({ handled_through: NOW }),
  ].map(compiled)
}

function compiled(query: Query): Statement {
  const { sql: text, bindings } = query.toSQL().toNative()
  return { text: text.replace(/;select @@rowcount$/, ''), values: bindings.map(fromBinding) }
}

/** SQL Server's builder says with a value which type its column has. */
function fromBinding(binding: unknown): Value {
  const { value, type } =
    typeof binding === 'object' && binding !== null
      ? (binding as { value: unknown; type: Value['type'] })
      : { value: binding, type: undefined }
  if (value === NOW) return { later: 0, type }
  if (value === SLOT) return { slot: true, type }
  return { is: value as string | number | boolean | null, type }
}
