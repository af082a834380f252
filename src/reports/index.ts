import attendanceReturn from './built-in/attendance-return.ts'
import attendanceSummary from './built-in/attendance-summary.ts'
import behaviourSummary from './built-in/behaviour-summary.ts'
import consecutiveAbsence from './built-in/consecutive-absence.ts'
import contactLog from './built-in/contact-log.ts'
import detentionsDue from './built-in/detentions-due.ts'
import groupMembership from './built-in/group-membership.ts'
import lates from './built-in/lates.ts'
import missingMarks from './built-in/missing-marks.ts'
import penaltyNoticeThreshold from './built-in/penalty-notice-threshold.ts'
import persistentAbsence from './built-in/persistent-absence.ts'
import points from './built-in/points.ts'
import sicknessReturn from './built-in/sickness-return.ts'
import smsDelivery from './built-in/sms-delivery.ts'
import unexplainedAbsences from './built-in/unexplained-absences.ts'
import unresolvedAbsences from './built-in/unresolved-absences.ts'
import type { ReportDeclaration } from './kit.ts'

/** Every report there is, a line each. */
export const builtIn = {
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
} as const

export type ReportName = keyof typeof builtIn

/** The same registry where the differences between the reports do not matter. */
export const reports: Readonly<Record<string, ReportDeclaration>> = builtIn as never

/** The report of a name; not fooled by names that every object has. */
export const reportNamed = (name: string): ReportDeclaration | undefined =>
  Object.hasOwn(reports, name) ? reports[name] : undefined
