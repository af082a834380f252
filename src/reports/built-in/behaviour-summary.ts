import { z } from 'zod'
import type { Rows } from '../../jobs/plan.ts'
import { incidentsOf, incidentTables, tally } from '../incidents.ts'
import { defineReport, type ReportContext } from '../kit.ts'
import { pupilTables } from '../pupil-list.ts'

const by = z.enum(['group', 'ground', 'outcome', 'pupil'])

type By = z.output<typeof by>

export default defineReport({
  name: 'behaviour-summary',
  title: 'Behaviour summary',
  summary: 'Incidents and points by registration group, by ground, by outcome or by pupil.',
  notes:
    'An incident is positive or negative by its ground; its points are those of its outcome. Incidents count under the registration group that the pupil is in now, and while the pupil was on roll. What has no incident in the period is not listed.',
  period: 'last-week',
  params: z.strictObject({
    by: by.default('group').describe('What a row is: a registration group, a ground, an outcome or a pupil.'),
  }),
  reads: [...incidentTables, ...pupilTables],
  columns: {
    section: { title: 'Section', type: 'text' },
    name: { title: 'Name', type: 'text' },
    positive: { title: 'Positive', type: 'number', total: true },
    negative: { title: 'Negative', type: 'number', total: true },
    incidents: { title: 'Incidents', type: 'number', total: true },
    given: { title: 'Points given', type: 'number', total: true },
    taken: { title: 'Points taken', type: 'number', total: true },
    points: { title: 'Points', type: 'number', total: true },
    pupils: { title: 'Pupils', type: 'number' },
  },
  sections: ['section'],
  rowName: ['row', 'rows'],
  explain: ({ by }) => IN_WORDS[by],
  empty: 'There was no incident in this time.',
  chart: { title: 'Incidents', of: 'sections', value: 'incidents' },
  query({ by }, context) {
    const incidents = incidentsOf(context)
      .select(tally(context))
      .select(context.raw('count(distinct i.pupil_id) as pupils'))
    return { rows: put[by](incidents, context) }
  },
})

const IN_WORDS: Record<By, string> = {
  group: 'Incidents by registration group, within each year group.',
  ground: 'Incidents by ground, the most frequent first.',
  outcome: 'Incidents by outcome, the most frequent first.',
  pupil: 'Incidents by pupil, within each registration group.',
}

/** How the incidents are put together. */
const put: Record<By, (incidents: Rows, context: ReportContext) => Rows> = {
  group: (incidents, { raw }) =>
    withGroups(incidents)
      .groupBy('y.national_curriculum_year', 'y.name', 'its.name')
      .orderBy(['y.national_curriculum_year', 'y.name', 'its.name'])
      .select({
        section: raw("coalesce(y.name, 'No year group')"),
        name: raw("coalesce(its.name, 'No registration group')"),
      }),
  ground: (incidents, { raw }) =>
    incidents
      .groupBy('ground.id', 'ground.name', 'ground.positive')
      .orderByRaw('ground.positive desc, count(*) desc, ground.name, ground.id')
      .select({
        section: raw("case when ground.positive = 1 then 'Positive' else 'Negative' end"),
        name: 'ground.name',
      }),
  outcome: (incidents, { raw }) =>
    incidents
      .groupBy('outcome.id', 'outcome.name', 'outcome.points')
      .orderByRaw(
        'case when outcome.points > 0 then 1 when outcome.points = 0 then 2 else 3 end, count(*) desc, outcome.name, outcome.id',
      )
      .select({
        section: raw(
          "case when outcome.points > 0 then 'Gives points' when outcome.points = 0 then 'No points' else 'Takes points' end",
        ),
        name: 'outcome.name',
      }),
  pupil: (incidents, { raw, text, byName }) =>
    byName(
      withGroups(incidents)
        .groupBy('y.national_curriculum_year', 'y.name', 'its.name', 'p.id', 'p.surname', 'p.forename')
        .orderBy(['y.national_curriculum_year', 'y.name', 'its.name']),
      'p',
    ).select({
      section: raw(
        "case when y.name is null or its.name is null then coalesce(its.name, y.name, 'No registration group') else concat(y.name, ', ', its.name) end",
      ),
      name: text`${'p.surname'}, ${'p.forename'}`,
    }),
}

const withGroups = (incidents: Rows) =>
  incidents
    .join('pupil as p', 'p.id', 'i.pupil_id')
    .leftJoin('year_group as y', 'y.id', 'p.year_group_id')
    .leftJoin('registration_group as its', 'its.id', 'p.registration_group_id')
