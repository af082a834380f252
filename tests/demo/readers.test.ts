import { expect, test } from 'vitest'
import { Day } from '../../src/schedule/day.ts'
import { type MadeSchool, onRoll, withSchool } from './made-school.ts'

/** Sunday evening, and the next afternoon until which the school is lived with. */
const SUNDAY = {
  pupils: 60,
  today: Day.parse('2026-11-22'),
  now: Date.parse('2026-11-22T19:58:00Z'),
  until: Date.parse('2026-11-23T18:30:00Z'),
}
const FRIDAY = '2026-11-20'

const weekend = (work: (school: MadeSchool) => Promise<void>) => withSchool(SUNDAY, work)

test('most pupils have a card, and none shares it', async () => {
  await weekend(async ({ one }) => {
    const valid = `SELECT i.* FROM pupil_identity i WHERE valid_from <= '${FRIDAY}' AND coalesce(valid_to, '9') >= '${FRIDAY}'`
    const cards = await one(
      `SELECT count(DISTINCT pupil_id) FROM (${valid}) WHERE kind = 'card' AND pupil_id IN (${onRoll(FRIDAY)})`,
    )
    expect(cards).toBeGreaterThan(50)
    expect(await one(`SELECT count(*) - count(DISTINCT identity) FROM pupil_identity`)).toBe(0)
    expect(await one(`SELECT count(*) FROM pupil_identity WHERE valid_to < valid_from`)).toBe(0)
  })
})

test('fingers are those of pupils for whom somebody consented once', async () => {
  await weekend(async ({ one }) => {
    expect(await one(`SELECT count(*) FROM pupil_identity WHERE kind = 'fingerprint'`)).toBeGreaterThan(5)
    expect(
      await one(
        `SELECT count(*) FROM pupil_identity WHERE kind = 'fingerprint' AND pupil_id NOT IN (SELECT pupil_id FROM pupil_consent WHERE consent_type_id = 2)`,
      ),
    ).toBe(0)
  })
})

test('a reader has not sent some scans of the last day, of pupils with a mark and without', async () => {
  await weekend(async ({ all }) => {
    const scans = await all<{ at: string; device: string }>('SELECT * FROM scan')
    expect(scans.length).toBeGreaterThan(3)
    expect(new Set(scans.map(({ at }) => at.slice(0, 10)))).toEqual(new Set([FRIDAY]))
  })
})

test('what the readers will send comes in order, on the school days to come, of pupils who are known', async () => {
  await weekend(async ({ summary: { coming }, all }) => {
    expect(coming.length).toBeGreaterThan(50)
    const times = coming.map(({ at }) => at)
    expect(times).toEqual([...times].sort((a, b) => a - b))
    expect(new Set(times.map((at) => new Date(at).toISOString().slice(0, 10)))).toEqual(
      new Set(['2026-11-23']),
    )
    const known = new Set((await all('SELECT identity FROM pupil_identity')).map(({ identity }) => identity))
    expect(coming.filter(({ row }) => !known.has(String(row[2])))).toEqual([])
    expect(new Set(coming.map(({ row }) => `${row[0]} ${row[1]}`)).size).toBe(coming.length)
    const sessions = await all(`SELECT part FROM session WHERE date = '2026-11-23' ORDER BY part`)
    expect(sessions.map(({ part }) => part)).toEqual(['AM', 'PM'])
  })
})

test('at a weekend nothing comes', async () => {
  const saturday = { today: Day.parse('2026-11-21'), now: SUNDAY.now - 86_400_000, until: SUNDAY.now }
  await withSchool({ ...SUNDAY, ...saturday }, async ({ summary }) => {
    expect(summary.coming).toEqual([])
  })
})
