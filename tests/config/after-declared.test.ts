import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { registry } from '../../src/jobs/index.ts'
import { defineJob, type JobDeclaration, nightly } from '../../src/jobs/kit.ts'
import { TestSchool } from '../school.ts'
import { check, configOf } from './kit.ts'

/** A job that comes after every clear-expired-notices by its declaration, and after one that does not exist yet. */
const follower = defineJob({
  name: 'made-up-follower',
  title: 'Made up',
  summary: 'Follows the notices.',
  schedule: { cycle: 'every-day', at: '04:00' },
  days: 'all',
  after: ['clear-expired-notices', 'not-written-yet'],
  missed: nightly,
  params: z.strictObject({}),
  reads: [],
  writes: ['preference'],
  counts: { done: 'rows' },
  plan: () => ({}),
})

const open = registry as Record<string, JobDeclaration>
beforeAll(() => {
  open[follower.name] = follower
})
afterAll(() => {
  delete open[follower.name]
})

const afterOf = (jobs: string) =>
  configOf(`jobs:\n${jobs}`).jobs.find(({ id }) => id === 'made-up-follower')?.after
const NOTICES =
  "  one: { job: clear-expired-notices, at: '00:30' }\n  two: { job: clear-expired-notices, at: '03:00' }\n"

describe('a job that declares what it comes after', () => {
  test('waits for every job of those kinds, whatever their ids', () => {
    expect(afterOf(`${NOTICES}  made-up-follower:`)).toEqual(['one', 'two'])
  })

  test('waits for those of the file besides, each once', () => {
    expect(afterOf(`${NOTICES}  made-up-follower: { after: [refresh-all-years, two] }`)).toEqual([
      'refresh-all-years',
      'two',
      'one',
    ])
  })

  test('waits for nothing where the file has none of them', () => {
    expect(afterOf('  made-up-follower:')).toEqual([])
  })

  test('is in a circle with one that the file puts behind it, and the error points at the file', () => {
    const { problems } = check(
      "jobs:\n  one: { job: clear-expired-notices, at: '00:30', after: made-up-follower }\n  made-up-follower:\n",
    )
    expect(problems.find(({ rule }) => rule === 'after-circular')).toMatchObject({
      severity: 'error',
      path: 'jobs.one.after',
    })
  })

  test('is warned about when it runs before them', () => {
    const { config, problems } = check(
      "jobs:\n  one: { job: clear-expired-notices, at: '05:00' }\n  made-up-follower:\n",
    )
    expect(config).toBeDefined()
    expect(problems.filter(({ rule }) => rule === 'after-later')).toMatchObject([
      {
        severity: 'warning',
        message:
          "'made-up-follower' runs at 04:00, before 'one' at 05:00: it works without what that does until its next run",
        hint: 'run it within 12 hours after one',
      },
    ])
  })

  test('is not warned about one that is switched off', () => {
    const { problems } = check(
      "jobs:\n  one: { job: clear-expired-notices, at: '05:00', enabled: false }\n  made-up-follower:\n",
    )
    expect(problems.filter(({ rule }) => rule.startsWith('after'))).toEqual([])
  })

  test('runs behind them in one tick, wherever it stands in the file', async () => {
    const school = await TestSchool.open(
      "  made-up-follower: { at: '12:03' }\n  one: { job: clear-expired-notices, at: '12:03' }\n  two: { job: clear-expired-notices, at: '12:02' }",
    )
    await school.tick()
    await school.tick('2026-11-23 12:03')
    expect((await school.runs()).map(({ job }) => job)).toEqual(['two', 'one', 'made-up-follower'])
  })
})
