import { joinMeaning, unknownInWords } from '../attendance/meaning.ts'
import type { JobTable } from '../db/tables.ts'
import { stayOn } from '../groups/roll.ts'
import type { Staged } from '../jobs/kit.ts'
import type { Rows } from '../jobs/plan.ts'
import type { ReportContext } from './kit.ts'

/** What it takes to count marks. */
export const markTables: JobTable[] = ['mark', 'register_code', 'school_history']

/** Marks of registration sessions, of lessons, or both. */
export type Kind = 'session' | 'lesson' | 'both'

/**
 * Conditions on a mark, by what its code meant on its day (alias `code`). DfE, Working together to improve school
 * attendance: an approved educational activity counts as attending, and what was not required is no possible session.
 */
export const IS = {
  attended: "code.meaning in ('present', 'approved')",
  authorised: "code.meaning = 'authorised'",
  unauthorised: "code.meaning = 'unauthorised'",
  missed: "code.meaning in ('authorised', 'unauthorised')",
  possible: "code.meaning in ('present', 'approved', 'authorised', 'unauthorised')",
  late: 'code.late = 1',
  /** The register had not closed: the pupil attended. */
  lateBeforeClose: "code.late = 1 and code.meaning = 'present'",
  lateAfterClose: "code.late = 1 and code.meaning <> 'present'",
} as const

/** The sum of a value over the marks that meet a condition. */
export const sumOf = (condition: string, value = '1') =>
  `sum(case when ${condition} then ${value} else 0 end)`

/**
 * The marks of the period (alias `m`), of the selected pupils, each mark once, while its pupil was on roll; with what
 * the code meant on the day (alias `code`), which is nothing where the table did not have it then.
 */
export function marksOf(context: ReportContext, kind: Kind = 'session'): Rows {
  const { from, raw, period, selected } = context
  const marks = from('mark', 'm')
    .whereBetween('m.date', [String(period.from), String(period.to)])
    .whereExists(stayOn(context, 'm.pupil_id', 'm.date').select(raw('1')))
  if (kind === 'session') marks.whereNotNull('m.session_id')
  if (kind === 'lesson') marks.whereNotNull('m.lesson_id')
  return joinMeaning(selected(marks, 'm.pupil_id'), 'm.code', 'm.date')
}

/** What the marks of each pupil come to. */
export interface Counted {
  /** A row for each pupil with a mark: `pupil_id` and the sums. Worked out once, however often it is read. */
  byPupil: Staged
  remarks: string[]
}

/** @param sums by the names of the columns they become: see `sumOf` */
export async function countMarks(
  context: ReportContext,
  sums: Record<string, string>,
  kind: Kind = 'session',
): Promise<Counted> {
  const { raw, stage, read } = context
  const byPupil = await stage(
    marksOf(context, kind)
      .groupBy('m.pupil_id')
      .select('m.pupil_id', raw(`${sumOf('code.code is null')} as unknown`))
      .select(Object.entries(sums).map(([column, sum]) => raw(`${sum} as ??`, column))),
  )
  const row = await read.first<{ unknown: number | null }>(byPupil().sum({ unknown: 'unknown' }))
  const noun = kind === 'both' ? 'mark' : `${kind} mark`
  return { byPupil, remarks: unknownInWords(Number(row?.unknown ?? 0), noun) }
}
