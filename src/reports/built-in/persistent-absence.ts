import { z } from 'zod'
import { grouped, percent } from '../../info/words.ts'
import type { Staged } from '../../jobs/kit.ts'
import { type Counted, countMarks, IS, markTables, sumOf } from '../attendance.ts'
import { defineReport, type ReportContext } from '../kit.ts'
import { listed, pupilColumns, pupilTables } from '../pupil-list.ts'

const WHO = {
  'compulsory-age': 'Pupils of Years 1 to 11',
  'sixth-form': 'Pupils of Year 12 and above',
  everybody: 'Pupils of all years',
}

/**
 * Persistent and severe absence as the DfE counts them: of pupils aged 5 to 15 when the school year begins, which is
 * Years 1 to 11, a tenth or half of their own possible sessions.
 * https://explore-education-statistics.service.gov.uk/methodology/pupil-absence-in-schools-in-england
 */
export default defineReport({
  name: 'persistent-absence',
  title: 'Persistent and severe absence',
  summary:
    'Pupils who have missed a tenth of their possible sessions or more, and those who have missed half.',
  notes:
    'Persistent: 10% or more of the pupil’s own possible sessions missed, for whatever reason; severe: 50% or more. Sessions at which attendance is not required are not possible ones. The national figures are about Years 1 to 11.',
  period: 'this-year',
  params: z.strictObject({
    pupils: z
      .enum(['compulsory-age', 'sixth-form', 'everybody'])
      .default('compulsory-age')
      .describe('Of whom: Years 1 to 11, as the national figures are; Year 12 and above; or everybody.'),
    percent: z
      .int()
      .min(1)
      .max(100)
      .default(10)
      .describe(
        'Only pupils who missed so many per cent or more: 50 for severe absence, 8 to see who is near.',
      ),
  }),
  reads: [...markTables, ...pupilTables],
  columns: {
    ...pupilColumns,
    possible: { title: 'Possible sessions', type: 'number', total: true },
    missed: { title: 'Missed', type: 'number', total: true },
    authorised: { title: 'Authorised', type: 'number', total: true },
    unauthorised: { title: 'Unauthorised', type: 'number', total: true, width: 14 },
    share: { title: '% missed', type: 'percent', share: { of: 'missed', outOf: 'possible' }, total: true },
    absence: { title: 'Absence', type: 'text' },
    pupils: { title: 'Pupils', type: 'number', total: true, hidden: true },
  },
  sections: ['year', 'group'],
  rowName: ['pupil', 'pupils'],
  explain: ({ pupils, percent: least }) =>
    `${WHO[pupils]} who missed ${least}% or more of their possible sessions.`,
  empty: 'No pupil has missed so many sessions in this time.',
  chart: { title: 'Pupils by year group', of: 'sections', value: 'pupils' },
  async query({ pupils, percent: least }, context) {
    const { raw } = context
    const { byPupil, remarks } = await countMarks(context, {
      possible: sumOf(IS.possible),
      missed: sumOf(IS.missed),
      authorised: sumOf(IS.authorised),
      unauthorised: sumOf(IS.unauthorised),
    })
    const counted = await context.stage(ofYears(byPupil, pupils))
    const figures = counted()
      .whereRaw('missed * 100 >= possible * ?', [least])
      .select(
        ...['pupil_id', 'possible', 'missed', 'authorised', 'unauthorised'],
        raw(
          `case when ${SEVERE} then 'Severe' when ${PERSISTENT} then 'Persistent' else 'Below 10%' end as absence`,
        ),
        raw('1 as pupils'),
      )
    const columns = ['possible', 'missed', 'authorised', 'unauthorised', 'absence', 'pupils']
    return {
      rows: listed(context, figures, columns),
      remarks: [...(await rates(context, counted)), ...remarks],
    }
  },
})

// A tenth is a tenth: in whole numbers, the pupil at the border counts.
const PERSISTENT = 'missed * 10 >= possible'
const SEVERE = 'missed * 2 >= possible'

function ofYears(byPupil: Counted['byPupil'], pupils: keyof typeof WHO) {
  const rows = byPupil('c')
    .join('pupil as p', 'p.id', 'c.pupil_id')
    .leftJoin('year_group as y', 'y.id', 'p.year_group_id')
    .where('c.possible', '>', 0)
    .select('c.*')
  if (pupils === 'compulsory-age') rows.whereBetween('y.national_curriculum_year', [1, 11])
  if (pupils === 'sixth-form') rows.where('y.national_curriculum_year', '>=', 12)
  return rows
}

/** The figures that a school is asked for: the share of its pupils. */
async function rates({ raw, read }: ReportContext, counted: Staged): Promise<string[]> {
  const row = await read.first<Record<string, number | null>>(
    counted().select(
      raw('count(*) as pupils'),
      raw(`${sumOf(PERSISTENT)} as persistent`),
      raw(`${sumOf(SEVERE)} as severe`),
    ),
  )
  const outOf = Number(row?.pupils ?? 0)
  if (outOf === 0) return []
  const share = (value: unknown) => `${grouped(Number(value))} (${percent({ value: Number(value), outOf })})`
  return [
    `Pupils with possible sessions: ${grouped(outOf)}; persistently absent: ${share(row?.persistent)}; severely: ${share(row?.severe)}.`,
  ]
}
