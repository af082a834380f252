import { listed } from '../../schedule/weekday.ts'
import { type Draft, isOn, namedAfter, predecessors } from '../draft.ts'
import { jobNamed } from '../job-schema.ts'
import { quote } from '../quote.ts'
import { nearest } from '../suggest.ts'
import type { Rule } from './rule.ts'
import { waits } from './waiting.ts'

export const afterUnknown: Rule = {
  name: 'after-unknown',
  about: 'A job can wait for those jobs that are in the file.',
  severity: 'error',
  *check(draft) {
    for (const { job, before, path } of waits(draft)) {
      if (draft.ids.has(before) || draft.byId.has(before)) continue
      const ids = draft.jobs.map(({ id }) => id).filter((id) => id !== job.id)
      const near = nearest(before, ids)
      const known = jobNamed(before) ? `add ${before}: to the jobs, or it never runs` : undefined
      const hint = near
        ? `did you mean ${quote(near)}?`
        : (known ?? `the jobs of this file are ${listed(ids.slice(0, 12))}`)
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
      const predecessor = draft.byId.get(before)
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
      // A step of it may be of the job's declaration: the file can only take out one of its own.
      const own = circle.find((one, index) =>
        namedAfter(draft.byId.get(one)!).includes(circle[index + 1] ?? circle[0]!),
      )
      yield { path: ['jobs', own ?? circle[0]!, 'after'], message, hint: 'take one of them out of after' }
    }
  },
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
  const job = draft.byId.get(id)
  return job ? predecessors(job, draft.jobs).toReversed() : []
}
