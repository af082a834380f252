import type { Rows } from '../jobs/plan.ts'

/**
 * Joins to rows with a register code and a day what the code meant on that day (alias `code`): of a code that the
 * table did not have then, nothing.
 * @param mark the column with the code as it stands in the register
 * @param day the column with the day
 */
export const joinMeaning = (rows: Rows, mark: string, day: string): Rows =>
  rows.leftJoin('register_code as code', (on) =>
    on
      .on('code.code', mark)
      .andOn('code.valid_from', '<=', day)
      .andOn((open) => open.onNull('code.valid_to').orOn('code.valid_to', '>=', day)),
  )

/** `3 session marks have a code that …`, for people; nothing where there are none. */
export function unknownInWords(marks: number, kind = 'session mark'): string[] {
  if (marks === 0) return []
  const has = marks === 1 ? `1 ${kind} has a code` : `${marks.toLocaleString('en-GB')} ${kind}s have a code`
  return [`${has} that the register codes did not have on that day: counted nowhere.`]
}
