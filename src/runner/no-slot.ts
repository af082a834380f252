import path from 'node:path'
import type { ConfiguredJob } from '../config/config.ts'
import type { Path } from '../config/problem.ts'
import type { Line } from '../config/said-where.ts'
import { within } from '../schedule/hours.ts'
import { nextSlot } from '../schedule/slots.ts'
import { dayOf, formatTime, minuteOfDay } from '../schedule/wall.ts'
import { clockTime } from './event.ts'
import type { School } from './school.ts'

/** What is said about a moment, and the line of the config that says so, where one does. */
export interface Reason {
  sentences: string[]
  line?: Line | undefined
}

/** `, line 42 of the config`, or nothing. */
export const onLine = (said: Line | undefined): string =>
  said ? `, line ${said.line} of ${said.file ? path.basename(said.file) : 'the config'}` : ''

/** Why there is no slot at a moment, from the schedule and the calendar of the config in force. */
export function whyNoSlot({ config }: Pick<School, 'config'>, configured: ConfiguredJob, at: number): Reason {
  const { schedule, rules } = configured
  const after = nextSlot(schedule, rules, at)
  const rest = [
    `It runs ${schedule.text}.`,
    ...(after ? [`The next slot after that moment: ${clockTime(config, after.at)}.`] : []),
  ]
  const { words, line } = theReason({ config }, configured, at)
  return { sentences: [`${words}${onLine(line)}.`, ...rest], line }
}

interface Words {
  words: string
  line?: Line | undefined
}

function theReason({ config }: Pick<School, 'config'>, configured: ConfiguredJob, at: number): Words {
  const { id, schedule, rules } = configured
  const { lines, school } = config
  const wall = school.zone.wallAt(at)
  const [day, minute] = [dayOf(wall), minuteOfDay(wall)]
  const time = formatTime(minute)
  const own = (...keys: string[]) => lineOfKey(config, id, keys)
  const isMoved = rules.nonSchoolDay === 'next' && !rules.calendar.isOn(day, rules.days)
  if (!schedule.onDay(day)) return { words: `${day} is not a day of its cycle`, line: own('cycle', 'cron') }
  if (rules.nonSchoolDay !== 'run' && !rules.calendar.isOn(day, rules.days)) {
    const moved = isMoved && schedule.kind === 'fixed' ? '; its run is moved to the next such day' : ''
    const words = `${day} is no ${rules.days} day${moved}: ${rules.calendar.explain(day)}`
    return { words, line: lines.ofDay(day) }
  }
  const busy = config.busy.findIndex((hours) => schedule.kind === 'interval' && within(hours, minute))
  if (busy >= 0)
    return {
      words: `The server is busy at ${time} (${config.busy[busy]!.why})`,
      line: lines.of(['server', 'busy', busy]),
    }
  if (isSecondPass(config, configured, at))
    return { words: `The clock showed ${time} twice that night, and it runs the first time only` }
  return { words: `It has no slot at ${time} on ${day}`, line: own('at', 'every', 'between', 'cron') }
}

/** The line of the first of these keys that the file has for a job. */
export function lineOfKey({ lines }: School['config'], id: string, keys: string[]): Line | undefined {
  const paths = keys.map((key): Path => ['jobs', id, key])
  return paths.map((path) => lines.of(path)).find((line) => line !== undefined)
}

function isSecondPass(
  { school: { zone } }: School['config'],
  { schedule }: ConfiguredJob,
  at: number,
): boolean {
  const wall = zone.wallAt(at)
  const [first] = zone.instantsOf(wall)
  const isLater = first !== undefined && first < at - (at % 60_000)
  return isLater && schedule.kind === 'fixed' && schedule.minutesOfDay.includes(minuteOfDay(wall))
}
