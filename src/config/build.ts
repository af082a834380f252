import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import type { JobDeclaration } from '../jobs/kit.ts'
import { compileSchedule } from '../schedule/schedule.ts'
import { parseTime } from '../schedule/wall.ts'
import { slotRules } from './assemble-jobs.ts'
import type { Alerts, Config, ConfiguredJob } from './config.ts'
import type { Draft, DraftJob, JobFields } from './draft.ts'
import { predecessors } from './draft.ts'
import { parseDuration } from './duration.ts'
import { type Part, partAt } from './extends.ts'
import { keptAges } from './history.ts'
import { jobFields } from './job-schema.ts'
import { mailSettings, smsSettings } from './outgoing.ts'
import { saidWhere } from './said-where.ts'
import { place } from './tree.ts'

/** What is known of a config besides what stands in it. */
type Found = Pick<Config, 'envFiles' | 'alsoRead' | 'referredDatabase'>

/** Makes the config of a draft in which no errors were found. `text` is the file without its secrets. */
export function build(draft: Draft, parts: Part[], file: string, text: string, rest: Found): Config {
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
  } = draft
  return {
    file,
    text,
    hash: createHash('sha256').update(text).digest('hex'),
    school: { name: school!.name, zone: zone!, guests: school!.guests },
    database: database!,
    ...(sims ? { sims } : {}),
    busy,
    schoolHours: schoolHours!,
    calendar,
    lines: saidWhere(draft, parts),
    alerts: alertsOf(alerts),
    history: keptAges(draft.history),
    log,
    ...(sms ? { sms: smsSettings(sms, file) } : {}),
    ...(mail ? { mail: mailSettings(mail, file) } : {}),
    ...(print ? { print } : {}),
    ...(permissions ? { permissions } : {}),
    ...rest,
    jobs: draft.jobs.map((job) => buildJob(job, draft, parts)),
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
  { id, job, path: at, fields, schedule, rules, params }: DraftJob,
  draft: Draft,
  parts: Part[],
): ConfiguredJob {
  const key = draft.ids.has(id) ? place(draft.root, at, 'key') : undefined
  const part = key && partAt(parts, key.from)
  const made = configured(id, job, fields, draft.jobs, {
    schedule: schedule!,
    rules: rules!,
    params: params!,
  })
  if (!key || !part) return made
  const lineOf = part === parts[0] ? {} : { lineOf: resolve(part.file) }
  return { ...made, line: part.source.lineAt(key.from - part.from), ...lineOf }
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
