import { expect, test } from 'vitest'
import { Day } from '../../src/schedule/day.ts'
import { withSchool } from './made-school.ts'

/** Sunday evening, and the next afternoon until which the school is lived with. */
const SUNDAY = {
  pupils: 400,
  lessons: false,
  today: Day.parse('2026-11-22'),
  now: Date.parse('2026-11-22T19:58:00Z'),
  until: Date.parse('2026-11-23T18:30:00Z'),
}

test('texts about absences have been sent, and each is on the contact log of its pupil', async () => {
  await withSchool(SUNDAY, async ({ one }) => {
    expect(
      await one(`SELECT count(*) FROM sms_message WHERE state IN ('sent', 'delivered')`),
    ).toBeGreaterThan(20)
    expect(await one(`SELECT count(*) FROM sms_message WHERE state = 'queued'`)).toBe(0)
    const unlogged = `SELECT count(*) FROM sms_message m WHERE state <> 'failed' AND NOT EXISTS (SELECT 1 FROM
      contact_log l WHERE l.pupil_id = m.pupil_id AND l.contact_id = m.contact_id AND l.body = m.body AND l.at = m.state_at)`
    expect(await one(unlogged)).toBe(0)
    expect(await one(`SELECT count(*) FROM contact_log WHERE direction = 'in'`)).toBeGreaterThan(3)
    expect(await one(`SELECT count(*) FROM sms_batch WHERE queued_at > '2026-11-22T19:58:00Z'`)).toBe(0)
  })
})

test('staff write a reminder in the evening, one too late, and the absences in the morning', async () => {
  await withSchool(SUNDAY, async ({ summary: { comingTexts, tables } }) => {
    expect(comingTexts.map(({ at }) => new Date(at).toISOString().slice(0, 16))).toEqual([
      '2026-11-22T20:10',
      '2026-11-22T21:20',
      '2026-11-23T09:40',
    ])
    const ids = comingTexts.map(({ batch }) => batch[0])
    expect(ids).toEqual([1, 2, 3].map((n) => tables.sms_batch + n))
    for (const { batch, texts } of comingTexts) expect(texts.filter(([id]) => id !== batch[0])).toEqual([])
    const [trip] = comingTexts
    expect(new Set(trip!.texts.map((text) => text[7]))).toEqual(new Set(['2026-11-23T08:00:00.000Z']))
    const shapes = new Set(trip!.texts.map((text) => String(text[3]).replace(/\d/g, '9')))
    expect(shapes.size).toBeGreaterThan(4)
  })
})

test('at a weekend nobody writes about tomorrow or an absence', async () => {
  const saturday = { today: Day.parse('2026-11-21'), now: SUNDAY.now - 86_400_000, until: SUNDAY.now }
  await withSchool({ ...SUNDAY, ...saturday }, async ({ summary }) => {
    expect(summary.comingTexts).toHaveLength(1)
  })
})
