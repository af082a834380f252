import path from 'node:path'
import { jobText, withJob } from '../config/add-job.ts'
import type { Config } from '../config/config.ts'
import { replaceText, textOf } from '../config/edit.ts'
import { render } from '../config/formats/index.ts'
import { type LoadResult, loadConfigText } from '../config/load.ts'
import { quote } from '../config/quote.ts'
import type { Database } from '../db/database.ts'
import { Exit, type ExitCode, UserError } from '../exit.ts'
import type { FormatName } from '../reports/formats/index.ts'
import { reportNamed } from '../reports/index.ts'
import type { ReportDeclaration } from '../reports/kit.ts'
import { parametersFrom } from '../reports/parameters.ts'
import { audit } from '../runner/audit.ts'
import type { School } from '../runner/school.ts'
import type { World } from '../world.ts'
import { when } from './display.ts'
import { permitted } from './gate.ts'
import { comingRuns } from './list.ts'
import { numberOf } from './options.ts'
import { bodyOf, checkDraft, type JobDraft, missingIn, proposedId } from './report-job.ts'
import {
  checkPeriod,
  jobOf,
  type RequestOptions,
  reportJobs,
  reportOf,
  selectionFrom,
} from './report-request.ts'
import { configErrors, usableConfig, withDatabase } from './school.ts'
import { addedLines } from './text-diff.ts'

export interface AutomateOptions extends Omit<RequestOptions, 'for'> {
  id?: string
  cycle?: string[]
  at?: string[]
  to?: string[]
  otherwise?: string
  subject?: string
  attach?: FormatName[]
  /** true: on the usual printer. */
  print?: string | true
  copies?: string
  folder?: string
  folderFormat?: FormatName[]
  onlyIfRows?: boolean
  splitBy?: string
  dryRun?: boolean
}

/** Runs that are shown, so that somebody sees whether it is what he meant. */
const RUNS_SHOWN = 3

/** Writes a report job into the config: PARS' button Automate. Asks for what is missing where there is somebody to ask. */
export async function automate(
  world: World,
  options: AutomateOptions,
  name: string,
  given: string[],
): Promise<ExitCode> {
  const config = usableConfig(world, options)
  const person = await withDatabase(world, config, (db) => permitted(world, config, db))
  if (jobOf(config, name) && !reportNamed(name))
    throw new UserError(
      `${name} is a job already: it sends ${jobOf(config, name)!.params.report}.`,
      Exit.usage,
    )
  const report = reportOf({ ...config, jobs: [] }, name)
  const before = textOf(config.file)
  const draft = draftFrom(report, options, given)
  checkDraft(draft, report)

  const { input, output } = world.terminal
  const missing = missingIn(draft, report)
  const isAsked = input !== undefined && output !== undefined
  if (missing.length > 0 && !isAsked)
    throw new UserError(`To automate ${report.name}, say also ${missing.join('; ')}.`, Exit.usage)
  const questions = isAsked ? new (await import('./report-ask.ts')).Questions(world) : undefined
  const taken = new Set(config.jobs.map(({ id }) => id))
  if (draft.id !== undefined && taken.has(draft.id))
    throw new UserError(`The config has a job ${quote(draft.id)} already: say another --id.`, Exit.usage)
  const whole = missing.length > 0 && questions ? await questions.complete(draft, report, taken) : draft
  const id = whole.id ?? proposedId(report, whole.cycle!, taken)
  const job = { id, body: bodyOf(report, whole) }

  const file = path.basename(config.file)
  const after = withJob(before, id, job.body)
  const shown = jobText(id, job.body)
  if (after === undefined)
    throw new UserError(
      `${file} has its jobs in a way that leaves no place for one more. Write this below jobs: yourself:\n\n${shown}`,
      Exit.configInvalid,
    )
  const loaded = checked(world, config, after)
  const others = reportJobs(config).filter(({ params }) => params.report === report.name)
  const remarks = [
    runsText(loaded.config, id, world),
    ...(others.length > 0 ? [`It goes out by ${others.map((one) => one.id).join(', ')} as well.`] : []),
    ...warningsOf(loaded, id, file),
  ]
  if (options.dryRun) {
    world.out(`${addedLines(before, after, file)}\n${remarks.join('\n')}\nDry run: nothing was written.\n`)
    return Exit.done
  }
  if (questions) {
    questions.show([shown, '', ...remarks].join('\n'), `For ${file}`)
    if (!(await questions.agree(`Add it to ${file}?`))) {
      world.out('Nothing was changed.\n')
      return Exit.done
    }
  }
  const host = { ...world.host, person: person.name }
  const added = { host, config, detail: `${id}: ${report.name}.` }
  await withDatabase(world, config, (db) => recorded(db, added, () => write(config.file, before, after)))
  world.out(
    questions ? `${id} is in ${file} now.\n` : `Added to ${file}:\n\n${shown}\n\n${remarks.join('\n')}\n`,
  )
  world.out(`Who would get it: pars-auto report who ${id}\n`)
  return Exit.done
}

function draftFrom(report: ReportDeclaration, options: AutomateOptions, given: string[]): JobDraft {
  const { id, cycle, at, to, otherwise, subject, attach, onlyIfRows, splitBy } = options
  const { print, copies, folder, folderFormat, period } = options
  if (copies !== undefined && print === undefined)
    throw new UserError('--copies belongs to --print.', Exit.usage)
  if (folderFormat !== undefined && folder === undefined)
    throw new UserError('--folder-format belongs to --folder.', Exit.usage)
  const said = { id, cycle, at, to, otherwise, subject, attach, onlyIfRows, splitBy }
  return {
    ...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)),
    ...(period === undefined ? {} : { period: checkPeriod(report, period) }),
    ...(print === undefined
      ? {}
      : {
          print: {
            ...(print === true ? {} : { printer: print }),
            ...(copies === undefined ? {} : { copies: numberOf('--copies', copies) }),
          },
        }),
    ...(folder === undefined
      ? {}
      : { folder: { path: folder, ...(folderFormat ? { format: folderFormat } : {}) } }),
    selection: selectionFrom(options),
    parameters: parametersFrom(report, given),
  }
}

/** @throws UserError with all that would be wrong with the config */
function checked(world: World, { file }: Config, text: string): LoadResult & { config: Config } {
  const loaded = loadConfigText(text, file, { env: world.env, now: world.clock() })
  if (loaded.config) return { ...loaded, config: loaded.config }
  const { message } = configErrors(loaded, file, world)
  throw new UserError(
    `Nothing was changed. With this job the config would have errors:\n\n${message}`,
    Exit.configInvalid,
  )
}

function runsText({ jobs, school }: Config, id: string, world: World): string {
  const runs = comingRuns(
    jobs.filter((job) => job.id === id),
    world.clock(),
    RUNS_SHOWN,
  )
  if (runs.length === 0) return 'It would not run within a year.'
  return `It runs ${runs.map(({ slot }) => when(school.zone, slot.at)).join(', ')} and so on.`
}

function warningsOf({ problems }: LoadResult, id: string, file: string): string[] {
  const about = problems.filter(
    ({ path: where }) => where === `jobs.${id}` || where.startsWith(`jobs.${id}.`),
  )
  if (about.length === 0) return []
  return [
    render(
      'text',
      file,
      about.map((problem) => ({ ...problem, file })),
      { colour: false, folder: '' },
    ).trimEnd(),
  ]
}

/** The file cannot be part of the transaction, but it is changed last: what cannot be recorded is not done. */
async function recorded(
  db: Database,
  { detail, ...here }: Pick<School, 'host' | 'config'> & { detail: string },
  write: () => void,
): Promise<void> {
  const now = await db.now()
  await db.transaction(
    async (session) => {
      await audit(session, here, 'report automate', detail, now)
      write()
    },
    { turn: 'record' },
  )
}

function write(file: string, before: string, after: string): void {
  const name = path.basename(file)
  if (textOf(file) !== before)
    throw new UserError(`Somebody changed ${name} meanwhile, so nothing was changed here. Try again.`)
  try {
    replaceText(file, after)
  } catch (error) {
    throw new UserError(`${name} cannot be changed: ${(error as Error).message}`)
  }
}
