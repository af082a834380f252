import type { Session } from '../../db/database.ts'
import type { JobContext } from '../../jobs/kit.ts'
import type { Queries } from '../../jobs/queries.ts'
import { documentOf, type ReportDocument } from '../document.ts'
import type { FormatName } from '../formats/index.ts'
import type { Part } from '../parts.ts'
import type { ReportRequest } from '../request.ts'
import { type Files, type Rendered, renderer } from './files.ts'
import { fileName } from './names.ts'
import type { Delivery } from './settings.ts'

/** What it takes to work out what goes to whom: in a run, and in a command that only shows it. */
export type DeliveryContext = Queries &
  Pick<JobContext, 'id' | 'settings' | 'calendar' | 'slotDay' | 'today' | 'now' | 'nextDue'>

/** What all parts of a report that goes out have in common. */
export interface Making {
  params: Delivery
  request: ReportRequest
  context: DeliveryContext
  files: Files
  /** What could not be done. No personal data. */
  shortfalls: Set<string>
}

/** A report, or one part of it. */
export interface Made {
  part?: Part
  /** Tells it from the other parts: two classes can have one name. Empty where it is not split. */
  which: string
  document: ReportDocument
  rows: number
  /** What it is, for people who look at the outbox; no personal data. */
  title: string
  /** `Unexplained absences 7A 2026-11-16 to 2026-11-22`, as files that go with a mail are called. */
  fileName(extension: string): string
  /** What patterns of names and subjects are filled in with. */
  words: Record<string, string | number | undefined>
  /** What its files in a folder are called, by format: `nameFiles` fills it in. */
  folderNames: Map<FormatName, string>
  /** Each format once, however often it is asked for. */
  render(name: FormatName): Promise<Rendered>
}

/** @param part its selection is already narrowed to it */
export async function make(
  { request, context }: Pick<Making, 'request' | 'context'>,
  session: Session,
  part?: Part,
): Promise<Made> {
  const { settings, calendar, now } = context
  const narrowed = part ? { ...request, selection: part.narrowed } : request
  const document = await documentOf(session, narrowed, { ...settings, calendar, now: Date.parse(now) })
  let rows = 0
  for await (const _ of document.rows()) rows += 1
  const { title, school, name } = document
  const { period, day } = request
  const [from, to] = [String(period.from), String(period.to)]
  const dates = from === to ? from : `${from} to ${to}`
  return {
    ...(part ? { part } : {}),
    which: part ? `${part.id}` : '',
    document,
    rows,
    title: part ? `${title}, ${part.name}` : title,
    fileName: (extension) => fileName([title, part?.name, dates].filter(Boolean).join(' '), extension),
    words: {
      ...{ title, report: name, school, period: document.period, part: part?.name },
      ...{ from, to, day: String(day), rows, job: context.id },
    },
    folderNames: new Map(),
    render: renderer(document),
  }
}
