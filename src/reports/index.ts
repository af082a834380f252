import attendanceSummary from './built-in/attendance-summary.ts'
import lates from './built-in/lates.ts'
import missingMarks from './built-in/missing-marks.ts'
import persistentAbsence from './built-in/persistent-absence.ts'
import unexplainedAbsences from './built-in/unexplained-absences.ts'
import type { ReportDeclaration } from './kit.ts'

/** Every report there is, a line each. */
export const builtIn = {
  'unexplained-absences': unexplainedAbsences,
  'missing-marks': missingMarks,
  'attendance-summary': attendanceSummary,
  lates,
  'persistent-absence': persistentAbsence,
} as const

export type ReportName = keyof typeof builtIn

/** The same registry where the differences between the reports do not matter. */
export const reports: Readonly<Record<string, ReportDeclaration>> = builtIn as never

/** The report of a name; not fooled by names that every object has. */
export const reportNamed = (name: string): ReportDeclaration | undefined =>
  Object.hasOwn(reports, name) ? reports[name] : undefined
