import type { Day } from '../schedule/day.ts'
import type { ReportDeclaration } from './kit.ts'
import type { Period } from './period.ts'
import type { Selection } from './selection.ts'

/** A report to be made: which, of what, for when. */
export interface ReportRequest {
  report: ReportDeclaration
  /** Checked against the report's own schema. */
  params: Record<string, unknown>
  /** Of a report without a period the day itself. */
  period: Period
  selection: Selection
  /** The school's date that it is made for. */
  day: Day
}
