import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { own } from '../../src/db/migrations/index.ts'
import { TestSchool } from '../school.ts'

const PROCESS = path.join(import.meta.dirname, '../faults/process.cjs')
const JOB = 'clear-expired-notices'

async function withNotice(settings = "at: '12:03'") {
  const school = await TestSchool.open(`  ${JOB}: { ${settings} }`)
  await school.add('notice', {
    title: '',
    body: '',
    created_at: '2026-01-01T00:00:00.000Z',
    expires_on: '2026-01-01',
  })
  await school.tick()
  school.at('2026-11-23 12:03')
  return school
}

const order = (school: TestSchool, more: object) =>
  JSON.stringify({ args: ['run-due', '--config', school.file], cwd: school.folder, now: school.now, ...more })

/** A tick in a process of its own that has claimed the slot and is stopped before it does the job. */
async function stoppedTick(school: TestSchool): Promise<ChildProcess> {
  const file = path.join(school.folder, 'paused')
  const stop = { after: school.statement('insert into', own('lease')), at: 'BEGIN', file }
  const child = spawn(process.execPath, [PROCESS, order(school, { pause: stop })], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  while (!existsSync(file)) await pause(10)
  return child
}

const ended = (child: ChildProcess) =>
  new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))

describe('a tick killed with kill -9', () => {
  test('before any of its statements: the next ticks do the slot once, and record the dead attempt', async () => {
    let died = 0
    for (let killAt = 1; ; killAt += 1) {
      const school = await withNotice()
      const killed = spawnSync(process.execPath, [PROCESS, order(school, { killAt })])
      if (killed.signal !== 'SIGKILL') break
      await school.tick('2026-11-23 12:04')
      await school.tick('2026-11-23 12:05')
      expect(await school.rows('notice')).toEqual([])
      expect(await school.slotStates(JOB)).toEqual(['2026-11-23T12:03 done'])
      const states = (await school.runs(JOB)).map(({ state }) => state)
      expect(states.filter((state) => state === 'succeeded')).toHaveLength(1)
      if (states.includes('abandoned')) {
        died += 1
        expect(states).toEqual(['abandoned', 'succeeded'])
        expect((await school.run('why', JOB)).out).toMatch(
          /Attempt 1 .* abandoned: The process that ran it .* was gone/,
        )
      }
    }
    expect(died).toBeGreaterThan(3)
  }, 1_800_000)

  test('in the moment after its claim: it is proved dead at once, not when its lease runs out', async () => {
    const school = await withNotice()
    const killAfter = { after: school.statement('insert into', own('lease')), at: 'COMMIT' }
    const killed = spawnSync(process.execPath, [PROCESS, order(school, { killAfter })])
    expect(killed.signal).toBe('SIGKILL')
    await school.tick('2026-11-23 12:04')
    expect((await school.runs(JOB)).map(({ state }) => state)).toEqual(['abandoned', 'succeeded'])
  })

  test('four times in a row: the slot is given up and told', async () => {
    const school = await withNotice()
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      const child = await stoppedTick(school)
      child.kill('SIGKILL')
      await ended(child)
      const { rmSync } = await import('node:fs')
      rmSync(path.join(school.folder, 'paused'))
      school.now += 60_000
    }
    const said = await school.tick()
    expect((await school.runs(JOB)).map(({ state }) => state)).toEqual(Array(4).fill('abandoned'))
    expect(await school.slotStates(JOB)).toEqual(['2026-11-23T12:03 done'])
    expect(said.out).toContain(`! ${JOB}`)
  })
})

describe('a holder that is paused', () => {
  test('is not replaced while its lease lives: later slots are skipped, and name it', async () => {
    const school = await withNotice('every: 1m')
    const child = await stoppedTick(school)
    for (const minute of ['12:04', '12:05', '12:06']) await school.tick(`2026-11-23 ${minute}`)
    const skipped = (await school.slots(JOB)).filter(({ state }) => state === 'skipped')
    expect(skipped.map(({ slot }) => slot)).toEqual([
      '2026-11-23T12:04Z',
      '2026-11-23T12:05Z',
      '2026-11-23T12:06Z',
    ])
    expect(skipped[0]?.reason).toMatch(
      new RegExp(`^Run \\d+ \\(since 2026-11-23 12:03, process ${child.pid} on .*\\) was still running\\.$`),
    )
    expect(await school.run('unlock', JOB)).toMatchObject({
      code: 5,
      err: expect.stringContaining('not provably gone'),
    })
    expect(await school.run(JOB)).toMatchObject({ code: 5, err: expect.stringContaining('already running') })

    child.kill('SIGCONT')
    expect(await ended(child)).toBe(0)
    expect(await school.rows('notice')).toEqual([])
    expect((await school.runs(JOB)).filter(({ slot }) => slot === '2026-11-23T12:03Z')).toMatchObject([
      { state: 'succeeded' },
    ])
  })

  test('past its lease is replaced, and cannot commit when it resumes', async () => {
    const school = await withNotice()
    const child = await stoppedTick(school)
    await school.tick('2026-11-23 12:14')
    expect((await school.runs(JOB)).map(({ state }) => state)).toEqual(['abandoned', 'succeeded'])
    // A notice that only the stopped process would still remove.
    await school.add('notice', {
      title: '',
      body: '',
      created_at: '2026-01-01T00:00:00.000Z',
      expires_on: '2026-01-02',
    })
    child.kill('SIGCONT')
    expect(await ended(child)).toBe(1)
    expect(await school.rows('notice')).toHaveLength(1)
    expect((await school.runs(JOB)).map(({ state }) => state)).toEqual(['abandoned', 'succeeded'])
    expect((await school.run('why', JOB)).out).toContain('Its lease ran out')
  })
})

describe('a config that changes while the job runs', () => {
  const without = (school: TestSchool) => school.configure('  refresh-all-years:')

  test('does not touch the run: it ends under the config it began with', async () => {
    const school = await withNotice()
    const child = await stoppedTick(school)
    without(school)
    await school.tick('2026-11-23 12:04')
    child.kill('SIGCONT')
    expect(await ended(child)).toBe(0)
    expect((await school.runs(JOB)).map(({ state }) => state)).toEqual(['succeeded'])
  })

  test('and whose job is gone when its process dies, is recorded all the same', async () => {
    const school = await withNotice()
    const child = await stoppedTick(school)
    without(school)
    child.kill('SIGKILL')
    await ended(child)
    expect((await school.tick('2026-11-23 12:04')).code).toBe(0)
    expect((await school.runs(JOB)).map(({ state }) => state)).toEqual(['abandoned'])
  })
})

test.each(['Pacific/Auckland', 'America/New_York', ''])(
  'a host in the zone "%s" runs the same slots',
  async (TZ) => {
    const school = await withNotice()
    const environment = { ...process.env, TZ }
    const { status } = spawnSync(process.execPath, [PROCESS, order(school, {})], { env: environment })
    expect(status).toBe(0)
    expect(await school.slotStates(JOB)).toEqual(['2026-11-23T12:03 done'])
    expect((await school.runs(JOB))[0]?.started_at).toBe('2026-11-23T12:03:00.000Z')
  },
)

test('unlock frees a job whose process is provably gone', async () => {
  const school = await withNotice()
  const child = await stoppedTick(school)
  child.kill('SIGKILL')
  await ended(child)
  expect(await school.run('unlock', JOB)).toMatchObject({ code: 0, out: expect.stringContaining('is free') })
  expect((await school.runs(JOB)).map(({ state }) => state)).toEqual(['abandoned'])
  expect(await school.run('unlock', JOB)).toMatchObject({
    code: 0,
    out: expect.stringContaining('not locked'),
  })
})

test('another boot of the machine is proof that the process is gone', async () => {
  const school = await withNotice()
  const child = await stoppedTick(school)
  const [lease] = await school.rows<{ host: string; boot: string }>('auto_lease')
  const machine = lease!.boot.split(' ')[0]
  school.world = { host: { name: lease!.host, boot: `${machine} a-later-start`, pid: 1, person: 'ada' } }
  await school.tick('2026-11-23 12:04')
  expect((await school.runs(JOB)).map(({ state }) => state)).toEqual(['abandoned', 'succeeded'])
  child.kill('SIGKILL')
})

test('another machine of the same name proves nothing', async () => {
  const school = await withNotice()
  await stoppedTick(school)
  const [lease] = await school.rows<{ host: string }>('auto_lease')
  school.world = { host: { name: lease!.host, boot: 'clone start', pid: 1, person: 'ada' } }
  await school.tick('2026-11-23 12:04')
  expect((await school.runs(JOB)).map(({ state }) => state)).toEqual(['running'])
})

test('a holder on another machine is left alone until its lease runs out', async () => {
  const school = await withNotice()
  await stoppedTick(school)
  school.world = { host: { name: 'elsewhere', boot: 'x', pid: 1, person: 'ada' } }
  await school.tick('2026-11-23 12:12')
  expect((await school.runs(JOB)).map(({ state }) => state)).toEqual(['running'])
  await school.tick('2026-11-23 12:14')
  expect((await school.runs(JOB)).map(({ state }) => state)).toEqual(['abandoned', 'succeeded'])
})
