import { z } from 'zod'
import { countMarks, IS, markTables, sumOf } from '../attendance.ts'
import { BREAKDOWNS, type Breakdown, breakdownTables, brokenDown } from '../breakdown.ts'
import { defineReport, type ReportColumn } from '../kit.ts'

const number = (title: string, width: number) =>
  ({ title, type: 'number', total: true, width }) satisfies ReportColumn
const percent = (title: string, of: string, width: number) =>
  ({ title, type: 'percent', share: { of, outOf: 'possible' }, total: true, width }) satisfies ReportColumn

export default defineReport({
  name: 'attendance-summary',
  title: 'Attendance summary',
  summary: 'Attendance, absence and lates by registration group, year, house or characteristic.',
  notes:
    'Attended are sessions with a mark of present, of late before the register closed, or of an approved educational activity. Pupils count in the groups that they are in today; Pupil Premium and the like are as on the last day.',
  period: 'last-week',
  params: z.strictObject({
    by: z
      .enum(Object.keys(BREAKDOWNS) as [Breakdown, ...Breakdown[]])
      .default('registration-group')
      .describe(
        'How pupils are put together: by registration-group within year; by year, house, pupil-premium, free-school-meals, sen or first-language.',
      ),
  }),
  reads: [...markTables, ...breakdownTables],
  columns: {
    part: { title: 'Part', type: 'text' },
    group: { title: 'Group', type: 'text', width: 10 },
    pupils: number('Pupils', 7),
    possible: number('Possible sessions', 9),
    attended: { ...number('Attended', 9), hidden: true },
    authorised: number('Authorised', 11),
    unauthorised: number('Unauthorised', 14),
    lates: number('Lates', 6),
    attendance: percent('% attended', 'attended', 10),
    authorisedShare: percent('% authorised', 'authorised', 11),
    unauthorisedShare: percent('% unauthorised', 'unauthorised', 14),
  },
  sections: ['part'],
  rowName: ['group', 'groups'],
  explain: ({ by }) => `${BREAKDOWNS[by]}.`,
  empty: 'There are no session marks in this time.',
  chart: { title: 'Attendance', of: 'sections', value: 'attendance' },
  async query({ by }, context) {
    const { over, raw } = context
    const sums = {
      possible: sumOf(IS.possible),
      attended: sumOf(IS.attended),
      authorised: sumOf(IS.authorised),
      unauthorised: sumOf(IS.unauthorised),
      lates: sumOf(IS.late),
    }
    const { byPupil, remarks } = await countMarks(context, sums)
    const { pupils } = await brokenDown(context, by)
    const rows = over(pupils, 'of')
      .join(byPupil().as('c'), 'c.pupil_id', 'of.pupil_id')
      .where('c.possible', '>', 0)
      .groupBy('of.part', 'of.part_place', 'of.group', 'of.group_place')
      .orderBy(['of.part_place', 'of.part', 'of.group_place', 'of.group'])
      .select('of.part', 'of.group', raw('count(*) as pupils'))
      .sum(Object.fromEntries(Object.keys(sums).map((column) => [column, `c.${column}`])))
    return { rows, remarks }
  },
})
