import type { ChalkInstance } from 'chalk'
import type { Config } from '../config/config.ts'
import { folded } from '../info/words.ts'
import { formatHours } from '../schedule/hours.ts'
import { formatTime, minuteOfDay } from '../schedule/wall.ts'
import { dateText, listed, shortDate, weekdayName } from '../schedule/weekday.ts'
import { direction } from '../simulation/clock-changes.ts'
import type { Gap } from '../simulation/simulation.ts'
import { painted } from './cell.ts'
import { codesOf } from './codes.ts'
import { type Grid, gridOf, markOf, SHADE } from './grid.ts'
import type { Week } from './week.ts'

/** The narrowest that it is made for; a narrower terminal breaks its lines. */
const NARROWEST = 80
/** Wider than this, nobody follows a row. */
const WIDEST = 320

/** Sentences are folded at this width. */
const FOLDED = 100

/** A week for a terminal of a width in columns. */
export function weekText(config: Config, week: Week, columns: number, chalk: ChalkInstance): string {
  const width = Math.min(WIDEST, Math.max(NARROWEST, columns))
  const planned = new Set(week.simulation.runs.map(({ job }) => job))
  const codes = codesOf(config.jobs.map(({ id }) => id).filter((id) => planned.has(id)))
  const grid = gridOf(config, week, codes, width)
  const parts = [
    chalk.bold(titleOf(config, week)),
    grid.lines.map((line) => painted(line, chalk).trimEnd()).join('\n'),
    legendLines(config, week, grid, codes, width, chalk).join('\n'),
    notes(config, week, codes, grid)
      .flatMap((note) => folded(note, Math.min(width, FOLDED)))
      .join('\n'),
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function titleOf({ school }: Config, { days }: Week): string {
  const [monday, sunday] = [days[0]!.day, days[6]!.day]
  const from = monday.month === sunday.month ? String(monday.dayOfMonth) : dateText(monday)
  return `${school.name}: ${weekdayName(monday)} ${from} to ${weekdayName(sunday)} ${dateText(sunday)}`
}

/** What the codes, the lines and the shade stand for. */
function legendLines(
  { jobs, busy, school }: Config,
  { simulation, allDay }: Week,
  { how, bands }: Grid,
  codes: Map<string, string>,
  width: number,
  chalk: ChalkInstance,
): string[] {
  const first = new Map<string, number>()
  for (const { job, slot } of simulation.runs) {
    const minute = minuteOfDay(school.zone.wallAt(slot.at))
    first.set(job, Math.min(minute, first.get(job) ?? minute))
  }
  const listedJobs = jobs
    .filter(({ id }) => how !== 'names' && first.has(id))
    .sort((a, b) => first.get(a.id)! - first.get(b.id)!)
  const entries = [...allDay, ...listedJobs].map(({ id, schedule, shadow }) => ({
    sign: bands.get(id) ?? codes.get(id)!,
    id,
    text: `${schedule.text}${shadow ? ', in shadow' : ''}`,
  }))
  const signs = Math.max(1, ...entries.map(({ sign }) => sign.length))
  const names = Math.max(1, ...entries.map(({ id }) => id.length))
  const lines = entries.map(({ sign, id, text }) => ({
    plain: `${sign.padEnd(signs)}  ${id.padEnd(names)}  ${text}`,
    shown: `${chalk.bold(sign.padEnd(signs))}  ${id.padEnd(names)}  ${chalk.dim(text)}`,
  }))
  const hours = busy.map((one) => `${formatHours(one)}, ${one.why}`)
  return [
    ...sideBySide(lines, width),
    ...(hours.length > 0 ? [`${SHADE.padEnd(signs)}  the server is busy: ${hours.join('; ')}`] : []),
  ]
}

/** In two columns where there is room, downwards first. */
function sideBySide(lines: { plain: string; shown: string }[], width: number): string[] {
  const widest = Math.max(0, ...lines.map(({ plain }) => plain.length))
  if (2 * widest + 4 > width) return lines.map(({ shown }) => shown)
  const half = Math.ceil(lines.length / 2)
  return lines.slice(0, half).map(({ plain, shown }, at) => {
    const right = lines[half + at]
    return right ? `${shown}${' '.repeat(widest + 4 - plain.length)}${right.shown}` : shown
  })
}

/** What the marks are about, and what is not in the grid. */
function notes(
  config: Config,
  { days, simulation }: Week,
  codes: Map<string, string>,
  { how }: Grid,
): string[] {
  const { zone } = config.school
  const { runs, crowds, gaps, changes } = simulation
  const told = new Set([...runs, ...crowds, ...gaps].map(({ job }) => job))
  const idle = config.jobs.filter(({ id, enabled }) => enabled && !told.has(id)).map(({ id }) => id)
  return [
    ...changes.map((change) => {
      const { at, before, after } = change
      const time = (offset: number) => formatTime(minuteOfDay(Math.floor((at + offset) / 60_000)))
      return `${weekdayName(zone.dayAt(at))}: at ${time(before)} the clocks go ${direction(change)}, to ${time(after)}.`
    }),
    ...runs
      .filter((run) => markOf(run))
      .map((run) => {
        const { job, slot, remarks } = run
        const name = how === 'names' ? job : codes.get(job)
        const time = formatTime(minuteOfDay(zone.wallAt(slot.at)))
        const day = weekdayName(zone.dayAt(slot.at)).slice(0, 3)
        return `${markOf(run)} ${name}, ${day} ${time}: ${remarks.map(({ text }) => text).join('; ')}`
      }),
    ...gaps.filter(({ why }) => why.some((one) => !isWeekend(one))).map(gapText),
    ...(idle.length > 0 ? [`Not this week: ${listed(idle)}.`] : []),
    ...(days.some(({ kind }) => kind === 'beyond')
      ? ['The calendar does not reach this week: weekdays count as school days.']
      : []),
  ]
}

const isWeekend = (why: string) => why === 'Saturday' || why === 'Sunday'

function gapText({ job, from, to, why, instead }: Gap): string {
  const days = from.equals(to) ? `on ${day(from)}` : `from ${day(from)} to ${day(to)}`
  const then = instead ? `; on ${shortDate(instead)} instead` : ''
  return `${job} does not run ${days}: ${why.filter((one) => !isWeekend(one)).join(', ')}${then}.`
}

const day = (one: Gap['from']) => weekdayName(one)
