import { type Draft, type DraftJob, namedAfter, predecessors } from '../draft.ts'
import type { Path } from '../problem.ts'
import { at } from '../tree.ts'

/** Each name of each `after` of the file, and where it stands. */
export function* waits(draft: Draft): Generator<{ job: DraftJob; before: string; path: Path }> {
  for (const job of draft.jobs) {
    const path = [...job.path, 'after']
    const isList = at(draft.root, path)?.kind === 'list'
    for (const [index, before] of namedAfter(job).entries()) {
      yield { job, before, path: isList ? [...path, index] : path }
    }
  }
}

/** Whether a job comes after another one, directly or through others. */
export function comesAfter(draft: Draft, job: DraftJob, other: DraftJob): boolean {
  const seen = new Set(predecessors(job, draft.jobs))
  for (const id of seen) {
    const found = draft.byId.get(id)
    for (const before of found ? predecessors(found, draft.jobs) : []) seen.add(before)
  }
  return seen.has(other.id)
}
