import type { Session } from '../../db/database.ts'
import { UserError } from '../../exit.ts'
import { reportFor } from '../own/files.ts'
import { checkedParameters } from '../parameters.ts'
import { partsOf, type Split } from '../parts.ts'
import { periodOf } from '../period.ts'
import type { ReportRequest } from '../request.ts'
import { Addressing } from './addressing.ts'
import { Files } from './files.ts'
import { filesFor, nameFiles } from './folder.ts'
import { lastSent } from './gone.ts'
import { type DeliveryContext, type Made, type Making, make } from './made.ts'
import { mailsFor } from './mails.ts'
import type { Prepared } from './outgoing.ts'
import { printsFor } from './prints.ts'
import type { Delivery } from './settings.ts'

/**
 * Makes the report, or all its parts, in everything it goes out as. What cannot be rendered throws: nothing goes out
 * without its attachment.
 * @param again also where it has gone out for this period
 */
export async function prepare(
  params: Delivery,
  context: DeliveryContext,
  session: Session,
  again = false,
): Promise<Prepared> {
  const request = requestOf(params, context)
  const occasion = occasionOf(request, context)
  const prepared: Prepared = {
    ...{ occasion, day: String(request.day), again, rows: 0 },
    ...{ outgoing: [], files: new Map(), shortfalls: [], remarks: [] },
  }
  if (!again && (await lastSent(context, occasion))) return prepared
  const files = new Files()
  const making: Making = { params, request, context, files, shortfalls: new Set() }
  const { all, remarks } = await partsMade(making, session)
  const parts = params.onlyIfRows ? all.filter(({ rows }) => rows > 0) : all
  if (parts.length === 0)
    return { ...prepared, remarks: [...remarks, 'Nothing to show, and so nothing to send.'] }
  await nameFiles(making, parts)
  const addressing = params.to ? await Addressing.on(context.today, params, context) : undefined
  const outgoing: Prepared['outgoing'] = []
  for (const made of parts) {
    const mails = addressing ? await mailsFor(making, made, addressing.recipientsOf(made.part)) : []
    const { part, rows } = made
    for (const one of [...mails, ...(await printsFor(making, made)), ...(await filesFor(making, made))])
      outgoing.push({ ...one, ...(part ? { part: part.name } : {}), rows })
  }
  const shortfalls = addressing?.shortfalls ?? []
  if (outgoing.length === 0) throw new UserError(shortfalls.join(' '))
  return {
    ...prepared,
    rows: parts.reduce((sum, { rows }) => sum + rows, 0),
    outgoing,
    files: files.namedIn(outgoing.map(({ content }) => content)),
    shortfalls: [...shortfalls, ...making.shortfalls],
    remarks: [...remarks, ...(addressing?.remarks ?? [])],
  }
}

/** Names the period that it goes out for once: one that is not over is another each time. */
function occasionOf({ period }: ReportRequest, { now }: DeliveryContext): string {
  const dates = `${period.from}..${period.to}`
  return period.isOpen ? `${dates} ${now}` : dates
}

/** All of it, or its parts; and what to know about those. */
async function partsMade(making: Making, session: Session): Promise<{ all: Made[]; remarks: string[] }> {
  const { params, request, context } = making
  const { splitBy } = params
  if (!splitBy) return { all: [await make(making, session)], remarks: [] }
  const { parts, inNone } = await partsOf(context, splitBy, params.select, request.day, context.today)
  const all: Made[] = []
  for (const part of parts) all.push(await make(making, session, part))
  return { all, remarks: inNone > 0 ? [inNoneText(inNone, splitBy)] : [] }
}

const inNoneText = (pupils: number, splitBy: Split) =>
  `${pupils === 1 ? 'One pupil is' : `${pupils} pupils are`} in no ${SPLIT_WORDS[splitBy]}, and so in no part.`

const SPLIT_WORDS = {
  year: 'year group',
  group: 'registration group',
  house: 'house',
  class: 'class',
} as const

/** @throws UserError when there is no such report, or no such time in the calendar */
function requestOf(params: Delivery, { calendar, settings, slotDay: day }: DeliveryContext): ReportRequest {
  const report = reportFor(params.report, settings.file)
  const wanted = params.period ?? report.period
  const period = periodOf(wanted, day, calendar)
  if (!period) throw new UserError(`The calendar has no ${wanted} for ${day}.`)
  return {
    report,
    params: checkedParameters(report, params.parameters),
    period,
    selection: params.select,
    day,
  }
}
