import type { Config, ConfiguredJob } from '../config/config.ts'
import type { Day } from '../schedule/day.ts'
import { AFTER_REACH, orderDue } from '../schedule/order.ts'
import { countByDay, type DayCount, type Slot, slotsBetween } from '../schedule/slots.ts'
import { wallMinute } from '../schedule/wall.ts'
import { byMinute } from './by-minute.ts'
import { Clashes } from './clashes.ts'
import { crowdRemarks, runRemarks } from './clock-changes.ts'
import { gapsOf } from './gaps.ts'
import { Predecessors } from './predecessors.ts'
import { isCrowd, type Run, type Simulation } from './simulation.ts'

/** What a job is planned for: each of its slots, or how many there are on a day. */
export interface Planned {
  configured: ConfiguredJob
  slots: Slot[]
  counts: DayCount[]
}

const DAY = 86_400_000

/**
 * Every run that a config plans for these days, both included, by the same rules by which ticks find what is due. It
 * knows of no database: nothing is paused, held or missed in it.
 * @param every list also what comes too often to be listed
 */
export function simulate(
  config: Pick<Config, 'jobs' | 'calendar' | 'busy' | 'school'>,
  from: Day,
  to: Day,
  { every = false } = {},
): Simulation {
  const { zone } = config.school
  const start = zone.firstInstantOf(wallMinute(from, 0))
  const end = zone.firstInstantOf(wallMinute(to.plusDays(1), 0))
  const on = config.jobs.filter(({ enabled }) => enabled)
  const planned = on.map((job) => plan(job, start, end, every && isCrowd(job)))
  const changes = zone.transitionsBetween(start - 1, end - 1)

  const runs = inOrder(planned, start, end)
  const byId = new Map(on.map((job) => [job.id, job]))
  const predecessors = new Predecessors(planned)
  for (const run of runs) {
    run.waitsFor = predecessors.of(run)
    run.remarks.push(...runRemarks(byId.get(run.job)!, run.slot, changes))
  }
  const clashes = new Clashes(config, byId, predecessors)
  clashes.mark(runs)
  return {
    from,
    to,
    runs,
    crowds: planned.flatMap(({ configured, counts }) =>
      counts
        .filter(({ day }) => day >= from && day <= to)
        .map((count) => ({
          job: configured.id,
          ...count,
          remarks: crowdRemarks(configured, count, changes),
        })),
    ),
    gaps: on.flatMap((job) => gapsOf(job, from, to)),
    clashes: clashes.found,
    changes,
  }
}

/** With what comes shortly before and after, for those that are to come after it. */
function plan(configured: ConfiguredJob, start: number, end: number, each: boolean): Planned {
  const { schedule, rules } = configured
  if (isCrowd(configured) && !each)
    return { configured, slots: [], counts: countByDay(schedule, rules, start - DAY, end + DAY) }
  const slots = slotsBetween(schedule, rules, start - AFTER_REACH, end + AFTER_REACH)
  return { configured, slots, counts: [] }
}

/** As one tick would start them. */
function inOrder(planned: Planned[], start: number, end: number): Run[] {
  const due = planned
    .flatMap(({ configured: { id, after }, slots }, index) =>
      slots.map((slot) => ({ id, after, at: slot.at, index, slot })),
    )
    .filter(({ at }) => at >= start && at < end)
    .sort((a, b) => a.at - b.at)
  const runs: Run[] = []
  for (const together of byMinute(due, ({ at }) => at))
    for (const { id, slot } of together.length > 1 ? orderDue(together) : together)
      runs.push({ job: id, slot, remarks: [], waitsFor: [] })
  return runs
}
