import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import type { LeaseRow } from './recover.ts'
import type { RunRow } from './run.ts'
import { iso } from './school.ts'
import type { SlotRow } from './slot.ts'

/** Something a tick noticed, or a person did. Instants are ISO 8601 in UTC. */
export interface EventRow {
  at: string
  kind: string
  job: string | null
  detail: string
}

/** The newest `count` runs, of one job or of all, newest first. */
export async function newestRuns(db: Session, count: number, job?: string): Promise<RunRow[]> {
  const runs = db.sql(own('run')).orderBy('id', 'desc').limit(count)
  return db.all<RunRow>(job ? runs.where({ job }) : runs)
}

/** The newest `count` runs that are worth showing, newest first. */
export async function newestOf(
  db: Session,
  count: number,
  isWorthIt: (run: RunRow) => boolean,
): Promise<RunRow[]> {
  const found: RunRow[] = []
  for (let before = Number.MAX_SAFE_INTEGER; found.length < count; ) {
    const page = db.sql(own('run')).where('id', '<', before).orderBy('id', 'desc').limit(1000)
    const runs = await db.all<RunRow>(page)
    found.push(...runs.filter(isWorthIt))
    if (runs.length < 1000) break
    before = runs.at(-1)!.id
  }
  return found.slice(0, count)
}

/** Whether a planned run found nothing to do, and has nothing to say. */
export const didNothing = ({ slot, state, counts, message }: RunRow): boolean =>
  slot !== null &&
  state === 'succeeded' &&
  !message &&
  Object.values(JSON.parse(counts ?? '{}')).every((count) => count === 0)

/** The newest run of any of the jobs that did what it was to do. Asked job by job, an index leads to it at once. */
export async function newestSuccess(db: Session, jobs: string[]): Promise<RunRow | undefined> {
  let newest: RunRow | undefined
  for (const job of jobs) {
    const runs = db.sql(own('run')).where({ job, state: 'succeeded' }).whereNull('shadow')
    const run = await db.first<RunRow>(runs.orderBy('id', 'desc').limit(1))
    if (run && run.id > (newest?.id ?? 0)) newest = run
  }
  return newest
}

export async function runNumbered(db: Session, id: number): Promise<RunRow | undefined> {
  return db.first<RunRow>(db.sql(own('run')).where({ id }))
}

/** The newest later run that leaves nothing to approve: the job has succeeded since, or the approval was used. */
export async function runThatMovedOn(db: Session, held: RunRow): Promise<RunRow | undefined> {
  const later = db.sql(own('run')).where({ job: held.job }).where('id', '>', held.id)
  const movedOn = later.where((on) =>
    on
      .where({ state: 'succeeded' })
      .orWhere((used) => used.where({ approves: held.id }).whereIn('state', ['partial', 'held'])),
  )
  return db.first<RunRow>(movedOn.orderBy('id', 'desc').limit(1))
}

/**
 * Slots that never ran, newest first: their story is in the slot, not in a run. Asked state by state, the index gives
 * them in their order, and nothing is sorted.
 */
export async function slotsNotRun(db: Session, count: number, job?: string): Promise<SlotRow[]> {
  const found: SlotRow[] = []
  for (const state of ['skipped', 'missed']) {
    const slots = db.sql(own('slot')).where({ state }).orderBy('due_at', 'desc').limit(count)
    found.push(...(await db.all<SlotRow>(job ? slots.where({ job }) : slots)))
  }
  return found.sort((a, b) => b.due_at.localeCompare(a.due_at)).slice(0, count)
}

export async function newestEvents(db: Session, count: number): Promise<EventRow[]> {
  return db.all<EventRow>(db.sql(own('event')).orderBy('id', 'desc').limit(count))
}

export async function leaseOn(db: Session, job: string): Promise<LeaseRow | undefined> {
  return db.first<LeaseRow>(db.sql(own('lease')).where({ job }))
}

/** The config text of a source that was in force at a moment (epoch ms), or the newest one. */
export async function configText(
  db: Session,
  source: string,
  at?: number,
): Promise<{ hash: string; text: string } | undefined> {
  const texts = db.sql(own('config')).where({ source }).orderBy('id', 'desc').limit(1)
  return db.first(at === undefined ? texts : texts.where('used_at', '<=', iso(at)))
}
