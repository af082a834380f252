import type { ReportSchool } from '../school.ts'

/** What every report has to bring for the tests that all reports share. The compiler asks for one per report. */
export interface ReportCase {
  /** What is set; what is left out is as usual. */
  parameters?: Record<string, unknown>
  /** What it covers, where that is not its usual period. */
  period?: string
  /**
   * Fills the school of tests/reports/school.ts so that the report has something to show and something to leave out,
   * of several registration groups. The first pupil is Ada, of 7A; she and nobody else has the number 000001.
   */
  arrange(school: ReportSchool): Promise<void>
  /** The rows, each as people read it, cell by cell, sections first: `Year 7 | 7A | Test | Ada | 2`. */
  rows: string[]
  /** Those when it is narrowed to 7A. */
  of7A: string[]
  /** Those when it is narrowed to Ada. */
  ofAda: string[]
}
