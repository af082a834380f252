import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { apply, countOf, planOf, rowsOf } from '../../src/jobs/apply.ts'
import { defineJob, type JobContext, nightly } from '../../src/jobs/kit.ts'
import { add, type Change, change, remove } from '../../src/jobs/plan.ts'
import { thisHost } from '../../src/runner/host.ts'
import { judge } from '../../src/runner/judge.ts'
import { Calendar } from '../../src/schedule/calendar.ts'
import { Day } from '../../src/schedule/day.ts'
import { TestSchool } from '../school.ts'

const calendar = new Calendar()
const today = Day.parse('2026-11-23')
const now = Date.parse('2026-11-23T12:00:00Z')
const moment = { now, today, slotDay: today, rollDay: today, liveSince: now }

/** A job made up for a test, that may read notices and write preferences. */
function job(plan: (context: JobContext) => Record<string, Change>) {
  return defineJob({
    name: 'made-up',
    title: 'Made up',
    summary: 'Does what the test says.',
    schedule: { at: '12:00' },
    days: 'all',
    missed: nightly,
    params: z.strictObject({}),
    reads: ['notice'],
    writes: ['preference'],
    counts: { done: 'rows' } as Record<string, string>,
    plan: (_params, context) => plan(context),
  })
}

async function planned(plan: (context: JobContext) => Record<string, Change>) {
  const school = await TestSchool.open('  refresh-all-years:')
  await school.add('preference', { name: 'a', value: 'old' })
  await school.add('preference', { name: 'b', value: 'old' })
  return school.with(async (db) => {
    const { steps } = await planOf({ id: 'made-up', job: job(plan), params: {} }, db, calendar, moment)
    const [, step] = steps[0]!
    const counted = await countOf(db, step)
    const rows = await rowsOf(db, step, 10)
    const done = await db.transaction((session) => apply(session, step))
    return { counted, rows, done, left: await db.all(db.sql('preference').orderBy('name')) }
  })
}

test('a change counts, shows and changes the same rows', async () => {
  const result = await planned(() => ({
    done: change('preference', (row) => row.where({ name: 'a' }), { value: 'new' }),
  }))
  expect(result).toEqual({
    counted: 1,
    done: 1,
    rows: [{ name: 'a', value: 'old', 'new value': 'new' }],
    left: [
      { name: 'a', value: 'new' },
      { name: 'b', value: 'old' },
    ],
  })
})

test('a removal counts, shows and removes the same rows', async () => {
  const result = await planned(() => ({ done: remove('preference', (row) => row.where({ name: 'a' })) }))
  expect(result).toMatchObject({ counted: 1, done: 1, rows: [{ name: 'a' }], left: [{ name: 'b' }] })
})

test('an addition counts, shows and adds the same rows', async () => {
  const result = await planned(({ values }) => ({
    done: add('preference', ['name', 'value'], values({ name: 'c', value: "it's" })),
  }))
  expect(result).toMatchObject({ counted: 1, done: 1, rows: [{ name: 'c', value: "it's" }] })
  expect(result.left).toHaveLength(3)
})

test('a table that the job did not declare is refused', async () => {
  await expect(
    planned(({ from }) => ({ done: add('preference', ['name'], from('pupil').select('id')) })),
  ).rejects.toThrow('made-up looks at pupil without declaring it')
  await expect(planned(() => ({ done: remove('notice', (row) => row) }))).rejects.toThrow(
    'made-up writes notice without declaring it',
  )
})

test('a count that the job did not declare is refused', async () => {
  await expect(planned(() => ({ more: remove('preference', (row) => row) }))).rejects.toThrow(
    'made-up plans "more" without declaring that count',
  )
})

describe('a guard that holds', () => {
  const guarded = ({ from }: JobContext) => ({
    done: remove('preference', (row) => row.where('value', 'old'), {
      outOf: from('preference'),
      source: from('notice'),
      sourceName: 'notices',
      beyond: 'hold',
    }),
  })

  async function judged(preferences: number, notices: number, approved?: Record<string, number>) {
    const school = await TestSchool.open('  refresh-all-years:')
    await school.tick()
    for (let n = 0; n < preferences; n += 1) await school.add('preference', { name: `p${n}`, value: 'old' })
    for (let n = 0; n < notices; n += 1) {
      await school.add('notice', { title: '', body: '', created_at: '2026-01-01T00:00:00.000Z' })
    }
    return school.with(async (db) => {
      const plan = await planOf({ id: 'made-up', job: job(guarded), params: {} }, db, calendar, moment)
      return judge({ host: thisHost() }, db, plan, { percent: 10, atLeast: 20 }, approved)
    })
  }

  test.each([
    ['as many as the least that is always let go', 20, 1, 'succeeded'],
    ['one more than that', 21, 1, 'held'],
    ['nothing, from a source that is empty', 0, 0, 'succeeded'],
    ['a single one, while the source is empty', 1, 0, 'held'],
  ])('that would remove %s', async (_what, preferences, notices, outcome) => {
    expect((await judged(preferences, notices)).outcome).toBe(outcome)
  })

  test('lets go what was approved, and not one more', async () => {
    expect((await judged(30, 1, { done: 30 })).outcome).toBe('succeeded')
    expect(await judged(31, 1, { done: 30 })).toMatchObject({
      outcome: 'held',
      withheld: { done: 31 },
      steps: [],
    })
    expect((await judged(30, 0, { done: 30 })).outcome).toBe('succeeded')
  })
})
