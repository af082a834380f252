import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { LOOK_BACK } from '../schedule/due.ts'
import { type Slot, slotsBetween } from '../schedule/slots.ts'
import { grouped } from '../sms/grouped.ts'
import { advance } from './claim.ts'
import { inForceAt, type Pause, pauseText } from './pause.ts'
import { type Progress, progressOf } from './progress.ts'
import { iso, type School } from './school.ts'
import { decideSlot } from './slot.ts'

/** A slot that came while its job was paused. */
interface Passed {
  slot: Slot
  pause: Pause
}

/**
 * Records the slots that came while their job was paused: nothing runs them, also when the pause is over. Before
 * anything else is decided, so that whatever comes after such a job does not wait for it.
 * @returns what is known then
 */
export async function skipPaused(school: School, now: number): Promise<Progress[]> {
  const all = await progressOf(school, now)
  let recorded = false
  for (const progress of all) {
    const { passed, isLast } = passedOf(progress, now)
    if (passed.length === 0) continue
    const job = progress.configured.id
    if (!isLast && (await needNoRecord(school, progress, passed))) continue
    recorded = true
    await school.db.transaction(
      async (session) => {
        // Another process may have recorded them meanwhile.
        if (isLast && !(await advance(session, job, passed.at(-1)!.slot.at))) return
        await record(session, school, progress, passed, now)
      },
      { turn: 'record' },
    )
  }
  return recorded ? progressOf(school, now) : all
}

/** @returns `isLast` where no earlier slot is left that would still run: then all of them are dealt with */
function passedOf({ configured, since, handledThrough, pauses }: Progress, now: number) {
  if (pauses.length === 0) return { passed: [], isLast: true }
  const { schedule, rules } = configured
  const after = Math.max(since - 1, handledThrough ?? 0, now - LOOK_BACK)
  const slots = slotsBetween(schedule, rules, after, now)
  const passed = slots.flatMap((slot): Passed[] => {
    const pause = inForceAt(pauses, slot.at)
    return pause ? [{ slot, pause }] : []
  })
  const last = passed.at(-1)?.slot.at ?? 0
  return { passed, isLast: slots.filter(({ at }) => at <= last).length === passed.length }
}

/** An earlier slot still waits to run, so these come up at every tick. Those that are only counted wait as well. */
async function needNoRecord(
  { db }: School,
  { configured: { id, job } }: Progress,
  passed: Passed[],
): Promise<boolean> {
  if (job.waiting) return true
  const { name } = passed.at(-1)!.slot
  return (await db.first(db.sql(own('slot')).where({ job: id, slot: name }))) !== undefined
}

async function record(
  session: Session,
  { config }: School,
  { configured }: Progress,
  passed: Passed[],
  now: number,
): Promise<void> {
  const job = configured.id
  if (configured.job.waiting) return count(session, { config }, job, passed, now)
  for (const { slot, pause } of passed) {
    const reason = pauseText(config, pause)
    await decideSlot(session, { job, name: slot.name, at: slot.at, state: 'skipped', reason }, now)
  }
}

/** Of a job that looks all day, a record a day stands for all of its slots. */
async function count(
  session: Session,
  { config }: Pick<School, 'config'>,
  job: string,
  passed: Passed[],
  now: number,
): Promise<void> {
  const days = grouped(passed, ({ slot, pause }) => `${slot.name.slice(0, 10)} ${pause.id}`)
  for (const those of days.values()) {
    const { slot, pause } = those[0]!
    const reason = pauseText(config, pause).slice(0, 400)
    const day = slot.name.slice(0, 10)
    const { sql } = session
    const counted = await session.run(
      sql(own('slot'))
        .where({ job, state: 'skipped', reason })
        .whereBetween('slot', [`${day}T`, `${day}U`])
        .update({ others: sql.raw('others + ?', [those.length]), decided_at: iso(now) }),
    )
    if (counted > 0) continue
    const others = those.length - 1
    await decideSlot(session, { job, name: slot.name, at: slot.at, state: 'skipped', reason, others }, now)
  }
}
