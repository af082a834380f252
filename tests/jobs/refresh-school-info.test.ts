import { describe, expect, test } from 'vitest'
import type { Row } from '../../src/db/database.ts'
import { SERVER } from '../database.ts'
import { TestSchool } from '../school.ts'

const JOB = 'refresh-school-info'
const TERM = 'calendar: { terms: [{ name: Autumn, from: 2026-09-01, to: 2026-12-18 }] }'

/** The codes that the tests use; H was withdrawn in August 2024, and J meant something else before. */
const CODES: [code: string, meaning: string, from: string, to: string | null][] = [
  ['/', 'present', '2024-08-19', null],
  ['L', 'present', '2024-08-19', null],
  ['V', 'approved', '2024-08-19', null],
  ['I', 'authorised', '2024-08-19', null],
  ['O', 'unauthorised', '2024-08-19', null],
  ['X', 'not-required', '2024-08-19', null],
  ['#', 'administrative', '2024-08-19', null],
  ['-', 'none', '2006-09-01', null],
  ['H', 'authorised', '2013-09-01', '2024-08-18'],
  // A school's own code that changes its meaning in the middle of a week.
  ['W1', 'authorised', '2026-09-01', '2026-11-17'],
  ['W1', 'approved', '2026-11-18', null],
]

/** A school with a Year 7 on Monday 23 November 2026, at noon. */
class InfoSchool {
  readonly school: TestSchool
  readonly year: number
  readonly #sessions = new Map<string, number>()

  private constructor(school: TestSchool, year: number) {
    this.school = school
    this.year = year
  }

  static async open(rest = TERM, now = '2026-11-23 12:00') {
    const school = await TestSchool.open(`  ${JOB}:`, { rest, now })
    const year = await school.add('year_group', { name: 'Year 7', national_curriculum_year: 7 })
    await school.with(async (db) => {
      const rows = CODES.map(([code, meaning, from, to]) => [code, meaning, from, to, 0, code])
      await db.bulkInsert(
        'register_code',
        ['code', 'meaning', 'valid_from', 'valid_to', 'late', 'description'],
        rows,
      )
    })
    return new InfoSchool(school, year)
  }

  /** A pupil of Year 7. */
  async pupil(
    name: string,
    stay: { from?: string; to?: string; status?: string } = {},
    year: number | null = this.year,
  ) {
    const id = await this.school.pupil(name, stay)
    await this.school.with((db) => db.run(db.sql('pupil').where({ id }).update({ year_group_id: year })))
    return id
  }

  /** Session marks of a day, as many as there are codes. */
  async marks(pupil: number, date: string, ...codes: string[]) {
    for (const [at, code] of codes.entries()) {
      const part = at === 0 ? 'AM' : 'PM'
      const known = this.#sessions.get(date + part)
      const session_id = known ?? (await this.school.add('session', { date, part }))
      this.#sessions.set(date + part, session_id)
      await this.school.add('mark', { pupil_id: pupil, date, session_id, code })
    }
  }

  async run() {
    const said = JSON.parse((await this.school.run(JOB, '--json')).out)
    expect(said.outcome).toBe('succeeded')
    return said
  }

  /** Runs the job; the rows of a measure as `date: value/out_of`, with the detail where there is one. */
  async figures(measure: string): Promise<string[]> {
    await this.run()
    const rows = await this.school.rows<Row>('school_info', { measure })
    return rows
      .map(({ date, detail, value, out_of }) => `${date}${detail ? ` ${detail}` : ''}: ${value}/${out_of}`)
      .sort()
  }
}

describe('attendance', () => {
  test('is sessions attended, present or at an approved activity, of the possible ones', async () => {
    const school = await InfoSchool.open()
    const ada = await school.pupil('Ada')
    await school.marks(ada, '2026-11-16', '/', 'L')
    await school.marks(ada, '2026-11-17', 'V', 'I')
    await school.marks(ada, '2026-11-18', 'O', '/')
    expect(await school.figures('attendance')).toEqual(['2026-11-16: 4/6'])
  })

  test('leaves out what is not required, administrative or missing', async () => {
    const school = await InfoSchool.open()
    const ada = await school.pupil('Ada')
    await school.marks(ada, '2026-11-16', '/', 'X')
    await school.marks(ada, '2026-11-17', '#', '-')
    expect(await school.figures('attendance')).toEqual(['2026-11-16: 1/1'])
  })

  test('counts an unknown code nowhere, nor one that was withdrawn by then, and says how many', async () => {
    const school = await InfoSchool.open()
    const ada = await school.pupil('Ada')
    await school.marks(ada, '2026-11-16', '/', 'H')
    await school.marks(ada, '2026-11-17', 'Q9', 'Q9')
    expect((await school.run()).message).toBe(
      '3 session marks have a code that the register codes did not have on that day: counted nowhere.',
    )
    expect(await school.figures('attendance')).toEqual(['2026-11-16: 1/1'])
  })

  test('takes a code for what it meant on the day, also within a week', async () => {
    const school = await InfoSchool.open()
    const ada = await school.pupil('Ada')
    await school.marks(ada, '2026-11-17', 'W1', 'W1')
    await school.marks(ada, '2026-11-18', 'W1')
    expect(await school.figures('attendance')).toEqual(['2026-11-16: 1/3'])
  })

  test('is by week, from the first day of the school year to today', async () => {
    const school = await InfoSchool.open()
    const ada = await school.pupil('Ada')
    for (const date of ['2026-08-31', '2026-09-01', '2026-11-22', '2026-11-23', '2026-11-24'])
      await school.marks(ada, date, '/')
    expect(await school.figures('attendance')).toEqual([
      '2026-08-31: 1/1',
      '2026-11-16: 1/1',
      '2026-11-23: 1/1',
    ])
  })

  test('begins on 1 September where the calendar has no terms', async () => {
    const school = await InfoSchool.open('')
    const ada = await school.pupil('Ada')
    await school.marks(ada, '2026-08-31', '/')
    await school.marks(ada, '2026-09-01', 'I')
    expect(await school.figures('attendance')).toEqual(['2026-08-31: 0/1'])
  })

  test('is of the pupils on roll: guests, applicants and leavers are out', async () => {
    const school = await InfoSchool.open()
    await school.marks(await school.pupil('Ada'), '2026-11-16', '/')
    await school.marks(await school.pupil('Ben', { to: '2026-11-20' }), '2026-11-16', 'I')
    await school.marks(await school.pupil('Cleo', { status: 'guest' }), '2026-11-16', 'I')
    await school.marks(await school.pupil('Dev', { status: 'applicant' }), '2026-11-16', 'I')
    expect(await school.figures('attendance')).toEqual(['2026-11-16: 1/1'])
  })

  test('counts a pupil who came back once', async () => {
    const school = await InfoSchool.open()
    const ada = await school.pupil('Ada', { to: '2026-11-30' })
    await school.school.stay(ada, { from: '2026-11-01' })
    await school.marks(ada, '2026-11-16', '/')
    expect(await school.figures('attendance')).toEqual(['2026-11-16: 1/1'])
  })

  test('has a row of its own for pupils without a year group', async () => {
    const school = await InfoSchool.open()
    await school.marks(await school.pupil('Ada'), '2026-11-16', '/')
    await school.marks(await school.pupil('Ben', {}, null), '2026-11-16', 'I')
    await school.run()
    expect(
      await school.school.rows('school_info', { measure: 'attendance', year_group_id: null }),
    ).toMatchObject([{ value: 0, out_of: 1 }])
    expect((await school.run()).counts).toEqual({ removed: 0, added: 0 })
  })

  test('does not look at lesson marks', async () => {
    const school = await InfoSchool.open()
    const ada = await school.pupil('Ada')
    await school.school.add('mark', { pupil_id: ada, date: '2026-11-16', lesson_id: 1, code: '/' })
    expect(await school.figures('attendance')).toEqual([])
  })
})

describe('persistent absence', () => {
  test('begins at exactly a tenth of the possible sessions, severe absence at half of them', async () => {
    const school = await InfoSchool.open()
    const [ada, ben, cleo] = [
      await school.pupil('Ada'),
      await school.pupil('Ben'),
      await school.pupil('Cleo'),
    ]
    for (const date of ['2026-11-16', '2026-11-17', '2026-11-18', '2026-11-19']) {
      await school.marks(ada, date, '/', '/')
      await school.marks(ben, date, '/', '/')
      await school.marks(cleo, date, 'I', '/')
    }
    // Ada: 1 of 10; Ben: 1 of 11.
    await school.marks(ada, '2026-11-20', '/', 'I')
    await school.marks(ben, '2026-11-20', '/', 'I')
    await school.marks(ben, '2026-11-21', '/')
    expect(await school.figures('persistent-absence')).toEqual(['2026-11-16: 2/3'])
    expect(await school.figures('severe-absence')).toEqual(['2026-11-16: 1/3'])
  })

  test('adds up over the weeks of the school year, and stays in a week without sessions', async () => {
    const school = await InfoSchool.open()
    const [ada, ben] = [await school.pupil('Ada'), await school.pupil('Ben')]
    await school.marks(ada, '2026-11-02', 'I', '/')
    await school.marks(ben, '2026-11-09', '/', '/')
    for (let day = 16; day <= 20; day += 1) await school.marks(ada, `2026-11-${day}`, '/', '/')
    expect(await school.figures('persistent-absence')).toEqual([
      '2026-11-02: 1/1',
      '2026-11-09: 1/2',
      // 1 of 12 sessions is less than a tenth.
      '2026-11-16: 0/2',
    ])
  })
})

describe('the marks of the day', () => {
  test('are by their meaning, those that are missing too', async () => {
    const school = await InfoSchool.open()
    const ada = await school.pupil('Ada')
    await school.marks(ada, '2026-11-20', '/', '/')
    await school.marks(ada, '2026-11-23', 'L', '-')
    expect(await school.figures('todays-marks')).toEqual(['2026-11-23 none: 1/2', '2026-11-23 present: 1/2'])
  })

  test('are not those of a day of which all there is was entered in advance: a trip, leave, a closure', async () => {
    const school = await InfoSchool.open(TERM, '2026-11-24 04:00')
    const [ada, ben] = [await school.pupil('Ada'), await school.pupil('Ben')]
    await school.marks(ada, '2026-11-20', '/', '/')
    await school.marks(ada, '2026-11-23', '#', '#')
    await school.marks(ada, '2026-11-24', 'V', 'V')
    await school.marks(ben, '2026-11-24', '-', 'I')
    expect(await school.figures('todays-marks')).toEqual(['2026-11-20 present: 2/2'])
  })

  test('are those of the newest day with a mark while today has none: at night, of the day before', async () => {
    const school = await InfoSchool.open(TERM, '2026-11-24 04:00')
    const ada = await school.pupil('Ada')
    await school.marks(ada, '2026-11-23', 'I', '/')
    await school.marks(ada, '2026-11-24', '-', '-')
    expect(await school.figures('todays-marks')).toEqual([
      '2026-11-23 authorised: 1/2',
      '2026-11-23 present: 1/2',
    ])
  })
})

test('points are those of the outcomes, praise and sanctions apart, by week', async () => {
  const school = await InfoSchool.open()
  const ada = await school.pupil('Ada')
  const leaver = await school.pupil('Ben', { to: '2026-11-20' })
  const ground_id = await school.school.add('behaviour_ground', { name: 'Something', positive: 1 })
  const outcome = (points: number) => school.school.add('behaviour_outcome', { name: `${points}`, points })
  const [praise, sanction, nothing] = [await outcome(2), await outcome(-3), await outcome(0)]
  for (const [pupil_id, date, outcome_id] of [
    [ada, '2026-11-16', praise],
    [ada, '2026-11-22', praise],
    [ada, '2026-11-23', sanction],
    [ada, '2026-11-23', nothing],
    [ada, '2026-08-31', praise],
    [leaver, '2026-11-16', praise],
  ] as [number, string, number][])
    await school.school.add('incident', {
      pupil_id,
      date,
      ground_id,
      outcome_id,
      recorded_at: `${date}T10:00:00.000Z`,
    })
  expect(await school.figures('praise-points')).toEqual(['2026-11-16: 4/0'])
  expect(await school.figures('sanction-points')).toEqual(['2026-11-23: 3/0'])
})

test('rows that hold stay as they are; wrong, doubled and outdated ones go', async () => {
  const school = await InfoSchool.open()
  await school.marks(await school.pupil('Ada'), '2026-11-16', '/')
  await school.run()
  const before = await school.school.rows('school_info')
  const { id: _id, ...first } = before[0]!
  await school.school.add('school_info', first)
  await school.school.add('school_info', { ...first, value: 99 })
  await school.school.add('school_info', { ...first, date: '2025-11-17' })
  expect((await school.run()).counts).toEqual({ removed: 3, added: 0 })
  expect(await school.school.rows('school_info')).toEqual(before)
})

test('whoever reads meanwhile sees the figures of the last run, whole', async () => {
  const school = await InfoSchool.open()
  const ada = await school.pupil('Ada')
  await school.marks(ada, '2026-11-16', '/')
  await school.run()
  await school.marks(ada, '2026-11-09', '/')
  const before = await school.school.rows('school_info')
  const reader = await school.school.open()
  const seen: Promise<Row[]>[] = []
  let isWriting = false
  school.school.world = {
    onStatement: (sql) => {
      if (/(insert into|delete from) \S*school_info/.test(sql)) isWriting = true
      if (isWriting && sql !== 'COMMIT') seen.push(reader.all(reader.sql('school_info')))
      if (sql === 'COMMIT') isWriting = false
    },
  }
  await school.run()
  expect(seen.length).toBeGreaterThan(2)
  const after = await reader.all<Row>(reader.sql('school_info'))
  expect(after).not.toEqual(before)
  // Whoever reads from a server without row versions waits for the end of the run.
  const whole = SERVER ? [before, after] : [before]
  for (const rows of await Promise.all(seen)) expect(whole).toContainEqual(rows)
  await reader.close()
})
