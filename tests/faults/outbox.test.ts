import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Random } from '../../src/demo/random.ts'
import type { Item } from '../../src/outbox/item.ts'
import { testChannel } from '../outbox/channel.ts'
import { itemRow } from '../outbox/item-row.ts'
import { type Behaviour, Provider } from '../outbox/provider.ts'
import { TestSchool } from '../school.ts'
import { allSettled, killRound, Runner, type Scenario, SPEED } from './outgoing-kills.ts'

/** The full size is `npm run faults`; another seed with PARS_TEST_SEED. */
const KILLS = Number(process.env.PARS_FAULTS_OUTBOX_KILLS ?? 40)
const SEED = Number(process.env.PARS_TEST_SEED ?? 20261123)
/** Kills on one school. */
const ROUND = Math.min(40, KILLS / 4)
const ITEMS = 25 * ROUND
/** How long a call may take: the clocks of the runners run faster than the machine. */
const TIMEOUT = 150

/** What the provider does with an item: the same for the same seed, whoever asks and when. */
function behaviour(seed: number, reference: string, times: number): Behaviour {
  const random = new Random(seed, `${reference} ${times}`)
  const after = random.int(5, 40)
  return random.weighted<{ weight: number; behaviour: Behaviour }>([
    { weight: 86, behaviour: { does: 'accept', after } },
    { weight: 2, behaviour: { does: 'answer', status: 400 } },
    { weight: 2, behaviour: { does: 'answer', status: 423, retryAfter: 20 } },
    { weight: 2, behaviour: { does: 'answer', status: 429, retryAfter: 1 } },
    { weight: 1, behaviour: { does: 'answer', status: 503 } },
    { weight: 1, behaviour: { does: 'answer', status: 500 } },
    { weight: 2, behaviour: { does: 'cut', taken: true } },
    { weight: 2, behaviour: { does: 'cut', taken: false } },
    { weight: 1, behaviour: { does: 'hang', taken: true } },
    { weight: 1, behaviour: { does: 'hang', taken: false } },
  ]).behaviour
}

async function overHttp(seed: number, canLookUp: boolean, hosts: [string, string]): Promise<Scenario> {
  const provider = await new Provider().listen()
  onTestFinished(() => provider.close())
  provider.behave = (reference, times) => behaviour(seed, reference, times)
  // "Not found" must never be taken for "not sent".
  provider.lag = 300
  const random = new Random(seed, 'items')
  return {
    jobs: '  refresh-all-years: {}',
    channel: { port: provider.port, concurrency: 4, patience: TIMEOUT * SPEED, timeout: TIMEOUT, canLookUp },
    hosts,
    async fill(school) {
      const late = (ms: number) =>
        random.chance(0.2) ? { not_after: new Date(school.now + ms).toISOString() } : {}
      const rows = Array.from({ length: ITEMS }, (_, n) =>
        itemRow(`t${n}`, school.now, { not_after: null, ...late(random.int(0, 60) * 60_000) }),
      )
      const columns = Object.keys(rows[0]!)
      await school.with((db) =>
        db.transaction((session) =>
          session.bulkInsert(
            'auto_outbox',
            columns,
            rows.map((row) => Object.values(row)),
          ),
        ),
      )
    },
    taken: () => provider.accepted,
    check: toldOnce,
  }
}

/** The last thing the school was told of each item is its state, and that it was sent it was told once. */
async function toldOnce(school: TestSchool): Promise<string[]> {
  const told = await school.rows<{ item: number; state: string }>('auto_told')
  const items = await school.rows<Item>('auto_outbox')
  return items.flatMap(({ id, reference, state }) => {
    const ofIt = told.filter(({ item }) => item === id).map((row) => row.state)
    const sent = ofIt.filter((one) => one === 'sent').length
    return ofIt.at(-1) === state && sent === (state === 'sent' ? 1 : 0)
      ? []
      : [`${reference} is ${state}, and the school was told: ${ofIt.join(', ')}`]
  })
}

const forms = [
  { form: 'that can be asked, on one host', canLookUp: true, hosts: ['A', 'A'] },
  { form: 'that cannot be asked, on one host', canLookUp: false, hosts: ['A', 'A'] },
  { form: 'that can be asked, on two hosts', canLookUp: true, hosts: ['A', 'B'] },
  { form: 'that cannot be asked, on two hosts', canLookUp: false, hosts: ['A', 'B'] },
] as const

describe(`two runners on one queue, killed at random ${KILLS} times (seed ${SEED})`, () => {
  const rounds = Math.ceil(KILLS / ROUND)
  test.each(Array.from({ length: rounds }, (_, round) => ({ round, ...forms[round % forms.length]! })))(
    'nothing is taken twice, nothing is lost, every doubt is listed: a provider $form (round $round)',
    async ({ round, canLookUp, hosts }) => {
      const started = Date.now()
      const seed = SEED + round
      const scenario = await overHttp(seed, canLookUp, [...hosts])
      const { violations, states, taken, kills } = await killRound(scenario, ROUND, new Random(seed, 'kills'))
      console.log(
        `seed ${seed}: ${kills} kills in ${Math.round((Date.now() - started) / 1000)} s, ${taken} of ${ITEMS} taken, ${JSON.stringify(states)}`,
      )
      expect(violations).toEqual([])
      expect(Object.values(states).reduce((sum, count) => sum + count, 0)).toBe(ITEMS)
    },
    600_000,
  )
})

test.each([
  ['A', 'A'],
  ['A', 'B'],
])(
  'of two runners, on the hosts %s and %s, one sends, and the other leaves its items alone',
  async (...hosts) => {
    const provider = await new Provider().listen()
    onTestFinished(() => provider.close())
    provider.behave = () => ({ does: 'accept', after: 10 })
    const school = await schoolOf(200)
    const clock = { base: school.now, since: Date.now() }
    const channel = { port: provider.port, concurrency: 4, patience: TIMEOUT * SPEED, timeout: 1000 }
    for (const host of hosts) {
      const runner = new Runner({ file: school.file, ...clock, speed: SPEED, host, channel }, [])
      onTestFinished(() => runner.kill())
    }
    await allSettled(school)
    expect(new Set((await school.rows<{ state: string }>('auto_told')).map(({ state }) => state))).toEqual(
      new Set(['sent']),
    )
    expect(provider.accepted).toHaveLength(200)
    expect(provider.atOnce).toBe(4)
  },
)

/** A school that has so many items to send. */
async function schoolOf(items: number): Promise<TestSchool> {
  const school = await TestSchool.open('  refresh-all-years: {}')
  await school.tick()
  await school.database.make('auto_told', 'item int, state varchar(20)')
  for (let n = 1; n <= items; n += 1) await school.add('auto_outbox', itemRow(`t${n}`, school.now))
  return school
}

test('a process that slept since it marked its items, until a person elsewhere had them sent again, sends none of them', async () => {
  const provider = await new Provider().listen()
  onTestFinished(() => provider.close())
  const school = await schoolOf(3)
  const clock = { base: school.now, since: Date.now() }
  const channel = { port: provider.port, patience: TIMEOUT * SPEED, timeout: TIMEOUT }
  const start = (host: string, orders = {}) => {
    const runner = new Runner({ file: school.file, ...clock, speed: SPEED, host, channel, ...orders }, [])
    onTestFinished(() => runner.kill())
    return runner
  }
  const states = async () => (await school.rows<Item>('auto_outbox')).map(({ state }) => state).join(' ')
  const until = async (wanted: string) => {
    for (let looks = 0; looks < 1200 && (await states()) !== wanted; looks += 1) await wait(50)
    expect(await states()).toBe(wanted)
  }

  const sleeper = start('A', { stopWhenMarked: true })
  await until('sending sending sending')
  start('B')
  await until('unknown unknown unknown')
  // Another machine has another folder for sockets: nobody can be asked there, and a quarter of an hour must pass.
  const folder = process.env.TMPDIR
  process.env.TMPDIR = school.folder
  onTestFinished(() => {
    if (folder === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = folder
  })
  await wait((15 * 60_000) / SPEED)
  school.now = clock.base + (Date.now() - clock.since) * SPEED
  school.world = { channels: { sms: () => testChannel(channel) } }
  expect(await school.run('outbox', 'resolve', '1', '2', '3', '--again')).toMatchObject({ code: 0, err: '' })
  await until('failed failed failed sent sent sent')

  sleeper.signal('SIGCONT')
  await wait(500)
  expect(provider.asked.sort()).toEqual(['t1-2', 't2-2', 't3-2'])
  expect(await states()).toBe('failed failed failed sent sent sent')
})
