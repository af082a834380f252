import { z } from 'zod'
import { defineReport } from '../kit.ts'
import { listed, pupilColumns } from '../pupil-list.ts'
import { schoolSessions, unknownCodes } from '../school-sessions.ts'
import { spellsOf } from '../spells.ts'
import { AGES_NOTE, allAges, anyOf, codes, dueFor, listOf, marksWith, statutoryTables } from '../statutory.ts'

/** An absence that began before the period is listed with all of it, unless it is older than a year. */
const REACH_DAYS = 365

/**
 * Schools tell the local authority of pupils who were absent without leave for 10 school days in a row. The School
 * Attendance (Pupil Registration) (England) Regulations 2024, regulation 13:
 * https://www.legislation.gov.uk/uksi/2024/208/regulation/13; the codes are named in the DfE's Working together to
 * improve school attendance, attendance returns:
 * https://www.gov.uk/government/publications/working-together-to-improve-school-attendance
 */
export default defineReport({
  name: 'attendance-return',
  title: 'Attendance return',
  summary:
    'Pupils absent without leave for 10 school days in a row, as the local authority has to be told of them.',
  notes: [
    'Listed is each such absence that had reached that length and went on in the period, wherever it began. A day counts when the pupil was absent in this way from every session that was required; a session attended, or missed for another reason, ends the absence. Days on which attendance was not required, and sessions without a mark, neither count nor end it. For the monthly return: the period last-month.',
    AGES_NOTE,
  ].join(' '),
  period: 'this-year',
  params: z.strictObject({
    days: z.int().min(1).max(190).default(10).describe('So many school days in a row.'),
    codes: codes('G', 'N', 'O', 'U'),
    allAges,
  }),
  reads: statutoryTables,
  columns: {
    ...pupilColumns,
    days: { title: 'School days', type: 'number' },
    first: { title: 'First day', type: 'date' },
    reached: { title: 'Reached', type: 'date' },
    last: { title: 'Latest', type: 'date' },
    still: { title: 'Still', type: 'text', width: 6 },
  },
  sections: ['year', 'group'],
  rowName: ['absence', 'absences'],
  explain: ({ days, codes }) => `Absences of ${days} or more school days in a row marked ${anyOf(codes)}.`,
  empty: 'No pupil has been absent without leave for so long.',
  async query(params, context) {
    const { over, raw, stage, period } = context
    const held = await schoolSessions(context, period.from.minusDays(REACH_DAYS), period.to)
    // A day has at least one session: whoever has fewer such marks than that cannot be meant.
    const candidates = await stage(
      marksWith(context, held, params.codes, dueFor(context, params))
        .groupBy('m.pupil_id')
        .havingRaw('count(*) >= ? and max(s.date) >= ?', [params.days, String(period.from)])
        .select('m.pupil_id as id'),
    )
    const figures = over(
      spellsOf(context, held, candidates().select('id'), { codes: listOf(params.codes), days: params.days }),
      'spell',
    )
      .where('days', '>=', params.days)
      .where('last', '>=', String(period.from))
      .select('pupil_id', 'days', 'first', 'reached', 'last')
      .select(raw("case when is_open = 1 then 'yes' else 'no' end as still"))
    const rows = listed(context, figures, ['days', 'first', 'reached', 'last', 'still']).orderBy('its.first')
    return { rows, remarks: await unknownCodes(context, held, candidates().select('id')) }
  },
})
