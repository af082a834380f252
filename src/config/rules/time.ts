import { formatTime } from '../../schedule/wall.ts'
import { listed } from '../../schedule/weekday.ts'
import type { DraftJob } from '../draft.ts'
import type { Path } from '../problem.ts'
import { at, type Located } from '../tree.ts'

/** Where the file says that a job runs at a time; the job itself when that is its usual time. */
export function placeOfTime(root: Located, { path, written }: DraftJob, minute: number): Path {
  const key = ['at', 'cron', 'every', 'between'].find((one) => written.includes(one))
  if (!key) return path
  const value = at(root, [...path, key])
  if (value?.kind !== 'list') return [...path, key]
  const item = value.items.findIndex(
    (one) => one.kind === 'scalar' && pad(String(one.value)) === formatTime(minute),
  )
  return item === -1 ? [...path, key] : [...path, key, item]
}

/** `07:30 and 09:00`; many times by their number. */
export function listTimes(minutes: number[]): string {
  return minutes.length > 4 ? `${minutes.length} times of the day` : listed(minutes.map(formatTime))
}

/** `7:30` as `07:30`. */
const pad = (time: string) => time.padStart(5, '0')
