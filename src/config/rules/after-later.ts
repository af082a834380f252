import { AFTER_REACH } from '../../schedule/order.ts'
import { slotsBetween } from '../../schedule/slots.ts'
import { DAY_MINUTES } from '../../schedule/wall.ts'
import { type Draft, type DraftJob, declaredAfter, isOn, namedAfter } from '../draft.ts'
import { quote } from '../quote.ts'
import type { Complaint, Rule } from './rule.ts'
import { listTimes, placeOfTime } from './time.ts'
import { comesAfter, waits } from './waiting.ts'

const DAY = 86_400_000

export const afterLater: Rule = {
  name: 'after-later',
  about: 'A job waits for runs of the 12 hours before it: the other job must run earlier, not later.',
  severity: 'error',
  *check(draft) {
    for (const { job, before, path } of waits(draft)) {
      const predecessor = draft.byId.get(before)
      if (!predecessor || predecessor === job || !isOn(job) || !isOn(predecessor)) continue
      if (job.schedule?.kind !== 'fixed' || predecessor.schedule?.kind !== 'fixed') continue
      const times = predecessor.schedule.minutesOfDay
      if (!isInReach(times, job.schedule.minutesOfDay)) {
        // A circle is reported as one.
        if (comesAfter(draft, predecessor, job)) continue
        const own = listTimes(job.schedule.minutesOfDay)
        const message = `${quote(job.id)} runs at ${own} after ${quote(before)}, which runs only later, at ${listTimes(times)}`
        yield {
          path,
          message,
          hint: `set ${before} to the 12 hours before ${own}, or delete it from 'after'`,
        }
      } else if (neverTogether(job, predecessor, draft.now)) {
        const message = `${quote(job.id)} waits for ${quote(before)}, but the days on which they run never fit together`
        yield {
          path,
          severity: 'warning',
          message,
          hint: 'it looks at the 12 hours before its own time only',
        }
      }
    }
    yield* tooEarly(draft)
  },
}

/** Jobs that run before what they should follow by their declaration. The file did not ask for it: a warning. */
function* tooEarly(draft: Draft): Generator<Complaint> {
  for (const job of draft.jobs.filter(isOn)) {
    if (job.schedule?.kind !== 'fixed') continue
    const own = job.schedule.minutesOfDay
    for (const id of declaredAfter(job, draft.jobs)) {
      const before = draft.byId.get(id)!
      if (!isOn(before) || before.schedule?.kind !== 'fixed' || namedAfter(job).includes(id)) continue
      const times = before.schedule.minutesOfDay
      if (isInReach(times, own) || comesAfter(draft, before, job)) continue
      yield {
        path: placeOfTime(draft.root, job, own[0]!),
        severity: 'warning',
        message: `${quote(job.id)} runs at ${listTimes(own)}, before ${quote(id)} at ${listTimes(times)}: it works without what that does until its next run`,
        hint: `run it within 12 hours after ${id}`,
      }
    }
  }
}

/** Whether one of the times comes within the reach of `after` behind one of those of the other job. */
const isInReach = (theirs: number[], own: number[]) =>
  own.some((minute) => theirs.some((time) => gap(time, minute) * 60_000 < AFTER_REACH))

/** Minutes from a time of day to the next `to`: 90 from 23:00 to 00:30. */
const gap = (from: number, to: number) => (to - from + DAY_MINUTES) % DAY_MINUTES

/** Whether in 400 days no run of a job comes within 12 hours after a run of the other. */
function neverTogether(job: DraftJob, predecessor: DraftJob, now: number): boolean {
  // Most pairs meet within days.
  return [2, 8, 400].every((days) => {
    const [own, theirs] = [job, predecessor].map((one) => startsWithin(one, now, days)) as [
      number[],
      number[],
    ]
    if (days === 400 && (own.length === 0 || theirs.length === 0)) return false
    let index = 0
    return own.every((start) => {
      while (theirs[index]! <= start - AFTER_REACH) index++
      return !(theirs[index]! <= start)
    })
  })
}

function startsWithin({ schedule, rules }: DraftJob, now: number, days: number): number[] {
  return schedule && rules ? slotsBetween(schedule, rules, now, now + days * DAY).map(({ at }) => at) : []
}
