import type { Row } from '../db/database.ts'
import type { Frame } from './frame.ts'

const REPORTS = [
  'Unexplained absences',
  'Lates',
  'Behaviour summary',
  'Missing marks',
  'Attendance by group',
  'Detentions due',
]

const OLD = 340

/** Minutes ago at which the reports were started that are being run right now. */
const RUNNING_MINUTES = [9, 2]
/** A report whose run died: it never finished. */
const DIED_HOURS = 5 * 24

/** The copies that nobody needs any more. */
export const LEFT_BEHIND = OLD + 1

export const copyColumns = ['id', 'report', 'started_at', 'finished_at', 'content']

export function* copyRows(frame: Frame): Generator<Row[string][]> {
  const random = frame.random('copies of reports')
  const days = Array.from({ length: OLD }, () => random.int(1, 250)).sort((a, b) => b - a)
  let id = 0
  for (const ago of days) {
    const started = frame.instant(frame.today.minusDays(ago), random.int(8 * 60, 17 * 60))
    const finished = new Date(Date.parse(started) + random.int(2, 240) * 1000).toISOString()
    const rows = random.int(0, 60)
    yield [++id, random.pick(REPORTS), started, finished, content(rows, random.int(1, rows + 1))]
  }
  yield [++id, 'Attendance by group', frame.hoursAgo(DIED_HOURS), null, content(0, 1)]
  for (const minutes of RUNNING_MINUTES) {
    yield [++id, random.pick(REPORTS), frame.hoursAgo(minutes / 60), null, content(0, 1)]
  }
}

/** Numbers only: what the pages of the copy say is of no use to any job. */
const content = (rows: number, pages: number) =>
  JSON.stringify({ version: 2, rows, pages: Array.from({ length: pages }, (_, at) => ({ page: at + 1 })) })
