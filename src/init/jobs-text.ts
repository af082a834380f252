import { jobText } from '../config/add-job.ts'
import { Exit, UserError } from '../exit.ts'
import { type JobName, jobs, registry } from '../jobs/index.ts'
import { parseMailBox } from '../mail/address.ts'
import { type Hours, parseHours } from '../schedule/hours.ts'
import type { Answers } from './answers.ts'
import { freeFrom, NIGHT, type NightJob, nightTimes } from './night.ts'
import { comment } from './yaml-text.ts'

/** What a job has below its id, as it is written down. */
type Body = Record<string, unknown>

/** The section `jobs`: every job there is, in the order of a day that begins in the evening. */
export function jobLines(answers: Answers): string[] {
  const busy = answers.busy.map(({ from, to }) => parseHours(`${from}-${to}`)!)
  const times = nightTimes(busy)
  if (!times)
    throw new UserError(
      'The server is busy at all hours, so no job of the night has a time. Say fewer busy hours.',
      Exit.usage,
    )
  const night = NIGHT.map(([name, , after]) => entry(name, nightBody(name, times.get(name)!, after)))
  return [
    ...comment(
      'Every job that there is, each in shadow: on its schedule it works out what it would do, records that and changes nothing, so that it can be compared with what PARS does. pars-auto go-live JOB ends it, job by job. docs/jobs.md says what each does, pars-auto JOB --dry-run --verbose shows what it would do now.',
    ),
    'jobs:',
    ...[
      entry('sms', IN_SHADOW),
      entry('pupil-scan', SCANS, REGISTERS),
      ...night,
      report(answers, busy),
    ].flatMap((lines, at) => (at === 0 ? lines : ['', ...lines])),
  ]
}

const IN_SHADOW: Body = { shadow: true }

/** Ordinary times, so that there is something to correct. */
const SCANS: Body = { ...IN_SHADOW, every: '1m', between: '07:00-16:30' }
const REGISTERS = [
  'registers:',
  "  - { part: AM, opens: '07:30', starts: '08:40' }",
  "  - { part: PM, opens: '13:00', starts: '13:40' }",
]

/** What a job cannot do without, and nobody but the school can know. */
const EXAMPLES: Partial<Record<NightJob, Body>> = {
  'remove-mark-owners': { olderThanDays: 365 },
  'bonus-behaviour-points': {
    criterion: 'meaning',
    value: 'absent',
    comparison: 'none',
    period: 'week',
    ground: 'Full attendance',
    outcome: 'House point',
  },
}

/** What there is to decide before a job goes live. */
const REMARKS: Partial<Record<JobName, string>> = {
  sms: 'Nothing that was queued before it goes live is ever sent.',
  'pupil-scan': 'TO BE CORRECTED: when registration opens and starts here.',
  'remove-mark-owners': 'TO BE DECIDED: how many days.',
  'bonus-behaviour-points':
    'Switched off: an example, for a week without absence. TO BE DECIDED: what is rewarded, and with which ground and outcome. There may be several, each under an id of its own with the line job: bonus-behaviour-points.',
}

function nightBody(name: NightJob, at: string, after: string | undefined): Body {
  return {
    ...(name === 'bonus-behaviour-points' ? { enabled: false } : {}),
    ...IN_SHADOW,
    at,
    ...(after === undefined ? {} : { after }),
    ...EXAMPLES[name],
  }
}

function entry(name: JobName, body: Body, more: string[] = []): string[] {
  const { title, summary, mandatory } = registry[name]!
  const remark = REMARKS[name]
  return [
    ...comment(`${title}${mandatory ? ' (mandatory: only its time can be set)' : ''}.`, '  '),
    ...comment(summary, '  '),
    ...(remark ? comment(remark, '  ') : []),
    ...indented(name, body),
    ...more.map((line) => `    ${line}`),
  ]
}

/** PARS' own example: "email the deputy head every Monday morning …". */
function report({ mail }: Answers, busy: Hours[]): string[] {
  const way = mail
    ? { to: 'Deputy head', otherwise: parseMailBox(mail.from).address }
    : { folder: { path: 'reports', format: 'pdf' } }
  const body = {
    job: jobs.report.name,
    ...IN_SHADOW,
    report: 'unexplained-absences',
    cycle: ['mon'],
    at: freeFrom('07:30', busy),
    onlyIfRows: true,
    ...way,
  }
  const about =
    'A report, as an example: all pupils with unexplained absences in the past week, on Monday mornings. pars-auto report list shows the others, pars-auto report automate adds them.'
  return [...comment(about, '  '), ...indented('monday-absences', body)]
}

const indented = (id: string, body: Body): string[] =>
  jobText(id, body)
    .split('\n')
    .map((line) => `  ${line}`)
