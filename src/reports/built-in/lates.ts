import { z } from 'zod'
import { countMarks, IS, markTables, sumOf } from '../attendance.ts'
import { defineReport } from '../kit.ts'
import { listed, pupilColumns, pupilTables } from '../pupil-list.ts'

const WHERE = { session: 'registration', lesson: 'lessons', both: 'registration and lessons' }

export default defineReport({
  name: 'lates',
  title: 'Lates',
  summary: 'Pupils who came late: how often, before or after the register closed, and by how many minutes.',
  notes:
    'A late before the register closed (L) counts as attending, one after it (U) as an unauthorised absence. Minutes are those that somebody entered.',
  period: 'last-week',
  params: z.strictObject({
    atLeast: z.int().min(1).default(1).describe('Only pupils who were late so many times or more.'),
    countedIn: z
      .enum(['session', 'lesson', 'both'])
      .default('session')
      .describe('Which marks count: those of registration (session), of lessons, or both.'),
  }),
  reads: [...markTables, ...pupilTables],
  columns: {
    ...pupilColumns,
    lates: { title: 'Lates', type: 'number', total: true },
    before: { title: 'Before register closed', type: 'number', total: true },
    after: { title: 'After register closed', type: 'number', total: true },
    minutes: { title: 'Minutes', type: 'number', total: true },
    last: { title: 'Last', type: 'date' },
  },
  sections: ['year', 'group'],
  rowName: ['pupil', 'pupils'],
  explain: ({ atLeast, countedIn }) =>
    `Pupils who were late to ${WHERE[countedIn]} ${atLeast === 1 ? 'once' : `${atLeast} times`} or more.`,
  empty: 'Nobody was late so often in this time.',
  chart: { title: 'Lates by year group', of: 'sections', value: 'lates' },
  async query({ atLeast, countedIn }, context) {
    const sums = {
      lates: sumOf(IS.late),
      before: sumOf(IS.lateBeforeClose),
      after: sumOf(IS.lateAfterClose),
      minutes: sumOf(IS.late, 'coalesce(m.minutes_late, 0)'),
      last: `max(case when ${IS.late} then m.date end)`,
    }
    const { byPupil, remarks } = await countMarks(context, sums, countedIn)
    const figures = byPupil().where('lates', '>=', atLeast)
    return { rows: listed(context, figures, Object.keys(sums)), remarks }
  },
})
