import type { z } from 'zod'
import { joinMeaning } from '../attendance/meaning.ts'
import { time } from '../config/fields.ts'
import type { JobTable } from '../db/tables.ts'
import { stayOn } from '../groups/roll.ts'
import type { Rows } from '../jobs/plan.ts'
import { formatTime, minuteOfDay, parseTime } from '../schedule/wall.ts'
import type { ReportContext } from './kit.ts'

/** From when on the registers of the day itself should have been taken, on the school's clock. */
export const dueTimes = {
  morningBy: time
    .default('09:30')
    .describe('A morning register of the day itself is missing from this time on, not before.'),
  afternoonBy: time
    .default('14:00')
    .describe('Likewise an afternoon register. A lesson counts once it is over.'),
}

type DueTimes = z.output<z.ZodObject<typeof dueTimes>>

export const registerTables: JobTable[] = [
  ...(['session', 'lesson', 'mark', 'register_code', 'school_history'] as const),
  ...(['pupil', 'registration_group'] as const),
]

/**
 * Every place in a register that should be filled in by now: of each pupil on roll on the day, in the registers of the
 * registration group. Columns: `register_id`, `register` (its name) and `place` (in the day), `date`, `group_id`,
 * `subject`, `staff_id`; `chosen`, 1 for a pupil who was selected; and `missing`, 1 where the pupil has no mark, or
 * only one that says so.
 */
export function placesInRegisters(
  context: ReportContext,
  kind: 'session' | 'lesson' | 'both',
  times: DueTimes,
): Rows {
  return context.union(
    ...(kind === 'lesson' ? [] : [ofSessions(context, times)]),
    ...(kind === 'session' ? [] : [ofLessons(context)]),
  )
}

function ofSessions(context: ReportContext, { morningBy, afternoonBy }: DueTimes): Rows {
  const { from, raw } = context
  const { today, clock } = clockOf(context)
  const isDue = (by: string) => parseTime(by)! <= clock
  const due = [...(isDue(morningBy) ? ['AM'] : []), ...(isDue(afternoonBy) ? ['PM'] : [])]
  const sessions = from('session', 'r')
    .crossJoin('pupil as p' as never)
    .join('registration_group as g', 'g.id', 'p.registration_group_id')
    .where((over) =>
      over.where('r.date', '<', today).orWhere((now) => now.where('r.date', today).whereIn('r.part', due)),
    )
  return places(context, sessions, 'session_id').select(
    raw("case when r.part = 'AM' then 'Morning registration' else 'Afternoon registration' end as register"),
    raw("case when r.part = 'AM' then 0 else 100 end as place"),
    raw("'' as subject"),
    'g.tutor_id as staff_id',
  )
}

function ofLessons(context: ReportContext): Rows {
  const { from, text } = context
  const { today, clock } = clockOf(context)
  const lessons = from('lesson', 'r')
    .join('registration_group as g', 'g.id', 'r.registration_group_id')
    .join('pupil as p', 'p.registration_group_id', 'g.id')
    .where((over) =>
      over
        .where('r.date', '<', today)
        .orWhere((now) => now.where('r.date', today).where('r.ends_at', '<=', formatTime(clock))),
    )
  return places(context, lessons, 'lesson_id').select(
    { register: text`Lesson ${'r.period'}` },
    { place: 'r.period' },
    'r.subject',
    'r.staff_id',
  )
}

/** @param rows registers (alias `r`) with the pupils who should be in them (alias `p`) */
function places(context: ReportContext, rows: Rows, link: 'session_id' | 'lesson_id'): Rows {
  const { from, raw, period, selected } = context
  const days = [String(period.from), String(period.to)] as const
  // All marks at once: to look for each pupil's in each register takes many times as long.
  const marks = from('mark', 'm').whereBetween('m.date', days).whereNotNull(`m.${link}`)
  const marked = joinMeaning(marks, 'm.code', 'm.date')
    .where((there) => there.whereNull('code.meaning').orWhereNot('code.meaning', 'none'))
    .distinct({ register_id: `m.${link}` }, 'm.pupil_id')
  return rows
    .leftJoin(selected(from('pupil', 'one'), 'one.id').select('one.id').as('chosen'), 'chosen.id', 'p.id')
    .leftJoin(marked.as('done'), (on) => on.on('done.register_id', 'r.id').andOn('done.pupil_id', 'p.id'))
    .whereBetween('r.date', days)
    .whereExists(stayOn(context, 'p.id', 'r.date').select(raw('1')))
    .select(
      { register_id: 'r.id', date: 'r.date', group_id: 'g.id' },
      raw('case when chosen.id is null then 0 else 1 end as chosen'),
      raw('case when done.pupil_id is null then 1 else 0 end as missing'),
    )
}

/** The school's date and time, in minutes after midnight, at which the report is made. */
function clockOf({ now, zone }: ReportContext): { today: string; clock: number } {
  const instant = Date.parse(now)
  return { today: String(zone.dayAt(instant)), clock: minuteOfDay(zone.wallAt(instant)) }
}
