import { describe, expect, test } from 'vitest'
import { own } from '../../src/db/migrations/index.ts'
import { addressOf } from '../../src/runner/ping.ts'
import { TestSchool } from '../school.ts'
import { type Manner, Watcher } from './watcher.ts'

const NOTICES = 'clear-expired-notices'
const rid = (run: number) => `rid=00000000-0000-8000-8000-${String(run).padStart(12, '0')}`

/** A school whose switches are with a watcher; it has ticked at noon. */
async function open(jobs: string, rest = '') {
  const watcher = await new Watcher().listen()
  const school = await TestSchool.open(jobs, { rest })
  school.world = {
    env: { JOB_PING: watcher.url('/job'), ALL_PING: watcher.url('/all/'), TICK_PING: watcher.url('/tick') },
  }
  await school.tick()
  watcher.heard.length = 0
  return { school, watcher }
}

const withPing = `  ${NOTICES}: { at: '12:03', ping: '\${JOB_PING}' }`

describe('a dead man’s switch of a job', () => {
  test('is told of the start and of the success of a run, with its number', async () => {
    const { school, watcher } = await open(withPing)
    await school.tick('2026-11-23 12:03')
    expect(watcher.heard).toEqual([`GET /job/start?${rid(1)}`, `GET /job?${rid(1)}`])
  })

  test('is told of a failure, and of a run by hand', async () => {
    const { school, watcher } = await open(withPing)
    await school.database.lose('notice')
    await school.tick('2026-11-23 12:03')
    await school.run(NOTICES)
    expect(watcher.heard).toEqual([
      ...[`GET /job/start?${rid(1)}`, `GET /job/fail?${rid(1)}`],
      ...[`GET /job/start?${rid(2)}`, `GET /job/fail?${rid(2)}`],
    ])
  })

  test('is not told of a failure that is tried again, but of how that ends', async () => {
    const { school, watcher } = await open(
      `  ${NOTICES}: { at: '12:03', timeout: 10m, ping: '\${JOB_PING}' }`,
    )
    const { world } = school
    school.runOutOfTime()
    school.world = { ...school.world, ...world }
    await school.tick('2026-11-23 12:03')
    school.world = world
    await school.tick('2026-11-23 12:05')
    expect(watcher.heard).toEqual([
      `GET /job/start?${rid(1)}`,
      ...[`GET /job/start?${rid(2)}`, `GET /job?${rid(2)}`],
    ])
  })

  test('is that of the section alerts where the job has none', async () => {
    const jobs = `${withPing}\n  second: { job: ${NOTICES}, at: '12:04' }`
    const { school, watcher } = await open(jobs, "alerts: { ping: '${ALL_PING}' }\n")
    await school.tick('2026-11-23 12:03')
    await school.tick('2026-11-23 12:04')
    expect(watcher.heard).toEqual([
      ...[`GET /job/start?${rid(1)}`, `GET /job?${rid(1)}`],
      ...[`GET /all/start?${rid(2)}`, `GET /all/?${rid(2)}`],
    ])
  })

  test('of a job that looks all day hears every five minutes that it is well', async () => {
    const registers = "registers: [{ part: AM, opens: '07:30', starts: '08:35' }]"
    const { school, watcher } = await open(`  pupil-scan: { every: 1m, ${registers}, ping: '\${JOB_PING}' }`)
    for (let minute = 1; minute <= 11; minute += 1)
      await school.tick(`2026-11-23 12:${String(minute).padStart(2, '0')}`)
    expect(watcher.heard.filter((one) => one === 'GET /job')).toHaveLength(2)
  })

  const manners: [Manner, number][] = [
    ['error', 0],
    ['reset', 0],
    ['silent', 4000],
  ]
  test.each(manners)(
    'that is out of order (%s) neither fails a run nor is named in any output',
    async (manner, least) => {
      const { school, watcher } = await open(withPing)
      watcher.manner = manner
      const began = performance.now()
      const said = await school.tick('2026-11-23 12:03')
      expect(performance.now() - began).toBeGreaterThan(least)
      expect(performance.now() - began).toBeLessThan(15_000)
      expect(said).toMatchObject({ code: 0, err: '' })
      expect(`${said.out}${said.err}`).not.toContain('127.0.0.1')
      expect(await school.slotStates(NOTICES)).toEqual(['2026-11-23T12:03 done'])
      const [config] = await school.rows<{ text: string }>(own('config'))
      expect(config!.text).not.toContain('127.0.0.1')
    },
  )
})

describe('the switch for the ticks', () => {
  const ticks = "alerts: { tickPing: '${TICK_PING}' }\n"

  test('is told by the first tick, and every five minutes or so', async () => {
    const { school, watcher } = await open(`  ${NOTICES}: { every: 1m }`, ticks)
    await school.tickUntil('2026-11-23 12:15')
    expect(watcher.heard).toEqual(Array.from({ length: 3 }, () => 'GET /tick'))
  })

  test('is told too while the ticks between are idle', async () => {
    const { school, watcher } = await open(`  ${NOTICES}: { at: '15:00' }`, ticks)
    await school.tickUntil('2026-11-23 12:20')
    expect(watcher.heard.length).toBeGreaterThanOrEqual(3)
  })

  test('hears nothing while the database is away', async () => {
    const { school, watcher } = await open(`  ${NOTICES}: { every: 1m }`, ticks)
    const { env } = school.world
    school.vanish()
    school.world.env = { ...env, ...school.world.env }
    for (const minute of ['10', '20']) expect((await school.tick(`2026-11-23 12:${minute}`)).code).toBe(6)
    expect(watcher.heard).toEqual([])
  })
})

test.each([
  ['https://hc-ping.com/uuid', { signal: 'fail' }, 'https://hc-ping.com/uuid/fail'],
  ['https://hc-ping.com/uuid/', { signal: 'start' }, 'https://hc-ping.com/uuid/start'],
  ['https://hc.example/key/slug?create=1', { run: 12 }, `https://hc.example/key/slug?create=1&${rid(12)}`],
] as const)('of %s makes the address that Healthchecks documents', (url, what, address) => {
  expect(String(addressOf(url, what))).toBe(address)
})
