import type { Config } from '../config/config.ts'
import { Exit, type ExitCode, UserError } from '../exit.ts'
import type { Day } from '../schedule/day.ts'
import { schoolYearEnd } from '../schedule/school-year.ts'
import { countByDay } from '../schedule/slots.ts'
import { wallMinute } from '../schedule/wall.ts'
import { simulate } from '../simulation/simulate.ts'
import { isCrowd, type Simulation } from '../simulation/simulation.ts'
import type { World } from '../world.ts'
import { dateOf } from './date.ts'
import { asJson } from './display.ts'
import { unknownJob } from './job-named.ts'
import type { CommonOptions } from './options.ts'
import { usableConfig } from './school.ts'
import { simulationJson } from './simulate-json.ts'
import { simulationText } from './simulate-text.ts'

export interface SimulateOptions extends CommonOptions {
  from?: string
  to?: string
  job?: string
  every?: boolean
  summary?: boolean
}

/** How far is looked: whoever types another century has slipped. */
const MOST_DAYS = 3 * 366

/** More lines than this nobody reads, and with a job for each minute they soon fill the memory. */
const MOST_RUNS = 200_000

/** Every run that the config plans. Reads the config, opens no database, changes nothing. */
export function simulateRuns(world: World, options: SimulateOptions): ExitCode {
  const config = usableConfig(world, options)
  const { zone } = config.school
  const { from, to } = rangeOf(options, config, zone.dayAt(world.clock()))
  if (options.job !== undefined) checkJob(config, options.job)
  if (options.every) refuseTooMany(config, options, from, to)
  const simulation = of(options.job, simulate(config, from, to, { every: options.every === true }))
  world.out(
    options.json
      ? asJson(simulationJson(simulation, config, options))
      : simulationText(world, simulation, config, options),
  )
  return Exit.done
}

/** @throws UserError when a date is none, or they make no sense together */
function rangeOf({ from, to }: SimulateOptions, { calendar }: Config, today: Day): { from: Day; to: Day } {
  const first = from === undefined ? today : dateOf('--from', from)
  const last = to === undefined ? schoolYearEnd(calendar, first) : dateOf('--to', to)
  const days = last.compare(first) + 1
  if (days < 1) {
    const start = from === undefined ? `today (${today})` : `--from ${first}`
    throw new UserError(`--to ${last} is before ${start}.`, Exit.usage)
  }
  if (days <= MOST_DAYS) return { from: first, to: last }
  throw new UserError(
    `From ${first} to ${last} are ${days.toLocaleString('en-GB')} days; it takes three years at most.`,
    Exit.usage,
  )
}

function checkJob(config: Config, id: string): void {
  const found = config.jobs.find((job) => job.id === id)
  if (found?.enabled) return
  if (found) throw new UserError(`${id} is switched off (enabled: false): it does not run.`, Exit.usage)
  throw unknownJob(config, id)
}

function refuseTooMany({ jobs, school }: Config, { job }: SimulateOptions, from: Day, to: Day): void {
  const start = school.zone.firstInstantOf(wallMinute(from, 0)) - 1
  const end = school.zone.firstInstantOf(wallMinute(to.plusDays(1), 0)) - 1
  const crowds = jobs.filter((one) => one.enabled && isCrowd(one) && (job === undefined || one.id === job))
  const counts = crowds.flatMap(({ schedule, rules }) => countByDay(schedule, rules, start, end))
  const runs = counts.reduce((sum, { slots }) => sum + slots, 0)
  if (runs <= MOST_RUNS) return
  throw new UserError(
    `--every would list ${runs.toLocaleString('en-GB')} runs: name fewer days with --from and --to, or one job with --job.`,
    Exit.usage,
  )
}

/** What is about one job; of all jobs it was worked out, as it may clash with any. */
function of(id: string | undefined, simulation: Simulation): Simulation {
  if (id === undefined) return simulation
  const { runs, crowds, gaps, clashes } = simulation
  return {
    ...simulation,
    runs: runs.filter(({ job }) => job === id),
    crowds: crowds.filter(({ job }) => job === id),
    gaps: gaps.filter(({ job }) => job === id),
    clashes: clashes.filter(({ jobs }) => jobs.includes(id)),
  }
}
