import { hasErrors, type Problem } from '../problem.ts'

/** What `validate --format json` prints. Keys may be added; none is renamed or removed. */
interface JsonReport {
  file: string
  /** No errors; there may be warnings. */
  valid: boolean
  problems: {
    rule: string
    severity: 'error' | 'warning'
    message: string
    hint: string | null
    /** From 1; null for the file as a whole. */
    line: number | null
    /** From 1, in UTF-16 units as editors count; null for the file as a whole. */
    column: number | null
    /** Exclusive; null for the file as a whole. */
    endColumn: number | null
    path: string
    /** Where it stands: in the file, or in one that it extends. */
    file: string
  }[]
}

export function renderJson(file: string, problems: readonly Problem[]): string {
  const report: JsonReport = {
    file,
    valid: !hasErrors(problems),
    problems: problems.map(
      ({ rule, severity, message, hint, line, column, endColumn, path, file, excerpt }) => {
        const place = excerpt ? { line, column, endColumn } : { line: null, column: null, endColumn: null }
        return { rule, severity, message, hint: hint ?? null, ...place, path, file }
      },
    ),
  }
  return `${JSON.stringify(report, null, 2)}\n`
}
