import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { Exit, type ExitCode, UserError } from '../exit.ts'
import { type AlertRow, openAlerts } from '../runner/alert.ts'
import { audit } from '../runner/audit.ts'
import { iso, type School } from '../runner/school.ts'
import type { World } from '../world.ts'
import { asJson, paint, when, wrapped } from './display.ts'
import { type CommonOptions, numberOf } from './options.ts'
import { withSchoolInForce } from './school.ts'

/** Takes note of an incident, so that nobody is reminded of it; without a number, lists those that are open. */
export async function ack(
  world: World,
  options: CommonOptions,
  number: string | undefined,
): Promise<ExitCode> {
  const id = numberOf('An incident', number)
  return withSchoolInForce(world, options, async (school) => {
    if (id !== undefined) {
      const said = await acknowledge(school, id)
      world.out(options.json ? asJson(await acknowledgedJson(school, id)) : said)
    } else {
      const open = await openAlerts(school.db)
      world.out(options.json ? asJson(open.map(alertJson)) : listed(world, school, open))
    }
    return Exit.done
  })
}

/** An incident as JSON shows it. */
export const alertJson = ({
  id,
  subject,
  message,
  opened_at,
  reminded_at,
  acked_at,
  acked_by,
}: AlertRow) => ({
  id,
  subject,
  message,
  since: opened_at,
  remindedAt: reminded_at,
  acknowledged: acked_at ? { at: acked_at, by: acked_by } : null,
})

function listed(world: World, school: School, open: AlertRow[]): string {
  if (open.length === 0) return 'Nothing is open.\n'
  return `${open.flatMap((alert) => alertLines(world, school, alert)).join('\n')}\n`
}

/** An incident for people: its number, since when, and what they were told. */
function alertLines(world: World, { config }: School, alert: AlertRow): string[] {
  const { dim } = paint(world)
  const { zone } = config.school
  const acked = alert.acked_at ? `, acknowledged by ${alert.acked_by} ${when(zone, alert.acked_at)}` : ''
  const number = `${alert.id}`.padEnd(4)
  return [
    `${number}since ${when(zone, alert.opened_at)}${acked ? dim(acked) : ''}`,
    ...wrapped(alert.message, Math.min(world.columns, 100) - 4).map((line) => `    ${line}`),
  ]
}

async function acknowledgedJson({ db }: School, id: number) {
  const row = (await alertNumbered(db, id))!
  return { ...alertJson(row), closedAt: row.closed_at }
}

const alertNumbered = (session: Session, id: number) =>
  session.first<AlertRow>(session.sql(own('alert')).where({ id }))

async function acknowledge(school: School, id: number): Promise<string> {
  const { db, config, host } = school
  const { zone } = config.school
  const now = await db.now()
  return db.transaction(
    async (session) => {
      const row = await alertNumbered(session, id)
      if (!row)
        throw new UserError(`There is no incident ${id}. Those that are open: pars-auto ack`, Exit.usage)
      if (row.closed_at) return `Incident ${id} is over since ${when(zone, row.closed_at)}.\n`
      if (row.acked_at)
        return `Incident ${id} was acknowledged by ${row.acked_by} ${when(zone, row.acked_at)}.\n`
      const open = session.sql(own('alert')).where({ id })
      await session.run(open.update({ acked_at: iso(now), acked_by: host.person }))
      await audit(session, school, 'ack', `Incident ${id}: ${row.subject}.`, now)
      return `Incident ${id} is acknowledged: nobody is reminded of it. When it is over you are told.\n`
    },
    { turn: 'record' },
  )
}
