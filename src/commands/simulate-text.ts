import type { ChalkInstance } from 'chalk'
import type { Config } from '../config/config.ts'
import { formatTime, minuteOfDay, wallMinute } from '../schedule/wall.ts'
import { listed, shortDate } from '../schedule/weekday.ts'
import type { Crowd, Gap, Remark, Run, Simulation } from '../simulation/simulation.ts'
import type { World } from '../world.ts'
import { paint, when, wrapped } from './display.ts'
import { summaryText } from './simulate-summary.ts'

/** The widest that the column of remarks is, and the least that is of use. */
const WIDE = 100
const NARROW = 24

const WHEN = 'Mon 2026-11-23 23:00'.length

/** A simulation for people: a line for each run, and what is to be said about all of them. */
export function simulationText(
  world: World,
  simulation: Simulation,
  config: Config,
  { job, summary = false }: { job?: string; summary?: boolean },
): string {
  const told = summaryText(world, simulation, config, job)
  if (summary) return told
  return `${listText(world, simulation, config)}\n${told}`
}

interface Line {
  at: number
  when: string
  job: string
  /** Each with how it is painted. */
  remarks: [keyof typeof PAINTS, string][]
}

const PAINTS = { dim: 'dim', moved: 'yellow', trouble: 'red', gap: 'cyan' } as const

/** Written line by line, and not by the maker of tables: there are thousands. */
function listText(world: World, { runs, crowds, gaps }: Simulation, { school }: Config): string {
  const { zone } = school
  const lines: Line[] = [
    // That the week has an end is no news.
    ...gaps
      .filter(({ why }) => why.some((one) => !isWeekend(one)))
      .map((gap): Line => {
        const at = zone.firstInstantOf(wallMinute(gap.from, 0))
        return { at, when: shortDate(gap.from), job: gap.job, remarks: [['gap', gapText(gap)]] }
      }),
    ...runs.map((run): Line => {
      const { job, slot } = run
      return { at: slot.at, when: when(zone, slot.at), job, remarks: remarksOf(run) }
    }),
    ...crowds.map((crowd): Line => {
      const { job, first } = crowd
      const until = formatTime(minuteOfDay(zone.wallAt(crowd.last)))
      return { at: first, when: when(zone, first), job, remarks: crowdRemarks(crowd, until) }
    }),
  ].sort((a, b) => a.at - b.at)
  return table(world, lines)
}

function remarksOf({ remarks, waitsFor }: Run): Line['remarks'] {
  const after = waitsFor.map(({ job }) => job)
  return [
    ...(after.length > 0 ? [['dim', `after ${listed(after)}`] as ['dim', string]] : []),
    ...remarks.map(painted),
  ]
}

function crowdRemarks({ slots, remarks }: Crowd, until: string): Line['remarks'] {
  return [['dim', `${slots.toLocaleString('en-GB')} times, the last at ${until}`], ...remarks.map(painted)]
}

const painted = ({ kind, text }: Remark): Line['remarks'][number] => [
  kind === 'clock-change' || kind === 'next-school-day' ? 'moved' : 'trouble',
  text,
]

const isWeekend = (why: string) => why === 'Saturday' || why === 'Sunday'

function gapText({ from, to, why, instead }: Gap): string {
  const until = from.equals(to) ? '' : ` up to and including ${shortDate(to)}`
  const then = instead ? `; on ${shortDate(instead)} instead` : ''
  return `does not run${until}: ${why.filter((one) => !isWeekend(one)).join(', ')}${then}`
}

function table(world: World, lines: Line[]): string {
  const chalk = paint(world)
  const names = lines.reduce((most, { job }) => Math.max(most, job.length), 'Job'.length)
  const indent = WHEN + 2 + names + 2
  const width = Math.min(WIDE, Math.max(NARROW, world.columns - indent))
  const head = chalk.dim(`${'When'.padEnd(WHEN)}  ${'Job'.padEnd(names)}  Remarks`)
  const body = lines.map((line) => {
    const begin = `${line.when.padEnd(WHEN)}  ${line.job.padEnd(names)}`
    if (line.remarks.length === 0) return begin.trimEnd()
    return `${begin}  ${remarkLines(line.remarks, width, chalk).join(`\n${' '.repeat(indent)}`)}`
  })
  return `${[head, ...body].join('\n')}\n`
}

const remarkLines = (remarks: Line['remarks'], width: number, chalk: ChalkInstance): string[] =>
  remarks.flatMap(([how, text]) =>
    (text.length > width ? wrapped(text, width) : [text]).map((line) => chalk[PAINTS[how]](line)),
  )
