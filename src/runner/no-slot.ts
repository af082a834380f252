import type { ConfiguredJob } from '../config/config.ts'
import { within } from '../schedule/hours.ts'
import { nextSlot } from '../schedule/slots.ts'
import { dayOf, formatTime, minuteOfDay } from '../schedule/wall.ts'
import { clockTime } from './event.ts'
import type { School } from './school.ts'

/** Why there is no slot at a moment, from the schedule and the calendar of the config in force. */
export function whyNoSlot({ config }: School, { schedule, rules }: ConfiguredJob, at: number): string[] {
  const wall = config.school.zone.wallAt(at)
  const day = dayOf(wall)
  const time = formatTime(minuteOfDay(wall))
  const planned = `It runs ${schedule.text}.`
  const after = nextSlot(schedule, rules, at)
  const next = after ? [`The next slot after that moment: ${clockTime(config, after.at)}.`] : []
  if (!schedule.onDay(day)) return [`${day} is not a day of its cycle.`, planned, ...next]
  if (rules.nonSchoolDay !== 'run' && !rules.calendar.isOn(day, rules.days)) {
    return [`${day} is no ${rules.days} day: ${rules.calendar.explain(day)}.`, planned, ...next]
  }
  const busy = config.busy.find((hours) => schedule.kind === 'interval' && within(hours, minuteOfDay(wall)))
  if (busy) return [`The server is busy at ${time} (${busy.why}).`, planned, ...next]
  return [`It has no slot at ${time} on ${day}.`, planned, ...next]
}
