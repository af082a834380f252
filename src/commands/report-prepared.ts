import type { Session } from '../db/database.ts'
import { UserError } from '../exit.ts'
import { prepare } from '../jobs/apply.ts'
import { asked } from '../reports/delivery/asked.ts'
import type { Prepared } from '../reports/delivery/outgoing.ts'
import { momentOf } from '../runner/moment.ts'
import type { School } from '../runner/school.ts'
import type { Day } from '../schedule/day.ts'
import type { ReportJob } from './report-request.ts'

/**
 * What a run of a report job would hand over on a day, whether it has gone out for that period or not. Nothing is
 * written, nothing leaves.
 * @param session of a snapshot
 */
export async function preparedFor(
  school: School,
  session: Session,
  job: ReportJob,
  day: Day,
): Promise<Prepared> {
  const { config } = school
  const moment = await momentOf(school, session, job)
  const again = asked(job, { day, again: true })
  return (await prepare(again, session, config.calendar, moment)) as Prepared
}

/** The parts that something goes out for, in their order; none of a report that is not split. */
const partsIn = ({ outgoing }: Pick<Prepared, 'outgoing'>): string[] => [
  ...new Set(outgoing.flatMap(({ part }) => part ?? [])),
]

/** Why a run that hands nothing over does not. */
export const whyNothing = ({ shortfalls, remarks }: Pick<Prepared, 'shortfalls' | 'remarks'>): string =>
  [...shortfalls, ...remarks].join('\n')

/** @throws UserError when nothing goes out for the part */
export function partNamed(prepared: Prepared, part: string): Prepared['outgoing'] {
  const its = prepared.outgoing.filter((one) => one.part?.toLowerCase() === part.toLowerCase())
  if (its.length > 0) return its
  if (prepared.outgoing.length === 0) throw new UserError(whyNothing(prepared))
  const parts = partsIn(prepared)
  throw new UserError(
    parts.length === 0
      ? 'It is not split: it has no parts.'
      : `Nothing goes out for the part ${part}. There are: ${parts.join(', ')}.`,
  )
}
