import path from 'node:path'
import type { Config } from '../config/config.ts'
import { loadConfig } from '../config/load.ts'
import { Exit, type ExitCode, UserError } from '../exit.ts'
import { reports } from '../reports/index.ts'
import type { ReportDeclaration } from '../reports/kit.ts'
import { isOwn, ownNames, reportFor } from '../reports/own/files.ts'
import { parametersOf } from '../reports/parameters.ts'
import { PERIODS } from '../reports/period.ts'
import { selection } from '../reports/selection.ts'
import type { World } from '../world.ts'
import { asJson, paint, wrapped } from './display.ts'
import { type CommonOptions, configFile } from './options.ts'
import { type ReportJob, reportJobs, reportOf } from './report-request.ts'

/**
 * Every report there is, the school's own among them, and the jobs of the config that send one; or one report in full.
 * Opens no database.
 */
export function list(world: World, options: CommonOptions, name: string | undefined): ExitCode {
  const config = configOf(world, options)
  if (name !== undefined) return one(world, options, reportOf(config, name), reportJobs(config))
  const own = ownReports(world, config.file)
  const all = [...Object.values(reports), ...own]
  const jobs = reportJobs(config)
  if (options.json) world.out(asJson({ reports: all.map(jsonOf), jobs: jobs.map(jobJson) }))
  else world.out(allText(world, all, jobs))
  return Exit.done
}

function one(world: World, options: CommonOptions, report: ReportDeclaration, all: ReportJob[]): ExitCode {
  const jobs = all.filter(({ params }) => params.report === report.name)
  if (options.json) world.out(asJson({ ...jsonOf(report), jobs: jobs.map(jobJson) }))
  else world.out(oneText(world, report, jobs))
  return Exit.done
}

/** Of a config that is missing or has errors no jobs: what reports there are does not hang on them. */
function configOf(world: World, options: CommonOptions): Pick<Config, 'jobs' | 'file'> {
  const file = path.resolve(world.cwd, configFile(options, world))
  return loadConfig(file, { env: world.env, now: world.clock() }).config ?? { jobs: [], file }
}

/** The SQL files beside the config that are reports; one with errors is named, and does not hide the others. */
function ownReports(world: World, file: string): ReportDeclaration[] {
  return ownNames(file).flatMap((name) => {
    try {
      return [reportFor(name, file)]
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      world.err(`${name} is no report as it stands. Why: pars-auto report list ${name}\n`)
      return []
    }
  })
}

/** What a report is about, by the tables that it reads; the first that fits. */
const SUBJECTS: [heading: string, tables: string[]][] = [
  ['Contact with homes', ['contact_log', 'sms_message', 'sms_batch']],
  ['Behaviour', ['incident', 'detention', 'detention_pupil']],
  ['Attendance', ['mark', 'lesson']],
  ['Pupils and groups', []],
]

const OWN = 'Your own'

const subjectOf = ({ name, reads }: ReportDeclaration): string =>
  isOwn(name)
    ? OWN
    : SUBJECTS.find(([, tables]) => tables.length === 0 || reads.some((table) => tables.includes(table)))![0]

function allText(world: World, all: ReportDeclaration[], jobs: ReportJob[]): string {
  const { bold, dim } = paint(world)
  const lines: string[] = []
  for (const heading of [...SUBJECTS.map(([subject]) => subject).toReversed(), OWN]) {
    const its = all.filter((report) => subjectOf(report) === heading)
    if (its.length === 0) continue
    lines.push(bold(heading))
    for (const { name, period, summary } of its)
      lines.push(`  ${name}  ${dim(periodName(period))}`, ...indented(world, summary, 4))
    lines.push('')
  }
  if (jobs.length > 0) lines.push(bold('Sent by jobs of the config'), ...jobLines(world, jobs), '')
  lines.push(
    'One in full: pars-auto report list NAME',
    'To see one:  pars-auto report run NAME',
    'To have it sent by itself: pars-auto report automate NAME',
  )
  return `${lines.join('\n')}\n`
}

function oneText(world: World, report: ReportDeclaration, jobs: ReportJob[]): string {
  const { bold, dim } = paint(world)
  const { name, title, summary, period, columns, sections = [], notes } = report
  const parameters = parametersOf(report)
  const headed = sections.map((key) => columns[key]!.title)
  const shown = Object.entries(columns).filter(([key, { hidden }]) => !hidden && !sections.includes(key))
  const fact = (what: string, text: string) => {
    const [first, ...rest] = wrapped(text, world.columns - 12)
    return [`${dim(what.padEnd(12))}${first}`, ...rest.map((line) => ' '.repeat(12) + line)]
  }
  const widest = Math.max(0, ...parameters.map((one) => setting(one).length))
  const lines = [
    `${bold(title)}  ${dim(name)}`,
    ...wrapped(summary, world.columns),
    '',
    ...fact('Covers', coverText(period)),
    ...(headed.length > 0 ? fact('Headings', headed.join(', ')) : []),
    ...fact('Columns', shown.map(([, column]) => column.title).join(', ')),
    ...fact(
      'Selection',
      report.isNarrowed === false
        ? 'none: its file names no column with the pupil'
        : `${selectionFlags.join(' ')} (nothing: all pupils)`,
    ),
    ...parameters.flatMap((one, at) => {
      const [first, ...rest] = wrapped(`${one.about} ${sentence(one.expects)}`, world.columns - widest - 14)
      return [
        `${dim((at === 0 ? 'Parameters' : '').padEnd(12))}${setting(one).padEnd(widest)}  ${first}`,
        ...rest.map((line) => ' '.repeat(14 + widest) + line),
      ]
    }),
    ...(notes ? fact('Notes', notes) : []),
    ...(jobs.length > 0 ? ['', bold('Sent by jobs of the config'), ...jobLines(world, jobs)] : []),
    '',
    ...fact('Try', `pars-auto report run ${name}${exampleOf(report)}`),
    ...fact('', `pars-auto report automate ${name}`),
  ]
  return `${lines.join('\n')}\n`
}

const selectionFlags = Object.keys(selection.shape).map(
  (kind) => `--${kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
)

const setting = ({ name, default: usual }: { name: string; default?: unknown }) =>
  `${name}=${usual === undefined ? '…' : String(usual)}`

const sentence = (text: string) => `${text[0]!.toUpperCase()}${text.slice(1)}.`

const periodName = (period: string) => (period === 'none' ? 'as it is on the day' : period)

function coverText(period: string): string {
  if (period === 'none') return 'What is so on the day that it is made for: today, unless --for says another.'
  const words = Object.hasOwn(PERIODS, period) ? `, ${PERIODS[period as keyof typeof PERIODS]}` : ''
  return `${period}${words}; or what --period says.`
}

/** A call with a parameter where there is one, another period, and a selection. */
function exampleOf(report: ReportDeclaration): string {
  const [first] = parametersOf(report).filter(({ default: usual }) => usual !== undefined)
  const period = report.period === 'none' ? '' : ' --period this-term'
  const year = report.isNarrowed === false ? '' : ' --year 7'
  return `${first ? ` ${setting(first)}` : ''}${period}${year} --out ${report.name.replace(/\.sql$/i, '')}.pdf`
}

const indented = (world: World, text: string, by: number) =>
  wrapped(text, world.columns - by).map((line) => ' '.repeat(by) + line)

function jobLines(world: World, jobs: ReportJob[]): string[] {
  const { dim } = paint(world)
  return jobs.flatMap((job) => [
    `  ${job.id}  ${dim(job.params.report)}`,
    ...indented(world, `${job.schedule.text}${job.enabled ? '' : ', switched off'}: ${waysOf(job)}`, 4),
  ])
}

/** `mail to Deputy head; print on Office`. */
export function waysOf({ params }: ReportJob): string {
  const { to, print, folder } = params
  const ways = [
    ...(to ? [`mail to ${[to].flat().join(', ')}`] : []),
    ...(print ? [`print on ${print.printer ?? 'the usual printer'}`] : []),
    ...(folder ? [`file in ${folder.path}`] : []),
  ]
  return ways.join('; ') || 'goes nowhere'
}

const jsonOf = (report: ReportDeclaration) => {
  const { name, title, summary, notes, period, sections = [], columns } = report
  return {
    ...{ name, title, summary, subject: subjectOf(report), period },
    ...(notes ? { notes } : {}),
    parameters: parametersOf(report),
    selection: report.isNarrowed === false ? [] : Object.keys(selection.shape),
    sections,
    columns: Object.entries(columns)
      .filter(([, { hidden }]) => !hidden)
      .map(([key, { title: heading, type }]) => ({ name: key, title: heading, type })),
  }
}

const jobJson = ({ id, enabled, schedule, params }: ReportJob) => ({
  ...{ job: id, report: params.report, enabled, schedule: schedule.text },
  ...{ to: [params.to ?? []].flat(), print: params.print ?? null, folder: params.folder ?? null },
})
