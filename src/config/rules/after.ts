import { AFTER_REACH } from '../../schedule/order.ts'
import { slotsBetween } from '../../schedule/slots.ts'
import { DAY_MINUTES, formatTime } from '../../schedule/wall.ts'
import { listed } from '../../schedule/weekday.ts'
import { type Draft, type DraftJob, isOn, predecessors } from '../draft.ts'
import { jobNamed } from '../job-schema.ts'
import type { Path } from '../problem.ts'
import { quote } from '../quote.ts'
import { nearest } from '../suggest.ts'
import { at } from '../tree.ts'
import type { Rule } from './rule.ts'

export const afterUnknown: Rule = {
  name: 'after-unknown',
  about: 'A job can wait for those jobs that are in the file.',
  severity: 'error',
  *check(draft) {
    for (const { job, before, path } of waits(draft)) {
      if (draft.ids.includes(before) || find(draft, before)) continue
      const ids = draft.jobs.map(({ id }) => id).filter((id) => id !== job.id)
      const near = nearest(before, ids)
      const known = jobNamed(before) ? `add ${before}: to the jobs, or it never runs` : undefined
      const hint = near
        ? `did you mean ${quote(near)}?`
        : (known ?? `the jobs of this file are ${listed(ids)}`)
      yield { path, message: `${quote(job.id)} waits for ${quote(before)}, which is not in this file`, hint }
    }
  },
}

export const afterDisabled: Rule = {
  name: 'after-disabled',
  about: 'To wait for a job that is switched off means not to wait.',
  severity: 'warning',
  *check(draft) {
    for (const { job, before, path } of waits(draft)) {
      const predecessor = find(draft, before)
      if (!predecessor || isOn(predecessor) || !isOn(job)) continue
      yield {
        path,
        message: `${quote(job.id)} waits for ${quote(before)}, which is switched off: it will not wait`,
      }
    }
  },
}

export const afterCircular: Rule = {
  name: 'after-circular',
  about: 'Jobs must not wait for each other in a circle: none of them could start.',
  severity: 'error',
  *check(draft) {
    const done = new Set<string>()
    for (const { id } of draft.jobs) {
      const circle = done.has(id) ? undefined : circleFrom(id, draft, done)
      if (!circle) continue
      const waiting = circle.map(
        (one, index) => `${quote(one)} waits for ${quote(circle[index + 1] ?? circle[0]!)}`,
      )
      if (waiting.length > 12) waiting.splice(11, Infinity, `so on, ${circle.length} jobs in all`)
      const message = circle.length === 1 ? `${quote(id)} waits for itself` : `a circle: ${listed(waiting)}`
      yield { path: ['jobs', circle[0]!, 'after'], message, hint: 'take one of them out of after' }
    }
  },
}

export const afterLater: Rule = {
  name: 'after-later',
  about: 'A job waits for runs of the 12 hours before it: the other job must run earlier, not later.',
  severity: 'error',
  *check(draft) {
    for (const { job, before, path } of waits(draft)) {
      const predecessor = find(draft, before)
      if (!predecessor || predecessor === job || !isOn(job) || !isOn(predecessor)) continue
      if (job.schedule?.kind !== 'fixed' || predecessor.schedule?.kind !== 'fixed') continue
      const times = predecessor.schedule.minutesOfDay
      const gaps = job.schedule.minutesOfDay.flatMap((minute) => times.map((time) => gap(time, minute)))
      const own = listed(job.schedule.minutesOfDay.map(formatTime))
      const theirs = listed(times.map(formatTime))
      if (gaps.every((minutes) => minutes * 60_000 >= AFTER_REACH)) {
        const message = `${quote(job.id)} runs at ${own} after ${quote(before)}, which runs only later, at ${theirs}`
        yield {
          path,
          message,
          hint: `let ${before} run in the 12 hours before ${own}, or take it out of after`,
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
  },
}

const find = ({ jobs }: Draft, id: string) => jobs.find((job) => job.id === id)

/** Minutes from a time of day to the next `to`: 90 from 23:00 to 00:30. */
const gap = (from: number, to: number) => (to - from + DAY_MINUTES) % DAY_MINUTES

/** Each name of each `after`, and where it stands. */
function* waits(draft: Draft): Generator<{ job: DraftJob; before: string; path: Path }> {
  for (const job of draft.jobs) {
    const path = [...job.path, 'after']
    const isList = at(draft.root, path)?.kind === 'list'
    for (const [index, before] of predecessors(job).entries()) {
      yield { job, before, path: isList ? [...path, index] : path }
    }
  }
}

/** The ids of a circle that starts at a job, depth first; jobs that were looked at are added to `done`. */
function circleFrom(start: string, draft: Draft, done: Set<string>): string[] | undefined {
  const stack = [{ id: start, rest: namesAfter(draft, start) }]
  done.add(start)
  while (stack.length > 0) {
    const next = stack.at(-1)!.rest.pop()
    const open = stack.findIndex(({ id }) => id === next)
    if (next === undefined) stack.pop()
    else if (open !== -1) return stack.slice(open).map(({ id }) => id)
    else if (!done.has(next)) {
      done.add(next)
      stack.push({ id: next, rest: namesAfter(draft, next) })
    }
  }
  return undefined
}

function namesAfter(draft: Draft, id: string): string[] {
  const job = find(draft, id)
  return job ? predecessors(job).toReversed() : []
}

/** Whether in 400 days no run of a job comes within 12 hours after a run of the other. */
function neverTogether(job: DraftJob, predecessor: DraftJob, now: number): boolean {
  // Most pairs meet within days.
  return [8, 400].every((days) => {
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

const DAY = 86_400_000
