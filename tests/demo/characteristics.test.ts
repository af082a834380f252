import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type MadeSchool, makeSchool, onRoll, withSchool } from './made-school.ts'

const TODAY = '2026-11-23'
const PUPILS = 1200

let school: MadeSchool
beforeAll(async () => {
  school = await makeSchool({ pupils: PUPILS, seed: 1, lessons: false })
}, 120_000)
afterAll(() => school.remove())

const HOLDS = `start_date <= '${TODAY}' AND coalesce(end_date, '9999') >= '${TODAY}'`
const ON_ROLL = `pupil_id IN (${onRoll(TODAY)})`

/** Of the pupils on roll today, the per cent with a row of a table. */
async function percent(table: string, condition: string): Promise<number> {
  const pupils = `SELECT count(DISTINCT pupil_id) FROM ${table} WHERE ${ON_ROLL} AND ${condition}`
  return (100 * (await school.one(pupils))) / PUPILS
}

const values = async (table: string, column: string) =>
  (await school.all(`SELECT DISTINCT ${column} AS value FROM ${table}`)).map(({ value }) => value)

describe('of the pupils on roll', () => {
  const written = (letters: string) => `${HOLDS} AND lower(substr(trim(status), 1, 1)) IN (${letters})`

  test.each([
    ['SEN Support', 'sen_stage', written(`'k', 's'`), 11, 16],
    ['an EHC plan', 'sen_stage', written(`'e'`), 3, 7],
    ['a gift or talent', 'gifted_talented', HOLDS, 6, 11],
    ['free school meals', 'free_school_meal', HOLDS, 21, 29],
    ['the Pupil Premium', 'pupil_premium', HOLDS, 24, 31],
    ['another language', 'pupil_language', `language NOT IN ('ENG', 'ENB', 'English', 'NOT', 'REF')`, 15, 22],
    ['parents in the forces', 'service_child', `indicator IN ('Y', 'Yes')`, 1, 3.5],
    ['somebody to care for', 'young_carer', `indicator NOT IN ('N', 'Not declared')`, 0.3, 2],
    ['a bus route', 'pupil_bus_route', HOLDS, 26, 34],
    ['a medical condition', 'pupil_medical', HOLDS, 9, 16],
  ])('as many as in a secondary school have %s', async (_what, table, condition, least, most) => {
    const share = await percent(table, condition)
    expect(share).toBeGreaterThan(least)
    expect(share).toBeLessThan(most)
  })

  test('more have the Pupil Premium than free school meals, and more had those in the last six years', async () => {
    const now = await percent('free_school_meal', HOLDS)
    const premium = await percent('pupil_premium', HOLDS)
    const lately = await percent(
      'free_school_meal',
      `start_date <= '${TODAY}' AND coalesce(end_date, '9999') >= '2020-11-23'`,
    )
    expect(now).toBeLessThan(premium)
    expect(premium).toBeLessThan(lately)
    const longAgo = `SELECT count(*) FROM free_school_meal WHERE end_date < '2020-11-23'`
    expect(await school.one(longAgo)).toBeGreaterThan(10)
  })

  test('none of the sixth form has the Pupil Premium, which ends with Year 11', async () => {
    const sixthForm = `SELECT p.id FROM pupil p JOIN year_group y ON y.id = year_group_id WHERE national_curriculum_year > 11`
    expect(await percent('pupil_premium', `${HOLDS} AND pupil_id IN (${sixthForm})`)).toBe(0)
  })
})

describe('as in every school', () => {
  test('needs are written in many ways, some of them without a need', async () => {
    expect(await values('sen_stage', 'status')).toEqual(
      expect.arrayContaining(['K', 'SEN Support', 'k', 'K ', 'E', 'EHCP', 'e', 'N', 'No SEN']),
    )
  })

  test('languages are codes and names', async () => {
    expect(await values('pupil_language', 'language')).toEqual(
      expect.arrayContaining(['ENG', 'ENB', 'OTB', 'OTH', 'NOT', 'REF', 'POL', 'Polish', 'English']),
    )
  })

  test('indicators are letters, seldom words', async () => {
    const service = await values('service_child', 'indicator')
    expect(service).toEqual(expect.arrayContaining(['Y', 'N', 'R', 'U', 'Yes']))
    expect(await values('young_carer', 'indicator')).toEqual(expect.arrayContaining(['P', 'S', 'N']))
  })

  test('pupils move from support to a plan, and somebody forgot to end the support', async () => {
    const moved = (condition: string) =>
      school.one(
        `SELECT count(DISTINCT plan.pupil_id) FROM sen_stage plan
        JOIN sen_stage support ON support.pupil_id = plan.pupil_id AND support.start_date < plan.start_date
        WHERE lower(substr(plan.status, 1, 1)) = 'e' AND ${condition}`,
      )
    expect(await moved('support.end_date < plan.start_date')).toBeGreaterThan(10)
    expect(await moved('support.end_date IS NULL')).toBeGreaterThan(0)
  })

  const dated = ['sen_stage', 'gifted_talented', 'free_school_meal', 'pupil_premium', 'pupil_bus_route']

  test.each([...dated, 'pupil_medical'])('%s has rows that ended, and rows of leavers', async (table) => {
    const count = (condition: string) => school.one(`SELECT count(*) FROM ${table} WHERE ${condition}`)
    expect(await count(`end_date < '${TODAY}'`)).toBeGreaterThan(0)
    expect(await count(`end_date < start_date`)).toBe(0)
    expect(await count(`end_date IS NULL AND NOT ${ON_ROLL}`)).toBeGreaterThan(0)
    const applicants = `SELECT pupil_id FROM school_history WHERE enrolment_status = 'applicant'`
    expect(await count(`pupil_id IN (${applicants})`)).toBeGreaterThan(0)
    const unborn = `SELECT count(*) FROM ${table} JOIN pupil p ON p.id = pupil_id WHERE start_date < date_of_birth`
    expect(await school.one(unborn)).toBe(0)
  })

  test('gifts are one to three subjects a pupil', async () => {
    const counts = await school.all<{ many: number }>(
      'SELECT count(*) AS many FROM gifted_talented GROUP BY pupil_id',
    )
    expect(new Set(counts.map(({ many }) => many))).toEqual(new Set([1, 2, 3]))
  })

  test('two bus routes share a name, and one is withdrawn with pupils still on it', async () => {
    const routes = await school.all('SELECT id, name, withdrawn_on FROM bus_route')
    expect(routes.filter(({ name }) => name === '14A')).toHaveLength(2)
    const withdrawn = routes.filter(({ withdrawn_on: day }) => day && day < TODAY && day > '2026-10-01')
    expect(withdrawn).toHaveLength(1)
    expect(await percent('pupil_bus_route', `${HOLDS} AND route_id = ${withdrawn[0]!.id}`)).toBeGreaterThan(0)
    expect(await school.one('SELECT count(DISTINCT route_id) FROM pupil_bus_route')).toBe(routes.length)
  })

  test('consents are withdrawn, and some of them given again', async () => {
    const names = await values('consent_type', 'name')
    expect(names).toEqual(
      expect.arrayContaining(['Photographs', 'Biometric data', 'School trips', 'Internet use']),
    )
    const withdrawn = 'SELECT count(*) FROM pupil_consent WHERE withdrawn_on IS NOT NULL'
    expect(await school.one(withdrawn)).toBeGreaterThan(50)
    const again = await school.one(
      `SELECT count(*) FROM pupil_consent first JOIN pupil_consent again
      ON again.pupil_id = first.pupil_id AND again.consent_type_id = first.consent_type_id
      AND again.given_on > first.withdrawn_on`,
    )
    expect(again).toBeGreaterThan(5)
    expect(await school.one('SELECT count(*) FROM pupil_consent WHERE withdrawn_on <= given_on')).toBe(0)
  })
})

describe('groups that PARS made', () => {
  test('are special ones, about half of those who belong in them are', async () => {
    const names = await school.all(
      `SELECT name, kind FROM pupil_group WHERE made_by = 'pars' AND kind = 'special' ORDER BY id`,
    )
    expect(names.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['SEN Support', 'Gifted and Talented', 'Pupil Premium', 'FSM6', 'Asthma']),
    )
    const members = `SELECT pupil_id FROM group_member JOIN pupil_group g ON g.id = group_id
      WHERE g.name = 'Pupil Premium' AND made_by = 'pars'`
    const right = await percent('pupil_premium', HOLDS)
    const there = await percent('pupil_premium', `${HOLDS} AND pupil_id IN (${members})`)
    expect(there / right).toBeGreaterThan(0.4)
    expect(there / right).toBeLessThan(0.7)
    expect(
      await school.one(`SELECT count(*) FROM (${members}) WHERE NOT pupil_id IN (${onRoll(TODAY)})`),
    ).toBeGreaterThan(0)
    expect(await school.one(`SELECT count(*) - count(DISTINCT pupil_id) FROM (${members})`)).toBe(1)
  })

  test('come after all others, so that those keep their numbers', async () => {
    const first = `SELECT min(id) FROM pupil_group WHERE name = 'SEN Support'`
    const others = `SELECT max(id) FROM pupil_group WHERE kind <> 'special'`
    expect(await school.one(first)).toBe((await school.one(others)) + 1)
  })
})

describe.each([1, 9, 10])('a school of %i pupils', (pupils) => {
  test('has consents, lists of what there is, and nothing that the jobs fill', async () => {
    await withSchool({ pupils, lessons: false }, async ({ summary: { tables } }) => {
      const { sims_incident: copies, school_info: info, pupil_consent: consents } = tables
      expect([copies, info]).toEqual([0, 0])
      expect(consents).toBeGreaterThan(0)
      expect([tables.bus_route, tables.consent_type, tables.medical_condition]).toEqual([8, 5, 9])
    })
  })
})
