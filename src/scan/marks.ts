import type { JobContext, Staged } from '../jobs/kit.ts'
import { inRegister, onDay } from './keys.ts'

/** A mark as it stands in the register. */
export interface Mark {
  id: number
  code: string
  minutesLate: number | null
  /** Who altered it last, where that is known. */
  staffId: number | null
  alteredAt: string | null
  byScan: boolean
}

interface MarkRow {
  id: number
  pupil_id: number
  date: string
  session_id: number | null
  lesson_id: number | null
  code: string
  minutes_late: number | null
  staff_id: number | null
  altered_at: string | null
  source: string | null
}

export interface Marks {
  /** By register and pupil. */
  marks: Map<string, Mark>
  /** The lessons in whose registers pupils are, by pupil and date. */
  markedLessons: Map<string, Set<number>>
}

/**
 * What stands in the registers.
 * @param pupils `pupil_id` and `date`: whose marks, of which day
 * @param lessonsToo or those of sessions only
 */
export async function marksOf(
  pupils: Staged,
  lessonsToo: boolean,
  { read, from }: JobContext,
): Promise<Marks> {
  // Outer joins: those few pupils first, and then their marks. SQLite would sooner read all marks of all times.
  const rows = await read.all<MarkRow | { id: null }>(
    pupils('seen')
      .leftJoin(from('mark').as('m'), (mark) => {
        mark.on('m.pupil_id', 'seen.pupil_id').andOn('m.date', 'seen.date')
        if (!lessonsToo) mark.andOnNotNull('m.session_id')
      })
      .leftJoin(from('mark_owner').as('o'), 'o.mark_id', 'm.id')
      .orderBy('m.id')
      .select('m.id', 'm.pupil_id', 'm.date', 'm.session_id', 'm.lesson_id', 'm.code', 'm.minutes_late')
      .select('o.staff_id', 'o.altered_at', 'o.source'),
  )
  const marks = new Map<string, Mark>()
  const markedLessons = new Map<string, Set<number>>()
  for (const row of rows) {
    if (row.id === null) continue
    const key = inRegister({ sessionId: row.session_id, lessonId: row.lesson_id }, row.pupil_id)
    // A register with two marks of one pupil is at fault: the one that says something counts.
    const known = marks.get(key)
    if (!known || known.code === '-') marks.set(key, markOf(row))
    if (row.lesson_id === null) continue
    const day = onDay(row.pupil_id, row.date)
    markedLessons.set(day, (markedLessons.get(day) ?? new Set()).add(row.lesson_id))
  }
  return { marks, markedLessons }
}

const markOf = (row: MarkRow): Mark => ({
  id: row.id,
  code: row.code,
  minutesLate: row.minutes_late,
  staffId: row.staff_id,
  alteredAt: row.altered_at,
  byScan: row.source === 'scan',
})
