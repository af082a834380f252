import { z } from 'zod'
import { schoolYearStart } from '../../schedule/school-year.ts'
import { defineReport } from '../kit.ts'
import { listed, pupilColumns } from '../pupil-list.ts'
import { schoolSessions } from '../school-sessions.ts'
import { spellsOf } from '../spells.ts'
import { AGES_NOTE, allAges, anyOf, codes, dueFor, listOf, marksWith, statutoryTables } from '../statutory.ts'

/**
 * Schools tell the local authority of pupils who are, or can be expected to be, ill for 15 school days of a school
 * year, in a row or in all. The School Attendance (Pupil Registration) (England) Regulations 2024, regulation 13:
 * https://www.legislation.gov.uk/uksi/2024/208/regulation/13; DfE, Working together to improve school attendance,
 * sickness returns: https://www.gov.uk/government/publications/working-together-to-improve-school-attendance
 */
export default defineReport({
  name: 'sickness-return',
  title: 'Sickness return',
  summary:
    'Pupils ill for 15 days of the school year, in a row or in all, as the local authority has to be told of them.',
  notes: [
    'A session is half a day. Counted is the school year up to the end of the period; listed is whoever reached the number in the period. The return is due as soon as there is reason to believe that a pupil will miss so many days: a smaller number of days shows them earlier. Days on which attendance was not required, and sessions without a mark, do not end a row of days.',
    AGES_NOTE,
  ].join(' '),
  period: 'this-year',
  params: z.strictObject({
    days: z.int().min(1).max(190).default(15).describe('So many days, in a row or in all.'),
    codes: codes('I'),
    allAges,
  }),
  reads: statutoryTables,
  columns: {
    ...pupilColumns,
    sessions: { title: 'Sessions', type: 'number', total: true },
    days: { title: 'Days', type: 'text', width: 7 },
    row: { title: 'Most in a row', type: 'text', width: 12 },
    inRow: { title: 'In a row', type: 'text', width: 9 },
    first: { title: 'First', type: 'date' },
    reached: { title: 'Reached', type: 'date' },
    last: { title: 'Latest', type: 'date' },
    still: { title: 'Still', type: 'text', width: 6 },
  },
  sections: ['year', 'group'],
  rowName: ['pupil', 'pupils'],
  explain: ({ days, codes }) =>
    `Pupils marked ${anyOf(codes)} for ${days} or more days of the school year, in a row or in all.`,
  empty: 'No pupil has been ill for so long.',
  async query(params, context) {
    const { over, raw, stage, period, calendar } = context
    const held = await schoolSessions(context, schoolYearStart(calendar, period.to), period.to)
    const pupils = dueFor(context, params)
    const enough = params.days * 2
    const ill = marksWith(context, held, params.codes, pupils).select(
      'm.pupil_id',
      's.date',
      raw('row_number() over (partition by m.pupil_id order by s.nth_session) as nth'),
    )
    const inAll = await stage(
      over(ill, 'i')
        .groupBy('pupil_id')
        .havingRaw('min(case when nth = ? then date end) >= ?', [enough, String(period.from)])
        .select(
          'pupil_id as id',
          raw('count(*) as sessions'),
          raw('min(date) as first'),
          raw('max(date) as last'),
          raw('min(case when nth = ? then date end) as reached', enough),
        ),
    )
    const inRow = over(
      spellsOf(context, held, inAll().select('id'), { codes: listOf(params.codes) }),
      'spell',
    )
      .groupBy('pupil_id')
      .select(
        'pupil_id',
        raw('max(sessions) as longest'),
        raw('max(case when is_open = 1 and sessions > 0 then 1 else 0 end) as is_ill'),
      )
    const half = (sessions: string) =>
      raw(`concat(?? / 2, case when ?? % 2 = 1 then ? else ? end)`, sessions, sessions, '½', '')
    const figures = inAll('a')
      .join(inRow.as('r'), 'r.pupil_id', 'a.id')
      .select('a.id as pupil_id', 'a.sessions', 'a.first', 'a.reached', 'a.last')
      .select({ days: half('a.sessions'), row: half('r.longest') })
      .select(
        raw("case when r.longest >= ? then 'yes' else 'no' end as ??", enough, 'inRow'),
        raw("case when r.is_ill = 1 then 'yes' else 'no' end as still"),
      )
    const columns = ['sessions', 'days', 'row', 'inRow', 'first', 'reached', 'last', 'still']
    return { rows: listed(context, figures, columns) }
  },
})
