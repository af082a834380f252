import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Knex } from 'knex'
import { expect } from 'vitest'
import type { Session } from '../../src/db/database.ts'
import { Random } from '../../src/demo/random.ts'
import type { Item } from '../../src/outbox/item.ts'
import { SERVER } from '../database.ts'
import { TestSchool } from '../school.ts'
import type { Orders } from './runner.ts'

const RUNNER = path.join(import.meta.dirname, '../../dist/faults/runner.cjs')
/** The runners' clocks go so much faster than ours: a lease of two minutes runs out in 0.6 s, on a server in 6 s. */
export const SPEED = SERVER ? 20 : 200

/** What is sent, how, and to whom: what the harness has to know of one way out. */
export interface Scenario {
  /** The `jobs:` part of the config, and the other keys. */
  jobs: string
  rest?: string
  /** The way out of the runners, instead of what the config says. */
  channel?: Orders['channel']
  /** What the two runners take for their hosts: on two of them only time can tell that a lease is free. */
  hosts: [string, string]
  /** How long a lease lives unless it is renewed, ms by the clocks of the runners: two minutes unless it says so. */
  lease?: number
  /** A job that the runners also run by hand, between two ticks. */
  byHand?: Orders['byHand']
  /** How long a runner may live, in milliseconds and in statements: 150 unless it takes longer to get anywhere. */
  life?: number
  /** When it begins, on the school's clock: Monday noon unless it says so. */
  now?: string
  /** Furnishes the school with what is to be done. @param clock the runners', epoch milliseconds */
  fill(school: TestSchool, clock: () => number): Promise<void>
  /** What the other side took, in order, once for each time, by the reference of the item. */
  taken(items: Item[]): string[]
  /** What is still to be done, besides what is in the outbox. */
  waits?: (session: Session) => Knex.QueryBuilder
  /** What else must be true when all is over; each violation in words. */
  check?(school: TestSchool): Promise<string[]>
}

/** The full size is `npm run faults`; another seed with PARS_TEST_SEED. */
export const KILLS = Number(process.env.PARS_FAULTS_WHOLE_WAY_KILLS ?? 5)
const SEED = Number(process.env.PARS_TEST_SEED ?? 20261123)
/** Kills on one school. */
export const ROUND = Math.min(40, KILLS)

/** A round for each of these forms, and again until there were so many kills of each. */
export const roundsOf = <Form extends object>(...forms: Form[]): (Form & { seed: number })[] =>
  Array.from({ length: forms.length * Math.ceil(KILLS / ROUND) }, (_, round) => ({
    ...forms[round % forms.length]!,
    seed: SEED + round,
  }))

/** A round of which nothing must be said. */
export async function killAndCheck(scenario: Scenario, seed: number): Promise<Ending> {
  const started = Date.now()
  const ending = await killRound(scenario, ROUND, new Random(seed, 'kills'))
  const { violations, states, taken, kills } = ending
  const seconds = Math.round((Date.now() - started) / 1000)
  console.log(`seed ${seed}: ${kills} kills in ${seconds} s, ${taken} taken, ${JSON.stringify(states)}`)
  expect(violations).toEqual([])
  return ending
}

/** How a round ended. */
export interface Ending {
  /** What must not be, in words; nothing where all is well. */
  violations: string[]
  kills: number
  /** How many items came to each state. */
  states: Record<string, number>
  taken: number
}

/**
 * Two runners race on one queue, and are killed again and again: between two statements, at any moment, or after they
 * were put to sleep until their lease had run out. Then one works off what is left, undisturbed.
 */
export async function killRound(scenario: Scenario, kills: number, random: Random): Promise<Ending> {
  const { jobs, rest = '', now = '2026-11-23 12:00' } = scenario
  const school = await TestSchool.open(jobs, { rest, now })
  await school.tick()
  await school.database.make('auto_told', 'item int, state varchar(20)')
  const said: string[] = []
  const clock = { base: school.now, since: Date.now() }
  const fast = () => clock.base + (Date.now() - clock.since) * SPEED
  await scenario.fill(school, fast)
  const start = (host: string, orders: Partial<Orders> = {}) =>
    new Runner({ file: school.file, ...clock, speed: SPEED, host, ...pick(scenario), ...orders }, said)

  let killed = 0
  const race = async (host: string) => {
    while (killed < kills) {
      killed += 1
      await killedOne((orders) => start(host, orders), random, scenario)
    }
  }
  await Promise.all(scenario.hosts.map(race))
  const last = start(scenario.hosts[0])
  await allSettled(school, scenario.waits)
  await last.kill()

  school.now = fast()
  return { ...(await examine(scenario, school, said)), kills: killed }
}

const pick = ({ channel, byHand }: Scenario) => ({
  ...(channel ? { channel } : {}),
  ...(byHand ? { byHand } : {}),
})

/** One life of a runner. */
async function killedOne(
  start: (orders: Partial<Orders>) => Runner,
  random: Random,
  { life = 150, lease = 120_000 }: Scenario,
): Promise<void> {
  const how = random.next()
  if (how < 0.45) {
    const runner = start({ killAt: random.int(20, life + 10) })
    await Promise.race([runner.over, wait(1500)])
    return runner.kill()
  }
  const runner = start({})
  await runner.ready
  await wait(random.int(0, life))
  if (how > 0.9) {
    runner.signal('SIGSTOP')
    await wait(lease / SPEED + random.int(0, 500))
    runner.signal('SIGCONT')
    await wait(random.int(0, 100))
  }
  return runner.kill()
}

/** A process of its own that ticks until it is killed. */
export class Runner {
  readonly ready: Promise<void>
  /** Resolves when it has ended, however. */
  readonly over: Promise<void>
  readonly #child: ChildProcess

  /** @param said gets what the ticks say */
  constructor(orders: Orders, said: string[]) {
    const child = spawn(process.execPath, [RUNNER, JSON.stringify(orders)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    this.over = new Promise((resolve) => child.once('close', () => resolve()))
    const ready = new Promise<void>((resolve) => child.stdout!.once('data', () => resolve()))
    this.ready = Promise.race([ready, this.over])
    for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (text) => said.push(String(text)))
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  async kill(): Promise<void> {
    this.signal('SIGKILL')
    await this.over
  }
}

/** Waits until nothing is on its way any more. */
export async function allSettled(school: TestSchool, waits?: Scenario['waits']): Promise<void> {
  for (let looks = 0; looks < 1200; looks += 1) {
    await wait(10_000 / SPEED)
    const open = await school.with(
      async (db) =>
        (await db.first(db.sql('auto_outbox').whereIn('state', ['queued', 'sending']).limit(1))) ??
        (waits && (await db.first(waits(db).limit(1)))),
    )
    if (!open) return
  }
}

async function examine(
  scenario: Scenario,
  school: TestSchool,
  said: string[],
): Promise<Omit<Ending, 'kills'>> {
  const items = await school.rows<Item>('auto_outbox')
  const taken = scenario.taken(items)
  const once = new Set(taken)
  const violations: string[] = []
  const must = (isSo: boolean, words: string) => {
    if (!isSo) violations.push(words)
  }
  for (const reference of once) {
    const times = taken.filter((one) => one === reference).length
    must(times === 1, `${reference} was taken ${times} times`)
  }
  const known = new Set(items.map(({ reference }) => reference))
  for (const reference of once) must(known.has(reference), `${reference} was taken, and nobody knows of it`)
  for (const { reference, state } of items) {
    const right = once.has(reference) ? ['sent', 'unknown'] : ['unknown', 'failed', 'expired', 'withdrawn']
    must(right.includes(state), `${reference} is ${state}, and was ${once.has(reference) ? '' : 'not '}taken`)
  }
  const listed = await school.run('outbox', 'list', '--state', 'unknown', '--json', '-n', '100000')
  const shown = new Set((JSON.parse(listed.out).items as { item: number }[]).map(({ item }) => item))
  for (const { id, reference, state } of items)
    must((state === 'unknown') === shown.has(id), `${reference} is ${state}, and is listed otherwise`)
  const leases = await school.rows<{ token: string | null }>('auto_outbox_channel')
  must(leases.length > 0 || items.length === 0, 'nobody ever held the lease')
  for (const words of said)
    must(!/could not be sent|mistake|Error|ready.+ready/.test(words), `a runner said: ${words.slice(0, 300)}`)
  violations.push(...((await scenario.check?.(school)) ?? []))
  const states: Record<string, number> = {}
  for (const { state } of items) states[state] = (states[state] ?? 0) + 1
  return { violations, states, taken: taken.length }
}
