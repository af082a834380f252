import type { JobName } from '../jobs/index.ts'
import { type Hours, within } from '../schedule/hours.ts'
import { DAY_MINUTES, formatTime, parseTime } from '../schedule/wall.ts'

/** A job that runs once a day, its usual time, and the job that it is to follow. */
type Planned = readonly [job: JobName, at: string, after?: JobName]

/** The night in its order, an evening to a morning. What runs all day is not in it, and neither are reports. */
export const NIGHT = [
  ['rule-based-behaviours', '20:00'],
  ['deferred-behaviour-mirroring', '22:00', 'rule-based-behaviours'],
  ['detention-reminder-notices', '22:15'],
  ['refresh-all-years', '23:00'],
  ['gifted-sen-groups', '23:10', 'refresh-all-years'],
  ['pupil-characteristic-groups', '23:12', 'refresh-all-years'],
  ['bus-route-groups', '23:14', 'refresh-all-years'],
  ['consent-groups', '23:16', 'refresh-all-years'],
  ['medical-groups', '23:18', 'refresh-all-years'],
  ['temporary-group-housekeeping', '23:30'],
  ['clear-expired-notices', '00:30'],
  ['remove-mark-owners', '03:15'],
  ['clear-sync-table', '03:30'],
  ['bonus-behaviour-points', '03:45'],
  ['refresh-school-info', '04:15'],
] as const satisfies Planned[]

export type NightJob = (typeof NIGHT)[number][0]

/** Minutes between two jobs that had to be moved. */
const APART = 2

/** In this hour of one night in spring there is no time, and of one in autumn each time comes twice. */
const CLOCKS_CHANGE: Hours = { from: 60, to: 120 }

/**
 * When each job of the night runs, so that none does while the server is busy: in the same order, as soon after its
 * usual time as there is room. Undefined where the day has none.
 */
export function nightTimes(busy: readonly Hours[]): Map<NightJob, string> | undefined {
  const kept = [...busy, CLOCKS_CHANGE]
  const evening = minuteOf(NIGHT[0][1])
  const times = new Map<NightJob, string>()
  let free = 0
  for (const [job, usual] of NIGHT) {
    // Counted from the evening, so that midnight is nothing special.
    let since = Math.max(free, (minuteOf(usual) - evening + DAY_MINUTES) % DAY_MINUTES)
    while (since < DAY_MINUTES && kept.some((hours) => within(hours, (since + evening) % DAY_MINUTES)))
      since++
    if (since >= DAY_MINUTES) return undefined
    times.set(job, formatTime((since + evening) % DAY_MINUTES))
    free = since + APART
  }
  return times
}

/** The first time from `usual` on at which the server is not busy; `usual` where it always is. */
export function freeFrom(usual: string, busy: readonly Hours[]): string {
  const all = Array.from({ length: DAY_MINUTES }, (_, later) => (minuteOf(usual) + later) % DAY_MINUTES)
  return formatTime(all.find((minute) => !busy.some((hours) => within(hours, minute))) ?? minuteOf(usual))
}

const minuteOf = (time: string): number => parseTime(time)!
