import { z } from 'zod'
import type { Staged } from '../../jobs/kit.ts'
import type { Rows } from '../../jobs/plan.ts'
import { countInWords } from '../counted.ts'
import { incidentsOf, incidentTables, tally } from '../incidents.ts'
import { defineReport, type ReportContext } from '../kit.ts'
import { pupilTables } from '../pupil-list.ts'
import { dueFor } from '../statutory.ts'

/** Those who share a place are listed together or not at all: a list grows by so many, no more. */
const MOST_OVER = 10

const LISTS = { Highest: 'from_top', Lowest: 'from_bottom' } as const

export default defineReport({
  name: 'points',
  title: 'Highest and lowest points',
  summary: 'The pupils with the most and with the fewest points, in the school or in each year group.',
  notes:
    'Pupils on roll on the day of the report, with the points of their incidents in the period. A pupil without an incident has 0 points, and can be among the lowest. The same points are the same place. All who share a place are listed, unless that makes a list longer by more than 10: then none of them are, and it says how many they are.',
  period: 'last-week',
  params: z.strictObject({
    highest: z.int().min(0).max(500).default(10).describe('So many with the most points; 0 for none.'),
    lowest: z.int().min(0).max(500).default(10).describe('So many with the fewest; 0 for none.'),
    by: z.enum(['school', 'year']).default('school').describe('Among all pupils, or in each year group.'),
  }),
  reads: [...incidentTables, ...pupilTables],
  columns: {
    list: { title: 'List', type: 'text' },
    among: { title: 'Among', type: 'text' },
    place: { title: 'Place', type: 'number', width: 6 },
    surname: { title: 'Surname', type: 'text' },
    forename: { title: 'Forename', type: 'text' },
    group: { title: 'Registration group', type: 'text' },
    points: { title: 'Points', type: 'number' },
    given: { title: 'Given', type: 'number' },
    taken: { title: 'Taken', type: 'number' },
    incidents: { title: 'Incidents', type: 'number' },
  },
  sections: ['list', 'among'],
  rowName: ['pupil', 'pupils'],
  explain: ({ highest, lowest, by }) =>
    `The ${highest} with the most points and the ${lowest} with the fewest, ${by === 'year' ? 'in each year group' : 'of all pupils'}.`,
  empty: 'There is no pupil to list.',
  async query({ highest, lowest, by }, context) {
    const { union, over, raw, stage, byName } = context
    const ranked = await stage(ranks(context, by))
    const lists = [
      { list: 'Highest', most: highest },
      { list: 'Lowest', most: lowest },
    ] as const
    const rows = over(union(...lists.map(({ list, most }) => listOf(context, ranked, list, most))), 'its')
      .join('pupil as p', 'p.id', 'its.pupil_id')
      .leftJoin('year_group as y', 'y.id', 'p.year_group_id')
      .leftJoin('registration_group as g', 'g.id', 'p.registration_group_id')
      .orderBy('its.list')
      .orderBy(by === 'year' ? ['y.national_curriculum_year', 'its.among', 'its.place'] : ['its.place'])
      .select('its.list', 'its.among', 'its.place', 'p.surname', 'p.forename')
      .select(
        raw("coalesce(g.name, '') as ??", 'group'),
        'its.points',
        'its.given',
        'its.taken',
        'its.incidents',
      )
    const remarks: string[] = []
    for (const { list, most } of lists) remarks.push(...(await leftOut(context, ranked, list, most)))
    return { rows: byName(rows, 'p'), remarks }
  },
})

/** Every pupil with a place from the top and from the bottom, and how many share it. */
function ranks(context: ReportContext, by: 'school' | 'year'): Rows {
  const { from, over, raw } = context
  const figures = incidentsOf(context)
    .groupBy('i.pupil_id')
    .select('i.pupil_id', ...tally(context))
  const pupils = from('pupil', 'p')
    .whereIn('p.id', dueFor(context, { allAges: true }))
    .leftJoin('year_group as y', 'y.id', 'p.year_group_id')
    .leftJoin(figures.as('f'), 'f.pupil_id', 'p.id')
    .select(
      'p.id as pupil_id',
      by === 'year' ? raw("coalesce(y.name, 'No year group') as among") : raw("'All pupils' as among"),
      ...['points', 'given', 'taken', 'incidents'].map((column) =>
        raw('coalesce(??, 0) as ??', `f.${column}`, column),
      ),
    )
  return over(pupils, 'p').select(
    'p.*',
    raw('rank() over (partition by among order by points desc) as from_top'),
    raw('rank() over (partition by among order by points) as from_bottom'),
    raw('count(*) over (partition by among, points) as sharing'),
  )
}

function listOf({ raw }: ReportContext, ranked: Staged, list: keyof typeof LISTS, most: number): Rows {
  const place = LISTS[list]
  return ranked()
    .where(place, '<=', most)
    .whereRaw('?? - 1 + sharing <= ?', [place, most + MOST_OVER])
    .select(raw('? as list', list), 'among', raw('?? as place', place), 'pupil_id')
    .select('points', 'given', 'taken', 'incidents')
}

/** In words, the places that so many share that they are not listed. */
async function leftOut(
  { read }: ReportContext,
  ranked: Staged,
  list: keyof typeof LISTS,
  most: number,
): Promise<string[]> {
  const place = LISTS[list]
  const places = await read.all<{ among: string; place: number; points: number; sharing: number }>(
    ranked()
      .where(place, '<=', most)
      .whereRaw('?? - 1 + sharing > ?', [place, most + MOST_OVER])
      .distinct('among', 'points', 'sharing', { place })
      .orderBy('among'),
  )
  return places.map(
    ({ among, place, points, sharing }) =>
      `${list}, ${among}: ${countInWords(sharing, ['pupil', 'pupils'])} share place ${place} with ${countInWords(points, ['point', 'points'])}, and are not listed.`,
  )
}
