import type { Row } from '../db/database.ts'
import type { Frame } from './frame.ts'
import type { Holders } from './holders.ts'
import { OPEN, type Pupils } from './pupils.ts'
import { dates, Spans } from './spans.ts'

const CONDITIONS: { name: string; weight: number; withdrawnDaysAgo?: number }[] = [
  { name: 'Asthma', weight: 46 },
  { name: 'Hay fever', weight: 20 },
  { name: 'Nut allergy', weight: 9 },
  { name: 'Eczema', weight: 9 },
  { name: 'Migraine', weight: 5 },
  { name: 'Epilepsy', weight: 4 },
  { name: 'Diabetes type 1', weight: 3 },
  { name: 'Coeliac disease', weight: 3 },
  { name: 'Shielding', weight: 1.5, withdrawnDaysAgo: 900 },
]

const WITH_A_CONDITION = 0.125
const OUTGROWN = 0.06

export const conditionColumns = ['id', 'name', 'withdrawn_on']

export function* conditionRows({ today }: Frame): Generator<Row[string][]> {
  for (const [at, { name, withdrawnDaysAgo }] of CONDITIONS.entries()) {
    yield [at + 1, name, withdrawnDaysAgo === undefined ? null : today.minusDays(withdrawnDaysAgo).toString()]
  }
}

export const medicalColumns = ['id', 'pupil_id', 'condition_id', 'start_date', 'end_date']

export function* medicalRows(frame: Frame, pupils: Pupils, holders: Holders): Generator<Row[string][]> {
  const random = frame.random('medical conditions')
  const spans = new Spans(frame, pupils, random)
  let id = 0
  for (let at = 0; at < pupils.length; at++) {
    if (!random.chance(WITH_A_CONDITION)) continue
    const first = random.weighted(CONDITIONS)
    const second = random.weighted(CONDITIONS)
    // Asthma and hay fever go together; the same one drawn twice is entered twice.
    for (const condition of random.chance(0.18) ? [first, second] : [first]) {
      const sinceBirth = pupils.start[at]! - pupils.born[at]!
      const outgrown = random.chance(OUTGROWN)
      const span = outgrown ? spans.ended(at, sinceBirth) : { ...spans.lasting(at, sinceBirth), to: OPEN }
      holders.note(condition.name, at, span)
      yield [++id, pupils.id(at), CONDITIONS.indexOf(condition) + 1, ...dates(span)]
    }
  }
}
