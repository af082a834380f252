import { z } from 'zod'
import { marksOf, markTables } from '../attendance.ts'
import { defineReport } from '../kit.ts'
import { listed, pupilColumns, pupilTables } from '../pupil-list.ts'

export default defineReport({
  name: 'unexplained-absences',
  title: 'Unexplained absences',
  summary: 'Pupils with absences for which nobody has given a reason yet.',
  notes:
    'A session is a morning or an afternoon. N is what the register has until a reason is known; it should not stay for more than five school days.',
  period: 'last-week',
  params: z.strictObject({
    atLeast: z.int().min(1).default(1).describe('Only pupils with at least so many such sessions.'),
    withO: z
      .boolean()
      .default(false)
      .describe('true: O, absent without authorisation, counts as unexplained too; otherwise only N.'),
  }),
  reads: [...markTables, ...pupilTables],
  columns: {
    ...pupilColumns,
    sessions: { title: 'Sessions', type: 'number', total: true },
    first: { title: 'First', type: 'date' },
    last: { title: 'Last', type: 'date' },
  },
  sections: ['year', 'group'],
  rowName: ['pupil', 'pupils'],
  explain: ({ atLeast, withO }) =>
    `Pupils with ${atLeast} or more sessions marked ${withO ? 'N or O' : 'N'} (${withO ? 'no reason yet, or not authorised' : 'no reason yet'}).`,
  empty: 'No pupil has an unexplained absence in this time.',
  chart: { title: 'Sessions without a reason, by year group', of: 'sections', value: 'sessions' },
  query({ atLeast, withO }, context) {
    const { raw } = context
    const figures = marksOf(context)
      .whereIn('m.code', withO ? ['N', 'O'] : ['N'])
      .groupBy('m.pupil_id')
      .havingRaw('count(*) >= ?', [atLeast])
      .select(
        'm.pupil_id',
        raw('count(*) as sessions'),
        raw('min(m.date) as first'),
        raw('max(m.date) as last'),
      )
    return { rows: listed(context, figures, ['sessions', 'first', 'last']) }
  },
})
