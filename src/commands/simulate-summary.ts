import type { Config } from '../config/config.ts'
import { formatTime, minuteOfDay } from '../schedule/wall.ts'
import { dateInWords, shortDate } from '../schedule/weekday.ts'
import { direction } from '../simulation/clock-changes.ts'
import type { Clash, Simulation } from '../simulation/simulation.ts'
import { type JobTotal, nightsOf, totalsOf } from '../simulation/totals.ts'
import type { World } from '../world.ts'
import { paint, when, wrapped } from './display.ts'

/** Of the busiest nights, as many. */
const NIGHTS = 5

const number = (count: number) => count.toLocaleString('en-GB')
const many = (count: number, what: string) => `${number(count)} ${what}${count === 1 ? '' : 's'}`

/** What is to be said about all the runs together. */
export function summaryText(
  world: World,
  simulation: Simulation,
  config: Config,
  job: string | undefined,
): string {
  const { bold } = paint(world)
  const { from, to } = simulation
  const totals = totalsOf(simulation, config.jobs).filter((one) => job === undefined || one.job === job)
  const runs = totals.reduce((sum, one) => sum + one.runs, 0)
  const days = many(to.compare(from) + 1, 'day')
  const parts = [
    `${bold(`${shortDate(from)} to ${shortDate(to)}`)}: ${days}, ${many(runs, 'run')} of ${many(totals.length, 'job')}.\n${calendarText(simulation, config)}`,
    totalsText(world, totals, config),
    changesText(simulation, config),
    nightsText(simulation, config, job),
    clashesText(world, simulation, config),
  ]
  return parts.filter((part) => part !== '').join('\n')
}

/** Written by hand: the maker of tables takes longer for these than all the rest takes. */
function totalsText(world: World, totals: JobTotal[], { school: { zone } }: Config): string {
  const names = Math.max(...totals.map(({ job }) => job.length))
  const line = (job: string, runs: string, first: string, last: string, moved: string, off: string) =>
    `${job.padEnd(names)}  ${runs.padStart(7)}  ${first.padEnd(10)}  ${last.padEnd(10)}  ${moved.padStart(5)}  ${off.padStart(8)}`.trimEnd()
  const date = (at: number | undefined) => (at === undefined ? '' : zone.dayAt(at).toString())
  const some = (count: number) => (count > 0 ? number(count) : '')
  const lines = totals.map(({ job, runs, first, last, moved, gapDays }) =>
    line(job, number(runs), date(first), date(last), some(moved), some(gapDays)),
  )
  const head = paint(world).dim(line('Job', 'Runs', 'First', 'Last', 'Moved', 'Days off'))
  return `${[head, ...lines].join('\n')}\n`
}

function calendarText({ to }: Simulation, { calendar }: Config): string {
  const { endsOn } = calendar
  if (!endsOn) return 'The config has no calendar: every weekday counts as a school day.\n'
  return to <= endsOn
    ? ''
    : `The calendar ends on ${endsOn}: after that every weekday counts as a school day.\n`
}

function changesText({ changes }: Simulation, { school: { zone } }: Config): string {
  return changes
    .map((change) => {
      const { at, before, after } = change
      const time = (offset: number) => formatTime(minuteOfDay(Math.floor((at + offset) / 60_000)))
      return `${dateInWords(zone.dayAt(at))}: at ${time(before)} the clocks go ${direction(change)}, to ${time(after)}.\n`
    })
    .join('')
}

function nightsText(simulation: Simulation, config: Config, job: string | undefined): string {
  const nights = nightsOf(simulation, config)
  const [busiest] = nights
  if (!busiest || job !== undefined) return ''
  const level = nights.filter(({ runs }) => runs === busiest.runs)
  if (level.length > NIGHTS) {
    const [first] = level
    return `The busiest nights have ${many(busiest.runs, 'run')}: ${number(level.length)} of them, the first from ${shortDate(first!.day)}.\n`
  }
  const told = nights.slice(0, NIGHTS).map(({ day, runs }) => `  from ${shortDate(day)}: ${runs}`)
  return `The busiest nights, by the number of runs\n${told.join('\n')}\n`
}

const COLOURS = { 'at-once': 'red', busy: 'red', after: 'yellow', 'clock-hour': 'yellow' } as const

function clashesText(world: World, { clashes }: Simulation, { school: { zone } }: Config): string {
  if (clashes.length === 0) return 'Nothing clashes.\n'
  const chalk = paint(world)
  const lines = clashes.flatMap((clash) => {
    const often = clash.times === 1 ? 'once, on' : `${number(clash.times)} times, first on`
    const told = `${subject(clash)} ${clash.text} (${often} ${when(zone, clash.first).slice(0, 14)})`
    return wrapped(told, Math.max(40, world.columns - 4)).map((line, at) =>
      at === 0 ? `${chalk[COLOURS[clash.kind]]('!')} ${line}` : `    ${line}`,
    )
  })
  return `${chalk.bold('What clashes')}\n${lines.map((line) => `  ${line}\n`).join('')}`
}

function subject({ kind, jobs }: Clash): string {
  if (kind === 'at-once') return `${jobs.slice(0, -1).join(', ')} and ${jobs.at(-1)}`
  return kind === 'clock-hour' ? `${jobs[0]} is` : `${jobs[0]} runs`
}
