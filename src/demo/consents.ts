import type { Row } from '../db/database.ts'
import type { Frame } from './frame.ts'
import type { Holders } from './holders.ts'
import { OPEN, type Pupils } from './pupils.ts'
import { dates, Spans } from './spans.ts'

/** `given`: the share of pupils for whom it was, at some time. */
const TYPES: { name: string; given: number; withdrawnDaysAgo?: number }[] = [
  { name: 'Photographs', given: 0.88 },
  { name: 'Biometric data', given: 0.74 },
  { name: 'School trips', given: 0.93 },
  { name: 'Internet use', given: 0.96 },
  { name: 'Lessons by video', given: 0.3, withdrawnDaysAgo: 420 },
]

const WITHDRAWN = 0.035
/** Of those withdrawn, so many are given again. */
const AGAIN = 0.3

export const consentTypeColumns = ['id', 'name', 'withdrawn_on']

export function* consentTypeRows({ today }: Frame): Generator<Row[string][]> {
  for (const [at, { name, withdrawnDaysAgo }] of TYPES.entries()) {
    yield [at + 1, name, withdrawnDaysAgo === undefined ? null : today.minusDays(withdrawnDaysAgo).toString()]
  }
}

export const consentColumns = ['id', 'pupil_id', 'consent_type_id', 'given_on', 'withdrawn_on']

export function* consentRows(frame: Frame, pupils: Pupils, holders: Holders): Generator<Row[string][]> {
  const random = frame.random('consents')
  const spans = new Spans(frame, pupils, random)
  const today = frame.today.number
  let id = 0
  for (let at = 0; at < pupils.length; at++) {
    for (const [type, { name, given }] of TYPES.entries()) {
      if (!random.chance(given)) continue
      // Consent is not ended because a pupil leaves.
      const from = Math.min(spans.lasting(at, 60).from, today)
      const withdrawn = random.chance(WITHDRAWN) && from < today ? random.int(from + 1, today) : OPEN
      holders.note(name, at, { from, to: withdrawn === OPEN ? OPEN : withdrawn - 1 })
      yield [++id, pupils.id(at), type + 1, ...dates({ from, to: withdrawn })]
      if (withdrawn < today && random.chance(AGAIN)) {
        const again = { from: random.int(withdrawn + 1, today), to: OPEN }
        holders.note(name, at, again)
        yield [++id, pupils.id(at), type + 1, ...dates(again)]
      }
    }
  }
}
