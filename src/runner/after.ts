import type { ConfiguredJob } from '../config/config.ts'
import { own } from '../db/migrations/index.ts'
import { AFTER_REACH, type Predecessor, waitsFor } from '../schedule/order.ts'
import { type Slot, slotsBetween } from '../schedule/slots.ts'
import { inForceAt } from './pause.ts'
import type { Progress } from './progress.ts'
import type { RunRow } from './run.ts'
import { iso, type School } from './school.ts'
import type { SlotRow } from './slot.ts'

/** The slots of the jobs it comes after that are not finished yet, in words. */
export async function waitingFor(school: School, due: Follower, all: Progress[]): Promise<string[]> {
  if (due.configured.after.length === 0) return []
  const { waitingFor: unfinished } = waitsFor({ at: due.at }, await predecessorsOf(school, due, all))
  return unfinished.map(({ id, slot }) => `${id} (${slot})`)
}

/** The jobs it comes after that ended without success, in words: it goes ahead all the same. */
export async function releasedBy(
  school: School,
  due: Follower,
  all: Progress[],
): Promise<string | undefined> {
  if (due.configured.after.length === 0) return undefined
  const { releasedWithout } = waitsFor({ at: due.at }, await predecessorsOf(school, due, all))
  const names = releasedWithout.map(({ id, slot, state }) => `${id} (${slot}) was ${state}`)
  return names.length > 0 ? `Went ahead although ${names.join(', ')}.` : undefined
}

interface Follower {
  configured: ConfiguredJob
  /** Its slot, epoch ms. */
  at: number
}

/** What became of the slots that a job comes after, in the twelve hours up to its own. */
async function predecessorsOf(
  { db, config }: School,
  { configured, at }: Follower,
  all: Progress[],
): Promise<Predecessor[]> {
  // One that is switched off, or gone, is not waited for.
  const names = configured.after.filter((id) => config.jobs.some((job) => job.id === id && job.enabled))
  const within = [iso(at - AFTER_REACH), iso(at)] as const
  const recent = (table: string) => db.sql(own(table)).whereIn('job', names).whereBetween('due_at', within)
  const slots = await db.all<SlotRow>(recent('slot'))
  const failures = await db.all<RunRow>(recent('run').whereIn('state', ['failed', 'timed-out', 'abandoned']))
  // What waits for the end of a pause is not waited for.
  const isPaused = (id: string) => all.some(({ configured: one, paused }) => one.id === id && paused)
  const hasFailed = (row: SlotRow) =>
    row.state === 'done' &&
    failures.some((run) => run.job === row.job && run.slot === row.slot && run.attempt === row.attempts)
  return names.map((id) => {
    const decided = slots
      .filter((row) => row.job === id && !(row.state === 'pending' && isPaused(id)))
      .map((row) => ({
        name: row.slot,
        at: Date.parse(row.due_at),
        state: hasFailed(row) ? ('failed' as const) : row.state,
      }))
    const undecided = all
      .filter(({ configured: one, paused }) => one.id === id && !paused)
      .flatMap((progress) => open(progress, at))
    return {
      id,
      slots: [...decided, ...undecided.map((slot) => ({ name: slot.name, at: slot.at, state: undefined }))],
    }
  })
}

/** Slots of a predecessor that nobody has decided yet: due in this very tick, or waiting for permitted hours. */
function open({ configured, since, handledThrough, pauses }: Progress, at: number): Slot[] {
  const after = Math.max(since - 1, handledThrough ?? 0, at - AFTER_REACH)
  const slots = slotsBetween(configured.schedule, configured.rules, after, at)
  return slots.filter((slot) => !inForceAt(pauses, slot.at))
}
