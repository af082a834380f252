import { joinMeaning } from '../attendance/meaning.ts'
import { stayOn } from '../groups/roll.ts'
import type { Rows } from '../jobs/plan.ts'
import { IS } from './attendance.ts'
import type { ReportContext } from './kit.ts'
import { marksIn, type SchoolSessions } from './school-sessions.ts'

/** Which sessions make a spell: those with these codes, or, without codes, every absence. */
export interface SpellOf {
  codes?: string[]
  /** Sessions of a spell with one of these are counted apart as well. */
  apart?: string[]
  /** The day on which a spell came to so many whole days is in `reached`. */
  days?: number
}

/**
 * Unbroken runs of sessions of one kind, pupil by pupil. A session that the pupil attended, or was absent from in
 * another way, breaks them; one that was not required, has no mark or has a code that nobody knows neither counts nor
 * breaks; school days on which the pupil was not on roll break.
 *
 * Selects `pupil_id`; `sessions` and `days`, the whole days, on which no session broke the spell; `unauthorised` and
 * `apart` sessions of it; `first`, `last` and `reached`; `code`, the latest; `is_open`, 1 where nothing has broken it
 * yet, and `broken_on`. A pupil's last row can be without sessions: it broke the one before.
 * @param pupils numbers of pupils (`id`)
 */
export function spellsOf(
  context: ReportContext,
  { rows: sessions }: Pick<SchoolSessions, 'rows'>,
  pupils: Rows,
  { codes, apart = [], days = 0 }: SpellOf,
): Rows {
  const { over, raw } = context
  const oneOf = (list: string[], name: string) =>
    list.length > 0
      ? raw(`case when m.code in (${list.map(() => '?').join(', ')}) then 1 else 0 end as ??`, ...list, name)
      : raw('0 as ??', name)
  const meaning = (condition: string, name: string) =>
    raw(`case when ${condition} then 1 else 0 end as ??`, name)
  const onSince = stayOn(context, 'm.pupil_id', 's.date').max('stay.start_date').as('on_since')
  const marks = joinMeaning(marksIn(sessions), 'm.code', 'm.date')
    .whereIn('m.pupil_id', pupils)
    .select('m.pupil_id', 's.date', 's.nth_session', 'm.code', onSince)
    .select(
      codes ? oneOf(codes, 'counts') : meaning(IS.missed, 'counts'),
      meaning(IS.possible, 'possible'),
      meaning(IS.unauthorised, 'unauthorised'),
      oneOf(apart, 'apart'),
    )
  const inOrder = 'partition by pupil_id order by nth_session'
  const judged = over(marks, 'm')
    .whereNotNull('on_since')
    .where((kept) => kept.where('counts', 1).orWhere('possible', 1))
    .select(
      'm.*',
      raw(`lag(counts) over (${inOrder}) as counted_before`),
      raw(`lag(nth_session) over (${inOrder}) as session_before`),
      raw(`lag(on_since) over (${inOrder}) as on_since_before`),
      raw('min(counts) over (partition by pupil_id, date) as is_whole_day'),
      raw('row_number() over (partition by pupil_id, date order by nth_session) as nth_of_day'),
    )
  // A new stay alone breaks nothing: it may follow on the one before, or begin while that goes on.
  const away = sessions('held')
    .whereRaw('held.nth_session > j.session_before and held.nth_session < j.nth_session')
    .whereNotExists(stayOn(context, 'j.pupil_id', 'held.date').select(raw('1')))
    .select(raw('1'))
  const told = over(judged, 'j')
    // Of all the sessions attended only those are needed that break a spell.
    .where((kept) => kept.where('counts', 1).orWhere('counted_before', 1))
    .select(
      'j.*',
      // Whoever came back was away from the roll on the school days in between.
      raw(
        'case when j.on_since <> j.on_since_before and exists ? then 1 else 0 end as rejoins',
        away as never,
      ),
    )
  const numbered = over(told, 't').select(
    't.*',
    raw(
      `sum(case when counts = 0 or rejoins = 1 then 1 else 0 end) over (${inOrder} rows unbounded preceding) as spell`,
    ),
    raw('case when is_whole_day = 1 and nth_of_day = 1 then 1 else 0 end as begins_day'),
  )
  const inSpell = 'partition by pupil_id, spell'
  const soFar = over(numbered, 'n').select(
    'n.*',
    raw(`sum(begins_day) over (${inSpell} order by nth_session rows unbounded preceding) as days_so_far`),
    raw(`lead(nth_session) over (${inSpell} order by nth_session) as next_session`),
  )
  return over(soFar, 'f')
    .groupBy('pupil_id', 'spell')
    .select(
      'pupil_id',
      raw('sum(counts) as sessions'),
      raw('sum(begins_day) as days'),
      raw('sum(counts * unauthorised) as unauthorised'),
      raw('sum(counts * apart) as apart'),
      raw('min(case when counts = 1 then date end) as first'),
      raw('max(case when counts = 1 then date end) as last'),
      raw('min(case when counts = 1 and days_so_far >= ? then date end) as reached', days),
      raw('max(case when counts = 1 and next_session is null then code end) as code'),
      raw('lead(min(date)) over (partition by pupil_id order by spell) as broken_on'),
      raw(
        'case when lead(spell) over (partition by pupil_id order by spell) is null then 1 else 0 end as is_open',
      ),
    )
}
