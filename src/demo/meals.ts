import type { Row } from '../db/database.ts'
import type { Frame } from './frame.ts'
import type { Holders } from './holders.ts'
import { yearNow } from './pupil-rows.ts'
import { OPEN, type Pupils } from './pupils.ts'
import type { Random } from './random.ts'
import { firstDayOf } from './school-year.ts'
import { dates, type Span, Spans } from './spans.ts'

/** Whether a pupil is or was eligible for free school meals: FSM6 are those now and those not long ago. */
const NEVER = 0
const NOW = 1
const LATELY = 2
const LONG_AGO = 3

/** A quarter of all, fewer in a sixth form; made up, near what the DfE counts. Who was and is no longer is made up too. */
const SCHOOL_AGE = [
  { meals: NOW, weight: 27 },
  { meals: LATELY, weight: 8 },
  { meals: LONG_AGO, weight: 3 },
  { meals: NEVER, weight: 62 },
]
const SIXTH_FORM = [
  { meals: NOW, weight: 16 },
  { meals: LATELY, weight: 7 },
  { meals: LONG_AGO, weight: 6 },
  { meals: NEVER, weight: 71 },
]

const YEAR = 365
const SIX_YEARS = 6 * YEAR + 2

/** Free school meals, by pupil: the Pupil Premium follows from them, mostly. */
export function mealsOf(frame: Frame, pupils: Pupils): Uint8Array {
  const random = frame.random('free school meals')
  return Uint8Array.from({ length: pupils.length }, (_, at) => {
    return random.weighted(yearNow(frame, pupils, at) > 11 ? SIXTH_FORM : SCHOOL_AGE).meals
  })
}

export const mealColumns = ['id', 'pupil_id', 'start_date', 'end_date']

export function* mealRows(
  frame: Frame,
  pupils: Pupils,
  meals: Uint8Array,
  holders: Holders,
): Generator<Row[string][]> {
  const random = frame.random('free school meal dates')
  const spans = new Spans(frame, pupils, random)
  const today = frame.today.number
  let id = 0
  for (let at = 0; at < pupils.length; at++) {
    for (const span of mealSpans(random, spans, today, at, meals[at]!)) {
      holders.note('FSM6', at, { ...span, to: span.to < today - SIX_YEARS ? span.to : OPEN })
      yield [++id, pupils.id(at), ...dates(span)]
    }
  }
}

function mealSpans(random: Random, spans: Spans, today: number, at: number, meals: number): Span[] {
  if (meals === NEVER) return []
  if (meals === NOW) {
    const now = spans.lasting(at, 5 * YEAR)
    // Off and on again, as parents' work is; and now and then entered twice.
    if (random.chance(0.08)) return [{ from: now.from - random.int(300, 900), to: now.from - 100 }, now]
    if (random.chance(0.01)) return [now, { from: now.from + 30, to: now.to }]
    return [now]
  }
  const ago = meals === LATELY ? random.int(1, SIX_YEARS - 30) : random.int(SIX_YEARS + 5, 7 * YEAR)
  return [{ from: today - ago - random.int(30, 300), to: today - ago }]
}

export const premiumColumns = ['id', 'pupil_id', 'start_date', 'end_date']

/** Most of those of FSM6, and some for other reasons: in care, adopted, of service families. Up to Year 11. */
export function* premiumRows(
  frame: Frame,
  pupils: Pupils,
  meals: Uint8Array,
  holders: Holders,
): Generator<Row[string][]> {
  const random = frame.random('pupil premium')
  const spans = new Spans(frame, pupils, random)
  let id = 0
  for (let at = 0; at < pupils.length; at++) {
    const counted = meals[at] === NOW || meals[at] === LATELY
    if (!random.chance(counted ? 0.93 : 0.02)) continue
    const span = spans.lasting(at, 3 * YEAR)
    const sixthForm = firstDayOf(pupils.intake[at]! + 5).number
    if (sixthForm <= frame.today.number) {
      span.to = Math.min(span.to, sixthForm - 1)
      span.from = Math.min(span.from, span.to - 200)
    }
    holders.note('Pupil Premium', at, span)
    yield [++id, pupils.id(at), ...dates(span)]
    // Entered twice by two people.
    if (random.chance(0.01)) yield [++id, pupils.id(at), ...dates({ ...span, from: span.from + 7 })]
  }
}
