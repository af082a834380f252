import path from 'node:path'
import type { Config, ConfiguredJob } from '../config/config.ts'
import { type Format, render } from '../config/formats/index.ts'
import { loadConfig } from '../config/load.ts'
import type { Problem } from '../config/problem.ts'
import { visible } from '../config/quote.ts'
import { Exit, type ExitCode } from '../exit.ts'
import { nextSlot } from '../schedule/slots.ts'
import { dayOf, formatTime, minuteOfDay } from '../schedule/wall.ts'
import { weekdayName } from '../schedule/weekday.ts'

export interface ValidateIo {
  out(text: string): void
  env: NodeJS.ProcessEnv
  /** Epoch ms. */
  now: number
  colour: boolean
  /** The file is named relative to it, and so are the paths in SARIF and annotations. */
  folder: string
}

/** Checks a config and says everything that is wrong with it at once. Changes nothing, opens no database. */
export function validate(file: string, { format }: { format: Format }, io: ValidateIo): ExitCode {
  const { colour, folder } = io
  const loaded = loadConfig(path.resolve(folder, file), io)
  const { config } = loaded
  const problems = loaded.problems.map((problem) => ({ ...problem, file }))
  const found = render(format, file, problems, { colour, folder })
  io.out(format === 'text' ? `${found}${found && '\n'}${summary(file, config, problems, io.now)}\n` : found)
  return config ? Exit.done : Exit.configInvalid
}

function summary(file: string, config: Config | undefined, problems: Problem[], now: number): string {
  const errors = problems.filter(({ severity }) => severity === 'error').length
  const warnings = problems.length - errors
  if (!config) return `${count(errors, 'error')}${warnings ? `, ${count(warnings, 'warning')}` : ''}`
  const noted = warnings ? `, with ${count(warnings, 'warning')}` : ''
  const jobs = config.jobs.filter(({ enabled }) => enabled)
  return `${visible(file)} is valid${noted}: ${count(jobs.length, 'job')}, ${nextRun(config, jobs, now)}.`
}

function nextRun({ school: { zone } }: Config, jobs: ConfiguredJob[], now: number): string {
  const next = jobs
    .flatMap(({ id, schedule, rules }) => {
      const slot = nextSlot(schedule, rules, now)
      return slot ? [{ id, at: slot.at }] : []
    })
    .sort((a, b) => a.at - b.at)[0]
  if (!next) return 'and nothing is planned'
  const wall = zone.wallAt(next.at)
  const ahead = dayOf(wall).compare(zone.dayAt(now))
  const day =
    ahead === 0 ? 'today' : ahead === 1 ? 'tomorrow' : `on ${weekdayName(dayOf(wall))} ${dayOf(wall)}`
  return `next ${next.id} ${day} at ${formatTime(minuteOfDay(wall))}`
}

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`
