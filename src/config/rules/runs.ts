import { formatHours, within } from '../../schedule/hours.ts'
import { nextSlot } from '../../schedule/slots.ts'
import { type Draft, type DraftJob, isOn } from '../draft.ts'
import { quote } from '../quote.ts'
import type { Rule } from './rule.ts'
import { placeOfTime } from './time.ts'

/** Days that are looked ahead: more than a year, so that something annual is found. */
const AHEAD = 400

export const neverRuns: Rule = {
  name: 'never-runs',
  about: 'A job that is switched on must have a time at which it runs within 400 days.',
  severity: 'error',
  *check(draft) {
    for (const job of draft.jobs.filter(isOn)) {
      const { schedule, rules, id } = job
      if (!schedule || !rules || nextSlot(schedule, rules, draft.now, AHEAD)) continue
      const path = placeOfTime(draft.root, job, schedule.minutesOfDay[0] ?? 0)
      const message = `${quote(id)} does not run once in the next ${AHEAD} days: ${reason(job, draft)}`
      yield { path, message, hint: 'to keep it in the file without running it, write enabled: false' }
    }
  },
}

export const dayOfMonthAndWeek: Rule = {
  name: 'day-of-month-and-week',
  about: 'A cron expression with a day of the month and a day of the week runs on either, not on both.',
  severity: 'warning',
  *check({ jobs }) {
    for (const { id, path, scheduleWarnings } of jobs) {
      const found = scheduleWarnings.find(({ rule }) => rule === 'day-or-weekday')
      if (found)
        yield { path: [...path, found.key], message: `${quote(id)} ${found.message}`, hint: found.hint }
    }
  },
}

export const onceOnly: Rule = {
  name: 'once-only',
  about: 'An interval that is longer than its hours means one run a day, which is better said with at.',
  severity: 'warning',
  *check({ jobs }) {
    for (const { id, path, scheduleWarnings } of jobs) {
      const found = scheduleWarnings.find(({ rule }) => rule === 'once-only')
      if (found)
        yield { path: [...path, found.key], message: `${quote(id)} ${found.message}`, hint: found.hint }
    }
  },
}

function reason({ schedule, rules }: DraftJob, { busy }: Draft): string {
  const free = schedule!.minutesOfDay.filter((minute) => !busy.some((hours) => within(hours, minute)))
  if (schedule!.kind === 'interval' && free.length === 0) {
    return `all its times are in the busy hours of the server (${busy.map(formatHours).join(', ')})`
  }
  return rules!.days === 'all'
    ? `${schedule!.text} comes on no day`
    : `${schedule!.text} falls on no ${rules!.days} day`
}
