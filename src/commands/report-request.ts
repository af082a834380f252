import type { Config, ConfiguredJob } from '../config/config.ts'
import { quote } from '../config/quote.ts'
import { nearest } from '../config/suggest.ts'
import { Exit, UserError } from '../exit.ts'
import type { Delivery } from '../reports/delivery/settings.ts'
import { reportNamed, reports } from '../reports/index.ts'
import type { ReportDeclaration } from '../reports/kit.ts'
import { isOwn, ownMeant, ownNames, reportFor } from '../reports/own/files.ts'
import { checkedParameters, parametersFrom } from '../reports/parameters.ts'
import { isPeriod, PERIODS_TEXT, type Period, periodOf } from '../reports/period.ts'
import type { ReportRequest } from '../reports/request.ts'
import type { Selection } from '../reports/selection.ts'
import { Day } from '../schedule/day.ts'
import type { CommonOptions } from './options.ts'

/** What a person can say of the report to be made, besides its parameters. */
export interface RequestOptions extends CommonOptions {
  period?: string
  /** The day that it is made for. */
  for?: string
  year?: string[]
  group?: string[]
  class?: string[]
  house?: string[]
  specialGroup?: string[]
  site?: string[]
  pupil?: string[]
}

/** A report job of the config. */
export interface ReportJob extends ConfiguredJob {
  params: Delivery & Record<string, unknown>
}

export const reportJobs = ({ jobs }: Pick<Config, 'jobs'>): ReportJob[] =>
  jobs.filter(({ job }) => job.name === 'report') as ReportJob[]

/** A report job by its id. Where an id is the name of a report as well, the job is meant: it is the school's own. */
export const jobOf = (config: Pick<Config, 'jobs'>, name: string): ReportJob | undefined =>
  reportJobs(config).find(({ id }) => id === name)

/**
 * A report by its name, that of an SQL file of the school's own, or the id of a job that sends one.
 * @throws UserError when there is none, with the one that was probably meant, and for a file with errors
 */
export function reportOf({ jobs, file }: Pick<Config, 'jobs' | 'file'>, name: string): ReportDeclaration {
  const job = jobOf({ jobs }, name)
  if (job) return reportFor(job.params.report, file)
  if (reportNamed(name) || isOwn(name)) return reportFor(name, file)
  const all = [...Object.keys(reports), ...ownNames(file), ...reportJobs({ jobs }).map(({ id }) => id)]
  const near = ownMeant(name, file) ?? nearest(name, all)
  const hint = near ? `Did you mean ${near}?` : 'See: pars-auto report list'
  throw new UserError(`There is no report ${quote(name)}. ${hint}`, Exit.usage)
}

/**
 * What a person asks for: a report, or one as a job of the config has it; what is given on the command line goes
 * before what the job says.
 * @param name of a report, or the id of a job
 * @param given its parameters, `name=value`
 * @throws UserError for whatever does not fit
 */
export function requestOf(
  config: Config,
  name: string,
  given: string[],
  options: RequestOptions,
  now: number,
): ReportRequest {
  const job = jobOf(config, name)
  const report = reportOf(config, name)
  const day = dayFor(options, config, now)
  return {
    report,
    params: checkedParameters(report, { ...job?.params.parameters, ...parametersFrom(report, given) }),
    period: periodFor(report, options.period ?? job?.params.period, day, config),
    selection: { ...job?.params.select, ...selectionFrom(options) },
    day,
  }
}

/** The day it is made for: today, unless somebody says another. */
function dayFor({ for: text }: RequestOptions, { school }: Config, now: number): Day {
  if (text === undefined) return school.zone.dayAt(now)
  try {
    return Day.parse(text)
  } catch {
    throw new UserError(`--for takes a date such as 2026-11-23; ${quote(text)} is none.`, Exit.usage)
  }
}

/** @throws UserError when it is no period, or the report has none */
export function checkPeriod(report: ReportDeclaration, text: string): string {
  if (report.period === 'none')
    throw new UserError(
      `${report.name} covers no period: it shows what is so on a day. For another day: --for 2026-11-23`,
      Exit.usage,
    )
  if (isPeriod(text)) return text
  throw new UserError(`--period takes one of ${PERIODS_TEXT}; ${quote(text)} is none.`, Exit.usage)
}

function periodFor(
  report: ReportDeclaration,
  text: string | undefined,
  day: Day,
  { calendar }: Config,
): Period {
  const wanted = text === undefined ? report.period : checkPeriod(report, text)
  const period = periodOf(wanted, day, calendar)
  if (period) return period
  throw new UserError(
    `The calendar has no ${wanted} for ${day}. It says when the terms are: calendar.terms in the config.`,
    Exit.usage,
  )
}

/** The selection that flags make; none of a kind for which no flag is given. */
export const selectionFrom = (options: RequestOptions): Selection => {
  const { year, group, class: taught, house, specialGroup, site, pupil } = options
  const chosen = { year, group, class: taught, house, specialGroup, site, pupil }
  return Object.fromEntries(Object.entries(chosen).filter(([, names]) => names !== undefined))
}
