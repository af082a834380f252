import type { ReportName } from '../../../src/reports/index.ts'
import attendanceReturn from './attendance-return.ts'
import behaviourSummary from './behaviour-summary.ts'
import type { ReportCase } from './case.ts'
import consecutiveAbsence from './consecutive-absence.ts'
import penaltyNoticeThreshold from './penalty-notice-threshold.ts'
import points from './points.ts'
import sicknessReturn from './sickness-return.ts'
import unexplainedAbsences from './unexplained-absences.ts'
import unresolvedAbsences from './unresolved-absences.ts'

/** A report without a case here does not compile. */
export const cases: { [Name in ReportName]: ReportCase } = {
  'unexplained-absences': unexplainedAbsences,
  'consecutive-absence': consecutiveAbsence,
  'penalty-notice-threshold': penaltyNoticeThreshold,
  'attendance-return': attendanceReturn,
  'sickness-return': sicknessReturn,
  'unresolved-absences': unresolvedAbsences,
  'behaviour-summary': behaviourSummary,
  points,
}
