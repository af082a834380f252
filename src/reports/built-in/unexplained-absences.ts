import { z } from 'zod'
import { stayOn } from '../../groups/roll.ts'
import { defineReport } from '../kit.ts'
import { listed, pupilColumns, pupilTables } from '../pupil-list.ts'

export default defineReport({
  name: 'unexplained-absences',
  title: 'Unexplained absences',
  summary: 'Pupils with absences for which nobody has given a reason yet.',
  period: 'last-week',
  params: z.strictObject({
    atLeast: z.int().min(1).default(1).describe('Only pupils with at least so many such sessions.'),
    withO: z
      .boolean()
      .default(false)
      .describe('true: O, absent without authorisation, counts as unexplained too; otherwise only N.'),
  }),
  reads: ['mark', 'school_history', ...pupilTables],
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
    const { from, raw, enrolled, period } = context
    const figures = from('mark', 'm')
      .whereNotNull('m.session_id')
      .whereIn('m.code', withO ? ['N', 'O'] : ['N'])
      .whereBetween('m.date', [String(period.from), String(period.to)])
      .whereExists(stayOn({ from, enrolled }, 'm.pupil_id', 'm.date').select(raw('1')))
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
