import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Calendar } from '../../src/schedule/calendar.ts'
import { Day } from '../../src/schedule/day.ts'
import { calendar, type MadeSchool, makeSchool, NOW, onRoll, withSchool } from './made-school.ts'

const TODAY = '2026-11-23'

/** Each mark with its meaning on its day. */
const MEANT = `mark m LEFT JOIN register_code c ON c.code = m.code
  AND c.valid_from <= m.date AND coalesce(c.valid_to, m.date) >= m.date`
const ATTENDED = `sum(meaning IN ('present', 'approved'))`
const POSSIBLE = `sum(meaning IN ('present', 'approved', 'authorised', 'unauthorised'))`

let school: MadeSchool
beforeAll(async () => {
  school = await makeSchool({ pupils: 400, seed: 5 })
}, 120_000)
afterAll(() => school.remove())

describe('sessions and lessons', () => {
  test('are held on the school days of the last twelve months, and on no other', async () => {
    const days = (await school.all('SELECT date, count(*) AS many FROM session GROUP BY date')) as never[]
    const expected: { date: string; many: number }[] = []
    for (let day = Day.parse('2025-11-24'); day <= Day.parse(TODAY); day = day.plusDays(1)) {
      if (calendar.isOn(day, 'school')) expected.push({ date: day.toString(), many: 2 })
    }
    expect(days).toEqual(expected)
  })

  test('are five a day for each tutor group, fewer when the school closes early', async () => {
    const lessons = (date: string) =>
      school.one(
        'SELECT count(*) / (SELECT count(*) FROM registration_group) FROM lesson WHERE date = ?',
        date,
      )
    expect(await lessons(TODAY)).toBe(5)
    expect(await lessons('2026-07-21')).toBe(4)
  })
})

describe('marks', () => {
  test('have a register code of their day', async () => {
    expect(
      await school.all(`SELECT m.code, m.date FROM ${MEANT} WHERE c.code IS NULL GROUP BY m.code`),
    ).toEqual([])
  })

  test('are one for each pupil on roll and session, and one for each lesson of the tutor group', async () => {
    for (const date of ['2025-12-01', '2026-07-21', '2026-09-15', TODAY]) {
      const lessons = date === '2026-07-21' ? 4 : 5
      const pupils = await school.one(`SELECT count(*) FROM (${onRoll(date)})`)
      const [marks] = await school.all(
        `SELECT count(session_id) AS sessions, count(lesson_id) AS lessons, count(DISTINCT pupil_id) AS pupils,
        count(DISTINCT coalesce('s' || session_id, 'l' || lesson_id) || '/' || pupil_id) AS different
        FROM mark WHERE date = ? AND pupil_id IN (${onRoll(date)})`,
        date,
      )
      expect(marks, date).toEqual({
        sessions: pupils * 2,
        lessons: pupils * lessons,
        pupils,
        different: pupils * (2 + lessons),
      })
      expect(await school.one('SELECT count(DISTINCT pupil_id) FROM mark WHERE date = ?', date)).toBe(pupils)
    }
  })

  test('have the date of their session or lesson', async () => {
    const wrong = await school.one(
      `SELECT count(*) FROM mark m LEFT JOIN session s ON s.id = session_id LEFT JOIN lesson l ON l.id = lesson_id
      WHERE m.date <> coalesce(s.date, l.date, '') OR (session_id IS NULL) = (lesson_id IS NULL)`,
    )
    expect(wrong).toBe(0)
  })

  test('say how late where the code says late, and nowhere else', async () => {
    const wrong = `SELECT count(*) FROM ${MEANT} WHERE (minutes_late IS NOT NULL) <> late OR minutes_late < 1`
    expect(await school.one(wrong)).toBe(0)
  })

  test('of the morning and the afternoon keep to their own slash', async () => {
    const wrong = await school.one(
      `SELECT count(*) FROM mark JOIN session s ON s.id = session_id WHERE (part = 'AM' AND code = ?) OR (part = 'PM' AND code = '/')`,
      '\\',
    )
    expect(wrong).toBe(0)
  })
})

describe('attendance', () => {
  test('is about 93 per cent', async () => {
    const percent = await school.one(
      `SELECT 100.0 * ${ATTENDED} / ${POSSIBLE} FROM ${MEANT} WHERE session_id IS NOT NULL`,
    )
    expect(percent).toBeGreaterThan(92)
    expect(percent).toBeLessThan(94.5)
  })

  test('has persistent and severe absentees in it', async () => {
    const [count] = await school.all(
      `SELECT avg(percent <= 90) AS persistent, sum(percent <= 50) AS severe FROM (
        SELECT 100.0 * ${ATTENDED} / ${POSSIBLE} AS percent FROM ${MEANT}
        WHERE session_id IS NOT NULL AND date >= '2026-09-01' GROUP BY pupil_id HAVING ${POSSIBLE} > 20)`,
    )
    expect(count!.persistent).toBeGreaterThan(0.1)
    expect(count!.persistent).toBeLessThan(0.3)
    expect(count!.severe).toBeGreaterThan(0)
  })

  test('comes in runs: most days of illness follow another one', async () => {
    const [runs] = await school.all(
      `SELECT avg(before = 'I') AS share FROM (
        SELECT m.code, lag(m.code) OVER (PARTITION BY pupil_id ORDER BY session_id) AS before
        FROM mark m WHERE session_id IS NOT NULL) WHERE code = 'I'`,
    )
    expect(runs!.share).toBeGreaterThan(0.6)
  })

  test('has lates, and absences without a reason both of this week and long ago', async () => {
    const count = (condition: string) =>
      school.one(`SELECT count(*) FROM mark WHERE session_id IS NOT NULL AND ${condition}`)
    expect(await count(`code IN ('L', 'U')`)).toBeGreaterThan(1000)
    expect(await count(`code = 'N' AND date > '2026-11-15'`)).toBeGreaterThan(10)
    expect(await count(`code = 'N' AND date < '2026-11-01'`)).toBeGreaterThan(5)
  })
})

describe('today at twenty past ten', () => {
  const taken = (what: string) =>
    school.one(`SELECT avg(code <> '-') FROM mark WHERE date = '${TODAY}' AND ${what}`)
  const lesson = (period: number) =>
    taken(`lesson_id IN (SELECT id FROM lesson WHERE period = ${period} AND date = '${TODAY}')`)
  const session = (part: string) =>
    taken(`session_id IN (SELECT id FROM session WHERE part = '${part}' AND date = '${TODAY}')`)

  test('the morning’s registers have been taken, most of them', async () => {
    expect(await session('AM')).toBeGreaterThan(0.7)
    expect(await lesson(1)).toBeGreaterThan(0.8)
    expect(await lesson(2)).toBeGreaterThan(0.8)
  })

  test('what is still to come is empty', async () => {
    expect([await lesson(3), await lesson(4), await lesson(5), await session('PM')]).toEqual([0, 0, 0, 0])
  })
})

describe('mark owners', () => {
  test('are there for the marks of the last sixty days, and for no missing mark', async () => {
    const wrong = await school.one(
      `SELECT count(*) FROM mark m LEFT JOIN mark_owner o ON o.mark_id = m.id
      WHERE (o.mark_id IS NOT NULL) <> (m.code <> '-' AND m.date >= '2026-09-24')`,
    )
    expect(wrong).toBe(0)
  })

  test('altered the mark on its day, and not in the future', async () => {
    expect(
      await school.one(
        'SELECT count(*) FROM mark_owner JOIN mark ON mark.id = mark_id WHERE date <> date(altered_at)',
      ),
    ).toBe(0)
    const [last] = await school.all('SELECT max(altered_at) AS at FROM mark_owner')
    expect(Date.parse(last!.at!)).toBeLessThanOrEqual(NOW)
  })
})

describe('on other days', () => {
  const make = (today: string, time = '10:20') => ({
    today: Day.parse(today),
    now: Date.parse(`${today}T${time}:00Z`),
    lessons: false,
  })

  test('before school begins, nothing of today has been taken', async () => {
    await withSchool(make(TODAY, '06:00'), async ({ one }) => {
      expect(await one(`SELECT sum(code <> '-') FROM mark WHERE date = '${TODAY}'`)).toBe(0)
    })
  })

  test('codes of before August 2024 are those of before August 2024', async () => {
    await withSchool(
      { ...make('2024-11-15'), pupils: 300, calendar: new Calendar() },
      async ({ all, one }) => {
        expect(await one(`SELECT count(*) FROM mark WHERE date < '2024-08-19'`)).toBeGreaterThan(10_000)
        expect(await all(`SELECT DISTINCT m.code FROM ${MEANT} WHERE c.code IS NULL`)).toEqual([])
      },
    )
  })

  test('without terms every weekday is a school day', async () => {
    await withSchool({ calendar: new Calendar() }, async ({ one }) => {
      expect(await one('SELECT count(*) FROM session')).toBe(2 * 261)
    })
  })

  test('on 31 August the leavers have gone and the new Year 7 come tomorrow', async () => {
    await withSchool(make('2026-08-31'), async ({ one }) => {
      expect(await one(`SELECT count(*) FROM (${onRoll('2026-08-31')})`)).toBe(60)
      const year = (number: number, on: string) =>
        one(
          `SELECT count(*) FROM pupil JOIN year_group y ON y.id = year_group_id
          WHERE national_curriculum_year = ? AND pupil.id IN (${onRoll(on)})`,
          number,
        )
      expect(await year(13, '2026-08-31')).toBe(0)
      expect(await year(7, '2026-09-01')).toBeGreaterThan((await year(7, '2026-08-31')) + 5)
    })
  })

  test.each(['2026-09-01', '2026-07-10', '2026-11-21', '2026-12-25', '2028-02-29'])(
    '%s works too',
    async (today) => {
      await withSchool(make(today), async ({ one }) => {
        expect(await one(`SELECT count(*) FROM (${onRoll(today)})`)).toBe(60)
      })
    },
  )
})
