import type { Row } from '../../src/db/database.ts'
import { own } from '../../src/db/migrations/index.ts'
import { registerCodeColumns, registerCodeRows } from '../../src/db/register-codes.ts'
import type { TestSchool } from '../school.ts'

/** The terms and holidays of the tests, as the config has them. */
export const TERMS = `calendar:
  terms:
    - { name: Autumn 2026, from: 2026-09-02, to: 2026-12-18 }
    - { name: Spring 2027, from: 2027-01-04, to: 2027-03-25 }
  holidays:
    - { name: Autumn half term, from: 2026-10-26, to: 2026-10-30 }
    - { name: Spring half term, from: 2027-02-15, to: 2027-02-19 }
`

export const GROUND = { work: 1, disruption: 2, effort: 3, lateness: 4 }
export const OUTCOME = { point: 1, demerit: 2, detention: 3, five: 4 }

/** Register codes, grounds and outcomes. */
export async function furnish(school: TestSchool): Promise<void> {
  await school.with(async (db) => {
    await db.bulkInsert('register_code', registerCodeColumns, registerCodeRows())
    const grounds = [
      ['Excellent work', 1],
      ['Disruption', 0],
      ['Effort', 1],
      ['Lateness', 0],
    ]
    await db.bulkInsert(
      'behaviour_ground',
      ['id', 'name', 'positive'],
      grounds.map(([name, positive], at) => [at + 1, name!, positive!]),
    )
    const outcomes = [
      ['House point', 1],
      ['Demerit', -1],
      ['Detention', -2],
      ['Five points', 5],
    ]
    await db.bulkInsert(
      'behaviour_outcome',
      ['id', 'name', 'points'],
      outcomes.map(([name, points], at) => [at + 1, name!, points!]),
    )
  })
}

/** Session marks of a pupil, one code for each session in order: `/ \ L \` are two days. */
export async function attends(school: TestSchool, pupil: number, from: string, codes: string): Promise<void> {
  const day = new Date(`${from}T00:00:00Z`)
  const list = codes.split(' ')
  for (const [at, code] of list.entries()) {
    if (at > 0 && at % 2 === 0) {
      do day.setUTCDate(day.getUTCDate() + 1)
      while ([0, 6].includes(day.getUTCDay()))
    }
    const session_id = await sessionOn(school, day.toISOString().slice(0, 10), at % 2 === 0 ? 'AM' : 'PM')
    await school.add('mark', { pupil_id: pupil, date: day.toISOString().slice(0, 10), session_id, code })
  }
}

async function sessionOn(school: TestSchool, date: string, part: string): Promise<number> {
  const [found] = await school.rows<{ id: number }>('session', { date, part })
  return found?.id ?? school.add('session', { date, part })
}

/** A lesson mark. */
export const inLesson = (school: TestSchool, pupil: number, date: string, code: string): Promise<number> =>
  school.add('mark', { pupil_id: pupil, date, lesson_id: 1, code })

export const incident = (
  school: TestSchool,
  pupil: number,
  date: string,
  ground: number,
  outcome: number,
): Promise<number> =>
  school.add('incident', {
    pupil_id: pupil,
    date,
    ground_id: ground,
    outcome_id: outcome,
    recorded_at: `${date}T10:00:00.000Z`,
  })

/** Three lates in a week, in sessions, for a demerit; unless said otherwise. */
export const rule = (school: TestSchool, given: Row = {}): Promise<number> =>
  school.add('behaviour_rule', {
    name: 'three lates',
    active: 1,
    criterion: 'meaning',
    criterion_value: 'late',
    counted_in: 'session',
    comparison: 'at-least',
    threshold: 3,
    awards: 'once',
    period: 'week',
    award_ground_id: GROUND.lateness,
    award_outcome_id: OUTCOME.demerit,
    ...given,
  })

export interface Award {
  id: number
  rule: string
  pupil_id: number
  period_from: string
  period_to: string
  n: number
  counted: number
  incident_id: number | null
  withdrawn_at: string | null
  withdrawn_by: string | null
}

export const awards = (school: TestSchool, where: Row = {}): Promise<Award[]> =>
  school.rows<Award>(own('rule_award'), where)
