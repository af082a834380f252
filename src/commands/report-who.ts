import type { Database } from '../db/database.ts'
import { nameOf } from '../db/tables.ts'
import { Exit, type ExitCode, UserError } from '../exit.ts'
import { queriesOn } from '../jobs/queries.ts'
import { readContent } from '../mail/message.ts'
import { countInWords } from '../reports/counted.ts'
import { lastSent, type Sent } from '../reports/delivery/gone.ts'
import type { Outgoing, Prepared } from '../reports/delivery/outgoing.ts'
import { periodInWords } from '../reports/period.ts'
import type { ReportRequest } from '../reports/request.ts'
import type { Zone } from '../schedule/zone.ts'
import type { World } from '../world.ts'
import { asJson, columns, folded, paint, when } from './display.ts'
import { partNamed, preparedFor } from './report-prepared.ts'
import { jobOf, type ReportJob, type RequestOptions, reportJobs, requestOf } from './report-request.ts'
import { withSchool } from './school.ts'

/** Who would be sent what by a report job, and who would not. Nothing is sent. */
export async function who(
  world: World,
  options: Pick<RequestOptions, 'config' | 'json' | 'for'> & { part?: string },
  id: string,
): Promise<ExitCode> {
  return withSchool(world, options, async (school) => {
    const { db, config } = school
    const job = jobOf(config, id)
    if (!job) throw noJob(id, reportJobs(config))
    const request = requestOf(config, id, [], options, await db.now())
    const { prepared, gone } = await db.snapshot(async (session) => {
      const found = await preparedFor(school, session, job, request.day)
      const context = { id, ...queriesOn(session, config.school) }
      return { prepared: found, gone: await lastSent(context, found.occasion) }
    })
    const outgoing = options.part === undefined ? prepared.outgoing : partNamed(prepared, options.part)
    const roles = await rolesIn(db)
    const looked = { job, request, prepared, gone, told: outgoing.map((one) => tell(one, roles)) }
    world.out(options.json ? asJson(jsonOf(looked)) : textOf(world, config.school.zone, looked))
    return Exit.done
  })
}

/** What a look at a job found. */
interface Looked {
  job: ReportJob
  request: ReportRequest
  prepared: Prepared
  gone: Sent | undefined
  told: Told[]
}

function jsonOf({ job, request, prepared, gone, told }: Looked) {
  const { report, period, day } = request
  const { occasion, rows, shortfalls, remarks } = prepared
  return {
    ...{
      job: job.id,
      report: report.name,
      day: String(day),
      from: String(period.from),
      to: String(period.to),
    },
    ...{ occasion, rows, goneOut: gone?.handed_over_at ?? null, outgoing: told, shortfalls, remarks },
  }
}

function textOf(world: World, zone: Zone, { job, request, prepared, gone, told }: Looked): string {
  const { bold, yellow } = paint(world)
  const { report, period } = request
  const { id, enabled, shadow } = job
  const lines = [
    `${bold(report.title)}, ${periodInWords(period)}: ${countInWords(prepared.rows, report.rowName)}`,
    '',
    ...(told.length > 0 ? [table(world, told)] : []),
    ...[...prepared.shortfalls, ...prepared.remarks].map((note) => yellow(folded(world, note))),
    ...(gone
      ? [
          folded(
            world,
            `It went out for this period on ${when(zone, gone.handed_over_at)}, and does not go again by itself.`,
          ),
          `To send it again: pars-auto report send ${id} --again`,
        ]
      : []),
    ...(enabled ? [] : [yellow(`The job ${id} is switched off: it sends nothing.`)]),
    ...(enabled && shadow ? [yellow(`The job ${id} is in shadow: it sends nothing.`)] : []),
    told.length > 0
      ? folded(world, `Nothing was sent. To see what they get: pars-auto report preview ${id}`)
      : 'Nothing was sent.',
  ]
  return `${lines.join('\n')}\n`
}

function noJob(id: string, jobs: ReportJob[]): UserError {
  const ids = jobs.map((job) => job.id).join(', ')
  const hint = ids
    ? `Its report jobs: ${ids}.`
    : 'It has no report job yet: pars-auto report automate NAME adds one.'
  return new UserError(`The config has no report job ${id}. ${hint}`, Exit.usage)
}

interface Told {
  part?: string
  rows: number
  way: string
  recipient: string
  /** As it stands in the staff table; none for an address of somebody else. */
  role?: string
  title: string
  /** Names of the files: with the mail, or written. */
  files: string[]
}

function tell(
  { kind, part, rows, recipient, title, content }: Prepared['outgoing'][number],
  roles: Map<string, string>,
): Told {
  const role = kind === 'mail' ? roles.get(recipient.toLowerCase()) : undefined
  return {
    ...(part === undefined ? {} : { part }),
    ...{ rows, way: kind, recipient, ...(role ? { role } : {}), title, files: filesOf({ kind, content }) },
  }
}

function filesOf({ kind, content }: Pick<Outgoing, 'kind' | 'content'>): string[] {
  if (kind !== 'mail') {
    const { name, file } = JSON.parse(content) as { name?: string; file?: { name: string } }
    return [name ?? file?.name ?? ''].filter(Boolean)
  }
  const mail = readContent(content)
  if (!mail || 'template' in mail) return []
  return (mail.attachments ?? []).filter(({ cid }) => cid === undefined).map(({ name }) => name)
}

/** The roles of the staff, by address: addresses of one list say little to who has to check it. */
async function rolesIn(db: Database): Promise<Map<string, string>> {
  const staff = await db.all<{ email: string | null; role: string | null }>(
    db.sql(nameOf('staff')).whereNotNull('email').select('email', 'role'),
  )
  return new Map(
    staff.flatMap(({ email, role }) => (email && role ? [[email.trim().toLowerCase(), role]] : [])),
  )
}

function table(world: World, told: Told[]): string {
  const isSplit = told.some(({ part }) => part !== undefined)
  const rows = told.map(({ part = '', rows: count, way, recipient, role = '', files }) => [
    ...(isSplit ? [part] : []),
    ...[count.toLocaleString('en-GB'), way, recipient, role, files.join('\n')],
  ])
  return columns(world, [...(isSplit ? ['Part'] : []), 'Rows', 'Way', 'To', 'Role', 'Files'], rows)
}
