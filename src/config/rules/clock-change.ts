import { type Slot, slotsBetween } from '../../schedule/slots.ts'
import { DAY_MINUTES, formatTime, minuteOfDay } from '../../schedule/wall.ts'
import { dateInWords } from '../../schedule/weekday.ts'
import type { Transition, Zone } from '../../schedule/zone.ts'
import { type DraftJob, isOn } from '../draft.ts'
import { quote } from '../quote.ts'
import type { Rule } from './rule.ts'
import { placeOfTime } from './time.ts'

const MINUTE = 60_000
const DAY = 86_400_000
const THIRTEEN_MONTHS = 396 * DAY

export const clockChange: Rule = {
  name: 'clock-change',
  about: 'A time that is missing or comes twice in a night when the clocks change is best avoided.',
  severity: 'warning',
  *check({ root, jobs, zone, now }) {
    if (!zone) return
    const changes = zone.transitionsBetween(now, now + THIRTEEN_MONTHS)
    for (const job of jobs.filter(isOn)) {
      if (job.schedule?.kind !== 'fixed') continue
      const seen = new Map<string, string[]>()
      for (const change of changes) {
        if (!job.schedule.minutesOfDay.some((minute) => isNear(minute, change))) continue
        for (const slot of slotsAround(job, change.at)) {
          const time = slot.name.slice(-5)
          const what = happening(slot, time, zone)
          if (what) seen.set(time, [...(seen.get(time) ?? []), what])
        }
      }
      for (const [time, happenings] of seen) {
        const minute = Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
        const message = `${quote(job.id)} runs at ${time}: ${happenings.join('; ')}`
        const hint = 'nothing goes wrong, but a time that every night has once is plainer'
        yield { path: placeOfTime(root, job, minute), message, hint }
      }
    }
  },
}

/** Whether a time of day is one that a change of the clock skips or repeats. */
function isNear(minute: number, { at, before, after }: Transition): boolean {
  const [from, to] = [before, after].sort((a, b) => a - b).map((offset) => Math.floor((at + offset) / MINUTE))
  const times = (wall: number) => ((wall % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES
  return times(minute - from!) <= to! - from!
}

function slotsAround({ schedule, rules }: DraftJob, at: number): Slot[] {
  return schedule && rules ? slotsBetween(schedule, rules, at - DAY, at + DAY) : []
}

/** What becomes of a slot because the clocks change, if anything does. */
function happening(slot: Slot, time: string, zone: Zone): string | undefined {
  const wall = zone.wallAt(slot.at)
  if (slot.moved === 'clock-change') {
    return `on ${dateInWords(slot.day)} the clocks go forward and there is no ${time}, so it runs at ${formatTime(minuteOfDay(wall))}`
  }
  if (zone.instantsOf(wall).length < 2) return undefined
  return `on ${dateInWords(slot.day)} the clocks go back and ${time} comes twice, so it runs the first time only`
}
