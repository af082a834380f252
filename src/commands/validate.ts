import path from 'node:path'
import { isPattern } from '../../bin/idle.js'
import type { Config, ConfiguredJob } from '../config/config.ts'
import { type Format, render } from '../config/formats/index.ts'
import { loadConfig } from '../config/load.ts'
import type { Problem } from '../config/problem.ts'
import { visible } from '../config/quote.ts'
import { Exit, type ExitCode } from '../exit.ts'
import { schoolsAt } from '../many/schools.ts'
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

/** Checks configs, and what patterns of configs stand for; one alone is checked as it always was. */
export function validateAll(given: string[], { format }: { format: Format }, io: ValidateIo): ExitCode {
  const isOne = given.length === 1 && !isPattern(path.resolve(io.folder, given[0]!))
  if (isOne) return validate(given[0]!, { format }, io)
  const { schools, without } = schoolsAt(given, io.folder)
  const files = schools.map(({ file }) => path.relative(io.folder, file) || file)
  const checked = files.map((file) => ({ file, ...checkedFile(file, io) }))
  const all = checked.flatMap(({ problems }) => problems)
  // What stands in a file that they all extend is said once.
  const once = [...new Map(all.map((problem) => [JSON.stringify(problem), problem])).values()]
  if (format === 'json')
    io.out(
      `[${checked.map(({ file, problems }) => render('json', file, problems, io).trimEnd()).join(',\n')}]\n`,
    )
  else if (format === 'text') {
    const found = render('text', '', once, io)
    const lines = checked.map(({ file, config, problems }) => summary(file, config, problems, io.now, true))
    io.out(`${found}${found && '\n'}${lines.join('\n')}\n`)
  } else io.out(render(format, '', once, io))
  for (const pattern of without) io.out(format === 'text' ? `No file matches ${pattern}.\n` : '')
  if (checked.some(({ config }) => !config)) return Exit.configInvalid
  return without.length > 0 ? Exit.usage : Exit.done
}

/** Checks a config and says everything that is wrong with it at once. Changes nothing, opens no database. */
export function validate(file: string, { format }: { format: Format }, io: ValidateIo): ExitCode {
  const { colour, folder } = io
  const { config, problems } = checkedFile(file, io)
  const found = render(format, file, problems, { colour, folder })
  io.out(format === 'text' ? `${found}${found && '\n'}${summary(file, config, problems, io.now)}\n` : found)
  return config ? Exit.done : Exit.configInvalid
}

/** With the files in which the problems are named as `file` is. */
function checkedFile(file: string, io: ValidateIo): { config: Config | undefined; problems: Problem[] } {
  const whole = path.resolve(io.folder, file)
  const { config, problems } = loadConfig(whole, io)
  const shown = problems.map((problem) => ({
    ...problem,
    file: problem.file === whole ? file : path.relative(io.folder, problem.file),
  }))
  return { config, problems: shown }
}

/** @param isOneOfMany whether it has to say which one it is about, also when that has errors */
function summary(
  file: string,
  config: Config | undefined,
  problems: Problem[],
  now: number,
  isOneOfMany = false,
): string {
  const errors = problems.filter(({ severity }) => severity === 'error').length
  const warnings = problems.length - errors
  const which = isOneOfMany ? `${visible(file)} has ` : ''
  if (!config) return `${which}${count(errors, 'error')}${warnings ? `, ${count(warnings, 'warning')}` : ''}`
  const noted = warnings ? `, with ${count(warnings, 'warning')}` : ''
  const jobs = config.jobs.filter(({ enabled }) => enabled)
  const off = config.jobs.length - jobs.length
  const all = `${count(config.jobs.length, 'job')}${off > 0 ? `, ${off} switched off` : ''}`
  return `${visible(file)} is valid${noted}: ${all}, ${nextRun(config, jobs, now)}.`
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
