import { formatHours, type Hours, within } from '../../schedule/hours.ts'
import { DAY_MINUTES, formatTime } from '../../schedule/wall.ts'
import { isOn } from '../draft.ts'
import { quote, visible } from '../quote.ts'
import type { Rule } from './rule.ts'
import { listTimes, placeOfTime } from './time.ts'

/** A fixed time is somebody's decision, so it is refused; an interval just keeps out of these hours. */
export const busyHours: Rule = {
  name: 'busy-hours',
  about: 'A job must not be planned for hours in which the server is busy.',
  severity: 'error',
  *check({ root, jobs, busy, ids }) {
    for (const job of jobs.filter(isOn)) {
      if (job.schedule?.kind !== 'fixed') continue
      for (const [index, hours] of busy.entries()) {
        const minutes = job.schedule.minutesOfDay.filter((minute) => within(hours, minute))
        const [minute] = minutes
        if (minute === undefined) continue
        const times = listTimes(minutes)
        const message = `${quote(job.id)} runs at ${times}, when the server is busy (${formatHours(hours)}, ${visible(hours.why)})`
        const free = nearestFree(minute, busy)
        const hint = free === undefined ? undefined : `the nearest free time is ${formatTime(free)}`
        // One that the file does not mention is in nobody's way but that of these hours.
        const path = ids.has(job.id) ? placeOfTime(root, job, minute) : ['server', 'busy', index, 'from']
        yield { path, message, hint }
      }
    }
  },
}

/** The nearest free time of five whole minutes, if possible outside the hour in which the clocks change. */
function nearestFree(minute: number, busy: Hours[]): number | undefined {
  const near = Math.round(minute / 5) * 5
  const candidates = Array.from({ length: DAY_MINUTES / 5 }, (_, index) => index * 5)
    .filter((one) => !busy.some((hours) => within(hours, one)))
    .sort((a, b) => apart(a, near) - apart(b, near))
  return candidates.find((one) => one < 60 || one >= 120) ?? candidates[0]
}

function apart(a: number, b: number): number {
  const distance = Math.abs(a - b)
  return Math.min(distance, DAY_MINUTES - distance)
}
