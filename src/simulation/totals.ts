import type { Config } from '../config/config.ts'
import { Day } from '../schedule/day.ts'
import { within } from '../schedule/hours.ts'
import { DAY_MINUTES, dayOf, minuteOfDay } from '../schedule/wall.ts'
import type { Simulation } from './simulation.ts'

export interface JobTotal {
  job: string
  runs: number
  /** Epoch ms; undefined where it does not run at all. */
  first?: number
  last?: number
  /** How many of the runs are moved, by a clock or to the next school day. */
  moved: number
  /** Days on which it is planned and does not run. */
  gapDays: number
}

/** Of the night that begins on a day. */
export interface Night {
  day: Day
  runs: number
}

/** What there is of each job, in the order of the config. */
export function totalsOf({ runs, crowds, gaps }: Simulation, jobs: Config['jobs']): JobTotal[] {
  const totals = new Map<string, JobTotal>()
  for (const { id, enabled } of jobs) if (enabled) totals.set(id, { job: id, runs: 0, moved: 0, gapDays: 0 })
  const add = (job: string, count: number, first: number, last: number) => {
    const total = totals.get(job)!
    total.runs += count
    total.first ??= first
    total.last = last
    return total
  }
  for (const { job, slot } of runs)
    if (slot.moved) add(job, 1, slot.at, slot.at).moved += 1
    else add(job, 1, slot.at, slot.at)
  for (const { job, slots, first, last } of crowds) add(job, slots, first, last)
  for (const { job, days } of gaps) totals.get(job)!.gapDays += days
  return [...totals.values()]
}

/** How many runs each night has, from noon to noon without the school's hours; the busiest first. */
export function nightsOf({ runs }: Simulation, { school, schoolHours }: Config): Night[] {
  const nights = new Map<number, number>()
  for (const { slot } of runs) {
    const wall = school.zone.wallAt(slot.at)
    if (within(schoolHours, minuteOfDay(wall))) continue
    const { number } = dayOf(wall - DAY_MINUTES / 2)
    nights.set(number, (nights.get(number) ?? 0) + 1)
  }
  return [...nights]
    .map(([number, count]) => ({ day: Day.of(number), runs: count }))
    .sort((a, b) => b.runs - a.runs || a.day.compare(b.day))
}
