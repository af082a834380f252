import type { ReportName } from '../../../src/reports/index.ts'
import type { ReportCase } from './case.ts'
import unexplainedAbsences from './unexplained-absences.ts'

/** A report without a case here does not compile. */
export const cases: { [Name in ReportName]: ReportCase } = {
  'unexplained-absences': unexplainedAbsences,
}
