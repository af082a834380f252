import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { apply, countOf, planOf, rowsOf } from '../../src/jobs/apply.ts'
import { defineJob, type JobContext, nightly } from '../../src/jobs/kit.ts'
import { add, type Change, change, followed, remove } from '../../src/jobs/plan.ts'
import { thisHost } from '../../src/runner/host.ts'
import { judge } from '../../src/runner/judge.ts'
import { Calendar } from '../../src/schedule/calendar.ts'
import { Day } from '../../src/schedule/day.ts'
import { Zone } from '../../src/schedule/zone.ts'
import { NO_SUCH_TABLE, SERVER } from '../database.ts'
import { TestSchool } from '../school.ts'

const calendar = new Calendar()
const today = Day.parse('2026-11-23')
const now = Date.parse('2026-11-23T12:00:00Z')
const settings = {
  file: 'automation.config.yaml',
  school: { name: 'Test School', zone: new Zone('Europe/London'), guests: false },
  database: { type: 'sqlite' as const, file: 'school.db' },
}
const moment = {
  now,
  today,
  slotDay: today,
  rollDay: today,
  nextDue: () => undefined,
  liveSince: now,
  shadow: false,
  settings,
}

/** A job made up for a test, that may read notices and write preferences. */
function job(plan: PlanOfTest) {
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

type PlanOfTest = (context: JobContext) => Record<string, Change> | Promise<Record<string, Change>>

async function planned(plan: PlanOfTest) {
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

test('a value can be a query about the row that is changed', async () => {
  const result = await planned(({ from, ref }) => ({
    done: change('preference', (row) => row, {
      value: from('preference', 'other').whereNot('other.name', ref('preference', 'name')).max('other.name'),
    }),
  }))
  expect(result.rows.map((row) => row['new value'])).toEqual(['b', 'a'])
  expect(result.left).toEqual([
    { name: 'a', value: 'b' },
    { name: 'b', value: 'a' },
  ])
})

test('what follows a step is done with it, builds on it, and is not counted', async () => {
  const result = await planned(({ values, from }) => ({
    done: followed(
      add('preference', ['name', 'value'], values({ name: 'c', value: 'new' })),
      change('preference', (row) => row.where({ name: 'c' }), { value: 'newer' }),
      remove('preference', (row) =>
        row.whereIn('name', from('preference', 'p').where('p.value', 'old').select('p.name')),
      ),
    ),
  }))
  expect(result).toMatchObject({ counted: 1, done: 1, rows: [{ name: 'c', value: 'new' }] })
  expect(result.left).toEqual([{ name: 'c', value: 'newer' }])
})

test('what follows a step is held to the tables that the job declared', async () => {
  const follower = remove('notice', (row) => row)
  await expect(
    planned(() => ({
      done: followed(
        remove('preference', (row) => row),
        follower,
      ),
    })),
  ).rejects.toThrow('made-up writes notice without declaring it')
})

test('a query that was staged keeps its rows while the plan is carried out', async () => {
  const school = await TestSchool.open('  refresh-all-years:')
  await school.add('preference', { name: 'a', value: 'old' })
  const made = job(async ({ from, stage }) => {
    const old = await stage(from('preference').where({ value: 'old' }).select('name'))
    return {
      done: followed(
        change('preference', (row) => row.whereIn('name', old().select('name')), { value: 'new' }),
        change('preference', (row) => row.whereIn('name', old('o').select('o.name')), { value: 'newer' }),
      ),
    }
  })
  await school.with(async (db) => {
    const staged = SERVER ? '#staged_1' : 'staged_1'
    await db.transaction(async (session) => {
      const { steps } = await planOf({ id: 'made-up', job: made, params: {} }, session, calendar, moment)
      expect(await apply(session, steps[0]![1])).toBe(1)
      expect(await session.all(session.sql(staged))).toEqual([{ name: 'a' }])
    })
    // Another transaction on the same connection starts with a clean slate.
    await expect(db.transaction((session) => session.all(session.sql(staged)))).rejects.toThrow(NO_SUCH_TABLE)
    expect(await db.all(db.sql('preference'))).toEqual([{ name: 'a', value: 'newer' }])
  })
})

test('rows of constants may be many', async () => {
  const result = await planned(({ values }) => ({
    done: add(
      'preference',
      ['name', 'value'],
      values({ name: 'c', value: '1' }, { name: 'd', value: '2' }, { name: 'e', value: '3' }),
    ),
  }))
  expect(result).toMatchObject({ counted: 3, done: 3 })
})

test('a job in batches may only remove', async () => {
  const made = {
    ...job(() => ({ done: change('preference', (row) => row, { value: '' }) })),
    inBatches: true as const,
  }
  const school = await TestSchool.open('  refresh-all-years:')
  await expect(
    school.with((db) => planOf({ id: 'made-up', job: made, params: {} }, db, calendar, moment)),
  ).rejects.toThrow('can only remove')
})

describe('what a plan says of its run', () => {
  async function judgedWith(say: (context: JobContext) => void) {
    const school = await TestSchool.open('  refresh-all-years:')
    await school.tick()
    return school.with(async (db) => {
      const made = job((context) => {
        say(context)
        return { done: remove('preference', (row) => row) }
      })
      const plan = await planOf({ id: 'made-up', job: made, params: {} }, db, calendar, moment)
      return judge({ host: thisHost() }, db, plan, { percent: 10, atLeast: 20 })
    })
  }

  test('a remark stands in the record, and the run has succeeded', async () => {
    const judged = await judgedWith(({ remark }) => remark('It is off.'))
    expect(judged).toMatchObject({ outcome: 'succeeded', message: 'It is off.' })
  })

  test('what it could not do makes the run partial, with nothing to approve', async () => {
    const judged = await judgedWith(({ fallShort }) => fallShort('Rule 3 is wrong.'))
    expect(judged).toMatchObject({ outcome: 'partial', message: 'Rule 3 is wrong.', withheld: {} })
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

  test('in parts looks at each part by itself, and names it', async () => {
    const part = ({ from }: JobContext, name: string, source: 'notice' | 'preference') => ({
      name,
      rows: from('preference').where('name', 'like', `${name}%`),
      outOf: from('preference').where('name', 'like', `${name}%`),
      source: from(source),
      sourceName: 'rows',
      beyond: 'hold' as const,
    })
    const school = await TestSchool.open('  refresh-all-years:')
    await school.tick()
    for (let n = 0; n < 21; n += 1) await school.add('preference', { name: `small${n}`, value: '' })
    for (let n = 0; n < 5; n += 1) await school.add('preference', { name: `dry${n}`, value: '' })
    for (let n = 0; n < 15; n += 1) await school.add('preference', { name: `tiny${n}`, value: '' })
    const made = job((context) => ({
      done: remove(
        'preference',
        (row) => row,
        part(context, 'small', 'preference'),
        part(context, 'dry', 'notice'),
        part(context, 'tiny', 'preference'),
      ),
    }))
    const { outcome, message } = await school.with(async (db) => {
      const plan = await planOf({ id: 'made-up', job: made, params: {} }, db, calendar, moment)
      return judge({ host: thisHost() }, db, plan, { percent: 10, atLeast: 20 })
    })
    expect(outcome).toBe('held')
    expect(message).toBe(
      'small: 21 of 21 would be removed with no reason on record; the guard lets 20 go. dry: There are no rows at all, and 5 would be removed. Was an import cut short?',
    )
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

describe('an addition that a person has to let go', () => {
  async function judged(approved?: Record<string, number>) {
    const school = await TestSchool.open('  refresh-all-years:')
    await school.tick()
    const made = job(({ values }) => ({
      done: {
        ...add('preference', ['name', 'value'], values({ name: 'a', value: '1' }, { name: 'b', value: '2' })),
        needsApproval: 'Two are too many.',
      },
    }))
    return school.with(async (db) => {
      const plan = await planOf({ id: 'made-up', job: made, params: {} }, db, calendar, moment)
      return judge({ host: thisHost() }, db, plan, { percent: 10, atLeast: 20 }, approved)
    })
  }

  test('is left out, and the run says why', async () => {
    expect(await judged()).toEqual({
      outcome: 'partial',
      steps: [],
      withheld: { done: 2 },
      counted: {},
      message: 'Two are too many.',
    })
  })

  test('is done once as many rows were approved, and not when it has grown since', async () => {
    expect(await judged({ done: 2 })).toMatchObject({ outcome: 'succeeded', withheld: {} })
    expect(await judged({ done: 1 })).toMatchObject({ outcome: 'partial', withheld: { done: 2 } })
  })
})
