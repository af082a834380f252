import type { Row } from '../db/database.ts'
import type { Frame } from './frame.ts'
import type { Holders } from './holders.ts'
import type { Pupils } from './pupils.ts'
import { dates, Spans } from './spans.ts'

const GIFTED = 0.088
/** Of those, so many are no longer. */
const ENDED = 0.08

const SUBJECTS = [
  'Mathematics',
  'English',
  'Science',
  'Music',
  'Art',
  'Physical Education',
  'PE',
  'Drama',
  'Computing',
  'History',
  'French',
  'maths',
]

const HOW_MANY = [
  { subjects: 1, weight: 70 },
  { subjects: 2, weight: 22 },
  { subjects: 3, weight: 8 },
]

export const giftedColumns = ['id', 'pupil_id', 'subject', 'start_date', 'end_date']

export function* giftedRows(frame: Frame, pupils: Pupils, holders: Holders): Generator<Row[string][]> {
  const random = frame.random('gifted and talented')
  const spans = new Spans(frame, pupils, random)
  let id = 0
  for (let at = 0; at < pupils.length; at++) {
    if (!random.chance(GIFTED)) continue
    const ended = random.chance(ENDED)
    for (const subject of random.sample(SUBJECTS, random.weighted(HOW_MANY).subjects)) {
      const span = ended ? spans.ended(at) : spans.lasting(at)
      holders.note('Gifted and Talented', at, span)
      yield [++id, pupils.id(at), subject, ...dates(span)]
    }
  }
}
