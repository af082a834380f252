import type { ReportName } from '../../../src/reports/index.ts'
import attendanceSummary from './attendance-summary.ts'
import type { ReportCase } from './case.ts'
import lates from './lates.ts'
import missingMarks from './missing-marks.ts'
import persistentAbsence from './persistent-absence.ts'
import unexplainedAbsences from './unexplained-absences.ts'

/** A report without a case here does not compile. */
export const cases: { [Name in ReportName]: ReportCase } = {
  'unexplained-absences': unexplainedAbsences,
  'missing-marks': missingMarks,
  'attendance-summary': attendanceSummary,
  lates,
  'persistent-absence': persistentAbsence,
}
