import type { ConfiguredJob } from '../config/config.ts'
import { own } from '../db/migrations/index.ts'
import { formatHours } from '../schedule/hours.ts'
import { isQuiet } from '../sms/quiet.ts'
import type { AuditRow } from './audit.ts'
import { clockTime } from './event.ts'
import { onLine } from './no-slot.ts'
import { iso, type School } from './school.ts'

const HOUR = 3_600_000

interface EventRow {
  at: string
  since: string
  kind: string
  detail: string
}

/**
 * What kept the ticks from looking when a slot came: the host was off, another program held the database, the login was
 * refused, or the scheduler starts them under an account that may not.
 * @param decided when it was decided about the slot, or now; epoch ms
 */
export async function whatStoodInTheWay(school: School, slot: number, decided: number): Promise<string[]> {
  const { db, config } = school
  const clock = (instant: string) => clockTime(config, instant)
  const spanning = db
    .sql(own('event'))
    .whereIn('kind', ['host-off', 'locked-out', 'login-refused'])
    .where('since', '<=', iso(slot))
    .where('at', '>=', iso(slot))
  const events = await db.all<EventRow>(spanning.orderBy('id').limit(3))
  const told = events.map(({ kind, since, at, detail }) =>
    kind === 'host-off' ? `The host was off, or did not look, from ${clock(since)} to ${clock(at)}.` : detail,
  )
  return [...told, ...(await refusedAccount(school, slot, decided))]
}

/** A refusal is on record once an hour. */
async function refusedAccount({ db, config }: School, slot: number, decided: number): Promise<string[]> {
  const refusals = db
    .sql(own('audit'))
    .where({ command: 'run-due', refused: 1 })
    .where('at', '>=', iso(slot - HOUR))
    .where('at', '<=', iso(Math.max(decided, slot)))
  const last = await db.first<AuditRow>(refusals.orderBy('id', 'desc').limit(1))
  if (!last) return []
  const where = onLine(config.lines.of(['permissions', 'service']))
  return [
    `The scheduler on ${last.host} starts run-due as ${last.person}, who may not${where}: it was refused at ${clockTime(config, last.at)}.`,
  ]
}

/** The parents' quiet hours, for the job that sends texts. */
export function quietHours({ config }: School, { job }: ConfiguredJob, at: number): string[] {
  const { sms, school, lines } = config
  if (job.name !== 'sms' || !sms || !isQuiet({ zone: school.zone, hours: sms.quietHours }, at)) return []
  const where = onLine(lines.of(['sms', 'quietHours']))
  return [
    `These are the parents’ quiet hours (${formatHours(sms.quietHours)}${where}): no text goes then, but those of an urgent batch.`,
  ]
}
