import { LIFETIME } from '../../bin/idle.js'
import type { ConfiguredJob } from '../config/config.ts'
import type { Query, Session } from '../db/database.ts'
import { insertRows } from '../db/insert-rows.ts'
import { migrations, own } from '../db/migrations/index.ts'
import { kindsToSend, workNow } from '../outbox/waiting.ts'
import { Remembered } from '../remembered.ts'
import { ALL } from '../runner/pause.ts'
import { lookContext, momentsFrom } from '../runner/quiet.ts'
import { iso, type School } from '../runner/school.ts'
import { slotsBetween } from '../schedule/slots.ts'
import type { JobLook, Look, Statement, Value } from './statement.ts'

/** Stands for the moment of a look: what is built with it and lies that near to it is always as far from the look. */
const THEN = Date.parse('9000-06-15T12:34:56.789Z')
const NEAR = 400 * 86_400_000
const NOW = iso(THEN)
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
/** Stand for what else a look fills in. */
const SLOT = '\u0001slot'
const JOB = '\u0001job'
/** Stands for the highest run. */
const HIGHEST = '\u0001run'

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
    otherwise: otherwise(school, jobs, known.highestRun),
    jobs: looks,
    counted: counted(school, known.now),
  }
}

/** The date is in what is asked. */
function nextDay({ config: { school } }: School, now: number): number {
  const tomorrow = school.zone.dayAt(now).plusDays(1)
  return school.zone.firstInstantOf(tomorrow.number * 24 * 60)
}

function jobLook(
  school: School,
  { id, job, params, schedule, rules }: ConfiguredJob,
  now: number,
): JobLook | undefined {
  const waiting = job.waiting?.(params, { ...lookContext(school, now), ...momentsFrom(THEN) })
  if (!waiting || typeof waiting === 'function') return undefined
  const slots = slotsBetween(schedule, rules, now, now + LIFETIME).map(({ at }) => at)
  return { job: id, slots, waiting: compiled(waiting) }
}

/** Statements by what they depend on: the schools of a trust have them alike. */
const known = new Remembered<Statement[]>(50)

function alike({ db, config }: School, about: unknown[], build: () => Statement[]): Statement[] {
  const { database } = config
  const key = JSON.stringify([db.dialect, database.type === 'sqlite' ? '' : database.ownSchema, ...about])
  return known.get(key, build)
}

/** What only a whole tick can deal with. */
function otherwise(school: School, jobs: ConfiguredJob[], highestRun: number): Statement {
  const about = [jobs.map(({ id }) => id), kindsToSend(school), highestRun > 0]
  const [{ text, values }] = alike(school, about, () => [
    compiled(anythingElse(school, jobs, highestRun > 0)),
  ]) as [Statement]
  const filledIn = (value: Value) =>
    'is' in value && value.is === HIGHEST ? { ...value, is: highestRun } : value
  return { text, values: values.map(filledIn) }
}

/** @param hasRuns whether there is a highest run */
function anythingElse(school: School, jobs: ConfiguredJob[], hasRuns: boolean): Query {
  const { sql } = school.db
  const table = (name: string) => sql(own(name)).select(sql.raw('1'))
  const { over, values } = lookContext(school, 0)
  return over(values({ other: 1 })).where((any) => {
    any.whereExists(table('lease'))
    any.orWhereExists(table('slot').where({ state: 'pending' }))
    any.orWhereExists(table('run').where('id', '>', hasRuns ? HIGHEST : 0))
    // A database that was put back from a backup.
    if (hasRuns) any.orWhereNotExists(table('run').where({ id: HIGHEST }))
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
function counted(school: School, now: number): Statement[] {
  const day = school.config.school.zone.dayAt(now).toString()
  return alike(school, ['counted', day], () => countedOn(school.db, day))
}

function countedOn(db: Session, day: string): Statement[] {
  const { sql } = db
  const mark = () =>
    sql(own('job'))
      .where({ job: JOB })
      .where((open) => open.whereNull('handled_through').orWhere('handled_through', '<', SLOT))
  const looks = () => sql(own('quiet')).where({ job: JOB, day })
  const first = sql
    .select(sql.raw('?', [JOB]), sql.raw('?', [day]), sql.raw('1'), sql.raw('?', [NOW]))
    .whereExists(mark().select(sql.raw('1')))
    .whereNotExists(looks().select(sql.raw('1')))
  const more = looks()
    .whereExists(mark().select(sql.raw('1')))
    .update({ looks: sql.raw('looks + 1'), last_at: NOW })
  return [
    compiled(more),
    { ...compiled(insertRows(db, own('quiet'), ['job', 'day', 'looks', 'last_at'], first)), isInstead: true },
    compiled(mark().update({ handled_through: NOW })),
  ]
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
  if (value === SLOT) return { slot: true, type }
  if (value === JOB) return { job: true, type }
  const later = INSTANT.test(String(value)) ? Date.parse(String(value)) - THEN : NEAR
  return Math.abs(later) < NEAR ? { later, type } : { is: value as string | number | boolean | null, type }
}
