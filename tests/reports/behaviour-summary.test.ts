import { describe, expect, test } from 'vitest'
import { behaviourAt } from './incidents.ts'
import { ReportSchool } from './school.ts'

const REPORT = 'behaviour-summary'

/** A week: Ada of 7A, Ben of 7B, Cleo, who has no group, and Dan, who left on Tuesday. */
async function week() {
  const school = await ReportSchool.open()
  const happens = await behaviourAt(school)
  const ada = await school.pupil('Ada')
  const ben = await school.pupil('Ben', '7B')
  const cleo = await school.pupil('Cleo', null)
  const dan = await school.pupil('Dan', '7B', { to: '2026-11-17' })
  await happens(ada, '2026-11-16', 'work', 2)
  await happens(ada, '2026-11-22', 'phone')
  await happens(ben, '2026-11-18', 'uniform', 2)
  await happens(ben, '2026-11-23', 'work')
  await happens(cleo, '2026-11-19', 'phone', 3)
  await happens(dan, '2026-11-17', 'work')
  await happens(dan, '2026-11-19', 'work')
  return school
}

/** Section, name; positive, negative, incidents; points given, taken and altogether; pupils. */
async function summary(by: string, select = {}) {
  return (await (await week()).make(REPORT, { parameters: { by }, select })).rows
}

describe(REPORT, () => {
  test('by group: those of today, with the incidents of who has left since', async () => {
    expect(await summary('group')).toEqual([
      'No year group | No registration group | 0 | 3 | 3 | 0 | 3 | -3 | 1',
      'Year 7 | 7A | 2 | 1 | 3 | 4 | 1 | 3 | 1',
      'Year 7 | 7B | 1 | 2 | 3 | 2 | 0 | 2 | 2',
    ])
  })

  test('by ground: praise first, and the most frequent first', async () => {
    expect(await summary('ground')).toEqual([
      'Positive | Excellent work | 3 | 0 | 3 | 6 | 0 | 6 | 2',
      'Negative | Mobile phone | 0 | 4 | 4 | 0 | 4 | -4 | 2',
      'Negative | Uniform | 0 | 2 | 2 | 0 | 0 | 0 | 1',
    ])
  })

  test('by outcome: what gives points first', async () => {
    expect(await summary('outcome')).toEqual([
      'Gives points | House points | 3 | 0 | 3 | 6 | 0 | 6 | 2',
      'No points | Warning | 0 | 2 | 2 | 0 | 0 | 0 | 1',
      'Takes points | Demerit | 0 | 4 | 4 | 0 | 4 | -4 | 2',
    ])
  })

  test('by pupil, of the selected ones', async () => {
    expect(await summary('pupil', { group: '7B' })).toEqual([
      'Year 7, 7B | Test, Ben | 0 | 2 | 2 | 0 | 0 | 0 | 1',
      'Year 7, 7B | Test, Dan | 1 | 0 | 1 | 2 | 0 | 2 | 1',
    ])
  })
})
