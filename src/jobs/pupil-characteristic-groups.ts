import { LANGUAGES } from '../groups/census.ts'
import { endedBefore, type FamilyContext, onDay } from '../groups/family.ts'
import { defineGroupJob } from '../groups/job.ts'
import { single } from '../groups/single.ts'
import { type Meaning, NO, read, UNSAID } from '../groups/spelling.ts'
import { Day } from '../schedule/day.ts'

/** Service children in education indicator of the school census: Y, N, R and U. */
const SERVICE_CHILD: Meaning[] = [
  { reads: 'yes', code: 'Y', words: ['Yes', 'True', '1', 'Service child'] },
  { reads: NO, code: 'N', words: ['No', 'False', '0', 'Not a service child'] },
  { reads: NO, code: 'R', words: ['Refused'] },
  { reads: UNSAID, code: 'U', words: ['Unknown', 'Not known'] },
]

/** Young carer indicator of the school census since January 2023 (DfE code set CS118): P, S and N. */
const YOUNG_CARER: Meaning[] = [
  {
    reads: 'yes',
    code: 'P',
    words: ['Parent', 'Guardian', 'Parent or guardian', 'Identified as a young carer by parent or guardian'],
  },
  { reads: 'yes', code: 'S', words: ['School', 'Identified as a young carer by school'] },
  { reads: 'yes', code: 'Y', words: ['Yes', 'True', '1', 'Young carer'] },
  { reads: NO, code: 'N', words: ['No', 'False', '0', 'Not declared', 'Not a young carer'] },
]

/** Ever 6 FSM (DfE, pupil premium conditions of grant): recorded as eligible at any time in the last six years. */
const FSM_YEARS = 6

export default defineGroupJob({
  name: 'pupil-characteristic-groups',
  title: 'Create Pupil Premium, FSM6, EAL, Service child and Young Carers groups',
  summary: 'Keep a group each for Pupil Premium, FSM6, EAL, service children and young carers.',
  notes:
    'Each has its own source: Pupil Premium is not FSM6. FSM6 are the pupils eligible for free school meals at any time in the last six years. EAL are those whose first language is not English; not known, refused and pending are no group. Answers are understood as DfE codes and in words; one that is not understood makes the run partial; it puts the pupil in no group and takes the pupil out of none. All but EAL are confidential.',
  at: '23:15',
  reads: ['pupil_premium', 'free_school_meal', 'pupil_language', 'service_child', 'young_carer'],
  confidential: true,

  async families(context) {
    const { from, day } = context
    const since = yearsBefore(day, FSM_YEARS).toString()
    const meals = () => from('free_school_meal')
    const languages = await read(context, from('pupil_language'), 'language', LANGUAGES)
    return [
      single(context, {
        family: 'pupil-premium',
        title: 'Pupil Premium',
        name: 'Pupil Premium',
        aliases: ['PP', 'Pupil Premium pupils'],
        pupils: onDay(from('pupil_premium'), day),
        ended: endedBefore(from('pupil_premium'), day),
        sources: { 'pupils with Pupil Premium': from('pupil_premium') },
        confidential: true,
      }),
      single(context, {
        family: 'fsm6',
        title: 'FSM6',
        name: 'FSM6',
        aliases: ['FSM 6', 'Ever 6', 'Ever 6 FSM', 'FSM Ever 6', 'Free school meals in the last six years'],
        pupils: meals()
          .where('start_date', '<=', day.toString())
          .where((recent) => recent.whereNull('end_date').orWhere('end_date', '>', since)),
        ended: meals().where('end_date', '<=', since),
        sources: { 'times of free school meals': meals() },
        confidential: true,
      }),
      single(context, {
        family: 'eal',
        title: 'EAL',
        name: 'EAL',
        aliases: ['English as an Additional Language', 'English additional language'],
        pupils: languages().where((other) =>
          other.whereNull('reading').orWhereNotIn('reading', [NO, UNSAID]),
        ),
        ended: languages().where({ reading: NO }),
        sources: { 'first languages': from('pupil_language') },
        confidential: false,
      }),
      await indicated(context, 'service_child', SERVICE_CHILD, {
        family: 'service-child',
        title: 'service children',
        name: 'Service child',
        aliases: ['Service children', 'Service'],
      }),
      await indicated(context, 'young_carer', YOUNG_CARER, {
        family: 'young-carer',
        title: 'young carers',
        name: 'Young carer',
        aliases: ['Young carers'],
      }),
    ]
  },
})

/** A family whose source answers a question about the pupil with yes or no. */
async function indicated(
  context: FamilyContext,
  table: 'service_child' | 'young_carer',
  meanings: Meaning[],
  words: Pick<Parameters<typeof single>[1], 'family' | 'title' | 'name' | 'aliases'>,
) {
  const answers = await read(context, context.from(table), 'indicator', meanings)
  return single(context, {
    ...words,
    pupils: answers().where({ reading: 'yes' }),
    ended: answers().where({ reading: NO }),
    unreadable: answers().whereNull('reading').select('pupil_id'),
    sources: { [words.title]: context.from(table) },
    confidential: true,
  })
}

/** The same date so many years earlier; 28 February where there was no 29th. */
function yearsBefore(day: Day, years: number): Day {
  const date = day.toString().slice(4)
  const year = day.year - years
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  return Day.parse(`${year}${date === '-02-29' && !isLeap ? '-02-28' : date}`)
}
