import type { ShownRun } from './read.ts'
import { placeOf, type ShownDays } from './window.ts'

/** How long the runs of a job take, in milliseconds. */
export interface Took {
  /** The middle one of each day; null where nothing ran to its end. */
  days: (number | null)[]
  median: number
  last: number
  longest: number
  /** How the last days that ran compare with those before, where there are enough of both. */
  trend?: 'slower' | 'faster' | 'steady'
}

/** So many days with runs on each side make a trend. */
const ENOUGH = 5
/** And at least so far apart, ms: below that it is the machine, not the job. */
const NOTABLE = 250

/** @param runs of one job, newest first; undefined where none came to an end */
export function tookOf(runs: ShownRun[], shown: ShownDays): Took | undefined {
  const ended = runs.flatMap(({ started_at, ended_at, state }) => {
    const place = placeOf(shown, started_at)
    if (!ended_at || place === undefined || state === 'abandoned') return []
    return [{ place, ms: Math.max(0, Date.parse(ended_at) - Date.parse(started_at)) }]
  })
  if (ended.length === 0) return undefined
  const all = ended.map(({ ms }) => ms)
  const days = shown.days.map((_, at) =>
    middle(ended.filter(({ place }) => place === at).map(({ ms }) => ms)),
  )
  const trend = trendOf(days.filter((ms) => ms !== null))
  return {
    days,
    median: middle(all)!,
    last: all[0]!,
    longest: Math.max(...all),
    ...(trend ? { trend } : {}),
  }
}

function middle(values: number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null
}

function trendOf(days: number[]): Took['trend'] {
  if (days.length < 2 * ENOUGH) return undefined
  const [before, lately] = [middle(days.slice(0, -ENOUGH))!, middle(days.slice(-ENOUGH))!]
  if (Math.abs(lately - before) < NOTABLE) return 'steady'
  if (lately >= before * 1.5) return 'slower'
  return lately * 1.5 <= before ? 'faster' : 'steady'
}
