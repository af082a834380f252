import type { ReportName } from '../../../src/reports/index.ts'
import attendanceReturn from './attendance-return.ts'
import attendanceSummary from './attendance-summary.ts'
import behaviourSummary from './behaviour-summary.ts'
import type { ReportCase } from './case.ts'
import consecutiveAbsence from './consecutive-absence.ts'
import contactLog from './contact-log.ts'
import detentionsDue from './detentions-due.ts'
import groupMembership from './group-membership.ts'
import lates from './lates.ts'
import missingMarks from './missing-marks.ts'
import penaltyNoticeThreshold from './penalty-notice-threshold.ts'
import persistentAbsence from './persistent-absence.ts'
import points from './points.ts'
import sicknessReturn from './sickness-return.ts'
import smsDelivery from './sms-delivery.ts'
import unexplainedAbsences from './unexplained-absences.ts'
import unresolvedAbsences from './unresolved-absences.ts'

/** A report without a case here does not compile. */
export const cases: { [Name in ReportName]: ReportCase } = {
  'unexplained-absences': unexplainedAbsences,
  'missing-marks': missingMarks,
  'attendance-summary': attendanceSummary,
  lates,
  'persistent-absence': persistentAbsence,
  'consecutive-absence': consecutiveAbsence,
  'penalty-notice-threshold': penaltyNoticeThreshold,
  'attendance-return': attendanceReturn,
  'sickness-return': sicknessReturn,
  'unresolved-absences': unresolvedAbsences,
  'behaviour-summary': behaviourSummary,
  points,
  'detentions-due': detentionsDue,
  'group-membership': groupMembership,
  'contact-log': contactLog,
  'sms-delivery': smsDelivery,
}
