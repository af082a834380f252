import { isOn } from '../draft.ts'
import { quote } from '../quote.ts'
import type { Rule } from './rule.ts'

/** Days ahead: enough to find the dates of the next school year and to type them in. */
const NOTICE = 60

/** Never an error: a school must not stop because nobody has typed in the new year yet. */
export const calendarEnds: Rule = {
  name: 'calendar-ends',
  about: 'The calendar should reach further than the next 60 days.',
  severity: 'warning',
  *check({ dates: { terms = [] }, calendar, zone, now }) {
    const end = calendar.endsOn
    if (!end || !zone) return
    const left = end.compare(zone.dayAt(now))
    if (left > NOTICE) return
    const path = ['calendar', 'terms', terms.findIndex(({ to }) => to.equals(end)), 'to']
    const days = left === 1 ? 'tomorrow' : left === 0 ? 'today' : `in ${left} days`
    const message =
      left < 0
        ? `the calendar ended on ${end}: every weekday now counts as a school day, holidays too`
        : `the calendar ends on ${end}, ${days}: after that every weekday counts as a school day`
    yield { path, message, hint: 'add the terms and holidays of the next school year' }
  },
}

export const calendarMissing: Rule = {
  name: 'calendar-missing',
  about: 'A job that runs on school days needs the terms of the school year.',
  severity: 'warning',
  *check({ dates: { terms = [] }, jobs, root }) {
    const isWritten = root.kind === 'map' && root.entries.has('calendar') && terms.length === 0
    const job = jobs.find((one) => isOn(one) && one.rules && one.rules.days !== 'all')
    if (!job || terms.length > 0 || isWritten) return
    const path = job.written.includes('days') ? [...job.path, 'days'] : job.path
    const message = `${quote(job.id)} runs on ${job.rules!.days} days, and without a calendar every weekday counts as one`
    yield { path, message, hint: 'add calendar: with the terms and holidays' }
  },
}
