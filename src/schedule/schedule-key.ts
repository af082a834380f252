import { createHash } from 'node:crypto'
import { formatTime } from './wall.ts'

/**
 * Canonical text of a schedule: its kind, its days (as `weekdaysKey` or the cron days write them) and its
 * minutes after midnight, sorted. Equal schedules have equal keys; at most 200 characters.
 */
export function keyOf(kind: 'fixed' | 'interval', days: string, minutesOfDay: number[]): string {
  const key = `${kind} ${days} ${runsOf(minutesOfDay).join(',')}`
  if (key.length <= 200) return key
  // The key is part of an index in the database, where an entry has a limited length.
  return `${kind} sha256:${createHash('sha256').update(key).digest('hex')}`
}

/** `07:00,07:05,…,18:00` as `07:00-18:00/5`. */
function runsOf(minutes: number[]): string[] {
  const runs: string[] = []
  for (let start = 0; start < minutes.length; ) {
    const step = minutes[start + 1]! - minutes[start]!
    let end = start
    while (minutes[end + 1]! - minutes[end]! === step) end++
    const first = formatTime(minutes[start]!)
    if (end - start < 2) end = start
    runs.push(end === start ? first : `${first}-${formatTime(minutes[end]!)}/${step}`)
    start = end + 1
  }
  return runs
}
