import { z } from 'zod'
import { defineReport } from '../kit.ts'
import { listed, pupilColumns } from '../pupil-list.ts'
import { schoolSessions } from '../school-sessions.ts'
import { AGES_NOTE, allAges, anyOf, codes, dueFor, marksWith, statutoryTables } from '../statutory.ts'

/**
 * A year and some weeks: more than any number of school weeks that may be set, with the holidays between them.
 * School weeks before the period count because the ten weeks may span terms and school years.
 */
const REACH_DAYS = 400

/**
 * The national threshold for penalty notices since 19 August 2024: 10 sessions within 10 school weeks, a school week
 * being one with a school session in it. DfE, Working together to improve school attendance, section 6, national
 * framework: https://www.gov.uk/government/publications/working-together-to-improve-school-attendance
 */
export default defineReport({
  name: 'penalty-notice-threshold',
  title: 'Penalty notice threshold',
  summary: 'Pupils with 10 sessions of unauthorised absence within 10 school weeks, the national threshold.',
  notes: [
    'Listed is whoever reached the threshold, or was absent beyond it, in the period, and whoever is still at it. Sessions now are those of the school weeks that end with the period; first session is the first of those that reached the threshold. A school week is a week, Monday to Sunday, in which the school had a session; weeks of holiday are passed over, and the weeks may lie in two terms or school years. The sessions need not be in a row. Absences at another school are not known here and count towards the threshold as well.',
    AGES_NOTE,
  ].join(' '),
  period: 'this-year',
  params: z.strictObject({
    sessions: z.int().min(1).max(100).default(10).describe('So many sessions reach the threshold.'),
    weeks: z.int().min(1).max(39).default(10).describe('They lie within so many school weeks.'),
    codes: codes('G', 'O', 'U'),
    allAges,
  }),
  reads: statutoryTables,
  columns: {
    ...pupilColumns,
    sessions: { title: 'Sessions now', type: 'number' },
    first: { title: 'First session', type: 'date' },
    reached: { title: 'Reached', type: 'date' },
    last: { title: 'Latest', type: 'date' },
    still: { title: 'Still', type: 'text', width: 6 },
  },
  sections: ['year', 'group'],
  rowName: ['pupil', 'pupils'],
  explain: ({ sessions, weeks, codes }) =>
    `Pupils with ${sessions} or more sessions marked ${anyOf(codes)} within ${weeks} school weeks.`,
  empty: 'No pupil is at the threshold.',
  async query(params, context) {
    const { over, raw, period } = context
    const held = await schoolSessions(context, period.from.minusDays(REACH_DAYS), period.to)
    // The mark with which the threshold is reached is the one whose ninth before it is not too long ago.
    const back = params.sessions - 1
    const inOrder = '(partition by m.pupil_id order by s.nth_session)'
    const marks = marksWith(context, held, params.codes, dueFor(context, params)).select(
      'm.pupil_id',
      's.date',
      's.nth_week',
      raw(`lag(s.date, ?) over ${inOrder} as first_date`, back),
      raw(`s.nth_week - lag(s.nth_week, ?) over ${inOrder} as weeks_since_first`, back),
    )
    const current = held.weeks - params.weeks
    const judged = over(marks, 'm').select(
      'pupil_id',
      'date',
      'first_date',
      raw('case when nth_week > ? then 1 else 0 end as is_current', current),
      raw('case when date >= ? then 1 else 0 end as in_period', String(period.from)),
      raw('case when weeks_since_first < ? then 1 else 0 end as reaches', params.weeks),
    )
    const counts = 'reaches = 1 and (in_period = 1 or is_current = 1)'
    const figures = over(judged, 'j')
      .groupBy('pupil_id')
      .havingRaw('sum(reaches * in_period) > 0 or sum(is_current) >= ?', [params.sessions])
      .select(
        'pupil_id',
        raw('sum(is_current) as sessions'),
        raw(`min(case when ${counts} then first_date end) as first`),
        raw(`min(case when ${counts} then date end) as reached`),
        raw('max(date) as last'),
        raw("case when sum(is_current) >= ? then 'yes' else 'no' end as still", params.sessions),
      )
    return { rows: listed(context, figures, ['sessions', 'first', 'reached', 'last', 'still']) }
  },
})
