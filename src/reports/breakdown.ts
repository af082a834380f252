import type { JobTable } from '../db/tables.ts'
import { LANGUAGES, SEN_STATUSES } from '../groups/census.ts'
import { onDay } from '../groups/family.ts'
import { NO, read, UNSAID } from '../groups/spelling.ts'
import type { Rows } from '../jobs/plan.ts'
import type { ReportContext } from './kit.ts'

/** Ways of taking pupils apart: into parts, and into the groups of each part. */
export const BREAKDOWNS = {
  'registration-group': 'Registration groups, by year group',
  year: 'Year groups, by key stage',
  house: 'Year groups, by house',
  'pupil-premium': 'Year groups, with and without Pupil Premium',
  'free-school-meals': 'Year groups, with and without free school meals',
  sen: 'Year groups, by special educational needs',
  'first-language': 'Year groups, by first language',
} as const

export type Breakdown = keyof typeof BREAKDOWNS

/** What `brokenDown` reads. */
export const breakdownTables: JobTable[] = [
  ...(['pupil', 'year_group', 'registration_group', 'house'] as const),
  ...(['pupil_premium', 'free_school_meal', 'sen_stage', 'pupil_language'] as const),
]

const KEY_STAGE = `case when y.national_curriculum_year >= 12 then 'Sixth form'
  when y.national_curriculum_year >= 10 then 'Key stage 4' when y.national_curriculum_year >= 7 then 'Key stage 3'
  when y.national_curriculum_year >= 3 then 'Key stage 2' when y.national_curriculum_year >= 1 then 'Key stage 1'
  when y.national_curriculum_year = 0 then 'Early years' end`

/**
 * Every pupil once (in an object, since to await a query would run it): `pupil_id`, the `part` and the `group` of it, and what to order both by, `part_place` and
 * `group_place`. Groups are those of today; whatever has dates is as it was on the last day of the period.
 */
export async function brokenDown(context: ReportContext, by: Breakdown): Promise<{ pupils: Rows }> {
  const { from, raw } = context
  const pupils = from('pupil', 'p')
    .leftJoin('year_group as y', 'y.id', 'p.year_group_id')
    .select({ pupil_id: 'p.id' })
  const year = { group: 'y.name', group_place: 'y.national_curriculum_year' }
  switch (by) {
    case 'registration-group':
      pupils
        .leftJoin('registration_group as g', 'g.id', 'p.registration_group_id')
        .select({ part: 'y.name', part_place: 'y.national_curriculum_year', group: 'g.name' })
        .select(raw('0 as group_place'))
      break
    case 'year':
      pupils.select(
        raw(`${KEY_STAGE} as part`),
        raw(`min(y.national_curriculum_year) over (partition by ${KEY_STAGE}) as part_place`),
        year,
      )
      break
    case 'house':
      pupils
        .leftJoin('house as h', 'h.id', 'p.house_id')
        .select({ part: 'h.name', ...year }, raw('0 as part_place'))
      break
    default: {
      const { names, places } = await characteristic(context, by)
      const last = names.length - 1
      const words = names.map((_, place) => `when ${place} then ?`).join(' ')
      pupils
        .leftJoin(places.as('its'), 'its.pupil_id', 'p.id')
        .select(raw(`case coalesce(its.place, ${last}) ${words} end as part`, ...names))
        .select(raw(`coalesce(its.place, ${last}) as part_place`), year)
    }
  }
  return { pupils }
}

/** The names of the parts, and the place among them of every pupil who is not in the last: `pupil_id`, `place`. */
async function characteristic(
  context: ReportContext,
  by: 'pupil-premium' | 'free-school-meals' | 'sen' | 'first-language',
): Promise<{ names: string[]; places: Rows }> {
  const { from, raw, period } = context
  const first = (rows: Rows, place: string) =>
    rows.groupBy('pupil_id').select('pupil_id', raw(`min(${place}) as place`))
  switch (by) {
    case 'pupil-premium':
      return {
        names: ['Pupil Premium', 'No Pupil Premium'],
        places: first(onDay(from('pupil_premium'), period.to), '0'),
      }
    case 'free-school-meals':
      return {
        names: ['Free school meals', 'No free school meals'],
        places: first(onDay(from('free_school_meal'), period.to), '0'),
      }
    case 'sen': {
      const statuses = await read(context, onDay(from('sen_stage'), period.to), 'status', SEN_STATUSES)
      // Of several at a time the one that gives most; one that nobody can read is a need all the same.
      const place = `case when reading in ('E', 'S') then 0 when reading in ('${NO}', '${UNSAID}') then 2 else 1 end`
      return { names: ['EHC plan or statement', 'SEN support', 'No SEN'], places: first(statuses(), place) }
    }
    case 'first-language': {
      const languages = await read(context, from('pupil_language'), 'language', LANGUAGES)
      const place = `case when reading = '${UNSAID}' then 2 when reading = '${NO}' then 1 else 0 end`
      return {
        names: ['English as an additional language', 'First language English', 'First language not known'],
        places: first(languages(), place),
      }
    }
  }
}
