import type { Writable } from 'node:stream'
import type { ReportDocument } from '../document.ts'

/** One way of writing a report. */
export interface ReportFormat {
  /** Ending of its files, without the dot. */
  extension: string
  /** Its media type. */
  type: string
  /** Writes the report to `out` and ends it. Rows go by as they come, where the format allows. */
  write(document: ReportDocument, out: Writable): Promise<void>
}
