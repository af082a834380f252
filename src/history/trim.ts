import type { Row, Session } from '../db/database.ts'
import { DatabaseBusy, DatabaseUnreachable } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { inPlainWords } from '../db/trouble.ts'
import { cautions } from '../runner/caution.ts'
import { note } from '../runner/event.ts'
import { iso, type School } from '../runner/school.ts'
import { isOutOfHours } from '../schedule/out-of-hours.ts'
import { type Rule, rules } from './rules.ts'

/** Rows of one transaction. SQL Server locks the whole table from 5,000 rows on, and takes 2,100 values. */
const BATCH = 1000

/** What one tick removes at most: the next one is a minute later, and goes on. */
const MOST = 20_000
const LONGEST = 10_000

/** In between, the database is free for so many milliseconds: whoever waits for it gets in. */
const BREATH = 60

interface TrimRow {
  day: string
  counts: string
  finished_at: string | null
}

/**
 * Removes what the config does not want kept any longer: once a day, out of school hours, in small transactions. Each
 * can be the last, and several hosts can be at it. Not while a caution stands: the clocks may be wrong, or the database
 * an old one.
 * @returns whether there is more to remove, for the next tick
 */
export async function trim(school: School, now: number): Promise<boolean> {
  const { db, config, host } = school
  const { zone } = config.school
  const rulesOfDays = { zone, calendar: config.calendar, busy: config.busy }
  if (!isOutOfHours(now, rulesOfDays, config.schoolHours)) return false
  const day = zone.dayAt(now).toString()
  try {
    const last = await lastOf(db)
    if (last?.day === day && last.finished_at) return false
    if ((await cautions(db, host)).length > 0) return false
    if (await removeSome(school, day, now)) return true
    await finish(school, day, now)
  } catch (error) {
    if (error instanceof DatabaseBusy) return true
    if (error instanceof DatabaseUnreachable) throw error
    school.tell(`History: what is old could not be removed. ${inPlainWords(error) ?? (error as Error).stack}`)
  }
  return false
}

/** @returns whether it stopped before everything was gone */
async function removeSome(school: School, day: string, now: number): Promise<boolean> {
  const started = performance.now()
  let removed = 0
  for (const rule of rules) {
    for (;;) {
      const batch = await removeBatch(school, rule, day, now)
      removed += batch
      if (batch < BATCH) break
      if (removed >= MOST || performance.now() - started > LONGEST || school.stop.aborted) return true
      await school.pause(BREATH)
    }
  }
  return school.stop.aborted
}

/** Looked for outside of the transaction as well: on most nights there is nothing, and nobody has to wait for that. */
async function removeBatch(school: School, rule: Rule, day: string, now: number): Promise<number> {
  const { db, config } = school
  const age = iso(now - rule.age(config.history))
  if (!(await db.first(oldest(db, rule, age, 1)))) return 0
  return db.transaction(
    async (session) => {
      await session.takeTurn('record')
      const keys = await session.all<Row>(oldest(session, rule, age, BATCH))
      // Another host has removed them meanwhile, and may have told of it.
      if (keys.length === 0) return 0
      let removed = 0
      for (const rows of named(session, rule, keys)) removed += await session.run(rows.delete())
      await count(session, rule.table, removed, day)
      return removed
    },
    { turn: 'outbox' },
  )
}

const oldest = (session: Session, { table, by, of = {}, key, but }: Rule, age: string, most: number) => {
  const limit = by === 'day' ? age.slice(0, 10) : age
  const rows = session.sql({ r: own(table) }).where(`r.${by}`, '<', limit)
  for (const [column, value] of Object.entries(of)) rows.where(`r.${column}`, value)
  but?.(rows, session, age)
  return rows
    .orderBy(`r.${by}`)
    .limit(most)
    .select(key.map((column) => `r.${column}`))
}

/** The rows of these keys, in as few statements as the key has values but for its last column. */
function* named({ sql }: Session, { table, key }: Rule, keys: Row[]) {
  const last = key.at(-1)!
  const groups = new Map<string, { of: Row; values: Row[string][] }>()
  for (const row of keys) {
    const of = Object.fromEntries(key.slice(0, -1).map((column) => [column, row[column]!]))
    const group = JSON.stringify(of)
    if (!groups.has(group)) groups.set(group, { of, values: [] })
    groups.get(group)!.values.push(row[last]!)
  }
  for (const { of, values } of groups.values())
    yield sql(own(table))
      .where(of)
      .whereIn(last, values as string[])
}

const lastOf = (session: Session) => session.first<TrimRow>(session.sql(own('trim')))

/** Adds up what is removed on a day, in the transaction that removes it. */
async function count(session: Session, table: string, removed: number, day: string): Promise<void> {
  const { sql } = session
  const last = await lastOf(session)
  const before = last?.day === day ? (JSON.parse(last.counts) as Record<string, number>) : {}
  const counts = JSON.stringify({ ...before, [table]: (before[table] ?? 0) + removed })
  if (last) await session.run(sql(own('trim')).update({ day, counts, finished_at: null }))
  else await session.run(sql(own('trim')).insert({ id: 1, day, counts, finished_at: null }))
}

/** Says once how much it came to. Where nothing was old there is nothing to say. */
async function finish({ db }: School, day: string, now: number): Promise<void> {
  await db.transaction(
    async (session) => {
      const { sql } = session
      const last = await lastOf(session)
      if (last?.day === day && last.finished_at) return
      const counts = last?.day === day ? last.counts : '{}'
      const row = { day, counts, finished_at: iso(now) }
      if (last) await session.run(sql(own('trim')).update(row))
      else await session.run(sql(own('trim')).insert({ id: 1, ...row }))
      const removed = Object.entries(JSON.parse(counts) as Record<string, number>).filter(
        ([, rows]) => rows > 0,
      )
      if (removed.length === 0) return
      const words = removed.map(([table, rows]) => `${table} ${rows}`).join(', ')
      await note(session, 'trimmed', `Older than the config has it kept, and removed: ${words} rows.`, now)
    },
    { turn: 'record' },
  )
}
