import { registry } from '../jobs/index.ts'
import { Calendar, type CalendarText } from '../schedule/calendar.ts'
import { Zone } from '../schedule/zone.ts'
import { datesOf } from './assemble.ts'
import { slotRules } from './assemble-jobs.ts'
import { type Right, type RightJob, rightOf } from './build.ts'
import type { Draft } from './draft.ts'
import type { Lines } from './said-where.ts'
import { scheduleOf } from './timing.ts'

/** What a config says, as JSON can say it: but for its database, which is a matter of its own. */
export interface Said extends Omit<Right, 'zone' | 'calendar' | 'jobs' | 'database'> {
  zone: string
  jobs: (Omit<RightJob, 'job' | 'schedule' | 'rules'> & { job: string })[]
}

/** @param lines of the file that the draft is of */
export function saidBy(draft: Draft, lines: Lines): Said {
  const { zone, calendar: _calendar, database: _database, jobs, ...rest } = rightOf(draft, lines)
  return {
    ...rest,
    zone: zone?.name ?? '',
    jobs: jobs.map(({ job, schedule: _schedule, rules: _rules, ...one }) => ({ ...one, job: job.name })),
  }
}

/**
 * What was said, with what follows from it made anew.
 * @throws when that cannot be: it is none of `saidBy`
 */
export function revived({
  zone: name,
  jobs,
  ...rest
}: Said): Omit<Right, 'database'> & { dates: CalendarText } {
  const dates = datesOf(rest.calendarSection)
  const calendar = new Calendar(dates)
  const zone = Zone.named(name)!
  return {
    ...rest,
    zone,
    calendar,
    dates,
    jobs: jobs.map((one) => {
      const job = registry[one.job]!
      const compiled = scheduleOf(one.fields, job)
      if (!compiled.ok) throw new Error(compiled.message)
      const rules = slotRules({ zone, calendar, busy: rest.busy }, job, one.fields)
      return { ...one, job, rules, schedule: compiled.schedule }
    }),
  }
}

/** Whether JSON says all of it: a set or a date would come back as something else. */
export function isPlain(value: unknown): boolean {
  if (value === null || typeof value !== 'object')
    return typeof value !== 'function' && typeof value !== 'bigint'
  const isGroup = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype
  return isGroup && Object.values(value).every(isPlain)
}
