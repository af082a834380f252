import { createHash } from 'node:crypto'
import type { JobDeclaration } from '../jobs/kit.ts'
import { compileSchedule } from '../schedule/schedule.ts'
import { parseTime } from '../schedule/wall.ts'
import { slotRules } from './assemble-jobs.ts'
import type { Alerts, Config, ConfiguredJob } from './config.ts'
import type { Draft, DraftJob, JobFields } from './draft.ts'
import { predecessors } from './draft.ts'
import { parseDuration } from './duration.ts'
import { keptAges } from './history.ts'
import { jobFields } from './job-schema.ts'
import { mailSettings, smsSettings } from './outgoing.ts'
import type { Lines } from './said-where.ts'

/** What is known of a config besides what its draft says. `text` is the file without its secrets. */
type Found = Pick<Config, 'file' | 'text' | 'lines' | 'envFiles' | 'alsoRead' | 'referredDatabase'>

/** What of a draft becomes a config. */
export type Right = Omit<
  Draft,
  'now' | 'file' | 'root' | 'databaseSection' | 'simsSection' | 'dates' | 'byId' | 'ids' | 'jobs'
> & { jobs: RightJob[] }

/** A job, with the line on which the file speaks of it. */
export type RightJob = Omit<DraftJob, 'path' | 'written' | 'scheduleWarnings'> &
  Pick<ConfiguredJob, 'line' | 'lineOf'>

/** @param lines of the file that the draft is of */
export const rightOf = (
  {
    now: _now,
    file: _file,
    root: _root,
    databaseSection: _database,
    simsSection: _sims,
    dates: _dates,
    byId: _byId,
    ids: _ids,
    jobs,
    ...right
  }: Draft,
  lines: Lines,
): Right => ({ ...right, jobs: jobs.map((job) => rightJob(job, lines)) })

function rightJob(
  { path, written: _written, scheduleWarnings: _warnings, ...job }: DraftJob,
  lines: Lines,
): RightJob {
  const { line, file: lineOf } = lines.of(path) ?? {}
  return { ...job, ...(line === undefined ? {} : { line }), ...(lineOf === undefined ? {} : { lineOf }) }
}

/** Makes the config of a draft in which no errors were found. */
export function build(right: Right, found: Found): Config {
  const {
    zone,
    school,
    database,
    sims,
    schoolHours,
    busy,
    calendar,
    alerts,
    log,
    sms,
    mail,
    print,
    permissions,
    history,
    jobs,
  } = right
  const { file, text } = found
  return {
    ...found,
    hash: createHash('sha256').update(text).digest('hex'),
    school: { name: school!.name, zone: zone!, guests: school!.guests },
    database: database!,
    ...(sims ? { sims } : {}),
    busy,
    schoolHours: schoolHours!,
    calendar,
    alerts: alertsOf(alerts),
    history: keptAges(history),
    log,
    ...(sms ? { sms: smsSettings(sms, file) } : {}),
    ...(mail ? { mail: mailSettings(mail, file) } : {}),
    ...(print ? { print } : {}),
    ...(permissions ? { permissions } : {}),
    jobs: jobs.map((job) => buildJob(job, jobs)),
  }
}

function alertsOf({ webhook, mail = [], ping, tickPing, digest = '08:00' }: Draft['alerts']): Alerts {
  const digestAt = parseTime(digest)
  return {
    ...(webhook ? { webhook } : {}),
    mail: [...new Set([mail].flat())],
    ...(ping ? { ping } : {}),
    ...(tickPing ? { tickPing } : {}),
    ...(digestAt === undefined ? {} : { digestAt }),
  }
}

/** A job that the config does not list, with its own defaults: to run it by hand. */
export function configureJob(config: Config, job: JobDeclaration): ConfiguredJob {
  const compiled = compileSchedule(job.schedule)
  if (!compiled.ok) throw new Error(`${job.name} declares a wrong schedule: ${compiled.message}`)
  const rules = slotRules({ zone: config.school.zone, calendar: config.calendar, busy: config.busy }, job, {})
  const params = job.params.safeParse({})
  return configured(job.name, job, {}, config.jobs, {
    schedule: compiled.schedule,
    rules,
    params: params.data ?? {},
  })
}

function buildJob(
  { id, job, fields, schedule, rules, params, line, lineOf }: RightJob,
  all: RightJob[],
): ConfiguredJob {
  const rest = { schedule: schedule!, rules: rules!, params: params! }
  return {
    ...configured(id, job, fields, all, rest),
    ...(line === undefined ? {} : { line }),
    ...(lineOf === undefined ? {} : { lineOf }),
  }
}

function configured(
  id: string,
  job: JobDeclaration,
  fields: JobFields,
  all: Parameters<typeof predecessors>[1],
  rest: Pick<ConfiguredJob, 'schedule' | 'rules' | 'params'>,
): ConfiguredJob {
  const within = fields.within ?? job.missed.within
  return {
    id,
    job,
    enabled: fields.enabled ?? true,
    shadow: fields.shadow ?? false,
    ...rest,
    missed: {
      policy: fields.missed ?? job.missed.policy,
      ...(within ? { within: parseDuration(within) } : {}),
      hours: fields.hours ?? job.missed.hours,
    },
    after: predecessors({ id, job, fields }, all),
    timeout: parseDuration(fields.timeout ?? jobFields.timeout.parse(undefined))!,
    guard: fields.guard ?? jobFields.guard.parse(undefined),
    ...(fields.ping ? { ping: fields.ping } : {}),
  }
}
