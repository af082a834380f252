import { joinMeaning, unknownInWords } from '../attendance/meaning.ts'
import type { JobContext, Staged } from '../jobs/kit.ts'
import type { Rows } from '../jobs/plan.ts'
import { Day } from '../schedule/day.ts'
import { schoolYearStart } from '../schedule/school-year.ts'
import { NO_DETAIL } from './behaviour.ts'
import { type Span, spansBetween } from './weeks.ts'

/**
 * What the session marks of this school year come to: attendance and absence by week, and the marks of a day.
 * There can be many millions of them, so they are read once: counted by pupil, week and code.
 */
export async function countSessions(context: JobContext, pupils: Staged): Promise<Rows[]> {
  const { stage, raw } = context
  const spans = await spansOfOneMeaning(context)
  const counted = await stage(marksByCode(context, spans))
  const known = await stage(
    joinMeaning(counted('c').join('pupil as p', 'p.id', 'c.pupil_id'), 'c.code', 'c.first')
      .whereIn('c.pupil_id', pupils())
      .groupBy('c.pupil_id', 'c.monday')
      .select(
        'c.pupil_id',
        'c.monday',
        raw('min(p.year_group_id) as year_group_id'),
        raw("sum(case when code.meaning in ('present', 'approved') then c.marks else 0 end) as attended"),
        raw(
          "sum(case when code.meaning in ('authorised', 'unauthorised') then c.marks else 0 end) as missed",
        ),
        raw('sum(case when code.code is null then c.marks else 0 end) as unknown'),
      ),
  )
  await reportUnknown(context, known)
  return [
    attendance(context, known),
    ...(await persistentAbsence(context, known)),
    ...(await marksOfTheDay(context, pupils)),
  ]
}

/** The weeks of the school year so far, cut at the days on which a register code changes its meaning. */
async function spansOfOneMeaning({ from, read, calendar, today }: JobContext): Promise<Span[]> {
  const codes = await read.all<{ valid_from: string; valid_to: string | null }>(
    from('register_code').select('valid_from', 'valid_to'),
  )
  const cuts = codes.flatMap(({ valid_from, valid_to }) => [
    Day.parse(valid_from),
    ...(valid_to ? [Day.parse(valid_to).plusDays(1)] : []),
  ])
  return spansBetween(schoolYearStart(calendar, today), today, cuts)
}

/** Week by week: to sort the marks of a week many times is faster than to sort those of a year once. */
function marksByCode({ from, raw, union }: JobContext, spans: Span[]): Rows {
  const weeks = spans.map(({ monday, first, last }) =>
    from('mark')
      .whereNotNull('session_id')
      .whereBetween('date', [first, last])
      .groupBy('pupil_id', 'code')
      .select(raw('? as first', first), raw('? as monday', monday), 'pupil_id', 'code')
      .count({ marks: '*' }),
  )
  return union(...weeks)
}

async function reportUnknown({ read, remark }: JobContext, known: Staged): Promise<void> {
  const row = await read.first<{ unknown: number | null }>(known().sum({ unknown: 'unknown' }))
  for (const words of unknownInWords(Number(row?.unknown ?? 0))) remark(words)
}

function attendance({ raw }: JobContext, known: Staged): Rows {
  return known()
    .whereRaw('attended + missed > 0')
    .groupBy('monday', 'year_group_id')
    .select(
      raw("'attendance' as measure"),
      'monday as date',
      'year_group_id',
      raw(`${NO_DETAIL} as detail`),
      raw('sum(attended) as value'),
      raw('sum(attended + missed) as out_of'),
    )
}

/**
 * Pupils who by the end of each week had missed a tenth, or half, of their possible sessions of the year. A pupil
 * adds to a week only what has changed with it, so that one without sessions in a week stays what they were.
 */
async function persistentAbsence({ stage, raw }: JobContext, known: Staged): Promise<Rows[]> {
  const soFar = known()
    .whereRaw('attended + missed > 0')
    .select(
      'pupil_id',
      'year_group_id',
      'monday',
      raw('sum(missed) over (partition by pupil_id order by monday) as missed'),
      raw('sum(attended + missed) over (partition by pupil_id order by monday) as possible'),
    )
  const states = known()
    .from(soFar.as('s'))
    .select(
      'pupil_id',
      'year_group_id',
      'monday',
      raw('case when missed * 10 >= possible then 1 else 0 end as persistent'),
      raw('case when missed * 2 >= possible then 1 else 0 end as severe'),
    )
  const before = (column: string) =>
    `${column} - coalesce(lag(${column}) over (partition by pupil_id order by monday), 0) as ${column}`
  const changes = known()
    .from(states.as('t'))
    .select(
      'year_group_id',
      'monday',
      raw(before('persistent')),
      raw(before('severe')),
      raw(
        'case when lag(monday) over (partition by pupil_id order by monday) is null then 1 else 0 end as pupils',
      ),
    )
  const byWeek = await stage(
    known()
      .from(changes.as('c'))
      .groupBy('monday', 'year_group_id')
      .select('monday', 'year_group_id')
      .sum({ persistent: 'persistent', severe: 'severe', pupils: 'pupils' }),
  )
  const share = (measure: string, column: string) =>
    byWeek('w')
      .join(byWeek().distinct('monday').as('until'), 'until.monday', '>=', 'w.monday')
      .groupBy('until.monday', 'w.year_group_id')
      .select(
        raw('? as measure', measure),
        'until.monday as date',
        'w.year_group_id',
        raw(`${NO_DETAIL} as detail`),
        raw('sum(??) as value', `w.${column}`),
        raw('sum(w.pupils) as out_of'),
      )
  return [share('persistent-absence', 'persistent'), share('severe-absence', 'severe')]
}

/**
 * The marks of the newest day on which a register was taken, by what they mean, with those that are missing. That
 * somebody is present is never entered in advance, as a trip, leave or a closure is.
 */
async function marksOfTheDay(
  { from, raw, read, today, calendar }: JobContext,
  pupils: Staged,
): Promise<Rows[]> {
  const newest = await read.first<{ date: string }>(
    from('mark', 'm')
      .whereNotNull('m.session_id')
      .where('m.date', '<=', today.toString())
      .where('m.date', '>=', schoolYearStart(calendar, today).toString())
      .whereIn('m.code', from('register_code').where('meaning', 'present').select('code'))
      .whereIn('m.pupil_id', pupils())
      .orderBy('m.date', 'desc')
      .select('m.date')
      .limit(1),
  )
  if (!newest) return []
  const ofDay = from('mark', 'm').join('pupil as p', 'p.id', 'm.pupil_id')
  const marks = joinMeaning(ofDay, 'm.code', 'm.date')
    .whereNotNull('code.code')
    .whereIn('m.pupil_id', pupils())
    .where('m.date', newest.date)
    .whereNotNull('m.session_id')
    .groupBy('p.year_group_id', 'code.meaning')
    .select(
      raw("'todays-marks' as measure"),
      raw('? as date', newest.date),
      'p.year_group_id',
      'code.meaning as detail',
      raw('count(*) as value'),
      raw('sum(count(*)) over (partition by p.year_group_id) as out_of'),
    )
  return [marks]
}
