import type { Session } from '../../db/database.ts'
import { UserError } from '../../exit.ts'
import type { JobContext } from '../../jobs/kit.ts'
import { readyContent } from '../../mail/message.ts'
import { documentOf } from '../document.ts'
import { letterOf } from '../letter.ts'
import { reportFor } from '../own/files.ts'
import { periodInWords, periodOf } from '../period.ts'
import type { ReportRequest } from '../request.ts'
import type { Outgoing, Prepared } from './outgoing.ts'
import type { Delivery } from './settings.ts'

/** Makes the report in everything it goes out as. */
export async function prepare(params: Delivery, context: JobContext, session: Session): Promise<Prepared> {
  const request = requestOf(params, context)
  const { settings, calendar, now } = context
  const { period, day } = request
  const document = await documentOf(session, request, {
    ...settings,
    calendar,
    now: Date.parse(now),
  })
  const { html, text, rows } = await letterOf(document)
  const subject = `${document.title}, ${periodInWords(period)}`
  const outgoing = [params.to ?? []].flat().map(
    (address): Outgoing => ({
      ...{ kind: 'mail', which: address, title: document.title, recipient: address, rows },
      content: readyContent({ subject, text, html }),
    }),
  )
  const dates = `${period.from}..${period.to}`
  return {
    occasion: period.isOpen ? `${dates} ${now}` : dates,
    day: String(day),
    rows,
    outgoing: params.onlyIfRows && rows === 0 ? [] : outgoing,
    files: new Map(),
    shortfalls: [],
    remarks: [],
  }
}

/** @throws UserError when there is no such report, or no such time in the calendar */
function requestOf(params: Delivery, { calendar, settings, slotDay: day }: JobContext): ReportRequest {
  const report = reportFor(params.report, settings.file)
  const wanted = params.period ?? report.period
  const period = periodOf(wanted, day, calendar)
  if (!period) throw new UserError(`The calendar has no ${wanted} for ${day}.`)
  const checked = report.params.parse(params.parameters)
  return { report, params: checked, period, selection: params.select, day }
}
