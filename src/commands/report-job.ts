import type { JobBody } from '../config/add-job.ts'
import { expected } from '../config/expected.ts'
import { jobFields } from '../config/job-schema.ts'
import { quote } from '../config/quote.ts'
import { Exit, UserError } from '../exit.ts'
import type { FormatName } from '../reports/formats/index.ts'
import type { ReportDeclaration } from '../reports/kit.ts'
import { checkedParameters, parametersOf } from '../reports/parameters.ts'
import type { Selection } from '../reports/selection.ts'
import { WEEKDAYS } from '../schedule/weekday.ts'

/** What is said so far of a report job to be. */
export interface JobDraft {
  id?: string
  /** `every-day`, `weekdays`, `weekends`, or days of the week. */
  cycle?: string[]
  at?: string[]
  to?: string[]
  otherwise?: string
  subject?: string
  attach?: FormatName[]
  print?: { printer?: string; copies?: number }
  folder?: { path: string; format?: FormatName[] }
  period?: string
  selection: Selection
  parameters: Record<string, unknown>
  onlyIfRows?: boolean
  splitBy?: string
}

/** What a script has to say and did not, as the flags for it. */
export function missingIn(draft: JobDraft, report: ReportDeclaration): string[] {
  const needed = parametersOf(report).filter(
    (one) => one.default === undefined && !isOptional(report, one.name),
  )
  return [
    ...(draft.cycle ? [] : ['--cycle, such as mon or every-day']),
    ...(draft.at ? [] : ['--at, such as 07:30']),
    ...(hasWay(draft) ? [] : ['where it goes: --to, --print or --folder']),
    ...needed
      .filter(({ name }) => draft.parameters[name] === undefined)
      .map(({ name, expects }) => `${name}=… (${expects})`),
  ]
}

const isOptional = (report: ReportDeclaration, name: string) =>
  report.params.shape[name]!.safeParse(undefined).success

export const hasWay = ({ to, print, folder }: JobDraft) => Boolean(to || print || folder)

/** @throws UserError for whatever of it cannot be, before anything is asked */
export function checkDraft({ cycle, at, parameters }: JobDraft, report: ReportDeclaration): void {
  if (cycle) checkField('cycle', cycleOf(cycle))
  if (at) checkField('at', oneOrAll(at))
  const given = parametersOf(report).every(
    (one) => parameters[one.name] !== undefined || isOptional(report, one.name),
  )
  if (given) checkedParameters(report, parameters)
}

/** @throws UserError in the words of the config's schema */
export function checkField(name: 'cycle' | 'at', value: unknown): void {
  const field = jobFields[name]
  if (field.safeParse(value).success) return
  const found = Array.isArray(value) ? value.join(',') : String(value)
  const allowed =
    name === 'cycle'
      ? `every-day, weekdays, weekends, or days such as mon,thu (${WEEKDAYS.join(' ')})`
      : expected(field)
  throw new UserError(`--${name} must be ${allowed}, not ${quote(found)}.`, Exit.usage)
}

/** What stands below the id in the config. What is as usual is left out. */
export function bodyOf(report: ReportDeclaration, draft: JobDraft): JobBody {
  const { cycle = [], at = [], to, otherwise, subject, attach, print, folder, period, splitBy } = draft
  const { selection, parameters, onlyIfRows } = draft
  const selected = Object.entries(selection).map(([kind, names]) => [
    kind,
    oneOrAll([names].flat() as string[]),
  ])
  return {
    job: 'report',
    report: report.name,
    ...(Object.keys(parameters).length > 0 ? { parameters } : {}),
    ...(period ? { period } : {}),
    ...(selected.length > 0 ? { select: Object.fromEntries(selected) } : {}),
    ...(splitBy ? { splitBy } : {}),
    cycle: cycleOf(cycle),
    at: oneOrAll(at),
    ...(onlyIfRows ? { onlyIfRows } : {}),
    ...(to ? { to: oneOrAll(to) } : {}),
    ...(otherwise ? { otherwise } : {}),
    ...(subject ? { subject } : {}),
    ...(attach && attach.length > 0 ? { attach: oneOrAll(attach) } : {}),
    ...(print ? { print } : {}),
    ...(folder
      ? { folder: { path: folder.path, ...(folder.format ? { format: oneOrAll(folder.format) } : {}) } }
      : {}),
  }
}

/** As the config writes it: a word, or a list of days. */
const cycleOf = (cycle: string[]): unknown =>
  cycle.length === 1 && !WEEKDAYS.some((day) => day === cycle[0]) ? cycle[0] : cycle

const oneOrAll = <T>(all: T[]): T | T[] => (all.length === 1 ? all[0]! : all)

const NAMES: Record<string, string> = {
  ...{
    mon: 'mondays',
    tue: 'tuesdays',
    wed: 'wednesdays',
    thu: 'thursdays',
    fri: 'fridays',
    sat: 'saturdays',
  },
  ...{ sun: 'sundays', 'every-day': 'daily' },
}

/** Longest id, less what a number at its end takes. */
const LONGEST = 56

/** An id that none of the config's jobs has, made of the report and its days: `unexplained-absences-mondays`. */
export function proposedId({ name }: ReportDeclaration, cycle: string[], taken: ReadonlySet<string>): string {
  const when = cycle.length === 1 ? (NAMES[cycle[0]!] ?? cycle[0]!) : cycle.join('-')
  const base = (name.replace(/^.*[\\/]|\.sql$/gi, '') || 'report')
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .match(/[a-z0-9]+/g)
  const words = (base ?? ['report']).join('-').replace(/^(?=\d)/, 'report-')
  const id = `${words.slice(0, LONGEST - when.length - 1).replace(/-$/, '')}-${when}`
  let free = id
  for (let number = 2; taken.has(free); number++) free = `${id}-${number}`
  return free
}
