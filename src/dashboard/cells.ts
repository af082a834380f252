import type { SlotRow } from '../runner/slot.ts'
import type { Found, ShownRun } from './read.ts'
import { placeOf, type ShownDays } from './window.ts'

/** What a job's day came to. */
export const CELLS = {
  failed: 'failed',
  held: 'held for approval',
  partial: 'done in part',
  missed: 'missed',
  running: 'under way, or to be tried again',
  shadow: 'rehearsed, in shadow',
  done: 'done',
  skipped: 'skipped, rightly',
  quiet: 'looked, nothing to do',
  none: 'nothing planned, or not yet',
} as const

export type Cell = keyof typeof CELLS

/** The first of these that a day has is what its cell shows. */
const ORDER = Object.keys(CELLS) as Cell[]

/** Each job's days, by the id of the job. */
export function cellsOf(jobs: string[], found: Found, shown: ShownDays): Map<string, Cell[]> {
  const cells = new Map(jobs.map((job) => [job, shown.days.map((): Cell => 'none')]))
  const mark = (job: string, instant: string, cell: Cell) => {
    const place = placeOf(shown, instant)
    const days = cells.get(job)
    if (place === undefined || !days) return
    if (ORDER.indexOf(cell) < ORDER.indexOf(days[place]!)) days[place] = cell
  }
  for (const { job, day } of found.quiet) {
    const place = shown.days.findIndex((one) => one.toString() === day)
    const days = cells.get(job)
    if (days && place >= 0) days[place] = 'quiet'
  }
  for (const run of endings(found.runs)) mark(run.job, run.due_at ?? run.started_at, cellOfRun(run))
  for (const slot of found.slots) mark(slot.job, slot.due_at, cellOfSlot(slot))
  return cells
}

/**
 * Of several attempts of one slot the last: what failed at first and then succeeded is done. A run that let a held one
 * go stands for it. @param runs newest first
 */
export function endings(runs: ShownRun[]): ShownRun[] {
  const seen = new Set<string>()
  const replaced = new Map<number, ShownRun>()
  const kept: ShownRun[] = []
  for (const run of runs) {
    if (run.approves !== null) {
      replaced.set(run.approves, run)
      continue
    }
    const key = `${run.job} ${run.slot ?? `run ${run.id}`}`
    if (seen.has(key)) continue
    seen.add(key)
    const instead = replaced.get(run.id)
    kept.push(instead ? { ...instead, slot: run.slot, due_at: run.due_at } : run)
    replaced.delete(run.id)
  }
  // What was let go may itself be older than these days.
  return [...kept, ...replaced.values()]
}

function cellOfRun({ state, shadow }: ShownRun): Cell {
  if (shadow) return 'shadow'
  if (state === 'succeeded') return 'done'
  if (state === 'held' || state === 'partial' || state === 'running') return state
  return 'failed'
}

function cellOfSlot({ state }: SlotRow): Cell {
  if (state === 'missed' || state === 'held' || state === 'skipped') return state
  return 'running'
}
