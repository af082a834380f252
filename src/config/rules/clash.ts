import type { JobTable } from '../../db/tables.ts'
import { formatTime } from '../../schedule/wall.ts'
import { type Draft, type DraftJob, isOn } from '../draft.ts'
import { quote } from '../quote.ts'
import type { Complaint, Rule } from './rule.ts'
import { placeOfTime } from './time.ts'
import { comesAfter } from './waiting.ts'

/**
 * Two fixed times that fall on the same minute of the same day. The same job with the same settings would
 * run twice for nothing; two jobs that change the same table run one after the other, in an order that
 * nobody has chosen.
 */
export const clash: Rule = {
  name: 'clash',
  about: 'Two entries should not do the same work, or change the same table, at the same minute.',
  severity: 'warning',
  *check(draft) {
    const earlier = new Map<number, DraftJob[]>()
    for (const job of draft.jobs) {
      if (!isOn(job) || job.schedule?.kind !== 'fixed' || !job.rules) continue
      // One is enough to see what is meant, also where a hundred jobs are planned for midnight.
      const complaint = firstComplaint(draft, earlier, job)
      if (complaint) yield complaint
      for (const minute of job.schedule.minutesOfDay)
        earlier.set(minute, [...(earlier.get(minute) ?? []), job])
    }
  },
}

function firstComplaint(
  draft: Draft,
  earlier: Map<number, DraftJob[]>,
  job: DraftJob,
): Complaint | undefined {
  for (const minute of job.schedule!.minutesOfDay) {
    for (const other of earlier.get(minute) ?? []) {
      const complaint = compare(draft, other, job, minute)
      if (complaint) return complaint
    }
  }
  return undefined
}

/** Only added to, each job its own: what two reports of one morning put on their way is not the same. */
const ADDED_TO: readonly JobTable[] = ['outbox', 'outbox_file', 'report_sent']

function compare(draft: Draft, first: DraftJob, second: DraftJob, minute: number): Complaint | undefined {
  // Where the settings have mistakes in them, nobody knows whether they are the same.
  const known = first.params !== undefined && second.params !== undefined
  const same =
    known && first.job === second.job && JSON.stringify(first.params) === JSON.stringify(second.params)
  const table = second.job.writes.find((one) => first.job.writes.includes(one) && !ADDED_TO.includes(one))
  if (!same && !table) return undefined
  if (!meet(first, second, draft.now)) return undefined
  if (!same && (comesAfter(draft, first, second) || comesAfter(draft, second, first))) return undefined
  const path = placeOfTime(draft.root, second, minute)
  const when = formatTime(minute)
  if (same) {
    const message = `${quote(second.id)} does the same as ${quote(first.id)}, and both run at ${when}`
    return { path, severity: 'error', message, hint: 'delete one of the two, or give it another time' }
  }
  const message = `${quote(first.id)} and ${quote(second.id)} both run at ${when} and change the same table, ${table}: ${quote(first.id)} goes first, as it comes first in the file`
  return { path, message, hint: `give one of them another time, or settle the order with after: ${first.id}` }
}

/** Whether there is a day within the next 400 on which both run. */
function meet(first: DraftJob, second: DraftJob, now: number): boolean {
  const today = first.rules!.zone.dayAt(now)
  const days = Array.from({ length: 400 }, (_, ahead) => today.plusDays(ahead))
  return days.some((day) =>
    [first, second].every(({ schedule, rules }) => {
      const { calendar, days: which, nonSchoolDay } = rules!
      return schedule!.onDay(day) && (nonSchoolDay === 'run' || calendar.isOn(day, which))
    }),
  )
}
