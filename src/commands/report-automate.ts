import path from 'node:path'
import { jobText, withJob } from '../config/add-job.ts'
import { textOf } from '../config/edit.ts'
import { quote } from '../config/quote.ts'
import { Exit, type ExitCode, UserError } from '../exit.ts'
import type { FormatName } from '../reports/formats/index.ts'
import { reportNamed } from '../reports/index.ts'
import type { ReportDeclaration } from '../reports/kit.ts'
import { parametersFrom } from '../reports/parameters.ts'
import type { World } from '../world.ts'
import { changeConfig, checkedChange, runsText, warningsOf } from './config-change.ts'
import { permitted } from './gate.ts'
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
import { usableConfig, withDatabase } from './school.ts'
import { changedLines } from './text-diff.ts'

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
  const loaded = checkedChange(world, config, after, 'With this job')
  const others = reportJobs(config).filter(({ params }) => params.report === report.name)
  const remarks = [
    runsText(loaded.config, id, world),
    ...(others.length > 0 ? [`It goes out by ${others.map((one) => one.id).join(', ')} as well.`] : []),
    ...warningsOf(loaded, id, file),
  ]
  if (options.dryRun) {
    world.out(`${changedLines(before, after, file)}\n${remarks.join('\n')}\nDry run: nothing was written.\n`)
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
  const change = { command: 'report automate', detail: `${id}: ${report.name}.`, before, after }
  await changeConfig(world, { host, config }, change)
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
